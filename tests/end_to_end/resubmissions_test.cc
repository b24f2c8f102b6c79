// An appeal, or an application that is made once more, follows the one that was refused: of those
// that follow each other one stands at most, so that nothing is counted twice.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "base/fields.h"
#include "base/identifiers.h"
#include "base/names.h"
#include "base/rules/application_states.h"
#include "cofi/applications/v1/stages.pb.h"
#include "cofi/applications/v1/undo.pb.h"
#include "cofi/reporting/v1/reports.pb.h"
#include "tests/installations/everything.h"
#include "tests/installations/installation.h"
#include "tests/installations/project.h"
#include "tests/installations/refusals.h"
#include "tests/services/facts.h"

namespace cofi::end_to_end {
namespace {

namespace apps = applications::v1;
using apps::Application;
using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr char kResubmitted[] = "FAILED_PRECONDITION RESUBMITTED";

// Each test has a project of its own, with one application of 16 000: `first`, submitted on
// 2018-01-10.
class Resubmissions : public EndToEnd {
 protected:
  Resubmissions() : project_(cofi(), "s-" + NewUuid().substr(0, 8)) {
    project_.Apply("first", "16000");
  }
  ~Resubmissions() override {
    EXPECT_TRUE(cofi().books().AwaitRelays());
    EXPECT_EQ(Unsound(cofi()), "");
  }

  std::string Name(const std::string& id) const { return project_.Name("applications", id); }

  // What came of a request: `OK`, or the refusal.
  std::string Said(const google::protobuf::Message& request) {
    Application application;
    return end_to_end::Said(cofi().Call(request, &application));
  }
  template <typename Request>
  std::string Do(const std::string& id, const std::string& date) {
    Request request;
    request.set_name(Name(id));
    *request.mutable_effective_date() = On(date);
    return Said(request);
  }
  std::string Reject(const std::string& id, const std::string& date) {
    return Do<apps::RejectApplicationRequest>(id, date);
  }
  std::string Withdraw(const std::string& id, const std::string& date) {
    return Do<apps::WithdrawApplicationRequest>(id, date);
  }
  std::string Reconsider(const std::string& id, const std::string& date) {
    return Do<apps::ReconsiderApplicationRequest>(id, date);
  }
  std::string Submit(const std::string& id, const std::string& date) {
    return Do<apps::SubmitApplicationRequest>(id, date);
  }
  std::string Reopen(const std::string& id, const std::string& date) {
    apps::ReopenApplicationRequest request;
    request.set_name(Name(id));
    request.set_note("it was sent all the same");
    *request.mutable_effective_date() = On(date);
    return Said(request);
  }
  std::string Undo(const std::string& id) {
    apps::UndoApplicationRequest request;
    request.set_name(Name(id));
    request.set_note("a slip");
    return Said(request);
  }
  std::string Follow(const std::string& id, const std::string& earlier) {
    apps::CreateApplicationRequest request;
    request.set_parent(project_.name());
    request.set_application_id(id);
    Application& application = *request.mutable_application();
    application.set_display_name(id);
    application.set_funder("funders/ville");
    application.set_resubmits(earlier);
    *application.mutable_requested_amount() = Eur("16000");
    return Said(request);
  }

  // What the project counts on: `pending 16000.00, secured 0.00`, by its plan; the pipeline says
  // the same of what is open and awarded.
  std::string Counted(const std::string& as_of = "") {
    EXPECT_TRUE(cofi().books().AwaitRelays());
    reporting::v1::GetFundingPlanRequest of_plan;
    of_plan.set_parent(project_.name());
    reporting::v1::GetPipelineRequest of_pipeline;
    of_pipeline.set_parent(project_.name());
    if (!as_of.empty()) {
      *of_plan.mutable_as_of_date() = *of_pipeline.mutable_as_of_date() = On(as_of);
    }
    const auto plan = cofi().Ask<reporting::v1::FundingPlan>(of_plan);
    const auto pipeline = cofi().Ask<reporting::v1::Pipeline>(of_pipeline);
    int64_t open = 0, awarded = 0;
    for (const auto& total : pipeline.totals()) {
      awarded += Minor(total.awarded());
      if (rules::IsOpen(total.state())) open += Minor(total.requested());
    }
    EXPECT_EQ(open, Minor(plan.funding().pending()));
    EXPECT_EQ(awarded, Minor(plan.funding().secured()));
    return absl::StrCat("pending ", DecimalFromMinor(Minor(plan.funding().pending())), ", secured ",
                        DecimalFromMinor(Minor(plan.funding().secured())));
  }

