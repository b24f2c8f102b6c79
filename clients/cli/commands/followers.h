// `cofi followers` and `cofi lead`.
#ifndef COFI_CLIENTS_CLI_COMMANDS_FOLLOWERS_H_
#define COFI_CLIENTS_CLI_COMMANDS_FOLLOWERS_H_

#include <vector>

#include "clients/cli/sent/session.h"
#include "clients/cli/typed/command_line.h"

namespace cofi::cli {

std::vector<Flag> FollowersFlags();
std::vector<Flag> LeadFlags();

// Commands; the exit code. RunFollowers ends with that of a refusal while one stands still.
int RunFollowers(Session& session, const Arguments& arguments);
int RunLead(Session& session, const Arguments& arguments);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_COMMANDS_FOLLOWERS_H_
