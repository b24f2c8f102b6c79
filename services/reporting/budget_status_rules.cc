#include "services/reporting/budget_status_rules.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "base/dates.h"
#include "base/fields.h"
#include "base/money.h"
#include "base/names.h"
#include "base/refusal.h"
#include "services/reporting/crossing_rules.h"
#include "services/reporting/deadline_rules.h"
#include "services/reporting/funding_plan_rules.h"
#include "services/reporting/source_rules.h"

namespace cofi::reporting {
namespace {

using Request = v1::GetBudgetStatusRequest;

constexpr int32_t kAll = 10'000;

struct Figures {
  Wide planned = 0, committed = 0, spent = 0, paid = 0, spent_before = 0;

  Wide used() const { return committed + spent_before + spent; }
  Wide available() const { return planned - used(); }
  void Add(const Figures& other) {
    planned += other.planned;
    committed += other.committed;
    spent += other.spent;
    paid += other.paid;
    spent_before += other.spent_before;
  }
};

// A status in the making.
class Status {
 public:
  Status(const ProjectFacts& facts, const Request& request, v1::BudgetStatus* status)
      : facts_(facts), has_period_(HasPeriod(request)), status_(status) {}

  void AddRows(GroupBy group_by, Language language) {
    const MovedById moved = has_period_ ? MovedById::OfLines(facts_) : MovedById();
    Figures total;
    for (const LineGroup& group : GroupLines(facts_, group_by, language)) {
      Figures figures;
      for (const Line* line : group.lines) figures.Add(FiguresOf(*line, moved));
      total.Add(figures);
      v1::BudgetRow& row = *status_->add_rows();
      row = RowOf(figures);
      row.set_key(group.key);
      row.set_account(group.account);
      row.set_display_name(group.display_name);
    }
    *status_->mutable_total() = RowOf(total);
  }

  void AddFunderRows() {
    FunderGroup total;
    for (const FunderGroup& group : GroupSources(facts_)) {
      total.planned += group.planned;
      total.spent += group.spent;
      total.remaining += group.remaining;
      total.claimed += group.claimed;
      total.claimable += group.claimable;
      total.receivable += group.receivable;
      total.moved += group.moved;
      v1::BudgetRow& row = *status_->add_rows();
      row = RowOf(group);
      row.set_key(group.key);
      row.set_display_name(group.display_name);
    }
    *status_->mutable_total() = RowOf(total);
  }

  void AddFinancing() {
    const MovedById moved = has_period_ ? MovedById::OfGrants(facts_) : MovedById();
    for (const Grant& grant : facts_.grants) {
      v1::SourceRow* row = status_->add_financing();
      row->set_grant(grant.name());
      row->set_funder(grant.funder());
      row->set_display_name(FunderNameOf(*facts_.catalogue, grant.funder()));
      const Moved of_grant = moved.Of(IdOf(grant.name()));
      *row->mutable_spent() =
          AmountIn(facts_, has_period_ ? of_grant.spent : Minor(grant.spent_amount()));
      *row->mutable_received() =
          AmountIn(facts_, has_period_ ? of_grant.received : Minor(grant.received_amount()));
    }
    v1::SourceRow* own = status_->add_financing();
    *own->mutable_spent() =
        AmountIn(facts_, has_period_ ? moved.Of("").spent : OwnFundsSpentMinor(facts_));
    *own->mutable_received() = AmountIn(facts_, 0);
  }

 private:
  Figures FiguresOf(const Line& line, const MovedById& moved) const {
    Figures figures = {.planned = Minor(line.planned_amount()),
                       .committed = Minor(line.committed_amount()),
                       .spent = Minor(line.spent_amount()),
                       .paid = Minor(line.paid_amount())};
    if (!has_period_) return figures;
    const Moved of_line = moved.Of(IdOf(line.name()));
    figures.spent = of_line.spent;
    figures.paid = of_line.paid;
    figures.spent_before = of_line.spent_before;
    return figures;
  }

