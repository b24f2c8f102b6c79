#include "base/states.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cofi/budgets/v1/budgets.pb.h"
#include "google/protobuf/util/message_differencer.h"
#include "tests/reasons.h"

namespace cofi {
namespace {

using absl::CivilDay;
using budgets::v1::Budget;
using google::protobuf::util::MessageDifferencer;
using ::testing::ElementsAre;

constexpr Transition<Budget::State> kTransitions[] = {
    {Budget::STATE_DRAFT, "ADOPT", Budget::STATE_ADOPTED},
    {Budget::STATE_DRAFT, "DISCARD", Budget::STATE_SUPERSEDED},
    {Budget::STATE_ADOPTED, "REVISE", Budget::STATE_DRAFT},
    {Budget::STATE_ADOPTED, "SUPERSEDE", Budget::STATE_SUPERSEDED, MovedBy::kItself},
};

Date On(int month, int day) { return DateFromDay(CivilDay(2018, month, day)); }

Budget Draft() {
  Budget budget;
  budget.set_name("projects/p/budgets/v1");
  Enter(&budget, Budget::STATE_DRAFT, "CREATE", On(1, 10), "");
  return budget;
}

TEST(States, MoveByVerbs) {
  Budget budget = Draft();
  EXPECT_THAT(Move(&budget, kTransitions, "ADOPT", On(3, 23), "by the board"), IsOk());
  EXPECT_EQ(budget.state(), Budget::STATE_ADOPTED);
  EXPECT_EQ(IsoDate(budget.state_date()), "2018-03-23");
  ASSERT_EQ(budget.history_size(), 2);
  EXPECT_EQ(budget.history(1).verb(), "ADOPT");
  EXPECT_EQ(budget.history(1).state(), "ADOPTED");
  EXPECT_EQ(IsoDate(budget.history(1).date()), "2018-03-23");
  EXPECT_EQ(budget.history(1).note(), "by the board");
}

TEST(States, AVerbThatIsNotAllowedNamesThoseThatAre) {
  Budget budget = Draft();
  const Budget before = budget;
  const absl::Status status = Move(&budget, kTransitions, "SUPERSEDE", On(3, 23), "");
  EXPECT_THAT(status,
              IsReasonWith(type::v1::REASON_VERB_NOT_ALLOWED, "accepted", "ADOPT, DISCARD"));
  EXPECT_THAT(status, IsReasonWith(type::v1::REASON_VERB_NOT_ALLOWED, "state", "DRAFT"));
  EXPECT_TRUE(MessageDifferencer::Equals(budget, before));
  EXPECT_THAT(Move(&budget, kTransitions, "adopt", On(3, 23), ""),
              IsReason(type::v1::REASON_VERB_NOT_ALLOWED));
}

TEST(States, AFinalStateAllowsNothing) {
  EXPECT_THAT(AllowedVerbs<Budget::State>(kTransitions, Budget::STATE_SUPERSEDED), ElementsAre());
  Budget budget = Draft();
  budget.set_state(Budget::STATE_SUPERSEDED);
  EXPECT_THAT(Move(&budget, kTransitions, "ADOPT", On(3, 23), ""),
              IsReasonWith(type::v1::REASON_VERB_NOT_ALLOWED, "accepted", "—"));
}

TEST(States, WhatHappensByItselfIsNoVerbForCallers) {
  EXPECT_THAT(AllowedVerbs<Budget::State>(kTransitions, Budget::STATE_ADOPTED),
              ElementsAre("REVISE"));
  EXPECT_THAT(CallersVerbs<Budget::State>(kTransitions), ElementsAre("ADOPT", "DISCARD", "REVISE"));
  EXPECT_TRUE(Allows<Budget::State>(kTransitions, Budget::STATE_ADOPTED, "SUPERSEDE"));
  EXPECT_FALSE(Allows<Budget::State>(kTransitions, Budget::STATE_DRAFT, "SUPERSEDE"));
}

TEST(States, NeverChangeBeforeTheirLastChange) {
  Budget budget = Draft();
  const Budget before = budget;
  const absl::Status status = Move(&budget, kTransitions, "ADOPT", On(1, 9), "");
  EXPECT_THAT(status, IsReasonWith(type::v1::REASON_DATE_OUT_OF_ORDER, "previous", "2018-01-10"));
  EXPECT_TRUE(MessageDifferencer::Equals(budget, before));
  EXPECT_THAT(Move(&budget, kTransitions, "ADOPT", On(1, 10), ""), IsOk());
}

// A verb that is not allowed is so on any date: it is said first.
TEST(States, TheVerbIsJudgedBeforeTheDate) {
  Budget budget = Draft();
  EXPECT_THAT(Move(&budget, kTransitions, "SUPERSEDE", On(1, 1), ""),
              IsReason(type::v1::REASON_VERB_NOT_ALLOWED));
}

TEST(States, AResourceIsWhatItWasOnADay) {
  Budget budget = Draft();
  ASSERT_THAT(Move(&budget, kTransitions, "ADOPT", On(3, 23), ""), IsOk());
  ASSERT_THAT(Move(&budget, kTransitions, "SUPERSEDE", On(9, 1), ""), IsOk());
  const struct {
    CivilDay day;
    Budget::State state;
    const char* since;
    int changes;
  } kCases[] = {
      {CivilDay(2018, 1, 9), Budget::STATE_UNSPECIFIED, "", 0},
      {CivilDay(2018, 1, 10), Budget::STATE_DRAFT, "2018-01-10", 1},
      {CivilDay(2018, 3, 22), Budget::STATE_DRAFT, "2018-01-10", 1},
      {CivilDay(2018, 3, 23), Budget::STATE_ADOPTED, "2018-03-23", 2},
      {CivilDay(2018, 8, 31), Budget::STATE_ADOPTED, "2018-03-23", 2},
      {CivilDay(2018, 9, 1), Budget::STATE_SUPERSEDED, "2018-09-01", 3},
      {CivilDay(2030, 1, 1), Budget::STATE_SUPERSEDED, "2018-09-01", 3},
  };
  for (const auto& each : kCases) {
    Budget then = budget;
    StateOn(each.day, Budget::STATE_UNSPECIFIED, &then);
    EXPECT_EQ(then.state(), each.state) << each.day;
    EXPECT_EQ(IsoDate(then.state_date()), each.since) << each.day;
    EXPECT_EQ(then.history_size(), each.changes) << each.day;
  }
}

TEST(States, TwoChangesOnADayLeaveTheSecond) {
  Budget budget = Draft();
  ASSERT_THAT(Move(&budget, kTransitions, "ADOPT", On(1, 10), ""), IsOk());
  StateOn(CivilDay(2018, 1, 10), Budget::STATE_UNSPECIFIED, &budget);
  EXPECT_EQ(budget.state(), Budget::STATE_ADOPTED);
}

TEST(States, WithoutHistoryTheInitialStateHolds) {
  Budget budget;
  StateOn(CivilDay(2018, 1, 10), Budget::STATE_DRAFT, &budget);
  EXPECT_EQ(budget.state(), Budget::STATE_DRAFT);
}

}  // namespace
}  // namespace cofi
