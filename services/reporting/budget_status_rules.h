// What is left on each line: planned, committed, spent, paid and available, by
// line, account, phase, year or funder, and who paid which euro of it.
#ifndef COFI_SERVICES_REPORTING_BUDGET_STATUS_RULES_H_
#define COFI_SERVICES_REPORTING_BUDGET_STATUS_RULES_H_

#include <optional>

#include "absl/status/status.h"
#include "base/language.h"
#include "cofi/reporting/v1/reports.pb.h"
#include "services/reporting/facts_rules.h"
#include "services/reporting/group_rules.h"
#include "services/reporting/movement_rules.h"

namespace cofi::reporting {

// VALUE_MALFORMED in `group_by` if both dimensions are the same.
absl::Status CheckGroups(const v1::GetBudgetStatusRequest& request);

// Which sums of movements the facts of a status must have; none for one of a single dimension that
// is not about a period.
std::optional<MovementsAsked> MovementsFor(const v1::GetBudgetStatusRequest& request);

// Whether those of the lead matter: to what is planned up to a day they always do.
bool NeedsFiscalYears(const v1::GetBudgetStatusRequest& request);

// Of facts that are as of the end of the period, if it is about one. `language` is that of the
// names of accounts; all other names are the user's.
//
// By funder, the rows are the sources of the budget's income: what each
// planned, what it pays for, and what it still can pay (`remaining`, as the grants
// say). Their committed, paid and available are not set, because neither an order nor
// a payment says which funder's money it is.
//
// Of a period are what was spent and paid in it, and received. All else is as of its end: what is
// available, remains or is used counts what was spent before it too, and `funding` all that was
// received.
v1::BudgetStatus MakeBudgetStatus(const ProjectFacts& facts,
                                  const v1::GetBudgetStatusRequest& request, Language language);

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_BUDGET_STATUS_RULES_H_
