// `cofi apply -f FILE`: makes what the file declares so, and does what it says
// happened, from top to bottom. Applied again, it changes nothing.
#ifndef COFI_CLIENTS_CLI_APPLY_H_
#define COFI_CLIENTS_CLI_APPLY_H_

#include <vector>

#include "clients/cli/command_line.h"
#include "clients/cli/session.h"

namespace cofi::cli {

std::vector<Flag> ApplyFlags();

// The exit code.
int RunApply(Session& session, const Arguments& arguments);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_APPLY_H_
