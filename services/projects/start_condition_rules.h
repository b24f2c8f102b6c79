// Whether a project may start, on the funding facts that the budgets service
// told (base/rules/start_condition.h). Pure.
#ifndef COFI_SERVICES_PROJECTS_START_CONDITION_RULES_H_
#define COFI_SERVICES_PROJECTS_START_CONDITION_RULES_H_

#include <optional>

#include "absl/time/civil_time.h"
#include "base/rules/start_condition.h"
#include "cofi/projects/v1/projects.pb.h"

namespace cofi::projects {

// As HoldsSince and FiguresOf, of the project's own condition. They are told the
// budget in force only, so that it is judged from its adoption on; by what is a fact on `day`.
std::optional<absl::CivilDay> ConditionHoldsSince(const v1::Project& project, absl::CivilDay day);
rules::StartFigures FiguresOf(const v1::Project& project, absl::CivilDay day);

}  // namespace cofi::projects

#endif  // COFI_SERVICES_PROJECTS_START_CONDITION_RULES_H_
