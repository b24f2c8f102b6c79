// What must hold of each resource of this service at any time; a finding
// (db/findings.h) if it does not.
#ifndef COFI_SERVICES_BUDGETS_VERIFY_H_
#define COFI_SERVICES_BUDGETS_VERIFY_H_

#include "absl/status/status.h"
#include "cofi/budgets/v1/budgets.pb.h"
#include "cofi/budgets/v1/commitments.pb.h"
#include "cofi/budgets/v1/contributions.pb.h"
#include "cofi/budgets/v1/expenses.pb.h"
#include "cofi/budgets/v1/receipts.pb.h"
#include "db/transaction.h"

namespace cofi::budgets {

// One budget of a project is adopted at most, and balanced from then on; what is
// committed on a line is what its commitments have open.
absl::Status VerifyBudget(db::Transaction& tx, const v1::Budget& budget);
// What an entry undoes says so too, so it is undone once.
absl::Status VerifyReceipt(db::Transaction& tx, const v1::Receipt& receipt);
// No more is consumed than was ordered; it is OPEN until all is.
absl::Status VerifyCommitment(db::Transaction& tx, const v1::Commitment& commitment);
// Shares and own funds are the expense; no more is consumed than it costs.
absl::Status VerifyExpense(db::Transaction& tx, const v1::Expense& expense);
// As VerifyReceipt; and hours at their rate are worth the amount.
absl::Status VerifyContribution(db::Transaction& tx, const v1::Contribution& contribution);

}  // namespace cofi::budgets

#endif  // COFI_SERVICES_BUDGETS_VERIFY_H_
