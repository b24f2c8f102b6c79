// The reports: one call each, then a page for a terminal, or the same figures as
// JSON or CSV.
#ifndef COFI_CLIENTS_CLI_REPORTS_H_
#define COFI_CLIENTS_CLI_REPORTS_H_

#include <string>
#include <vector>

#include "clients/cli/command_line.h"
#include "clients/cli/session.h"
#include "clients/cli/settings.h"
#include "cofi/reporting/v1/reports.pb.h"

namespace cofi::cli {

// Pages, made from the messages alone.
std::string StatusText(const reporting::v1::BudgetStatus& status, const Settings& settings);
std::string PlanText(const reporting::v1::FundingPlan& plan, const Settings& settings);
std::string DeadlinesText(const reporting::v1::DeadlineList& list, const Settings& settings);
std::string PipelineText(const reporting::v1::Pipeline& pipeline, const Settings& settings);

std::vector<Flag> StatusFlags();
std::vector<Flag> PlanFlags();
std::vector<Flag> DeadlinesFlags();
std::vector<Flag> PipelineFlags();

// Commands; the exit code.
int RunStatus(Session& session, const Arguments& arguments);
int RunPlan(Session& session, const Arguments& arguments);
int RunDeadlines(Session& session, const Arguments& arguments);
int RunPipeline(Session& session, const Arguments& arguments);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_REPORTS_H_
