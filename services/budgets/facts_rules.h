// What of a project's budgets and their lines a report is made of. Pure.
#ifndef COFI_SERVICES_BUDGETS_FACTS_RULES_H_
#define COFI_SERVICES_BUDGETS_FACTS_RULES_H_

#include "cofi/budgets/internal/v1/facts.pb.h"

namespace cofi::budgets {

// Given all budgets in `superseded` and the lines of all versions in `lines`, leaves what the
// proto says of each field.
void KeepInForce(internal::v1::BudgetFacts* facts);

}  // namespace cofi::budgets

#endif  // COFI_SERVICES_BUDGETS_FACTS_RULES_H_
