// RehearsalService: each request on what those before it left, and nothing of it stays.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/identifiers.h"
#include "base/refusal.h"
#include "clients/services.h"
#include "cofi/journal/v1/rehearsals.pb.h"
#include "cofi/projects/v1/partners.pb.h"
#include "cofi/reporting/v1/reports.pb.h"
#include "tests/installations/installation.h"
#include "tests/installations/project.h"

namespace cofi::end_to_end {
namespace {

using google::protobuf::Message;
using journal::v1::RehearsalOutcome;
using journal::v1::RehearseRequest;
using journal::v1::RehearseResponse;
using ::testing::ElementsAre;

class Rehearsals : public EndToEnd {
 protected:
  // `granted`, or the reason, of each step.
  std::vector<std::string> Said(const RehearseResponse& response) {
    std::vector<std::string> said;
    for (const RehearsalOutcome& outcome : response.outcomes()) {
      google::rpc::ErrorInfo info;
      if (outcome.has_refusal()) outcome.refusal().details(0).UnpackTo(&info);
      said.push_back(outcome.has_refusal() ? info.reason() : "granted");
    }
    return said;
  }

  RehearseResponse Rehearse(const std::string& service, const std::vector<const Message*>& requests,
                            const Message* supposed = nullptr) {
    RehearseRequest request;
    request.set_journal(clients::JournalOf(service));
    if (supposed != nullptr) request.add_steps()->mutable_supposed()->PackFrom(*supposed);
    for (const Message* each : requests) request.add_steps()->mutable_request()->PackFrom(*each);
    const auto before = cofi().books().Contents();
    const auto response = cofi().Ask<RehearseResponse>(request);
    EXPECT_EQ(cofi().books().Contents(), before);
    return response;
  }
};
COFI_IN_ALL_SHAPES(Rehearsals);

TEST_P(Rehearsals, EachStepIsTriedOnWhatThoseBeforeItLeft) {
  const Project project(cofi(), "rehearsed");
  const auto first = project.Expense("e1", {.amount = "8999", .reference = "A"});
  const auto same = project.Expense("e2", {.amount = "1", .reference = "A"});
  const auto more = project.Expense("e3", {.amount = "1.01", .reference = "B"});
  const auto payment = project.Payment("e1", "2018-03-02");
  budgets::v1::GetExpenseRequest get;
  get.set_name(project.Name("expenses", "e1"));
  auto nonsense = first;
  nonsense.mutable_expense()->mutable_amount()->set_units(-1);
  const RehearseResponse response =
      Rehearse("budgets", {&first, &same, &more, &nonsense, &payment, &payment, &get});
  EXPECT_THAT(Said(response),
              ElementsAre("granted", "DUPLICATE_INVOICE", "INSUFFICIENT_FUNDS",
                          "AMOUNT_NOT_POSITIVE", "granted", "ALREADY_PAID", "granted"));
  budgets::v1::Expense expense;
  ASSERT_TRUE(response.outcomes(6).answer().UnpackTo(&expense));
  EXPECT_EQ(expense.payment_date().day(), 2);
  // It can be done in earnest afterwards, with the very same requests.
  project.Spend("e1", {.amount = "8999", .reference = "A"});
}

// A step that is refused after it has written leaves nothing to those after it.
TEST_P(Rehearsals, ChainsHoldAfterwards) {
  const Project project(cofi(), "chained");
  const auto one = project.Expense("e1", {.amount = "1"});
  const auto two = project.Expense("e2", {.amount = "9001"});
  for (int i = 0; i < 3; ++i) {
    EXPECT_THAT(Said(Rehearse("budgets", {&one, &two, &one})),
                ElementsAre("granted", "INSUFFICIENT_FUNDS", "RESOURCE_EXISTS"));
    project.Spend("s" + std::to_string(i), {.amount = "1"});
  }
}

TEST_P(Rehearsals, WhatIsSupposedIsThere) {
  projects::v1::Project supposed;
  supposed.set_name("projects/supposed");
  supposed.set_currency("CHF");
  budgets::v1::CreateBudgetRequest budget;
  budget.set_parent(supposed.name());
  budget.set_budget_id("v1");
  budget.mutable_budget()->set_display_name("v1");
  EXPECT_THAT(Said(Rehearse("budgets", {&budget})), ElementsAre("RESOURCE_NOT_FOUND"));
  EXPECT_THAT(Said(Rehearse("budgets", {&budget}, &supposed)), ElementsAre("granted", "granted"));
  // Only for as long as it lasts.
  EXPECT_THAT(Said(Rehearse("budgets", {&budget})), ElementsAre("RESOURCE_NOT_FOUND"));
}

TEST_P(Rehearsals, WhatIsNoRequestOfTheServiceIsRefusedByItself) {
  const Project project(cofi(), "foreign");
  projects::v1::CreatePhaseRequest phase;
  phase.set_parent(project.name());
  phase.mutable_phase()->set_display_name("A");
  RehearseRequest request;
  request.set_journal("journals/budgets");
  request.add_steps();
  request.add_steps()->mutable_request()->PackFrom(phase);
  budgets::v1::ListExpensesRequest list;
  list.set_parent(project.name());
  request.add_steps()->mutable_request()->PackFrom(list);
  request.add_steps()->mutable_request()->set_type_url("type.googleapis.com/no.such.Type");
  auto* broken = request.add_steps()->mutable_request();
  broken->PackFrom(project.Expense("e", {.amount = "1"}));
  broken->set_value("\xff\xff");
  EXPECT_THAT(Said(cofi().Ask<RehearseResponse>(request)),
              ElementsAre("INVALID_MESSAGE", "INVALID_MESSAGE", "INVALID_MESSAGE",
                          "INVALID_MESSAGE", "INVALID_MESSAGE"));
  RehearseResponse response;
  request.set_journal("journals/nobody");
  EXPECT_EQ(cofi().Call(request, &response).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
}

}  // namespace
}  // namespace cofi::end_to_end
