// A slip is taken back: what the last verb did, to the resource and to all that it moved, in every
// service, as if it had not been. The journal keeps both.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/fields.h"
#include "base/identifiers.h"
#include "base/names.h"
#include "cofi/applications/v1/agreements.pb.h"
#include "cofi/applications/v1/obligations.pb.h"
#include "cofi/applications/v1/stages.pb.h"
#include "cofi/applications/v1/undo.pb.h"
#include "tests/installations/everything.h"
#include "tests/installations/installation.h"
#include "tests/installations/process.h"
#include "tests/installations/project.h"
#include "tests/installations/refusals.h"
#include "tests/services/facts.h"

namespace cofi::end_to_end {
namespace {

namespace apps = applications::v1;
using apps::Agreement;
using apps::Application;
using apps::Obligation;
using apps::Stage;
using budgets::v1::Budget;
using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr char kNotUndoable[] = "FAILED_PRECONDITION NOT_UNDOABLE";

// Each test has a project of its own, with one application: `aide`. After each, all books are
// right.
class Undone : public EndToEnd {
 protected:
  Undone() : project_(cofi(), "u-" + NewUuid().substr(0, 8)) {}
  ~Undone() override {
    EXPECT_TRUE(cofi().books().AwaitRelays());
    EXPECT_EQ(Unsound(cofi()), "");
  }

  std::string Name(const std::string& below = "") const {
    return project_.Name("applications", "aide") + below;
  }

  template <typename Request>
  static Request Slip(const std::string& name) {
    Request request;
    request.set_name(name);
    request.set_note("a slip");
    return request;
  }
  apps::UndoApplicationRequest Slip() const { return Slip<apps::UndoApplicationRequest>(Name()); }

  // Takes back what was last done with the application, and waits for all that follows.
  Application Undo() {
    const auto application = cofi().Ask<Application>(Slip());
    EXPECT_TRUE(cofi().books().AwaitRelays());
    return application;
  }

  void Award(const std::string& amount, const std::string& date = "2018-02-01") {
    cofi().Ask<Application>(project_.Award("aide", amount, date));
    EXPECT_TRUE(cofi().books().AwaitRelays());
  }

  // Signed on 2018-02-20 for 2018-03-01 to 2019-02-28.
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

  void Owe() {
    apps::CreateObligationRequest request;
    request.set_parent(Name());
    request.set_obligation_id("bilan");
    request.mutable_obligation()->set_display_name("Bilan");
    request.mutable_obligation()->set_kind(Obligation::KIND_FINANCIAL_REPORT);
    *request.mutable_obligation()->mutable_due_date() = On("2019-06-30");
    cofi().Ask<Obligation>(request);
  }
  Obligation TheObligation() {
    apps::GetObligationRequest request;
    request.set_name(Name("/obligations/bilan"));
    return cofi().Ask<Obligation>(request);
  }

  void MakeStage(const std::string& id, int position) {
    apps::CreateStageRequest request;
    request.set_parent(Name());
    request.set_stage_id(id);
    request.mutable_stage()->set_display_name(id);
    request.mutable_stage()->set_kind(apps::STAGE_KIND_COMMITTEE);
    request.mutable_stage()->set_position(position);
    cofi().Ask<Stage>(request);
  }
  void Pass(const std::string& id, const std::string& date) {
    apps::PassStageRequest request;
    request.set_name(Name("/stages/" + id));
    *request.mutable_effective_date() = On(date);
    cofi().Ask<Stage>(request);
  }
  // `IN_SELECTION, jury PASSED, board OPEN`
  std::string Selection() {
    std::string states = EnumNameOf(TheApplication().state());
    for (const char* id : {"jury", "board"}) {
      apps::GetStageRequest request;
      request.set_name(Name(absl::StrCat("/stages/", id)));
      absl::StrAppend(&states, ", ", id, " ", EnumNameOf(cofi().Ask<Stage>(request).state()));
    }
    return states;
  }

  Application TheApplication() {
    apps::GetApplicationRequest request;
    request.set_name(Name());
    return cofi().Ask<Application>(request);
  }
  budgets::v1::Grant TheGrant(const std::string& as_of = "") {
    budgets::v1::GetGrantRequest request;
    request.set_name(project_.Name("grants", "aide"));
    if (!as_of.empty()) *request.mutable_as_of_date() = On(as_of);
    return cofi().Ask<budgets::v1::Grant>(request);
  }
  // `aide 16000.00`: every grant of the project.
  std::string Grants() {
    budgets::v1::ListGrantsRequest request;
    request.set_parent(project_.name());
    const auto response = cofi().Ask<budgets::v1::ListGrantsResponse>(request);
    return absl::StrJoin(response.grants(), ", ", [](std::string* out, const auto& grant) {
      absl::StrAppend(out, IdOf(grant.name()), " ",
                      DecimalFromMinor(Minor(grant.awarded_amount())));
    });
  }

