// `cofi apply -f FILE`: makes what the file declares so, and does what it says
// happened, from top to bottom. Applied again by the same user, it changes nothing:
// the server keeps the answer to a verb for whoever sent it. What was moved since, or
// happened in other words, is left with a warning (docs/decisions/0025).
#ifndef COFI_CLIENTS_CLI_COMMANDS_APPLY_H_
#define COFI_CLIENTS_CLI_COMMANDS_APPLY_H_

#include <vector>

#include "clients/cli/sent/session.h"
#include "clients/cli/typed/command_line.h"

namespace cofi::cli {

std::vector<Flag> ApplyFlags();

// The exit code. A failure stops it: what stands before in the file is done.
int RunApply(Session& session, const Arguments& arguments);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_COMMANDS_APPLY_H_
