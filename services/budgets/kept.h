// What this service keeps ready for questions over all projects: deadlines, awards, and the
// figures of each project (portfolio.h); and the answers from the first two.
#ifndef COFI_SERVICES_BUDGETS_KEPT_H_
#define COFI_SERVICES_BUDGETS_KEPT_H_

#include "absl/status/status.h"
#include "cofi/budgets/internal/v1/deadlines.pb.h"
#include "cofi/budgets/internal/v1/portfolio.pb.h"
#include "cofi/budgets/internal/v1/search.pb.h"
#include "db/tables/kept.h"
#include "db/transaction.h"

namespace cofi::budgets {

// FILTER_MALFORMED, VALUE_OUT_OF_RANGE.
absl::Status ReadDeadlines(db::Transaction& tx, const internal::v1::ReadDeadlinesRequest& request,
                           internal::v1::ReadDeadlinesResponse* response);
absl::Status ReadNextDeadlines(db::Transaction& tx,
                               const internal::v1::ReadNextDeadlinesRequest& request,
                               internal::v1::ReadNextDeadlinesResponse* response);
// AMOUNT_OVERFLOW if a sum cannot be told exactly.
absl::Status ReadAwards(db::Transaction& tx, const internal::v1::ReadAwardsRequest& request,
                        internal::v1::ReadAwardsResponse* response);
// VALUE_OUT_OF_RANGE.
absl::Status ReadHits(db::Transaction& tx, const internal::v1::ReadHitsRequest& request,
                      internal::v1::ReadHitsResponse* response);

}  // namespace cofi::budgets

#endif  // COFI_SERVICES_BUDGETS_KEPT_H_
