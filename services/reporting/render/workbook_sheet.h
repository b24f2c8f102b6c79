// One sheet of a workbook: the title and what is said beside it, a table with its head frozen, and
// what stands below. Rows are written in their order and not kept.
#ifndef COFI_SERVICES_REPORTING_RENDER_WORKBOOK_SHEET_H_
#define COFI_SERVICES_REPORTING_RENDER_WORKBOOK_SHEET_H_

#include <xlsxwriter.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "base/language.h"
#include "cofi/reporting/v1/documents.pb.h"
#include "services/reporting/render/workbook_formats.h"
#include "services/reporting/render/workbook_sums.h"

namespace cofi::reporting {

class WorkbookSheet {
 public:
  // Both must stay.
  WorkbookSheet(lxw_worksheet* sheet, Formats* formats, Language language)
      : sheet_(sheet), formats_(formats), language_(language) {}

  // Above the table, each if it is not empty: the document's title, the table's, and the facts.
  void AddTitles(const std::string& title, const std::string& table_title,
                 const std::string& facts);
  // The head of the columns; none without columns.
  void AddHead(const v1::Table& table);
  void AddRow(const v1::Row& row);
  // Paragraphs and figures; others are nothing to a sheet.
  void AddBlock(const v1::Block& block);
  // Once, after all of it: what depends on the whole.
  void SetPages(const std::string& title);

  // Has what was written so far written through to the library's file. Returns how many bytes it
  // is; nothing if it could not be, of which the library says no word.
  std::optional<int64_t> WriteThrough();

  // How many rows it has.
  int64_t rows() const { return row_; }
  // How many a block takes.
  static int64_t RowsOf(const v1::Block& block);

 private:
  struct SheetColumn {
    bool whole_percents = false;
    ColumnSum sum;
    // The longest of what was measured, in characters.
    size_t width = 0;
    // The largest of all numbers, of which the length is measured at the end.
    int64_t largest = 0;
    // What stands around its digits: the sign, the point, the currency.
    size_t around = 0;
  };

  void AddLine(const std::string& text, Emphasis emphasis);
  void AddFigures(const v1::Figures& figures);
  std::string FormulaOf(const v1::Cell& cell, v1::Row::Role role, lxw_col_t at);
  void Write(const v1::Cell& cell, lxw_col_t at, CellStyle style, const std::string& formula);
  void WriteText(const std::string& text, lxw_col_t at, const CellStyle& style);
  void WriteNumber(double number, lxw_col_t at, const CellStyle& style, const std::string& formula);
  void Measure(const v1::Cell& cell, bool texts, SheetColumn* column);
  void MeasureText(const std::string& text, SheetColumn* column);

  lxw_worksheet* const sheet_;
  Formats* const formats_;
  const Language language_;
  // Of the table; at least two, for the figures.
  std::vector<SheetColumn> columns_;
  size_t column_count_ = 0;
  // The column that is set in.
  size_t label_column_ = 0;
  lxw_row_t row_ = 0;
  SumRows sum_rows_;
};

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_RENDER_WORKBOOK_SHEET_H_
