// When a project may start, judged on what is secured.
#include "services/projects/start_condition_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/services/facts.h"

namespace cofi::projects {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// After all that is told here.
const absl::CivilDay kLater(2030, 1, 1);

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
  EXPECT_EQ(ConditionHoldsSince(project, kLater), DayOn("2017-04-05"));
}

TEST(StartCondition, DoesNotHoldACentBelow) {
  v1::Project project = Project();
  Award("fdf", "80000", "2016-07-15", &project);
  Award("departement", "63999.99", "2017-04-05", &project);
  EXPECT_EQ(ConditionHoldsSince(project, kLater), std::nullopt);
}

TEST(StartCondition, IsJudgedOnCentsThatNoPercentageShows) {
  // A third of a cent: 80 % of 0.01 is 0.008, so one cent must be secured.
  v1::Project project = Project();
  *project.mutable_funding()->mutable_planned_expenses() = Eur("0.01");
  EXPECT_EQ(ConditionHoldsSince(project, kLater), std::nullopt);
  EXPECT_EQ(FiguresOf(project, kLater).required_minor, 1);
  Award("fdf", "0.01", "2016-07-15", &project);
  EXPECT_EQ(ConditionHoldsSince(project, kLater), DayOn("2016-07-15"));
}

TEST(StartCondition, DoesNotOverflowWithTheLargestBudget) {
  v1::Project project = Project();
  *project.mutable_funding()->mutable_planned_expenses() = MoneyFromMinor(kMinorMax, "EUR");
  Award("fdf", "1", "2016-07-15", &project);
  EXPECT_EQ(ConditionHoldsSince(project, kLater), std::nullopt);
  EXPECT_EQ(FiguresOf(project, kLater).required_minor, kMinorMax / 5 * 4 + 1);
}

TEST(StartCondition, NeedsAnAdoptedBudgetForAShare) {
  v1::Project project = Project();
  project.mutable_funding()->clear_adoption_date();
  project.mutable_funding()->clear_planned_expenses();
  Award("fdf", "80000", "2016-07-15", &project);
  EXPECT_EQ(ConditionHoldsSince(project, kLater), std::nullopt);
}

TEST(StartCondition, HoldsFromTheAdoptionWhenTheMoneyWasThereBefore) {
  v1::Project project = Project();
  Award("fdf", "150000", "2016-01-15", &project);
  EXPECT_EQ(ConditionHoldsSince(project, kLater), DayOn("2016-05-31"));
}

TEST(StartCondition, HoldsFromTheBeginningWhenThereIsNone) {
  v1::Project project;
  EXPECT_EQ(ConditionHoldsSince(project, kLater), absl::CivilDay::min());
  project.mutable_start_condition();
  EXPECT_EQ(ConditionHoldsSince(project, kLater), absl::CivilDay::min());
}

TEST(StartCondition, MayAskForAwardsByName) {
  v1::Project project = Project();
  project.mutable_start_condition()->set_secured_basis_points(0);
  project.mutable_start_condition()->add_awarded_applications("projects/p/applications/fdf");
  project.mutable_start_condition()->add_awarded_applications("projects/p/applications/leader");
  Award("fdf", "1", "2016-07-15", &project);
  EXPECT_EQ(ConditionHoldsSince(project, kLater), std::nullopt);
  EXPECT_THAT(FiguresOf(project, kLater).missing_applications,
              ElementsAre("projects/p/applications/leader"));

  Award("leader", "1", "2018-05-15", &project);
  EXPECT_EQ(ConditionHoldsSince(project, kLater), DayOn("2018-05-15"));
  EXPECT_THAT(FiguresOf(project, kLater).missing_applications, IsEmpty());
}

TEST(StartCondition, HoldsOnlyWhenAllThatItAsksHolds) {
  v1::Project project = Project();
  project.mutable_start_condition()->add_awarded_applications("projects/p/applications/leader");
  Award("fdf", "150000", "2016-07-15", &project);
  EXPECT_EQ(ConditionHoldsSince(project, kLater), std::nullopt);
  Award("leader", "1", "2018-05-15", &project);
  EXPECT_EQ(ConditionHoldsSince(project, kLater), DayOn("2018-05-15"));
}

