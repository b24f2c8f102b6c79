// What becomes of an application in the funder's selection: its stages, what it
// owes, and the way out that each refusal names.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/fields.h"
#include "cofi/applications/v1/obligations.pb.h"
#include "cofi/applications/v1/stages.pb.h"
#include "tests/installations/installation.h"
#include "tests/installations/project.h"
#include "tests/installations/refusals.h"
#include "tests/services/facts.h"

namespace cofi::end_to_end {
namespace {

namespace apps = applications::v1;
using apps::Application;
using apps::Obligation;
using apps::Stage;

// An application of each test's own, submitted on 2018-01-10.
class Selection : public EndToEnd {
 protected:
  Selection() : project_(ProjectIn(GetParam())), id_(NewId()) { project_.Apply(id_, "16000"); }

  std::string Name(const std::string& below = "") const {
    return project_.Name("applications", id_) + below;
  }
  const std::string& id() const { return id_; }

  Application Now() {
    apps::GetApplicationRequest request;
    request.set_name(Name());
    return cofi().Ask<Application>(request);
  }

  Stage MakeStage(const std::string& id, int position) {
    apps::CreateStageRequest request;
    request.set_parent(Name());
    request.set_stage_id(id);
    request.mutable_stage()->set_display_name(id);
    request.mutable_stage()->set_kind(apps::STAGE_KIND_COMMITTEE);
    request.mutable_stage()->set_position(position);
    return cofi().Ask<Stage>(request);
  }

  std::string StateOf(const std::string& stage) {
    apps::GetStageRequest request;
    request.set_name(Name("/stages/" + stage));
    return EnumNameOf(cofi().Ask<Stage>(request).state());
  }

  // A verb of what is `below` the application, on a date.
  template <typename Request>
  Request On(const std::string& date, const std::string& below = "") {
    Request request;
    request.set_name(Name(below));
    *request.mutable_effective_date() = cofi::On(date);
    return request;
  }

  // An obligation that is due so many months after the end of a fiscal year.
  Obligation Owe(const std::string& fiscal_year_end, int months) {
    apps::CreateObligationRequest request;
    request.set_parent(Name());
    request.set_obligation_id("report");
    *request.mutable_obligation() = DueAfter(fiscal_year_end, months);
    request.mutable_obligation()->set_display_name("Report");
    request.mutable_obligation()->set_kind(Obligation::KIND_FINANCIAL_REPORT);
    return cofi().Ask<Obligation>(request);
  }

  Obligation DueAfter(const std::string& fiscal_year_end, int months) {
    Obligation obligation;
    obligation.set_name(Name("/obligations/report"));
    apps::DueRule& rule = *obligation.mutable_due_rule();
    rule.set_anchor(apps::DueRule::ANCHOR_FISCAL_YEAR_END);
    rule.set_months(months);
    *rule.mutable_anchor_date() = cofi::On(fiscal_year_end);
    return obligation;
  }

  static apps::UpdateObligationRequest Change(const Obligation& obligation) {
    apps::UpdateObligationRequest request;
    *request.mutable_obligation() = obligation;
    return request;
  }

  // When it is due after an update.
  std::string Changed(const Obligation& obligation) {
    return IsoDate(cofi().Ask<Obligation>(Change(obligation)).due_date());
  }

 private:
  static const Project& ProjectIn(Shape shape) {
    static auto* const made = new std::map<Shape, Project*>();
    Project*& project = (*made)[shape];
    if (project == nullptr) project = new Project(Shared(shape), "selection");
    return *project;
  }

  static std::string NewId() {
    static int made = 0;
    return "a" + std::to_string(++made);
  }

