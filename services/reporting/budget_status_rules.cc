#include "services/reporting/budget_status_rules.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "base/dates.h"
#include "base/money.h"
#include "base/names.h"
#include "services/reporting/deadline_rules.h"
#include "services/reporting/funding_plan_rules.h"

namespace cofi::reporting {
namespace {

struct Heading {
  absl::string_view account;
  Text text;
};

// Source: the headings of charges in the forms CERFA 12156 and 15059.
constexpr Heading kHeadings[] = {
    {"60", {"Purchases", "Achats"}},
    {"61", {"External services", "Services extérieurs"}},
    {"62", {"Other external services", "Autres services extérieurs"}},
    {"63", {"Taxes and duties", "Impôts et taxes"}},
    {"64", {"Staff costs", "Charges de personnel"}},
    {"65", {"Other operating costs", "Autres charges de gestion courante"}},
    {"66", {"Financial costs", "Charges financières"}},
    {"67", {"Exceptional costs", "Charges exceptionnelles"}},
    {"68", {"Depreciation and provisions", "Dotations"}},
    {"69", {"Income tax", "Impôts sur les bénéfices"}},
    {"indirect", {"Indirect charges", "Charges indirectes"}},
};

struct Figures {
  int64_t planned = 0, committed = 0, spent = 0, paid = 0;

