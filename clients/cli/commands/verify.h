// `cofi verify` and `cofi checkpoint`.
#ifndef COFI_CLIENTS_CLI_COMMANDS_VERIFY_H_
#define COFI_CLIENTS_CLI_COMMANDS_VERIFY_H_

#include <string>
#include <vector>

#include "clients/cli/sent/session.h"
#include "clients/cli/typed/command_line.h"
#include "clients/cli/typed/settings.h"
#include "cofi/journal/v1/journal.pb.h"

namespace cofi::cli {

// The verdicts in the format asked, made from the messages alone.
std::string VerdictsText(const std::vector<journal::v1::Verdict>& verdicts,
                         const Settings& settings);

std::vector<Flag> VerifyFlags();
std::vector<Flag> CheckpointFlags();

// Commands; the exit code.
int RunVerify(Session& session, const Arguments& arguments);
int RunCheckpoint(Session& session, const Arguments& arguments);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_COMMANDS_VERIFY_H_