// What a grant can pay goes down where it is amended or lost.
TEST(StartCondition, DoesNotHoldAnyMoreOnceTheMoneyIsLess) {
  v1::Project project = Project();
  Award("fdf", "144000", "2016-07-15", &project);
  Award("fdf", "-0.01", "2017-03-01", &project);
  EXPECT_EQ(ConditionHoldsSince(project, kLater), std::nullopt);
  EXPECT_EQ(FiguresOf(project, kLater).secured_minor, 143'999'99);
  // On a day before it did, and nothing of what came later is known.
  EXPECT_EQ(ConditionHoldsSince(project, DayOn("2017-02-28")), DayOn("2016-07-15"));
  // It holds again from the day on which there is enough again.
  Award("cias", "0.01", "2017-06-01", &project);
  EXPECT_EQ(ConditionHoldsSince(project, kLater), DayOn("2017-06-01"));
}

TEST(StartCondition, IsNotMetByAnAwardThatIsLost) {
  v1::Project project = Project();
  project.mutable_start_condition()->clear_secured_basis_points();
  project.mutable_start_condition()->add_awarded_applications("projects/p/applications/fdf");
  Award("fdf", "80000", "2016-07-15", &project);
  Award("fdf", "-80000", "2017-03-01", &project);
  EXPECT_EQ(ConditionHoldsSince(project, kLater), std::nullopt);
  EXPECT_THAT(FiguresOf(project, kLater).missing_applications,
              ElementsAre("projects/p/applications/fdf"));
  EXPECT_EQ(ConditionHoldsSince(project, DayOn("2017-02-28")), DayOn("2016-07-15"));
}

TEST(StartCondition, IsJudgedByWhatIsAFactOnTheDay) {
  v1::Project project = Project();
  Award("fdf", "144000", "2016-07-15", &project);
  EXPECT_EQ(ConditionHoldsSince(project, DayOn("2016-07-14")), std::nullopt);
  EXPECT_EQ(FiguresOf(project, DayOn("2016-07-14")).secured_minor, 0);
  EXPECT_EQ(ConditionHoldsSince(project, DayOn("2016-07-15")), DayOn("2016-07-15"));
  EXPECT_EQ(FiguresOf(project, DayOn("2016-07-15")).secured_minor, 144'000'00);
}

// As a grant tells it whose conditions are met one day: so much less of the one, more of the other.
TEST(StartCondition, MayLeaveOutWhatHangsOnConditions) {
  v1::Project project = Project();
  project.mutable_start_condition()->add_awarded_applications("projects/p/applications/fdf");
  Award("fdf", "144000", "2016-07-15", &project);
  project.mutable_funding()->mutable_awards(0)->set_conditional(true);
  EXPECT_EQ(ConditionHoldsSince(project, kLater), DayOn("2016-07-15"));

  project.mutable_start_condition()->set_unconditional_only(true);
  EXPECT_EQ(ConditionHoldsSince(project, kLater), std::nullopt);
  EXPECT_EQ(FiguresOf(project, kLater).secured_minor, 0);
  EXPECT_THAT(FiguresOf(project, kLater).missing_applications,
              ElementsAre("projects/p/applications/fdf"));

  Award("fdf", "-144000", "2017-01-10", &project);
  project.mutable_funding()->mutable_awards(1)->set_conditional(true);
  Award("fdf", "144000", "2017-01-10", &project);
  EXPECT_EQ(ConditionHoldsSince(project, kLater), DayOn("2017-01-10"));
  EXPECT_EQ(FiguresOf(project, kLater).secured_minor, 144'000'00);
  project.mutable_start_condition()->set_unconditional_only(false);
  EXPECT_EQ(ConditionHoldsSince(project, kLater), DayOn("2016-07-15"));
}

TEST(StartCondition, TellsItsFigures) {
  v1::Project project = Project();
  Award("fdf", "80000", "2016-07-15", &project);
  Award("departement", "30000.50", "2017-02-10", &project);
  EXPECT_EQ(FiguresOf(project, kLater).secured_minor, 110'000'50);
  EXPECT_EQ(FiguresOf(project, kLater).required_minor, 144'000'00);
}

}  // namespace
}  // namespace cofi::projects