  int64_t available() const { return planned - committed - spent; }
  void Add(const Figures& other) {
    planned += other.planned;
    committed += other.committed;
    spent += other.spent;
    paid += other.paid;
  }
};

// A row in the making. Rows are shown by rank, those of one rank in the order
// in which the budget first names them.
struct Group {
  int64_t rank = 0;
  std::string key, account, display_name;
  Figures figures;
};

constexpr int64_t kLast = std::numeric_limits<int64_t>::max();

Figures FiguresOf(const Line& line) {
  return {Minor(line.planned_amount()), Minor(line.committed_amount()), Minor(line.spent_amount()),
          Minor(line.paid_amount())};
}

// Half up, as people round; 0 of nothing. A share too large to print stays at
// the largest number that the field holds.
int32_t Percent(int64_t part, int64_t whole) {
  if (whole <= 0) return 0;
  const __int128 doubled = static_cast<__int128>(part) * 200 + whole;
  __int128 percent = doubled / (2 * static_cast<__int128>(whole));
  if (doubled < 0 && doubled % (2 * static_cast<__int128>(whole)) != 0) --percent;
  constexpr __int128 kMost = std::numeric_limits<int32_t>::max();
  return static_cast<int32_t>(std::clamp(percent, -kMost, kMost));
}

Group LineGroup(const Line& line) {
  return {0, std::string(IdOf(line.name())), line.account(), line.display_name(), {}};
}

Group AccountGroup(const Line& line, Language language) {
  const std::string key =
      line.account() == "indirect" ? line.account() : line.account().substr(0, 2);
  for (const Heading& heading : kHeadings) {
    if (heading.account == key) return {0, key, "", heading.text.In(language), {}};
  }
  return {0, key, "", line.display_name(), {}};
}

Group PhaseGroup(const Line& line,
                 const absl::flat_hash_map<absl::string_view, const Phase*>& phases) {
  if (line.phase().empty()) return {kLast, "", "", "", {}};
  const std::string key(IdOf(line.phase()));
  const auto found = phases.find(line.phase());
  if (found == phases.end()) return {kLast - 1, key, "", key, {}};
  return {found->second->position(), key, "", found->second->display_name(), {}};
}

Group YearGroup(const Line& line) {
  if (line.fiscal_year() == 0) return {kLast, "", "", "", {}};
  const std::string key = absl::StrCat(line.fiscal_year());
  return {line.fiscal_year(), key, "", key, {}};
}

std::vector<Group> GroupLines(const ProjectFacts& facts, GroupBy group_by, Language language) {
  absl::flat_hash_map<absl::string_view, const Phase*> phases;
  for (const Phase& phase : facts.phases) phases.emplace(phase.name(), &phase);

  std::vector<Group> groups;
  absl::flat_hash_map<std::string, size_t> by_key;
  for (const Line* line : LinesOn(facts, Line::SIDE_EXPENSE)) {
    Group group =
        group_by == v1::GetBudgetStatusRequest::GROUP_BY_ACCOUNT ? AccountGroup(*line, language)
        : group_by == v1::GetBudgetStatusRequest::GROUP_BY_PHASE ? PhaseGroup(*line, phases)
        : group_by == v1::GetBudgetStatusRequest::GROUP_BY_YEAR  ? YearGroup(*line)
                                                                 : LineGroup(*line);
    const auto [found, added] = by_key.try_emplace(group.key, groups.size());
    if (added) groups.push_back(std::move(group));
    groups[found->second].figures.Add(FiguresOf(*line));
  }
  std::stable_sort(groups.begin(), groups.end(),
                   [](const Group& a, const Group& b) { return a.rank < b.rank; });
  return groups;
}

v1::BudgetRow RowOf(const ProjectFacts& facts, const Group& group) {
  v1::BudgetRow row;
  row.set_key(group.key);
  row.set_account(group.account);
  row.set_display_name(group.display_name);
  *row.mutable_planned() = AmountIn(facts, group.figures.planned);
  *row.mutable_committed() = AmountIn(facts, group.figures.committed);
  *row.mutable_spent() = AmountIn(facts, group.figures.spent);
  *row.mutable_paid() = AmountIn(facts, group.figures.paid);
  *row.mutable_available() = AmountIn(facts, group.figures.available());
  row.set_used_percent(
      Percent(group.figures.committed + group.figures.spent, group.figures.planned));
  return row;
}

void AddRows(const ProjectFacts& facts, GroupBy group_by, Language language,
             v1::BudgetStatus* status) {
  Group total;
  for (const Group& group : GroupLines(facts, group_by, language)) {
    total.figures.Add(group.figures);
    *status->add_rows() = RowOf(facts, group);
  }
  *status->mutable_total() = RowOf(facts, total);
}

struct Source {
  std::string funder;
  int64_t planned = 0, spent = 0, available = 0;
};

// Funders in the order of the budget's income, then those that only awarded,
// then own funds.
std::vector<Source> SourcesOf(const ProjectFacts& facts) {
  std::vector<Source> sources;
  absl::flat_hash_map<std::string, size_t> by_funder;
  const auto source_of = [&](const std::string& funder) -> Source& {
    const auto [found, added] = by_funder.try_emplace(funder, sources.size());
    if (added) sources.push_back({funder});
    return sources[found->second];
  };
  Source own;
  for (const Line* line : LinesOn(facts, Line::SIDE_INCOME)) {
    Source& source = line->funder().empty() ? own : source_of(line->funder());
    source.planned += Minor(line->planned_amount());
  }
  for (const Grant& grant : facts.grants) {
    Source& source = source_of(grant.funder());
    source.spent += Minor(grant.spent_amount());
    source.available += Minor(grant.awarded_amount()) - Minor(grant.spent_amount());
  }
  own.spent = OwnFundsSpentMinor(facts);
  own.available = own.planned - own.spent;
  if (own.planned != 0 || own.spent != 0) sources.push_back(std::move(own));
  return sources;
}

v1::BudgetRow RowOf(const ProjectFacts& facts, const Source& source) {
  v1::BudgetRow row;
  *row.mutable_planned() = AmountIn(facts, source.planned);
  *row.mutable_spent() = AmountIn(facts, source.spent);
  *row.mutable_available() = AmountIn(facts, source.available);
  row.set_used_percent(Percent(source.spent, source.planned));
  return row;
}

void AddFunderRows(const ProjectFacts& facts, v1::BudgetStatus* status) {
  Source total;
  for (const Source& source : SourcesOf(facts)) {
    total.planned += source.planned;
    total.spent += source.spent;
    total.available += source.available;
    v1::BudgetRow row = RowOf(facts, source);
    if (!source.funder.empty()) {
      row.set_key(std::string(IdOf(source.funder)));
      row.set_display_name(FunderNameOf(*facts.directory, source.funder));
    }
    *status->add_rows() = std::move(row);
  }
  *status->mutable_total() = RowOf(facts, total);
}

void AddFinancing(const ProjectFacts& facts, v1::BudgetStatus* status) {
  for (const Grant& grant : facts.grants) {
    v1::SourceRow* row = status->add_financing();
    row->set_grant(grant.name());
    row->set_funder(grant.funder());
    row->set_display_name(FunderNameOf(*facts.directory, grant.funder()));
    *row->mutable_spent() = AmountIn(facts, Minor(grant.spent_amount()));
    *row->mutable_received() = AmountIn(facts, Minor(grant.received_amount()));
  }
  v1::SourceRow* own = status->add_financing();
  *own->mutable_spent() = AmountIn(facts, OwnFundsSpentMinor(facts));
  *own->mutable_received() = AmountIn(facts, 0);
}

}  // namespace

v1::BudgetStatus MakeBudgetStatus(const ProjectFacts& facts, GroupBy group_by, Language language) {
  v1::BudgetStatus status;
  status.set_project(facts.project.name());
  status.set_project_display_name(facts.project.display_name());
  status.set_project_state(facts.project.state());
  if (facts.budget) {
    status.set_budget(facts.budget->name());
    status.set_budget_version(facts.budget->version());
    *status.mutable_adoption_date() = facts.budget->adoption_date();
  }
  if (group_by == v1::GetBudgetStatusRequest::GROUP_BY_UNSPECIFIED) {
    group_by = v1::GetBudgetStatusRequest::GROUP_BY_LINE;
  }
  status.set_group_by(group_by);
  if (group_by == v1::GetBudgetStatusRequest::GROUP_BY_FUNDER) {
    AddFunderRows(facts, &status);
  } else {
    AddRows(facts, group_by, language, &status);
  }
  AddFinancing(facts, &status);
  *status.mutable_funding() = Summarize(facts);
  if (auto next = NextDeadline(facts)) *status.mutable_next_deadline() = *std::move(next);
  return status;
}

}  // namespace cofi::reporting
