// `cofi apply --dry-run`: what the file would do, and all that would be refused of it.
//
// Each service rehearses its own items in their order, on what those before them left
// (RehearsalService), and is told what the other services would have by then. So an
// adoption is refused for a line of the same file. What passes between services on its own,
// such as how much of a project is secured, is not rehearsed: an item that was refused for
// the lack of it is said not to be proved.
#ifndef COFI_CLIENTS_CLI_COMMANDS_DRY_RUN_H_
#define COFI_CLIENTS_CLI_COMMANDS_DRY_RUN_H_

#include <vector>

#include "clients/cli/commands/apply_file.h"
#include "clients/cli/sent/session.h"

namespace cofi::cli {

// The exit code: kRefused if any item would be. Nothing is written.
int RunDry(Session& session, const std::vector<ApplyItem>& items);

// Whether the request of a verb, by its id, was carried out before.
grpc::Status WasCarriedOut(const ApplyItem& item, Session& session, bool* was);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_COMMANDS_DRY_RUN_H_
