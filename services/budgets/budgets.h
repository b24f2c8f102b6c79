// Budgets and their lines.
#ifndef COFI_SERVICES_BUDGETS_BUDGETS_H_
#define COFI_SERVICES_BUDGETS_BUDGETS_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "cofi/budgets/v1/budgets.pb.h"
#include "db/transaction.h"

namespace cofi::budgets {

absl::Status OnCreateBudget(db::Transaction& tx, v1::Budget& budget);
// BUDGET_FROZEN unless it is a draft.
absl::Status OnRemoveBudget(db::Transaction& tx, const v1::Budget& budget);
absl::StatusOr<bool> ViewBudget(db::Transaction& tx, v1::Budget& budget,
                                const absl::CivilDay* as_of);
absl::Status Adopt(db::Transaction& tx, const v1::AdoptBudgetRequest& request, v1::Budget* budget);

absl::Status OnCreateLine(db::Transaction& tx, v1::Line& line);
absl::Status OnUpdateLine(db::Transaction& tx, const v1::Line& before, v1::Line& after);
absl::Status OnRemoveLine(db::Transaction& tx, const v1::Line& line);
absl::StatusOr<bool> ViewLine(db::Transaction& tx, v1::Line& line, const absl::CivilDay* as_of);
// As the standard method, and `-` for the budget means the adopted one.
absl::Status GetLine(db::Transaction& tx, const v1::GetLineRequest& request, v1::Line* line);

// The name of the project's adopted budget; empty if there is none.
absl::StatusOr<std::string> AdoptedBudget(db::Transaction& tx, absl::string_view project);

// The expense line on which money may move: `name` with `-` resolved.
// NO_ADOPTED_BUDGET, REFERENCE_NOT_FOUND, BUDGET_FROZEN for a line of another
// version, NOT_AN_EXPENSE_LINE; each in the field `field`.
absl::StatusOr<v1::Line> LineForMoney(db::Transaction& tx, const std::string& name,
                                      absl::string_view field);

// What asking `needed_minor` of a line takes over its plan: 0 if it is
// available, INSUFFICIENT_FUNDS if not and the line's policy is to block.
absl::StatusOr<int64_t> Overrun(db::Transaction& tx, const v1::Line& line, int64_t needed_minor);

}  // namespace cofi::budgets

#endif  // COFI_SERVICES_BUDGETS_BUDGETS_H_
