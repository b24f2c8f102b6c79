// `cofi rpc SERVICE/METHOD -d JSON`: any RPC of the API that this program was
// built with, in protobuf's own JSON.
#ifndef COFI_CLIENTS_CLI_COMMANDS_RPC_H_
#define COFI_CLIENTS_CLI_COMMANDS_RPC_H_

#include <vector>

#include "clients/cli/sent/session.h"
#include "clients/cli/typed/command_line.h"

namespace cofi::cli {

std::vector<Flag> RpcFlags();

// The exit code.
int RunRpc(Session& session, const Arguments& arguments);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_COMMANDS_RPC_H_
