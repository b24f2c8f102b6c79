// Nothing that a funder does is final, and some of it is learnt late: where an application goes
// then, and what it was on each day.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "base/states.h"
#include "services/applications/application_rules.h"
#include "tests/reasons.h"
#include "tests/services/facts.h"

namespace cofi::applications {
namespace {

using v1::Application;

// What is done on which day; each with a note of its own.
struct Event {
  absl::string_view verb;
  std::string date;
};

absl::Status Happen(const Event& event, Application* application) {
  return MoveApplication(application, event.verb, On(event.date),
                         absl::StrCat(event.verb, " on ", event.date));
}

Application Draft() {
  Application application;
  application.set_name("projects/p/applications/a");
  application.set_state(Application::STATE_DRAFT);
  return application;
}

Application After(const std::vector<Event>& events) {
  Application application = Draft();
  for (const Event& each : events) EXPECT_THAT(Happen(each, &application), IsOk()) << each.verb;
  return application;
}

std::string StateAfter(const std::vector<Event>& events) {
  return EnumNameOf(After(events).state());
}

std::string StateOnDay(const std::string& day, Application application) {
  ApplicationOn(DayOn(day), &application);
  return EnumNameOf(application.state());
}

// Each state in which a funder may still decide, and how an application comes there.
const std::vector<std::pair<std::string, std::vector<Event>>>& Undecided() {
  static const auto* const ways = new std::vector<std::pair<std::string, std::vector<Event>>>{
      {"SUBMITTED", {{"SUBMIT", "2018-01-10"}}},
      {"IN_SELECTION", {{"SUBMIT", "2018-01-10"}, {"PASS_STAGE", "2018-01-20"}}},
      {"INFORMATION_REQUESTED", {{"SUBMIT", "2018-01-10"}, {"REQUEST_INFORMATION", "2018-01-20"}}},
      {"ON_HOLD", {{"SUBMIT", "2018-01-10"}, {"HOLD", "2018-01-20"}}},
      {"AWARDED_CONDITIONALLY", {{"SUBMIT", "2018-01-10"}, {"AWARD_CONDITIONALLY", "2018-01-20"}}},
  };
  return *ways;
}

std::vector<Event> Then(std::vector<Event> events, const std::vector<Event>& more) {
  events.insert(events.end(), more.begin(), more.end());
  return events;
}

TEST(Decisions, AreTakenWhereverTheFunderHasIt) {
  for (const auto& [state, way] : Undecided()) {
    SCOPED_TRACE(state);
    ASSERT_EQ(StateAfter(way), state);
    EXPECT_EQ(StateAfter(Then(way, {{"AWARD", "2018-02-01"}})), "AWARDED");
    EXPECT_EQ(StateAfter(Then(way, {{"AWARD_CONDITIONALLY", "2018-02-01"}})),
              "AWARDED_CONDITIONALLY");
    EXPECT_EQ(StateAfter(Then(way, {{"REJECT", "2018-02-01"}})), "REJECTED");
    EXPECT_EQ(StateAfter(Then(way, {{"WITHDRAW", "2018-02-01"}})), "WITHDRAWN");
  }
}

TEST(Decisions, MayBeTakenAnewOnceAwarded) {
  const std::vector<Event> awarded = {{"SUBMIT", "2018-01-10"}, {"AWARD", "2018-02-01"}};
  EXPECT_EQ(StateAfter(Then(awarded, {{"AWARD", "2018-03-01"}})), "AWARDED");
  Application application = After(awarded);
  EXPECT_THAT(Happen({"AWARD_CONDITIONALLY", "2018-03-01"}, &application),
              IsReason(type::v1::REASON_VERB_NOT_ALLOWED))
      << "it was firm";
  application = After(Then(awarded, {{"SIGN_AGREEMENT", "2018-03-01"}}));
  EXPECT_THAT(Happen({"AWARD", "2018-04-01"}, &application),
              IsReasonWith(type::v1::REASON_VERB_NOT_ALLOWED, "accepted", "CLOSE"))
      << "the agreement is amended then";
}

TEST(WaysBack, LeadToWhatItWasBeforeTheRefusal) {
  for (const auto& [state, way] : Undecided()) {
    EXPECT_EQ(StateAfter(Then(way, {{"REJECT", "2018-02-01"}, {"RECONSIDER", "2018-03-01"}})),
              state);
    // As often as the funder thinks again.
    EXPECT_EQ(StateAfter(Then(way, {{"REJECT", "2018-02-01"},
                                    {"RECONSIDER", "2018-03-01"},
                                    {"REJECT", "2018-04-01"},
                                    {"RECONSIDER", "2018-05-01"}})),
              state);
  }
}

TEST(WaysBack, LeadToWhatItWasBeforeItEnded) {
  for (const auto& [state, way] : Undecided()) {
    EXPECT_EQ(StateAfter(Then(way, {{"WITHDRAW", "2018-02-01"}, {"REOPEN", "2018-03-01"}})), state);
  }
  EXPECT_EQ(StateAfter({{"WITHDRAW", "2018-02-01"}, {"REOPEN", "2018-03-01"}}), "DRAFT");
  const std::vector<Event> awarded = {{"SUBMIT", "2018-01-10"}, {"AWARD", "2018-01-20"}};
  EXPECT_EQ(StateAfter(Then(awarded, {{"WITHDRAW", "2018-02-01"}, {"REOPEN", "2018-03-01"}})),
            "AWARDED");
  EXPECT_EQ(StateAfter(Then(awarded, {{"SIGN_AGREEMENT", "2018-02-01"},
                                      {"CLOSE", "2018-03-01"},
                                      {"REOPEN", "2018-04-01"}})),
            "AGREED");
}

TEST(WaysBack, AreSeenFromTheirDayOn) {
  const Application application =
      After({{"SUBMIT", "2018-01-10"}, {"REJECT", "2018-02-01"}, {"RECONSIDER", "2018-03-01"}});
  EXPECT_EQ(StateOnDay("2018-01-31", application), "SUBMITTED");
  EXPECT_EQ(StateOnDay("2018-02-28", application), "REJECTED");
  EXPECT_EQ(StateOnDay("2018-03-01", application), "SUBMITTED");
}

TEST(WaysBack, AreEachOfItsEndOnlyAndInOrder) {
  Application rejected = After({{"SUBMIT", "2018-01-10"}, {"REJECT", "2018-02-01"}});
  EXPECT_THAT(Happen({"REOPEN", "2018-03-01"}, &rejected),
              IsReasonWith(type::v1::REASON_VERB_NOT_ALLOWED, "accepted", "RECONSIDER"));
  EXPECT_THAT(Happen({"RECONSIDER", "2018-01-31"}, &rejected),
              IsReasonWith(type::v1::REASON_DATE_OUT_OF_ORDER, "previous", "2018-02-01"));
  EXPECT_THAT(Happen({"RECONSIDER", "2018-02-01"}, &rejected), IsOk());
  Application withdrawn = After({{"WITHDRAW", "2018-02-01"}});
  EXPECT_THAT(Happen({"RECONSIDER", "2018-03-01"}, &withdrawn),
              IsReasonWith(type::v1::REASON_VERB_NOT_ALLOWED, "accepted", "REOPEN"));
}

// Money that was secured once was secured since then, whatever came in between.
TEST(WaysBack, KeepTheDayOfAnAwardAndOfNoRefusal) {
  Application refused = After({{"SUBMIT", "2018-01-10"}, {"REJECT", "2018-02-01"}});
  ASSERT_EQ(IsoDate(refused.decision_date()), "2018-02-01");
  ASSERT_THAT(Happen({"RECONSIDER", "2018-03-01"}, &refused), IsOk());
  EXPECT_FALSE(refused.has_decision_date());

  Application awarded = After({{"SUBMIT", "2018-01-10"}, {"AWARD_CONDITIONALLY", "2018-01-20"}});
  *awarded.mutable_decision_date() = On("2018-01-20");
  *awarded.mutable_awarded_amount() = Eur("5000");
  ASSERT_THAT(Happen({"REJECT", "2018-02-01"}, &awarded), IsOk());
  ASSERT_THAT(Happen({"RECONSIDER", "2018-03-01"}, &awarded), IsOk());
  EXPECT_EQ(IsoDate(awarded.decision_date()), "2018-01-20");
}

TEST(LateEvents, AreThereOnTheirDay) {
  Application application = After({{"SUBMIT", "2018-01-10"}, {"AWARD", "2018-03-01"}});
  ASSERT_THAT(Happen({"HOLD", "2018-02-01"}, &application), IsOk());
  ASSERT_THAT(Happen({"RESUME", "2018-02-15"}, &application), IsOk());
  EXPECT_EQ(StateOnDay("2018-01-31", application), "SUBMITTED");
  EXPECT_EQ(StateOnDay("2018-02-01", application), "ON_HOLD");
  EXPECT_EQ(StateOnDay("2018-02-15", application), "SUBMITTED");
  EXPECT_EQ(EnumNameOf(application.state()), "AWARDED");
  EXPECT_EQ(IsoDate(application.state_date()), "2018-03-01");
}

// A way back leads to where it came from, also when that was learnt later.
TEST(LateEvents, ChangeWhereALaterWayBackLeads) {
  Application application =
      After({{"SUBMIT", "2018-01-10"}, {"HOLD", "2018-03-01"}, {"RESUME", "2018-04-01"}});
  ASSERT_EQ(EnumNameOf(application.state()), "SUBMITTED");
  ASSERT_THAT(Happen({"REQUEST_INFORMATION", "2018-02-01"}, &application), IsOk());
  EXPECT_EQ(EnumNameOf(application.state()), "INFORMATION_REQUESTED");
}

TEST(LateEvents, StandBehindThoseOfTheSameDay) {
  Application application = After(
      {{"SUBMIT", "2018-01-10"}, {"REQUEST_INFORMATION", "2018-02-01"}, {"AWARD", "2018-03-01"}});
  ASSERT_THAT(Happen({"PROVIDE_INFORMATION", "2018-02-01"}, &application), IsOk());
  ASSERT_EQ(application.history_size(), 4);
  EXPECT_EQ(application.history(1).verb(), "REQUEST_INFORMATION");
  EXPECT_EQ(application.history(2).verb(), "PROVIDE_INFORMATION");
  EXPECT_EQ(application.history(2).state(), "SUBMITTED");
}

TEST(LateEvents, AreRefusedWhereWhatCameLaterCouldNotHaveBeen) {
  // Nobody passes a stage of what is on hold.
  Application application = After({{"SUBMIT", "2018-01-10"}, {"PASS_STAGE", "2018-02-15"}});
  const std::string before = application.SerializeAsString();
  for (const char* verb : {"HOLD", "REQUEST_INFORMATION"}) {
    EXPECT_THAT(Happen({verb, "2018-02-01"}, &application),
                IsReasonWith(type::v1::REASON_DATE_OUT_OF_ORDER, "previous", "2018-02-15"))
        << verb;
  }
  EXPECT_EQ(application.SerializeAsString(), before);
}

// What moves something else with it is not put in between.
TEST(LateEvents, AreNoDecisions) {
  Application application = After({{"SUBMIT", "2018-01-10"}, {"HOLD", "2018-03-01"}});
  for (const char* verb : {"AWARD", "AWARD_CONDITIONALLY", "REJECT", "WITHDRAW"}) {
    EXPECT_THAT(Happen({verb, "2018-02-01"}, &application),
                IsReasonWith(type::v1::REASON_DATE_OUT_OF_ORDER, "previous", "2018-03-01"))
        << verb;
  }
}

// The rule itself: learnt late or in time, it is the same.
TEST(LateEvents, LeaveNoTraceOfHavingBeenLearntLate) {
  constexpr absl::string_view kLate[] = {"HOLD", "RESUME", "REQUEST_INFORMATION",
                                         "PROVIDE_INFORMATION"};
  std::mt19937 random(2018);
  const auto below = [&](size_t count) { return random() % count; };
  int learnt_late = 0;
  for (int round = 0; round < 10'000; ++round) {
    // A life of nine verbs, a week apart.
    Application in_time = Draft();
    std::vector<Event> events;
    for (int week = 0; week < 9; ++week) {
      VerbList verbs = AllowedVerbs(ApplicationTransitions(), in_time.state());
      if (Allows(ApplicationTransitions(), in_time.state(), "PASS_STAGE")) {
        verbs.push_back("PASS_STAGE");
      }
      events.push_back({verbs[below(verbs.size())],
                        absl::FormatCivilTime(absl::CivilDay(2018, 1, 1) + 7 * week)});
      ASSERT_THAT(Happen(events.back(), &in_time), IsOk());
    }
    const size_t late = below(events.size() - 1);
    if (!absl::c_linear_search(kLate, events[late].verb)) continue;
    Application application = Draft();
    bool possible = true;
    for (size_t i = 0; i < events.size(); ++i) {
      if (i != late) possible = possible && Happen(events[i], &application).ok();
    }
    // What was not possible without it was not entered before it.
    if (!possible) continue;
    ++learnt_late;
    ASSERT_THAT(Happen(events[late], &application), IsOk());
    ASSERT_EQ(application.DebugString(), in_time.DebugString())
        << events[late].verb << " on " << events[late].date;
  }
  EXPECT_GT(learnt_late, 300);
}

// A funder that thinks again takes up the stage at which it refused.
TEST(Reconsidered, StagesAreWhereTheyWere) {
  std::vector<v1::Stage> stages(2);
  stages[0].set_name("projects/p/applications/a/stages/jury");
  stages[0].set_state(v1::Stage::STATE_OPEN);
  Enter(&stages[0], v1::Stage::STATE_OPEN, "OPEN", On("2018-01-10"), "");
  stages[1].set_name("projects/p/applications/a/stages/comite");
  stages[1].set_state(v1::Stage::STATE_UPCOMING);
  ASSERT_THAT(FollowApplication("REJECT", On("2018-02-01"), &stages).status(), IsOk());
  EXPECT_EQ(stages[0].state(), v1::Stage::STATE_FAILED);
  EXPECT_EQ(stages[1].state(), v1::Stage::STATE_SKIPPED);

  EXPECT_THAT(FollowApplication("RECONSIDER", On("2018-01-31"), &stages).status(),
              IsReason(type::v1::REASON_DATE_OUT_OF_ORDER));
  const auto taken_up = FollowApplication("RECONSIDER", On("2018-03-01"), &stages);
  ASSERT_THAT(taken_up.status(), IsOk());
  EXPECT_EQ(taken_up->size(), 2u);
  EXPECT_EQ(stages[0].state(), v1::Stage::STATE_OPEN);
  EXPECT_EQ(stages[1].state(), v1::Stage::STATE_UPCOMING);
  // What was passed or left out on its own stays.
  Enter(&stages[0], v1::Stage::STATE_PASSED, "PASS", On("2018-04-01"), "");
  Enter(&stages[1], v1::Stage::STATE_SKIPPED, "SKIP", On("2018-04-01"), "");
  EXPECT_TRUE(FollowApplication("REOPEN", On("2018-05-01"), &stages)->empty());
}

}  // namespace
}  // namespace cofi::applications
