// How applications and stages move: which verb each state allows, and what they
// were on a date.
#include "services/applications/application_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "base/refusal.h"
#include "base/states.h"
#include "tests/reasons.h"
#include "tests/services/facts.h"

namespace cofi::applications {
namespace {

using ::testing::IsEmpty;
using v1::Application;
using v1::Stage;

// The states across, the verbs down: the state after, `.` when it is refused.
// A row for each verb and a column for each state, so that a new state is missed here. Those that
// go back come to a draft, because nothing was before the state that they are tried in.
constexpr char kApplications[] = R"(
                    draft subm. selec infor hold  award condi agree rejec withd close
SUBMIT              subm. .     .     .     .     .     .     .     .     .     .
PASS_STAGE          .     selec selec .     .     .     .     .     .     .     .
REQUEST_INFORMATION .     infor infor .     .     .     .     .     .     .     .
PROVIDE_INFORMATION .     .     .     selec .     .     .     .     .     .     .
AWARD               .     award award award award award award .     .     .     .
AWARD_CONDITIONALLY .     condi condi condi condi .     condi .     .     .     .
REJECT              .     rejec rejec rejec rejec .     rejec .     .     .     .
WITHDRAW            withd withd withd withd withd withd withd .     .     .     .
HOLD                .     hold  hold  hold  .     .     .     .     .     .     .
RESUME              .     .     .     .     subm. .     .     .     .     .     .
SIGN_AGREEMENT      .     .     .     .     .     agree agree .     .     .     .
CLOSE               .     .     .     .     .     .     .     close .     .     .
RECONSIDER          .     .     .     .     .     .     .     .     draft .     .
REOPEN              .     .     .     .     .     .     .     .     .     draft draft
DELETE              .     .     .     .     .     .     .     .     .     .     .
)";

constexpr char kStages[] = R"(
       upcom open  subm. passe faile skipp
OPEN   open  .     .     .     .     .
SUBMIT .     subm. .     .     .     .
RETURN .     .     open  .     .     .
PASS   .     passe passe .     .     .
FAIL   .     faile faile .     .     .
SKIP   skipp skipp skipp .     .     .
)";

constexpr std::pair<absl::string_view, absl::string_view> kWords[] = {
    {"draft", "DRAFT"},
    {"subm.", "SUBMITTED"},
    {"selec", "IN_SELECTION"},
    {"infor", "INFORMATION_REQUESTED"},
    {"hold", "ON_HOLD"},
    {"award", "AWARDED"},
    {"condi", "AWARDED_CONDITIONALLY"},
    {"agree", "AGREED"},
    {"rejec", "REJECTED"},
    {"withd", "WITHDRAWN"},
    {"close", "CLOSED"},
    {"upcom", "UPCOMING"},
    {"open", "OPEN"},
    {"passe", "PASSED"},
    {"faile", "FAILED"},
    {"skipp", "SKIPPED"},
};

using Row = std::vector<std::string>;

std::vector<Row> RowsOf(const char* table) {
  std::vector<Row> rows;
  for (const absl::string_view line : absl::StrSplit(table, '\n', absl::SkipEmpty())) {
    Row& row = rows.emplace_back(Row(absl::StrSplit(line, ' ', absl::SkipEmpty())));
    for (std::string& cell : row) {
      for (const auto& [word, state] : kWords) {
        if (cell == word) cell = std::string(state);
      }
    }
  }
  return rows;
}

template <typename Resource>
typename Resource::State StateOf(const std::string& name) {
  const EnumValueDescriptor* value =
      EnumValue(google::protobuf::GetEnumDescriptor<typename Resource::State>(), name);
  COFI_CHECK(value != nullptr, name);
  return static_cast<typename Resource::State>(value->number());
}

