// What this service keeps ready for questions over all projects, and the answers from that.
#ifndef COFI_SERVICES_APPLICATIONS_KEPT_H_
#define COFI_SERVICES_APPLICATIONS_KEPT_H_

#include "absl/status/status.h"
#include "cofi/applications/internal/v1/deadlines.pb.h"
#include "cofi/applications/internal/v1/open_items.pb.h"
#include "cofi/applications/internal/v1/pipeline.pb.h"
#include "cofi/applications/internal/v1/search.pb.h"
#include "cofi/type/v1/open_items.pb.h"
#include "db/tables/kept.h"
#include "db/transaction.h"

namespace cofi::applications {

// FILTER_MALFORMED, VALUE_OUT_OF_RANGE.
absl::Status ReadDeadlines(db::Transaction& tx, const internal::v1::ReadDeadlinesRequest& request,
                           internal::v1::ReadDeadlinesResponse* response);
absl::Status ReadNextDeadlines(db::Transaction& tx,
                               const internal::v1::ReadNextDeadlinesRequest& request,
                               internal::v1::ReadNextDeadlinesResponse* response);
// AMOUNT_OVERFLOW if a total cannot be told exactly.
absl::Status ReadPipelineTotals(db::Transaction& tx,
                                const internal::v1::ReadPipelineTotalsRequest& request,
                                internal::v1::ReadPipelineTotalsResponse* response);
// VALUE_OUT_OF_RANGE.
absl::Status ReadPipeline(db::Transaction& tx, const internal::v1::ReadPipelineRequest& request,
                          internal::v1::ReadPipelineResponse* response);
// Applications that are not decided, and what is owed of the others.
absl::Status ReadOpenItems(db::Transaction& tx, const internal::v1::ReadOpenItemsRequest& request,
                           type::v1::StillOpen* response);
// VALUE_OUT_OF_RANGE.
absl::Status ReadHits(db::Transaction& tx, const internal::v1::ReadHitsRequest& request,
                      internal::v1::ReadHitsResponse* response);

}  // namespace cofi::applications

#endif  // COFI_SERVICES_APPLICATIONS_KEPT_H_
