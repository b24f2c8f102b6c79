#include "services/budgets/start_shield_rules.h"

#include <gtest/gtest.h>

#include "base/dates.h"
#include "tests/services/facts.h"

namespace cofi::budgets {
namespace {

using applications::v1::Application;
using applications::v1::Call;
using v1::Endangered;

Call Shielding() {
  return FromText<Call>("name: 'funders/leader/calls/2018' no_start_before_acknowledgement: true");
}

Application Asked(Application::State state, const std::string& acknowledged = "") {
  auto application = FromText<Application>(
      "name: 'projects/p/applications/a' funder: 'funders/leader'"
      " call: 'funders/leader/calls/2018'");
  application.set_state(state);
  if (!acknowledged.empty()) *application.mutable_acknowledgement_date() = On(acknowledged);
  return application;
}

TEST(StartShield, IsEndangeredByWhatComesBeforeTheAcknowledgement) {
  const Application application = Asked(Application::STATE_SUBMITTED, "2018-03-10");
  const auto early = EndangeredBy(DayOn("2018-03-09"), application, Shielding());
  ASSERT_TRUE(early.has_value());
  EXPECT_EQ(early->application(), "projects/p/applications/a");
  EXPECT_EQ(early->funder(), "funders/leader");
  EXPECT_EQ(early->call(), "funders/leader/calls/2018");
  EXPECT_EQ(early->why(), Endangered::WHY_BEFORE_ACKNOWLEDGEMENT);
  EXPECT_EQ(IsoDate(early->acknowledgement_date()), "2018-03-10");
  EXPECT_FALSE(EndangeredBy(DayOn("2018-03-10"), application, Shielding()).has_value());
}

TEST(StartShield, IsEndangeredUntilReceiptIsAcknowledged) {
  for (const auto state : {Application::STATE_DRAFT, Application::STATE_SUBMITTED,
                           Application::STATE_ON_HOLD, Application::STATE_AGREED}) {
    const auto early = EndangeredBy(DayOn("2018-03-09"), Asked(state), Shielding());
    ASSERT_TRUE(early.has_value()) << state;
    EXPECT_EQ(early->why(), Endangered::WHY_NOT_ACKNOWLEDGED);
    EXPECT_FALSE(early->has_acknowledgement_date());
  }
}

TEST(StartShield, IsOfApplicationsThatStandAndCallsThatAskForIt) {
  for (const auto state :
       {Application::STATE_REJECTED, Application::STATE_WITHDRAWN, Application::STATE_CLOSED}) {
    EXPECT_FALSE(EndangeredBy(DayOn("2018-03-09"), Asked(state), Shielding()).has_value()) << state;
  }
  EXPECT_FALSE(
      EndangeredBy(DayOn("2018-03-09"), Asked(Application::STATE_SUBMITTED), Call()).has_value());
}

}  // namespace
}  // namespace cofi::budgets
