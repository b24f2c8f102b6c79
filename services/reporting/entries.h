// Reports of single entries: expenses, receipts, what makes a figure, and what happened. Each asks
// for the facts of the project first, and then for pages of a list.
#ifndef COFI_SERVICES_REPORTING_ENTRIES_H_
#define COFI_SERVICES_REPORTING_ENTRIES_H_

#include "base/language.h"
#include "cofi/reporting/v1/activity.pb.h"
#include "cofi/reporting/v1/budget_changes.pb.h"
#include "cofi/reporting/v1/budget_form.pb.h"
#include "cofi/reporting/v1/claim_statement.pb.h"
#include "cofi/reporting/v1/expense_statement.pb.h"
#include "cofi/reporting/v1/explanation.pb.h"
#include "cofi/reporting/v1/receipt_statement.pb.h"
#include "cofi/reporting/v1/requirements.pb.h"
#include "services/reporting/inquiry.h"
#include "services/reporting/reports.h"

namespace cofi::reporting {

// Each fills `answer`, which must stay as the request must, and calls `done` once, as Gather does.

// REFERENCE_NOT_FOUND of a funder, PAGE_TOKEN_INVALID, VALUE_OUT_OF_RANGE of a page size. What is
// asked of one moment, with a memory, is REPORT_CHANGED if the project is written to meanwhile;
// without one, a page may be of a later moment than the one before.
void FindExpenses(const Inquiry& inquiry, const v1::GetExpenseStatementRequest& request,
                  Language language, PageMemory* memory, v1::ExpenseStatement* answer,
                  const Answered& done);
void FindReceipts(const Inquiry& inquiry, const v1::GetReceiptStatementRequest& request,
                  Language language, PageMemory* memory, v1::ReceiptStatement* answer,
                  const Answered& done);

// VALUE_MALFORMED of a figure that is none, TOO_MANY_ITEMS of one that has too many entries.
void FindExplanation(const Inquiry& inquiry, const v1::ExplainFigureRequest& request,
                     Language language, v1::FigureExplanation* answer, const Answered& done);

// TOO_MANY_ITEMS of a period in which too much happened.
void FindActivity(const Inquiry& inquiry, const v1::GetActivityRequest& request, Language language,
                  v1::Activity* answer, const Answered& done);

// RESOURCE_NOT_FOUND of a budget that there is not.
void FindBudgetForm(const Inquiry& inquiry, const v1::GetBudgetFormRequest& request,
                    Language language, v1::BudgetForm* answer, const Answered& done);

// RESOURCE_NOT_FOUND of a version that there is not.
void FindBudgetChanges(const Inquiry& inquiry, const v1::GetBudgetChangesRequest& request,
                       Language language, v1::BudgetChanges* answer, const Answered& done);

// RESOURCE_NOT_FOUND or REFERENCE_NOT_FOUND of a claim that there is not, or not on that day.
void FindClaimStatement(const Inquiry& inquiry, const v1::GetClaimStatementRequest& request,
                        Language language, v1::ClaimStatement* answer, const Answered& done);

// TOO_MANY_ITEMS of a project that has more expenses or files than are looked at.
void FindRequirements(const Inquiry& inquiry, const v1::GetRequirementsRequest& request,
                      Language language, v1::Requirements* answer, const Answered& done);

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_ENTRIES_H_
