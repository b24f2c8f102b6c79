// What is due when. Deadlines are a query over calls, stages, applications,
// obligations, grants, papers and the project log, never a table of their own. A due
// date is a fact: being overdue never moves it.
#ifndef COFI_SERVICES_REPORTING_DEADLINE_RULES_H_
#define COFI_SERVICES_REPORTING_DEADLINE_RULES_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cofi/reporting/v1/reports.pb.h"
#include "services/reporting/facts_rules.h"

namespace cofi::reporting {

struct DeadlineFilter {
  // Overdue ones are within any number of days; 0 means no limit.
  int within_days = 0;
  bool overdue_only = false;
  // Empty means all.
  std::string funder;
  // Empty means all.
  std::vector<v1::Deadline::Kind> kinds = {};
  // What the name has in it; empty means any.
  std::string text = "";
};

// Whether papers that expire may be among those that are asked for: they concern no funder.
bool NeedsPapers(const v1::ListDeadlinesRequest& request);

// Says on which day it is judged, and how it stands then.
void JudgeOn(absl::CivilDay day, v1::Deadline* deadline);

// Whether a filter lets it through by its date.
bool IsInTime(const v1::Deadline& deadline, const DeadlineFilter& filter);

// By date, so that what is overdue comes first; then by the name of the resource, by the kind, and
// by the session of a call, of which that has one each. A key has what that looks at, and nothing
// else.
bool ComesBefore(const v1::Deadline& a, const v1::Deadline& b);
v1::Deadline KeyOf(const v1::Deadline& deadline);

// All in that order. Each project on its own day, which itself is never overdue.
//
// A call is of no project, and among all of them is judged on the day of what is of none; so is a
// paper.
v1::DeadlineList MakeDeadlineList(const GatheredFacts& gathered, const DeadlineFilter& filter);

// All of one project, in that order.
std::vector<v1::Deadline> DeadlinesOf(const ProjectFacts& facts);

// What is late, and the first that is not: it is no longer next.
struct LateAndNext {
  int overdue_count = 0;
  std::optional<v1::Deadline> oldest_overdue, next;
};
LateAndNext LateAndNextOf(const ProjectFacts& facts);

// Says so in a report.
template <typename Report>
void SetLateAndNext(const ProjectFacts& facts, Report* report) {
  LateAndNext found = LateAndNextOf(facts);
  report->set_overdue_count(found.overdue_count);
  if (found.oldest_overdue) *report->mutable_oldest_overdue() = *std::move(found.oldest_overdue);
  if (found.next) *report->mutable_next_deadline() = *std::move(found.next);
}

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_DEADLINE_RULES_H_
