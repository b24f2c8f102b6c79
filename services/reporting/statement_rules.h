// The statements of a project: each expense with what each source pays of it, and each receipt of
// money. They are made a page of entries at a time, as the budgets service lists them; the totals
// are of all pages, and come from the sums of movements.
#ifndef COFI_SERVICES_REPORTING_STATEMENT_RULES_H_
#define COFI_SERVICES_REPORTING_STATEMENT_RULES_H_

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/string_view.h"
#include "base/dates.h"
#include "base/rules/expenses.h"
#include "cofi/budgets/v1/expenses.pb.h"
#include "cofi/budgets/v1/receipts.pb.h"
#include "cofi/reporting/v1/expense_statement.pb.h"
#include "cofi/reporting/v1/receipt_statement.pb.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "services/reporting/facts_rules.h"
#include "services/reporting/movement_rules.h"

namespace cofi::reporting {

// What is asked of `budgets`: which entries, in which order, and the sums of all of them. A list as
// of a day has later entries too that have another date before it: the statements leave them out.
std::string ExpenseFilter(const v1::GetExpenseStatementRequest& request);
std::string ExpenseOrder(const v1::GetExpenseStatementRequest& request);
MovementsAsked MovementsFor(const v1::GetExpenseStatementRequest& request);
std::string ReceiptFilter(const v1::GetReceiptStatementRequest& request);
std::string ReceiptOrder(const v1::GetReceiptStatementRequest& request);
MovementsAsked MovementsFor(const v1::GetReceiptStatementRequest& request);

// A statement of expenses shows what supports them.
bool ShowsExpenses(const v1::GetExpenseStatementRequest& request);

// `line = "projects/p/lines/62"`; empty for what is no identifier, which no line has.
std::string OnLine(absl::string_view project, absl::string_view line);
// The same of expenses, and those with splits, of which each may be on the line.
std::string MaybeOnLine(absl::string_view project, absl::string_view line);

// Grants by their names.
using GrantNames = absl::flat_hash_set<absl::string_view>;

// All that were awarded by then. A grant that came later paid nothing yet: on that day, own funds
// did. The names are those of the facts.
GrantNames AwardedGrants(const ProjectFacts& facts);

// What some grants pay of what was moved, minor units.
Wide SharesMinor(const rules::MovedPart& part, const GrantNames& grants);

// What supports expenses, by its names. Made of the facts, which must stay.
class ExpenseDocuments {
 public:
  explicit ExpenseDocuments(const ProjectFacts& facts);

  // What it names itself, if it is from before files could be attached, and then its attachments.
  void AddTo(const budgets::v1::Expense& expense,
             google::protobuf::RepeatedPtrField<std::string>* documents) const;

 private:
  absl::flat_hash_map<absl::string_view, std::vector<absl::string_view>> attached_;
};

// Whether a date is one of the period, whose ends may not be set; one that is not set is in none.
bool IsWithin(const Date& date, const Date& from, const Date& to);

// `facts` has the movements that were asked for. What all together paid of the expenses cannot be
// told by the date of invoices, nor the amount of the expenses of one funder: the total does not
// have them.
v1::ExpenseStatement MakeExpenseStatement(const ProjectFacts& facts,
                                          const std::vector<budgets::v1::Expense>& page,
                                          const v1::GetExpenseStatementRequest& request);
v1::ReceiptStatement MakeReceiptStatement(const ProjectFacts& facts,
                                          const std::vector<budgets::v1::Receipt>& page,
                                          const v1::GetReceiptStatementRequest& request);

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_STATEMENT_RULES_H_
