#include "services/projects/kept.h"

#include "base/rules/deadlines.h"
#include "services/projects/service.h"
#include "services/projects/tables.h"
#include "services/rpc/deadlines.h"
#include "services/rpc/search.h"

namespace cofi::projects {
namespace {

using reporting::v1::SearchHit;

absl::StatusOr<db::KeptTable::Rows> DeadlinesOfUpdate(db::Transaction& tx,
                                                      const std::string& source) {
  const absl::StatusOr<v1::ProjectUpdate> update = Updates().Get(tx, source);
  if (absl::IsNotFound(update.status())) return db::KeptTable::Rows();
  COFI_RETURN_IF_ERROR(update.status());
  return rpc::RowsOf(rules::DeadlinesOf(*update));
}

}  // namespace

const db::KeptRules& Kept() {
  static const auto* const rules = new db::KeptRules{
      .version = 2,
      .rules = {{.table = &rpc::Deadlines(),
                 .of = {v1::ProjectUpdate::descriptor()},
                 .source = &Updates(),
                 .make = &DeadlinesOfUpdate},
                rpc::WordRule<v1::Project, &Projects, SearchHit::KIND_PROJECT>(),
                rpc::WordRule<v1::Organization, &Organizations, SearchHit::KIND_ORGANIZATION>()}};

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

absl::Status ReadHits(db::Transaction& tx, const internal::v1::ReadHitsRequest& request,
                      internal::v1::ReadHitsResponse* response) {
  rpc::Search search{request.text(), request.page_size(), response->mutable_hits()};
  for (const rpc::HitKind kind : {SearchHit::KIND_PROJECT, SearchHit::KIND_ORGANIZATION}) {
    COFI_RETURN_IF_ERROR(rpc::FindWords(tx, kind, &search));
  }
  response->set_more(search.more);
  return absl::OkStatus();
}

}  // namespace cofi::projects
