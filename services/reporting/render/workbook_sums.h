// Sums of a sheet as formulas. A figure of a total is written as a formula only where a spreadsheet
// makes that very figure of the cells above it: what it would make of them is kept along, in minor
// units.
#ifndef COFI_SERVICES_REPORTING_RENDER_WORKBOOK_SUMS_H_
#define COFI_SERVICES_REPORTING_RENDER_WORKBOOK_SUMS_H_

#include <xlsxwriter.h>

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "cofi/reporting/v1/documents.pb.h"

namespace cofi::reporting {

// Where a row stands.
struct SumRows {
  // The first row of the table, and the first since the last head or sum.
  lxw_row_t first = 0;
  lxw_row_t since = 0;
  lxw_row_t current = 0;
};

// Of a column.
class ColumnSum {
 public:
  // The next number in the column, below the others. Returns the formula that makes it, if it is a
  // sum that one makes:
  //
  //   =SUBTOTAL(9,D6:D12)
  //
  // which leaves out those among them that are made so too; else empty. `unit` is the currency, or
  // the same for all counts; of different ones there is no sum.
  std::string Add(v1::Row::Role role, int64_t value, absl::string_view unit, const SumRows& rows,
                  lxw_col_t column);

  // A number that is none to sum: from here on there is no formula.
  void Spoil() { spoiled_ = true; }

  // A head or a sum ends here.
  void Restart() { since_ = 0; }

 private:
  void Count(int64_t value);

  std::string unit_;
  bool any_ = false;
  bool spoiled_ = false;
  // What SUBTOTAL makes of all cells so far, and of those since the last head or sum.
  int64_t all_ = 0;
  int64_t since_ = 0;
};

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_RENDER_WORKBOOK_SUMS_H_