// Tries every verb of the table in every state of the table. A refusal names all
// that the state allows but `internal`, which no caller has.
template <typename Resource, typename Mover>
void ExpectTable(const char* table, Mover move, const std::string& internal = "") {
  const std::vector<Row> rows = RowsOf(table);
  const Row& states = rows[0];
  EXPECT_EQ(states.size() + 1,  // The unset one.
            google::protobuf::GetEnumDescriptor<typename Resource::State>()->value_count());
  for (size_t at = 0; at < states.size(); ++at) {
    Row allowed;
    for (size_t row = 1; row < rows.size(); ++row) {
      if (rows[row][at + 1] != "." && rows[row][0] != internal) allowed.push_back(rows[row][0]);
    }
    for (size_t row = 1; row < rows.size(); ++row) {
      const std::string &verb = rows[row][0], &next = rows[row][at + 1];
      SCOPED_TRACE(states[at] + " " + verb);
      Resource resource;
      resource.set_name("projects/p/applications/a");
      Enter(&resource, StateOf<Resource>(states[at]), "BEFORE", On("2016-01-01"), "");
      const Resource before = resource;
      const absl::Status status = move(&resource, verb, On("2016-02-15"), "note");
      if (next == ".") {
        EXPECT_EQ(ReasonOf(status), type::v1::REASON_VERB_NOT_ALLOWED) << status;
        const auto violations = ViolationsOf(status);
        ASSERT_EQ(violations.size(), 1);
        const Row accepted =
            absl::StrSplit(violations[0].metadata().at("accepted"), ", ", absl::SkipEmpty());
        EXPECT_THAT(accepted,
                    ::testing::UnorderedElementsAreArray(allowed.empty() ? Row{"—"} : allowed));
        EXPECT_EQ(resource.SerializeAsString(), before.SerializeAsString());
        continue;
      }
      ASSERT_TRUE(status.ok()) << status;
      EXPECT_EQ(EnumNameOf(resource.state()), next);
      EXPECT_EQ(IsoDate(resource.state_date()), "2016-02-15");
      ASSERT_EQ(resource.history_size(), 2);
      EXPECT_EQ(resource.history(1).verb(), verb);
      EXPECT_EQ(resource.history(1).note(), "note");
    }
  }
}

TEST(ApplicationRules, MoveByTheTable) {
  ExpectTable<Application>(kApplications, &MoveApplication, "PASS_STAGE");
}

TEST(StageRules, MoveByTheTable) { ExpectTable<Stage>(kStages, &MoveStage, "OPEN"); }

TEST(ApplicationRules, RefuseADateBeforeTheLastChange) {
  Application application;
  Enter(&application, Application::STATE_SUBMITTED, "SUBMIT", On("2016-02-15"), "");
  const absl::Status status = MoveApplication(&application, "AWARD", On("2016-02-14"), "");
  EXPECT_EQ(ReasonOf(status), type::v1::REASON_DATE_OUT_OF_ORDER);
  EXPECT_EQ(application.state(), Application::STATE_SUBMITTED);
  EXPECT_TRUE(MoveApplication(&application, "AWARD", On("2016-02-15"), "").ok());
}

TEST(ApplicationRules, DecideWhenTheyAreRejected) {
  Application application;
  Enter(&application, Application::STATE_SUBMITTED, "SUBMIT", On("2016-02-15"), "");
  Application awarded = application;
  ASSERT_THAT(MoveApplication(&application, "REJECT", On("2016-03-01"), ""), IsOk());
  EXPECT_EQ(IsoDate(application.decision_date()), "2016-03-01");

  *awarded.mutable_decision_date() = On("2016-03-01");
  ASSERT_THAT(MoveApplication(&awarded, "AWARD_CONDITIONALLY", On("2016-03-01"), ""), IsOk());
  ASSERT_THAT(MoveApplication(&awarded, "REJECT", On("2016-06-01"), ""), IsOk());
  EXPECT_EQ(IsoDate(awarded.decision_date()), "2016-03-01") << "secured since then";
}

// Stages in the states given, named by their place.
std::vector<Stage> StagesIn(const std::vector<Stage::State>& states) {
  std::vector<Stage> stages;
  for (const Stage::State state : states) {
    Stage& stage = stages.emplace_back();
    stage.set_name(std::to_string(stages.size()));
    stage.set_state(state);
  }
  return stages;
}

std::string StatesOf(const std::vector<Stage>& stages) {
  return absl::StrJoin(stages, " ", [](std::string* out, const Stage& stage) {
    out->append(EnumNameOf(stage.state()));
  });
}

constexpr Stage::State kUpcoming = Stage::STATE_UPCOMING;
constexpr Stage::State kOpen = Stage::STATE_OPEN;
constexpr Stage::State kSubmitted = Stage::STATE_SUBMITTED;
constexpr Stage::State kPassed = Stage::STATE_PASSED;

TEST(StageRules, FollowTheApplication) {
  struct Case {
    const char* verb;
    std::vector<Stage::State> before;
    const char* after;
    size_t changed;
  };
  const std::vector<Case> cases = {
      {"SUBMIT", {kUpcoming, kUpcoming}, "SUBMITTED UPCOMING", 1},
      {"SUBMIT", {}, "", 0},
      {"AWARD", {kPassed, kOpen, kUpcoming}, "PASSED PASSED SKIPPED", 2},
      {"AWARD_CONDITIONALLY", {kPassed, kOpen}, "PASSED PASSED", 1},
      {"REJECT", {kPassed, kOpen, kUpcoming}, "PASSED FAILED SKIPPED", 2},
      {"WITHDRAW", {kPassed, kOpen, kUpcoming}, "PASSED SKIPPED SKIPPED", 2},
      {"HOLD", {kPassed, kOpen, kUpcoming}, "PASSED OPEN UPCOMING", 0},
      {"SIGN_AGREEMENT", {kPassed, kPassed}, "PASSED PASSED", 0},
  };
  for (const Case& each : cases) {
    SCOPED_TRACE(each.verb);
    std::vector<Stage> stages = StagesIn(each.before);
    const auto changed = FollowApplication(each.verb, On("2016-02-15"), &stages);
    ASSERT_THAT(changed, IsOk());
    EXPECT_EQ(changed->size(), each.changed);
    EXPECT_EQ(StatesOf(stages), each.after);
  }
}

