// Who decides after whom, and until when the full funding takes.
#include "base/rules/decision_graph.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace cofi::rules {
namespace {

using applications::v1::Application;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// An application that is submitted, and expected to be decided on a day of June 2018.
AwaitingApplication Open(const std::string& name, int day,
                         const std::vector<std::string>& awaits = {}) {
  return {name, Application::STATE_SUBMITTED, absl::CivilDay(2018, 6, day), awaits};
}

AwaitingApplication Undated(const std::string& name, const std::vector<std::string>& awaits = {}) {
  return {name, Application::STATE_SUBMITTED, std::nullopt, awaits};
}

AwaitingApplication Awarded(const std::string& name) {
  return {name, Application::STATE_AWARDED, absl::CivilDay(2018, 6, 30), {}};
}

// The day of June; 0 if there is none.
int DayOf(const DecisionGraph& graph, const std::string& name) {
  const DecisionStep* const step = graph.Find(name);
  return step == nullptr || !step->earliest.has_value() ? 0 : step->earliest->day();
}

TEST(WayBack, IsTheShortestCircle) {
  EXPECT_THAT(WayBack("a", {Open("a", 1, {"a"})}), ElementsAre("a", "a"));
  EXPECT_THAT(WayBack("a", {Open("a", 1, {"b"}), Open("b", 1, {"a"})}), ElementsAre("a", "b", "a"));
  EXPECT_THAT(WayBack("a", {Open("a", 1, {"b", "c"}), Open("b", 1, {"d"}), Open("d", 1, {"a"}),
                            Open("c", 1, {"a"})}),
              ElementsAre("a", "c", "a"));
}

TEST(WayBack, OfEqualsIsTheFirstByName) {
  EXPECT_THAT(WayBack("a", {Open("a", 1, {"c", "b"}), Open("b", 1, {"a"}), Open("c", 1, {"a"})}),
              ElementsAre("a", "b", "a"));
}

TEST(WayBack, IsNoneWhereTwoWaysOnlyMeet) {
  EXPECT_THAT(WayBack("a", {Open("a", 1, {"b", "c"}), Open("b", 1, {"d"}), Open("c", 1, {"d"}),
                            Open("d", 1)}),
              IsEmpty());
  // A circle that it is not on.
  EXPECT_THAT(WayBack("a", {Open("a", 1, {"b"}), Open("b", 1, {"c"}), Open("c", 1, {"b"})}),
              IsEmpty());
}

TEST(Graph, CountsTheDecisionsThatComeBefore) {
  const DecisionGraph graph =
      GraphOf({Open("leader", 1, {"dept", "city"}), Open("city", 1, {"dept"}), Open("dept", 1)});
  EXPECT_EQ(graph.Find("dept")->level, 0);
  EXPECT_EQ(graph.Find("city")->level, 1);
  EXPECT_EQ(graph.Find("leader")->level, 2);
  EXPECT_THAT(graph.Find("leader")->waits_for, ElementsAre("city", "dept"));
  EXPECT_TRUE(graph.Find("city")->awaited);
  EXPECT_FALSE(graph.Find("leader")->awaited);
}

TEST(Graph, WhatIsDecidedOrGoneHoldsNobodyUp) {
  const DecisionGraph graph =
      GraphOf({Open("leader", 1, {"dept", "city", "gone"}), Awarded("dept"), Open("city", 1)});
  EXPECT_THAT(graph.Find("leader")->waits_for, ElementsAre("city"));
  EXPECT_EQ(graph.Find("dept"), nullptr);
}

TEST(Graph, NobodyDecidesBeforeThoseItWaitsFor) {
  const DecisionGraph graph = GraphOf({Undated("last", {"leader"}), Open("leader", 5, {"dept"}),
                                       Undated("dept", {"city"}), Open("city", 20)});
  EXPECT_EQ(DayOf(graph, "city"), 20);
  EXPECT_EQ(DayOf(graph, "dept"), 20);
  EXPECT_EQ(DayOf(graph, "leader"), 20);
  EXPECT_EQ(DayOf(graph, "last"), 20);
  // Through one that says nothing, too.
  EXPECT_EQ(graph.Find("leader")->held_up_by, "dept");
  EXPECT_EQ(graph.Find("last")->held_up_by, "");
}

TEST(Graph, APlanHoldsIfBothAreDecidedOnOneDay) {
  const DecisionGraph graph = GraphOf({Open("leader", 20, {"dept"}), Open("dept", 20)});
  EXPECT_EQ(graph.Find("leader")->held_up_by, "");
}

TEST(Graph, TheLastOfThoseAwaitedHoldsItUp) {
  const DecisionGraph graph =
      GraphOf({Open("leader", 5, {"a", "b", "c"}), Open("a", 10), Open("b", 12), Open("c", 12)});
  EXPECT_EQ(graph.Find("leader")->held_up_by, "b");
}

TEST(CriticalPath, IsTheChainThatEndsLatest) {
  EXPECT_THAT(GraphOf({Open("leader", 25, {"dept", "city"}), Open("dept", 10), Open("city", 12),
                       Open("alone", 24)})
                  .critical_path,
              ElementsAre("city", "leader"));
  EXPECT_THAT(
      GraphOf({Open("leader", 25, {"dept"}), Open("dept", 10), Open("alone", 26)}).critical_path,
      ElementsAre("alone"));
}

TEST(CriticalPath, EndsWhereNobodyWaitsAnyMore) {
  // The leader has no day of its own: it comes after what it waits for all the same.
  EXPECT_THAT(GraphOf({Undated("leader", {"a"}), Open("a", 10)}).critical_path,
              ElementsAre("a", "leader"));
}

TEST(CriticalPath, OfEqualsIsTheFirstByName) {
  EXPECT_THAT(
      GraphOf({Open("z", 25, {"c", "b"}), Open("y", 25, {"b", "c"}), Open("b", 10), Open("c", 10)})
          .critical_path,
      ElementsAre("b", "y"));
}

TEST(CriticalPath, IsNoneWhereNoDecisionHasADate) {
  EXPECT_THAT(GraphOf({Undated("leader", {"a"}), Undated("a")}).critical_path, IsEmpty());
  EXPECT_THAT(GraphOf({}).critical_path, IsEmpty());
  EXPECT_THAT(GraphOf({Awarded("a")}).critical_path, IsEmpty());
}

}  // namespace
}  // namespace cofi::rules
