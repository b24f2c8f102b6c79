// Budgets and their lines.
#ifndef COFI_SERVICES_BUDGETS_BUDGETS_H_
#define COFI_SERVICES_BUDGETS_BUDGETS_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "cofi/budgets/v1/budgets.pb.h"
#include "db/transaction.h"
#include "services/rpc/allowed_verbs.h"
#include "services/rpc/standard.h"

namespace cofi::budgets {

// Verbs refuse with VERB_NOT_ALLOWED, DATE_OUT_OF_ORDER, ETAG_MISMATCH, and
// VALUE_OUT_OF_RANGE for a date that lies ahead; and with what is said of each.

// Numbers the version; a new budget is a draft. VALUE_MALFORMED if it would be called
// `adopted`.
absl::Status OnCreateBudget(db::Transaction& tx, v1::Budget& budget);
// VERB_NOT_ALLOWED unless its state allows the verb.
absl::Status CheckAllowed(const v1::Budget& budget, absl::string_view verb);
// BUDGET_FROZEN unless it is a draft.
absl::Status OnRemoveBudget(db::Transaction& tx, const v1::Budget& budget);
absl::StatusOr<bool> ViewBudget(db::Transaction& tx, v1::Budget& budget,
                                const absl::CivilDay* as_of);
// Of `budgets/adopted`, the budget that was adopted on the date, or is now. One that an older
// version let be called so is itself.
absl::StatusOr<std::string> ResolveBudget(db::Transaction& tx, const std::string& name,
                                          const absl::CivilDay* as_of);
rpc::StateVerbs<v1::Budget> BudgetVerbs();
// BUDGET_UNBALANCED; of a line on which money has moved, LINE_IN_USE if it lacks that,
// LINE_REPURPOSED if it gives it another account or side, NOT_AN_INCOME_LINE if it gives one of
// other income a funder, and INSUFFICIENT_FUNDS if it plans less for it than is committed and spent
// while its policy is to block; where the policy is to warn, the answer says so (`overruns`).
// DATE_OUT_OF_ORDER before the last transfer in the one before, and YEAR_CLOSED.
absl::Status Adopt(db::Transaction& tx, const v1::AdoptBudgetRequest& request, v1::Budget* budget);
// What rpc::Undo says; NOT_UNDOABLE once money has moved, or was transferred between its lines, and
// of one that was adopted in a closed year.
absl::Status UndoBudget(const rpc::Resources& resources, db::Transaction& tx,
                        const v1::UndoBudgetRequest& request, v1::Budget* budget);

// BUDGET_FROZEN unless its budget is a draft; VALUE_OUT_OF_RANGE if the account is not
// one of the side, or there is no position left for one that is given none; AMOUNT_OVERFLOW if
// the side sums to more than an amount can be.
absl::Status OnCreateLine(db::Transaction& tx, v1::Line& line);
absl::Status OnUpdateLine(db::Transaction& tx, const v1::Line& before, v1::Line& after);
absl::Status OnRemoveLine(db::Transaction& tx, const v1::Line& line);
absl::StatusOr<bool> ViewLine(db::Transaction& tx, v1::Line& line, const absl::CivilDay* as_of);
// Of a name without a budget, or in `budgets/adopted`, the line of the budget that was adopted on
// the date, or is now.
absl::StatusOr<std::string> ResolveLine(db::Transaction& tx, const std::string& name,
                                        const absl::CivilDay* as_of);
// Whether a version that is no draft has the line by which money names it: what was booked on it
// may be undone, and a later version without it.
absl::StatusOr<bool> IsLineOfMoney(db::Transaction& tx, const std::string& name);

// The name of the budget of the project that was adopted on a civil date, or is now;
// empty if there is none.
absl::StatusOr<std::string> AdoptedBudget(db::Transaction& tx, absl::string_view project,
                                          const absl::CivilDay* as_of);

// As a refusal names it: `62 Services`.
std::string TitleOf(const v1::Line& line);

// Whether it takes no more than it has; so it is when nothing is said.
bool Blocks(const v1::Line& line);

// By which money names a line, whichever version of the budget has it.
std::string NameForMoney(absl::string_view line);

// The expense line on which money may move, by that name: the adopted budget's.
// NO_ADOPTED_BUDGET, REFERENCE_NOT_FOUND, NOT_AN_EXPENSE_LINE; each in the field `field`.
absl::StatusOr<v1::Line> LineForMoney(db::Transaction& tx, const std::string& name,
                                      absl::string_view field);
// The same for money that comes in of no grant: NOT_AN_INCOME_LINE unless it is one of income
// without a funder.
absl::StatusOr<v1::Line> LineForIncome(db::Transaction& tx, const std::string& name,
                                       absl::string_view field);

// That a contribution in kind may name this line, by that name, for this side of it, IN_KIND_USE or
// IN_KIND_SOURCE: the adopted budget's. NO_ADOPTED_BUDGET, REFERENCE_NOT_FOUND,
// NOT_AN_IN_KIND_LINE; each in the field `field`.
absl::Status CheckLineInKind(db::Transaction& tx, const std::string& name, v1::Line::Side side,
                             absl::string_view field);

// By how much asking `needed_minor` of a line takes it over its plan, as far as the
// line's policy wants it said: 0 if it is available, or allowed anyway.
// INSUFFICIENT_FUNDS if it is not and the policy is to block.
absl::StatusOr<int64_t> Overrun(db::Transaction& tx, const v1::Line& line, int64_t needed_minor);

}  // namespace cofi::budgets

#endif  // COFI_SERVICES_BUDGETS_BUDGETS_H_
