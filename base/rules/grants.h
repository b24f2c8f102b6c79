// What a grant can pay, now and day by day: the one answer, for the service that keeps it, for the
// start condition and for the reports. Pure.
#ifndef COFI_BASE_RULES_GRANTS_H_
#define COFI_BASE_RULES_GRANTS_H_

#include <cstdint>
#include <vector>

#include "base/rules/start_condition.h"
#include "cofi/budgets/v1/grants.pb.h"

namespace cofi::rules {

// What is awarded, unless it is lost, in minor units.
int64_t AwardedMinor(const budgets::v1::Grant& grant);
// The same, or the ceiling if that is less.
int64_t PayableMinor(const budgets::v1::Grant& grant);

// By how much that changed on which day, since its award: one step for a grant that never was
// amended.
std::vector<StartFacts::Award> AwardSteps(const budgets::v1::Grant& grant);

}  // namespace cofi::rules

#endif  // COFI_BASE_RULES_GRANTS_H_
