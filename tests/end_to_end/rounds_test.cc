// A funder returns what it was sent, to have it anew: the stage is open for another round, each
// round's submission is kept, and a slip is taken back. And what stages and obligations require is
// that of the call which they come from.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/fields.h"
#include "base/identifiers.h"
#include "base/names.h"
#include "cofi/applications/v1/obligations.pb.h"
#include "cofi/applications/v1/revisions.pb.h"
#include "cofi/applications/v1/stage_rounds.pb.h"
#include "cofi/applications/v1/stages.pb.h"
#include "cofi/applications/v1/undo.pb.h"
#include "tests/installations/everything.h"
#include "tests/installations/installation.h"
#include "tests/installations/programs.h"
#include "tests/installations/project.h"
#include "tests/installations/refusals.h"
#include "tests/services/facts.h"

namespace cofi::end_to_end {
namespace {

namespace apps = applications::v1;
using apps::Application;
using apps::Obligation;
using apps::Stage;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// Each test has a project of its own with one application, `aide`, that was submitted on
// 2018-01-10 and then has two stages: `jury`, due on 2018-03-01, and `board`.
class Rounds : public EndToEnd {
 protected:
  Rounds() : project_(cofi(), "t-" + NewUuid().substr(0, 8)) {
    project_.Apply("aide", "16000");
    MakeStage("jury", "due_date { year: 2018 month: 3 day: 1 }");
    MakeStage("board", "");
  }
  ~Rounds() override { EXPECT_EQ(Unsound(cofi()), ""); }

  std::string Name(const std::string& below = "") const {
    return project_.Name("applications", "aide") + below;
  }

  void MakeStage(const std::string& id, const std::string& more) {
    Must(cofi(), "CreateStage",
         absl::StrCat("parent: '", Name(), "' stage_id: '", id, "' stage { display_name: '", id,
                      "' kind: STAGE_KIND_COMMITTEE ", more, " }"));
  }

  template <typename Request>
  Request On(const std::string& date, const std::string& below = "/stages/jury") const {
    Request request;
    request.set_name(Name(below));
    *request.mutable_effective_date() = cofi::On(date);
    return request;
  }
  Stage Submit(const std::string& date) {
    return cofi().Ask<Stage>(On<apps::SubmitStageRequest>(date));
  }
  // With another due date, unless it is empty.
  Stage Return(const std::string& date, const std::string& due_date = "") {
    auto request = On<apps::ReturnStageRequest>(date);
    request.set_note("the figures");
    if (!due_date.empty()) *request.mutable_due_date() = cofi::On(due_date);
    return cofi().Ask<Stage>(request);
  }
  Stage Undo() {
    apps::UndoStageRequest request;
    request.set_name(Name("/stages/jury"));
    request.set_note("a slip");
    return cofi().Ask<Stage>(request);
  }

  // `OPEN, round 2, due 2018-03-31`
  static std::string Told(const Stage& stage) {
    return absl::StrCat(EnumNameOf(stage.state()), ", round ", stage.round(), ", due ",
                        IsoDate(stage.due_date()));
  }
  std::string Jury(const std::string& as_of = "") {
    apps::GetStageRequest request;
    request.set_name(Name("/stages/jury"));
    if (!as_of.empty()) *request.mutable_as_of_date() = cofi::On(as_of);
    return Told(cofi().Ask<Stage>(request));
  }
  std::string StateOf(const std::string& stage) {
    apps::GetStageRequest request;
    request.set_name(Name("/stages/" + stage));
    return EnumNameOf(cofi().Ask<Stage>(request).state());
  }
  Application TheApplication() {
    apps::GetApplicationRequest request;
    request.set_name(Name());
    return cofi().Ask<Application>(request);
  }
  // `v2 SubmitStage 2018-02-20`
  std::vector<std::string> Kept() {
    apps::ListRevisionsRequest request;
    request.set_parent(Name());
    const auto page = cofi().Ask<apps::ListRevisionsResponse>(request);
    std::vector<std::string> kept;
    for (const apps::Revision& each : page.revisions()) {
      kept.push_back(
          absl::StrCat(IdOf(each.name()), " ", each.verb(), " ", IsoDate(each.effective_date())));
    }
    return kept;
  }

