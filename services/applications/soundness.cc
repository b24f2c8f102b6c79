#include "services/applications/soundness.h"

#include "base/dates.h"
#include "services/rpc/soundness.h"

namespace cofi::applications {

using v1::Application;

absl::Status VerifyApplication(db::Transaction&, const Application& application) {
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

}  // namespace cofi::applications
