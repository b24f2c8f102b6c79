#include "db/history.h"

#include <limits>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/identifiers.h"
#include "base/names.h"
#include "base/status.h"
#include "db/journal.h"
#include "db/pages.h"

namespace cofi::db {
namespace {

// A token is the digest of its query and the sequence of the last entry.
std::string QueryDigest(const HistoryQuery& query) {
  return Sha256(absl::StrCat("history\n", query.name, "\n", query.below, "\n", query.asked))
      .substr(0, 8);
}

std::string MakeToken(const HistoryQuery& query, int64_t last) {
  return absl::WebSafeBase64Escape(absl::StrCat(QueryDigest(query), last));
}

// The sequence before which the page begins.
absl::StatusOr<int64_t> ReadToken(const HistoryQuery& query) {
  if (query.page_token.empty()) return std::numeric_limits<int64_t>::max();
  const std::string digest = QueryDigest(query);
  std::string bytes;
  int64_t last = 0;
  if (!absl::WebSafeBase64Unescape(query.page_token, &bytes) || !absl::StartsWith(bytes, digest) ||
      !absl::SimpleAtoi(absl::string_view(bytes).substr(digest.size()), &last)) {
    return InvalidToken();
  }
  return last;
}

// Which entries of the root count; `$4` is the name and `$5` what all below it
// begin with. Each names both, because SQLite takes no parameter that is not named.
absl::string_view Condition(const HistoryQuery& query) {
  if (!query.below) return "name = $4 AND $5 = ''";
  if (query.name == RootOf(query.name)) return "$4 <> '' AND $5 = ''";
  return "(name = $4 OR name LIKE $5)";
}

}  // namespace

absl::StatusOr<History> ReadHistory(Transaction& tx, const HistoryQuery& query) {
  COFI_ASSIGN_OR_RETURN(const int page_size, PageSize(query.page_size));
  COFI_ASSIGN_OR_RETURN(int64_t before, ReadToken(query));
  const bool of_root = query.name == RootOf(query.name);
  const std::string prefix = query.below && !of_root ? absl::StrCat(query.name, "/%") : "";

  const std::string sql =
      absl::StrCat("SELECT ", kEntryColumns,
                   ", (SELECT earlier.state FROM journal earlier WHERE earlier.root = later.root"
                   " AND earlier.name = later.name AND earlier.sequence < later.sequence"
                   " ORDER BY earlier.sequence DESC LIMIT 1) FROM journal later"
                   " WHERE root = $1 AND sequence < $2 AND ",
                   Condition(query), " ORDER BY sequence DESC LIMIT $3");

  History history;
  PageBounds bounds(page_size, tx.dialect().shared);
  for (bool more = true; more;) {
    const int asked = bounds.Portion();
    int rows = 0;
    COFI_RETURN_IF_ERROR(UnlessFull(tx.Run(
        sql,
        {RootOf(query.name), before, int64_t{asked}, absl::string_view(query.name),
         absl::string_view(prefix)},
        [&](const Row& row) {
          ++rows;
          journal::v1::HistoryEntry entry;
          *entry.mutable_entry() = EntryFrom(row, 0);
          if (!row.IsNull(12)) {
            entry.mutable_before()->set_type_url(absl::StrCat("type.googleapis.com/", row.Text(8)));
            entry.mutable_before()->set_value(std::string(row.Text(12)));
          }
          // One entry more than the page says whether there is another page.
          if (!bounds.Take(entry.ByteSizeLong())) {
            history.next_page_token = MakeToken(query, before);
            return PageIsFull();
          }
          before = entry.entry().sequence();
          history.entries.push_back(std::move(entry));
          return absl::OkStatus();
        })));
    more = rows == asked && history.next_page_token.empty();
  }
  return history;
}

absl::StatusOr<bool> WasRecorded(Transaction& tx, absl::string_view name) {
  COFI_ASSIGN_OR_RETURN(const int64_t last,
                        tx.Number("SELECT MAX(sequence) FROM journal WHERE root = $1 AND name = $2",
                                  {RootOf(name), name}));
  return last > 0;
}

}  // namespace cofi::db