  const Project project_;
};
COFI_IN_BOTH_SHAPES(Rounds);

TEST_P(Rounds, BeginWhenAStageIsReturned) {
  EXPECT_EQ(Jury(), "OPEN, round 1, due 2018-03-01");
  const Stage submitted = Submit("2018-02-20");
  EXPECT_EQ(Told(submitted), "SUBMITTED, round 1, due 2018-03-01");
  EXPECT_THAT(submitted.allowed_verbs(), Contains("ReturnStage"));
  const Stage returned = Return("2018-03-10", "2018-03-31");
  EXPECT_EQ(Told(returned), "OPEN, round 2, due 2018-03-31");
  EXPECT_THAT(returned.allowed_verbs(), Contains("SubmitStage"));
  EXPECT_THAT(returned.allowed_verbs(), Not(Contains("ReturnStage")));
  const auto& change = *returned.history().rbegin();
  EXPECT_EQ(change.verb(), "RETURN");
  EXPECT_EQ(change.note(), "the figures");
  EXPECT_EQ(IsoDate(change.date()), "2018-03-10");
  ASSERT_EQ(returned.extensions_size(), 1);
  EXPECT_EQ(IsoDate(returned.extensions(0).previous_date()), "2018-03-01");
  EXPECT_EQ(returned.extensions(0).note(), "the figures");
  EXPECT_EQ(IsoDate(returned.original_due_date()), "2018-03-01");
  EXPECT_EQ(returned.outcome_note(), "") << "it is no outcome";
  EXPECT_EQ(Told(Submit("2018-03-25")), "SUBMITTED, round 2, due 2018-03-31");
  EXPECT_EQ(Told(Return("2018-04-02")), "OPEN, round 3, due 2018-03-31") << "nobody moved it";
}

TEST_P(Rounds, LeaveTheDaysBeforeAsTheyWere) {
  Submit("2018-02-20");
  Return("2018-03-10", "2018-03-31");
  Submit("2018-03-25");
  EXPECT_EQ(Jury("2018-02-19"), "OPEN, round 1, due 2018-03-01");
  EXPECT_EQ(Jury("2018-03-09"), "SUBMITTED, round 1, due 2018-03-01");
  EXPECT_EQ(Jury("2018-03-10"), "OPEN, round 2, due 2018-03-31");
  EXPECT_EQ(Jury("2018-03-25"), "SUBMITTED, round 2, due 2018-03-31");
}

TEST_P(Rounds, EachKeepWhatWasSent) {
  Submit("2018-02-20");
  Return("2018-03-10");
  EXPECT_THAT(Kept(), ElementsAre("v1 SubmitApplication 2018-01-10", "v2 SubmitStage 2018-02-20"));
  Submit("2018-03-25");
  EXPECT_THAT(Kept(), ElementsAre("v1 SubmitApplication 2018-01-10", "v2 SubmitStage 2018-02-20",
                                  "v3 SubmitStage 2018-03-25"));
}

TEST_P(Rounds, LeaveTheApplicationWhereItStands) {
  Submit("2018-02-20");
  Return("2018-03-10");
  EXPECT_EQ(EnumNameOf(TheApplication().state()), "SUBMITTED");
  EXPECT_EQ(TheApplication().current_stage(), Name("/stages/jury"));
  EXPECT_EQ(TheApplication().history_size(), 1);
  EXPECT_EQ(StateOf("board"), "UPCOMING") << "one stage is in hand";
  cofi().Ask<Stage>(On<apps::PassStageRequest>("2018-03-11"));
  cofi().Ask<Stage>(On<apps::SubmitStageRequest>("2018-03-12", "/stages/board"));
  cofi().Ask<Application>(On<apps::HoldApplicationRequest>("2018-03-13", ""));
  cofi().Ask<Stage>(On<apps::ReturnStageRequest>("2018-03-14", "/stages/board"));
  EXPECT_EQ(EnumNameOf(TheApplication().state()), "ON_HOLD");
  EXPECT_EQ(StateOf("board"), "OPEN");
  EXPECT_EQ(StateOf("jury"), "PASSED");
}

// What the application handed in with itself is returned as well.
TEST_P(Rounds, OfTheStageThatTheApplicationHandedIn) {
  const std::string other = project_.Name("applications", "other");
  Must(cofi(), "CreateApplication",
       absl::StrCat("parent: '", project_.name(),
                    "' application_id: 'other' application { display_name: 'O' funder:"
                    " 'funders/ville' requested_amount { currency_code: 'EUR' units: 10 } }"));
  Must(cofi(), "CreateStage",
       absl::StrCat("parent: '", other,
                    "' stage_id: 's' stage { display_name: 'S' kind: STAGE_KIND_CONCEPT_NOTE }"));
  Must(cofi(), "SubmitApplication",
       absl::StrCat("name: '", other, "' effective_date { year: 2018 month: 2 day: 1 }"));
  apps::ReturnStageRequest request;
  request.set_name(other + "/stages/s");
  *request.mutable_effective_date() = cofi::On("2018-02-10");
  *request.mutable_due_date() = cofi::On("2018-02-28");
  EXPECT_EQ(Told(cofi().Ask<Stage>(request)), "OPEN, round 2, due 2018-02-28");
}

TEST_P(Rounds, BeginOnlyWhereSomethingWasHandedIn) {
  ExpectRefused(cofi(), On<apps::ReturnStageRequest>("2018-02-20"),
                {.code = "FAILED_PRECONDITION",
                 .reason = "VERB_NOT_ALLOWED",
                 .field = "",
                 .english = "stage aide/jury (open) does not allow \"return\"; possible: submit,"
                            " pass, fail, skip",
                 .french = "l'étape aide/jury (ouverte) ne permet pas « return » ; possible :"
                           " submit, pass, fail, skip"});
  Submit("2018-02-20");
  ExpectRefused(cofi(), On<apps::ReturnStageRequest>("2018-02-19"),
                {.code = "FAILED_PRECONDITION",
                 .reason = "DATE_OUT_OF_ORDER",
                 .field = "",
                 .english = "stage aide/jury last changed on 2018-02-20; 2018-02-19 is before that",
                 .french = "l'étape aide/jury a changé pour la dernière fois le 20/02/2018 ; le"
                           " 19/02/2018 est avant"});
}

TEST_P(Rounds, AreTakenBackAsOtherSlips) {
  Submit("2018-02-20");
  Return("2018-03-10", "2018-03-31");
  const Stage undone = Undo();
  EXPECT_EQ(Told(undone), "SUBMITTED, round 1, due 2018-03-01");
  EXPECT_THAT(undone.extensions(), IsEmpty());
  EXPECT_EQ(Kept().size(), 2) << "what was sent, was";
  EXPECT_EQ(Told(Undo()), "OPEN, round 1, due 2018-03-01") << "one further back";
  EXPECT_THAT(Kept(), ElementsAre("v1 SubmitApplication 2018-01-10"));
  Submit("2018-02-21");
  Return("2018-03-10");
  Submit("2018-03-25");
  EXPECT_EQ(Told(Undo()), "OPEN, round 2, due 2018-03-01");
  EXPECT_THAT(Kept(), ElementsAre("v1 SubmitApplication 2018-01-10", "v3 SubmitStage 2018-02-21"));
}

TEST_P(Rounds, AtTheCommandLine) {
  Submit("2018-02-20");
  const std::string stage = absl::StrCat(IdOf(project_.name()), "/aide/jury");
  const Outcome returned = RunCofi(cofi().address(),
                                   {"stage", "return", stage, "--note", "les chiffres",
                                    "--due-date", "31/03/2018", "--effective-date", "10/03/2018"},
                                   "fr");
  EXPECT_EQ(returned.code, 0) << returned.err;
  EXPECT_EQ(Jury(), "OPEN, round 2, due 2018-03-31");
  const Outcome get = RunCofi(cofi().address(), {"stage", "get", stage}, "fr");
  EXPECT_THAT(get.out, HasSubstr("tour"));
}

// A call whose stage and whose obligation require documents.
class Templates : public EndToEnd {
 protected:
  Templates() : id_("u-" + NewUuid().substr(0, 8)), project_(cofi(), id_) {
    Must(
        cofi(), "CreateCall",
        absl::StrCat("parent: 'funders/ville' call_id: '", id_,
                     "' call { display_name: 'Appel' stage_template { stage_id: 'jury'"
                     " display_name: 'Jury' kind: STAGE_KIND_COMMITTEE required_documents: 'Note'"
                     " required_documents: 'Devis' } obligation_template { obligation_id: 'bilan'"
                     " display_name: 'Bilan' kind: KIND_FINAL_REPORT due_rule {"
                     " anchor: ANCHOR_AGREEMENT_END months: 2 } required_documents: 'Photos' } }"));
    Must(cofi(), "CreateApplication",
         absl::StrCat("parent: '", project_.name(),
                      "' application_id: 'aide' application { display_name: 'Aide' funder:"
                      " 'funders/ville' call: 'funders/ville/calls/",
                      id_, "' requested_amount { currency_code: 'EUR' units: 4000 } }"));
  }
  ~Templates() override { EXPECT_EQ(Unsound(cofi()), ""); }

