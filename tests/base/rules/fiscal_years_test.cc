#include "base/rules/fiscal_years.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"

namespace cofi::rules {
namespace {

std::string PeriodText(int year, int start_month) {
  const FiscalPeriod period = FiscalPeriodOf(year, start_month);
  return absl::StrCat(absl::FormatCivilTime(period.first), "/", absl::FormatCivilTime(period.last));
}

TEST(FiscalYear, IsCalledAfterTheCalendarYearInWhichItBegins) {
  EXPECT_EQ(FiscalYearOf(absl::CivilDay(2026, 8, 31), 9), 2025);
  EXPECT_EQ(FiscalYearOf(absl::CivilDay(2026, 9, 1), 9), 2026);
  EXPECT_EQ(FiscalYearOf(absl::CivilDay(2027, 8, 31), 9), 2026);
  EXPECT_EQ(PeriodText(2026, 9), "2026-09-01/2027-08-31");
  EXPECT_EQ(PeriodText(2027, 3), "2027-03-01/2028-02-29");
}

TEST(FiscalYear, IsTheCalendarYearWhereNobodySaysOtherwise) {
  for (const int month : {0, 1}) {
    EXPECT_EQ(FiscalYearOf(absl::CivilDay(2026, 1, 1), month), 2026);
    EXPECT_EQ(FiscalYearOf(absl::CivilDay(2026, 12, 31), month), 2026);
    EXPECT_EQ(PeriodText(2026, month), "2026-01-01/2026-12-31");
  }
}

TEST(FiscalYear, HasEachOfItsDays) {
  for (int month = 1; month <= 12; ++month) {
    const FiscalPeriod period = FiscalPeriodOf(2024, month);
    for (absl::CivilDay day = period.first; day <= period.last; ++day) {
      ASSERT_EQ(FiscalYearOf(day, month), 2024) << day;
    }
    EXPECT_EQ(FiscalYearOf(period.first - 1, month), 2023);
    EXPECT_EQ(FiscalYearOf(period.last + 1, month), 2025);
  }
}

}  // namespace
}  // namespace cofi::rules
