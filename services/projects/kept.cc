#include "services/projects/kept.h"

#include "base/rules/deadlines.h"
#include "services/projects/service.h"
#include "services/projects/tables.h"
#include "services/rpc/deadlines.h"

namespace cofi::projects {
namespace {

absl::StatusOr<db::KeptTable::Rows> DeadlinesOfUpdate(db::Transaction& tx,
                                                      const std::string& source) {
  const absl::StatusOr<v1::ProjectUpdate> update = Updates().Get(tx, source);
  if (absl::IsNotFound(update.status())) return db::KeptTable::Rows();
  COFI_RETURN_IF_ERROR(update.status());
  return rpc::RowsOf(rules::DeadlinesOf(*update));
}

}  // namespace

const db::KeptRules& Kept() {
  static const auto* const rules =
      new db::KeptRules{.rules = {{.table = &rpc::Deadlines(),
                                   .of = {v1::ProjectUpdate::descriptor()},
                                   .source = &Updates(),
                                   .make = &DeadlinesOfUpdate}}};
  return *rules;
}

absl::Status ReadDeadlines(db::Transaction& tx, const internal::v1::ReadDeadlinesRequest& request,
                           internal::v1::ReadDeadlinesResponse* response) {
  return rpc::ServeDeadlines(tx, request, response);
}

absl::Status ReadNextDeadlines(db::Transaction& tx,
                               const internal::v1::ReadNextDeadlinesRequest& request,
                               internal::v1::ReadNextDeadlinesResponse* response) {
  return rpc::ServeNextDeadlines(tx, request, response);
}

}  // namespace cofi::projects
