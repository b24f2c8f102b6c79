// What comes in of no grant is on a line of income without a funder.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "base/fields.h"
#include "base/identifiers.h"
#include "cofi/reporting/v1/reports.pb.h"
#include "tests/installations/installation.h"
#include "tests/installations/project.h"
#include "tests/installations/refusals.h"
#include "tests/services/facts.h"

namespace cofi::end_to_end {
namespace {

using budgets::v1::Budget;
using budgets::v1::Line;
using budgets::v1::Receipt;
using ::testing::StartsWith;

// Each test has a project of its own.
class OtherIncome : public EndToEnd {
 protected:
  OtherIncome() : project_(cofi(), "i-" + NewUuid().substr(0, 8)) {}

  budgets::v1::CreateReceiptRequest Sale(const std::string& id, const std::string& amount,
                                         const std::string& reference = "") const {
    budgets::v1::CreateReceiptRequest request = project_.Receipt(id, "g", amount);
    request.mutable_receipt()->clear_grant();
    request.mutable_receipt()->set_line(project_.Name("lines", "75"));
    request.mutable_receipt()->set_kind(Receipt::KIND_OTHER_INCOME);
    request.mutable_receipt()->set_reference(reference);
    return request;
  }

  std::string Answer(const google::protobuf::Message& request) {
    Receipt response;
    return Said(cofi().Call(request, &response));
  }

  // `received 300.00` of the line, now or on a day.
  std::string Received(const std::string& as_of = "") {
    budgets::v1::GetLineRequest request;
    request.set_name(project_.Name("lines", "75"));
    if (!as_of.empty()) *request.mutable_as_of_date() = On(as_of);
    return DecimalFromMinor(Minor(cofi().Ask<Line>(request).received_amount()));
  }

