// What is closed is settled before, or by force, and takes nothing more until it is opened again;
// and what an award obliges to is owed from then on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "base/fields.h"
#include "base/identifiers.h"
#include "cofi/applications/v1/calls.pb.h"
#include "cofi/applications/v1/obligations.pb.h"
#include "tests/installations/installation.h"
#include "tests/installations/project.h"
#include "tests/installations/refusals.h"
#include "tests/services/facts.h"

namespace cofi::end_to_end {
namespace {

namespace apps = applications::v1;
using apps::Application;
using apps::Obligation;
using budgets::v1::Commitment;
using budgets::v1::Expense;
using budgets::v1::Receipt;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// Each test has a project of its own, with a gift of 16 000 that makes it ready.
class Closing : public EndToEnd {
 protected:
  Closing() : project_(cofi(), "c-" + NewUuid().substr(0, 8)) {}

  // Since 2018-02-15.
  void Run() {
    project_.Win("don", {.amount = "16000"});
    ASSERT_TRUE(project_.Becomes("READY"));
    projects::v1::StartProjectRequest request;
    request.set_name(project_.name());
    *request.mutable_effective_date() = On("2018-02-15");
    cofi().Ask<projects::v1::Project>(request);
  }
  projects::v1::CloseProjectRequest Close(bool force = false) {
    projects::v1::CloseProjectRequest request;
    request.set_name(project_.name());
    request.set_force(force);
    *request.mutable_effective_date() = On("2018-12-31");
    return request;
  }
  void Reopen(const std::string& date) {
    projects::v1::ReopenProjectRequest request;
    request.set_name(project_.name());
    request.set_note("one invoice was still to come");
    *request.mutable_effective_date() = On(date);
    cofi().Ask<projects::v1::Project>(request);
    EXPECT_TRUE(cofi().books().AwaitRelays());
  }

  // The other services know of the project's state a moment later.
  template <typename Request>
  void Follow(const Request& request) {
    cofi().Ask<projects::v1::Project>(request);
    EXPECT_TRUE(cofi().books().AwaitRelays());
  }

  std::string Name(const std::string& below = "") const {
    return project_.Name("applications", "aide") + below;
  }
  void Award(const std::string& amount) {
    cofi().Ask<Application>(project_.Award("aide", amount, "2018-02-01"));
    EXPECT_TRUE(cofi().books().AwaitRelays());
  }
  void Sign() {
    apps::SignApplicationAgreementRequest request;
    request.set_name(Name());
    request.set_agreement_id("convention");
    *request.mutable_effective_date() = On("2018-02-20");
    *request.mutable_eligible_start_date() = On("2018-03-01");
    *request.mutable_eligible_end_date() = On("2019-02-28");
    cofi().Ask<Application>(request);
    EXPECT_TRUE(cofi().books().AwaitRelays());
  }
  apps::CreateObligationRequest Owing(const std::string& id) {
    apps::CreateObligationRequest request;
    request.set_parent(Name());
    request.set_obligation_id(id);
    request.mutable_obligation()->set_display_name(id);
    request.mutable_obligation()->set_kind(Obligation::KIND_FINANCIAL_REPORT);
    *request.mutable_obligation()->mutable_due_date() = On("2019-06-30");
    return request;
  }
  Obligation TheObligation(const std::string& id) {
    apps::GetObligationRequest request;
    request.set_name(Name("/obligations/" + id));
    return cofi().Ask<Obligation>(request);
  }
  // A verb on a date.
  template <typename Request>
  static Request Do(const std::string& name, const std::string& date) {
    Request request;
    request.set_name(name);
    *request.mutable_effective_date() = On(date);
    return request;
  }

  // The whole of a refusal; `OK` if there was none.
  template <typename Response>
  std::string Answer(const google::protobuf::Message& request) {
    Response response;
    return Said(cofi().Call(request, &response));
  }

