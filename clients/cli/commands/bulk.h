// `cofi NOUN VERB --filter FILTER`: a verb on all that a filter chooses, each by a request of its
// own; where a batch takes them (BatchRepeatExpenses), by one, all or none. Without --yes it first
// says what would become of each.
#ifndef COFI_CLIENTS_CLI_COMMANDS_BULK_H_
#define COFI_CLIENTS_CLI_COMMANDS_BULK_H_

#include <vector>

#include "clients/cli/sent/session.h"
#include "clients/cli/typed/command_line.h"
#include "clients/cli/typed/nouns.h"

namespace cofi::cli {

// The exit code: kRefused if any was refused, which does not stop the others; kUsage where nobody
// said yes. `flags` are those of the verb, which hold for each.
int RunBulk(Session& session, const Noun& noun, const Verb& verb, const std::vector<Flag>& flags,
            const Arguments& arguments);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_COMMANDS_BULK_H_
