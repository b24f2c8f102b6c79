#include "services/reporting/budget_status_rules.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
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
#include "services/reporting/in_kind_rules.h"
#include "services/reporting/source_rules.h"
#include "services/reporting/spread_rules.h"

namespace cofi::reporting {
namespace {

using Request = v1::GetBudgetStatusRequest;

constexpr int32_t kAll = 10'000;
// Behind all years.
constexpr int kNoYear = 10'000;

bool IsByYear(const std::vector<GroupBy>& groups) {
  return std::count(groups.begin(), groups.end(), Request::GROUP_BY_YEAR) > 0;
}

struct Figures {
  Wide planned = 0, committed = 0, spent = 0, paid = 0, spent_before = 0;
  // Not known of the sum where it is not of each.
  std::optional<Wide> theoretical = 0;

  Wide used() const { return committed + spent_before + spent; }
  Wide available() const { return planned - used(); }
  void Add(const Figures& other) {
    planned += other.planned;
    committed += other.committed;
    spent += other.spent;
    paid += other.paid;
    spent_before += other.spent_before;
    if (theoretical.has_value() && other.theoretical.has_value()) {
      *theoretical += *other.theoretical;
    } else {
      theoretical.reset();
    }
  }
};

// A status in the making.
class Status {
 public:
  Status(const ProjectFacts& facts, const Request& request, v1::BudgetStatus* status)
      : facts_(facts), has_period_(HasPeriod(request)), status_(status) {}

  void AddRows(GroupBy group_by, Language language) {
    const MovedById moved = has_period_ ? MovedById::OfLines(facts_) : MovedById();
    Figures total, operation, investment;
    bool invests = false;
    for (const LineGroup& group : GroupLines(facts_, group_by, language)) {
      Figures figures;
      for (const Line* line : group.lines) figures.Add(FiguresOf(*line, moved));
      total.Add(figures);
      (group.is_investment ? investment : operation).Add(figures);
      invests = invests || group.is_investment;
      v1::BudgetRow& row = *status_->add_rows();
      row = RowOf(figures);
      row.set_key(group.key);
      row.set_account(group.account);
      row.set_display_name(group.display_name);
      row.set_is_investment(group.is_investment);
    }
    *status_->mutable_total() = RowOf(total);
    if (!invests) return;
    *status_->mutable_operation() = RowOf(operation);
    *status_->mutable_investment() = RowOf(investment);
  }

  // Of the lines of the budget in force: what money is on a line of another version was never
  // planned here.
  void AddOverruns() {
    if (!facts_.budget.has_value()) return;
    for (const Line* line : LinesOn(facts_, Line::SIDE_EXPENSE)) {
      const Wide planned = Minor(line->planned_amount());
      const Wide used =
          static_cast<Wide>(Minor(line->committed_amount())) + Minor(line->spent_amount());
      const bool is_told = line->overrun_policy() != Line::OVERRUN_POLICY_ALLOW &&
                           ParentOf(line->name()) == facts_.budget->name();
      if (!is_told || used <= planned) continue;
      budgets::v1::LineOverrun& overrun = *status_->add_overruns();
      overrun.set_line(absl::StrCat(facts_.project.name(), "/lines/", IdOf(line->name())));
      overrun.set_account(line->account());
      overrun.set_display_name(line->display_name());
      *overrun.mutable_planned() = AmountIn(facts_, planned);
      *overrun.mutable_used() = AmountIn(facts_, used);
      *overrun.mutable_over() = AmountIn(facts_, used - planned);
    }
  }

