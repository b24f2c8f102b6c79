// Credit notes: what a supplier gives back of an invoice, each an entry of its own with negative
// amounts. As far as the invoice is unpaid it is set off against that: both are then paid so much,
// each on its parts, and no money was moved.
#ifndef COFI_SERVICES_BUDGETS_CREDIT_NOTES_H_
#define COFI_SERVICES_BUDGETS_CREDIT_NOTES_H_

#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "cofi/budgets/v1/expenses.pb.h"
#include "db/transaction.h"

namespace cofi::budgets {

// ALREADY_REVERSED or NOT_AN_INVOICE; CREDIT_EXCEEDS_EXPENSE, also of a part; REFERENCE_NOT_FOUND
// for a line or a grant that the invoice has not; DATE_OUT_OF_ORDER before the invoice,
// DUPLICATE_INVOICE, CLOSED, YEAR_CLOSED, IN_CLAIM, and those of SettleSplits.
absl::Status CreditExpense(db::Transaction& tx, const v1::CreditExpenseRequest& request,
                           v1::Expense* note);

// Before the reversal of an expense: CREDITED of an invoice with credit notes; of a credit note,
// whether what it gave back can be taken again, LineForMoney's, INSUFFICIENT_FUNDS or
// INSUFFICIENT_GRANT. `reversal` is the entry that would undo it.
absl::Status CheckUndoable(db::Transaction& tx, const v1::Expense& expense,
                           const v1::Expense& reversal);

// After the reversal of a credit note: its invoice is credited that much less, and what was set off
// is unpaid again.
absl::Status OnCreditNoteReversed(db::Transaction& tx, const v1::Expense& reversal);

// All credit notes on an invoice, and what undid some of them.
absl::StatusOr<std::vector<v1::Expense>> CreditNotesOn(db::Transaction& tx,
                                                       const std::string& invoice);

// What they gave back up to a day, if one is given.
int64_t CreditedMinor(const std::vector<v1::Expense>& notes, const absl::CivilDay* as_of);

}  // namespace cofi::budgets

#endif  // COFI_SERVICES_BUDGETS_CREDIT_NOTES_H_
