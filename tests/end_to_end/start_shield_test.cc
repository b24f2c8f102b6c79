// What is ordered or invoiced before a funder has acknowledged receipt says so when it is typed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "base/fields.h"
#include "base/identifiers.h"
#include "base/names.h"
#include "clients/cli/printed/records.h"
#include "cofi/applications/v1/calls.pb.h"
#include "tests/installations/installation.h"
#include "tests/installations/project.h"
#include "tests/installations/refusals.h"
#include "tests/services/facts.h"

namespace cofi::end_to_end {
namespace {

namespace apps = applications::v1;
using budgets::v1::Commitment;
using budgets::v1::Endangered;
using budgets::v1::Expense;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

// Each test has a project of its own, and a call of `ville` under which nothing may begin early.
class StartShield : public EndToEnd {
 protected:
  StartShield() : id_(NewUuid().substr(0, 8)), project_(cofi(), "s-" + id_) {
    apps::CreateCallRequest call;
    call.set_parent("funders/ville");
    call.set_call_id("c-" + id_);
    call.mutable_call()->set_display_name("LEADER");
    call.mutable_call()->set_no_start_before_acknowledgement(true);
    cofi().Ask<apps::Call>(call);
    apps::CreateApplicationRequest application;
    application.set_parent(project_.name());
    application.set_application_id("leader");
    application.mutable_application()->set_display_name("LEADER");
    application.mutable_application()->set_funder("funders/ville");
    application.mutable_application()->set_call("funders/ville/calls/c-" + id_);
    *application.mutable_application()->mutable_requested_amount() = Eur("4000");
    cofi().Ask<apps::Application>(application);
    // The budgets know of it a moment later.
    EXPECT_TRUE(cofi().books().AwaitRelays());
  }

  void Acknowledge(const std::string& date) {
    apps::UpdateApplicationRequest request;
    request.mutable_application()->set_name(project_.Name("applications", "leader"));
    *request.mutable_application()->mutable_acknowledgement_date() = On(date);
    cofi().Ask<apps::Application>(request);
    EXPECT_TRUE(cofi().books().AwaitRelays());
  }

  const std::string id_;
  const Project project_;
};
COFI_IN_ALL_SHAPES(StartShield);

TEST_P(StartShield, NamesWhomAnEntryEndangersUntilReceiptIsAcknowledged) {
  const Commitment order = project_.Commit("c", {.amount = "50", .date = "2018-02-01"});
  ASSERT_EQ(order.endangers_size(), 1);
  EXPECT_EQ(order.endangers(0).application(), project_.Name("applications", "leader"));
  EXPECT_EQ(order.endangers(0).funder(), "funders/ville");
  EXPECT_EQ(order.endangers(0).why(), Endangered::WHY_NOT_ACKNOWLEDGED);
  Acknowledge("2018-03-01");
  const Expense early = project_.Spend("e", {.amount = "10", .date = "2018-02-28"});
  ASSERT_EQ(early.endangers_size(), 1);
  EXPECT_EQ(early.endangers(0).why(), Endangered::WHY_BEFORE_ACKNOWLEDGEMENT);
  EXPECT_EQ(IsoDate(early.endangers(0).acknowledgement_date()), "2018-03-01");
  EXPECT_EQ(project_.Spend("f", {.amount = "10", .date = "2018-03-01"}).endangers_size(), 0);
  // A deposit is a beginning too.
  const Expense deposit =
      project_.Spend("g", {.amount = "10", .date = "2018-03-02", .paid = "2018-02-20"});
  EXPECT_EQ(deposit.endangers_size(), 1);
  // Of the moment, and kept nowhere.
  budgets::v1::GetExpenseRequest get;
  get.set_name(early.name());
  EXPECT_EQ(cofi().Ask<Expense>(get).endangers_size(), 0);
}

TEST_P(StartShield, IsSaidInBothLanguages) {
  const Commitment order = project_.Commit("c", {.amount = "50", .date = "2018-02-01"});
  EXPECT_THAT(cli::WarningsOf(order, Language::kEnglish),
              AllOf(StartsWith("warning: "), HasSubstr("ville"), HasSubstr("leader")));
  EXPECT_THAT(cli::WarningsOf(order, Language::kFrench),
              AllOf(StartsWith("attention : "), HasSubstr("accusé de réception")));
  EXPECT_EQ(cli::WarningsOf(Commitment(), Language::kEnglish), "");
}

TEST_P(StartShield, IsNotAcknowledgedAhead) {
  apps::UpdateApplicationRequest request;
  request.mutable_application()->set_name(project_.Name("applications", "leader"));
  *request.mutable_application()->mutable_acknowledgement_date() = On("2999-01-01");
  apps::Application application;
  EXPECT_THAT(Said(cofi().Call(request, &application)),
              StartsWith("INVALID_ARGUMENT VALUE_OUT_OF_RANGE application.acknowledgement_date"));
}

}  // namespace
}  // namespace cofi::end_to_end
