// How what is planned is spread over time: what of it belongs to the days up to one of them.
#ifndef COFI_SERVICES_REPORTING_SPREAD_RULES_H_
#define COFI_SERVICES_REPORTING_SPREAD_RULES_H_

#include <optional>

#include "absl/time/civil_time.h"
#include "services/reporting/facts_rules.h"

namespace cofi::reporting {

// The first and the last day over which a plan is spread.
struct Spread {
  absl::CivilDay first, last;
};

// That of a line: as it says itself; else its fiscal year, which is the lead's, as far as the
// project is planned then; else the project's planned period. Nothing where neither is known.
std::optional<Spread> SpreadOf(const ProjectFacts& facts, const Line& line);

// What of a line's plan belongs to the days up to that of the facts, each of the same weight, to
// the cent: what is left belongs to those behind it. Nothing where there is no spread.
std::optional<Wide> TheoreticalMinor(const ProjectFacts& facts, const Line& line);

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_SPREAD_RULES_H_
