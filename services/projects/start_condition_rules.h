// When a project may start. Pure: judged on the project's start condition and
// the funding facts that the budgets service told.
#ifndef COFI_SERVICES_PROJECTS_START_CONDITION_RULES_H_
#define COFI_SERVICES_PROJECTS_START_CONDITION_RULES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "cofi/projects/v1/projects.pb.h"

namespace cofi::projects {

// The first civil date on which everything that the start condition asks holds,
// and from which on it still does; nothing if it does not hold. A condition on a
// share of the expenses needs an adopted budget; no condition at all holds from
// the beginning of time.
std::optional<absl::CivilDay> ConditionHoldsSince(const v1::Project& project);

// What is secured, and what the condition asks (rounded up to the cent).
struct StartFigures {
  int64_t secured_minor = 0;
  int64_t required_minor = 0;
  std::vector<std::string> missing_applications;
};
StartFigures FiguresOf(const v1::Project& project);

}  // namespace cofi::projects

#endif  // COFI_SERVICES_PROJECTS_START_CONDITION_RULES_H_
