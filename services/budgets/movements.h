// What was moved in a period, by line, grant and fiscal year: from the sums that the ledger keeps
// of months and days, so that it costs the same with ten entries or ten million.
#ifndef COFI_SERVICES_BUDGETS_MOVEMENTS_H_
#define COFI_SERVICES_BUDGETS_MOVEMENTS_H_

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "cofi/budgets/internal/v1/facts.pb.h"
#include "db/transaction.h"

namespace cofi::budgets {

// Fills `movements` and `movements_before` if the request asks for them, each in the order of line,
// grant and year. What sums to nothing is left out, and so is what was moved after the day of the
// facts, which is that of rpc::ReadFacts.
absl::Status AddMovements(db::Transaction& tx, const internal::v1::ReadFactsRequest& request,
                          internal::v1::BudgetFacts* facts);

// What was moved on a project from one day to another, both included, by line and grant.
absl::StatusOr<std::vector<internal::v1::MovementSum>> MovementsWithin(db::Transaction& tx,
                                                                       absl::string_view project,
                                                                       absl::CivilDay first,
                                                                       absl::CivilDay last);

// No movement is dated before or after these (base/dates.h).
inline constexpr absl::CivilDay kFirstDay(1900, 1, 1);
inline constexpr absl::CivilDay kLastDay(9999, 12, 30);

}  // namespace cofi::budgets

#endif  // COFI_SERVICES_BUDGETS_MOVEMENTS_H_
