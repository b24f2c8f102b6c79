// `cofi call SERVICE/METHOD -d JSON`: any RPC of the API that this program was
// built with, in protobuf's own JSON.
#ifndef COFI_CLIENTS_CLI_COMMANDS_CALL_H_
#define COFI_CLIENTS_CLI_COMMANDS_CALL_H_

#include <vector>

#include "clients/cli/sent/session.h"
#include "clients/cli/typed/command_line.h"

namespace cofi::cli {

std::vector<Flag> CallFlags();

// The exit code.
int RunCall(Session& session, const Arguments& arguments);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_COMMANDS_CALL_H_
