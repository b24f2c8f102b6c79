#include "services/rpc/search.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/fields.h"
#include "base/text.h"
#include "db/pages.h"

namespace cofi::rpc {
namespace {

using reporting::v1::SearchHit;

// What is called by more words is found by the first of them.
constexpr size_t kWordsMax = 32;
// And nobody needs as many to find it.
constexpr size_t kAskedMax = 8;

// Behind all texts that begin with one.
constexpr char kLast[] = "\xF4\x8F\xBF\xBF";

std::vector<std::string> WordsIn(absl::string_view text, size_t most) {
  const std::string folded = Fold(text);
  std::vector<std::string> words;
  std::set<std::string> there;
  std::string word;
  for (const char c : folded + " ") {
    if (absl::ascii_isalnum(c) || static_cast<unsigned char>(c) >= 0x80) {
      word += c;
    } else if (!word.empty()) {
      if (words.size() < most && there.insert(word).second) words.push_back(word);
      word.clear();
    }
  }
  return words;
}

void AddHit(HitKind kind, absl::string_view resource, absl::string_view display_name,
            SearchHits* hits) {
  SearchHit* const hit = hits->Add();
  hit->set_kind(kind);
  hit->set_resource(std::string(resource));
  hit->set_display_name(std::string(display_name));
}

}  // namespace

const db::KeptTable& SearchWords() {
  // The word stands in the hit's `resource`, which the source tells already.
  static const auto* const table =
      new db::KeptTable(SearchHit::descriptor(), {.name = "search_word",
                                                  .columns = {"resource", "kind", "display_name"},
                                                  .key = {"resource"}});
  return *table;
}

db::KeptTable::Rows WordRows(HitKind kind, absl::string_view display_name, absl::string_view also) {
  db::KeptTable::Rows rows;
  for (std::string& word : WordsIn(absl::StrCat(display_name, " ", also), kWordsMax)) {
    auto row = std::make_unique<SearchHit>();
    row->set_kind(kind);
    row->set_display_name(std::string(display_name));
    row->set_resource(std::move(word));
    rows.push_back(std::move(row));
  }
  return rows;
}

absl::Status FindWords(db::Transaction& tx, HitKind kind, Search* search) {
  COFI_ASSIGN_OR_RETURN(const int most, db::PageSize(search->page_size));
  std::vector<std::string> words = WordsIn(search->text, kAskedMax);
  if (words.empty()) return absl::OkStatus();
  // The longest finds the fewest.
  std::sort(words.begin(), words.end(),
            [](const std::string& a, const std::string& b) { return a.size() > b.size(); });
  std::string sql =
      "SELECT source, display_name FROM search_word AS w WHERE kind = $1 AND resource >= $2 AND"
      " resource < $3";
  std::vector<db::Value> parameters = {EnumNameOf(kind), words[0], words[0] + kLast};
  for (size_t i = 1; i < words.size(); ++i) {
    parameters.emplace_back(words[i]);
    parameters.emplace_back(words[i] + kLast);
    const size_t last = parameters.size();
    absl::StrAppend(&sql,
                    " AND EXISTS (SELECT 1 FROM search_word AS o WHERE o.root = w.root AND"
                    " o.source = w.source AND o.resource >= $",
                    last - 1, " AND o.resource < $", last, ")");
  }
  // Each may have several words that begin so: more rows than that are not looked at.
  const int64_t rows_max = int64_t{most + 1} * 2;
  parameters.emplace_back(rows_max);
  absl::StrAppend(&sql, " ORDER BY resource, source LIMIT $", parameters.size());
  std::set<std::string> found;
  int64_t rows = 0;
  COFI_RETURN_IF_ERROR(db::UnlessFull(tx.Run(sql, parameters, [&](const db::Row& row) {
    ++rows;
    if (!found.emplace(row.Text(0)).second) return absl::OkStatus();
    if (found.size() > static_cast<size_t>(most)) {
      search->more = true;
      return db::PageIsFull();
    }
    AddHit(kind, row.Text(0), row.Text(1), search->hits);
    return absl::OkStatus();
  })));
  search->more = search->more || rows == rows_max;
  return absl::OkStatus();
}

absl::Status FindBeginning(db::Transaction& tx, HitKind kind, absl::string_view table,
                           absl::string_view column, Search* search) {
  COFI_ASSIGN_OR_RETURN(const int most, db::PageSize(search->page_size));
  const std::string begins = Fold(search->text);
  if (begins.empty()) return absl::OkStatus();
  const std::string folded = absl::StrCat(column, "_folded");
  // Some at once, and then behind the last text and root, however many more rows have these.
  constexpr int64_t kAtOnce = 256;
  const std::string sql =
      absl::StrCat("SELECT ", folded, ", root, name, ", column, " FROM ", table, " WHERE (", folded,
                   ", root) > ($1, $2) AND ", folded, " < $3 ORDER BY ", folded, ", root LIMIT $4");
  std::string text = begins, root;
  int found = 0;
  for (int64_t rows = kAtOnce; rows == kAtOnce && found <= most;) {
    rows = 0;
    COFI_RETURN_IF_ERROR(
        tx.Run(sql, {text, root, begins + kLast, kAtOnce}, [&](const db::Row& row) {
          ++rows;
          if (row.Text(0) == text && row.Text(1) == root) return absl::OkStatus();
          text = std::string(row.Text(0));
          root = std::string(row.Text(1));
          if (++found <= most) AddHit(kind, row.Text(2), row.Text(3), search->hits);
          return absl::OkStatus();
        }));
  }
  search->more = search->more || found > most;
  return absl::OkStatus();
}

}  // namespace cofi::rpc
