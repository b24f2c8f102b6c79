// What was moved in a period, by line, grant and fiscal year: from the sums that the ledger keeps
// of months and days, so that it costs the same with ten entries or ten million.
#ifndef COFI_SERVICES_BUDGETS_MOVEMENTS_H_
#define COFI_SERVICES_BUDGETS_MOVEMENTS_H_

#include "absl/status/status.h"
#include "cofi/budgets/internal/v1/facts.pb.h"
#include "db/transaction.h"

namespace cofi::budgets {

// Fills `movements` and `movements_before` if the request asks for them, each in the order of line,
// grant and year. What sums to nothing is left out, and so is what was moved after the day of the
// facts, which is that of rpc::ReadFacts.
absl::Status AddMovements(db::Transaction& tx, const internal::v1::ReadFactsRequest& request,
                          internal::v1::BudgetFacts* facts);

}  // namespace cofi::budgets

#endif  // COFI_SERVICES_BUDGETS_MOVEMENTS_H_
