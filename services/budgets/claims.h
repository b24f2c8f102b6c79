// Payment claims: what funders are asked to pay, and for which expenses.
#ifndef COFI_SERVICES_BUDGETS_CLAIMS_H_
#define COFI_SERVICES_BUDGETS_CLAIMS_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "cofi/budgets/internal/v1/facts.pb.h"
#include "cofi/budgets/v1/claim_service.pb.h"
#include "cofi/budgets/v1/claims.pb.h"
#include "cofi/budgets/v1/expenses.pb.h"
#include "cofi/budgets/v1/grants.pb.h"
#include "cofi/budgets/v1/receipts.pb.h"
#include "db/transaction.h"
#include "services/budgets/claim_rules.h"
#include "services/rpc/allowed_verbs.h"

namespace cofi::budgets {

// Verbs refuse with VERB_NOT_ALLOWED, DATE_OUT_OF_ORDER, ETAG_MISMATCH, VALUE_OUT_OF_RANGE for a
// date ahead, and YEAR_CLOSED where they move something; and with what is said of each.

// Gathers what the claim asks for. CLOSED of the project or the grant; CLAIM_EXCEEDED if it asks
// for more than can be claimed, FIELD_REQUIRED for an advance that says no amount, TOO_MANY_ITEMS
// for a period with more shares than a claim takes; VALUE_OUT_OF_RANGE of the kind of other income.
absl::Status OnCreateClaim(db::Transaction& tx, v1::Claim& claim);
// A draft gathers anew, as OnCreateClaim; of another, what it asks for is fixed: CLAIM_FROZEN.
absl::Status OnUpdateClaim(db::Transaction& tx, const v1::Claim& before, v1::Claim& after);
// CLAIM_FROZEN unless it is a draft.
absl::Status OnRemoveClaim(db::Transaction& tx, const v1::Claim& claim);
// As of a date it is there from its first submission on.
absl::StatusOr<bool> ViewClaim(db::Transaction& tx, v1::Claim& claim, const absl::CivilDay* as_of);
// That its amounts are those of its shares, that it holds these and no others while it stands, and
// that it is paid once all that was accepted was received.
absl::Status VerifyClaim(db::Transaction& tx, const v1::Claim& claim);
rpc::StateVerbs<v1::Claim> ClaimVerbs();

absl::Status RefreshClaim(db::Transaction& tx, const v1::RefreshClaimRequest& request,
                          v1::Claim* claim);
// CLAIM_STALE if what a draft gathered does not count any more, CLAIM_EXCEEDED if that is more than
// can be claimed now, NOTHING_TO_CLAIM. One that comes back with its changes is as it was.
absl::Status SubmitClaim(db::Transaction& tx, const v1::SubmitClaimRequest& request,
                         v1::Claim* claim);
absl::Status RequestClaimChanges(db::Transaction& tx, const v1::RequestClaimChangesRequest& request,
                                 v1::Claim* claim);
absl::Status WithdrawClaim(db::Transaction& tx, const v1::WithdrawClaimRequest& request,
                           v1::Claim* claim);
// CLAIM_EXCEEDED for more than was claimed, FIELD_REQUIRED for less without a reason.
absl::Status AcceptClaim(db::Transaction& tx, const v1::AcceptClaimRequest& request,
                         v1::Claim* claim);
absl::Status RejectClaim(db::Transaction& tx, const v1::RejectClaimRequest& request,
                         v1::Claim* claim);
// Of a receipt that there is: REFERENCE_NOT_FOUND, VALUE_OUT_OF_RANGE for another grant's or beside
// an amount, ALREADY_REVERSED, IN_CLAIM. CLAIM_EXCEEDED for more than is receivable. Of what it
// records: as OnCreateReceipt.
absl::Status PayClaim(db::Transaction& tx, const v1::PayClaimRequest& request, v1::Claim* claim);

// Which claims an expense may be in: any, or those alone that ask for what is paid.
enum class ClaimedAs { kAny, kPaid };
// IN_CLAIM while the funder has an expense's share before him: undone, credited or given to others,
// the claim would ask for what is not there. Once he has decided, that changes what can be claimed
// next.
absl::Status CheckNotClaimed(db::Transaction& tx, const v1::Expense& expense,
                             ClaimedAs claimed = ClaimedAs::kAny);
// The claim that a receipt paid, and which it pays no longer, is not paid any more.
absl::Status TakeBackPayment(db::Transaction& tx, const v1::Receipt& reversal);

// What was received for a claim, minor units; as of a civil date if one is given.
absl::StatusOr<int64_t> ReceivedMinor(db::Transaction& tx, const v1::Claim& claim,
                                      const absl::CivilDay* as_of);

// What is spent that counts for a grant, whose shares of it are `shares_minor`, as of a civil date
// if one is given: from the ledger's sums. Only what its rate asks for.
absl::StatusOr<SpentForGrant> SpentFor(db::Transaction& tx, const v1::Grant& grant,
                                       int64_t shares_minor, const absl::CivilDay* as_of);

// RESOURCE_NOT_FOUND.
absl::Status ReadClaimed(db::Transaction& tx, const internal::v1::ReadClaimedRequest& request,
                         internal::v1::ClaimedExpenses* response);

}  // namespace cofi::budgets

#endif  // COFI_SERVICES_BUDGETS_CLAIMS_H_
