// What earlier versions said otherwise of money: the journal keeps it as they said it, and whoever
// reads it there reads it through these. What is of today already stays as it is
// (docs/decisions/0035).
#ifndef COFI_SERVICES_BUDGETS_EARLIER_FORMS_H_
#define COFI_SERVICES_BUDGETS_EARLIER_FORMS_H_

#include "cofi/budgets/v1/commitments.pb.h"
#include "cofi/budgets/v1/expenses.pb.h"
#include "cofi/budgets/v1/grants.pb.h"
#include "cofi/budgets/v1/receipts.pb.h"

namespace cofi::budgets {

// Rates were whole percents.
void Modernize(v1::Grant& grant);
// A reversal had the sign of what it undoes.
void Modernize(v1::Receipt& receipt);
// Money was on the line of a version of the budget.
void Modernize(v1::Commitment& commitment);
// Both; and nothing said what an expense is.
void Modernize(v1::Expense& expense);

}  // namespace cofi::budgets

#endif  // COFI_SERVICES_BUDGETS_EARLIER_FORMS_H_
