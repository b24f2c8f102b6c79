// `cofi NOUN VERB`: one request from the words and flags, one call, one answer
// printed. A list follows its pages.
#ifndef COFI_CLIENTS_CLI_COMMANDS_VERBS_H_
#define COFI_CLIENTS_CLI_COMMANDS_VERBS_H_

#include <vector>

#include "clients/cli/sent/session.h"
#include "clients/cli/typed/command_line.h"
#include "clients/cli/typed/nouns.h"

namespace cofi::cli {

// The exit code.
int RunVerb(Session& session, const Noun& noun, const Verb& verb, const std::vector<Flag>& flags,
            const Arguments& arguments);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_COMMANDS_VERBS_H_
