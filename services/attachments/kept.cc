#include "services/attachments/kept.h"

#include <string>

#include "base/rules/deadlines.h"
#include "base/status.h"
#include "services/attachments/service.h"
#include "services/attachments/tables.h"
#include "services/rpc/deadlines.h"

namespace cofi::attachments {
namespace {

absl::StatusOr<db::KeptTable::Rows> DeadlinesOfPaper(db::Transaction& tx,
                                                     const std::string& source) {
  const absl::StatusOr<v1::Paper> paper = Papers().Get(tx, source);
  if (absl::IsNotFound(paper.status())) return db::KeptTable::Rows();
  COFI_RETURN_IF_ERROR(paper.status());
  return rpc::RowsOf(rules::DeadlinesOf(*paper));
}

}  // namespace

const db::KeptRules& Kept() {
  static const auto* const rules = new db::KeptRules{.rules = {{.table = &rpc::Deadlines(),
                                                                .of = {v1::Paper::descriptor()},
                                                                .source = &Papers(),
                                                                .make = &DeadlinesOfPaper}}};
  return *rules;
}

absl::Status ReadDeadlines(db::Transaction& tx, const internal::v1::ReadDeadlinesRequest& request,
                           internal::v1::ReadDeadlinesResponse* response) {
  return rpc::ServeDeadlines(tx, request, response);
}

}  // namespace cofi::attachments
