// What is ordered: reserved on a line until invoices use it up, or it is
// released.
#ifndef COFI_SERVICES_BUDGETS_COMMITMENTS_H_
#define COFI_SERVICES_BUDGETS_COMMITMENTS_H_

#include "absl/status/statusor.h"
#include "cofi/budgets/v1/commitments.pb.h"
#include "db/transaction.h"

namespace cofi::budgets {

// INSUFFICIENT_FUNDS if the line has less available and its policy is to block,
// and those of LineForMoney.
absl::Status CreateCommitment(db::Transaction& tx, const v1::CreateCommitmentRequest& request,
                              v1::Commitment* commitment);
absl::StatusOr<bool> ViewCommitment(db::Transaction& tx, v1::Commitment& commitment,
                                    const absl::CivilDay* as_of);
absl::Status Release(db::Transaction& tx, const v1::ReleaseCommitmentRequest& request,
                     v1::Commitment* commitment);

// Takes up to `amount_minor` out of a commitment for an expense on `line` dated
// `date`, and returns how much. COMMITMENT_RESOLVED, COMMITMENT_ON_ANOTHER_LINE,
// REFERENCE_NOT_FOUND, or DATE_OUT_OF_ORDER for an invoice before its order, in the
// field `expense.commitment`.
absl::StatusOr<int64_t> Consume(db::Transaction& tx, const std::string& name,
                                const std::string& line, int64_t amount_minor, const Date& date);

// Gives back what a reversed expense had taken, and returns how much is
// reserved again: nothing if the rest was released meanwhile.
absl::StatusOr<int64_t> GiveBack(db::Transaction& tx, const std::string& name, int64_t amount_minor,
                                 const Date& date);

}  // namespace cofi::budgets

#endif  // COFI_SERVICES_BUDGETS_COMMITMENTS_H_
