// What happens to the obligations of an application.
#ifndef COFI_SERVICES_APPLICATIONS_OBLIGATIONS_H_
#define COFI_SERVICES_APPLICATIONS_OBLIGATIONS_H_

#include "absl/status/statusor.h"
#include "cofi/applications/v1/obligations.pb.h"
#include "db/transaction.h"

namespace cofi::applications {

// FIELD_REQUIRED unless the obligation has a due date or a rule for it.
absl::Status OnCreateObligation(db::Transaction& tx, v1::Obligation& obligation);
absl::Status OnUpdateObligation(db::Transaction& tx, const v1::Obligation& before,
                                v1::Obligation& after);
absl::StatusOr<bool> ViewObligation(db::Transaction& tx, v1::Obligation& obligation,
                                    const absl::CivilDay* as_of);

absl::Status CompleteObligation(db::Transaction& tx, const v1::CompleteObligationRequest& request,
                                v1::Obligation* obligation);
absl::Status WaiveObligation(db::Transaction& tx, const v1::WaiveObligationRequest& request,
                             v1::Obligation* obligation);
absl::Status ExtendObligation(db::Transaction& tx, const v1::ExtendObligationRequest& request,
                              v1::Obligation* obligation);

}  // namespace cofi::applications

#endif  // COFI_SERVICES_APPLICATIONS_OBLIGATIONS_H_
