#include "base/dates.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "base/language.h"
#include "tests/properties.h"
#include "tests/reasons.h"

namespace cofi {
namespace {

using absl::CivilDay;

Date Of(int year, int month, int day) {
  Date date;
  date.set_year(year);
  date.set_month(month);
  date.set_day(day);
  return date;
}

CivilDay TodayAt(absl::string_view zone, absl::string_view utc) {
  absl::Time time;
  std::string error;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, utc, &time, &error)) << error;
  return TodayIn(zone, time);
}

CivilDay AnyDay() {
  const int64_t days = CivilDay(9999, 12, 31) - CivilDay(1900, 1, 1);
  return CivilDay(1900, 1, 1) + *rc::gen::inRange<int64_t>(0, days + 1);
}

RC_GTEST_PROP(Dates, StayTheSameThroughEveryForm, ()) {
  const CivilDay day = AnyDay();
  const Date date = DateFromDay(day);
  RC_ASSERT(Day(date) == day);
  RC_ASSERT(DayFromDate(date).value() == day);
  RC_ASSERT(IsoDate(date) == absl::FormatCivilTime(day));
  RC_ASSERT(Day(ParseDate(IsoDate(date)).value()) == day);
  RC_ASSERT(Day(ParseDate(FormatDate(day, Language::kFrench)).value()) == day);
}

RC_GTEST_PROP(Dates, SortAsTheirTextsDo, ()) {
  const CivilDay a = AnyDay(), b = AnyDay();
  RC_ASSERT((a < b) == (IsoDate(DateFromDay(a)) < IsoDate(DateFromDay(b))));
}

TEST(Dates, NothingIsTheEmptyText) {
  EXPECT_FALSE(IsSet(Date()));
  EXPECT_EQ(IsoDate(Date()), "");
}

TEST(Dates, TheTwentyNinthOfFebruaryIsADayOfLeapYearsOnly) {
  EXPECT_THAT(DayFromDate(Of(2020, 2, 29)), IsOk());
  EXPECT_THAT(DayFromDate(Of(2000, 2, 29)), IsOk());
  EXPECT_THAT(DayFromDate(Of(2019, 2, 29)),
              IsReasonWith(type::v1::REASON_VALUE_MALFORMED, "value", "2019-02-29"));
  EXPECT_THAT(DayFromDate(Of(1900, 2, 29)), IsReason(type::v1::REASON_VALUE_MALFORMED));
}

TEST(Dates, PartsThatNameNoDayAreRefused) {
  for (const Date& date : {Of(2018, 6, 31), Of(2018, 0, 1), Of(2018, 13, 1), Of(2018, 1, 0),
                           Of(2018, 1, 32), Of(2018, -1, 1), Of(1899, 12, 31), Of(10000, 1, 1),
                           Of(0, 0, 0), Of(2018, 2147483647, 1), Of(2018, 1, -2147483647)}) {
    EXPECT_THAT(DayFromDate(date), IsReason(type::v1::REASON_VALUE_MALFORMED))
        << date.ShortDebugString();
  }
}

TEST(Dates, AreReadAsPeopleTypeThem) {
  EXPECT_EQ(IsoDate(ParseDate("2018-03-23").value()), "2018-03-23");
  EXPECT_EQ(IsoDate(ParseDate("23/03/2018").value()), "2018-03-23");
  EXPECT_EQ(IsoDate(ParseDate("1/2/2018").value()), "2018-02-01");
}

// Whoever mistook the length of a month needs no lesson on how to write a date.
TEST(Dates, ADayThatDoesNotExistIsSaidNotToExist) {
  const auto said = [](absl::string_view text) {
    return Describe(ParseDate(text).status(), Language::kEnglish);
  };
  EXPECT_EQ(said("31/06/2026"),
            "the value is \"31/06/2026\"; accepted: 2018-03-23, 23/03/2018 (this day does not"
            " exist)");
  EXPECT_EQ(Describe(ParseDate("2026-13-01").status(), Language::kFrench),
            "la valeur vaut « 2026-13-01 » ; accepté : 23/03/2018, 23/3/18, 23 mars 2018, hier (ce"
            " jour n'existe pas)");
  for (const char* text : {"28/11/26", "28/11", "30.06.2026", "30 juin 2026", "31/06/2026x"}) {
    EXPECT_EQ(said(text),
              absl::StrCat("the value is \"", text, "\"; accepted: 2018-03-23, 23/03/2018"));
  }
}

TEST(Dates, MalformedTextsAreRefused) {
  for (const char* text :
       {"", "today", "2018", "2018-03", "2018-02-29", "2018-13-01", "3/23/2018", "23/03/18",
        "2018-03-23T00:00:00Z", "2018-03-23 ", " 2018-03-23", "2018- 3-23", "2018-+3-23",
        "2018--3-23", "20180323", "2018/03/23", "23-03-2018", "12018-03-23", "2018-03-2३"}) {
    EXPECT_THAT(ParseDate(text), IsReasonWith(type::v1::REASON_VALUE_MALFORMED, "value", text));
  }
}

