// When a project may start, judged on what is secured.
#include "services/projects/start_condition_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/services/facts.h"

namespace cofi::projects {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Expenses of 180 000 in a budget adopted on 2016-05-31; 80 % of them must be
// secured: 144 000.
v1::Project Project() {
  v1::Project project;
  project.set_name("projects/p");
  project.mutable_start_condition()->set_secured_basis_points(8000);
  *project.mutable_funding()->mutable_planned_expenses() = Eur("180000");
  *project.mutable_funding()->mutable_adoption_date() = On("2016-05-31");
  return project;
}

void Award(const std::string& application, const std::string& amount, const std::string& date,
           v1::Project* project) {
  v1::Award& award = *project->mutable_funding()->add_awards();
  award.set_application("projects/p/applications/" + application);
  *award.mutable_amount() = Eur(amount);
  *award.mutable_award_date() = On(date);
}

TEST(StartCondition, HoldsAtExactlyTheShare) {
  v1::Project project = Project();
  Award("fdf", "80000", "2016-07-15", &project);
  Award("departement", "64000", "2017-04-05", &project);
  EXPECT_EQ(ConditionHoldsSince(project), DayOn("2017-04-05"));
}

TEST(StartCondition, DoesNotHoldACentBelow) {
  v1::Project project = Project();
  Award("fdf", "80000", "2016-07-15", &project);
  Award("departement", "63999.99", "2017-04-05", &project);
  EXPECT_EQ(ConditionHoldsSince(project), std::nullopt);
}

TEST(StartCondition, IsJudgedOnCentsThatNoPercentageShows) {
  // A third of a cent: 80 % of 0.01 is 0.008, so one cent must be secured.
  v1::Project project = Project();
  *project.mutable_funding()->mutable_planned_expenses() = Eur("0.01");
  EXPECT_EQ(ConditionHoldsSince(project), std::nullopt);
  EXPECT_EQ(FiguresOf(project).required_minor, 1);
  Award("fdf", "0.01", "2016-07-15", &project);
  EXPECT_EQ(ConditionHoldsSince(project), DayOn("2016-07-15"));
}

TEST(StartCondition, DoesNotOverflowWithTheLargestBudget) {
  v1::Project project = Project();
  *project.mutable_funding()->mutable_planned_expenses() = MoneyFromMinor(kMinorMax, "EUR");
  Award("fdf", "1", "2016-07-15", &project);
  EXPECT_EQ(ConditionHoldsSince(project), std::nullopt);
  EXPECT_EQ(FiguresOf(project).required_minor, kMinorMax / 5 * 4 + 1);
}

TEST(StartCondition, NeedsAnAdoptedBudgetForAShare) {
  v1::Project project = Project();
  project.mutable_funding()->clear_adoption_date();
  project.mutable_funding()->clear_planned_expenses();
  Award("fdf", "80000", "2016-07-15", &project);
  EXPECT_EQ(ConditionHoldsSince(project), std::nullopt);
}

TEST(StartCondition, HoldsFromTheAdoptionWhenTheMoneyWasThereBefore) {
  v1::Project project = Project();
  Award("fdf", "150000", "2016-01-15", &project);
  EXPECT_EQ(ConditionHoldsSince(project), DayOn("2016-05-31"));
}

TEST(StartCondition, HoldsFromTheBeginningWhenThereIsNone) {
  v1::Project project;
  EXPECT_EQ(ConditionHoldsSince(project), absl::CivilDay::min());
  project.mutable_start_condition();
  EXPECT_EQ(ConditionHoldsSince(project), absl::CivilDay::min());
}

TEST(StartCondition, MayAskForAwardsByName) {
  v1::Project project = Project();
  project.mutable_start_condition()->set_secured_basis_points(0);
  project.mutable_start_condition()->add_awarded_applications("projects/p/applications/fdf");
  project.mutable_start_condition()->add_awarded_applications("projects/p/applications/leader");
  Award("fdf", "1", "2016-07-15", &project);
  EXPECT_EQ(ConditionHoldsSince(project), std::nullopt);
  EXPECT_THAT(FiguresOf(project).missing_applications,
              ElementsAre("projects/p/applications/leader"));

  Award("leader", "1", "2018-05-15", &project);
  EXPECT_EQ(ConditionHoldsSince(project), DayOn("2018-05-15"));
  EXPECT_THAT(FiguresOf(project).missing_applications, IsEmpty());
}

TEST(StartCondition, HoldsOnlyWhenAllThatItAsksHolds) {
  v1::Project project = Project();
  project.mutable_start_condition()->add_awarded_applications("projects/p/applications/leader");
  Award("fdf", "150000", "2016-07-15", &project);
  EXPECT_EQ(ConditionHoldsSince(project), std::nullopt);
  Award("leader", "1", "2018-05-15", &project);
  EXPECT_EQ(ConditionHoldsSince(project), DayOn("2018-05-15"));
}

TEST(StartCondition, TellsItsFigures) {
  v1::Project project = Project();
  Award("fdf", "80000", "2016-07-15", &project);
  Award("departement", "30000.50", "2017-02-10", &project);
  EXPECT_EQ(FiguresOf(project).secured_minor, 110'000'50);
  EXPECT_EQ(FiguresOf(project).required_minor, 144'000'00);
}

}  // namespace
}  // namespace cofi::projects
