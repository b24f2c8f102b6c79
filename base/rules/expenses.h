// What an expense is made of, whichever of its two forms it has: what is on each line, and who
// bears it. The one answer, for the service that keeps expenses and for the reports. Pure.
#ifndef COFI_BASE_RULES_EXPENSES_H_
#define COFI_BASE_RULES_EXPENSES_H_

#include <cstdint>
#include <vector>

#include "absl/strings/string_view.h"
#include "cofi/budgets/v1/expenses.pb.h"

namespace cofi::rules {

using Shares = google::protobuf::RepeatedPtrField<budgets::v1::Share>;

// What of an expense is on one line. Points into the expense, which must stay.
struct LinePart {
  // Names; no commitment is empty.
  absl::string_view line;
  absl::string_view commitment;
  int64_t minor;
  // What it used of the commitment.
  int64_t consumed_minor;
  const Shares* shares;

  // What no grant pays.
  int64_t OwnFundsMinor() const;
};

// One of an expense that names its line itself; else its splits, in their order.
std::vector<LinePart> LinePartsOf(const budgets::v1::Expense& expense);

}  // namespace cofi::rules

#endif  // COFI_BASE_RULES_EXPENSES_H_
