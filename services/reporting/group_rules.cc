#include "services/reporting/group_rules.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/names.h"
#include "services/reporting/chart_of_accounts_rules.h"
#include "services/reporting/source_rules.h"

namespace cofi::reporting {
namespace {

using Request = v1::GetBudgetStatusRequest;

// A group in the making. They are shown by rank, those of one rank in the order in which the
// budget first names them.
struct Ranked {
  int64_t rank = 0;
  LineGroup group;
};

constexpr int64_t kLast = std::numeric_limits<int64_t>::max();

// Investments behind all else.
Ranked SectionOf(const Line& line, LineGroup group) {
  group.is_investment = IsInvestment(line.account());
  return {group.is_investment ? 1 : 0, std::move(group)};
}

Ranked LineOf(const Line& line) {
  return SectionOf(line, {std::string(IdOf(line.name())), line.account(), line.display_name(), {}});
}

Ranked AccountOf(const Line& line, Language language) {
  const std::string key = HeadingOf(line.account());
  // Those of charges are the same in all versions of the chart; of assets, as they are now.
  const std::string heading = HeadingText(ChartVersion::kAnc202206, key, language);
  return SectionOf(line, {key, "", heading.empty() ? line.display_name() : heading, {}});
}

Ranked PhaseOf(const Line& line,
               const absl::flat_hash_map<absl::string_view, const Phase*>& phases) {
  if (line.phase().empty()) return {kLast, {}};
  const std::string key(IdOf(line.phase()));
  const auto found = phases.find(line.phase());
  if (found == phases.end()) return {kLast - 1, {key, "", key, {}}};
  return {found->second->position(), {key, "", found->second->display_name(), {}}};
}

Ranked YearOf(const Line& line) {
  if (line.fiscal_year() == 0) return {kLast, {}};
  const std::string key = absl::StrCat(line.fiscal_year());
  return {line.fiscal_year(), {key, "", key, {}}};
}

}  // namespace

std::vector<GroupBy> GroupsOf(const Request& request) {
  std::vector<GroupBy> groups;
  for (const int each : request.group_by()) {
    groups.push_back(each == Request::GROUP_BY_UNSPECIFIED ? Request::GROUP_BY_LINE
                                                           : static_cast<GroupBy>(each));
  }
  if (groups.empty()) groups.push_back(Request::GROUP_BY_LINE);
  return groups;
}

std::vector<LineGroup> GroupLines(const ProjectFacts& facts, GroupBy group_by, Language language) {
  absl::flat_hash_map<absl::string_view, const Phase*> phases;
  for (const Phase& phase : facts.phases) phases.emplace(phase.name(), &phase);

  std::vector<Ranked> ranked;
  absl::flat_hash_map<std::string, size_t> by_key;
  for (const Line* line : LinesOn(facts, Line::SIDE_EXPENSE)) {
    Ranked each = group_by == Request::GROUP_BY_ACCOUNT ? AccountOf(*line, language)
                  : group_by == Request::GROUP_BY_PHASE ? PhaseOf(*line, phases)
                  : group_by == Request::GROUP_BY_YEAR  ? YearOf(*line)
                                                        : LineOf(*line);
    const auto [found, added] = by_key.try_emplace(each.group.key, ranked.size());
    if (added) ranked.push_back(std::move(each));
    ranked[found->second].group.lines.push_back(line);
  }
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const Ranked& a, const Ranked& b) { return a.rank < b.rank; });
  std::vector<LineGroup> groups;
  groups.reserve(ranked.size());
  for (Ranked& each : ranked) groups.push_back(std::move(each.group));
  return groups;
}

std::vector<FunderGroup> GroupSources(const ProjectFacts& facts) {
  std::vector<FunderGroup> groups;
  absl::flat_hash_map<std::string, size_t> by_funder;
  const auto group_of = [&](const std::string& funder) -> FunderGroup& {
    const auto [found, added] = by_funder.try_emplace(funder, groups.size());
    if (added) {
      FunderGroup& group = groups.emplace_back();
      if (!funder.empty()) {
        group.funder = funder;
        group.key = std::string(IdOf(funder));
        group.display_name = FunderNameOf(*facts.catalogue, funder);
      }
    }
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
    group.claimed += figures.claimed;
    group.claimable += figures.claimable;
    group.receivable += figures.receivable;
    group.moved += source.moved;
    group.rated += source.rated;
    group.unrated |= source.unrated;
  }
  return groups;
}

}  // namespace cofi::reporting
