#include "services/reporting/facts_rules.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/names.h"

namespace cofi::reporting {
namespace {

// What a state means to the reports. Of one that ended without an award, its
// submission says whether it was ever requested.
enum class Standing { kDraft, kOpen, kAwarded, kEnded };

constexpr struct {
  Application::State state;
  Standing standing;
} kStandings[] = {
    {Application::STATE_DRAFT, Standing::kDraft},
    {Application::STATE_SUBMITTED, Standing::kOpen},
    {Application::STATE_IN_SELECTION, Standing::kOpen},
    {Application::STATE_INFORMATION_REQUESTED, Standing::kOpen},
    {Application::STATE_ON_HOLD, Standing::kOpen},
    {Application::STATE_AWARDED, Standing::kAwarded},
    {Application::STATE_AWARDED_CONDITIONALLY, Standing::kAwarded},
    {Application::STATE_AGREED, Standing::kAwarded},
    {Application::STATE_CLOSED, Standing::kAwarded},
    {Application::STATE_REJECTED, Standing::kEnded},
    {Application::STATE_WITHDRAWN, Standing::kEnded},
};

Standing StandingOf(const Application& application) {
  for (const auto& each : kStandings) {
    if (each.state == application.state()) return each.standing;
  }
  // Of a newer server; it counts as nothing that this one does not know to be right.
  return Standing::kEnded;
}

}  // namespace

std::vector<JournalPosition> PositionsOf(const Portfolio& portfolio) {
  std::vector<JournalPosition> positions = portfolio.directory->positions;
  for (const ProjectFacts& facts : portfolio.projects) {
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

bool IsOpen(const Application& application) { return StandingOf(application) == Standing::kOpen; }

bool IsUndecided(const Application& application) {
  return IsOpen(application) || StandingOf(application) == Standing::kDraft;
}

bool IsAwarded(const Application& application) {
  return StandingOf(application) == Standing::kAwarded;
}

bool IsRequested(const Application& application) {
  return IsOpen(application) || IsAwarded(application) ||
         (StandingOf(application) == Standing::kEnded && application.has_submit_date());
}

bool StemsFrom(const Grant& grant, const Application& application) {
  return grant.application() == application.name() && grant.funder() == application.funder();
}

Wide PayableMinor(const Grant& grant) {
  return static_cast<Wide>(Minor(grant.remaining_amount())) + Minor(grant.spent_amount()) -
         Minor(grant.overspent_amount());
}

bool IsOver(const Stage& stage) {
  return stage.state() == Stage::STATE_PASSED || stage.state() == Stage::STATE_FAILED ||
         stage.state() == Stage::STATE_SKIPPED;
}

std::string FunderNameOf(const Directory& directory, absl::string_view funder) {
  const auto found = directory.funders.find(std::string(funder));
  return found == directory.funders.end() ? std::string(IdOf(funder))
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
