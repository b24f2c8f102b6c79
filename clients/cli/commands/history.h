// `cofi history NAME`: who changed what when. `cofi outcome REQUEST_ID`: what
// became of a request that got no answer.
#ifndef COFI_CLIENTS_CLI_COMMANDS_HISTORY_H_
#define COFI_CLIENTS_CLI_COMMANDS_HISTORY_H_

#include <string>
#include <vector>

#include "clients/cli/sent/session.h"
#include "clients/cli/typed/command_line.h"

namespace cofi::cli {

// A full name, and the service whose journal may have changes of it.
struct RecordedName {
  std::string service;
  std::string name;
};

// What `name` may stand for: a full name is one resource's, a short one all those of
// that form, `precarisation/fdf` an application, a grant, … With what is `below` it,
// a project is in the journals of all services. Empty if the name has no form that
// there is.
std::vector<RecordedName> RecordedNamesOf(const std::string& name, bool below);

std::vector<Flag> HistoryFlags();
std::vector<Flag> OutcomeFlags();

// Commands; the exit code.
int RunHistory(Session& session, const Arguments& arguments);
int RunOutcome(Session& session, const Arguments& arguments);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_COMMANDS_HISTORY_H_
