// What happens to the obligations of an application. A verb is refused with
// VERB_NOT_ALLOWED, DATE_OUT_OF_ORDER, ETAG_MISMATCH, and VALUE_OUT_OF_RANGE for
// a date ahead; RESOURCE_NOT_FOUND.
#ifndef COFI_SERVICES_APPLICATIONS_OBLIGATIONS_H_
#define COFI_SERVICES_APPLICATIONS_OBLIGATIONS_H_

#include <vector>

#include "absl/status/statusor.h"
#include "cofi/applications/v1/applications.pb.h"
#include "cofi/applications/v1/calls.pb.h"
#include "cofi/applications/v1/obligations.pb.h"
#include "db/transaction.h"
#include "services/rpc/allowed_verbs.h"

namespace cofi::applications {

// Refused as CheckDueRule and ApplyDueRule say (due_date_rules.h).
absl::Status OnCreateObligation(db::Transaction& tx, v1::Obligation& obligation);
// The same; a due date that is changed is kept as an extension.
absl::Status OnUpdateObligation(db::Transaction& tx, const v1::Obligation& before,
                                v1::Obligation& after);
absl::StatusOr<bool> ViewObligation(db::Transaction& tx, v1::Obligation& obligation,
                                    const absl::CivilDay* as_of);

// Due dates that hang on an agreement are those that its terms gave on that day.
absl::Status ViewObligations(db::Transaction& tx, const std::vector<v1::Obligation*>& obligations,
                             absl::CivilDay as_of);

// What its calls say of them: a due rule that gives a date once its anchor is known. And what
// CheckCall (call_rules.h) says.
absl::Status OnCreateCall(db::Transaction& tx, v1::Call& call);
absl::Status OnUpdateCall(db::Transaction& tx, const v1::Call& before, v1::Call& after);

// Makes what the call of an application that is awarded obliges to, where it is not there.
absl::Status MakeObligations(db::Transaction& tx, const v1::Application& application);

rpc::StateVerbs<v1::Obligation> ObligationVerbs();
// Both make the one that follows, if it comes back (NextOf, due_date_rules.h) and its application
// is not closed.
absl::Status CompleteObligation(db::Transaction& tx, const v1::CompleteObligationRequest& request,
                                v1::Obligation* obligation);
absl::Status WaiveObligation(db::Transaction& tx, const v1::WaiveObligationRequest& request,
                             v1::Obligation* obligation);
// In any state. DATE_OUT_OF_ORDER before the last extension only.
absl::Status ExtendObligation(db::Transaction& tx, const v1::ExtendObligationRequest& request,
                              v1::Obligation* obligation);

}  // namespace cofi::applications

#endif  // COFI_SERVICES_APPLICATIONS_OBLIGATIONS_H_
