// Who decides after whom: a funder may want to see what others award before it decides itself.
// The one answer, for the service that keeps who awaits whom and for the one that reports on it.
// Pure.
#ifndef COFI_BASE_RULES_DECISION_GRAPH_H_
#define COFI_BASE_RULES_DECISION_GRAPH_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "cofi/applications/v1/applications.pb.h"

namespace cofi::rules {

// An application of a project, with those that are to be decided before it.
struct AwaitingApplication {
  std::string name;
  applications::v1::Application::State state;
  std::optional<absl::CivilDay> expected;
  std::vector<std::string> awaits;
};

// The shortest way on which an application waits for itself, from it to it, by name where there
// are several; empty if it does not.
std::vector<std::string> WayBack(const std::string& name,
                                 const std::vector<AwaitingApplication>& applications);

// An application without a decision.
struct DecisionStep {
  std::string name;
  // Those that it awaits and that have no decision either, by name.
  std::vector<std::string> waits_for;
  // Whether another waits for it.
  bool awaited = false;
  // How many decisions, one after the other, come before its own.
  int level = 0;
  std::optional<absl::CivilDay> expected;
  // When it can be decided: when that is expected, but not before those that it waits for. Of what
  // nobody said a date, nothing is known.
  std::optional<absl::CivilDay> earliest;
  // The one that it waits for that can only be decided after this one is expected to be; the last
  // of them, then by name. Empty if that plan holds.
  std::string held_up_by;
};

struct DecisionGraph {
  // By name.
  std::vector<DecisionStep> steps;
  // The chain that ends latest, the first to be decided first: back from the last decision that
  // nobody waits for, to the last of those that each waits for. Of one day, by name. Empty while
  // no step has a date.
  std::vector<std::string> critical_path;

  // Null for one that is decided, or not there.
  const DecisionStep* Find(const std::string& name) const;
};

// What is awaited and not among the applications, as on a day before it was made, holds nobody
// up; nor does what waits for itself, which no service keeps.
DecisionGraph GraphOf(const std::vector<AwaitingApplication>& applications);

}  // namespace cofi::rules

#endif  // COFI_BASE_RULES_DECISION_GRAPH_H_
