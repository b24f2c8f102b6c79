// What is ordered: reserved on a line until invoices use it up, or it is
// released.
#ifndef COFI_SERVICES_BUDGETS_COMMITMENTS_H_
#define COFI_SERVICES_BUDGETS_COMMITMENTS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/dates.h"
#include "base/rules/expenses.h"
#include "cofi/budgets/v1/commitments.pb.h"
#include "cofi/budgets/v1/expenses.pb.h"
#include "db/transaction.h"
#include "services/rpc/allowed_verbs.h"

namespace cofi::budgets {

// Everything that has a date is refused with VALUE_OUT_OF_RANGE if it lies ahead.

// INSUFFICIENT_FUNDS if the line has less available and its policy is to block,
// AMOUNT_OVERFLOW, and those of LineForMoney.
absl::Status CreateCommitment(db::Transaction& tx, const v1::CreateCommitmentRequest& request,
                              v1::Commitment* commitment);
absl::StatusOr<bool> ViewCommitment(db::Transaction& tx, v1::Commitment& commitment,
                                    const absl::CivilDay* as_of);
// What was reserved and used of each on a day, and so its state, as the ledger has it.
absl::Status ViewCommitments(db::Transaction& tx, const std::vector<v1::Commitment*>& commitments,
                             absl::CivilDay as_of);
rpc::StateVerbs<v1::Commitment> CommitmentVerbs();
// VERB_NOT_ALLOWED, DATE_OUT_OF_ORDER, ETAG_MISMATCH.
absl::Status Release(db::Transaction& tx, const v1::ReleaseCommitmentRequest& request,
                     v1::Commitment* commitment);

// What a reservation changes by, and from which date on; so that on no date less than
// nothing is reserved.
struct Reserved {
  int64_t minor;
  Date date;
};

// Takes up to `amount_minor` out of a commitment for an expense on `line` dated
// `date`. COMMITMENT_RESOLVED, COMMITMENT_ON_ANOTHER_LINE, REFERENCE_NOT_FOUND, or
// DATE_OUT_OF_ORDER for an invoice before its order, in the field `field`.
absl::StatusOr<Reserved> Consume(db::Transaction& tx, absl::string_view name,
                                 absl::string_view line, int64_t amount_minor, const Date& date,
                                 absl::string_view field);

// Gives back what an expense, on one of its lines, had taken that is reversed on `date`. On the
// date of its invoice it is as if it had never been: given back on the day on which it was taken,
// by a commitment that was not spent then; what was released since is released with the rest.
// Later, it is reserved again from then on, unless the rest was released meanwhile.
absl::StatusOr<std::vector<Reserved>> GiveBack(db::Transaction& tx, const v1::Expense& expense,
                                               const rules::LinePart& part, const Date& date);

}  // namespace cofi::budgets

#endif  // COFI_SERVICES_BUDGETS_COMMITMENTS_H_
