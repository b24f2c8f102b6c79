// What this service keeps ready for questions over all projects, and the answers from that.
#ifndef COFI_SERVICES_PROJECTS_KEPT_H_
#define COFI_SERVICES_PROJECTS_KEPT_H_

#include "absl/status/status.h"
#include "cofi/projects/internal/v1/deadlines.pb.h"
#include "cofi/projects/internal/v1/search.pb.h"
#include "db/tables/kept.h"
#include "db/transaction.h"

namespace cofi::projects {

// FILTER_MALFORMED, VALUE_OUT_OF_RANGE.
absl::Status ReadDeadlines(db::Transaction& tx, const internal::v1::ReadDeadlinesRequest& request,
                           internal::v1::ReadDeadlinesResponse* response);
absl::Status ReadNextDeadlines(db::Transaction& tx,
                               const internal::v1::ReadNextDeadlinesRequest& request,
                               internal::v1::ReadNextDeadlinesResponse* response);
// VALUE_OUT_OF_RANGE.
absl::Status ReadHits(db::Transaction& tx, const internal::v1::ReadHitsRequest& request,
                      internal::v1::ReadHitsResponse* response);

}  // namespace cofi::projects

#endif  // COFI_SERVICES_PROJECTS_KEPT_H_