  // What is planned and committed is of the year that its line says, and what was moved of that in
  // which it was.
  void AddYearRows() {
    // None is last.
    const auto place = [](int year) { return year == 0 ? kNoYear : year; };
    std::map<int, Figures> years;
    std::set<std::string> lines;
    bool each_says = true;
    for (const Line* line : LinesOn(facts_, Line::SIDE_EXPENSE)) {
      years[place(line->fiscal_year())].Add({.planned = Minor(line->planned_amount()),
                                             .committed = Minor(line->committed_amount()),
                                             .theoretical = TheoreticalMinor(facts_, *line)});
      lines.emplace(IdOf(line->name()));
      each_says = each_says && line->fiscal_year() != 0;
    }
    for (const MovementSum& sum : Counted(facts_, facts_.movements)) {
      if (!lines.contains(sum.line())) continue;
      years[sum.year()].Add({.spent = sum.spent_minor(), .paid = sum.paid_minor()});
    }
    // What is left of a year is told where the plan says what it has.
    const bool told = each_says && !has_period_;
    const auto row_of = [&](const Figures& figures) {
      v1::BudgetRow row = RowOf(figures);
      row.clear_spent_before();
      if (!told) {
        row.clear_available();
        row.clear_overrun();
      }
      return row;
    };
    Figures total;
    for (const auto& [year, figures] : years) {
      total.Add(figures);
      v1::BudgetRow& row = *status_->add_rows();
      row = row_of(figures);
      if (year == kNoYear) continue;
      row.set_key(absl::StrCat(year));
      row.set_display_name(row.key());
    }
    *status_->mutable_total() = row_of(total);
  }

  void AddFunderRows() {
    FunderGroup total;
    // Rates of several funders are none.
    total.unrated = true;
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
    *own->mutable_received() =
        AmountIn(facts_, has_period_ ? moved.Of("").received : OtherIncomeMinor(facts_));
  }

  // Of income that no funder pays, what came in; nothing where none did.
  void AddIncome() {
    const MovedById moved = has_period_ ? MovedById::OfLines(facts_) : MovedById();
    Wide received = 0;
    std::vector<v1::IncomeRow> rows;
    for (const Line* line : LinesOn(facts_, Line::SIDE_INCOME)) {
      if (!line->funder().empty()) continue;
      const std::string id(IdOf(line->name()));
      const Wide in = has_period_ ? moved.Of(id).received : Minor(line->received_amount());
      received += in;
      v1::IncomeRow& row = rows.emplace_back();
      row.set_key(id);
      row.set_account(line->account());
      row.set_display_name(line->display_name());
      *row.mutable_planned() = line->planned_amount();
      *row.mutable_received() = AmountIn(facts_, in);
    }
    if (received == 0) return;
    for (v1::IncomeRow& row : rows) *status_->add_income() = std::move(row);
  }

 private:
  Figures FiguresOf(const Line& line, const MovedById& moved) const {
    Figures figures = {.planned = Minor(line.planned_amount()),
                       .committed = Minor(line.committed_amount()),
                       .spent = Minor(line.spent_amount()),
                       .paid = Minor(line.paid_amount()),
                       .theoretical = TheoreticalMinor(facts_, line)};
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
    if (has_period_) {
      *row.mutable_spent_before() = AmountIn(facts_, figures.spent_before);
    } else if (figures.theoretical.has_value()) {
      *row.mutable_theoretical() = AmountIn(facts_, *figures.theoretical);
    }
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
    if (!group.unrated && group.rated > 0) {
      row.set_observed_rate_basis_points(PartOf(group.spent, group.rated, kAll));
    }
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
  if (groups.size() < 2 && !IsByYear(groups) && !HasPeriod(request)) return std::nullopt;
  MovementsAsked asked;
  CopyPeriod(request, &asked);
  asked.set_by_year(IsByYear(groups));
  return asked;
}

bool NeedsFiscalYears(const Request&) { return true; }

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
  } else if (groups[0] != Request::GROUP_BY_YEAR) {
    made.AddRows(groups[0], language);
  } else if (!crossed) {
    made.AddYearRows();
  }
  if (IsByYear(groups)) status.set_fiscal_year_start_month(facts.fiscal_year_start_month);
  if (crossed) AddCrossings(facts, request, language, &status);
  made.AddFinancing();
  made.AddOverruns();
  AddInKind(facts, HasPeriod(request), &status);
  made.AddIncome();
  *status.mutable_funding() = Summarize(facts);
  SetElapsed(facts, &status);
  SetLateAndNext(facts, &status);
  return status;
}

}  // namespace cofi::reporting