TEST(StageRules, NeverFollowToBeforeTheirOwnLastChange) {
  for (const char* verb : {"AWARD", "AWARD_CONDITIONALLY", "REJECT", "WITHDRAW"}) {
    SCOPED_TRACE(verb);
    std::vector<Stage> stages = StagesIn({kUpcoming, kOpen});
    ASSERT_THAT(MoveStage(&stages[1], "SUBMIT", On("2016-04-15"), ""), IsOk());
    EXPECT_THAT(FollowApplication(verb, On("2016-04-14"), &stages),
                IsReasonWith(type::v1::REASON_DATE_OUT_OF_ORDER, "previous", "2016-04-15"));
    EXPECT_EQ(StatesOf(stages), "UPCOMING SUBMITTED");
    EXPECT_THAT(FollowApplication(verb, On("2016-04-15"), &stages), IsOk());
  }
}

TEST(StageRules, OpenTheNextOneWhenNoneIsInHand) {
  std::vector<Stage> stages = StagesIn({kPassed, kUpcoming, kUpcoming});
  const Stage* opened = OpenNext(On("2016-04-12"), &stages);
  ASSERT_NE(opened, nullptr);
  EXPECT_EQ(opened->name(), "2");
  EXPECT_EQ(StatesOf(stages), "PASSED OPEN UPCOMING");
  EXPECT_EQ(OpenNext(On("2016-04-13"), &stages), nullptr);
  for (const Stage::State in_hand : {kOpen, kSubmitted}) {
    std::vector<Stage> later = StagesIn({kPassed, kUpcoming, in_hand});
    EXPECT_EQ(OpenNext(On("2016-04-13"), &later), nullptr) << "one further on is in hand";
  }
  std::vector<Stage> over = StagesIn({kPassed});
  EXPECT_EQ(OpenNext(On("2016-04-13"), &over), nullptr);
}

TEST(StageRules, TheOneInHandIsThatOfAnOpenApplication) {
  Application application;
  const std::vector<Stage> stages = StagesIn({kPassed, kOpen, kUpcoming});
  application.set_state(Application::STATE_IN_SELECTION);
  EXPECT_EQ(CurrentStage(application, stages), "2");
  EXPECT_EQ(CurrentStage(application, StagesIn({kPassed})), "");
  application.set_state(Application::STATE_AWARDED);
  EXPECT_EQ(CurrentStage(application, stages), "");
  application.set_state(Application::STATE_DRAFT);
  EXPECT_EQ(CurrentStage(application, stages), "");
}

// Submitted on 2016-02-15, awarded on 2016-07-15, agreed on 2017-05-15.
Application Agreed() {
  Application application;
  Enter(&application, Application::STATE_SUBMITTED, "SUBMIT", On("2016-02-15"), "");
  Enter(&application, Application::STATE_AWARDED, "AWARD", On("2016-07-15"), "");
  Enter(&application, Application::STATE_AGREED, "SIGN_AGREEMENT", On("2017-05-15"), "");
  *application.mutable_submit_date() = On("2016-02-15");
  *application.mutable_decision_date() = On("2016-07-15");
  application.set_decision_reference("D-1");
  application.set_conditions("a partner");
  *application.mutable_awarded_amount() = Eur("80000");
  *application.mutable_agreement_terms()->mutable_signature_date() = On("2017-05-15");
  *application.mutable_agreement_terms()->mutable_eligible_end_date() = On("2019-05-31");
  *application.mutable_declared_cofunding_date() = On("2016-03-01");
  *application.mutable_declared_cofunding_amount() = Eur("24000");
  application.set_funder_status("En cours d'instruction");
  *application.mutable_funder_status_date() = On("2016-04-01");
  return application;
}

TEST(ApplicationOn, ShowsEachStateFromItsDateOn) {
  const std::vector<std::pair<const char*, const char*>> days = {
      {"2016-02-14", "DRAFT"},   {"2016-02-15", "SUBMITTED"}, {"2016-07-14", "SUBMITTED"},
      {"2016-07-15", "AWARDED"}, {"2017-05-14", "AWARDED"},   {"2017-05-15", "AGREED"},
      {"2030-01-01", "AGREED"},
  };
  for (const auto& [day, state] : days) {
    Application application = Agreed();
    ApplicationOn(DayOn(day), &application);
    EXPECT_EQ(EnumNameOf(application.state()), state) << day;
  }
}

