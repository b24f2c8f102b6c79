// What an expense that is made of another takes from it. Pure.
#ifndef COFI_SERVICES_BUDGETS_DERIVED_EXPENSE_RULES_H_
#define COFI_SERVICES_BUDGETS_DERIVED_EXPENSE_RULES_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "cofi/budgets/v1/expenses.pb.h"
#include "cofi/budgets/v1/expenses_derived.pb.h"

namespace cofi::budgets {

// What somebody said of an invoice, as it stands now, and not how it was paid.
v1::Expense SaidOf(const v1::Expense& invoice);

// Makes its amount another: what is on each line, and of that what each grant and own funds bear,
// in the same proportions, by the largest remainder. A share that comes to nothing goes.
void Rescale(int64_t minor, v1::Expense* expense);

// Gives an invoice what a correction says, and leaves the rest. Where its amount is another, what
// of its splits and shares is not said is rescaled. On another line it loses its commitment, and
// with a line instead of its splits the shares of each grant are one.
//
// FIELD_UNKNOWN in `update_mask`.
absl::Status Change(const v1::CorrectExpenseRequest& request, v1::Expense* expense);

// The number of an invoice that is repeated in another month: with that instead of its own
// (`PAIE 2026-01`, `01/2026`), or behind it.
std::string ReferenceIn(absl::CivilMonth month, const v1::Expense& invoice);

}  // namespace cofi::budgets

#endif  // COFI_SERVICES_BUDGETS_DERIVED_EXPENSE_RULES_H_
