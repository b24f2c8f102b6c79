// What must hold of every set of reports about one project as of one date, or of one period: each
// column sums to its total, and a figure that stands in two places is the same in both.
//
// Pure, so that the rules and the servers can be held to it alike.
#ifndef COFI_TESTS_REPORTING_AGREEMENT_H_
#define COFI_TESTS_REPORTING_AGREEMENT_H_

#include <string>
#include <vector>

#include "cofi/budgets/v1/grants.pb.h"
#include "cofi/reporting/v1/reports.pb.h"

namespace cofi::reporting {

struct Reports {
  // By line first; one of each kind of rows, and any of two dimensions.
  std::vector<v1::BudgetStatus> statuses;
  v1::FundingPlan plan;
  v1::Pipeline pipeline;
  v1::DeadlineList deadlines;
  std::vector<budgets::v1::Grant> grants;
};

// What does not hold, a line each; empty if the reports agree.
std::string Disagreements(const Reports& reports);

}  // namespace cofi::reporting

#endif  // COFI_TESTS_REPORTING_AGREEMENT_H_
