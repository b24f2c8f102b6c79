// Other grants for an invoice, from a day on: one that came later, or that pays less than was
// thought.
#ifndef COFI_SERVICES_BUDGETS_SHARE_CHANGES_H_
#define COFI_SERVICES_BUDGETS_SHARE_CHANGES_H_

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "cofi/budgets/v1/expenses.pb.h"
#include "db/transaction.h"

namespace cofi::budgets {

// ALREADY_REVERSED, NOT_AN_INVOICE, CREDITED; REFERENCE_NOT_FOUND for a line that the invoice has
// not, FIELD_REQUIRED for none where it has several; DATE_OUT_OF_ORDER before the invoice or an
// earlier change, YEAR_CLOSED, IN_CLAIM; CLOSED of a grant whose share changes; of one whose share
// grows INSUFFICIENT_GRANT and what LineForMoney and CheckEligible say; what SettleSplits says of
// shares, and TOO_MANY_ITEMS.
absl::Status ShareExpense(db::Transaction& tx, const v1::ShareExpenseRequest& request,
                          v1::Expense* expense);

// Makes the shares what they were on a day.
void SharesOn(absl::CivilDay day, v1::Expense* expense);

}  // namespace cofi::budgets

#endif  // COFI_SERVICES_BUDGETS_SHARE_CHANGES_H_
