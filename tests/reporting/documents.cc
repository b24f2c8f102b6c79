#include "tests/reporting/documents.h"

#include <algorithm>
#include <cstdint>
#include <regex>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/check.h"
#include "base/documents.h"
#include "base/money.h"
#include "services/reporting/figure_names_rules.h"

namespace cofi::reporting {
namespace {

using ::testing::AssertionFailure;
using ::testing::AssertionResult;
using ::testing::AssertionSuccess;
using v1::Cell;
using v1::Column;
using v1::Row;
using v1::Table;

constexpr char kNoTable[] = "a document with a table";

bool HasOneCurrency(const Table& table) {
  std::set<std::string> currencies;
  for (const Row& row : table.rows()) {
    for (const Cell& cell : row.cells()) {
      if (cell.has_amount()) currencies.insert(cell.amount().currency_code());
    }
  }
  return currencies.size() <= 1;
}

AssertionResult Sums(const Table& table, int column) {
  int64_t sum = 0;
  for (const Row& row : table.rows()) {
    if (column >= row.cells_size() || !row.cells(column).has_amount()) continue;
    const int64_t minor = Minor(row.cells(column).amount());
    if (IsDetail(row)) sum += minor;
    if (row.role() == Row::ROLE_TOTAL && minor != sum) {
      return AssertionFailure() << table.id() << ", " << table.columns(column).id()
                                << ": the details sum to " << DecimalFromMinor(sum)
                                << ", the total says " << DecimalFromMinor(minor);
    }
  }
  return AssertionSuccess();
}

bool Fits(const Cell& cell, const Column& column) {
  switch (cell.value_case()) {
    case Cell::VALUE_NOT_SET:
      return true;
    case Cell::kText:
      // A share may be a dash.
      return column.kind() == Column::KIND_TEXT || column.kind() == Column::KIND_NAME ||
             (column.kind() == Column::KIND_SHARE && cell.text() == "–");
    case Cell::kAmount:
      return column.kind() == Column::KIND_AMOUNT;
    case Cell::kDate:
      return column.kind() == Column::KIND_DATE;
    case Cell::kBasisPoints:
      return column.kind() == Column::KIND_SHARE;
    case Cell::kCount:
      return column.kind() == Column::KIND_COUNT;
  }
  return false;
}

AssertionResult CheckRef(const Cell& cell, const std::string& where) {
  if (cell.ref().empty()) return AssertionSuccess();
  if (!cell.has_amount()) return AssertionFailure() << where << ": a ref of no amount";
  const auto figure = ParseFigure(cell.ref());
  if (figure.ok()) return AssertionSuccess();
  return AssertionFailure() << where << ": " << cell.ref() << ": " << figure.status();
}

AssertionResult CheckTable(const Table& table) {
  if (table.continued() != table.columns().empty()) {
    return AssertionFailure() << table.id() << ": only one that is continued has no columns";
  }
  std::set<std::string> ids;
  for (const Column& column : table.columns()) ids.insert(column.id());
  if (ids.size() != static_cast<size_t>(table.columns_size()) || ids.contains("")) {
    return AssertionFailure() << table.id() << ": columns of one name, or of none";
  }
  for (const Row& row : table.rows()) {
    if (row.cells_size() != table.rows(0).cells_size() ||
        (!table.continued() && row.cells_size() != table.columns_size())) {
      return AssertionFailure() << table.id() << ": a row of " << row.cells_size() << " cells";
    }
    for (int i = 0; i < table.columns_size(); ++i) {
      const std::string where = absl::StrCat(table.id(), ", ", table.columns(i).id());
      if (!Fits(row.cells(i), table.columns(i))) {
        return AssertionFailure() << where << ": " << row.cells(i).ShortDebugString();
      }
      if (AssertionResult ref = CheckRef(row.cells(i), where); !ref) return ref;
    }
  }
  return AssertionSuccess();
}

AssertionResult CheckChart(const v1::Chart& chart) {
  if (chart.title().empty() || chart.caption().empty() || chart.tracks().empty()) {
    return AssertionFailure() << chart.id() << ": a chart that says nothing";
  }
  return AssertionSuccess();
}

std::string WithWarning(bool warning, const std::string& text) {
  return warning ? absl::StrCat("! ", text) : text;
}

}  // namespace

AssertionResult EveryColumnSums(const v1::Document& document) {
  for (const v1::Block& block : document.blocks()) {
    const Table& table = block.table();
    if (!HasOneCurrency(table)) continue;
    for (int i = 0; i < table.columns_size(); ++i) {
      if (table.columns(i).kind() != Column::KIND_AMOUNT) continue;
      if (AssertionResult sums = Sums(table, i); !sums) return sums;
    }
  }
  return AssertionSuccess();
}

AssertionResult HoldsTogether(const v1::Document& document) {
  std::set<std::pair<int, std::string>> ids;
  for (const v1::Block& block : document.blocks()) {
    AssertionResult good = AssertionSuccess();
    bool is_new = true;
    switch (block.content_case()) {
      case v1::Block::kTable:
        is_new = ids.emplace(block.content_case(), block.table().id()).second;
        good = CheckTable(block.table());
        break;
      case v1::Block::kFigures:
        is_new = ids.emplace(block.content_case(), block.figures().id()).second;
        for (const auto& figure : block.figures().figures()) {
          if (good) good = CheckRef(figure.value(), figure.id());
        }
        break;
      case v1::Block::kChart:
        is_new = ids.emplace(block.content_case(), block.chart().id()).second;
        good = CheckChart(block.chart());
        break;
      case v1::Block::kParagraph:
        if (block.paragraph().parts().empty()) good = AssertionFailure() << "an empty paragraph";
        break;
      case v1::Block::kEvents:
        break;
      case v1::Block::CONTENT_NOT_SET:
        return AssertionFailure() << "an empty block";
    }
    if (!good) return good;
    if (!is_new) return AssertionFailure() << "two blocks of one name";
  }
  return AssertionSuccess();
}

const Table& TableOf(const v1::Document& document) {
  const auto found = std::find_if(document.blocks().begin(), document.blocks().end(),
                                  [](const v1::Block& block) { return block.has_table(); });
  COFI_CHECK(found != document.blocks().end(), kNoTable);
  return found->table();
}

const v1::Chart* ChartOf(const v1::Document& document) {
  const auto found = std::find_if(document.blocks().begin(), document.blocks().end(),
                                  [](const v1::Block& block) { return block.has_chart(); });
  return found == document.blocks().end() ? nullptr : &found->chart();
}

std::vector<std::string> TableText(const v1::Document& document, Language language) {
  const Table& table = TableOf(document);
  const std::vector<bool> shown = ShownColumns(table);
  std::vector<std::string> lines;
  std::vector<std::string> cells;
  for (int i = 0; i < table.columns_size(); ++i) {
    if (shown[i]) cells.push_back(table.columns(i).label());
  }
  lines.push_back(absl::StrJoin(cells, " | "));
  for (const Row& row : table.rows()) {
    cells.clear();
    for (int i = 0; i < table.columns_size(); ++i) {
      if (shown[i]) cells.push_back(CellText(row.cells(i), table.columns(i), language));
    }
    lines.push_back(absl::StrCat(absl::StrJoin(cells, " | "), row.warning() ? " !" : ""));
  }
  return lines;
}

std::vector<std::string> Sentences(const v1::Document& document) {
  std::vector<std::string> sentences;
  for (const v1::Block& block : document.blocks()) {
    if (block.has_paragraph()) {
      sentences.push_back(WithWarning(block.paragraph().warning(),
                                      absl::StrJoin(block.paragraph().parts(), " · ")));
    }
    if (!block.has_figures()) continue;
    sentences.push_back(absl::StrJoin(block.figures().figures(), " · ",
                                      [](std::string* out, const v1::Figures::Figure& figure) {
                                        absl::StrAppend(out, figure.sentence());
                                      }));
  }
  return sentences;
}

Cell CellAt(const v1::Document& document, int row, const std::string& column) {
  const Table& table = TableOf(document);
  for (int i = 0; i < table.columns_size(); ++i) {
    if (table.columns(i).id() == column) return table.rows(row).cells(i);
  }
  return {};
}

std::vector<std::string> ByPriority(const v1::Document& document) {
  std::vector<const Column*> columns;
  for (const Column& column : TableOf(document).columns()) {
    if (!column.files_only()) columns.push_back(&column);
  }
  std::stable_sort(columns.begin(), columns.end(),
                   [](const Column* a, const Column* b) { return a->priority() < b->priority(); });
  std::vector<std::string> ids;
  ids.reserve(columns.size());
  for (const Column* column : columns) ids.push_back(column->id());
  return ids;
}

std::string Expanded(const std::string& text) {
  const std::regex amount(R"(@(-?\d+))");
  const std::regex date(R"(#(\d+)-0?(\d+)-0?(\d+))");
  const std::string amounts = std::regex_replace(text, amount, "{currency_code: 'EUR' units: $1}");
  return std::regex_replace(amounts, date, "{year: $1 month: $2 day: $3}");
}

}  // namespace cofi::reporting
