// What makes an expense acceptable to the grants that share in it. Pure.
#ifndef COFI_SERVICES_BUDGETS_EXPENSE_RULES_H_
#define COFI_SERVICES_BUDGETS_EXPENSE_RULES_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "cofi/budgets/v1/budgets.pb.h"
#include "cofi/budgets/v1/expenses.pb.h"
#include "cofi/budgets/v1/grants.pb.h"

namespace cofi::budgets {

// What no grant pays, in minor units. SHARES_EXCEED_EXPENSE if the shares sum to
// more than the expense, VALUE_MALFORMED if a grant has two of them.
absl::StatusOr<int64_t> OwnFunds(const v1::Expense& expense);

// Whether the grant may pay part of an invoice of this date on this line:
// OUTSIDE_ELIGIBLE_PERIOD or ACCOUNT_NOT_ELIGIBLE.
absl::Status CheckEligible(const v1::Grant& grant, const v1::Line& line,
                           const v1::Expense& expense);

}  // namespace cofi::budgets

#endif  // COFI_SERVICES_BUDGETS_EXPENSE_RULES_H_
