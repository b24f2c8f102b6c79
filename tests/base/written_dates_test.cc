// Dates as people write them.
#include "base/written_dates.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "base/refusal.h"

namespace cofi {
namespace {

using ::testing::HasSubstr;

const absl::CivilDay kToday(2026, 11, 29);

std::string Read(const std::string& text) {
  const auto date = DateAsWritten(text, kToday);
  return date.ok() ? IsoDate(*date) : Describe(date.status(), Language::kFrench);
}

TEST(WrittenDates, AreReadInAllTheirSpellings) {
  for (const char* text :
       {"2026-06-30", "30/06/2026", "30/6/2026", "30/06/26", "30.06.2026", "30.6.26", "30-06-2026",
        "30 06 2026", "30 juin 2026", "30 Juin 26", "30 JUIN 2026", "30 june 2026", " 30/06/2026 ",
        "30-juin-2026", "2026/06/30"}) {
    EXPECT_EQ(Read(text), "2026-06-30") << text;
  }
  EXPECT_EQ(Read("1er juillet 2026"), "2026-07-01");
  EXPECT_EQ(Read("1er juil. 2026"), "2026-07-01");
  EXPECT_EQ(Read("3 févr. 2026"), "2026-02-03");
  EXPECT_EQ(Read("3 fevrier 2026"), "2026-02-03");
  EXPECT_EQ(Read("15 août 2026"), "2026-08-15");
  EXPECT_EQ(Read("24 déc 2026"), "2026-12-24");
  EXPECT_EQ(Read("2 mai 2026"), "2026-05-02");
  EXPECT_EQ(Read("3rd March 2026"), "2026-03-03");
}

TEST(WrittenDates, CountFromToday) {
  EXPECT_EQ(Read("aujourd'hui"), "2026-11-29");
  EXPECT_EQ(Read("Aujourd’hui"), "2026-11-29");
  EXPECT_EQ(Read("hier"), "2026-11-28");
  EXPECT_EQ(Read("avant-hier"), "2026-11-27");
  EXPECT_EQ(Read("demain"), "2026-11-30");
  EXPECT_EQ(Read("après-demain"), "2026-12-01");
  EXPECT_EQ(Read("yesterday"), "2026-11-28");
}

TEST(WrittenDates, ThatMayBeSeveralAreRefused) {
  EXPECT_THAT(Read("28/11"), HasSubstr("(de quelle année ?)"));
  EXPECT_THAT(Read("28 novembre"), HasSubstr("(de quelle année ?)"));
  EXPECT_THAT(Read("28/11/98"), HasSubstr("(de quelle année ?)"));
  EXPECT_THAT(Read("06/2026"), HasSubstr("(quel jour ?)"));
  EXPECT_THAT(Read("juin 2026"), HasSubstr("(quel jour ?)"));
  // June and July begin alike.
  EXPECT_THAT(Read("3 jui 2026"), HasSubstr("accepté"));
}

TEST(WrittenDates, ThatAreNoneAreRefused) {
  for (const char* text : {"31/06/2026", "29/02/2026", "30 février 2026", "06/30/2026"}) {
    EXPECT_THAT(Read(text), HasSubstr("ce jour n'existe pas")) << text;
  }
  for (const char* text : {"", "x", "30/06/2026/1", "30/06-2026", "3 brumaire 2026", "300/6/2026",
                           "30/006/2026", "-30/06/2026x", "2026", "30 6juin 2026", "0/0/0"}) {
    EXPECT_THAT(Read(text), HasSubstr("accepté : 23/03/2018, 23/3/18, 23 mars 2018, hier")) << text;
  }
}

TEST(WrittenTimes, OfDay) {
  EXPECT_EQ(TimeOfDayAsWritten("9h58"), absl::Hours(9) + absl::Minutes(58));
  EXPECT_EQ(TimeOfDayAsWritten("9 h 58"), absl::Hours(9) + absl::Minutes(58));
  EXPECT_EQ(TimeOfDayAsWritten("9h"), absl::Hours(9));
  EXPECT_EQ(TimeOfDayAsWritten("18H05"), absl::Hours(18) + absl::Minutes(5));
  EXPECT_EQ(TimeOfDayAsWritten("09:58"), absl::Hours(9) + absl::Minutes(58));
  EXPECT_EQ(TimeOfDayAsWritten("09:58:30"), absl::Hours(9) + absl::Minutes(58) + absl::Seconds(30));
  for (const char* text : {"", "9", "24h00", "9h60", "9h5", "9:5", "h58", "9h58m", "9:58:61"}) {
    EXPECT_EQ(TimeOfDayAsWritten(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace cofi
