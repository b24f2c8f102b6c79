#include "services/applications/verify.h"

#include "base/dates.h"
#include "base/rules/application_states.h"
#include "services/applications/year_rules.h"
#include "services/rpc/verify_resource.h"

namespace cofi::applications {

using v1::Application;

absl::Status VerifyApplication(db::Transaction&, const Application& application) {
  if (!rules::IsAwarded(application.state())) return absl::OkStatus();
  if (!application.has_awarded_amount()) {
    return rpc::Broken(application, "awarded_amount", ">= 0", "");
  }
  if (!application.has_decision_date()) {
    return rpc::Broken(application, "decision_date", IsoDate(application.state_date()), "");
  }
  if (const absl::Status years = CheckYears(application, kYearAmounts); !years.ok()) {
    return rpc::Broken(application, kYearAmounts, "= awarded_amount", years.message());
  }
  return absl::OkStatus();
}

}  // namespace cofi::applications
