// `cofi backup` and `cofi restore`: copies of all stores in one folder, with a
// manifest that says what they are.
#ifndef COFI_CLIENTS_CLI_COMMANDS_BACKUP_H_
#define COFI_CLIENTS_CLI_COMMANDS_BACKUP_H_

#include <vector>

#include "clients/cli/sent/session.h"
#include "clients/cli/typed/command_line.h"

namespace cofi::cli {

std::vector<Flag> BackupFlags();
std::vector<Flag> RestoreFlags();

int RunBackup(Session& session, const Arguments& arguments);
int RunRestore(Session& session, const Arguments& arguments);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_COMMANDS_BACKUP_H_
