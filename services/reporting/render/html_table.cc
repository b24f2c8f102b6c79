#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "base/documents.h"
#include "services/reporting/render/html.h"

namespace cofi::reporting {
namespace {

using v1::Cell;
using v1::Column;
using v1::Row;
using v1::Table;

// Deeper rows stand no further in.
constexpr int32_t kDepthMax = 4;
constexpr int64_t kAll = 10'000;
// Bars end here, however much more there is: the figure beside them says it.
constexpr int64_t kShareMax = 15'000;
// Words up to this many bytes are not broken.
constexpr size_t kWordMax = 40;
// From so many columns on, they are written smaller on paper.
constexpr size_t kDenseColumns = 10;
constexpr size_t kDenserColumns = 14;

// `62.50%`, of the width of what it stands in.
std::string Percent(int64_t part, int64_t whole) {
  const int64_t hundredths = part * kAll / whole;
  return absl::StrFormat("%d.%02d%%", hundredths / 100, hundredths % 100);
}

const char* RoleClass(const Row& row) {
  switch (row.role()) {
    case Row::ROLE_GROUP:
      return "group";
    case Row::ROLE_SUBTOTAL:
      return "subtotal";
    case Row::ROLE_TOTAL:
      return "total";
    default:
      return "";
  }
}

// Whether a text has a word that would make a column too wide.
bool HasLongWord(absl::string_view text) {
  size_t length = 0;
  for (const char c : text) {
    length = c == ' ' ? 0 : length + 1;
    if (length > kWordMax) return true;
  }
  return false;
}

const char* ClassOf(const Column& column, absl::string_view text) {
  if (HasLongWord(text)) return "long";
  if (IsNumber(column)) return "number";
  return column.kind() == Column::KIND_NAME || column.kind() == Column::KIND_DATE ? "whole" : "";
}

class TableWriter {
 public:
  TableWriter(const Table& table, absl::string_view name, Language language, Markup* markup)
      : table_(table), name_(name), language_(language), markup_(*markup) {
    const std::vector<bool> shown = ShownColumns(table);
    for (int i = 0; i < table.columns_size(); ++i) {
      if (shown[i]) columns_.push_back({i, &table.columns(i), BarsEnd(i)});
    }
  }

  void Write() {
    if (columns_.empty()) return;
    markup_.Begin("table", {{"class", columns_.size() >= kDenserColumns  ? "denser"
                                      : columns_.size() >= kDenseColumns ? "dense"
                                                                         : ""}});
    if (table_.title().empty()) {
      markup_.Whole("caption", name_, {{"class", "unseen"}});
    } else {
      markup_.Whole("caption", table_.title());
    }
    WriteHeads();
    markup_.Begin("tbody");
    for (int i = 0; i < table_.rows_size(); ++i) {
      // A group is a body of its own, so that its head is the head of it alone.
      if (table_.rows(i).role() == Row::ROLE_GROUP && i > 0) {
        markup_.End();
        markup_.Begin("tbody");
      }
      WriteRow(table_.rows(i));
    }
    markup_.End();
    markup_.End();
  }

 private:
  struct ShownColumn {
    int index;
    const Column* column;
    // The share at which its bars end.
    int64_t bars_end;
  };

  int64_t BarsEnd(int index) const {
    int64_t end = kAll;
    for (const Row& row : table_.rows()) {
      end = std::max<int64_t>(end, CellOf(row, index).basis_points());
    }
    return std::min(end, kShareMax);
  }

  static const Cell& CellOf(const Row& row, int index) {
    return index < row.cells_size() ? row.cells(index) : Cell::default_instance();
  }

  void WriteHeads() {
    markup_.Begin("thead");
    markup_.Begin("tr");
    for (const ShownColumn& shown : columns_) {
      const bool named = !shown.column->label().empty();
      markup_.Whole(named ? "th" : "td", shown.column->label(),
                    {{"class", ClassOf(*shown.column, shown.column->label())},
                     {"scope", named ? "col" : ""}});
    }
    markup_.End();
    markup_.End();
    markup_.Raw("\n");
  }

