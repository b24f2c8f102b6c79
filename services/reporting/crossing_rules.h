// A budget status of two dimensions: what was moved where a row and a column cross.
#ifndef COFI_SERVICES_REPORTING_CROSSING_RULES_H_
#define COFI_SERVICES_REPORTING_CROSSING_RULES_H_

#include "base/language.h"
#include "cofi/reporting/v1/reports.pb.h"
#include "services/reporting/facts_rules.h"

namespace cofi::reporting {

// Fills `columns`, `measure`, and the crossings of the rows, which are those of the first dimension
// by itself, and of the total. By year there are none yet: the rows are then the years in which
// something was moved, and say nothing else, because a budget is of no calendar year.
//
// Of the columns, those are there in which an amount stands. A payment says no funder; it is theirs
// as the invoice is.
void AddCrossings(const ProjectFacts& facts, const v1::GetBudgetStatusRequest& request,
                  Language language, v1::BudgetStatus* status);

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_CROSSING_RULES_H_
