#include "base/documents.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/readable.h"

namespace cofi {

using reporting::v1::Block;
using reporting::v1::Cell;
using reporting::v1::Column;
using reporting::v1::Document;
using reporting::v1::Row;
using reporting::v1::Table;

namespace {

Table* TableOf(const std::string& id, Document* document) {
  for (int i = document->blocks_size(); i-- > 0;) {
    Block* const block = document->mutable_blocks(i);
    if (block->has_table() && block->table().id() == id) return block->mutable_table();
  }
  return nullptr;
}

}  // namespace

void AppendPart(const Document& part, Document* whole) {
  if (whole->report().empty()) {
    *whole = part;
    return;
  }
  for (const Block& block : part.blocks()) {
    Table* const table = block.has_table() && block.table().continued()
                             ? TableOf(block.table().id(), whole)
                             : nullptr;
    if (table != nullptr) {
      table->mutable_rows()->MergeFrom(block.table().rows());
    } else if (block.has_events() && !whole->blocks().empty() &&
               whole->blocks().rbegin()->has_events()) {
      whole->mutable_blocks()->rbegin()->mutable_events()->MergeFrom(block.events());
    } else {
      *whole->add_blocks() = block;
    }
  }
  whole->set_next_page_token(part.next_page_token());
}

int64_t RowCount(const Document& document) {
  int64_t rows = 0;
  for (const Block& block : document.blocks()) rows += block.table().rows_size();
  return rows;
}

bool IsEmpty(const Cell& cell) {
  return cell.value_case() == Cell::VALUE_NOT_SET || (cell.has_text() && cell.text().empty());
}

std::vector<bool> ShownColumns(const Table& table) {
  std::vector<bool> shown;
  for (int i = 0; i < table.columns_size(); ++i) {
    const bool used = table.rows().empty() ||
                      std::any_of(table.rows().begin(), table.rows().end(), [i](const Row& row) {
                        return i < row.cells_size() && !IsEmpty(row.cells(i));
                      });
    shown.push_back(used && !table.columns(i).files_only());
  }
  return shown;
}

std::string CellText(const Cell& cell, const Column& column, Language language) {
  switch (cell.value_case()) {
    case Cell::kText:
      return cell.text();
    case Cell::kAmount:
      return AmountText(cell.amount(), language);
    case Cell::kDate:
      return DateText(cell.date(), language);
    case Cell::kBasisPoints:
      if (!column.whole_percents()) return PercentText(cell.basis_points(), language);
      // The unit stands in the head or beside each number.
      return column.label() == "%"
                 ? absl::StrCat(WholePercents(cell.basis_points()))
                 : PercentText(100 * WholePercents(cell.basis_points()), language);
    case Cell::kCount:
      return FormatCount(cell.count(), language);
    case Cell::VALUE_NOT_SET:
      break;
  }
  return "";
}

bool IsNumber(const Column& column) {
  return column.kind() == Column::KIND_AMOUNT || column.kind() == Column::KIND_SHARE ||
         column.kind() == Column::KIND_COUNT;
}

bool IsDetail(const Row& row) {
  return row.role() == Row::ROLE_DETAIL || row.role() == Row::ROLE_UNSPECIFIED;
}

}  // namespace cofi