  const Project project_;
};
COFI_IN_ALL_SHAPES(Closing);

TEST_P(Closing, AProjectSaysWhatIsStillOpenOfEachKind) {
  Run();
  project_.Commit("order", {.amount = "500"});
  project_.Spend("invoice", {.amount = "100"});
  project_.Apply("other", "1000");
  project_.Apply("aide", "4000");
  Award("4000");
  cofi().Ask<Obligation>(Owing("bilan"));
  const auto open = [&] { return Answer<projects::v1::Project>(Close()); };
  const std::string all = open();
  EXPECT_THAT(all, StartsWith("FAILED_PRECONDITION STILL_OPEN"));
  for (const char* each : {"1 commitment", "1 expense", "2 grants", "1 application", "1 obligation",
                           "€20,000.00 to receive"}) {
    EXPECT_THAT(all, HasSubstr(each));
  }
  EXPECT_EQ(project_.State(), "RUNNING");

  // One after the other, until nothing is.
  cofi().Ask<Commitment>(project_.Release("order"));
  EXPECT_THAT(open(), Not(HasSubstr("commitment")));
  cofi().Ask<Expense>(project_.Payment("invoice", "2018-04-01"));
  EXPECT_THAT(open(), Not(HasSubstr("expense")));
  cofi().Ask<Receipt>(project_.Receipt("gift", "don", "16000"));
  EXPECT_THAT(open(), HasSubstr("1 grant,"));
  EXPECT_THAT(open(), HasSubstr("€4,000.00 to receive"));
  cofi().Ask<Receipt>(project_.Receipt("advance", "aide", "4000"));
  EXPECT_THAT(open(), Not(HasSubstr("grant")));
  cofi().Ask<Application>(
      Do<apps::RejectApplicationRequest>(project_.Name("applications", "other"), "2018-03-01"));
  EXPECT_THAT(open(), Not(HasSubstr("application")));
  EXPECT_THAT(open(), HasSubstr("1 obligation"));
  cofi().Ask<Obligation>(
      Do<apps::CompleteObligationRequest>(Name("/obligations/bilan"), "2018-11-30"));
  EXPECT_EQ(open(), "OK");
  EXPECT_EQ(project_.State(), "CLOSED");
}

// Of an application that was never awarded nothing is owed.
TEST_P(Closing, AProjectIsNotHeldOpenByWhatADraftWouldOblige) {
  Run();
  cofi().Ask<Receipt>(project_.Receipt("gift", "don", "16000"));
  apps::CreateApplicationRequest draft;
  draft.set_parent(project_.name());
  draft.set_application_id("aide");
  draft.mutable_application()->set_display_name("Aide");
  draft.mutable_application()->set_funder("funders/ville");
  cofi().Ask<Application>(draft);
  cofi().Ask<Obligation>(Owing("bilan"));
  EXPECT_EQ(Answer<projects::v1::Project>(Close()), "OK");
}

TEST_P(Closing, AProjectTakesNothingMoreUntilItIsReopened) {
  Run();
  project_.Spend("before", {.amount = "100"});
  EXPECT_THAT(Answer<projects::v1::Project>(Close()), HasSubstr("close it by force"));
  Follow(Close(/*force=*/true));
  ASSERT_EQ(project_.State(), "CLOSED");
  const auto expense = project_.Expense("late", {.amount = "10"});
  const auto order = project_.Commitment("order", {.amount = "10"});
  const auto receipt = project_.Receipt("gift", "don", "10");
  EXPECT_THAT(Answer<Expense>(expense), StartsWith("FAILED_PRECONDITION CLOSED"));
  EXPECT_THAT(Answer<Commitment>(order), StartsWith("FAILED_PRECONDITION CLOSED"));
  EXPECT_THAT(Answer<Receipt>(receipt), StartsWith("FAILED_PRECONDITION CLOSED"));
  EXPECT_EQ(project_.LineFigures("62"),
            "committed 0.00, spent 100.00, paid 0.00, available 8900.00");

  Reopen("2019-01-15");
  EXPECT_EQ(project_.State(), "RUNNING");
  EXPECT_EQ(project_.State("2019-01-14"), "CLOSED");
  EXPECT_EQ(project_.State("2018-12-30"), "RUNNING");
  cofi().Ask<Expense>(expense);
  cofi().Ask<Commitment>(order);
  cofi().Ask<Receipt>(receipt);
  EXPECT_EQ(project_.LineFigures("62"),
            "committed 10.00, spent 110.00, paid 0.00, available 8880.00");
  // It ends where it ended before, or elsewhere.
  auto again = Close(/*force=*/true);
  *again.mutable_effective_date() = On("2019-02-01");
  EXPECT_EQ(Answer<projects::v1::Project>(again), "OK");
}

TEST_P(Closing, AProjectThatWasGivenUpTakesNothingEither) {
  Run();
  Follow(Do<projects::v1::AbandonProjectRequest>(project_.name(), "2018-06-01"));
  const auto expense = project_.Expense("late", {.amount = "10"});
  EXPECT_THAT(Answer<Expense>(expense), StartsWith("FAILED_PRECONDITION CLOSED"));
  Reopen("2018-07-01");
  EXPECT_EQ(project_.State(), "RUNNING") << "as it was before";
  EXPECT_EQ(project_.State("2018-06-30"), "ABANDONED");
  cofi().Ask<Expense>(expense);
}

TEST_P(Closing, AProjectThatIsReopenedIsReadyAsItsFundingSays) {
  project_.Win("don", {.amount = "16000"});
  ASSERT_TRUE(project_.Becomes("READY"));
  Follow(Do<projects::v1::AbandonProjectRequest>(project_.name(), "2018-06-01"));
  budgets::v1::UpdateGrantRequest less;
  less.mutable_grant()->set_name(project_.Name("grants", "don"));
  *less.mutable_grant()->mutable_awarded_amount() = Eur("15000");
  *less.mutable_effective_date() = On("2018-06-15");
  cofi().Ask<budgets::v1::Grant>(less);
  ASSERT_TRUE(cofi().books().AwaitRelays());
  Reopen("2018-07-01");
  EXPECT_EQ(project_.State(), "FINANCING");
}

// All is received, and nothing owed: then it ends as it was awarded.
TEST_P(Closing, AnApplicationKeepsItsAwardAndTakesNothingMore) {
  project_.Apply("aide", "4000");
  Award("4000");
  Sign();
  cofi().Ask<Receipt>(project_.Receipt("all", "aide", "4000"));
  EXPECT_EQ(Answer<Application>(Do<apps::CloseApplicationRequest>(Name(), "2018-12-31")), "OK");
  ASSERT_TRUE(cofi().books().AwaitRelays());
  EXPECT_EQ(project_.GrantFigures("aide"),
            "awarded 4000.00, spent 0.00, received 4000.00, remaining 4000.00");
  EXPECT_THAT(Answer<Obligation>(Owing("bilan")), StartsWith("FAILED_PRECONDITION CLOSED"));
  const auto share = project_.Expense("e", {.amount = "10", .shares = {{"aide", "10"}}});
  EXPECT_THAT(Answer<Expense>(share), StartsWith("FAILED_PRECONDITION CLOSED"));
  const auto own = project_.Expense("own", {.amount = "10"});
  cofi().Ask<Expense>(own);

  auto reopen = Do<apps::ReopenApplicationRequest>(Name(), "2019-01-15");
  reopen.set_note("a report was missing");
  EXPECT_EQ(EnumNameOf(cofi().Ask<Application>(reopen).state()), "AGREED");
  ASSERT_TRUE(cofi().books().AwaitRelays());
  EXPECT_EQ(project_.GrantFigures("aide"),
            "awarded 4000.00, spent 0.00, received 4000.00, remaining 4000.00");
  cofi().Ask<Obligation>(Owing("bilan"));
  cofi().Ask<Expense>(share);
}

// An application to a call with what the call obliges to: a note six months after the award, and a
// report two months and fifteen days after the end of the agreement.
class Obliged : public Closing {
 protected:
  Obliged() {
    const std::string id = "c-" + NewUuid().substr(0, 8);
    apps::CreateCallRequest call;
    call.set_parent("funders/ville");
    call.set_call_id(id);
    call.mutable_call()->set_display_name("Appel");
    AddTemplate("note", apps::DueRule::ANCHOR_DECISION, 6, 0, call.mutable_call());
    AddTemplate("report", apps::DueRule::ANCHOR_AGREEMENT_END, 2, 15, call.mutable_call());
    cofi().Ask<apps::Call>(call);
    apps::CreateApplicationRequest application;
    application.set_parent(project_.name());
    application.set_application_id("aide");
    application.mutable_application()->set_display_name("Aide");
    application.mutable_application()->set_funder("funders/ville");
    application.mutable_application()->set_call("funders/ville/calls/" + id);
    *application.mutable_application()->mutable_requested_amount() = Eur("4000");
    cofi().Ask<Application>(application);
    cofi().Ask<Application>(Do<apps::SubmitApplicationRequest>(Name(), "2018-01-10"));
  }

