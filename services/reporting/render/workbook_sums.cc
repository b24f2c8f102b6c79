#include "services/reporting/render/workbook_sums.h"

#include "absl/strings/str_cat.h"

namespace cofi::reporting {
namespace {

// 9 is the sum.
std::string Subtotal(lxw_row_t first, lxw_row_t last, lxw_col_t column) {
  char range[LXW_MAX_CELL_RANGE_LENGTH];
  lxw_rowcol_to_range(range, first, column, last, column);
  return absl::StrCat("=SUBTOTAL(9,", range, ")");
}

}  // namespace

std::string ColumnSum::Add(v1::Row::Role role, int64_t value, absl::string_view unit,
                           const SumRows& rows, lxw_col_t column) {
  if (!any_) unit_ = std::string(unit);
  any_ = true;
  spoiled_ |= unit != unit_;
  const bool is_total = role == v1::Row::ROLE_TOTAL;
  if (!spoiled_ && (is_total || role == v1::Row::ROLE_SUBTOTAL)) {
    if (is_total && value == all_ && rows.first < rows.current) {
      return Subtotal(rows.first, rows.current - 1, column);
    }
    if (value == since_ && rows.since < rows.current) {
      return Subtotal(rows.since, rows.current - 1, column);
    }
  }
  Count(value);
  return "";
}

void ColumnSum::Count(int64_t value) {
  spoiled_ |= __builtin_add_overflow(all_, value, &all_);
  spoiled_ |= __builtin_add_overflow(since_, value, &since_);
}

}  // namespace cofi::reporting