  const Project project_;
};
COFI_IN_ALL_SHAPES(OtherIncome);

TEST_P(OtherIncome, IsReceivedOnItsLine) {
  const auto receipt = cofi().Ask<Receipt>(Sale("s", "300"));
  EXPECT_EQ(receipt.line(), project_.Name("lines", "75"));
  EXPECT_EQ(Received(), "300.00");
  EXPECT_EQ(Received("2018-02-09"), "0.00") << "before it came in";
  // More than is planned may come in.
  cofi().Ask<Receipt>(Sale("t", "5000"));
  EXPECT_EQ(Received(), "5300.00");
  const auto reversal = cofi().Ask<Receipt>(project_.ReceiptReversal("s"));
  EXPECT_EQ(reversal.line(), receipt.line());
  EXPECT_EQ(Received(), "5000.00");
  EXPECT_EQ(Received("2018-03-31"), "5300.00");
}

TEST_P(OtherIncome, IsRecordedOnce) {
  cofi().Ask<Receipt>(Sale("s", "300", "CHQ 12"));
  EXPECT_THAT(Answer(Sale("t", "300", "chq 12")), StartsWith("ALREADY_EXISTS DUPLICATE_ENTRY"));
  cofi().Ask<Receipt>(Sale("t", "300", "CHQ 13"));
  // The same transfer of a grant is another.
  project_.Win("g", {.amount = "1000"});
  budgets::v1::CreateReceiptRequest of_grant = project_.Receipt("q", "g", "300");
  of_grant.mutable_receipt()->set_reference("CHQ 12");
  cofi().Ask<Receipt>(of_grant);
  EXPECT_EQ(Received(), "600.00");
}

TEST_P(OtherIncome, IsOfALineOrAGrantAndSaysSo) {
  project_.Win("g", {.amount = "1000"});
  budgets::v1::CreateReceiptRequest request = Sale("s", "1");
  request.mutable_receipt()->clear_line();
  EXPECT_THAT(Answer(request), StartsWith("INVALID_ARGUMENT FIELD_REQUIRED receipt.grant"));
  request = Sale("s", "1");
  request.mutable_receipt()->set_grant(project_.Name("grants", "g"));
  EXPECT_THAT(Answer(request), StartsWith("INVALID_ARGUMENT VALUE_MALFORMED receipt.line"));
  request = Sale("s", "1");
  request.mutable_receipt()->set_kind(Receipt::KIND_ADVANCE);
  EXPECT_THAT(Answer(request), StartsWith("INVALID_ARGUMENT VALUE_OUT_OF_RANGE receipt.kind"));
  request = project_.Receipt("s", "g", "1");
  request.mutable_receipt()->set_kind(Receipt::KIND_OTHER_INCOME);
  EXPECT_THAT(Answer(request), StartsWith("INVALID_ARGUMENT VALUE_OUT_OF_RANGE receipt.kind"));
  for (const char* line : {"62", "74"}) {
    request = Sale("s", "1");
    request.mutable_receipt()->set_line(project_.Name("lines", line));
    EXPECT_THAT(Answer(request), StartsWith("FAILED_PRECONDITION NOT_AN_INCOME_LINE receipt.line"))
        << line;
  }
  request = Sale("s", "1");
  request.mutable_receipt()->set_line(project_.Name("lines", "79"));
  EXPECT_THAT(Answer(request), StartsWith("FAILED_PRECONDITION REFERENCE_NOT_FOUND receipt.line"));
  EXPECT_EQ(Received(), "0.00");
}

TEST_P(OtherIncome, IsInThePlanAndTheStatus) {
  project_.Win("g", {.amount = "1000"});
  cofi().Ask<Receipt>(project_.Receipt("q", "g", "500"));
  cofi().Ask<Receipt>(Sale("s", "300"));
  reporting::v1::GetFundingPlanRequest plan;
  plan.set_parent(project_.name());
  const auto planned = cofi().Ask<reporting::v1::FundingPlan>(plan);
  EXPECT_EQ(planned.total().received().units(), 800);
  EXPECT_EQ(planned.sources().rbegin()->funder(), "");
  EXPECT_EQ(planned.sources().rbegin()->received().units(), 300);
  reporting::v1::GetBudgetStatusRequest ask;
  ask.set_parent(project_.name());
  const auto status = cofi().Ask<reporting::v1::BudgetStatus>(ask);
  ASSERT_EQ(status.income_size(), 1);
  EXPECT_EQ(status.income(0).key(), "75");
  EXPECT_EQ(status.income(0).planned().units(), 4000);
  EXPECT_EQ(status.income(0).received().units(), 300);
  *ask.mutable_from_date() = On("2018-02-11");
  EXPECT_EQ(cofi().Ask<reporting::v1::BudgetStatus>(ask).income_size(), 0);
  reporting::v1::ExplainFigureRequest explain;
  explain.set_figure(
      absl::StrCat(project_.name().substr(std::string("projects/").size()), "/received,funder="));
  const auto explained = cofi().Ask<reporting::v1::FigureExplanation>(explain);
  EXPECT_EQ(explained.total().units(), 300);
}

// A version of the budget keeps the line on which money came in.
TEST_P(OtherIncome, StaysOnItsLineInLaterVersions) {
  cofi().Ask<Receipt>(Sale("s", "300"));
  budgets::v1::CreateBudgetRequest budget;
  budget.set_parent(project_.name());
  budget.set_budget_id("v2");
  budget.mutable_budget();
  cofi().Ask<Budget>(budget);
  budgets::v1::AdoptBudgetRequest adopt;
  adopt.set_name(project_.name() + "/budgets/v2");
  Budget adopted;
  EXPECT_THAT(Said(cofi().Call(adopt, &adopted)), StartsWith("FAILED_PRECONDITION LINE_IN_USE"));
  // With less than came in it may be adopted.
  for (const char* account : {"62", "75"}) {
    budgets::v1::CreateLineRequest line;
    line.set_parent(adopt.name());
    line.set_line_id(account);
    line.mutable_line()->set_side(account[0] == '6' ? Line::SIDE_EXPENSE : Line::SIDE_INCOME);
    line.mutable_line()->set_account(account);
    line.mutable_line()->set_display_name(account);
    *line.mutable_line()->mutable_planned_amount() = Eur("100");
    cofi().Ask<Line>(line);
  }
  // Not on a line that is a funder's now: what came in would be nobody's.
  budgets::v1::UpdateLineRequest funded;
  funded.mutable_line()->set_name(adopt.name() + "/lines/75");
  funded.mutable_line()->set_funder("funders/ville");
  funded.mutable_update_mask()->add_paths("funder");
  cofi().Ask<Line>(funded);
  EXPECT_THAT(Said(cofi().Call(adopt, &adopted)),
              StartsWith("FAILED_PRECONDITION NOT_AN_INCOME_LINE"));
  funded.mutable_line()->clear_funder();
  cofi().Ask<Line>(funded);
  cofi().Ask<Budget>(adopt);
  EXPECT_EQ(Received(), "300.00");
}

}  // namespace
}  // namespace cofi::end_to_end
