// What is given in kind, realised: used on a line of account 86, coming from one of account 87.
#ifndef COFI_SERVICES_BUDGETS_CONTRIBUTIONS_H_
#define COFI_SERVICES_BUDGETS_CONTRIBUTIONS_H_

#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "cofi/budgets/v1/contributions.pb.h"
#include "db/transaction.h"
#include "services/rpc/allowed_verbs.h"

namespace cofi::budgets {

// Says the line that it comes from, if the budget has only one, and what it is worth. More may be
// given than was planned: there is no money to run out of.
//
// VALUE_OUT_OF_RANGE if its date lies ahead; CLOSED; YEAR_CLOSED; SOURCE_LINE_UNCLEAR; those of
// CheckLineInKind and of WorthOf.
absl::Status OnCreateContribution(db::Transaction& tx, v1::Contribution& contribution);
// Sums it on both of its lines.
absl::Status OnContributionCreated(db::Transaction& tx, const v1::Contribution& contribution);

// As of a date, from its own on; as of one before it was undone, it was not.
absl::StatusOr<bool> ViewContribution(db::Transaction& tx, v1::Contribution& contribution,
                                      const absl::CivilDay* as_of);
absl::Status ViewContributions(db::Transaction& tx,
                               const std::vector<v1::Contribution*>& contributions,
                               absl::CivilDay as_of);

// Of one that stands: to undo it.
rpc::StateVerbs<v1::Contribution> ContributionVerbs();

// Those of MakeReversal: ALREADY_REVERSED, DATE_OUT_OF_ORDER, and VALUE_OUT_OF_RANGE for a date
// that lies ahead; YEAR_CLOSED; ETAG_MISMATCH.
absl::Status ReverseContribution(db::Transaction& tx, const v1::ReverseContributionRequest& request,
                                 v1::Contribution* reversal);

}  // namespace cofi::budgets

#endif  // COFI_SERVICES_BUDGETS_CONTRIBUTIONS_H_
