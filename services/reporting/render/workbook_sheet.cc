#include "services/reporting/render/workbook_sheet.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/dates.h"
#include "base/documents.h"
#include "base/money.h"
#include "base/readable.h"
#include "base/text.h"
#include "services/reporting/render/workbook_texts.h"

namespace cofi::reporting {
namespace {

constexpr double kMinorPerUnit = 100;
constexpr double kBasisPointsPerWhole = 10'000;
constexpr double kBasisPointsPerPercent = 100;

// In characters of the font.
constexpr size_t kWidthMin = 8;
constexpr size_t kWidthMax = 60;
constexpr size_t kPadding = 2;
// A date, or a share.
constexpr size_t kShortWidth = 10;
// The sign and the point of an amount; a space and the currency, where it is named.
constexpr size_t kAroundAmount = 2;
constexpr size_t kCurrencyWidth = 4;
// So many rows are enough to know how long the texts of a column are.
constexpr lxw_row_t kRowsMeasured = 100;

constexpr char kWholeSheet[] = "A1:XFD1048576";
constexpr uint8_t kA4 = 9;
// With more columns than that, a page lies on its side.
constexpr size_t kUprightColumns = 6;

// Unlike any currency.
constexpr char kCountUnit[] = "#";

Emphasis EmphasisOf(v1::Row::Role role) {
  switch (role) {
    case v1::Row::ROLE_GROUP:
    case v1::Row::ROLE_SUBTOTAL:
      return Emphasis::kStrong;
    case v1::Row::ROLE_TOTAL:
      return Emphasis::kTotal;
    default:
      return Emphasis::kPlain;
  }
}

// Whole percents only where the spreadsheet rounds to what people read: never none or all of what
// is not.
size_t ShareNumber(int32_t basis_points, bool whole_percents) {
  return whole_percents &&
                 std::lround(basis_points / kBasisPointsPerPercent) == WholePercents(basis_points)
             ? Formats::kWholeShare
             : Formats::kShare;
}

// Of its digits and what stands between thousands.
size_t NumberWidth(int64_t largest) {
  constexpr size_t kGroup = 3;
  const size_t digits = absl::StrCat(largest).size();
  return digits + digits / kGroup;
}

}  // namespace

void WorkbookSheet::AddTitles(const std::string& title, const std::string& table_title,
                              const std::string& facts) {
  if (!title.empty()) AddLine(title, Emphasis::kTitle);
  if (!table_title.empty()) AddLine(table_title, Emphasis::kStrong);
  if (!facts.empty()) AddLine(facts, Emphasis::kPlain);
  if (row_ > 0) ++row_;
}

void WorkbookSheet::AddLine(const std::string& text, Emphasis emphasis) {
  WriteText(text, 0, {.number = Formats::kText, .emphasis = emphasis});
  ++row_;
}

void WorkbookSheet::AddHead(const v1::Table& table) {
  constexpr size_t kFigureColumns = 2;
  column_count_ = static_cast<size_t>(table.columns_size());
  columns_ = std::vector<SheetColumn>(std::max(column_count_, kFigureColumns));
  if (column_count_ == 0) return;
  for (size_t i = column_count_; i-- > 0;) {
    if (table.columns(static_cast<int>(i)).kind() == v1::Column::KIND_TEXT) label_column_ = i;
  }
  for (size_t i = 0; i < column_count_; ++i) {
    const v1::Column& column = table.columns(static_cast<int>(i));
    columns_[i].whole_percents = column.whole_percents();
    MeasureText(column.label(), &columns_[i]);
    WriteText(column.label(), static_cast<lxw_col_t>(i),
              {.number = IsNumber(column) ? Formats::kRightText : Formats::kText,
               .emphasis = Emphasis::kHead});
  }
  worksheet_repeat_rows(sheet_, row_, row_);
  ++row_;
  worksheet_freeze_panes(sheet_, row_, 0);
  sum_rows_ = {.first = row_, .since = row_, .current = row_};
}

void WorkbookSheet::AddRow(const v1::Row& row) {
  static const auto* const nothing = new v1::Cell;
  sum_rows_.current = row_;
  const bool measured = row_ < sum_rows_.first + kRowsMeasured;
  for (size_t i = 0; i < column_count_; ++i) {
    const auto at = static_cast<lxw_col_t>(i);
    const bool is_label = i == label_column_;
    const v1::Cell& cell =
        static_cast<int>(i) < row.cells_size() ? row.cells(static_cast<int>(i)) : *nothing;
    Measure(cell, measured, &columns_[i]);
    Write(cell, at,
          {.number = is_label && row.warning() ? Formats::kMarkedText : Formats::kText,
           .emphasis = EmphasisOf(row.role()),
           .warning = row.warning(),
           .depth = is_label ? row.depth() : 0},
          FormulaOf(cell, row.role(), at));
  }
  ++row_;
  if (IsDetail(row)) return;
  for (SheetColumn& column : columns_) column.sum.Restart();
  sum_rows_.since = row_;
}

void WorkbookSheet::AddBlock(const v1::Block& block) {
  if (RowsOf(block) == 0) return;
  ++row_;
  if (block.has_figures()) {
    AddFigures(block.figures());
    return;
  }
  const v1::Paragraph& paragraph = block.paragraph();
  WriteText(absl::StrJoin(paragraph.parts(), " · "), 0,
            {.number = paragraph.warning() ? Formats::kMarkedText : Formats::kText,
             .warning = paragraph.warning()});
  ++row_;
}

void WorkbookSheet::AddFigures(const v1::Figures& figures) {
  for (const v1::Figures::Figure& figure : figures.figures()) {
    MeasureText(figure.label(), &columns_[0]);
    WriteText(figure.label(), 0, {});
    Measure(figure.value(), /*texts=*/true, &columns_[1]);
    Write(figure.value(), 1, {}, "");
    ++row_;
  }
}

int64_t WorkbookSheet::RowsOf(const v1::Block& block) {
  const int rows = block.has_paragraph() ? 1 : block.figures().figures_size();
  return rows == 0 ? 0 : 1 + rows;
}

std::string WorkbookSheet::FormulaOf(const v1::Cell& cell, v1::Row::Role role, lxw_col_t at) {
  ColumnSum& sum = columns_[at].sum;
  switch (cell.value_case()) {
    case v1::Cell::kAmount:
      return sum.Add(role, Minor(cell.amount()), cell.amount().currency_code(), sum_rows_, at);
    case v1::Cell::kCount:
      return sum.Add(role, cell.count(), kCountUnit, sum_rows_, at);
    case v1::Cell::kDate:
    case v1::Cell::kBasisPoints:
      sum.Spoil();
      return "";
    default:
      return "";
  }
}

void WorkbookSheet::Write(const v1::Cell& cell, lxw_col_t at, CellStyle style,
                          const std::string& formula) {
  switch (cell.value_case()) {
    case v1::Cell::kAmount:
      style.number = formats_->Amount(cell.amount().currency_code());
      WriteNumber(static_cast<double>(Minor(cell.amount())) / kMinorPerUnit, at, style, formula);
      return;
    case v1::Cell::kCount:
      style.number = Formats::kCount;
      WriteNumber(static_cast<double>(cell.count()), at, style, formula);
      return;
    case v1::Cell::kBasisPoints:
      style.number = ShareNumber(cell.basis_points(), columns_[at].whole_percents);
      WriteNumber(cell.basis_points() / kBasisPointsPerWhole, at, style, formula);
      return;
    case v1::Cell::kDate: {
      if (!IsSet(cell.date())) break;
      style.number = Formats::kDate;
      lxw_datetime day = {};
      day.year = cell.date().year();
      day.month = cell.date().month();
      day.day = cell.date().day();
      worksheet_write_datetime(sheet_, row_, at, &day, formats_->Of(style));
      return;
    }
    default:
      break;
  }
  WriteText(cell.text(), at, style);
}

// What is empty is there only where a line or a colour goes through it.
void WorkbookSheet::WriteText(const std::string& text, lxw_col_t at, const CellStyle& style) {
  if (!text.empty()) {
    worksheet_write_string(sheet_, row_, at, WorkbookText(text).c_str(), formats_->Of(style));
  } else if (style.warning || style.emphasis == Emphasis::kHead ||
             style.emphasis == Emphasis::kTotal) {
    worksheet_write_blank(sheet_, row_, at, formats_->Of(style));
  }
}

void WorkbookSheet::WriteNumber(double number, lxw_col_t at, const CellStyle& style,
                                const std::string& formula) {
  if (formula.empty()) {
    worksheet_write_number(sheet_, row_, at, number, formats_->Of(style));
  } else {
    worksheet_write_formula_num(sheet_, row_, at, formula.c_str(), formats_->Of(style), number);
  }
}

void WorkbookSheet::Measure(const v1::Cell& cell, bool texts, SheetColumn* column) {
  switch (cell.value_case()) {
    case v1::Cell::kAmount: {
      const bool is_named = formats_->Amount(cell.amount().currency_code()) != Formats::kAmount;
      column->largest = std::max(column->largest, std::abs(Minor(cell.amount())));
      column->around = std::max(column->around, kAroundAmount + (is_named ? kCurrencyWidth : 0));
      break;
    }
    case v1::Cell::kCount:
      column->largest = std::max(column->largest, std::abs(cell.count()));
      break;
    case v1::Cell::kDate:
    case v1::Cell::kBasisPoints:
      column->width = std::max(column->width, kShortWidth);
      break;
    default:
      if (texts) MeasureText(cell.text(), column);
  }
}

void WorkbookSheet::MeasureText(const std::string& text, SheetColumn* column) {
  column->width = std::max(column->width, CountCharacters(FirstCharacters(text, kWidthMax)));
}

void WorkbookSheet::SetPages(const std::string& title) {
  for (size_t i = 0; i < columns_.size(); ++i) {
    const SheetColumn& column = columns_[i];
    const size_t number = NumberWidth(column.largest) + column.around;
    const size_t width =
        std::clamp(std::max(column.width, number) + kPadding, kWidthMin, kWidthMax);
    const auto at = static_cast<lxw_col_t>(i);
    worksheet_set_column(sheet_, at, at, static_cast<double>(width), nullptr);
  }
  // Accounts and SIRET numbers are texts on purpose.
  worksheet_ignore_errors(sheet_, LXW_IGNORE_NUMBER_STORED_AS_TEXT, kWholeSheet);
  worksheet_set_paper(sheet_, kA4);
  if (column_count_ > kUprightColumns) worksheet_set_landscape(sheet_);
  worksheet_fit_to_pages(sheet_, 1, 0);
  if (!title.empty()) {
    worksheet_set_header(sheet_, absl::StrCat("&L", HeaderText(title)).c_str());
  }
  worksheet_set_footer(
      sheet_, absl::StrCat("&R", Text{"Page &P of &N", "Page &P sur &N"}.In(language_)).c_str());
}

std::optional<int64_t> WorkbookSheet::WriteThrough() {
  std::FILE* const file = sheet_->optimize_tmpfile;
  if (std::fflush(file) != 0 || std::ferror(file) != 0) return std::nullopt;
  return std::ftell(file);
}

}  // namespace cofi::reporting
