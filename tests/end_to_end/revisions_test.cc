// What a funder was sent is kept as it was sent, each time, and goes when the sending is undone.
// And until when a draft can be sent at all.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/identifiers.h"
#include "base/names.h"
#include "cofi/applications/v1/revisions.pb.h"
#include "cofi/applications/v1/stages.pb.h"
#include "cofi/applications/v1/undo.pb.h"
#include "cofi/reporting/v1/deadlines.pb.h"
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
using apps::Revision;
using apps::Stage;
using reporting::v1::Deadline;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Each test has a project of its own, with one application: `aide`, of 16 000.
class Revisions : public EndToEnd {
 protected:
  Revisions() : project_(cofi(), "r-" + NewUuid().substr(0, 8)) {}
  ~Revisions() override { EXPECT_EQ(Unsound(cofi()), ""); }

  std::string Name(const std::string& below = "") const {
    return project_.Name("applications", "aide") + below;
  }

  // A verb of the application, or of what is below it.
  template <typename Request>
  Request On(const std::string& date, const std::string& below = "") const {
    Request request;
    request.set_name(Name(below));
    *request.mutable_effective_date() = cofi::On(date);
    return request;
  }

  std::vector<Revision> All(const std::string& as_of = "") {
    apps::ListRevisionsRequest request;
    request.set_parent(Name());
    if (!as_of.empty()) *request.mutable_as_of_date() = cofi::On(as_of);
    const auto page = cofi().Ask<apps::ListRevisionsResponse>(request);
    return {page.revisions().begin(), page.revisions().end()};
  }
  // `v1 SubmitApplication 2018-01-10 16000.00`
  std::vector<std::string> Kept(const std::string& as_of = "") {
    std::vector<std::string> kept;
    for (const Revision& each : All(as_of)) {
      kept.push_back(absl::StrCat(IdOf(each.name()), " ", each.verb(), " ",
                                  IsoDate(each.effective_date()), " ",
                                  DecimalFromMinor(Minor(each.requested_amount()))));
    }
    return kept;
  }

  void AskForMore(const std::string& date) {
    auto request = On<apps::RequestApplicationInformationRequest>(date);
    request.set_note("the accounts of last year");
    cofi().Ask<Application>(request);
  }
  void Provide(const std::string& date) {
    auto request = On<apps::ProvideApplicationInformationRequest>(date);
    request.set_note("accounts, and a smaller request");
    cofi().Ask<Application>(request);
  }
  void Change(const std::string& requested, const std::string& declared) {
    apps::UpdateApplicationRequest request;
    request.mutable_application()->set_name(Name());
    *request.mutable_application()->mutable_requested_amount() = Eur(requested);
    *request.mutable_application()->mutable_declared_cofunding_amount() = Eur(declared);
    cofi().Ask<Application>(request);
  }
  void MakeStage(const std::string& id) {
    apps::CreateStageRequest request;
    request.set_parent(Name());
    request.set_stage_id(id);
    request.mutable_stage()->set_display_name(id);
    request.mutable_stage()->set_kind(apps::STAGE_KIND_COMMITTEE);
    cofi().Ask<Stage>(request);
  }
  template <typename Request, typename Response>
  void Undo(const std::string& below = "") {
    Request request;
    request.set_name(Name(below));
    request.set_note("a slip");
    cofi().Ask<Response>(request);
  }

  const Project project_;
};
COFI_IN_BOTH_SHAPES(Revisions);

