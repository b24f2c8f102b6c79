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
#include "services/reporting/source_rules.h"

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
  Wide planned = 0, committed = 0, spent = 0, paid = 0;

  Wide available() const { return planned - committed - spent; }
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

constexpr int32_t kAll = 10'000;
constexpr int64_t kLast = std::numeric_limits<int64_t>::max();

Figures FiguresOf(const Line& line) {
  return {Minor(line.planned_amount()), Minor(line.committed_amount()), Minor(line.spent_amount()),
          Minor(line.paid_amount())};
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
  row.set_used_basis_points(
      PartOf(group.figures.committed + group.figures.spent, group.figures.planned, kAll));
  row.set_overrun(group.figures.available() < 0);
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

// A funder in the making, from its sources.
struct FunderGroup {
  std::string funder;
  Wide planned = 0, spent = 0, remaining = 0;
};

// Funders in the order of the budget's income, then those that only awarded,
// then own funds.
std::vector<FunderGroup> GroupSources(const ProjectFacts& facts) {
  std::vector<FunderGroup> groups;
  absl::flat_hash_map<std::string, size_t> by_funder;
  const auto group_of = [&](const std::string& funder) -> FunderGroup& {
    const auto [found, added] = by_funder.try_emplace(funder, groups.size());
    if (added) groups.push_back({funder});
    return groups[found->second];
  };
  for (const Line* line : LinesOn(facts, Line::SIDE_INCOME)) {
    if (!line->funder().empty()) group_of(line->funder());
  }
  for (const FundingSource& source : SourcesOf(facts)) {
    const SourceFigures& figures = source.figures;
    const bool own = source.funder.empty();
    // Nothing is said of a funder who was only asked.
    if (!own && source.grant.empty() && !by_funder.contains(source.funder)) continue;
    FunderGroup& group = group_of(source.funder);
    group.planned += figures.planned;
    group.spent += figures.spent;
    // Own funds can pay what was planned of them.
    group.remaining += (own ? figures.planned : figures.secured) - figures.spent;
  }
  return groups;
}

v1::BudgetRow RowOf(const ProjectFacts& facts, const FunderGroup& group) {
  v1::BudgetRow row;
  *row.mutable_planned() = AmountIn(facts, group.planned);
  *row.mutable_spent() = AmountIn(facts, group.spent);
  *row.mutable_remaining() = AmountIn(facts, group.remaining);
  row.set_used_basis_points(PartOf(group.spent, group.planned, kAll));
  row.set_overrun(group.remaining < 0);
  return row;
}

void AddFunderRows(const ProjectFacts& facts, v1::BudgetStatus* status) {
  FunderGroup total;
  for (const FunderGroup& group : GroupSources(facts)) {
    total.planned += group.planned;
    total.spent += group.spent;
    total.remaining += group.remaining;
    v1::BudgetRow row = RowOf(facts, group);
    if (!group.funder.empty()) {
      row.set_key(std::string(IdOf(group.funder)));
      row.set_display_name(FunderNameOf(*facts.catalogue, group.funder));
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
    row->set_display_name(FunderNameOf(*facts.catalogue, grant.funder()));
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
  SetLateAndNext(facts, &status);
  return status;
}

}  // namespace cofi::reporting
