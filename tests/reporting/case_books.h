// The entries of the reference case, as budgets lists them on a date. What the case does not say of
// them (suppliers, numbers) is made up here.
#ifndef COFI_TESTS_REPORTING_CASE_BOOKS_H_
#define COFI_TESTS_REPORTING_CASE_BOOKS_H_

#include <string>

#include "services/reporting/explanation_rules.h"

namespace cofi::reporting {

Books CaseBooksOn(const std::string& as_of);

// An expense on a line of a project: invoiced, and paid unless that date is empty. Nobody pays a
// part of it yet.
budgets::v1::Expense MakeExpense(const std::string& project, const std::string& id,
                                 const std::string& line, const std::string& amount,
                                 const std::string& invoiced, const std::string& paid);
void AddShare(budgets::v1::Expense* expense, const std::string& grant, const std::string& amount);
budgets::v1::Receipt MakeReceipt(const std::string& project, const std::string& id,
                                 const std::string& grant, const std::string& amount,
                                 const std::string& date);

// What undoes it, from its own dates on.
budgets::v1::Expense Undone(const budgets::v1::Expense& expense);

}  // namespace cofi::reporting

#endif  // COFI_TESTS_REPORTING_CASE_BOOKS_H_
