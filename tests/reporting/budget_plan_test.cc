// What the status says of the plan itself: which lines are over it, what is invested, and what of
// it belongs to the time up to the day.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "services/reporting/budget_status_rules.h"
#include "tests/reporting/asked.h"
#include "tests/reporting/examples.h"

namespace cofi::reporting {
namespace {

using ::testing::ElementsAre;
using Request = v1::GetBudgetStatusRequest;

std::vector<std::string> Rows(const ProjectFacts& facts, GroupBy group_by,
                              Language language = Language::kEnglish) {
  std::vector<std::string> rows;
  const v1::BudgetStatus status = MakeBudgetStatus(facts, By({group_by}), language);
  for (const v1::BudgetRow& row : status.rows()) {
    rows.push_back(row.key() + " " + row.display_name() + " " + Shown(row.planned()));
  }
  return rows;
}

TEST(Overrun, IsToldOfALineUnlessItMayBe) {
  ProjectFacts facts = EmptyProject("2017-04-05");
  for (const auto policy : {Line::OVERRUN_POLICY_WARN, Line::OVERRUN_POLICY_ALLOW}) {
    Line* line = AddLine(&facts, "62", "100");
    line->set_overrun_policy(policy);
    *line->mutable_committed_amount() = Eur("60");
    *line->mutable_spent_amount() = Eur("70.50");
  }
  *AddLine(&facts, "64", "100")->mutable_spent_amount() = Eur("100");
  // Of another version of the budget: nothing was planned on it here.
  Line* earlier = AddLine(&facts, "65", "0");
  earlier->set_name("projects/p/budgets/v0/lines/65");
  *earlier->mutable_spent_amount() = Eur("5");
  const v1::BudgetStatus status =
      MakeBudgetStatus(facts, By({Request::GROUP_BY_LINE}), Language::kEnglish);
  ASSERT_EQ(status.overruns_size(), 1);
  EXPECT_EQ(status.overruns(0).line(), "projects/p/lines/62-1");
  EXPECT_EQ(Shown(status.overruns(0).planned()), "100.00 EUR");
  EXPECT_EQ(Shown(status.overruns(0).used()), "130.50 EUR");
  EXPECT_EQ(Shown(status.overruns(0).over()), "30.50 EUR");
}

TEST(Investments, ComeLastAndAreSummedApart) {
  ProjectFacts facts = EmptyProject("2021-04-05");
  AddLine(&facts, "2184", "3000");
  AddLine(&facts, "60", "1000");
  AddLine(&facts, "205", "500");
  AddLine(&facts, "indirect", "200");
  EXPECT_THAT(Rows(facts, Request::GROUP_BY_LINE),
              ElementsAre("60-2 line 2 1000.00 EUR", "indirect-4 line 4 200.00 EUR",
                          "2184-1 line 1 3000.00 EUR", "205-3 line 3 500.00 EUR"));
  EXPECT_THAT(Rows(facts, Request::GROUP_BY_ACCOUNT, Language::kFrench),
              ElementsAre("60 Achats 1000.00 EUR", "indirect Charges indirectes 200.00 EUR",
                          "21 Immobilisations corporelles 3000.00 EUR",
                          "20 Immobilisations incorporelles 500.00 EUR"));
  const v1::BudgetStatus status =
      MakeBudgetStatus(facts, By({Request::GROUP_BY_LINE}), Language::kEnglish);
  EXPECT_EQ(Shown(status.operation().planned()), "1200.00 EUR");
  EXPECT_EQ(Shown(status.investment().planned()), "3500.00 EUR");
  EXPECT_EQ(Shown(status.total().planned()), "4700.00 EUR");
}

TEST(Investments, WhereThereAreNoneNothingIsApart) {
  ProjectFacts facts = EmptyProject("2021-04-05");
  AddLine(&facts, "60", "1000");
  const v1::BudgetStatus status =
      MakeBudgetStatus(facts, By({Request::GROUP_BY_LINE}), Language::kEnglish);
  EXPECT_FALSE(status.has_operation());
  EXPECT_FALSE(status.has_investment());
}

// What of 1,000.00 belongs to the days up to 2018-03-31.
std::string Theoretical(const std::string& project_from, const std::string& project_to,
                        int fiscal_year, const std::string& from, const std::string& to) {
  ProjectFacts facts = EmptyProject("2018-03-31");
  if (!project_from.empty()) *facts.project.mutable_planned_start_date() = On(project_from);
  if (!project_to.empty()) *facts.project.mutable_planned_end_date() = On(project_to);
  Line* line = AddLine(&facts, "62", "1000");
  if (fiscal_year != 0) line->set_fiscal_year(fiscal_year);
  if (!from.empty()) *line->mutable_spread_start_date() = On(from);
  if (!to.empty()) *line->mutable_spread_end_date() = On(to);
  const v1::BudgetStatus status =
      MakeBudgetStatus(facts, By({Request::GROUP_BY_LINE}), Language::kEnglish);
  EXPECT_EQ(status.rows(0).has_theoretical(), status.total().has_theoretical());
  return status.rows(0).has_theoretical() ? Shown(status.rows(0).theoretical()) : "";
}

TEST(TheoreticalToDate, IsSpreadOverTheDaysOfThePlan) {
  EXPECT_EQ(Theoretical("2018-03-01", "2018-04-09", 0, "", ""), "775.00 EUR") << "31 of 40 days";
  EXPECT_EQ(Theoretical("", "", 2018, "", ""), "246.58 EUR") << "90 of 365 days";
  EXPECT_EQ(Theoretical("2018-03-01", "2019-12-31", 2018, "", ""), "101.31 EUR")
      << "31 of the 306 days of the year that are the project's";
  EXPECT_EQ(Theoretical("2018-03-01", "2018-04-09", 2019, "", ""), "0.00 EUR") << "a year ahead";
  EXPECT_EQ(Theoretical("2018-03-01", "2018-04-09", 0, "2018-03-30", "2018-04-02"), "500.00 EUR")
      << "as the line says";
  EXPECT_EQ(Theoretical("", "", 0, "2018-01-01", "2018-03-31"), "1000.00 EUR") << "all of it";
  EXPECT_EQ(Theoretical("2018-03-01", "2018-04-09", 0, "2018-05-01", ""), "0.00 EUR");
  EXPECT_EQ(Theoretical("2018-03-01", "", 0, "", ""), "") << "nobody knows";
}

// The year 2017 of this lead begins in September 2017; as of the end of March 212 of its 365 days
// have passed, whichever way the status is asked for.
TEST(TheoreticalToDate, IsOfTheFiscalYearOfTheLead) {
  ProjectFacts facts = EmptyProject("2018-03-31");
  facts.fiscal_year_start_month = 9;
  AddLine(&facts, "62", "1000")->set_fiscal_year(2017);
  for (const auto group_by : {Request::GROUP_BY_LINE, Request::GROUP_BY_YEAR}) {
    const v1::BudgetStatus status = MakeBudgetStatus(facts, By({group_by}), Language::kEnglish);
    EXPECT_EQ(Shown(status.rows(0).theoretical()), "580.82 EUR");
    EXPECT_EQ(Shown(status.total().theoretical()), "580.82 EUR");
  }
}

TEST(TheoreticalToDate, IsNotKnownOfASumWhereItIsNotOfEach) {
  ProjectFacts facts = EmptyProject("2018-03-31");
  AddLine(&facts, "62", "1000")->set_fiscal_year(2018);
  AddLine(&facts, "64", "0");
  EXPECT_TRUE(MakeBudgetStatus(facts, By({Request::GROUP_BY_LINE}), Language::kEnglish)
                  .total()
                  .has_theoretical())
      << "nothing is planned on the other";
  AddLine(&facts, "65", "1");
  EXPECT_FALSE(MakeBudgetStatus(facts, By({Request::GROUP_BY_LINE}), Language::kEnglish)
                   .total()
                   .has_theoretical());
}

}  // namespace
}  // namespace cofi::reporting