TEST_P(Revisions, AreKeptEachTimeThatSomethingIsHandedIn) {
  project_.Apply("aide", "16000");
  EXPECT_THAT(Kept(), ElementsAre("v1 SubmitApplication 2018-01-10 16000.00"));
  AskForMore("2018-02-01");
  Change("15000", "2000");
  Provide("2018-02-10");
  MakeStage("jury");
  cofi().Ask<Stage>(On<apps::SubmitStageRequest>("2018-03-01", "/stages/jury"));
  EXPECT_THAT(Kept(), ElementsAre("v1 SubmitApplication 2018-01-10 16000.00",
                                  "v2 ProvideApplicationInformation 2018-02-10 15000.00",
                                  "v3 SubmitStage 2018-03-01 15000.00"));
  const std::vector<Revision> all = All();
  EXPECT_FALSE(all[0].has_declared_cofunding_amount());
  EXPECT_EQ(DecimalFromMinor(Minor(all[1].declared_cofunding_amount())), "2000.00");
  EXPECT_EQ(all[1].note(), "accounts, and a smaller request");
  EXPECT_EQ(all[1].stage(), "");
  EXPECT_EQ(all[2].stage(), Name("/stages/jury"));
  EXPECT_THAT(Kept("2018-02-28"), ElementsAre(HasSubstr("v1 "), HasSubstr("v2 ")));
  EXPECT_THAT(Kept("2018-01-09"), IsEmpty());
}

TEST_P(Revisions, StayAsTheyWereWhateverBecomesOfTheApplication) {
  project_.Apply("aide", "16000");
  const Revision sent = All()[0];
  const Application& snapshot = sent.application_snapshot();
  EXPECT_EQ(snapshot.name(), Name());
  EXPECT_EQ(snapshot.funder(), "funders/ville");
  EXPECT_EQ(snapshot.state(), Application::STATE_SUBMITTED);
  EXPECT_EQ(DecimalFromMinor(Minor(snapshot.requested_amount())), "16000.00");
  EXPECT_EQ(snapshot.history_size(), 0) << "what it had been before was not sent";
  Change("9000", "500");
  cofi().Ask<Application>(On<apps::RejectApplicationRequest>("2018-02-01"));
  cofi().Ask<Application>(On<apps::ReconsiderApplicationRequest>("2018-02-02"));
  ASSERT_EQ(All().size(), 1) << "nothing was sent again";
  EXPECT_EQ(All()[0].SerializeAsString(), sent.SerializeAsString());
  apps::GetRevisionRequest get;
  get.set_name(sent.name());
  EXPECT_EQ(cofi().Ask<Revision>(get).SerializeAsString(), sent.SerializeAsString());
}

TEST_P(Revisions, GoWhenWhatSentThemIsUndone) {
  project_.Apply("aide", "16000");
  AskForMore("2018-02-01");
  Provide("2018-02-10");
  MakeStage("jury");
  cofi().Ask<Stage>(On<apps::SubmitStageRequest>("2018-03-01", "/stages/jury"));
  ASSERT_EQ(All().size(), 3);
  Undo<apps::UndoStageRequest, Stage>("/stages/jury");
  EXPECT_THAT(Kept(), ElementsAre(HasSubstr("v1 "), HasSubstr("v2 ")));
  Undo<apps::UndoApplicationRequest, Application>();
  EXPECT_THAT(Kept(), ElementsAre(HasSubstr("v1 ")));
  // What was once called so never is again.
  Provide("2018-02-11");
  EXPECT_THAT(Kept(), ElementsAre(HasSubstr("v1 "),
                                  "v4 ProvideApplicationInformation 2018-02-11 16000.00"));
}

TEST_P(Revisions, OfADraftAgainAreNone) {
  project_.Apply("aide", "16000");
  Undo<apps::UndoApplicationRequest, Application>();
  EXPECT_THAT(Kept(), IsEmpty());
  EXPECT_TRUE(Delete(cofi(), Name()).ok());
}

// A copy of what it named then holds nothing back.
TEST_P(Revisions, KeepNoStageFromBeingDeletedButTheOneThatWasHandedIn) {
  project_.Apply("aide", "16000");
  MakeStage("jury");
  AskForMore("2018-02-01");
  Provide("2018-02-10");
  ASSERT_EQ(All()[1].application_snapshot().current_stage(), Name("/stages/jury"));
  apps::SkipStageRequest skip = On<apps::SkipStageRequest>("2018-02-11", "/stages/jury");
  cofi().Ask<Stage>(skip);
  EXPECT_TRUE(Delete(cofi(), Name("/stages/jury")).ok());
  MakeStage("board");
  cofi().Ask<Stage>(On<apps::SubmitStageRequest>("2018-03-01", "/stages/board"));
  cofi().Ask<Stage>(On<apps::SkipStageRequest>("2018-03-02", "/stages/board"));
  EXPECT_THAT(Said(Delete(cofi(), Name("/stages/board"))), HasSubstr("RESOURCE_IN_USE"));
}

