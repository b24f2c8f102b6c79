// The sources of a project's funding, with their figures: worked out here once, for
// the funding plan, its summary and the budget status by funder.
#ifndef COFI_SERVICES_REPORTING_SOURCE_RULES_H_
#define COFI_SERVICES_REPORTING_SOURCE_RULES_H_

#include <string>
#include <vector>

#include "cofi/reporting/v1/reports.pb.h"
#include "services/reporting/facts_rules.h"
#include "services/reporting/movement_rules.h"

namespace cofi::reporting {

// As the fields of PlanSource say.
struct SourceFigures {
  Wide planned = 0, requested = 0, secured = 0, conditional = 0, pending = 0, to_request = 0,
       expected = 0, received = 0, spent = 0, claimed = 0, claimable = 0, receivable = 0;
};

// Each figure and where it is told: a column of the funding plan.
struct SourceColumn {
  Wide SourceFigures::*figure;
  Money* (v1::PlanSource::*field)();
};
inline constexpr SourceColumn kSourceColumns[] = {
    {&SourceFigures::planned, &v1::PlanSource::mutable_planned},
    {&SourceFigures::requested, &v1::PlanSource::mutable_requested},
    {&SourceFigures::secured, &v1::PlanSource::mutable_secured},
    {&SourceFigures::conditional, &v1::PlanSource::mutable_conditional},
    {&SourceFigures::pending, &v1::PlanSource::mutable_pending},
    {&SourceFigures::to_request, &v1::PlanSource::mutable_to_request},
    {&SourceFigures::expected, &v1::PlanSource::mutable_expected},
    {&SourceFigures::received, &v1::PlanSource::mutable_received},
    {&SourceFigures::spent, &v1::PlanSource::mutable_spent},
    {&SourceFigures::claimed, &v1::PlanSource::mutable_claimed},
    {&SourceFigures::claimable, &v1::PlanSource::mutable_claimable},
    {&SourceFigures::receivable, &v1::PlanSource::mutable_receivable},
};

struct FundingSource {
  // Empty: own funds.
  std::string funder;
  // Null for a grant without one, and where nobody has asked yet. In the facts.
  const Application* application = nullptr;
  // The first of them, if there is any.
  std::string grant;
  SourceFigures figures;
  // In the period that the facts were asked for, and before it.
  Moved moved = {};
  // What is spent that the rates of its grants are of, and whether one has none.
  Wide rated = 0;
  bool unrated = false;
};

// In the order of FundingPlan.sources. What is planned from a funder, and what is to
// be requested of it, stand with the first of its sources: a line of the budget names
// a funder, and nobody wrote how it is shared.
std::vector<FundingSource> SourcesOf(const ProjectFacts& facts);

SourceFigures SumOf(const std::vector<FundingSource>& sources);

// What came in of no grant, on the lines of income that no funder pays.
Wide OtherIncomeMinor(const ProjectFacts& facts);

// What was spent and no grant pays for.
Wide OwnFundsSpentMinor(const ProjectFacts& facts);

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_SOURCE_RULES_H_
