// What an expense moves: spent by its invoice, paid by its payments, taken out of what is reserved.
#ifndef COFI_SERVICES_BUDGETS_EXPENSE_MOVEMENTS_H_
#define COFI_SERVICES_BUDGETS_EXPENSE_MOVEMENTS_H_

#include <vector>

#include "cofi/budgets/v1/expenses.pb.h"
#include "services/budgets/commitments.h"
#include "services/budgets/ledger.h"

namespace cofi::budgets {

// What the reservations of each line change by, line by line.
using ReservedByLine = std::vector<std::vector<Reserved>>;

// All that an expense moves, or a credit note, or what undoes one: spent by its invoice and paid by
// its payments, each from its date on. They point into the expense, which must stay.
std::vector<Movement> MovementsOf(const v1::Expense& expense, const ReservedByLine& reserved);

// What its last change of shares moves alone: what was spent, and what was paid of that.
std::vector<Movement> MovementsOfShares(const v1::Expense& expense);

// What its last payment moves alone, or the one of the whole.
std::vector<Movement> MovementsOfPayment(const v1::Expense& expense);

}  // namespace cofi::budgets

#endif  // COFI_SERVICES_BUDGETS_EXPENSE_MOVEMENTS_H_
