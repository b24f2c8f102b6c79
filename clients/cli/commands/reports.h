// The reports: laid out by the server, printed on a terminal by the one text renderer, or written
// to a file as the server renders it; JSON is the typed answer.
#ifndef COFI_CLIENTS_CLI_COMMANDS_REPORTS_H_
#define COFI_CLIENTS_CLI_COMMANDS_REPORTS_H_

#include "clients/cli/sent/session.h"
#include "clients/cli/typed/command_line.h"
#include "clients/cli/typed/report_kinds.h"

namespace cofi::cli {

// The exit code.
int RunReport(const ReportKind& kind, Session& session, const Arguments& arguments);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_COMMANDS_REPORTS_H_
