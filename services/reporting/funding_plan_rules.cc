#include "services/reporting/funding_plan_rules.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/check.h"
#include "base/dates.h"
#include "base/money.h"
#include "base/rules/application_states.h"
#include "base/rules/grants.h"
#include "base/rules/payments.h"
#include "base/rules/start_condition.h"
#include "services/reporting/deadline_rules.h"
#include "services/reporting/disclosure_rules.h"
#include "services/reporting/source_rules.h"

namespace cofi::reporting {
namespace {

constexpr int32_t kAllBasisPoints = 10'000;

Wide PlannedExpensesMinor(const ProjectFacts& facts) {
  Wide sum = 0;
  for (const Line* line : LinesOn(facts, Line::SIDE_EXPENSE)) sum += Minor(line->planned_amount());
  return sum;
}

// What start_condition.h and money.h count in: beyond the range of money, the nearest
// beyond it, which is told as such.
int64_t Narrow(const ProjectFacts& facts, Wide minor) { return Minor(AmountIn(facts, minor)); }

v1::PlanSource RowOf(const ProjectFacts& facts, const FundingSource& source) {
  v1::PlanSource row;
  row.set_funder(source.funder);
  if (!source.funder.empty()) row.set_display_name(FunderNameOf(*facts.catalogue, source.funder));
  row.set_grant(source.grant);
  for (const SourceColumn& column : kSourceColumns) {
    *(row.*column.field)() = AmountIn(facts, source.figures.*column.figure);
  }
  if (source.application == nullptr) return row;
  row.set_application(source.application->name());
  row.set_state(source.application->state());
  if (rules::IsUndecided(source.application->state()) &&
      source.application->has_likelihood_basis_points()) {
    row.set_likelihood_basis_points(source.application->likelihood_basis_points());
  }
  return row;
}

// What a source is going to pay, or would.
Wide PaysMinor(const FundingSource& source) {
  if (source.funder.empty()) return source.figures.planned;
  return source.figures.secured != 0 ? source.figures.secured : source.figures.pending;
}

// The parts of a whole are rounded together, so that they sum to its share.
void SetShares(const ProjectFacts& facts, const std::vector<FundingSource>& sources,
               v1::FundingPlan* plan) {
  std::vector<int64_t> parts;
  Wide sum = 0;
  for (const FundingSource& source : sources) {
    parts.push_back(Narrow(facts, std::max<Wide>(0, PaysMinor(source))));
    sum += parts.back();
  }
  if (sum == 0) return;
  const int32_t whole = PartOf(sum, PlannedExpensesMinor(facts), kAllBasisPoints);
  const std::vector<int64_t> shares = SplitMinor(whole, parts);
  for (size_t i = 0; i < shares.size(); ++i) {
    plan->mutable_sources(static_cast<int>(i))
        ->set_share_basis_points(static_cast<int32_t>(shares[i]));
  }
  plan->mutable_total()->set_share_basis_points(whole);
}

v1::FundingSummary SummaryOf(const ProjectFacts& facts, const std::vector<FundingSource>& sources) {
  const SourceFigures total = SumOf(sources);
  const Wide expenses = PlannedExpensesMinor(facts);
  const bool has_own = !sources.empty() && sources.back().funder.empty();
  const Wide own_funds = has_own ? sources.back().figures.planned : 0;

  v1::FundingSummary summary;
  *summary.mutable_expenses() = AmountIn(facts, expenses);
  *summary.mutable_secured() = AmountIn(facts, total.secured);
  summary.set_secured_basis_points(
      BasisPoints(Narrow(facts, total.secured), Narrow(facts, expenses), /*nearest=*/false));
  *summary.mutable_conditional() = AmountIn(facts, total.conditional);
  *summary.mutable_pending() = AmountIn(facts, total.pending);
  *summary.mutable_to_request() = AmountIn(facts, total.to_request);
  *summary.mutable_expected() = AmountIn(facts, total.expected);
  *summary.mutable_own_funds() = AmountIn(facts, own_funds);
  *summary.mutable_gap() = AmountIn(facts, expenses - total.secured - own_funds);
  *summary.mutable_received() = AmountIn(facts, total.received);
  return summary;
}

// What is secured by fiscal year; nothing where the award does not say so, and of one that is lost.
using ByYear = std::map<int32_t, Wide>;

ByYear YearsOf(const FundingSource& source) {
  ByYear years;
  if (source.application == nullptr || source.figures.secured == 0) return years;
  for (const auto& each : source.application->year_amounts()) {
    years[each.fiscal_year()] += Minor(each.amount());
  }
  return years;
}

// The years, and last what of `secured` they leave open.
template <typename Holder>
void TellYears(const ProjectFacts& facts, const ByYear& years, Wide secured, Holder* holder) {
  if (years.empty()) return;
  for (const auto& [year, minor] : years) {
    v1::PlanYear* const told = holder->add_years();
    told->set_fiscal_year(year);
    *told->mutable_secured() = AmountIn(facts, minor);
    secured -= minor;
  }
  if (secured != 0) *holder->add_years()->mutable_secured() = AmountIn(facts, secured);
}

// What agreements promise, held against what was received.
void AddPayments(const ProjectFacts& facts, v1::FundingPlan* plan) {
  for (const Grant& grant : facts.grants) {
    if (grant.has_lost_date()) continue;
    for (const budgets::v1::ExpectedPayment& payment : grant.payments()) {
      v1::PlanPayment* const row = plan->add_payments();
      row->set_grant(grant.name());
      row->set_funder(grant.funder());
      row->set_funder_display_name(FunderNameOf(*facts.catalogue, grant.funder()));
      row->set_kind(payment.kind());
      *row->mutable_expected() = payment.expected_amount();
      *row->mutable_received() = payment.received_amount();
      const int64_t missing = rules::MissingMinor(payment);
      *row->mutable_missing() = AmountIn(facts, missing);
      if (!payment.has_expected_date()) continue;
      *row->mutable_expected_date() = payment.expected_date();
      row->set_late(missing > 0 && !grant.has_close_date() &&
                    Day(payment.expected_date()) < facts.as_of);
    }
  }
}

rules::StartFacts StartFactsOf(const ProjectFacts& facts) {
  rules::StartFacts start;
  for (const Budget& budget : facts.superseded) {
    start.plans.push_back({Day(budget.adoption_date()), Minor(budget.planned_expenses())});
  }
  if (facts.budget) {
    start.plans.push_back(
        {Day(facts.budget->adoption_date()), Narrow(facts, PlannedExpensesMinor(facts))});
  }
  for (const Grant& grant : facts.grants) {
    const std::vector<rules::StartFacts::Award> steps = rules::AwardSteps(grant);
    start.awards.insert(start.awards.end(), steps.begin(), steps.end());
  }
  return start;
}

}  // namespace

v1::FundingSummary Summarize(const ProjectFacts& facts) {
  return SummaryOf(facts, SourcesOf(facts));
}

bool HasStartCondition(const Project& project) {
  return project.start_condition().secured_basis_points() > 0 ||
         project.start_condition().awarded_applications_size() > 0;
}

v1::StartConditionVerdict JudgeStartCondition(const ProjectFacts& facts) {
  COFI_CHECK(HasStartCondition(facts.project), facts.project.name());
  const projects::v1::StartCondition& condition = facts.project.start_condition();
  const rules::StartFacts start = StartFactsOf(facts);
  const rules::StartFigures figures = rules::FiguresOf(condition, start);
  const std::optional<absl::CivilDay> since = rules::HoldsSince(condition, start);

  v1::StartConditionVerdict verdict;
  verdict.set_met(since.has_value());
  if (since.has_value() && *since != absl::CivilDay::min()) {
    *verdict.mutable_since_date() = DateFromDay(*since);
  }
  for (const std::string& each : figures.missing_applications) {
    verdict.add_missing_applications(each);
  }
  verdict.set_required_basis_points(condition.secured_basis_points());
  *verdict.mutable_required_amount() = AmountIn(facts, figures.required_minor);
  *verdict.mutable_secured_amount() = AmountIn(facts, figures.secured_minor);
  *verdict.mutable_missing_amount() = AmountIn(
      facts, std::max<Wide>(0, static_cast<Wide>(figures.required_minor) - figures.secured_minor));
  return verdict;
}

std::optional<MovementsAsked> MovementsFor(const v1::GetFundingPlanRequest& request) {
  if (!HasPeriod(request)) return std::nullopt;
  MovementsAsked asked;
  CopyPeriod(request, &asked);
  return asked;
}

v1::FundingPlan MakeFundingPlan(const ProjectFacts& facts,
                                const v1::GetFundingPlanRequest& request) {
  v1::FundingPlan plan;
  plan.set_project(facts.project.name());
  plan.set_project_display_name(facts.project.display_name());
  if (facts.budget) plan.set_budget(facts.budget->name());
  plan.set_project_state(facts.project.state());
  CopyPeriod(request, &plan);
  std::vector<FundingSource> sources = SourcesOf(facts);
  *plan.mutable_funding() = SummaryOf(facts, sources);
  if (HasPeriod(request)) {
    for (FundingSource& source : sources) {
      source.figures.received = source.moved.received;
      source.figures.spent = source.moved.spent;
    }
  }
  const Wide together = BroughtMinor(sources);
  ByYear together_by_year;
  for (const FundingSource& source : sources) {
    v1::PlanSource* const row = plan.add_sources();
    *row = RowOf(facts, source);
    const ByYear years = YearsOf(source);
    TellYears(facts, years, source.figures.secured, row);
    for (const auto& [year, minor] : years) together_by_year[year] += minor;
    if (const auto stale = StaleDisclosureOf(facts, source, together); stale.has_value()) {
      *row->mutable_stale_disclosure() = *stale;
    }
  }
  const SourceFigures total = SumOf(sources);
  *plan.mutable_total() = RowOf(facts, {"", nullptr, "", total});
  TellYears(facts, together_by_year, total.secured, &plan);
  AddPayments(facts, &plan);
  SetShares(facts, sources, &plan);
  if (HasStartCondition(facts.project)) {
    *plan.mutable_start_condition() = JudgeStartCondition(facts);
  }
  SetLateAndNext(facts, &plan);
  return plan;
}

}  // namespace cofi::reporting
