// When a project may start: the one rule, for the service that moves the project
// and for the one that reports on it. Pure.
#ifndef COFI_BASE_RULES_START_CONDITION_H_
#define COFI_BASE_RULES_START_CONDITION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "cofi/projects/v1/projects.pb.h"

namespace cofi::rules {

// What the condition is judged on.
struct StartFacts {
  // An adopted budget; in force until the next one is adopted.
  struct Plan {
    absl::CivilDay adopted;
    int64_t expenses_minor;
  };
  // By how much what a grant can pay changes on a day.
  struct Award {
    std::string application;
    absl::CivilDay awarded;
    int64_t amount_minor;
    // Whether that part hangs on conditions.
    bool conditional = false;
  };
  // Of two of one day, the later one is in force.
  std::vector<Plan> plans;
  std::vector<Award> awards;
};

// The first civil date on which everything that the condition asks holds, and
// from which on it still does; nothing if it does not hold. A condition on a
// share of the expenses needs an adopted budget, and each day is judged on the
// one in force; no condition at all holds from the beginning of time. What lies ahead of the day
// on which that is asked is no fact yet, and not to be among them.
std::optional<absl::CivilDay> HoldsSince(const projects::v1::StartCondition& condition,
                                         const StartFacts& facts);

// What is secured, and what the condition asks (rounded up to the cent) of the
// budget in force.
struct StartFigures {
  int64_t secured_minor = 0;
  int64_t required_minor = 0;
  std::vector<std::string> missing_applications;
};
StartFigures FiguresOf(const projects::v1::StartCondition& condition, const StartFacts& facts);

}  // namespace cofi::rules

#endif  // COFI_BASE_RULES_START_CONDITION_H_
