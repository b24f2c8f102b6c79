// Who pays what: the sources of a project's funding, what is secured, what is
// missing, and whether the project may start.
#ifndef COFI_SERVICES_REPORTING_FUNDING_PLAN_RULES_H_
#define COFI_SERVICES_REPORTING_FUNDING_PLAN_RULES_H_

#include <optional>

#include "cofi/reporting/v1/reports.pb.h"
#include "services/reporting/facts_rules.h"
#include "services/reporting/movement_rules.h"

namespace cofi::reporting {

// secured = Σ what the grants can pay; pending = Σ requested of open applications;
// expected = Σ likelihood × amount of those; gap = expenses − secured − own funds,
// negative when there is more money than the budget needs.
v1::FundingSummary Summarize(const ProjectFacts& facts);

// Whether the start condition holds (base/rules/start_condition.h), without any
// rounding: 144 000.00 of 180 000.00 meets 80 %, 143 999.99 does not.
// CHECKs HasStartCondition.
v1::StartConditionVerdict JudgeStartCondition(const ProjectFacts& facts);
bool HasStartCondition(const Project& project);

// Which sums of movements the facts of a plan must have; none for one that is not about a period.
std::optional<MovementsAsked> MovementsFor(const v1::GetFundingPlanRequest& request);

// Of facts that are as of the end of the period, if it is about one. Of that is only what was
// received and spent, in `sources` and `total`; all else is as of its end, `funding` too, which
// says what was received in all.
v1::FundingPlan MakeFundingPlan(const ProjectFacts& facts,
                                const v1::GetFundingPlanRequest& request = {});

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_FUNDING_PLAN_RULES_H_
