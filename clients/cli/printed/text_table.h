// Tables for a terminal: numbers to the right, a rule above totals, and never wider than the
// terminal: first text is shortened, then columns are left out, and where even those that must stay
// have no room, each row is written as lines of its own.
//
//   TextTable table({{"line"}, {"planned", TextColumn::kRight}}, language);
//   table.Row({"60 Achats", "4 000,00"});
//   table.Rule();
//   table.Row({"Total", "4 000,00"}, {.bold = true});
//   out << table.Text(80, /*styled=*/true);
#ifndef COFI_CLIENTS_CLI_PRINTED_TEXT_TABLE_H_
#define COFI_CLIENTS_CLI_PRINTED_TEXT_TABLE_H_

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "base/fields.h"
#include "base/language.h"

namespace cofi::cli {

struct TextColumn {
  // Text may be shortened; dates, identifiers and numbers never are.
  enum Align { kLeft, kWhole, kRight };

  std::string header;
  Align align = kLeft;
  // 0 stays; of the others the highest is left out first where the terminal is too narrow, and of
  // equals the last.
  int priority = 0;
};

// How a row is written on a terminal that has styles.
struct RowOptions {
  bool bold = false;
  bool red = false;
  // For each cell the identifier of what it stands for, or nothing; none at all if none has one.
  // Shown where shortened texts would look alike.
  std::vector<std::string> ids = {};
};

class TextTable {
 public:
  // The language is that of the labels.
  TextTable(std::vector<TextColumn> columns, Language language)
      : columns_(std::move(columns)), language_(language) {}

  // Cells are shown on one line, without control characters.
  void Row(std::vector<std::string> cells, RowOptions options = {});
  void Rule() { rows_.emplace_back(); }

  // Without the columns that have nothing in any row.
  void DropEmptyColumns();

  // `width` 0 means as wide as it takes. The header of a table without some of its
  // columns ends in `…`.
  std::string Text(int width, bool styled) const;

  // The columns that Text takes.
  int WidthWithin(int width) const;

 private:
  struct TableRow {
    std::vector<std::string> cells;  // none: a rule
    RowOptions options;
  };

  // Of each column; 0 for one that is left out. None at all where there is no room for those that
  // must stay.
  std::vector<int> Widths(int width) const;
  // The one to leave out next; below 0 if all others must stay.
  int FirstToLeave(const std::vector<int>& widths) const;
  // What each row shows of a column.
  std::vector<std::string> Shown(size_t column, int width) const;
  // Each row as lines, a label and a value each, with all columns.
  std::string LabelledRows(int width, bool styled) const;

  std::vector<TextColumn> columns_;
  Language language_;
  std::vector<TableRow> rows_;
};

// Columns for the fields of M, under their labels.
//
//   const FieldColumns<Deadline> column(language);
//   TextTable table({column(Deadline::kDateFieldNumber, TextColumn::kWhole)}, language);
template <typename M>
class FieldColumns {
 public:
  explicit FieldColumns(Language language) : language_(language) {}

  TextColumn operator()(int field, TextColumn::Align align = TextColumn::kLeft,
                        int priority = 0) const {
    return {LabelOf(M::descriptor()->FindFieldByNumber(field), language_), align, priority};
  }

 private:
  const Language language_;
};

// In bold, and in red, where `styled`.
std::string Bold(absl::string_view text, bool styled);
std::string Red(absl::string_view text, bool styled);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_PRINTED_TEXT_TABLE_H_
