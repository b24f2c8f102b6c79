// What stands together in a budget status: the lines of an account, a phase or a year, and the
// sources of a funder, each group in its place. The rows are made of them, and the columns.
#ifndef COFI_SERVICES_REPORTING_GROUP_RULES_H_
#define COFI_SERVICES_REPORTING_GROUP_RULES_H_

#include <string>
#include <vector>

#include "base/language.h"
#include "cofi/reporting/v1/reports.pb.h"
#include "services/reporting/facts_rules.h"
#include "services/reporting/movement_rules.h"

namespace cofi::reporting {

using GroupBy = v1::GetBudgetStatusRequest::GroupBy;

// The dimensions of a request, the first for its rows: by line where it names none.
std::vector<GroupBy> GroupsOf(const v1::GetBudgetStatusRequest& request);

struct LineGroup {
  std::string key, account, display_name;
  // In the facts; at least one.
  std::vector<const Line*> lines;
  // By line or account: whether they are investments, which come last.
  bool is_investment = false;
};

// In the order of the budget, investments behind all else; by phase or year in that of those. Not
// for funders. `language` is that of the names of accounts; all other names are the user's.
std::vector<LineGroup> GroupLines(const ProjectFacts& facts, GroupBy group_by, Language language);

struct FunderGroup {
  // Empty for own funds.
  std::string funder, key, display_name;
  // As of the day of the facts.
  Wide planned = 0, spent = 0, remaining = 0, claimed = 0, claimable = 0, receivable = 0;
  Moved moved;
  // As of a source.
  Wide rated = 0;
  bool unrated = false;
};

// Funders in the order of the budget's income, then those that only awarded, then own funds.
std::vector<FunderGroup> GroupSources(const ProjectFacts& facts);

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_GROUP_RULES_H_
