#include "services/applications/soundness.h"

#include "services/applications/tables.h"
#include "services/rpc/soundness.h"

namespace cofi::applications {

using v1::Application;

absl::Status VerifyCall(db::Transaction& tx, const v1::Call& call) {
  return rpc::CheckParent(tx, Funders(), call);
}

absl::Status VerifyApplication(db::Transaction& tx, const Application& application) {
  COFI_RETURN_IF_ERROR(rpc::CheckHistory(application));
  COFI_RETURN_IF_ERROR(
      rpc::CheckReference(tx, Stages(), application, "current_stage", application.current_stage()));
  COFI_RETURN_IF_ERROR(
      rpc::CheckReference(tx, Funders(), application, "funder", application.funder()));
  const auto state = application.state();
  const bool granted = state == Application::STATE_AWARDED ||
                       state == Application::STATE_AWARDED_CONDITIONALLY ||
                       state == Application::STATE_AGREED || state == Application::STATE_CLOSED;
  if (!granted) return absl::OkStatus();
  if (!application.has_awarded_amount()) {
    return rpc::Broken(application, "awarded_amount", ">= 0", "");
  }
  if (!application.has_decision_date()) {
    return rpc::Broken(application, "decision_date", IsoDate(application.state_date()), "");
  }
  return absl::OkStatus();
}

absl::Status VerifyStage(db::Transaction& tx, const v1::Stage& stage) {
  COFI_RETURN_IF_ERROR(rpc::CheckHistory(stage));
  return rpc::CheckParent(tx, Applications(), stage);
}

absl::Status VerifyObligation(db::Transaction& tx, const v1::Obligation& obligation) {
  COFI_RETURN_IF_ERROR(rpc::CheckHistory(obligation));
  return rpc::CheckParent(tx, Applications(), obligation);
}

}  // namespace cofi::applications
