#include "services/reporting/source_rules.h"

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "base/money.h"
#include "base/names.h"
#include "base/rules/application_states.h"

namespace cofi::reporting {
namespace {

// What the lead counts on if it is awarded.
int64_t CountedOnMinor(const Application& application) {
  return Minor(application.has_expected_amount() ? application.expected_amount()
                                                 : application.requested_amount());
}

FundingSource SourceOf(const Application& application) {
  FundingSource source{application.funder(), &application, "", {}};
  const int64_t amount = Minor(application.requested_amount());
  if (rules::IsRequested(application)) source.figures.requested = amount;
  if (!rules::IsOpen(application.state())) return source;
  source.figures.pending = amount;
  source.figures.expected =
      ShareOf(CountedOnMinor(application), application.likelihood_basis_points());
  return source;
}

// Should two grants stem from one application, the row is named after the first and
// counts both, so that the rows always sum to the totals.
void AddGrant(const Grant& grant, const MovedById& moved, FundingSource* source) {
  if (source->grant.empty()) source->grant = grant.name();
  const Wide payable = PayableMinor(grant);
  source->figures.secured += payable;
  source->figures.received += Minor(grant.received_amount());
  source->figures.spent += Minor(grant.spent_amount());
  source->figures.claimed += Minor(grant.claimed_amount());
  source->figures.claimable += Minor(grant.claimable_amount());
  source->figures.receivable += Minor(grant.receivable_amount());
  source->moved += moved.Of(IdOf(grant.name()));
  source->rated += Minor(grant.rated_spent_amount());
  source->unrated |= !grant.has_rate();
  if (source->application != nullptr &&
      source->application->state() == Application::STATE_AWARDED_CONDITIONALLY) {
    source->figures.conditional += payable;
  }
}

// Those that somebody has written down: applications, and grants without one.
std::vector<FundingSource> Written(const ProjectFacts& facts, const MovedById& moved) {
  std::vector<FundingSource> sources;
  absl::flat_hash_map<absl::string_view, size_t> by_application;
  for (const Application& application : facts.applications) {
    by_application.emplace(application.name(), sources.size());
    sources.push_back(SourceOf(application));
  }
  for (const Grant& grant : facts.grants) {
    const auto found = by_application.find(grant.application());
    if (found != by_application.end() && StemsFrom(grant, *sources[found->second].application)) {
      AddGrant(grant, moved, &sources[found->second]);
    } else {
      sources.push_back({grant.funder(), nullptr, "", {}});
      AddGrant(grant, moved, &sources.back());
    }
  }
  return sources;
}

// The sources of one funder, and where what is planned from it stands.
using ByFunder = std::vector<std::vector<FundingSource>>;

ByFunder Together(std::vector<FundingSource> sources) {
  ByFunder groups;
  absl::flat_hash_map<std::string, size_t> by_funder;
  for (FundingSource& source : sources) {
    const auto [found, added] = by_funder.try_emplace(source.funder, groups.size());
    if (added) groups.emplace_back();
    groups[found->second].push_back(std::move(source));
  }
  return groups;
}

bool HasAsked(const FundingSource& source) {
  return !source.grant.empty() ||
         (source.application != nullptr && rules::IsRequested(*source.application));
}

}  // namespace

std::vector<FundingSource> SourcesOf(const ProjectFacts& facts) {
  const MovedById moved = MovedById::OfGrants(facts);
  std::vector<FundingSource> written = Written(facts, moved);
  absl::flat_hash_map<std::string, Wide> planned;
  for (const Line* line : LinesOn(facts, Line::SIDE_INCOME)) {
    planned[line->funder()] += Minor(line->planned_amount());
    // Whoever is asked already has a source before this one, which stays empty.
    if (!line->funder().empty()) written.push_back({line->funder(), nullptr, "", {}});
  }
  std::vector<FundingSource> sources;
  for (std::vector<FundingSource>& group : Together(std::move(written))) {
    SourceFigures& first = group.front().figures;
    first.planned = planned[group.front().funder];
    if (std::none_of(group.begin(), group.end(), HasAsked)) first.to_request = first.planned;
    for (FundingSource& source : group) {
      const bool placeholder = source.application == nullptr && source.grant.empty();
      if (placeholder && &source != &group.front()) continue;
      sources.push_back(std::move(source));
    }
  }
  FundingSource own;
  own.figures.planned = planned[""];
  own.figures.spent = OwnFundsSpentMinor(facts);
  own.figures.received = OtherIncomeMinor(facts);
  own.moved = moved.Of("");
  if (own.figures.planned != 0 || own.figures.spent != 0 || own.figures.received != 0 ||
      moved.Has("")) {
    sources.push_back(std::move(own));
  }
  return sources;
}

SourceFigures SumOf(const std::vector<FundingSource>& sources) {
  SourceFigures sum;
  for (const FundingSource& source : sources) {
    for (const SourceColumn& column : kSourceColumns) {
      sum.*column.figure += source.figures.*column.figure;
    }
  }
  return sum;
}

Wide OtherIncomeMinor(const ProjectFacts& facts) {
  Wide received = 0;
  for (const Line* line : LinesOn(facts, Line::SIDE_INCOME)) {
    received += Minor(line->received_amount());
  }
  return received;
}

Wide OwnFundsSpentMinor(const ProjectFacts& facts) {
  // Before there is a budget there are no lines that say what was spent in all, and
  // invoices may be older than it.
  if (!facts.budget) return 0;
  Wide spent = 0;
  for (const Line* line : LinesOn(facts, Line::SIDE_EXPENSE)) spent += Minor(line->spent_amount());
  for (const Grant& grant : facts.grants) spent -= Minor(grant.spent_amount());
  return spent;
}

}  // namespace cofi::reporting
