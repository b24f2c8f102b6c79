#include "services/reporting/facts_rules.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/names.h"
#include "base/refusal.h"

namespace cofi::reporting {
namespace {

using Wide = __int128;

Wide Size(const Money& money) {
  const Wide minor = Minor(money);
  return minor < 0 ? -minor : minor;
}

// An upper bound of every sum that a report makes of one project.
Wide SizeOf(const ProjectFacts& facts) {
  Wide size = 0;
  for (const Line& line : facts.lines) {
    size += Size(line.planned_amount()) + Size(line.committed_amount()) +
            Size(line.spent_amount()) + Size(line.paid_amount());
  }
  for (const Grant& grant : facts.grants) {
    size +=
        Size(grant.awarded_amount()) + Size(grant.spent_amount()) + Size(grant.received_amount());
  }
  for (const Application& application : facts.applications) {
    size += Size(application.requested_amount()) + Size(application.expected_amount()) +
            Size(application.awarded_amount());
  }
  return size;
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
              return std::tie(a.service(), a.root()) < std::tie(b.service(), b.root());
            });
  return positions;
}

absl::Status CheckSums(absl::Span<const ProjectFacts> projects) {
  Wide size = 0;
  for (const ProjectFacts& facts : projects) size += SizeOf(facts);
  if (size <= kMinorMax) return absl::OkStatus();
  return Refuse(type::v1::REASON_AMOUNT_OVERFLOW, {{"limit", DecimalFromMinor(kMinorMax)}});
}

std::string CurrencyOf(const ProjectFacts& facts) {
  return facts.project.currency().empty() ? "EUR" : facts.project.currency();
}

Money AmountIn(const ProjectFacts& facts, int64_t minor) {
  return MoneyFromMinor(minor, CurrencyOf(facts));
}

bool IsOpen(const Application& application) {
  switch (application.state()) {
    case Application::STATE_SUBMITTED:
    case Application::STATE_IN_SELECTION:
    case Application::STATE_INFORMATION_REQUESTED:
    case Application::STATE_ON_HOLD:
      return true;
    default:
      return false;
  }
}

bool IsUndecided(const Application& application) {
  return application.state() == Application::STATE_DRAFT || IsOpen(application);
}

bool IsAwarded(const Application& application) {
  switch (application.state()) {
    case Application::STATE_AWARDED:
    case Application::STATE_AWARDED_CONDITIONALLY:
    case Application::STATE_AGREED:
    case Application::STATE_CLOSED:
      return true;
    default:
      return false;
  }
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