  // The cells that say what the row is about: the first that is a name or a text, and of a name the
  // text behind it, which says it in words.
  struct Heads {
    size_t first;
    size_t end;
  };
  Heads HeadsOf(const Row& row) const {
    const auto is = [&](size_t at, Column::Kind kind) {
      return at < columns_.size() && columns_[at].column->kind() == kind &&
             !IsEmpty(CellOf(row, columns_[at].index));
    };
    size_t first = 0;
    while (first < columns_.size() && !is(first, Column::KIND_TEXT) &&
           !is(first, Column::KIND_NAME)) {
      ++first;
    }
    if (first == columns_.size()) return {first, first};
    const bool said = is(first, Column::KIND_NAME) && is(first + 1, Column::KIND_TEXT);
    return {first, first + (said ? 2 : 1)};
  }

  // How many cells from this one on are one: the name of a group reaches over what is empty.
  size_t SpanAt(const Row& row, size_t at) const {
    size_t end = at + 1;
    if (row.role() == Row::ROLE_GROUP) {
      while (end < columns_.size() && IsEmpty(CellOf(row, columns_[end].index))) ++end;
    }
    return end - at;
  }

  void WriteRow(const Row& row) {
    markup_.Begin("tr", {{"class", absl::StrCat(RoleClass(row), row.warning() ? " warning" : "")}});
    const Heads heads = HeadsOf(row);
    const size_t marked = heads.first < columns_.size() ? heads.first : 0;
    for (size_t at = 0; at < columns_.size();) {
      const size_t span = SpanAt(row, at);
      const bool is_head = at >= heads.first && at < heads.end;
      WriteCell(row, columns_[at], span, is_head, at == marked);
      at += span;
    }
    markup_.End();
    markup_.Raw("\n");
  }

  // `marked` is the one that stands in, and has the sign of a row that needs one.
  void WriteCell(const Row& row, const ShownColumn& shown, size_t span, bool is_head, bool marked) {
    const Cell& cell = CellOf(row, shown.index);
    const int32_t depth = marked ? std::clamp(row.depth(), 0, kDepthMax) : 0;
    const std::string text = CellText(cell, *shown.column, language_);
    const char* const scope = row.role() == Row::ROLE_GROUP ? "rowgroup" : "row";
    markup_.Begin(is_head ? "th" : "td",
                  {{"class", absl::StrCat(ClassOf(*shown.column, text),
                                          depth > 0 ? absl::StrCat(" depth", depth) : "")},
                   {"scope", is_head ? scope : ""},
                   {"colspan", span > 1 ? absl::StrCat(span) : ""},
                   {"data-label", is_head || IsEmpty(cell) ? "" : shown.column->label()},
                   {"data-ref", cell.ref()}});
    if (row.warning() && marked) WriteWarning(language_, &markup_);
    markup_.Say(text);
    if (shown.column->bar() && cell.has_basis_points()) WriteBar(cell.basis_points(), shown);
    markup_.End();
  }

  // A box that is full at 100 %, and what is beyond it, hatched.
  void WriteBar(int64_t share, const ShownColumn& shown) {
    share = std::clamp<int64_t>(share, 0, shown.bars_end);
    const auto part = [&](const char* kind, int64_t from, int64_t to) {
      markup_.Whole("i", "",
                    {{"class", kind},
                     {"style", absl::StrCat("left:", Percent(from, shown.bars_end),
                                            ";width:", Percent(to - from, shown.bars_end))}});
    };
    markup_.Begin("span", {{"class", "bar"}, {"aria-hidden", "true"}});
    part("all", 0, kAll);
    if (share > 0) part("done", 0, std::min(share, kAll));
    if (share > kAll) part("over", kAll, share);
    markup_.End();
  }

  const Table& table_;
  const absl::string_view name_;
  const Language language_;
  Markup& markup_;
  std::vector<ShownColumn> columns_;
};

}  // namespace

void WriteTable(const Table& table, absl::string_view name, Language language, Markup* markup) {
  TableWriter(table, name, language, markup).Write();
}

}  // namespace cofi::reporting
