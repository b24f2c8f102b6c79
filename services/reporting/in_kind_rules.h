// What is given in kind: planned on lines of account 86 and 87, realised by contributions. It is no
// money, and stands apart from every total of money.
#ifndef COFI_SERVICES_REPORTING_IN_KIND_RULES_H_
#define COFI_SERVICES_REPORTING_IN_KIND_RULES_H_

#include <string>
#include <vector>

#include "cofi/reporting/v1/budget_status.pb.h"
#include "services/reporting/facts_rules.h"
#include "services/reporting/figure_names_rules.h"

namespace cofi::reporting {

bool IsInKind(Line::Side side);

// The lines of the facts, with what was given on each in the period that their movements are of, in
// place of what was given by their day.
std::vector<Line> LinesOfPeriod(const ProjectFacts& facts);

// Adds both sides to a status. The facts are of the day on which the period ends, if it is about
// one, and have the movements of it then.
void AddInKind(const ProjectFacts& facts, bool has_period, v1::BudgetStatus* status);

// Which contributions a figure is made of, as a filter of their list.
std::string ContributionFilter(const FigureName& figure);

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_IN_KIND_RULES_H_
