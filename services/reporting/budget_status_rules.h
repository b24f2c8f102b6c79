// What is left on each line: planned, committed, spent, paid and available, by
// line, account, phase, year or funder, and who paid which euro of it.
#ifndef COFI_SERVICES_REPORTING_BUDGET_STATUS_RULES_H_
#define COFI_SERVICES_REPORTING_BUDGET_STATUS_RULES_H_

#include "base/language.h"
#include "cofi/reporting/v1/reports.pb.h"
#include "services/reporting/facts_rules.h"

namespace cofi::reporting {

using GroupBy = v1::GetBudgetStatusRequest::GroupBy;

// `language` is that of the names of accounts; all other names are the user's.
//
// By funder, the rows are the sources of the budget's income: what each
// planned, what it pays for, and what it still can pay (`remaining`, as the grants
// say). Their committed, paid and available are not set, because neither an order nor
// a payment says which funder's money it is.
v1::BudgetStatus MakeBudgetStatus(const ProjectFacts& facts, GroupBy group_by, Language language);

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_BUDGET_STATUS_RULES_H_
