// The start condition on each day of a project that has several budgets.
#include "base/rules/start_condition.h"

#include <gtest/gtest.h>

#include <optional>

#include "tests/services/facts.h"

namespace cofi::rules {
namespace {

// Adopted on 2016-05-31 with 180 000, and on 2017-06-01 with other expenses.
StartFacts TwoBudgets(int64_t second_minor) {
  return {
      .plans = {{DayOn("2017-06-01"), second_minor}, {DayOn("2016-05-31"), 180'000'00}},
      .awards = {{"a", DayOn("2017-03-15"), 144'000'00}, {"b", DayOn("2017-09-01"), 36'000'00}}};
}

TEST(StartCondition, IsJudgedOnEachDayByTheBudgetInForce) {
  projects::v1::StartCondition eighty;
  eighty.set_secured_basis_points(8000);
  EXPECT_EQ(HoldsSince(eighty, TwoBudgets(180'000'00)), DayOn("2017-03-15"));
  EXPECT_EQ(HoldsSince(eighty, TwoBudgets(200'000'00)), DayOn("2017-09-01")) << "lost in between";
  EXPECT_EQ(HoldsSince(eighty, TwoBudgets(300'000'00)), std::nullopt);
  EXPECT_EQ(FiguresOf(eighty, TwoBudgets(200'000'00)).required_minor, 160'000'00);
}

}  // namespace
}  // namespace cofi::rules
