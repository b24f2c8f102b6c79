// The rate of a grant, and what it bears: kept to by claims, and told of what is spent.
#ifndef COFI_SERVICES_BUDGETS_RATES_H_
#define COFI_SERVICES_BUDGETS_RATES_H_

#include "absl/status/status.h"
#include "cofi/budgets/v1/expenses.pb.h"
#include "db/transaction.h"

namespace cofi::budgets {

// Adds the grants that bear more of an expense than their rates say. Of the moment: for an answer,
// and stored nowhere.
absl::Status AddAboveRates(db::Transaction& tx, v1::Expense* expense);

}  // namespace cofi::budgets

#endif  // COFI_SERVICES_BUDGETS_RATES_H_
