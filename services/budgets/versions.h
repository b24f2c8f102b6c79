// How a version of a budget begins.
#ifndef COFI_SERVICES_BUDGETS_VERSIONS_H_
#define COFI_SERVICES_BUDGETS_VERSIONS_H_

#include "absl/status/status.h"
#include "cofi/budgets/v1/budgets.pb.h"
#include "db/transaction.h"

namespace cofi::budgets {

// Records a draft, empty or with the lines of another budget, as they are planned now.
//
// What OnCreateBudget says; RESOURCE_EXISTS. In `copy_from`, REFERENCE_NOT_FOUND of a budget that
// there is not, and of a phase or a funder of its lines that is not there for this project, and
// CURRENCY_MISMATCH if the other project keeps its money in another currency.
absl::Status CreateBudget(db::Transaction& tx, const v1::CreateBudgetRequest& request,
                          v1::Budget* budget);

}  // namespace cofi::budgets

#endif  // COFI_SERVICES_BUDGETS_VERSIONS_H_
