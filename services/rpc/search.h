// What a service has by what it is called: words are kept folded (db/tables/kept.h), and found by
// their beginnings.
#ifndef COFI_SERVICES_RPC_SEARCH_H_
#define COFI_SERVICES_RPC_SEARCH_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "base/status.h"
#include "cofi/reporting/v1/search.pb.h"
#include "db/tables/kept.h"
#include "db/transaction.h"
#include "google/protobuf/repeated_field.h"

namespace cofi::rpc {

using HitKind = reporting::v1::SearchHit::Kind;
using SearchHits = google::protobuf::RepeatedPtrField<reporting::v1::SearchHit>;

// The table of words, which each service has.
const db::KeptTable& SearchWords();

// As rows of that. It is found by the words of what else is said of it too.
db::KeptTable::Rows WordRows(HitKind kind, absl::string_view display_name,
                             absl::string_view also = "");

// The words of the `display_name` of a resource of `table`: what a rule makes.
template <typename M, const db::Table<M>& (*table)(), HitKind kind>
absl::StatusOr<db::KeptTable::Rows> WordsOf(db::Transaction& tx, const std::string& source) {
  const absl::StatusOr<M> resource = table().Get(tx, source);
  if (absl::IsNotFound(resource.status())) return db::KeptTable::Rows();
  COFI_RETURN_IF_ERROR(resource.status());
  return WordRows(kind, resource->display_name());
}
template <typename M, const db::Table<M>& (*table)(), HitKind kind>
db::KeptRule WordRule() {
  return {.table = &SearchWords(),
          .of = {M::descriptor()},
          .source = &table(),
          .make = &WordsOf<M, table, kind>};
}

// A search on its way through a service.
struct Search {
  std::string text;
  int page_size = 0;
  SearchHits* hits = nullptr;
  bool more = false;
};

// Adds what is called so, of a kind. VALUE_OUT_OF_RANGE.
absl::Status FindWords(db::Transaction& tx, HitKind kind, Search* search);

// Adds rows of a table of resources in whose text `column` the folded text stands first; one for
// each text and root. The table has an index on the folded column and the root.
absl::Status FindBeginning(db::Transaction& tx, HitKind kind, absl::string_view table,
                           absl::string_view column, Search* search);

}  // namespace cofi::rpc

#endif  // COFI_SERVICES_RPC_SEARCH_H_
