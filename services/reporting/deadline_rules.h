// What is due when. Deadlines are a query over calls, stages, applications,
// obligations, grants and the project log, never a table of their own. A due
// date is a fact: being overdue never moves it.
#ifndef COFI_SERVICES_REPORTING_DEADLINE_RULES_H_
#define COFI_SERVICES_REPORTING_DEADLINE_RULES_H_

#include <optional>
#include <string>

#include "cofi/reporting/v1/reports.pb.h"
#include "services/reporting/facts_rules.h"

namespace cofi::reporting {

struct DeadlineFilter {
  // Overdue ones are within any number of days; 0 means no limit.
  int within_days = 0;
  bool overdue_only = false;
  // Empty means all.
  std::string funder;
};

// Overdue first, the oldest first, then by date, then by the name of the
// resource. Day `as_of` itself is never overdue.
v1::DeadlineList MakeDeadlineList(const Portfolio& portfolio, const DeadlineFilter& filter);

// The first that is not overdue: what is late is no longer next.
std::optional<v1::Deadline> NextDeadline(const ProjectFacts& facts);

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_DEADLINE_RULES_H_
