// What must hold of each resource of this service at any time; a finding
// (db/findings.h) if it does not.
#ifndef COFI_SERVICES_APPLICATIONS_SOUNDNESS_H_
#define COFI_SERVICES_APPLICATIONS_SOUNDNESS_H_

#include "absl/status/status.h"
#include "cofi/applications/v1/applications.pb.h"
#include "cofi/applications/v1/funders.pb.h"
#include "cofi/applications/v1/obligations.pb.h"
#include "cofi/applications/v1/stages.pb.h"
#include "db/transaction.h"

namespace cofi::applications {

absl::Status VerifyCall(db::Transaction& tx, const v1::Call& call);
// What was granted says when and how much.
absl::Status VerifyApplication(db::Transaction& tx, const v1::Application& application);
absl::Status VerifyStage(db::Transaction& tx, const v1::Stage& stage);
absl::Status VerifyObligation(db::Transaction& tx, const v1::Obligation& obligation);

}  // namespace cofi::applications

#endif  // COFI_SERVICES_APPLICATIONS_SOUNDNESS_H_
