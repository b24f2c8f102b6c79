// The reports: one call each, then a page for a terminal, or the same figures as
// JSON or CSV.
#ifndef COFI_CLIENTS_CLI_COMMANDS_REPORTS_H_
#define COFI_CLIENTS_CLI_COMMANDS_REPORTS_H_

#include <vector>

#include "clients/cli/sent/session.h"
#include "clients/cli/typed/command_line.h"

namespace cofi::cli {

std::vector<Flag> StatusFlags();
std::vector<Flag> PlanFlags();
std::vector<Flag> DeadlinesFlags();
std::vector<Flag> PipelineFlags();
std::vector<Flag> PortfolioFlags();
std::vector<Flag> SearchFlags();

// Commands; the exit code.
int RunStatus(Session& session, const Arguments& arguments);
int RunPlan(Session& session, const Arguments& arguments);
int RunDeadlines(Session& session, const Arguments& arguments);
int RunPipeline(Session& session, const Arguments& arguments);
int RunSearch(Session& session, const Arguments& arguments);
int RunPortfolio(Session& session, const Arguments& arguments);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_COMMANDS_REPORTS_H_
