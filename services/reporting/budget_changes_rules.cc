#include "services/reporting/budget_changes_rules.h"

#include <algorithm>
#include <tuple>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/dates.h"
#include "base/money.h"
#include "base/names.h"

namespace cofi::reporting {
namespace {

using v1::BudgetChangeRow;
using LinesById = absl::flat_hash_map<absl::string_view, const Line*>;

constexpr Line::Side kSides[] = {Line::SIDE_EXPENSE, Line::SIDE_INCOME, Line::SIDE_IN_KIND_USE,
                                 Line::SIDE_IN_KIND_SOURCE};

// The one that was in force last before the one that is.
std::string Superseded(const ProjectFacts& facts) {
  const auto last = std::max_element(facts.superseded.begin(), facts.superseded.end(),
                                     [](const Budget& a, const Budget& b) {
                                       return std::tuple(Day(a.state_date()), a.version()) <
                                              std::tuple(Day(b.state_date()), b.version());
                                     });
  return last == facts.superseded.end() ? "" : last->name();
}

LinesById ById(const std::vector<Line>& lines) {
  LinesById by_id;
  for (const Line& line : lines) by_id.emplace(IdOf(line.name()), &line);
  return by_id;
}

const Line* Find(const LinesById& lines, absl::string_view id) {
  const auto found = lines.find(id);
  return found == lines.end() ? nullptr : found->second;
}

std::vector<const Line*> OfSide(const std::vector<Line>& lines, Line::Side side) {
  std::vector<const Line*> found;
  for (const Line& line : lines) {
    if (line.side() == side) found.push_back(&line);
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const Line* a, const Line* b) { return a->position() < b->position(); });
  return found;
}

BudgetChangeRow::Change ChangeOf(const Line* before, const Line* after) {
  if (before == nullptr) return BudgetChangeRow::CHANGE_ADDED;
  if (after == nullptr) return BudgetChangeRow::CHANGE_REMOVED;
  if (before->account() != after->account() || before->side() != after->side()) {
    return BudgetChangeRow::CHANGE_ACCOUNT;
  }
  const int64_t difference = Minor(after->planned_amount()) - Minor(before->planned_amount());
  if (difference == 0) return BudgetChangeRow::CHANGE_UNSPECIFIED;
  return difference > 0 ? BudgetChangeRow::CHANGE_RAISED : BudgetChangeRow::CHANGE_LOWERED;
}

// The sums of a side. A line that changes sides leaves the one and comes to the other.
struct SideSums {
  Wide before = 0, after = 0;
  bool any = false;
};

SideSums SumsOf(const VersionFacts& before, const VersionFacts& after, Line::Side side) {
  SideSums sums;
  for (const Line* line : OfSide(before.lines, side)) {
    sums.before += Minor(line->planned_amount());
    sums.any = true;
  }
  for (const Line* line : OfSide(after.lines, side)) {
    sums.after += Minor(line->planned_amount());
    sums.any = true;
  }
  return sums;
}

class SideBySide {
 public:
  SideBySide(const ProjectFacts& facts, const VersionFacts& before, const VersionFacts& after,
             v1::BudgetChanges* changes)
      : facts_(facts), before_(before), after_(after), changes_(changes) {}

  void AddRows() {
    const LinesById were = ById(before_.lines), are = ById(after_.lines);
    for (const Line::Side side : kSides) {
      for (const Line* line : OfSide(after_.lines, side)) {
        AddRow(Find(were, IdOf(line->name())), line);
      }
      for (const Line* line : OfSide(before_.lines, side)) {
        if (Find(are, IdOf(line->name())) == nullptr) AddRow(line, nullptr);
      }
    }
  }

  void AddTotals() {
    for (const Line::Side side : kSides) {
      const SideSums sums = SumsOf(before_, after_, side);
      if (!sums.any) continue;
      BudgetChangeRow& row = *changes_->add_totals();
      row.set_side(side);
      *row.mutable_planned_before() = AmountIn(facts_, sums.before);
      *row.mutable_planned_after() = AmountIn(facts_, sums.after);
      *row.mutable_difference() = AmountIn(facts_, sums.after - sums.before);
    }
  }

 private:
  void AddRow(const Line* before, const Line* after) {
    const Line& line = after == nullptr ? *before : *after;
    BudgetChangeRow& row = *changes_->add_rows();
    row.set_side(line.side());
    row.set_key(std::string(IdOf(line.name())));
    row.set_account(line.account());
    row.set_display_name(line.display_name());
    if (before != nullptr && after != nullptr && before->account() != after->account()) {
      row.set_previous_account(before->account());
    }
    Wide was = 0, is = 0;
    if (before != nullptr) {
      was = Minor(before->planned_amount());
      *row.mutable_planned_before() = AmountIn(facts_, was);
    }
    if (after != nullptr) {
      is = Minor(after->planned_amount());
      *row.mutable_planned_after() = AmountIn(facts_, is);
    }
    *row.mutable_difference() = AmountIn(facts_, is - was);
    row.set_change(ChangeOf(before, after));
  }

  const ProjectFacts& facts_;
  const VersionFacts& before_;
  const VersionFacts& after_;
  v1::BudgetChanges* const changes_;
};

void SetVersion(const Budget& budget, v1::BudgetVersion* version) {
  version->set_budget(budget.name());
  version->set_version(budget.version());
  version->set_display_name(budget.display_name());
  version->set_state(budget.state());
  if (budget.has_adoption_date()) *version->mutable_adoption_date() = budget.adoption_date();
}

}  // namespace

VersionNames VersionsOf(const ProjectFacts& facts, const v1::GetBudgetChangesRequest& request) {
  const auto named = [&](const std::string& id) {
    return absl::StrCat(facts.project.name(), "/budgets/", id);
  };
  const std::string in_force = facts.budget.has_value() ? facts.budget->name() : "";
  VersionNames names;
  names.after = request.after().empty() ? in_force : named(request.after());
  if (!request.before().empty()) {
    names.before = named(request.before());
  } else {
    names.before = names.after == in_force ? Superseded(facts) : in_force;
  }
  return names;
}

v1::BudgetChanges MakeBudgetChanges(const ProjectFacts& facts, const VersionFacts& before,
                                    const VersionFacts& after) {
  v1::BudgetChanges changes;
  changes.set_project(facts.project.name());
  changes.set_project_display_name(facts.project.display_name());
  if (!before.budget.name().empty()) SetVersion(before.budget, changes.mutable_before());
  if (!after.budget.name().empty()) SetVersion(after.budget, changes.mutable_after());
  SideBySide made(facts, before, after, &changes);
  made.AddRows();
  made.AddTotals();
  return changes;
}

}  // namespace cofi::reporting
