// What makes an expense acceptable to the grants that share in it. Pure.
#ifndef COFI_SERVICES_BUDGETS_EXPENSE_RULES_H_
#define COFI_SERVICES_BUDGETS_EXPENSE_RULES_H_

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "base/money.h"
#include "cofi/budgets/v1/budgets.pb.h"
#include "cofi/budgets/v1/expenses.pb.h"
#include "cofi/budgets/v1/grants.pb.h"

namespace cofi::budgets {

// Makes amounts of all that was given as rates or left out, by the largest remainder, and says
// what no grant pays of each split and of all.
//
// In the field that it is about: SHARES_EXCEED_EXPENSE if shares sum to more than what is on their
// line, SPLITS_DIFFER if splits do not sum to the expense; VALUE_MALFORMED if a grant has two
// shares of a line, a line two splits, an amount a rate beside it, or the expense a line of its own
// beside splits; VALUE_OUT_OF_RANGE of a single split; FIELD_REQUIRED of a second amount that was
// left out; AMOUNT_NOT_POSITIVE of what comes to nothing.
absl::Status SettleAmounts(v1::Expense* expense);

// The same of splits alone, which stand in the field `list` and sum to `whole`, however many.
using Splits = google::protobuf::RepeatedPtrField<v1::Split>;
absl::Status SettleSplits(const Money& whole, absl::string_view list, Splits* splits);

// `expense`, or `expense.splits[2]`: where what is on a line was said.
std::string FieldOfPart(const v1::Expense& expense, size_t index);

// Whether the grant may pay part of an invoice of this date on this line:
// OUTSIDE_ELIGIBLE_PERIOD or ACCOUNT_NOT_ELIGIBLE.
absl::Status CheckEligible(const v1::Grant& grant, const v1::Line& line,
                           const v1::Expense& expense);

}  // namespace cofi::budgets

#endif  // COFI_SERVICES_BUDGETS_EXPENSE_RULES_H_
