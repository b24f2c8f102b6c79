#include "services/projects/start_condition_rules.h"

#include "base/dates.h"
#include "base/money.h"

namespace cofi::projects {
namespace {

// What of it is a fact on a day.
rules::StartFacts FactsOn(absl::CivilDay day, const v1::Funding& funding) {
  rules::StartFacts facts;
  if (IsSet(funding.adoption_date())) {
    facts.plans.push_back({Day(funding.adoption_date()), Minor(funding.planned_expenses())});
  }
  for (const v1::Award& award : funding.awards()) {
    if (Day(award.award_date()) > day) continue;
    facts.awards.push_back(
        {award.application(), Day(award.award_date()), Minor(award.amount()), award.conditional()});
  }
  return facts;
}

}  // namespace

std::optional<absl::CivilDay> ConditionHoldsSince(const v1::Project& project, absl::CivilDay day) {
  return rules::HoldsSince(project.start_condition(), FactsOn(day, project.funding()));
}

rules::StartFigures FiguresOf(const v1::Project& project, absl::CivilDay day) {
  return rules::FiguresOf(project.start_condition(), FactsOn(day, project.funding()));
}

}  // namespace cofi::projects
