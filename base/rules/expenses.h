// What an expense is made of, whichever of its forms it has: what is on each line, who bears it,
// and how it was paid. The one answer, for the service that keeps expenses and for the reports.
// Pure.
//
// What is returned points into the expense, which must stay.
#ifndef COFI_BASE_RULES_EXPENSES_H_
#define COFI_BASE_RULES_EXPENSES_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "base/dates.h"
#include "cofi/budgets/v1/expenses.pb.h"

namespace cofi::rules {

using Shares = google::protobuf::RepeatedPtrField<budgets::v1::Share>;

// What of an expense is on one line.
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

// What one grant, or own funds (empty), bears on a line; by names.
struct BornePart {
  absl::string_view line;
  absl::string_view grant;
  int64_t minor;
};

// What a line's shares were at first, before any change of them.
const Shares& FirstSharesOf(const budgets::v1::Expense& expense, const LinePart& part);

// Line by line; of each the shares in their order, and own funds last, also where they bear
// nothing.
std::vector<BornePart> BornePartsOf(const budgets::v1::Expense& expense);

// What was moved on a day on a line, by those who bear it; as BornePartsOf, or as it was paid.
struct MovedPart {
  const Date* date;
  absl::string_view line;
  // The proof of a payment.
  absl::string_view reference;
  std::vector<BornePart> borne;

  int64_t Minor() const;
};

// By how much what each bears changed, on the day of each change of shares; nothing in all.
std::vector<MovedPart> ReallottedPartsOf(const budgets::v1::Expense& expense);
// On its invoice's day, if that is set, as it was borne at first; and then those.
std::vector<MovedPart> SpentPartsOf(const budgets::v1::Expense& expense);
// On the days of its payments, those that were undone and what undoes them included.
std::vector<MovedPart> PaidPartsOf(const budgets::v1::Expense& expense);

// What was paid in all.
int64_t PaidMinor(const budgets::v1::Expense& expense);
// From which day on all of it is paid, if it is; by its payments in parts.
std::optional<absl::CivilDay> PaidWholeSince(const budgets::v1::Expense& expense);

}  // namespace cofi::rules

#endif  // COFI_BASE_RULES_EXPENSES_H_
