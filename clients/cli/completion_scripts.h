// `cofi completion bash` prints a script that asks `cofi __complete WORD…` for what may
// stand in place of the last word.
#ifndef COFI_CLIENTS_CLI_COMPLETION_SCRIPTS_H_
#define COFI_CLIENTS_CLI_COMPLETION_SCRIPTS_H_

#include "clients/cli/sent/session.h"
#include "clients/cli/typed/command_line.h"

namespace cofi::cli {

// `cofi completion SHELL`; the exit code.
int RunCompletion(Session& session, const Arguments& arguments);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_COMPLETION_SCRIPTS_H_
