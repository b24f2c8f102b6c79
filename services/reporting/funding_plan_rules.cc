#include "services/reporting/funding_plan_rules.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "base/check.h"
#include "base/dates.h"
#include "base/money.h"
#include "base/start_condition.h"
#include "services/reporting/deadline_rules.h"

namespace cofi::reporting {
namespace {

// What the lead counts on if it is awarded.
int64_t CountedOnMinor(const Application& application) {
  return Minor(application.has_expected_amount() ? application.expected_amount()
                                                 : application.requested_amount());
}

int64_t PendingMinor(const Application& application) {
  return IsOpen(application) ? Minor(application.requested_amount()) : 0;
}

int64_t ExpectedMinor(const Application& application) {
  return IsOpen(application)
             ? PercentOf(CountedOnMinor(application), application.likelihood_percent())
             : 0;
}

int64_t PlannedExpensesMinor(const ProjectFacts& facts) {
  int64_t sum = 0;
  for (const Line* line : LinesOn(facts, Line::SIDE_EXPENSE)) sum += Minor(line->planned_amount());
  return sum;
}

// Income planned by funder; that without one, under the empty name, is own funds.
absl::flat_hash_map<std::string, int64_t> PlannedIncomeMinor(const ProjectFacts& facts) {
  absl::flat_hash_map<std::string, int64_t> planned;
  for (const Line* line : LinesOn(facts, Line::SIDE_INCOME)) {
    planned[line->funder()] += Minor(line->planned_amount());
  }
  return planned;
}

// A source with no figures yet.
v1::PlanSource EmptySource(const ProjectFacts& facts, const std::string& funder) {
  v1::PlanSource source;
  source.set_funder(funder);
  if (!funder.empty()) source.set_display_name(FunderNameOf(*facts.directory, funder));
  for (Money* money :
       {source.mutable_planned(), source.mutable_requested(), source.mutable_secured(),
        source.mutable_pending(), source.mutable_expected(), source.mutable_received(),
        source.mutable_spent()}) {
    *money = AmountIn(facts, 0);
  }
  return source;
}

void AddMoney(const ProjectFacts& facts, const Money& amount, Money* sum) {
  *sum = AmountIn(facts, Minor(*sum) + Minor(amount));
}

void AddGrant(const ProjectFacts& facts, const Grant& grant, v1::PlanSource* source) {
  // Should two grants stem from one application, the row is named after the
  // first and counts both, so that the rows always sum to the totals.
  if (source->grant().empty()) source->set_grant(grant.name());
  AddMoney(facts, grant.awarded_amount(), source->mutable_secured());
  AddMoney(facts, grant.received_amount(), source->mutable_received());
  AddMoney(facts, grant.spent_amount(), source->mutable_spent());
}

v1::PlanSource ApplicationSource(const ProjectFacts& facts, const Application& application) {
  v1::PlanSource source = EmptySource(facts, application.funder());
  source.set_application(application.name());
  source.set_state(application.state());
  source.set_likelihood_percent(application.likelihood_percent());
  *source.mutable_requested() = AmountIn(facts, Minor(application.requested_amount()));
  *source.mutable_pending() = AmountIn(facts, PendingMinor(application));
  *source.mutable_expected() = AmountIn(facts, ExpectedMinor(application));
  return source;
}

// What a source weighs when the income planned from its funder is split.
int64_t WeightMinor(const v1::PlanSource& source) {
  if (Minor(source.secured()) > 0) return Minor(source.secured());
  if (source.state() == Application::STATE_DRAFT) return Minor(source.requested());
  return std::max<int64_t>(0, Minor(source.pending()));
}

// A budget line names a funder, not an application: where a funder has several
// sources, what is planned from it is split by their amounts.
void SetPlanned(const ProjectFacts& facts, v1::FundingPlan* plan) {
  absl::flat_hash_map<std::string, std::vector<v1::PlanSource*>> by_funder;
  for (v1::PlanSource& source : *plan->mutable_sources()) {
    by_funder[source.funder()].push_back(&source);
  }
  const auto planned = PlannedIncomeMinor(facts);
  for (auto& [funder, sources] : by_funder) {
    const auto found = planned.find(funder);
    if (found == planned.end()) continue;
    std::vector<int64_t> weights;
    int64_t weight = 0;
    for (const v1::PlanSource* source : sources) {
      weights.push_back(WeightMinor(*source));
      weight += weights.back();
    }
    if (weight == 0) weights[0] = 1;
    const std::vector<int64_t> parts = SplitMinor(found->second, weights);
    for (size_t i = 0; i < sources.size(); ++i) {
      *sources[i]->mutable_planned() = AmountIn(facts, parts[i]);
    }
  }
}

void SetShares(int64_t expenses_minor, v1::FundingPlan* plan) {
  for (v1::PlanSource& source : *plan->mutable_sources()) {
    const int64_t part = source.funder().empty()        ? Minor(source.planned())
                         : Minor(source.secured()) != 0 ? Minor(source.secured())
                                                        : Minor(source.pending());
    source.set_share_basis_points(BasisPoints(part, expenses_minor, /*nearest=*/true));
  }
}

void AddSources(const ProjectFacts& facts, v1::FundingPlan* plan) {
  absl::flat_hash_map<std::string, int> by_application;
  for (const Application& application : facts.applications) {
    by_application.emplace(application.name(), plan->sources_size());
    *plan->add_sources() = ApplicationSource(facts, application);
  }
  for (const Grant& grant : facts.grants) {
    const auto found = by_application.find(grant.application());
    v1::PlanSource* source =
        found != by_application.end() ? plan->mutable_sources(found->second) : plan->add_sources();
    if (source->funder().empty()) *source = EmptySource(facts, grant.funder());
    AddGrant(facts, grant, source);
  }
  const int64_t own_spent = OwnFundsSpentMinor(facts);
  if (Minor(plan->funding().own_funds()) == 0 && own_spent == 0) return;
  v1::PlanSource* own = plan->add_sources();
  *own = EmptySource(facts, "");
  *own->mutable_spent() = AmountIn(facts, own_spent);
}

StartFacts StartFactsOf(const ProjectFacts& facts) {
  StartFacts start;
  for (const Budget& budget : facts.superseded) {
    start.plans.push_back({Day(budget.adoption_date()), Minor(budget.planned_expenses())});
  }
  if (facts.budget) {
    start.plans.push_back({Day(facts.budget->adoption_date()), PlannedExpensesMinor(facts)});
  }
  for (const Grant& grant : facts.grants) {
    if (grant.has_lost_date()) continue;
    start.awards.push_back(
        {grant.application(), Day(grant.award_date()), Minor(grant.awarded_amount())});
  }
  return start;
}

}  // namespace

v1::FundingSummary Summarize(const ProjectFacts& facts) {
  int64_t secured = 0, received = 0, pending = 0, expected = 0;
  for (const Grant& grant : facts.grants) {
    secured += Minor(grant.awarded_amount());
    received += Minor(grant.received_amount());
  }
  for (const Application& application : facts.applications) {
    pending += PendingMinor(application);
    expected += ExpectedMinor(application);
  }
  const int64_t expenses = PlannedExpensesMinor(facts);
  const int64_t own_funds = PlannedIncomeMinor(facts)[""];

  v1::FundingSummary summary;
  *summary.mutable_expenses() = AmountIn(facts, expenses);
  *summary.mutable_secured() = AmountIn(facts, secured);
  summary.set_secured_basis_points(BasisPoints(secured, expenses, /*nearest=*/false));
  *summary.mutable_pending() = AmountIn(facts, pending);
  *summary.mutable_expected() = AmountIn(facts, expected);
  *summary.mutable_own_funds() = AmountIn(facts, own_funds);
  *summary.mutable_gap() = AmountIn(facts, expenses - secured - own_funds);
  *summary.mutable_received() = AmountIn(facts, received);
  return summary;
}

bool HasStartCondition(const Project& project) {
  return project.start_condition().secured_percent() > 0 ||
         project.start_condition().awarded_applications_size() > 0;
}

v1::StartConditionVerdict JudgeStartCondition(const ProjectFacts& facts) {
  COFI_CHECK(HasStartCondition(facts.project), facts.project.name());
  const projects::v1::StartCondition& condition = facts.project.start_condition();
  const StartFacts start = StartFactsOf(facts);
  const StartFigures figures = FiguresOf(condition, start);
  const std::optional<absl::CivilDay> since = HoldsSince(condition, start);

  v1::StartConditionVerdict verdict;
  verdict.set_met(since.has_value());
  if (since.has_value() && *since != absl::CivilDay::min()) {
    *verdict.mutable_since_date() = DateFromDay(*since);
  }
  for (const std::string& each : figures.missing_applications) {
    verdict.add_missing_applications(each);
  }
  verdict.set_required_percent(condition.secured_percent());
  *verdict.mutable_required_amount() = AmountIn(facts, figures.required_minor);
  *verdict.mutable_secured_amount() = AmountIn(facts, figures.secured_minor);
  *verdict.mutable_missing_amount() =
      AmountIn(facts, std::max<int64_t>(0, figures.required_minor - figures.secured_minor));
  return verdict;
}

int64_t OwnFundsSpentMinor(const ProjectFacts& facts) {
  // Before there is a budget there are no lines that say what was spent in all, and
  // invoices may be older than it.
  if (!facts.budget) return 0;
  int64_t spent = 0;
  for (const Line* line : LinesOn(facts, Line::SIDE_EXPENSE)) spent += Minor(line->spent_amount());
  for (const Grant& grant : facts.grants) spent -= Minor(grant.spent_amount());
  return spent;
}

v1::FundingPlan MakeFundingPlan(const ProjectFacts& facts) {
  v1::FundingPlan plan;
  plan.set_project(facts.project.name());
  plan.set_project_display_name(facts.project.display_name());
  if (facts.budget) plan.set_budget(facts.budget->name());
  plan.set_project_state(facts.project.state());
  *plan.mutable_funding() = Summarize(facts);
  AddSources(facts, &plan);
  SetPlanned(facts, &plan);
  SetShares(Minor(plan.funding().expenses()), &plan);
  if (HasStartCondition(facts.project)) {
    *plan.mutable_start_condition() = JudgeStartCondition(facts);
  }
  if (auto next = NextDeadline(facts)) *plan.mutable_next_deadline() = *std::move(next);
  return plan;
}

}  // namespace cofi::reporting
