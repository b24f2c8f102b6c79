#include "services/reporting/facts_rules.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/names.h"

namespace cofi::reporting {

std::vector<JournalPosition> PositionsOf(const GatheredFacts& gathered) {
  std::vector<JournalPosition> positions = gathered.catalogue->positions;
  positions.insert(positions.end(), gathered.positions.begin(), gathered.positions.end());
  for (const ProjectFacts& facts : gathered.projects) {
    positions.insert(positions.end(), facts.positions.begin(), facts.positions.end());
  }
  // The same facts always make the same bytes.
  std::sort(positions.begin(), positions.end(),
            [](const JournalPosition& a, const JournalPosition& b) {
              return std::tie(a.journal(), a.root()) < std::tie(b.journal(), b.root());
            });
  return positions;
}

std::string CurrencyOf(const ProjectFacts& facts) {
  return facts.project.currency().empty() ? "EUR" : facts.project.currency();
}

Money AmountIn(const ProjectFacts& facts, Wide minor) { return Told(minor, CurrencyOf(facts)); }

bool StemsFrom(const Grant& grant, const Application& application) {
  return grant.application() == application.name() && grant.funder() == application.funder();
}

Wide PayableMinor(const Grant& grant) {
  return static_cast<Wide>(Minor(grant.remaining_amount())) + Minor(grant.spent_amount()) -
         Minor(grant.overspent_amount());
}

std::string FunderNameOf(const Catalogue& catalogue, absl::string_view funder) {
  const auto found = catalogue.funders.find(std::string(funder));
  return found == catalogue.funders.end() ? std::string(IdOf(funder))
                                          : found->second.display_name();
}

std::vector<const Line*> LinesOn(const ProjectFacts& facts, Line::Side side) {
  std::vector<const Line*> lines;
  for (const Line& line : facts.lines) {
    if (line.side() == side) lines.push_back(&line);
  }
  std::stable_sort(lines.begin(), lines.end(),
                   [](const Line* a, const Line* b) { return a->position() < b->position(); });
  return lines;
}

StagesByApplication StagesOf(const ProjectFacts& facts) {
  StagesByApplication by_application;
  for (const Stage& stage : facts.stages) {
    by_application[ParentOf(stage.name())].push_back(&stage);
  }
  for (auto& [application, stages] : by_application) {
    std::stable_sort(stages.begin(), stages.end(),
                     [](const Stage* a, const Stage* b) { return a->position() < b->position(); });
  }
  return by_application;
}

}  // namespace cofi::reporting
