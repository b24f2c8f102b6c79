// Invoices that are recorded anew: corrected in one step, or the same again. The journal has the
// entries that these are made of, a reversal and a new expense, as if each had been asked for.
#ifndef COFI_SERVICES_BUDGETS_DERIVED_EXPENSES_H_
#define COFI_SERVICES_BUDGETS_DERIVED_EXPENSES_H_

#include "absl/status/status.h"
#include "cofi/budgets/v1/expenses.pb.h"
#include "cofi/budgets/v1/expenses_derived.pb.h"
#include "db/transaction.h"

namespace cofi::budgets {

// Both refuse with NOT_AN_INVOICE, ALREADY_REVERSED, and as CreateExpense; with the fields of the
// request, or in what is as it was, those of the expense.

// PAID_BEYOND if more was paid than it is now, FIELD_UNKNOWN in the mask; and as ReverseExpense.
absl::Status CorrectExpense(db::Transaction& tx, const v1::CorrectExpenseRequest& request,
                            v1::Expense* corrected);
absl::Status RepeatExpense(db::Transaction& tx, const v1::RepeatExpenseRequest& request,
                           v1::Expense* again);

}  // namespace cofi::budgets

#endif  // COFI_SERVICES_BUDGETS_DERIVED_EXPENSES_H_
