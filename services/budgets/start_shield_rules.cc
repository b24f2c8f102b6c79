#include "services/budgets/start_shield_rules.h"

#include "base/dates.h"
#include "base/rules/application_states.h"

namespace cofi::budgets {

using applications::v1::Application;
using v1::Endangered;

bool MayEndanger(absl::CivilDay day, const Application& application) {
  const bool stands =
      rules::IsUndecided(application.state()) ||
      (rules::IsAwarded(application.state()) && application.state() != Application::STATE_CLOSED);
  return stands &&
         (!application.has_acknowledgement_date() || day < Day(application.acknowledgement_date()));
}

std::optional<Endangered> EndangeredBy(absl::CivilDay day, const Application& application,
                                       const applications::v1::Call& call) {
  if (!MayEndanger(day, application) || !call.no_start_before_acknowledgement()) {
    return std::nullopt;
  }
  const bool acknowledged = application.has_acknowledgement_date();
  Endangered endangered;
  endangered.set_application(application.name());
  endangered.set_funder(application.funder());
  endangered.set_call(call.name());
  endangered.set_why(acknowledged ? Endangered::WHY_BEFORE_ACKNOWLEDGEMENT
                                  : Endangered::WHY_NOT_ACKNOWLEDGED);
  if (acknowledged) {
    *endangered.mutable_acknowledgement_date() = application.acknowledgement_date();
  }
  return endangered;
}

}  // namespace cofi::budgets
