// Who pays what: the sources of a project's funding, what is secured, what is
// missing, and whether the project may start.
#ifndef COFI_SERVICES_REPORTING_FUNDING_PLAN_RULES_H_
#define COFI_SERVICES_REPORTING_FUNDING_PLAN_RULES_H_

#include "cofi/reporting/v1/reports.pb.h"
#include "services/reporting/facts_rules.h"

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

v1::FundingPlan MakeFundingPlan(const ProjectFacts& facts);

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_FUNDING_PLAN_RULES_H_
