#include "base/working_days.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace cofi {
namespace {

using absl::CivilDay;

TEST(Easter, OfKnownYears) {
  for (const CivilDay& easter :
       {CivilDay(1900, 4, 15), CivilDay(1954, 4, 18), CivilDay(1981, 4, 19), CivilDay(2000, 4, 23),
        CivilDay(2008, 3, 23), CivilDay(2011, 4, 24), CivilDay(2016, 3, 27), CivilDay(2017, 4, 16),
        CivilDay(2018, 4, 1),  CivilDay(2019, 4, 21), CivilDay(2020, 4, 12), CivilDay(2021, 4, 4),
        CivilDay(2022, 4, 17), CivilDay(2023, 4, 9),  CivilDay(2024, 3, 31), CivilDay(2025, 4, 20),
        CivilDay(2026, 4, 5),  CivilDay(2027, 3, 28), CivilDay(2038, 4, 25), CivilDay(2049, 4, 18),
        CivilDay(2076, 4, 19), CivilDay(2285, 3, 22)}) {
    EXPECT_EQ(EasterOf(easter.year()), easter);
  }
}

TEST(Easter, IsASundayBetweenItsFirstAndItsLastDay) {
  for (int64_t year = 1900; year <= 9999; ++year) {
    const CivilDay easter = EasterOf(year);
    ASSERT_EQ(absl::GetWeekday(easter), absl::Weekday::sunday) << year;
    ASSERT_GE(easter, CivilDay(year, 3, 22));
    ASSERT_LE(easter, CivilDay(year, 4, 25));
  }
}

TEST(DaysOff, AreTheElevenHolidaysOfTheCode) {
  for (const auto& [day, name] : {std::pair(CivilDay(2018, 1, 1), "New Year's Day"),
                                  std::pair(CivilDay(2018, 4, 2), "Easter Monday"),
                                  std::pair(CivilDay(2018, 5, 1), "Labour Day"),
                                  std::pair(CivilDay(2018, 5, 8), "Victory in Europe Day"),
                                  std::pair(CivilDay(2018, 5, 10), "Ascension Day"),
                                  std::pair(CivilDay(2018, 5, 21), "Whit Monday"),
                                  std::pair(CivilDay(2018, 7, 14), "Bastille Day"),
                                  std::pair(CivilDay(2018, 8, 15), "Assumption Day"),
                                  std::pair(CivilDay(2018, 11, 1), "All Saints' Day"),
                                  std::pair(CivilDay(2018, 11, 11), "Armistice Day"),
                                  std::pair(CivilDay(2018, 12, 25), "Christmas Day")}) {
    EXPECT_EQ(DayOffName(day, Language::kEnglish), name);
    EXPECT_FALSE(IsWorkingDay(day));
  }
}

TEST(DaysOff, FollowEaster) {
  for (const auto& [ascension, whit_monday] :
       {std::pair(CivilDay(2019, 5, 30), CivilDay(2019, 6, 10)),
        std::pair(CivilDay(2024, 5, 9), CivilDay(2024, 5, 20)),
        std::pair(CivilDay(2025, 5, 29), CivilDay(2025, 6, 9)),
        std::pair(CivilDay(2026, 5, 14), CivilDay(2026, 5, 25))}) {
    EXPECT_EQ(DayOffName(ascension, Language::kFrench), "Ascension");
    EXPECT_EQ(DayOffName(whit_monday, Language::kFrench), "lundi de Pentecôte");
  }
  // In 2008 the Ascension was the first of May.
  EXPECT_EQ(DayOffName(CivilDay(2008, 5, 1), Language::kFrench), "fête du Travail");
}

TEST(DaysOff, AreNotThoseOfAlsaceMoselle) {
  EXPECT_TRUE(IsWorkingDay(CivilDay(2018, 3, 30))) << "Good Friday";
  EXPECT_TRUE(IsWorkingDay(CivilDay(2018, 12, 26)));
}

TEST(DaysOff, AreSaturdaysAndSundays) {
  EXPECT_EQ(DayOffName(CivilDay(2018, 6, 30), Language::kFrench), "samedi");
  EXPECT_EQ(DayOffName(CivilDay(2018, 7, 1), Language::kFrench), "dimanche");
  EXPECT_EQ(DayOffName(CivilDay(2018, 7, 2), Language::kFrench), "");
  EXPECT_EQ(DayOffName(CivilDay(2018, 6, 30), Language::kEnglish), "Saturday");
  EXPECT_EQ(DayOffName(CivilDay(2018, 7, 1), Language::kEnglish), "Sunday");
  EXPECT_TRUE(IsWorkingDay(CivilDay(2018, 6, 29)));
}

TEST(WorkingDays, TheLastUntilADay) {
  EXPECT_EQ(LastWorkingDayUntil(CivilDay(2018, 6, 29)), CivilDay(2018, 6, 29));
  EXPECT_EQ(LastWorkingDayUntil(CivilDay(2018, 6, 30)), CivilDay(2018, 6, 29));
  EXPECT_EQ(LastWorkingDayUntil(CivilDay(2018, 4, 2)), CivilDay(2018, 3, 30)) << "over Easter";
  EXPECT_EQ(LastWorkingDayUntil(CivilDay(2018, 1, 1)), CivilDay(2017, 12, 29)) << "over New Year";
}

TEST(WorkingDays, AreCountedBackward) {
  EXPECT_EQ(WorkingDaysBefore(CivilDay(2018, 7, 2), 1), CivilDay(2018, 6, 29));
  EXPECT_EQ(WorkingDaysBefore(CivilDay(2018, 7, 2), 0), CivilDay(2018, 7, 2));
  EXPECT_EQ(WorkingDaysBefore(CivilDay(2018, 6, 30), 0), CivilDay(2018, 6, 29));
  EXPECT_EQ(WorkingDaysBefore(CivilDay(2018, 6, 30), 1), CivilDay(2018, 6, 29));
  // Of May 2018: the 21st, the 10th, the 8th and the 1st are none.
  EXPECT_EQ(WorkingDaysBefore(CivilDay(2018, 5, 31), 20), CivilDay(2018, 4, 27));
}

}  // namespace
}  // namespace cofi
