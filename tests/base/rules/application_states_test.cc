// What each state of an application and of a stage means.
#include "base/rules/application_states.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/fields.h"

namespace cofi::rules {
namespace {

using applications::v1::Application;
using applications::v1::Stage;
using ::testing::UnorderedElementsAre;

// The names of the states of which it holds.
template <typename Resource>
std::vector<std::string> Those(bool (*holds)(typename Resource::State)) {
  std::vector<std::string> names;
  for (int i = 1; i < Resource::State_descriptor()->value_count(); ++i) {
    const auto state = static_cast<typename Resource::State>(i);
    if (holds(state)) names.push_back(EnumNameOf(state));
  }
  return names;
}

std::vector<std::string> Requested(bool submitted) {
  std::vector<std::string> names;
  for (int i = 1; i < Application::State_descriptor()->value_count(); ++i) {
    Application application;
    application.set_state(static_cast<Application::State>(i));
    if (submitted) application.mutable_submit_date()->set_year(2018);
    if (IsRequested(application)) names.push_back(EnumNameOf(application.state()));
  }
  return names;
}

TEST(ApplicationStates, AreOpenUndecidedOrAwarded) {
  EXPECT_THAT(
      Those<Application>(&IsOpen),
      UnorderedElementsAre("SUBMITTED", "IN_SELECTION", "INFORMATION_REQUESTED", "ON_HOLD"));
  EXPECT_THAT(Those<Application>(&IsUndecided),
              UnorderedElementsAre("DRAFT", "SUBMITTED", "IN_SELECTION", "INFORMATION_REQUESTED",
                                   "ON_HOLD"));
  EXPECT_THAT(Those<Application>(&IsAwarded),
              UnorderedElementsAre("AWARDED", "AWARDED_CONDITIONALLY", "AGREED", "CLOSED"));
}

TEST(ApplicationStates, SayWhatWasRequestedOfThoseThatEndedOnlyWithASubmission) {
  EXPECT_THAT(Requested(/*submitted=*/false),
              UnorderedElementsAre("SUBMITTED", "IN_SELECTION", "INFORMATION_REQUESTED", "ON_HOLD",
                                   "AWARDED", "AWARDED_CONDITIONALLY", "AGREED", "CLOSED"));
  EXPECT_THAT(Requested(/*submitted=*/true),
              UnorderedElementsAre("SUBMITTED", "IN_SELECTION", "INFORMATION_REQUESTED", "ON_HOLD",
                                   "AWARDED", "AWARDED_CONDITIONALLY", "AGREED", "CLOSED",
                                   "REJECTED", "WITHDRAWN"));
}

TEST(StageStates, AreOver) {
  EXPECT_THAT(Those<Stage>(&IsOver), UnorderedElementsAre("PASSED", "FAILED", "SKIPPED"));
}

}  // namespace
}  // namespace cofi::rules
