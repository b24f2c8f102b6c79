// The pages of the reports for a terminal, made from the messages alone.
#ifndef COFI_CLIENTS_CLI_PRINTED_REPORT_PAGES_H_
#define COFI_CLIENTS_CLI_PRINTED_REPORT_PAGES_H_

#include <string>

#include "clients/cli/typed/settings.h"
#include "cofi/reporting/v1/reports.pb.h"

namespace cofi::cli {

std::string StatusText(const reporting::v1::BudgetStatus& status, const Settings& settings);
std::string PlanText(const reporting::v1::FundingPlan& plan, const Settings& settings);
// The request tells what an empty list is empty of.
std::string DeadlinesText(const reporting::v1::ListDeadlinesRequest& request,
                          const reporting::v1::DeadlineList& list, const Settings& settings);
std::string SearchText(const reporting::v1::SearchResponse& found, const Settings& settings);
std::string PortfolioText(const reporting::v1::Portfolio& portfolio, const Settings& settings);
std::string PipelineText(const reporting::v1::Pipeline& pipeline, const Settings& settings);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_PRINTED_REPORT_PAGES_H_