  static void AddTemplate(const std::string& id, apps::DueRule::Anchor anchor, int months, int days,
                          apps::Call* call) {
    apps::ObligationTemplate& owed = *call->add_obligation_template();
    owed.set_obligation_id(id);
    owed.set_display_name("The " + id);
    owed.set_kind(Obligation::KIND_FINANCIAL_REPORT);
    owed.set_certifier("treasurer");
    owed.mutable_due_rule()->set_anchor(anchor);
    owed.mutable_due_rule()->set_months(months);
    owed.mutable_due_rule()->set_days(days);
  }

  int CountOwed() {
    apps::ListObligationsRequest request;
    request.set_parent(Name());
    return cofi().Ask<apps::ListObligationsResponse>(request).obligations_size();
  }
};
COFI_IN_ALL_SHAPES(Obliged);

TEST_P(Obliged, ByItsCallSinceTheAward) {
  EXPECT_EQ(CountOwed(), 0);
  Award("4000");
  ASSERT_EQ(CountOwed(), 2);
  const Obligation note = TheObligation("note");
  EXPECT_EQ(EnumNameOf(note.state()), "PENDING");
  EXPECT_EQ(note.display_name(), "The note");
  EXPECT_EQ(note.kind(), Obligation::KIND_FINANCIAL_REPORT);
  EXPECT_EQ(note.certifier(), "treasurer");
  EXPECT_EQ(IsoDate(note.due_date()), "2018-08-01");
  EXPECT_FALSE(TheObligation("report").has_due_date()) << "nothing is signed";
  Sign();
  EXPECT_EQ(IsoDate(TheObligation("report").due_date()), "2019-05-15");
  EXPECT_EQ(IsoDate(TheObligation("note").due_date()), "2018-08-01");
}

TEST_P(Obliged, OnceHoweverOftenItIsAwarded) {
  auto note = Owing("note");
  *note.mutable_obligation()->mutable_due_date() = On("2018-05-01");
  cofi().Ask<Obligation>(note);
  Award("3000");
  EXPECT_EQ(CountOwed(), 2);
  EXPECT_EQ(IsoDate(TheObligation("note").due_date()), "2018-05-01")
      << "somebody had agreed on it before";
  cofi().Ask<Application>(project_.Award("aide", "4000", "2018-03-01"));
  EXPECT_EQ(CountOwed(), 2);
}

}  // namespace
}  // namespace cofi::end_to_end
