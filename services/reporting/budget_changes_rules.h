// What changes from one version of a budget to another: each line of either, side by side.
#ifndef COFI_SERVICES_REPORTING_BUDGET_CHANGES_RULES_H_
#define COFI_SERVICES_REPORTING_BUDGET_CHANGES_RULES_H_

#include <string>
#include <vector>

#include "cofi/reporting/v1/budget_changes.pb.h"
#include "services/reporting/facts_rules.h"

namespace cofi::reporting {

// A version with its own lines; of none, which has no name, there are none.
struct VersionFacts {
  Budget budget;
  std::vector<Line> lines;
};

// The names of the versions that a request is about, as far as they are known: the one after is
// the one in force if nothing is said; the one before is the one in force, or the one that it
// superseded where the one after is in force itself. Empty if there is none.
struct VersionNames {
  std::string before, after;
};
VersionNames VersionsOf(const ProjectFacts& facts, const v1::GetBudgetChangesRequest& request);

// Lines of both are told apart by their identifiers, by which money names them.
v1::BudgetChanges MakeBudgetChanges(const ProjectFacts& facts, const VersionFacts& before,
                                    const VersionFacts& after);

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_BUDGET_CHANGES_RULES_H_
