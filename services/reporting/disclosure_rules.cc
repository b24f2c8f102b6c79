#include "services/reporting/disclosure_rules.h"

#include "base/dates.h"
#include "base/money.h"
#include "base/rules/application_states.h"

namespace cofi::reporting {
namespace {

// What one source brings, secured or asked.
Wide BroughtMinor(const FundingSource& source) {
  // Own funds are no funder's part.
  if (source.funder.empty()) return 0;
  if (!source.grant.empty()) return source.figures.secured;
  if (source.application == nullptr) return 0;
  // Its grant may not have been made yet.
  return rules::IsAwarded(source.application->state()) ? Minor(source.application->awarded_amount())
                                                       : source.figures.pending;
}

}  // namespace

Wide BroughtMinor(const std::vector<FundingSource>& sources) {
  Wide sum = 0;
  for (const FundingSource& source : sources) sum += BroughtMinor(source);
  return sum;
}

std::optional<v1::StaleDisclosure> StaleDisclosureOf(const ProjectFacts& facts,
                                                     const FundingSource& source, Wide together) {
  const Application* const application = source.application;
  if (application == nullptr || !application->has_declared_cofunding_amount()) return std::nullopt;
  if (!rules::IsOpen(application->state()) && !rules::IsAwarded(application->state())) {
    return std::nullopt;
  }
  const Wide declared = Minor(application->declared_cofunding_amount());
  const Wide current = together - BroughtMinor(source);
  if (current == declared) return std::nullopt;
  v1::StaleDisclosure stale;
  *stale.mutable_declared() = application->declared_cofunding_amount();
  if (IsSet(application->declared_cofunding_date())) {
    *stale.mutable_declared_date() = application->declared_cofunding_date();
  }
  *stale.mutable_current() = AmountIn(facts, current);
  *stale.mutable_difference() = AmountIn(facts, current - declared);
  return stale;
}

}  // namespace cofi::reporting