  v1::BudgetRow RowOf(const Figures& figures) const {
    v1::BudgetRow row;
    *row.mutable_planned() = AmountIn(facts_, figures.planned);
    *row.mutable_committed() = AmountIn(facts_, figures.committed);
    *row.mutable_spent() = AmountIn(facts_, figures.spent);
    *row.mutable_paid() = AmountIn(facts_, figures.paid);
    *row.mutable_available() = AmountIn(facts_, figures.available());
    row.set_used_basis_points(PartOf(figures.used(), figures.planned, kAll));
    row.set_overrun(figures.available() < 0);
    if (has_period_) *row.mutable_spent_before() = AmountIn(facts_, figures.spent_before);
    return row;
  }

  v1::BudgetRow RowOf(const FunderGroup& group) const {
    v1::BudgetRow row;
    *row.mutable_planned() = AmountIn(facts_, group.planned);
    *row.mutable_spent() = AmountIn(facts_, has_period_ ? group.moved.spent : group.spent);
    *row.mutable_remaining() = AmountIn(facts_, group.remaining);
    *row.mutable_claimed() = AmountIn(facts_, group.claimed);
    *row.mutable_claimable() = AmountIn(facts_, group.claimable);
    *row.mutable_receivable() = AmountIn(facts_, group.receivable);
    row.set_used_basis_points(PartOf(group.spent, group.planned, kAll));
    row.set_overrun(group.remaining < 0);
    if (has_period_) *row.mutable_spent_before() = AmountIn(facts_, group.moved.spent_before);
    return row;
  }

  const ProjectFacts& facts_;
  const bool has_period_;
  v1::BudgetStatus* const status_;
};

// Both ends are days of the project, and the day of the facts has passed, as what was moved on it
// counts.
void SetElapsed(const ProjectFacts& facts, v1::BudgetStatus* status) {
  const Project& project = facts.project;
  if (!project.has_planned_start_date() || !project.has_planned_end_date()) return;
  const absl::CivilDay start = Day(project.planned_start_date());
  const int64_t whole = Day(project.planned_end_date()) - start + 1;
  const int64_t passed = std::max<int64_t>(0, facts.as_of - start + 1);
  status->set_elapsed_basis_points(PartOf(std::min(passed, whole), whole, kAll));
}

}  // namespace

absl::Status CheckGroups(const Request& request) {
  const std::vector<GroupBy> groups = GroupsOf(request);
  if (groups.size() < 2 || groups[0] != groups[1]) return absl::OkStatus();
  const std::string twice = EnumNameOf(groups[0]);
  return InField("group_by", Refuse(type::v1::REASON_VALUE_MALFORMED,
                                    {{"value", absl::StrCat(twice, ", ", twice)},
                                     {"accepted", "each dimension once"}}));
}

std::optional<MovementsAsked> MovementsFor(const Request& request) {
  const std::vector<GroupBy> groups = GroupsOf(request);
  const bool crossed = groups.size() > 1;
  if (!crossed && !HasPeriod(request)) return std::nullopt;
  MovementsAsked asked;
  CopyPeriod(request, &asked);
  asked.set_by_year(crossed &&
                    std::count(groups.begin(), groups.end(), Request::GROUP_BY_YEAR) > 0);
  return asked;
}

v1::BudgetStatus MakeBudgetStatus(const ProjectFacts& facts, const Request& request,
                                  Language language) {
  v1::BudgetStatus status;
  status.set_project(facts.project.name());
  status.set_project_display_name(facts.project.display_name());
  status.set_project_state(facts.project.state());
  if (facts.budget) {
    status.set_budget(facts.budget->name());
    status.set_budget_version(facts.budget->version());
    *status.mutable_adoption_date() = facts.budget->adoption_date();
  }
  CopyPeriod(request, &status);
  const std::vector<GroupBy> groups = GroupsOf(request);
  for (const GroupBy each : groups) status.add_group_by(each);
  const bool crossed = groups.size() > 1;
  Status made(facts, request, &status);
  if (groups[0] == Request::GROUP_BY_FUNDER) {
    made.AddFunderRows();
  } else if (!crossed || groups[0] != Request::GROUP_BY_YEAR) {
    made.AddRows(groups[0], language);
  }
  if (crossed) AddCrossings(facts, request, language, &status);
  made.AddFinancing();
  *status.mutable_funding() = Summarize(facts);
  SetElapsed(facts, &status);
  SetLateAndNext(facts, &status);
  return status;
}

}  // namespace cofi::reporting
