// Invoices, their payment, and who pays them.
#ifndef COFI_SERVICES_BUDGETS_EXPENSES_H_
#define COFI_SERVICES_BUDGETS_EXPENSES_H_

#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "cofi/budgets/v1/expenses.pb.h"
#include "db/transaction.h"
#include "services/rpc/allowed_verbs.h"

namespace cofi::budgets {

// Verbs refuse with ETAG_MISMATCH, and everything that has a date with
// VALUE_OUT_OF_RANGE if it lies ahead, and YEAR_CLOSED; and with what is said of each.

// Records an invoice: takes it out of its commitment, checks the line and every
// grant that shares in it, and moves the money, all or nothing.
//
// INSUFFICIENT_FUNDS, INSUFFICIENT_GRANT, SHARES_EXCEED_EXPENSE, VALUE_MALFORMED for
// a grant with two shares, REFERENCE_NOT_FOUND for one that is not there,
// OUTSIDE_ELIGIBLE_PERIOD, ACCOUNT_NOT_ELIGIBLE, DUPLICATE_INVOICE, AMOUNT_OVERFLOW, and
// those of LineForMoney and Consume.
absl::Status CreateExpense(db::Transaction& tx, const v1::CreateExpenseRequest& request,
                           v1::Expense* expense);

// The same of one that is made of another, and was paid before: at most what it is, in all.
absl::Status RecordExpense(db::Transaction& tx, const v1::CreateExpenseRequest& request,
                           absl::Span<const v1::Payment> paid, v1::Expense* expense);

// ALREADY_PAID, ALREADY_REVERSED, PAYMENT_EXCEEDS_REST; or TOO_MANY_ITEMS.
absl::Status PayExpense(db::Transaction& tx, const v1::PayExpenseRequest& request,
                        v1::Expense* expense);
// ALREADY_REVERSED, and those of TakeBackPayment: PAYMENT_NOT_FOUND, DATE_OUT_OF_ORDER; IN_CLAIM of
// one that asks for what is paid.
absl::Status ReverseExpensePayment(db::Transaction& tx,
                                   const v1::ReverseExpensePaymentRequest& request,
                                   v1::Expense* expense);

// IN_CLAIM; those of CheckUndoable and of MakeReversal: ALREADY_REVERSED, or DATE_OUT_OF_ORDER
// before the invoice or its payment. Without a date, each counts from its own.
absl::Status ReverseExpense(db::Transaction& tx, const v1::ReverseExpenseRequest& request,
                            v1::Expense* reversal);

// Of one that stands: to pay it until it is paid, to undo what was paid, and to undo it.
rpc::StateVerbs<v1::Expense> ExpenseVerbs();

// As of a date, with those of its dates that were reached; there from the first on.
absl::StatusOr<bool> ViewExpense(db::Transaction& tx, v1::Expense& expense,
                                 const absl::CivilDay* as_of);
absl::Status ViewExpenses(db::Transaction& tx, const std::vector<v1::Expense*>& expenses,
                          absl::CivilDay as_of);

}  // namespace cofi::budgets

#endif  // COFI_SERVICES_BUDGETS_EXPENSES_H_
