// Where the history of an application leads back to, and how long it may be.
#include <gtest/gtest.h>

#include <string>

#include "base/refusal.h"
#include "base/states.h"
#include "services/applications/application_rules.h"
#include "tests/reasons.h"
#include "tests/services/facts.h"

namespace cofi::applications {
namespace {

using v1::Application;

TEST(ApplicationHistory, ResumeWhereItWasHeld) {
  for (const auto state : {Application::STATE_SUBMITTED, Application::STATE_IN_SELECTION,
                           Application::STATE_INFORMATION_REQUESTED}) {
    Application application;
    Enter(&application, state, "BEFORE", On("2016-01-01"), "");
    ASSERT_TRUE(MoveApplication(&application, "HOLD", On("2016-02-01"), "").ok());
    ASSERT_TRUE(MoveApplication(&application, "RESUME", On("2016-03-01"), "").ok());
    EXPECT_EQ(application.state(), state);
    EXPECT_EQ(application.history(2).verb(), "RESUME");
  }
}

// Also when it was put on hold in between.
TEST(ApplicationHistory, ProvideInformationWhereItWasAsked) {
  for (const bool held : {false, true}) {
    for (const auto state : {Application::STATE_SUBMITTED, Application::STATE_IN_SELECTION}) {
      Application application;
      Enter(&application, state, "BEFORE", On("2016-01-01"), "");
      const auto move = [&](const char* verb, const char* date) {
        ASSERT_THAT(MoveApplication(&application, verb, On(date), ""), IsOk()) << verb;
      };
      move("REQUEST_INFORMATION", "2016-02-01");
      if (held) {
        move("HOLD", "2016-02-02");
        move("RESUME", "2016-02-03");
        EXPECT_EQ(application.state(), Application::STATE_INFORMATION_REQUESTED);
      }
      move("PROVIDE_INFORMATION", "2016-03-01");
      EXPECT_EQ(EnumNameOf(application.state()), EnumNameOf(state));
      EXPECT_EQ(application.history().rbegin()->state(), EnumNameOf(state));
      // The last question counts, not the first.
      if (state == Application::STATE_IN_SELECTION) continue;
      move("PASS_STAGE", "2016-04-01");
      move("REQUEST_INFORMATION", "2016-05-01");
      move("PROVIDE_INFORMATION", "2016-06-01");
      EXPECT_EQ(EnumNameOf(application.state()), "IN_SELECTION");
    }
  }
}

TEST(ApplicationHistory, ResumeOnlyWhatIsOnHoldAndInOrder) {
  Application application;
  Enter(&application, Application::STATE_SUBMITTED, "SUBMIT", On("2016-01-01"), "");
  EXPECT_EQ(ReasonOf(MoveApplication(&application, "RESUME", On("2016-02-01"), "")),
            type::v1::REASON_VERB_NOT_ALLOWED);
  ASSERT_TRUE(MoveApplication(&application, "HOLD", On("2016-02-01"), "").ok());
  EXPECT_EQ(ReasonOf(MoveApplication(&application, "RESUME", On("2016-01-31"), "")),
            type::v1::REASON_DATE_OUT_OF_ORDER);
}

// An application whose history is as long as one may be, or has as many bytes.
Application Full(bool by_bytes) {
  Application application;
  application.set_name("projects/p/applications/a");
  Enter(&application, Application::STATE_SUBMITTED, "SUBMIT", On("2018-01-01"), "");
  const std::string note(by_bytes ? 2'000 : 0, 'n');
  while (MoveApplication(&application, "HOLD", On("2018-01-01"), note).ok()) {
    EXPECT_THAT(MoveApplication(&application, "RESUME", On("2018-01-01"), ""), IsOk());
  }
  return application;
}

// It is read with the application and kept with each change of it.
TEST(AFullHistory, RefusesTheVerbsThatComeAgainAndAgain) {
  for (const char* verb : {"HOLD", "REQUEST_INFORMATION", "PASS_STAGE", "RECONSIDER", "REOPEN"}) {
    Application application = Full(/*by_bytes=*/false);
    EXPECT_GE(application.history_size(), kChangesMax);
    EXPECT_LE(application.history_size(), kChangesMax + 1);
    EXPECT_THAT(MoveApplication(&application, verb, On("2018-01-01"), ""),
                IsReason(type::v1::REASON_TOO_MANY_ITEMS));
    application = Full(/*by_bytes=*/true);
    EXPECT_LE(application.ByteSizeLong(), kChangesBytesMax + 3'000);
    EXPECT_THAT(MoveApplication(&application, verb, On("2018-01-01"), ""),
                IsReason(type::v1::REASON_RESOURCE_TOO_LARGE));
  }
}

// So is an award that is told anew.
TEST(AFullHistory, RefusesOneAwardAfterTheOther) {
  Application application = Full(/*by_bytes=*/false);
  ASSERT_THAT(MoveApplication(&application, "AWARD", On("2018-01-01"), ""), IsOk());
  EXPECT_THAT(MoveApplication(&application, "AWARD", On("2018-01-01"), ""),
              IsReason(type::v1::REASON_TOO_MANY_ITEMS));
  EXPECT_THAT(MoveApplication(&application, "SIGN_AGREEMENT", On("2018-01-01"), ""), IsOk());
}

TEST(AFullHistory, RefusesNoVerbThatLeadsOn) {
  for (const bool by_bytes : {false, true}) {
    for (const char* verb : {"AWARD", "AWARD_CONDITIONALLY", "REJECT", "WITHDRAW"}) {
      Application application = Full(by_bytes);
      EXPECT_THAT(MoveApplication(&application, verb, On("2018-01-01"), std::string(2'000, 'n')),
                  IsOk())
          << verb;
    }
  }
}

// A stage that comes back again and again is refused in the end, and never what leads it on.
TEST(AFullHistory, RefusesAnotherRoundOfAStage) {
  for (const bool by_bytes : {false, true}) {
    v1::Stage stage;
    stage.set_name("projects/p/applications/a/stages/s");
    Enter(&stage, v1::Stage::STATE_SUBMITTED, "SUBMIT", On("2018-01-01"), "");
    const std::string note(by_bytes ? 2'000 : 0, 'n');
    while (MoveStage(&stage, "RETURN", On("2018-01-01"), note).ok()) {
      ASSERT_THAT(MoveStage(&stage, "SUBMIT", On("2018-01-01"), ""), IsOk());
    }
    EXPECT_EQ(stage.state(), v1::Stage::STATE_SUBMITTED);
    EXPECT_THAT(
        MoveStage(&stage, "RETURN", On("2018-01-01"), ""),
        IsReason(by_bytes ? type::v1::REASON_RESOURCE_TOO_LARGE : type::v1::REASON_TOO_MANY_ITEMS));
    EXPECT_THAT(MoveStage(&stage, "PASS", On("2018-01-01"), note), IsOk());
  }
}

}  // namespace
}  // namespace cofi::applications
