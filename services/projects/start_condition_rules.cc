#include "services/projects/start_condition_rules.h"

#include "base/dates.h"
#include "base/money.h"

namespace cofi::projects {
namespace {

rules::StartFacts FactsOf(const v1::Funding& funding) {
  rules::StartFacts facts;
  if (IsSet(funding.adoption_date())) {
    facts.plans.push_back({Day(funding.adoption_date()), Minor(funding.planned_expenses())});
  }
  for (const v1::Award& award : funding.awards()) {
    facts.awards.push_back({award.application(), Day(award.award_date()), Minor(award.amount())});
  }
  return facts;
}

}  // namespace

std::optional<absl::CivilDay> ConditionHoldsSince(const v1::Project& project) {
  return rules::HoldsSince(project.start_condition(), FactsOf(project.funding()));
}

rules::StartFigures FiguresOf(const v1::Project& project) {
  return rules::FiguresOf(project.start_condition(), FactsOf(project.funding()));
}

}  // namespace cofi::projects