TEST(Dates, ADayThatTheMonthLacksBecomesItsLast) {
  EXPECT_EQ(AddMonths(CivilDay(2017, 12, 31), 6), CivilDay(2018, 6, 30));
  EXPECT_EQ(AddMonths(CivilDay(2019, 5, 31), 2), CivilDay(2019, 7, 31));
  EXPECT_EQ(AddMonths(CivilDay(2019, 1, 31), 1), CivilDay(2019, 2, 28));
  EXPECT_EQ(AddMonths(CivilDay(2020, 1, 31), 1), CivilDay(2020, 2, 29));
  EXPECT_EQ(AddMonths(CivilDay(2020, 2, 29), 12), CivilDay(2021, 2, 28));
  EXPECT_EQ(AddMonths(CivilDay(2018, 3, 31), -1), CivilDay(2018, 2, 28));
  EXPECT_EQ(AddMonths(CivilDay(2018, 3, 23), 0), CivilDay(2018, 3, 23));
  EXPECT_EQ(AddMonths(CivilDay(2018, 1, 30), 1), CivilDay(2018, 2, 28));
}

TEST(Dates, TheEndOfAMonthGivesTheEndOfTheOther) {
  EXPECT_EQ(AddMonths(CivilDay(2018, 6, 30), 6), CivilDay(2018, 12, 31));
  EXPECT_EQ(AddMonths(CivilDay(2018, 6, 29), 6), CivilDay(2018, 12, 29));
  EXPECT_EQ(AddMonths(CivilDay(2018, 2, 28), 1), CivilDay(2018, 3, 31));
  EXPECT_EQ(AddMonths(CivilDay(2020, 2, 28), 1), CivilDay(2020, 3, 28));
  EXPECT_EQ(AddMonths(CivilDay(2019, 2, 28), 12), CivilDay(2020, 2, 29));
  EXPECT_EQ(AddMonths(CivilDay(2018, 4, 30), -1), CivilDay(2018, 3, 31));
  EXPECT_EQ(AddMonths(CivilDay(2018, 4, 30), 0), CivilDay(2018, 4, 30));
}

RC_GTEST_PROP(Dates, MonthsAreCountedInMonths, ()) {
  // Mostly the last days of a month, which the other may lack.
  const absl::CivilMonth month(AnyDay());
  const CivilDay end = CivilDay(month + 1) - 1;
  const CivilDay day = std::min(CivilDay(month) + *rc::gen::element(0, 27, 28, 29, 30), end);
  const int months = *rc::gen::inRange(-1200, 1201);
  const CivilDay later = AddMonths(day, months);
  RC_ASSERT(absl::CivilMonth(later) == absl::CivilMonth(day) + months);
  const CivilDay last = CivilDay(absl::CivilMonth(later) + 1) - 1;
  RC_ASSERT(later.day() == (day == end ? last.day() : std::min(day.day(), last.day())));
}

TEST(Dates, TodayIsThatOfTheTimeZone) {
  EXPECT_EQ(TodayAt("Europe/Paris", "2018-03-23T22:59:59Z"), CivilDay(2018, 3, 23));
  EXPECT_EQ(TodayAt("Europe/Paris", "2018-03-23T23:00:00Z"), CivilDay(2018, 3, 24));
  EXPECT_EQ(TodayAt("America/Guadeloupe", "2018-01-01T03:59:59Z"), CivilDay(2017, 12, 31));
  EXPECT_EQ(TodayAt("Indian/Reunion", "2017-12-31T20:00:00Z"), CivilDay(2018, 1, 1));
  EXPECT_EQ(TodayAt("Pacific/Noumea", "2017-12-31T13:00:00Z"), CivilDay(2018, 1, 1));
}

TEST(Dates, TodayFollowsTheClockChange) {
  // Summer time began on 25 March 2018 at 01:00 UTC and ended on 28 October.
  EXPECT_EQ(TodayAt("Europe/Paris", "2018-03-24T22:30:00Z"), CivilDay(2018, 3, 24));
  EXPECT_EQ(TodayAt("Europe/Paris", "2018-03-25T22:30:00Z"), CivilDay(2018, 3, 26));
  EXPECT_EQ(TodayAt("Europe/Paris", "2018-10-27T22:30:00Z"), CivilDay(2018, 10, 28));
  EXPECT_EQ(TodayAt("Europe/Paris", "2018-10-28T22:30:00Z"), CivilDay(2018, 10, 28));
}

TEST(Dates, ATimeZoneIsANameOfTheDatabase) {
  for (const char* name :
       {"Europe/Paris", "Indian/Reunion", "America/Argentina/Ushuaia", "UTC", "Etc/GMT+12"}) {
    EXPECT_TRUE(IsTimeZone(name)) << name;
  }
  for (const char* name : {"", "Europe", "Europe/Rennes", "CET/", "+01:00", "Paris"}) {
    EXPECT_FALSE(IsTimeZone(name)) << name;
  }
}

// The loader would open a file, which may be a device that never ends.
TEST(Dates, ATimeZoneIsNeverAFileOfTheCallersChoice) {
  for (const absl::string_view name :
       {"/usr/share/zoneinfo/Europe/Paris", "../zoneinfo/Europe/Paris", "Europe/../Europe/Paris",
        "file:/usr/share/zoneinfo/Europe/Paris", "file:Europe/Paris"}) {
    EXPECT_FALSE(IsTimeZone(name)) << name;
  }
  EXPECT_FALSE(IsTimeZone(absl::string_view("Europe/Paris\0x", 14)));
}

// It would be another zone on another machine.
TEST(Dates, ATimeZoneIsTheSameEverywhere) { EXPECT_FALSE(IsTimeZone("localtime")); }

TEST(Dates, MomentsAreKeptToTheMicrosecond) {
  const auto timestamp = TimestampFromTime(absl::FromUnixNanos(1'521'763'200'123'456'789));
  EXPECT_EQ(timestamp.seconds(), 1'521'763'200);
  EXPECT_EQ(timestamp.nanos(), 123'456'000);
}

}  // namespace
}  // namespace cofi