  const Project project_;
};
COFI_IN_BOTH_SHAPES(Resubmissions);

TEST_P(Resubmissions, FollowWhatWasRejectedOrWithdrawn) {
  EXPECT_THAT(Follow("second", Name("first")),
              AllOf(HasSubstr("FAILED_PRECONDITION VERB_NOT_ALLOWED application.resubmits"),
                    HasSubstr("first (submitted)")));
  ASSERT_EQ(Reject("first", "2018-03-01"), "OK");
  EXPECT_EQ(Follow("second", Name("first")), "OK");
  ASSERT_EQ(Withdraw("second", "2018-03-02"), "OK");
  EXPECT_EQ(Follow("third", Name("second")), "OK");
}

TEST_P(Resubmissions, FollowOneOfTheSameProjectForGood) {
  ASSERT_EQ(Reject("first", "2018-03-01"), "OK");
  const Project other(cofi(), absl::StrCat(IdOf(project_.name()), "-x"));
  other.Apply("other", "1");
  EXPECT_THAT(Follow("second", other.Name("applications", "other")), HasSubstr("resubmits"));
  EXPECT_THAT(Follow("second", Name("nobody")), HasSubstr("REFERENCE_NOT_FOUND"));
  ASSERT_EQ(Follow("second", ""), "OK");
  apps::UpdateApplicationRequest change;
  change.mutable_application()->set_name(Name("second"));
  change.mutable_application()->set_resubmits(Name("first"));
  EXPECT_THAT(Said(change), HasSubstr("FIELD_IMMUTABLE"));
}

TEST_P(Resubmissions, StandInTheWayOfWhatTheyFollow) {
  ASSERT_EQ(Reject("first", "2018-03-01"), "OK");
  ASSERT_EQ(Follow("second", Name("first")), "OK");
  for (const char* state : {"a draft", "submitted"}) {
    EXPECT_THAT(Reconsider("first", "2018-04-01"),
                AllOf(HasSubstr(kResubmitted), HasSubstr("second")))
        << state;
    EXPECT_THAT(Undo("first"),
                AllOf(HasSubstr("FAILED_PRECONDITION NOT_UNDOABLE"), HasSubstr("second")))
        << state;
    if (state == std::string("a draft")) {
      ASSERT_EQ(Submit("second", "2018-03-15"), "OK");
    }
  }
  EXPECT_EQ(Counted(), "pending 16000.00, secured 0.00");
  ASSERT_EQ(Reject("second", "2018-05-01"), "OK");
  EXPECT_THAT(Reconsider("first", "2018-04-30"),
              HasSubstr("FAILED_PRECONDITION DATE_OUT_OF_ORDER effective_date"))
      << "both would have counted that day";
  EXPECT_EQ(Reconsider("first", "2018-05-02"), "OK");
  EXPECT_EQ(Counted(), "pending 16000.00, secured 0.00");
  // Now it is the other way round.
  EXPECT_THAT(Reconsider("second", "2018-06-01"),
              AllOf(HasSubstr(kResubmitted), HasSubstr("first")));
  EXPECT_THAT(Undo("second"), HasSubstr("NOT_UNDOABLE"));
}

TEST_P(Resubmissions, StandInTheWayOfReopening) {
  ASSERT_EQ(Withdraw("first", "2018-03-01"), "OK");
  ASSERT_EQ(Follow("second", Name("first")), "OK");
  EXPECT_THAT(Reopen("first", "2018-04-01"), AllOf(HasSubstr(kResubmitted), HasSubstr("second")));
  ASSERT_EQ(Withdraw("second", "2018-04-02"), "OK");
  EXPECT_EQ(Reopen("first", "2018-04-03"), "OK");
}

TEST_P(Resubmissions, StandInTheWayHoweverFar) {
  ASSERT_EQ(Reject("first", "2018-03-01"), "OK");
  ASSERT_EQ(Follow("second", Name("first")), "OK");
  EXPECT_THAT(Follow("another", Name("first")),
              AllOf(HasSubstr(kResubmitted), HasSubstr("second")));
  ASSERT_EQ(Withdraw("second", "2018-03-02"), "OK");
  ASSERT_EQ(Follow("third", Name("second")), "OK");
  EXPECT_THAT(Reconsider("first", "2018-04-01"),
              AllOf(HasSubstr(kResubmitted), HasSubstr("third")));
  EXPECT_THAT(Follow("another", Name("first")), AllOf(HasSubstr(kResubmitted), HasSubstr("third")));
}

TEST_P(Resubmissions, AreNotHandedInBeforeTheRefusal) {
  ASSERT_EQ(Reject("first", "2018-03-01"), "OK");
  ASSERT_EQ(Follow("second", Name("first")), "OK");
  EXPECT_THAT(Submit("second", "2018-02-28"),
              HasSubstr("FAILED_PRECONDITION DATE_OUT_OF_ORDER effective_date"));
  EXPECT_EQ(Submit("second", "2018-03-01"), "OK");
  EXPECT_EQ(Counted("2018-02-28"), "pending 16000.00, secured 0.00");
  EXPECT_EQ(Counted("2018-03-01"), "pending 16000.00, secured 0.00");
}

// What failed with a stage is taken up by the stage.
TEST_P(Resubmissions, StandInTheWayOfUndoingTheStageThatFailed) {
  apps::CreateStageRequest stage;
  stage.set_parent(Name("first"));
  stage.set_stage_id("jury");
  stage.mutable_stage()->set_display_name("jury");
  stage.mutable_stage()->set_kind(apps::STAGE_KIND_COMMITTEE);
  cofi().Ask<apps::Stage>(stage);
  apps::FailStageRequest fail;
  fail.set_name(Name("first") + "/stages/jury");
  *fail.mutable_effective_date() = On("2018-03-01");
  cofi().Ask<apps::Stage>(fail);
  ASSERT_EQ(Follow("second", Name("first")), "OK");
  apps::UndoStageRequest undo;
  undo.set_name(fail.name());
  undo.set_note("a slip");
  apps::Stage undone;
  EXPECT_THAT(end_to_end::Said(cofi().Call(undo, &undone)),
              AllOf(HasSubstr("NOT_UNDOABLE"), HasSubstr("second")));
  ASSERT_EQ(Withdraw("second", "2018-03-02"), "OK");
  EXPECT_EQ(end_to_end::Said(cofi().Call(undo, &undone)), "OK");
  EXPECT_EQ(EnumNameOf(undone.state()), "OPEN");
}

TEST_P(Resubmissions, CountOnceWhenTheyAreWon) {
  ASSERT_EQ(Reject("first", "2018-03-01"), "OK");
  ASSERT_EQ(Follow("second", Name("first")), "OK");
  EXPECT_EQ(Counted(), "pending 0.00, secured 0.00");
  ASSERT_EQ(Submit("second", "2018-03-15"), "OK");
  cofi().Ask<Application>(project_.Award("second", "12000", "2018-04-01"));
  EXPECT_EQ(Counted(), "pending 0.00, secured 12000.00");
  EXPECT_EQ(Counted("2018-03-20"), "pending 16000.00, secured 0.00");
  EXPECT_THAT(Reconsider("first", "2018-05-01"), HasSubstr(kResubmitted));
  reporting::v1::GetApplicationOverviewRequest request;
  request.set_parent(project_.name());
  const auto overview = cofi().Ask<reporting::v1::ApplicationOverview>(request);
  ASSERT_EQ(overview.rows_size(), 2);
  EXPECT_EQ(overview.rows(1).resubmits(), Name("first"));
}

}  // namespace
}  // namespace cofi::end_to_end