TEST(ApplicationOn, ShowsNothingThatCameLater) {
  Application application = Agreed();
  ApplicationOn(DayOn("2016-07-14"), &application);
  EXPECT_EQ(IsoDate(application.submit_date()), "2016-02-15");
  EXPECT_EQ(IsoDate(application.state_date()), "2016-02-15");
  EXPECT_TRUE(application.has_declared_cofunding_amount());
  EXPECT_EQ(application.funder_status(), "En cours d'instruction");
  EXPECT_FALSE(application.has_awarded_amount());
  EXPECT_FALSE(application.has_decision_date());
  EXPECT_EQ(application.decision_reference() + application.conditions(), "");
  EXPECT_FALSE(application.has_agreement_terms());
  EXPECT_EQ(application.history_size(), 1);

  ApplicationOn(DayOn("2016-02-14"), &application);
  EXPECT_FALSE(application.has_submit_date());
  EXPECT_FALSE(application.has_state_date());
  EXPECT_FALSE(application.has_declared_cofunding_amount());
  EXPECT_EQ(application.funder_status(), "");
  EXPECT_FALSE(application.has_funder_status_date());
  EXPECT_THAT(application.history(), IsEmpty());
}

TEST(ApplicationOn, ShowsAnAwardBeforeItsAgreement) {
  Application application = Agreed();
  ApplicationOn(DayOn("2017-05-14"), &application);
  EXPECT_EQ(Minor(application.awarded_amount()), 80'000'00);
  EXPECT_EQ(application.decision_reference(), "D-1");
  EXPECT_FALSE(application.has_agreement_terms());
}

TEST(ApplicationOn, ShowsTheConditionsUntilTheyAreMet) {
  Application application;
  Enter(&application, Application::STATE_SUBMITTED, "SUBMIT", On("2016-02-15"), "");
  Enter(&application, Application::STATE_AWARDED_CONDITIONALLY, "AWARD_CONDITIONALLY",
        On("2016-03-01"), "a partner");
  Enter(&application, Application::STATE_AWARDED, "AWARD", On("2016-06-01"), "");
  *application.mutable_decision_date() = On("2016-03-01");
  ApplicationOn(DayOn("2016-06-01"), &application);
  EXPECT_EQ(application.conditions(), "");
  ApplicationOn(DayOn("2016-05-31"), &application);
  EXPECT_EQ(application.conditions(), "a partner");
  ApplicationOn(DayOn("2016-02-29"), &application);
  EXPECT_EQ(application.conditions(), "");
}

TEST(StageOn, ShowsNothingThatCameLater) {
  Stage stage;
  Enter(&stage, Stage::STATE_OPEN, "OPEN", On("2016-03-20"), "");
  Enter(&stage, Stage::STATE_PASSED, "PASS", On("2016-04-12"), "well received");
  stage.set_outcome_note("well received");
  StageOn(DayOn("2016-04-12"), &stage);
  EXPECT_EQ(stage.state(), Stage::STATE_PASSED);
  EXPECT_EQ(stage.outcome_note(), "well received");
  StageOn(DayOn("2016-04-11"), &stage);
  EXPECT_EQ(stage.state(), Stage::STATE_OPEN);
  EXPECT_EQ(stage.outcome_note(), "");
  StageOn(DayOn("2016-03-19"), &stage);
  EXPECT_EQ(stage.state(), Stage::STATE_UPCOMING);
}

TEST(StageOn, IsInTheRoundOfThatDay) {
  Stage stage;
  Enter(&stage, Stage::STATE_OPEN, "OPEN", On("2016-03-20"), "");
  for (const char* day : {"2016-04-01", "2016-05-01"}) {
    ASSERT_THAT(MoveStage(&stage, "SUBMIT", On(day), ""), IsOk());
    ASSERT_THAT(MoveStage(&stage, "RETURN", On(day), "the figures"), IsOk());
  }
  const auto round_on = [&](const char* day) {
    Stage then = stage;
    StageOn(DayOn(day), &then);
    TellRound(&then);
    return then.round();
  };
  EXPECT_EQ(round_on("2016-05-01"), 3);
  EXPECT_EQ(round_on("2016-04-30"), 2);
  EXPECT_EQ(round_on("2016-03-31"), 1);
  EXPECT_EQ(round_on("2016-03-19"), 1) << "before it opened";
}

}  // namespace
}  // namespace cofi::applications
