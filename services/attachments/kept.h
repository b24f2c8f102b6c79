// What this service keeps ready for questions over all organizations, and the answers from that.
#ifndef COFI_SERVICES_ATTACHMENTS_KEPT_H_
#define COFI_SERVICES_ATTACHMENTS_KEPT_H_

#include "absl/status/status.h"
#include "cofi/attachments/internal/v1/deadlines.pb.h"
#include "cofi/attachments/internal/v1/search.pb.h"
#include "db/transaction.h"

namespace cofi::attachments {

// FILTER_MALFORMED, VALUE_OUT_OF_RANGE.
absl::Status ReadDeadlines(db::Transaction& tx, const internal::v1::ReadDeadlinesRequest& request,
                           internal::v1::ReadDeadlinesResponse* response);
// VALUE_OUT_OF_RANGE.
absl::Status ReadHits(db::Transaction& tx, const internal::v1::ReadHitsRequest& request,
                      internal::v1::ReadHitsResponse* response);

}  // namespace cofi::attachments

#endif  // COFI_SERVICES_ATTACHMENTS_KEPT_H_
