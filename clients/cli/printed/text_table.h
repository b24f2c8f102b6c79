// Tables for a terminal: numbers to the right, a rule above totals, no wider
// than the terminal as long as there is text to shorten.
//
//   TextTable table({{"line"}, {"planned", TextColumn::kRight}});
//   table.Row({"60 Achats", "4 000,00"});
//   table.Rule();
//   table.Row({"Total", "4 000,00"});
//   out << table.Text(80, /*styled=*/true);
#ifndef COFI_CLIENTS_CLI_PRINTED_TEXT_TABLE_H_
#define COFI_CLIENTS_CLI_PRINTED_TEXT_TABLE_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "base/fields.h"

namespace cofi::cli {

struct TextColumn {
  // Text may be shortened; dates, identifiers and numbers never are.
  enum Align { kLeft, kWhole, kRight };

  std::string header;
  Align align = kLeft;
  bool spare = false;  // left out, the last first, where the terminal is too narrow
};

class TextTable {
 public:
  explicit TextTable(std::vector<TextColumn> columns) : columns_(std::move(columns)) {}

  // Cells are shown on one line, without control characters.
  void Row(std::vector<std::string> cells);
  void Rule() { rows_.emplace_back(); }

  // Without the columns that have nothing in any row.
  void DropEmptyColumns();

  // `width` 0 means as wide as it takes. The header of a table without some of its
  // columns ends in `…`.
  std::string Text(int width, bool styled) const;

  // The columns that Text takes.
  int WidthWithin(int width) const;

 private:
  // Of each column; 0 for one that is left out.
  std::vector<int> Widths(int width) const;

  std::vector<TextColumn> columns_;
  std::vector<std::vector<std::string>> rows_;  // without cells: a rule
};

// Columns for the fields of M, under their labels.
//
//   const FieldColumns<Deadline> column(language);
//   TextTable table({column(Deadline::kDateFieldNumber, TextColumn::kWhole)});
template <typename M>
class FieldColumns {
 public:
  explicit FieldColumns(Language language) : language_(language) {}

  TextColumn operator()(int field, TextColumn::Align align = TextColumn::kLeft,
                        bool spare = false) const {
    return {LabelOf(M::descriptor()->FindFieldByNumber(field), language_), align, spare};
  }

 private:
  const Language language_;
};

// In bold where `styled`.
std::string Bold(absl::string_view text, bool styled);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_PRINTED_TEXT_TABLE_H_