TEST_P(Revisions, AtTheCommandLine) {
  project_.Apply("aide", "16000");
  const std::string application = absl::StrCat(IdOf(project_.name()), "/aide");
  const Outcome list = RunCofi(cofi().address(), {"revision", "list", application}, "fr");
  EXPECT_EQ(list.code, 0) << list.err;
  EXPECT_THAT(Plain(list.out),
              AllOf(HasSubstr("v1"), HasSubstr("10/01/2018"), HasSubstr("16 000,00")));
  const Outcome get =
      RunCofi(cofi().address(), {"revision", "get", absl::StrCat(application, "/v1")}, "fr");
  EXPECT_EQ(get.code, 0) << get.err;
  EXPECT_THAT(Plain(get.out), AllOf(HasSubstr("candidature déposée"), HasSubstr("déposée le")));
}

// A draft that its portal deletes on 2018-02-28.
class Drafts : public Revisions {
 protected:
  void Draft() {
    apps::CreateApplicationRequest request;
    request.set_parent(project_.name());
    request.set_application_id("aide");
    Application& application = *request.mutable_application();
    application.set_display_name("Aide");
    application.set_funder("funders/ville");
    *application.mutable_requested_amount() = Eur("100");
    *application.mutable_draft_expire_date() = cofi::On("2018-02-28");
    cofi().Ask<Application>(request);
  }

  // `2018-02-28 -5`: the expiries in the project; and of all projects, which is kept, the same.
  std::vector<std::string> Expiries(const std::string& as_of = "") {
    std::vector<std::string> of_one = Expiries(project_.name(), as_of);
    EXPECT_EQ(Expiries("projects/-", as_of), of_one);
    return of_one;
  }
  std::vector<std::string> Expiries(const std::string& parent, const std::string& as_of) {
    reporting::v1::ListDeadlinesRequest request;
    request.set_parent(parent);
    request.set_page_size(1'000);
    request.add_kinds(Deadline::KIND_DRAFT_EXPIRY);
    if (!as_of.empty()) *request.mutable_as_of_date() = cofi::On(as_of);
    std::vector<std::string> texts;
    const auto list = cofi().Ask<reporting::v1::DeadlineList>(request);
    for (const Deadline& each : list.deadlines()) {
      if (each.resource() != Name()) continue;
      texts.push_back(absl::StrCat(IsoDate(each.date()), each.overdue() ? " late" : ""));
    }
    return texts;
  }
};
COFI_IN_BOTH_SHAPES(Drafts);

TEST_P(Drafts, ExpireUntilTheyAreHandedIn) {
  Draft();
  EXPECT_THAT(Expiries(), ElementsAre("2018-02-28 late"));
  EXPECT_THAT(Expiries("2018-02-23"), ElementsAre("2018-02-28"));
  cofi().Ask<Application>(On<apps::SubmitApplicationRequest>("2018-02-24"));
  EXPECT_THAT(Expiries(), IsEmpty());
  EXPECT_THAT(Expiries("2018-02-23"), ElementsAre("2018-02-28")) << "it was a draft then";
  EXPECT_THAT(Expiries("2018-02-24"), IsEmpty());
  Undo<apps::UndoApplicationRequest, Application>();
  EXPECT_THAT(Expiries(), ElementsAre("2018-02-28 late"));
}

TEST_P(Drafts, ExpireWhenTheyAreSaidTo) {
  Draft();
  apps::UpdateApplicationRequest change;
  change.mutable_application()->set_name(Name());
  *change.mutable_application()->mutable_draft_expire_date() = cofi::On("2018-05-31");
  cofi().Ask<Application>(change);
  EXPECT_THAT(Expiries("2018-03-15"), ElementsAre("2018-05-31"));
  change.mutable_application()->clear_draft_expire_date();
  change.mutable_update_mask()->add_paths("draft_expire_date");
  cofi().Ask<Application>(change);
  EXPECT_THAT(Expiries(), IsEmpty());
}

}  // namespace
}  // namespace cofi::end_to_end