  const Project& project_;
  const std::string id_;
};
COFI_IN_BOTH_SHAPES(Selection);

TEST_P(Selection, OnHoldIsToBeResumedOrDecided) {
  cofi().Ask<Application>(On<apps::HoldApplicationRequest>("2018-02-01"));
  ExpectRefused(cofi(), On<apps::RequestApplicationInformationRequest>("2018-02-02"),
                {.code = "FAILED_PRECONDITION",
                 .reason = "VERB_NOT_ALLOWED",
                 .field = "",
                 .english = "application " + id() +
                            " (on hold) does not allow \"request-information\"; possible: resume,"
                            " award, award-conditionally, reject, withdraw",
                 .french = "la candidature " + id() +
                           " (en attente) ne permet pas « request-information » ; possible :"
                           " resume, award, award-conditionally, reject, withdraw"});
  cofi().Ask<Application>(On<apps::ResumeApplicationRequest>("2018-02-15"));
  cofi().Ask<Application>(On<apps::HoldApplicationRequest>("2018-02-20"));
  auto award = On<apps::AwardApplicationRequest>("2018-03-01");
  *award.mutable_awarded_amount() = Eur("16000");
  EXPECT_EQ(EnumNameOf(cofi().Ask<Application>(award).state()), "AWARDED");
}

TEST_P(Selection, NeverGoesBackwardsInAStage) {
  MakeStage("jury", 1);
  cofi().Ask<Stage>(On<apps::SubmitStageRequest>("2018-04-15", "/stages/jury"));
  ExpectRefused(
      cofi(), On<apps::RejectApplicationRequest>("2018-04-01"),
      {.code = "FAILED_PRECONDITION",
       .reason = "DATE_OUT_OF_ORDER",
       .field = "",
       .english = "stage " + id() + "/jury last changed on 2018-04-15; 2018-04-01 is before that",
       .french = "l'étape " + id() +
                 "/jury a changé pour la dernière fois le 15/04/2018 ; le 01/04/2018 est"
                 " avant"});
  cofi().Ask<Application>(On<apps::RejectApplicationRequest>("2018-04-15"));
  EXPECT_EQ(StateOf("jury"), "FAILED");
}

TEST_P(Selection, OfWhatIsRejectedKeepsTheDayOfTheDecision) {
  cofi().Ask<Application>(On<apps::RejectApplicationRequest>("2018-03-01"));
  MakeStage("appeal", 1);
  cofi().Ask<Stage>(On<apps::SkipStageRequest>("2018-05-01", "/stages/appeal"));
  EXPECT_EQ(IsoDate(Now().decision_date()), "2018-03-01");
}

TEST_P(Selection, ByAStageThatFailsIsDecidedOnItsDay) {
  MakeStage("jury", 1);
  cofi().Ask<Stage>(On<apps::FailStageRequest>("2018-04-15", "/stages/jury"));
  EXPECT_EQ(EnumNameOf(Now().state()), "REJECTED");
  EXPECT_EQ(IsoDate(Now().decision_date()), "2018-04-15");
}

TEST_P(Selection, HasOneStageInHand) {
  MakeStage("jury", 2);
  cofi().Ask<Stage>(On<apps::SubmitStageRequest>("2018-04-15", "/stages/jury"));
  MakeStage("hearing", 1);
  EXPECT_EQ(StateOf("hearing"), "UPCOMING");
  cofi().Ask<Stage>(On<apps::PassStageRequest>("2018-05-01", "/stages/jury"));
  EXPECT_EQ(StateOf("hearing"), "OPEN");
}

TEST_P(Selection, IsAtTheFirstStageInTheirNewOrder) {
  MakeStage("jury", 2);
  MakeStage("board", 3);
  EXPECT_EQ(Now().current_stage(), Name("/stages/jury"));
  apps::UpdateStageRequest first;
  first.mutable_stage()->set_name(Name("/stages/board"));
  first.mutable_stage()->set_position(1);
  cofi().Ask<Stage>(first);
  EXPECT_EQ(Now().current_stage(), Name("/stages/board"));
}

TEST_P(Selection, EndsInAnAgreementOnAPeriodThatEndsAfterItStarts) {
  auto sign = On<apps::SignApplicationAgreementRequest>("2018-02-20");
  *sign.mutable_eligible_start_date() = cofi::On("2018-03-01");
  *sign.mutable_eligible_end_date() = cofi::On("2018-02-28");
  ExpectRefused(cofi(), sign,
                {.code = "INVALID_ARGUMENT",
                 .reason = "VALUE_OUT_OF_RANGE",
                 .field = "eligible_end_date",
                 .english = "eligible_end_date is 2018-02-28; accepted: on 2018-03-01 or after",
                 .french = "eligible_end_date vaut 28/02/2018 ; accepté : le 01/03/2018 au plus"
                           " tôt"});
}

TEST_P(Selection, OwesByItsRuleEachTimeThatItIsChanged) {
  EXPECT_EQ(IsoDate(Owe("2017-12-31", 6).due_date()), "2018-06-30");
  EXPECT_EQ(Changed(DueAfter("2018-12-31", 6)), "2019-06-30");
  EXPECT_EQ(Changed(DueAfter("2019-12-31", 6)), "2020-06-30");
  Obligation other_day;
  other_day.set_name(Name("/obligations/report"));
  *other_day.mutable_due_date() = cofi::On("2020-09-30");
  EXPECT_EQ(Changed(other_day), "2020-09-30");
  EXPECT_EQ(Changed(DueAfter("2019-12-31", 6)), "2020-09-30") << "the same rule changes nothing";
}

TEST_P(Selection, OwesNothingOnADayThatIsNone) {
  Owe("2017-12-31", 6);
  ExpectRefused(cofi(), Change(DueAfter("2017-12-31", -121)),
                {.code = "INVALID_ARGUMENT",
                 .reason = "VALUE_OUT_OF_RANGE",
                 .field = "obligation.due_rule.months",
                 .english = "obligation.due_rule.months is -121; accepted: -120…120",
                 .french = "obligation.due_rule.months vaut -121 ; accepté : -120…120"});
  ExpectRefused(
      cofi(), Change(DueAfter("9999-12-31", 1)),
      {.code = "INVALID_ARGUMENT",
       .reason = "VALUE_OUT_OF_RANGE",
       .field = "obligation.due_rule",
       .english = "obligation.due_rule is 10000-01-31; accepted: 1900-01-01…9999-12-31",
       .french = "obligation.due_rule vaut 10000-01-31 ; accepté : 1900-01-01…9999-12-31"});
}

TEST_P(Selection, IsExtendedInTheOrderOfTheDates) {
  Owe("2017-12-31", 6);
  auto extend = On<apps::ExtendObligationRequest>("2018-06-15", "/obligations/report");
  *extend.mutable_due_date() = cofi::On("2018-09-30");
  cofi().Ask<Obligation>(extend);
  *extend.mutable_effective_date() = cofi::On("2018-06-14");
  ExpectRefused(cofi(), extend,
                {.code = "FAILED_PRECONDITION",
                 .reason = "DATE_OUT_OF_ORDER",
                 .field = "",
                 .english = "obligation " + id() +
                            "/report last changed on 2018-06-15; 2018-06-14 is before that",
                 .french = "l'obligation " + id() +
                           "/report a changé pour la dernière fois le 15/06/2018 ; le 14/06/2018"
                           " est avant"});
}

}  // namespace
}  // namespace cofi::end_to_end
