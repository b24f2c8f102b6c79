// Tables for a terminal: numbers to the right, a rule above totals, no wider
// than the terminal as long as there is text to shorten.
//
//   Table table({{"line"}, {"planned", Table::kRight}});
//   table.Row({"60 Achats", "4 000,00"});
//   table.Rule();
//   table.Row({"Total", "4 000,00"});
//   out << table.Text(80, /*styled=*/true);
#ifndef COFI_CLIENTS_CLI_PRINTED_TABLE_H_
#define COFI_CLIENTS_CLI_PRINTED_TABLE_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "base/fields.h"

namespace cofi::cli {

class Table {
 public:
  // Text may be shortened; dates, identifiers and numbers never are.
  enum Align { kLeft, kWhole, kRight };
  struct Column {
    std::string header;
    Align align = kLeft;
    bool spare = false;  // left out, the last first, where the terminal is too narrow
  };

  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

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

  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;  // without cells: a rule
};

// Columns for the fields of M, under their labels.
//
//   const FieldColumns<Deadline> column(language);
//   Table table({column(Deadline::kDateFieldNumber, Table::kWhole)});
template <typename M>
class FieldColumns {
 public:
  explicit FieldColumns(Language language) : language_(language) {}

  Table::Column operator()(int field, Table::Align align = Table::kLeft, bool spare = false) const {
    return {LabelOf(M::descriptor()->FindFieldByNumber(field), language_), align, spare};
  }

 private:
  const Language language_;
};

// In bold where `styled`.
std::string Bold(absl::string_view text, bool styled);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_PRINTED_TABLE_H_