  // What the journal says was done with a resource, in order.
  std::string VerbsOf(const std::string& service, const std::string& name) {
    return absl::StrJoin(
        cofi().books().Values(service, absl::StrCat("SELECT verb FROM journal WHERE name = '", name,
                                                    "' ORDER BY sequence")),
        " ");
  }

  // The whole of a refusal; `OK` if there was none.
  template <typename Response>
  std::string Answer(const google::protobuf::Message& request) {
    Response response;
    return Said(cofi().Call(request, &response));
  }

  const Project project_;
};
COFI_IN_ALL_SHAPES(Undone);

TEST_P(Undone, ASubmissionLeavesADraft) {
  project_.Apply("aide", "16000");
  const Application draft = Undo();
  EXPECT_EQ(EnumNameOf(draft.state()), "DRAFT");
  EXPECT_FALSE(draft.has_submit_date());
  EXPECT_EQ(draft.history_size(), 0);
  EXPECT_EQ(VerbsOf("applications", Name()), "CreateApplication SubmitApplication UndoApplication");
  // As if it had not been: on an earlier day too.
  apps::SubmitApplicationRequest submit;
  submit.set_name(Name());
  *submit.mutable_effective_date() = On("2018-01-09");
  EXPECT_EQ(EnumNameOf(cofi().Ask<Application>(submit).state()), "SUBMITTED");
}

TEST_P(Undone, AnAwardTakesItsGrantAlong) {
  project_.Apply("aide", "16000");
  Award("16000");
  ASSERT_EQ(Grants(), "aide 16000.00");
  ASSERT_TRUE(project_.Becomes("READY"));
  const Application submitted = Undo();
  EXPECT_EQ(EnumNameOf(submitted.state()), "SUBMITTED");
  EXPECT_FALSE(submitted.has_awarded_amount());
  EXPECT_FALSE(submitted.has_decision_date());
  EXPECT_EQ(submitted.dated_values_size(), 0);
  EXPECT_EQ(Grants(), "");
  EXPECT_TRUE(project_.Becomes("FINANCING"));
  // Nobody has kept anything of that grant: the next has its name.
  Award("15000", "2018-03-01");
  EXPECT_EQ(Grants(), "aide 15000.00");
  EXPECT_EQ(IsoDate(TheGrant().award_date()), "2018-03-01");
  EXPECT_EQ(VerbsOf("applications", Name()),
            "CreateApplication SubmitApplication AwardApplication UndoApplication"
            " AwardApplication");
  EXPECT_EQ(VerbsOf("budgets", project_.Name("grants", "aide")),
            "FollowAward UndoAward FollowAward");
}

TEST_P(Undone, ASignatureTakesTheAgreementAlong) {
  project_.Apply("aide", "16000");
  Award("16000");
  Sign();
  ASSERT_EQ(IsoDate(TheGrant().eligible_end_date()), "2019-02-28");
  const Application awarded = Undo();
  EXPECT_EQ(EnumNameOf(awarded.state()), "AWARDED");
  EXPECT_FALSE(awarded.has_agreement_terms());
  apps::GetAgreementRequest get;
  get.set_name(Name("/agreements/convention"));
  EXPECT_THAT(Answer<Agreement>(get), HasSubstr("NOT_FOUND RESOURCE_NOT_FOUND"));
  EXPECT_TRUE(Eventually([&] { return !TheGrant().has_eligible_end_date(); }));
  EXPECT_FALSE(TheGrant().has_eligible_start_date());
  EXPECT_EQ(Grants(), "aide 16000.00") << "the award stands";
  Sign();
  EXPECT_EQ(IsoDate(cofi().Ask<Agreement>(get).eligible_end_date()), "2019-02-28");
  EXPECT_TRUE(Eventually([&] { return IsoDate(TheGrant().eligible_end_date()) == "2019-02-28"; }));
}

// What was received of the amended award stands on it.
TEST_P(Undone, AnAmendmentOfWhichMoneyWasReceivedStays) {
  project_.Apply("aide", "16000");
  Award("9000");
  Sign();
  const std::string agreement = Name("/agreements/convention");
  apps::AmendAgreementRequest amend;
  amend.set_name(agreement);
  *amend.mutable_effective_date() = On("2018-06-01");
  *amend.mutable_awarded_amount() = Eur("12000");
  cofi().Ask<Agreement>(amend);
  ASSERT_TRUE(cofi().books().AwaitRelays());
  cofi().Ask<budgets::v1::Receipt>(project_.Receipt("r", "aide", "9000.01"));
  EXPECT_THAT(Answer<Agreement>(Slip<apps::UndoAgreementRequest>(agreement)),
              AllOf(HasSubstr(kNotUndoable), HasSubstr("money has moved on its grant")));
  EXPECT_EQ(DecimalFromMinor(Minor(TheApplication().awarded_amount())), "12000.00");
}

TEST_P(Undone, AnAmendmentTakesBackAllThatItChanged) {
  project_.Apply("aide", "16000");
  Award("9000");
  Sign();
  const std::string agreement = Name("/agreements/convention");
  apps::AmendAgreementRequest amend;
  amend.set_name(agreement);
  *amend.mutable_effective_date() = On("2018-06-01");
  *amend.mutable_awarded_amount() = Eur("12000");
  *amend.mutable_eligible_end_date() = On("2019-12-31");
  cofi().Ask<Agreement>(amend);
  ASSERT_TRUE(cofi().books().AwaitRelays());
  ASSERT_EQ(Grants(), "aide 12000.00");
  ASSERT_TRUE(Eventually([&] { return IsoDate(TheGrant().eligible_end_date()) == "2019-12-31"; }));

  const auto undone = cofi().Ask<Agreement>(Slip<apps::UndoAgreementRequest>(agreement));
  ASSERT_TRUE(cofi().books().AwaitRelays());
  EXPECT_EQ(IsoDate(undone.eligible_end_date()), "2019-02-28");
  EXPECT_EQ(undone.dated_values_size(), 0);
  const Application application = TheApplication();
  EXPECT_EQ(DecimalFromMinor(Minor(application.awarded_amount())), "9000.00");
  EXPECT_EQ(IsoDate(application.agreement_terms().eligible_end_date()), "2019-02-28");
  EXPECT_EQ(Grants(), "aide 9000.00");
  EXPECT_EQ(DecimalFromMinor(Minor(TheGrant("2018-06-01").awarded_amount())), "9000.00");
  EXPECT_TRUE(Eventually([&] { return IsoDate(TheGrant().eligible_end_date()) == "2019-02-28"; }));
  EXPECT_EQ(VerbsOf("applications", agreement),
            "SignApplicationAgreement AmendAgreement UndoAgreement");
}

TEST_P(Undone, AClosingGivesBackWhatItSettled) {
  project_.Apply("aide", "9000");
  Award("9000");
  Sign();
  Owe();
  cofi().Ask<budgets::v1::Receipt>(project_.Receipt("advance", "aide", "4000"));
  apps::CloseApplicationRequest close;
  close.set_name(Name());
  close.set_settle(true);
  *close.mutable_effective_date() = On("2018-12-31");
  cofi().Ask<Application>(close);
  ASSERT_TRUE(cofi().books().AwaitRelays());
  ASSERT_EQ(Grants(), "aide 4000.00");
  ASSERT_EQ(EnumNameOf(TheObligation().state()), "WAIVED");
  // That money has moved does not matter to this one.
  EXPECT_EQ(EnumNameOf(Undo().state()), "AGREED");
  EXPECT_EQ(Grants(), "aide 9000.00");
  EXPECT_FALSE(TheGrant().has_close_date());
  EXPECT_EQ(DecimalFromMinor(Minor(TheGrant("2018-12-31").awarded_amount())), "9000.00");
  EXPECT_EQ(EnumNameOf(TheObligation().state()), "PENDING");
  cofi().Ask<budgets::v1::Receipt>(project_.Receipt("rest", "aide", "5000"));
}

TEST_P(Undone, AStageThatWasPassedTakesTheApplicationBackToo) {
  project_.Apply("aide", "16000");
  MakeStage("jury", 1);
  MakeStage("board", 2);
  ASSERT_EQ(Selection(), "SUBMITTED, jury OPEN, board UPCOMING");
  Pass("jury", "2018-03-01");
  ASSERT_EQ(Selection(), "IN_SELECTION, jury PASSED, board OPEN");
  ASSERT_EQ(TheApplication().current_stage(), Name("/stages/board"));
  cofi().Ask<Stage>(Slip<apps::UndoStageRequest>(Name("/stages/jury")));
  EXPECT_EQ(Selection(), "SUBMITTED, jury OPEN, board UPCOMING");
  EXPECT_EQ(TheApplication().current_stage(), Name("/stages/jury"));
  EXPECT_EQ(TheApplication().history_size(), 1);
  Pass("jury", "2018-02-01");
  EXPECT_EQ(Selection(), "IN_SELECTION, jury PASSED, board OPEN");
}

TEST_P(Undone, AnObligationIsOwedAgain) {
  project_.Apply("aide", "16000");
  Award("16000");
  Owe();
  apps::CompleteObligationRequest complete;
  complete.set_name(Name("/obligations/bilan"));
  *complete.mutable_effective_date() = On("2018-04-01");
  cofi().Ask<Obligation>(complete);
  const auto owed = cofi().Ask<Obligation>(Slip<apps::UndoObligationRequest>(complete.name()));
  EXPECT_EQ(EnumNameOf(owed.state()), "PENDING");
  EXPECT_FALSE(owed.has_state_date());
  EXPECT_EQ(EnumNameOf(TheObligation().state()), "PENDING");
  EXPECT_EQ(EnumNameOf(TheApplication().state()), "AWARDED");
  EXPECT_EQ(EnumNameOf(cofi().Ask<Obligation>(complete).state()), "DONE");
}

TEST_P(Undone, AProjectIsWhereItWas) {
  project_.Win("don", {.amount = "16000"});
  ASSERT_TRUE(project_.Becomes("READY"));
  ASSERT_TRUE(cofi().books().AwaitRelays());
  projects::v1::StartProjectRequest start;
  start.set_name(project_.name());
  *start.mutable_effective_date() = On("2018-02-15");
  const auto undo = Slip<projects::v1::UndoProjectRequest>(project_.name());
  const auto undone = [&] { return EnumNameOf(cofi().Ask<projects::v1::Project>(undo).state()); };
  cofi().Ask<projects::v1::Project>(start);
  EXPECT_EQ(undone(), "READY");
  cofi().Ask<projects::v1::Project>(start);
  projects::v1::CloseProjectRequest close;
  close.set_name(project_.name());
  close.set_force(true);
  *close.mutable_effective_date() = On("2018-12-31");
  cofi().Ask<projects::v1::Project>(close);
  ASSERT_EQ(project_.State(), "CLOSED");
  EXPECT_EQ(undone(), "RUNNING");
  EXPECT_EQ(undone(), "READY") << "one further back";
  // Before that the funding made it ready, by itself.
  EXPECT_THAT(Answer<projects::v1::Project>(undo), HasSubstr(kNotUndoable));
  EXPECT_EQ(project_.State(), "READY");
}

TEST_P(Undone, AnAdoptionPutsTheBudgetBeforeInForceAgain) {
  const std::string second = project_.Name("budgets", "v2");
  budgets::v1::CreateBudgetRequest create;
  create.set_parent(project_.name());
  create.set_budget_id("v2");
  create.mutable_budget();
  cofi().Ask<Budget>(create);
  for (const char* account : {"62", "75"}) {
    budgets::v1::CreateLineRequest request;
    request.set_parent(second);
    request.set_line_id(account);
    budgets::v1::Line& line = *request.mutable_line();
    line.set_side(account[0] == '6' ? budgets::v1::Line::SIDE_EXPENSE
                                    : budgets::v1::Line::SIDE_INCOME);
    line.set_account(account);
    line.set_display_name(account);
    *line.mutable_planned_amount() = Eur("12000");
    cofi().Ask<budgets::v1::Line>(request);
  }
  budgets::v1::AdoptBudgetRequest adopt;
  adopt.set_name(second);
  *adopt.mutable_effective_date() = On("2018-06-01");
  const auto in_force = [&] {
    EXPECT_TRUE(cofi().books().AwaitRelays());
    budgets::v1::GetBudgetRequest request;
    request.set_name(project_.Name("budgets", "adopted"));
    const auto budget = cofi().Ask<Budget>(request);
    projects::v1::GetProjectRequest of;
    of.set_name(project_.name());
    const auto project = cofi().Ask<projects::v1::Project>(of);
    return absl::StrCat(IdOf(budget.name()), " ", EnumNameOf(budget.state()), ", ",
                        DecimalFromMinor(Minor(project.funding().planned_expenses())));
  };
  cofi().Ask<Budget>(adopt);
  ASSERT_EQ(in_force(), "v2 ADOPTED, 12000.00");
  const auto undo = Slip<budgets::v1::UndoBudgetRequest>(second);
  const auto draft = cofi().Ask<Budget>(undo);
  EXPECT_EQ(EnumNameOf(draft.state()), "DRAFT");
  EXPECT_FALSE(draft.has_adoption_date());
  EXPECT_EQ(in_force(), "v1 ADOPTED, 20000.00");
  EXPECT_EQ(VerbsOf("budgets", second), "CreateBudget AdoptBudget UndoBudget");
  EXPECT_EQ(VerbsOf("budgets", project_.Name("budgets", "v1")),
            "CreateBudget AdoptBudget AdoptBudget UndoBudget");

  cofi().Ask<Budget>(adopt);
  project_.Spend("e", {.amount = "100", .date = "2018-07-01"});
  EXPECT_THAT(Answer<Budget>(undo), AllOf(HasSubstr(kNotUndoable), HasSubstr("money has moved")));
  EXPECT_EQ(in_force(), "v2 ADOPTED, 12000.00");
}

TEST_P(Undone, NothingIsWhereNothingWasDone) {
  apps::CreateApplicationRequest request;
  request.set_parent(project_.name());
  request.set_application_id("aide");
  request.mutable_application()->set_display_name("Aide");
  request.mutable_application()->set_funder("funders/ville");
  cofi().Ask<Application>(request);
  EXPECT_THAT(Answer<Application>(Slip()), HasSubstr(kNotUndoable));
  auto silent = Slip();
  silent.clear_note();
  EXPECT_THAT(Answer<Application>(silent), HasSubstr("INVALID_ARGUMENT FIELD_REQUIRED note"));
}

TEST_P(Undone, NothingIsThatSomethingElseStandsOn) {
  project_.Apply("aide", "16000");
  MakeStage("jury", 1);
  MakeStage("board", 2);
  Pass("jury", "2018-03-01");
  Pass("board", "2018-04-01");
  const std::string before = Selection();
  EXPECT_THAT(Answer<Stage>(Slip<apps::UndoStageRequest>(Name("/stages/jury"))),
              HasSubstr(kNotUndoable));
  EXPECT_EQ(Selection(), before) << "all of it, or nothing";
  cofi().Ask<Stage>(Slip<apps::UndoStageRequest>(Name("/stages/board")));
  cofi().Ask<Stage>(Slip<apps::UndoStageRequest>(Name("/stages/jury")));
  EXPECT_EQ(Selection(), "SUBMITTED, jury OPEN, board UPCOMING");
}

// What the verb did not touch may have changed since.
TEST_P(Undone, WhatWasWrittenBesideItStays) {
  project_.Apply("aide", "16000");
  Award("9000");
  apps::UpdateApplicationRequest beside;
  beside.mutable_application()->set_name(Name());
  beside.mutable_application()->set_note("by letter");
  cofi().Ask<Application>(beside);
  const Application submitted = Undo();
  EXPECT_EQ(EnumNameOf(submitted.state()), "SUBMITTED");
  EXPECT_EQ(submitted.note(), "by letter");
}

TEST_P(Undone, NoAwardIsOnceMoneyHasMoved) {
  project_.Apply("aide", "16000");
  Award("16000");
  cofi().Ask<budgets::v1::Receipt>(project_.Receipt("r", "aide", "100"));
  EXPECT_THAT(Answer<Application>(Slip()),
              AllOf(HasSubstr(kNotUndoable), HasSubstr("money has moved on its grant")));
  EXPECT_EQ(EnumNameOf(TheApplication().state()), "AWARDED");
  EXPECT_EQ(Grants(), "aide 16000.00");
}

TEST_P(Undone, TwiceGoesOneFurtherBack) {
  project_.Apply("aide", "16000");
  Award("16000");
  EXPECT_EQ(EnumNameOf(Undo().state()), "SUBMITTED");
  EXPECT_EQ(EnumNameOf(Undo().state()), "DRAFT");
  EXPECT_THAT(Answer<Application>(Slip()), HasSubstr(kNotUndoable));
  EXPECT_EQ(Grants(), "");
  EXPECT_EQ(VerbsOf("applications", Name()),
            "CreateApplication SubmitApplication AwardApplication UndoApplication UndoApplication");
  // And what is done anew comes first.
  apps::SubmitApplicationRequest submit;
  submit.set_name(Name());
  *submit.mutable_effective_date() = On("2018-01-12");
  cofi().Ask<Application>(submit);
  EXPECT_EQ(EnumNameOf(Undo().state()), "DRAFT");
}

}  // namespace
}  // namespace cofi::end_to_end