  std::string Name(const std::string& below = "") const {
    return project_.Name("applications", "aide") + below;
  }

  const std::string id_;
  const Project project_;
};
COFI_IN_BOTH_SHAPES(Templates);

TEST_P(Templates, SayWhatTheirStagesAndObligationsRequire) {
  apps::GetStageRequest stage;
  stage.set_name(Name("/stages/jury"));
  EXPECT_THAT(cofi().Ask<Stage>(stage).required_documents(), ElementsAre("Note", "Devis"));
  Must(cofi(), "SubmitApplication",
       absl::StrCat("name: '", Name(), "' effective_date { year: 2018 month: 1 day: 10 }"));
  cofi().Ask<Application>(project_.Award("aide", "4000", "2018-02-01"));
  EXPECT_TRUE(cofi().books().AwaitRelays());
  apps::GetObligationRequest obligation;
  obligation.set_name(Name("/obligations/bilan"));
  EXPECT_THAT(cofi().Ask<Obligation>(obligation).required_documents(), ElementsAre("Photos"));
}

// As what a call requires is changed, and within the same bounds.
TEST_P(Templates, AreChangedInWhatCameOfThem) {
  apps::UpdateStageRequest change;
  change.mutable_stage()->set_name(Name("/stages/jury"));
  change.mutable_stage()->add_required_documents("Plan");
  EXPECT_THAT(cofi().Ask<Stage>(change).required_documents(), ElementsAre("Plan"));
  for (int i = 0; i < 50; ++i) change.mutable_stage()->add_required_documents("Plan");
  Stage stage;
  EXPECT_THAT(Said(cofi().Call(change, &stage)),
              HasSubstr("INVALID_ARGUMENT TOO_MANY_ITEMS stage.required_documents"));
}

}  // namespace
}  // namespace cofi::end_to_end
