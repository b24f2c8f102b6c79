// The reports as people read them: for each a pure function from its answer to a document. The
// rules have worked out the figures; what a document says of itself (its report, language, day,
// positions, next page) is set by who answers, the same for all.
//
// Reports that have pages are laid out in parts (`Part`); the others are one, whatever it says.
//
//   v1::Document document = LayOut(status, request, Part{}, Language::kFrench);
#ifndef COFI_SERVICES_REPORTING_LAYOUTS_H_
#define COFI_SERVICES_REPORTING_LAYOUTS_H_

#include "base/language.h"
#include "cofi/reporting/v1/activity.pb.h"
#include "cofi/reporting/v1/application_overview.pb.h"
#include "cofi/reporting/v1/backward_calendar.pb.h"
#include "cofi/reporting/v1/budget_changes.pb.h"
#include "cofi/reporting/v1/budget_form.pb.h"
#include "cofi/reporting/v1/budget_status.pb.h"
#include "cofi/reporting/v1/carry_forward.pb.h"
#include "cofi/reporting/v1/claim_statement.pb.h"
#include "cofi/reporting/v1/deadlines.pb.h"
#include "cofi/reporting/v1/documents.pb.h"
#include "cofi/reporting/v1/expense_statement.pb.h"
#include "cofi/reporting/v1/explanation.pb.h"
#include "cofi/reporting/v1/financial_report.pb.h"
#include "cofi/reporting/v1/funding_plan.pb.h"
#include "cofi/reporting/v1/pipeline.pb.h"
#include "cofi/reporting/v1/portfolio.pb.h"
#include "cofi/reporting/v1/receipt_statement.pb.h"
#include "cofi/reporting/v1/requirements.pb.h"
#include "cofi/reporting/v1/search.pb.h"
#include "services/reporting/layout.h"

namespace cofi::reporting {

// What is left on each line: a bar a row, and below it who pays and what is due.
v1::Document LayOut(const v1::BudgetStatus& status, const v1::GetBudgetStatusRequest& request,
                    const Part& part, Language language);

// Who pays what, and whether the project may start.
v1::Document LayOut(const v1::FundingPlan& plan, const v1::GetFundingPlanRequest& request,
                    const Part& part, Language language);

// What is due when, as rows and as days of a calendar.
v1::Document LayOut(const v1::DeadlineList& list, const v1::ListDeadlinesRequest& request,
                    const Part& part, Language language);

// Where the applications stand.
v1::Document LayOut(const v1::Pipeline& pipeline, const v1::GetPipelineRequest& request,
                    const Part& part, Language language);

// The same as cards, state by state.
v1::Document LayOut(const v1::Pipeline& pipeline, const v1::GetBoardRequest& request,
                    const Part& part, Language language);

// What is missing from the files of applications, and what has no proof.
v1::Document LayOut(const v1::Requirements& requirements, const v1::GetRequirementsRequest& request,
                    const Part& part, Language language);

// All projects side by side.
v1::Document LayOut(const v1::Portfolio& portfolio, const v1::GetPortfolioRequest& request,
                    const Part& part, Language language);

// What is called so.
v1::Document LayOut(const v1::SearchResponse& found, const v1::SearchRequest& request,
                    const Part& part, Language language);

// Each expense, with what each source pays of it.
v1::Document LayOut(const v1::ExpenseStatement& statement,
                    const v1::GetExpenseStatementRequest& request, const Part& part,
                    Language language);

// Each receipt of money.
v1::Document LayOut(const v1::ReceiptStatement& statement,
                    const v1::GetReceiptStatementRequest& request, const Part& part,
                    Language language);

// The expenses of a payment claim, or the claims of a project.
v1::Document LayOut(const v1::ClaimStatement& statement,
                    const v1::GetClaimStatementRequest& request, const Part& part,
                    Language language);

// What makes a figure.
v1::Document LayOut(const v1::FigureExplanation& explanation,
                    const v1::ExplainFigureRequest& request, const Part& part, Language language);

// What happened, by project.
v1::Document LayOut(const v1::Activity& activity, const v1::GetActivityRequest& request,
                    const Part& part, Language language);

// Each application with every amount, stage and date.
v1::Document LayOut(const v1::ApplicationOverview& overview,
                    const v1::GetApplicationOverviewRequest& request, const Part& part,
                    Language language);

// What was planned and what was done, by the headings of the compte rendu financier.
v1::Document LayOut(const v1::FinancialReport& report, const v1::GetFinancialReportRequest& request,
                    const Part& part, Language language);

// A budget as the form for subsidies prints it.
v1::Document LayOut(const v1::BudgetForm& form, const v1::GetBudgetFormRequest& request,
                    const Part& part, Language language);

// What changes from one version of a budget to another.
v1::Document LayOut(const v1::BudgetChanges& changes, const v1::GetBudgetChangesRequest& request,
                    const Part& part, Language language);

// What of each grant is carried forward.
v1::Document LayOut(const v1::CarryForward& answer, const v1::GetCarryForwardRequest& request,
                    const Part& part, Language language);

// By when what has to be done, as rows and as days of a calendar.
v1::Document LayOut(const v1::BackwardCalendar& calendar,
                    const v1::GetBackwardCalendarRequest& request, const Part& part,
                    Language language);

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_LAYOUTS_H_
