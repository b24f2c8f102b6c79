// What a page as of a date asks of the store does not grow with its rows.
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "cofi/applications/v1/application_verbs.pb.h"
#include "services/applications/service.h"
#include "services/applications/tables.h"
#include "services/budgets/reversal.h"
#include "services/budgets/service.h"
#include "services/budgets/tables.h"
#include "tests/reasons.h"
#include "tests/services/facts.h"
#include "tests/services/scratch_service.h"

namespace cofi {
namespace {

TEST(PageQuestions, OfExpensesThatAreUndoneLater) {
  ScratchService pages("budgets", budgets::Migrations(), &budgets::MakeHost);
  budgets::v1::ListExpensesRequest request;
  request.set_parent("projects/p");
  *request.mutable_as_of_date() = On("2018-03-01");
  request.set_page_size(60);
  budgets::v1::ListExpensesResponse response;
  EXPECT_THAT(pages.Ask(request, &response), IsOk());
  const int empty = pages.statements();
  for (int i = 0; i < 60; ++i) {
    budgets::v1::Expense expense;
    expense.set_name(absl::StrCat("projects/p/expenses/e", i));
    expense.set_invoice_reference(absl::StrCat(i));
    *expense.mutable_invoice_date() = On("2018-02-01");
    *expense.mutable_amount() = Eur("10");
    budgets::v1::Expense reversal = expense;
    reversal.set_name(absl::StrCat("projects/p/expenses/r-e", i));
    expense.set_reversed_by(reversal.name());
    reversal.set_reverses(expense.name());
    // Some before the day that is asked, some after.
    *reversal.mutable_invoice_date() = On(i % 2 == 0 ? "2018-02-28" : "2018-03-02");
    budgets::Negate(&reversal);
    pages.Add(budgets::Expenses(), expense);
    pages.Add(budgets::Expenses(), reversal);
  }
  EXPECT_THAT(pages.Ask(request, &response), IsOk());
  EXPECT_EQ(pages.statements(), empty + 1);
  ASSERT_EQ(response.expenses_size(), 60);
  int undone = 0;
  for (const auto& each : response.expenses()) undone += each.reversed_by().empty() ? 0 : 1;
  EXPECT_EQ(undone, 30);
}

TEST(PageQuestions, OfApplicationsWithStages) {
  ScratchService pages("applications", applications::Migrations(), &applications::MakeHost);
  applications::v1::ListApplicationsRequest request;
  request.set_parent("projects/p");
  *request.mutable_as_of_date() = On("2018-03-01");
  applications::v1::ListApplicationsResponse response;
  EXPECT_THAT(pages.Ask(request, &response), IsOk());
  const int empty = pages.statements();
  for (int i = 0; i < 60; ++i) {
    applications::v1::Application application;
    application.set_name(absl::StrCat("projects/p/applications/a", i));
    application.set_state(applications::v1::Application::STATE_DRAFT);
    pages.Add(applications::Applications(), application);
    applications::v1::Stage stage;
    stage.set_name(application.name() + "/stages/s");
    stage.set_state(applications::v1::Stage::STATE_UPCOMING);
    pages.Add(applications::Stages(), stage);
  }
  EXPECT_THAT(pages.Ask(request, &response), IsOk());
  EXPECT_EQ(pages.statements(), empty + 2) << "their stages, and what their agreements say";
  EXPECT_EQ(response.applications_size(), 60);
}

}  // namespace
}  // namespace cofi
