#include "services/attachments/kept.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "base/rules/deadlines.h"
#include "base/status.h"
#include "services/attachments/service.h"
#include "services/attachments/tables.h"
#include "services/rpc/deadlines.h"
#include "services/rpc/search.h"

namespace cofi::attachments {
namespace {

using reporting::v1::SearchHit;

// By which words a file is found besides its own name.
absl::StatusOr<db::KeptTable::Rows> WordsOfAttachment(db::Transaction& tx,
                                                      const std::string& source) {
  const absl::StatusOr<v1::Attachment> attachment = Attachments().Get(tx, source);
  if (absl::IsNotFound(attachment.status())) return db::KeptTable::Rows();
  COFI_RETURN_IF_ERROR(attachment.status());
  return rpc::WordRows(SearchHit::KIND_ATTACHMENT, attachment->display_name(),
                       absl::StrCat(attachment->requirement(), " ", attachment->note()));
}
absl::StatusOr<db::KeptTable::Rows> WordsOfPaper(db::Transaction& tx, const std::string& source) {
  const absl::StatusOr<v1::Paper> paper = Papers().Get(tx, source);
  if (absl::IsNotFound(paper.status())) return db::KeptTable::Rows();
  COFI_RETURN_IF_ERROR(paper.status());
  return rpc::WordRows(SearchHit::KIND_PAPER, paper->display_name(), paper->note());
}

absl::StatusOr<db::KeptTable::Rows> DeadlinesOfPaper(db::Transaction& tx,
                                                     const std::string& source) {
  const absl::StatusOr<v1::Paper> paper = Papers().Get(tx, source);
  if (absl::IsNotFound(paper.status())) return db::KeptTable::Rows();
  COFI_RETURN_IF_ERROR(paper.status());
  return rpc::RowsOf(rules::DeadlinesOf(*paper));
}

}  // namespace

const db::KeptRules& Kept() {
  static const auto* const rules =
      new db::KeptRules{.version = 2,
                        .rules = {{.table = &rpc::Deadlines(),
                                   .of = {v1::Paper::descriptor()},
                                   .source = &Papers(),
                                   .make = &DeadlinesOfPaper},
                                  {.table = &rpc::SearchWords(),
                                   .of = {v1::Attachment::descriptor()},
                                   .source = &Attachments(),
                                   .make = &WordsOfAttachment},
                                  {.table = &rpc::SearchWords(),
                                   .of = {v1::Paper::descriptor()},
                                   .source = &Papers(),
                                   .make = &WordsOfPaper}}};
  return *rules;
}

absl::Status ReadDeadlines(db::Transaction& tx, const internal::v1::ReadDeadlinesRequest& request,
                           internal::v1::ReadDeadlinesResponse* response) {
  return rpc::ServeDeadlines(tx, request, response);
}

absl::Status ReadHits(db::Transaction& tx, const internal::v1::ReadHitsRequest& request,
                      internal::v1::ReadHitsResponse* response) {
  rpc::Search search{request.text(), request.page_size(), response->mutable_hits()};
  for (const rpc::HitKind kind : {SearchHit::KIND_ATTACHMENT, SearchHit::KIND_PAPER}) {
    COFI_RETURN_IF_ERROR(rpc::FindWords(tx, kind, &search));
  }
  response->set_more(search.more);
  return absl::OkStatus();
}

}  // namespace cofi::attachments
