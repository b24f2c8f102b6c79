#include "services/reporting/crossing_rules.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/btree_set.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/names.h"
#include "services/reporting/group_rules.h"
#include "services/reporting/movement_rules.h"

namespace cofi::reporting {
namespace {

using Request = v1::GetBudgetStatusRequest;

std::string LineOf(const MovementSum& sum) { return sum.line(); }
std::string GrantOf(const MovementSum& sum) { return sum.grant(); }
std::string YearOf(const MovementSum& sum) { return absl::StrCat(sum.year()); }

// The heads of the rows or the columns, and which of them a movement is counted under, by the
// identifier of its line, its grant or its year.
struct Dimension {
  std::string (*id_of)(const MovementSum&);
  std::vector<v1::BudgetColumn> heads = {};
  absl::flat_hash_map<std::string, size_t> places = {};

  void Add(absl::string_view key, absl::string_view display_name) {
    v1::BudgetColumn& head = heads.emplace_back();
    head.set_key(std::string(key));
    head.set_display_name(std::string(display_name));
  }
  // Under the head that was added last.
  void Place(absl::string_view id) { places.emplace(id, heads.size() - 1); }

  std::optional<size_t> PlaceOf(const MovementSum& sum) const {
    const auto found = places.find(id_of(sum));
    if (found == places.end()) return std::nullopt;
    return found->second;
  }
};

Dimension Years(const std::vector<MovementSum>& movements) {
  absl::btree_set<int> years;
  for (const MovementSum& sum : movements) years.insert(sum.year());
  Dimension dimension{.id_of = &YearOf};
  for (const int year : years) {
    const std::string text = absl::StrCat(year);
    dimension.Add(text, text);
    dimension.Place(text);
  }
  return dimension;
}

Dimension Funders(const ProjectFacts& facts) {
  Dimension dimension{.id_of = &GrantOf};
  for (const FunderGroup& group : GroupSources(facts)) {
    dimension.Add(group.key, group.display_name);
    if (group.funder.empty()) dimension.Place("");
    for (const Grant& grant : facts.grants) {
      if (grant.funder() == group.funder) dimension.Place(IdOf(grant.name()));
    }
  }
  return dimension;
}

Dimension DimensionBy(GroupBy group_by, const ProjectFacts& facts,
                      const std::vector<MovementSum>& movements, Language language) {
  if (group_by == Request::GROUP_BY_YEAR) return Years(movements);
  if (group_by == Request::GROUP_BY_FUNDER) return Funders(facts);
  Dimension dimension{.id_of = &LineOf};
  for (const LineGroup& group : GroupLines(facts, group_by, language)) {
    dimension.Add(group.key, group.display_name);
    for (const Line* line : group.lines) dimension.Place(IdOf(line->name()));
  }
  return dimension;
}

bool IsZero(Wide minor) { return minor == 0; }

void SetCrossings(const ProjectFacts& facts, const std::vector<Wide>& cells,
                  const std::vector<size_t>& shown, v1::BudgetRow* row) {
  Wide total = 0;
  for (const size_t column : shown) {
    total += cells[column];
    *row->add_crossings() = AmountIn(facts, cells[column]);
  }
  *row->mutable_crossing_total() = AmountIn(facts, total);
}

}  // namespace

void AddCrossings(const ProjectFacts& facts, const Request& request, Language language,
                  v1::BudgetStatus* status) {
  const std::vector<GroupBy> groups = GroupsOf(request);
  const std::vector<MovementSum> movements = Counted(facts, facts.movements);
  // Of the same groups as the rows that are there, in the same order.
  const Dimension rows = DimensionBy(groups[0], facts, movements, language);
  const Dimension columns = DimensionBy(groups[1], facts, movements, language);
  const bool paid = request.measure() == Request::MEASURE_PAID;
  status->set_measure(paid ? Request::MEASURE_PAID : Request::MEASURE_SPENT);

  std::vector<std::vector<Wide>> cells(rows.heads.size(), std::vector<Wide>(columns.heads.size()));
  std::vector<Wide> total(columns.heads.size());
  for (const MovementSum& sum : movements) {
    const std::optional<size_t> row = rows.PlaceOf(sum), column = columns.PlaceOf(sum);
    if (!row.has_value() || !column.has_value()) continue;
    const Wide minor = paid ? sum.paid_minor() : sum.spent_minor();
    cells[*row][*column] += minor;
    total[*column] += minor;
  }
  std::vector<size_t> shown;
  for (size_t column = 0; column < columns.heads.size(); ++column) {
    const bool empty =
        std::all_of(cells.begin(), cells.end(), [&](const auto& row) { return row[column] == 0; });
    if (empty) continue;
    shown.push_back(column);
    *status->add_columns() = columns.heads[column];
  }
  for (size_t i = 0; i < rows.heads.size(); ++i) {
    if (groups[0] != Request::GROUP_BY_YEAR) {
      SetCrossings(facts, cells[i], shown, status->mutable_rows(static_cast<int>(i)));
    } else if (!std::all_of(cells[i].begin(), cells[i].end(), &IsZero)) {
      v1::BudgetRow* const row = status->add_rows();
      row->set_key(rows.heads[i].key());
      row->set_display_name(rows.heads[i].display_name());
      SetCrossings(facts, cells[i], shown, row);
    }
  }
  SetCrossings(facts, total, shown, status->mutable_total());
}

}  // namespace cofi::reporting
