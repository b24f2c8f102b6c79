// What is moved between the lines of a budget.
#ifndef COFI_SERVICES_BUDGETS_TRANSFERS_H_
#define COFI_SERVICES_BUDGETS_TRANSFERS_H_

#include <string>

#include "absl/status/status.h"
#include "base/dates.h"
#include "cofi/budgets/v1/budgets.pb.h"
#include "db/transaction.h"

namespace cofi::budgets {

// Moves a planned amount from one line to another, which are of one side; in the budget in force
// as a fact from that day on.
//
// REFERENCE_NOT_FOUND of a line, VALUE_OUT_OF_RANGE if they are not two of one side or the date
// lies ahead, DATE_OUT_OF_ORDER before the adoption or the last transfer of one of them,
// YEAR_CLOSED in the budget in force, INSUFFICIENT_FUNDS if less would be left than nothing, or
// than is committed and spent where the line blocks that, and TRANSFER_LIMIT_EXCEEDED. What
// CheckRoom says of `transfers`.
absl::Status Transfer(db::Transaction& tx, const v1::TransferBudgetRequest& request,
                      v1::Budget* budget);

// DATE_OUT_OF_ORDER if something was moved between the lines of a budget after `date`: as of a day
// in between, two budgets would be in force.
absl::Status CheckTransfersBefore(db::Transaction& tx, const std::string& budget, const Date& date);

// NOT_UNDOABLE of the adoption if something was moved between its lines since.
absl::Status CheckNothingTransferred(db::Transaction& tx, const std::string& budget);

}  // namespace cofi::budgets

#endif  // COFI_SERVICES_BUDGETS_TRANSFERS_H_
