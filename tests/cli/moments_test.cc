#include "clients/cli/typed/moments.h"

#include <gtest/gtest.h>

#include "tests/reasons.h"

namespace cofi::cli {
namespace {

class Moments : public ::testing::Test {
 protected:
  // `2018-03-23T09:00:00+00:00`, or `#42`.
  std::string Read(const std::string& text) {
    const auto moment = ParseMoment(text, now_, zone_);
    if (!moment.ok()) return std::string(ReasonName(ReasonOf(moment.status())));
    if (moment->has_journal_sequence()) return "#" + std::to_string(moment->journal_sequence());
    return absl::FormatTime(
        absl::FromUnixSeconds(moment->time().seconds()) + absl::Nanoseconds(moment->time().nanos()),
        absl::UTCTimeZone());
  }

  // Two hours ahead of UTC.
  const absl::TimeZone zone_ = absl::FixedTimeZone(7'200);
  const absl::Time now_ = absl::FromCivil(absl::CivilSecond(2018, 3, 23, 15, 0, 0), zone_);
};

TEST_F(Moments, ATimeInTheLocalZone) {
  EXPECT_EQ(Read("2018-03-20 10:00"), "2018-03-20T08:00:00+00:00");
  EXPECT_EQ(Read("2018-03-20T10:00"), "2018-03-20T08:00:00+00:00");
  EXPECT_EQ(Read("2018-03-20 10:00:30.5"), "2018-03-20T08:00:30.5+00:00");
  EXPECT_EQ(Read("20/03/2018 10:00"), "2018-03-20T08:00:00+00:00");
}

TEST_F(Moments, ATimeWithItsZone) {
  EXPECT_EQ(Read("2018-03-20T10:00:00Z"), "2018-03-20T10:00:00+00:00");
  EXPECT_EQ(Read("2018-03-20T10:00:00.123456Z"), "2018-03-20T10:00:00.123456+00:00");
  EXPECT_EQ(Read("2018-03-20T10:00-05:00"), "2018-03-20T15:00:00+00:00");
}

// What was written on a day was known on that day.
TEST_F(Moments, ADateIsTheEndOfItsDay) {
  EXPECT_EQ(Read("2018-03-20"), "2018-03-20T21:59:59.999999+00:00");
  EXPECT_EQ(Read("20/03/2018"), "2018-03-20T21:59:59.999999+00:00");
  // The day lasts still.
  EXPECT_EQ(Read("2018-03-23"), "2018-03-23T13:00:00+00:00");
  // To come: for the server to refuse.
  EXPECT_EQ(Read("2018-03-24"), "2018-03-24T21:59:59.999999+00:00");
}

TEST_F(Moments, ASequence) {
  EXPECT_EQ(Read("42"), "#42");
  EXPECT_EQ(Read("0"), "#0");
}

// As people say them.
TEST_F(Moments, ADayAndATimeInWords) {
  EXPECT_EQ(Read("yesterday"), "2018-03-22T21:59:59.999999+00:00");
  EXPECT_EQ(Read("hier à 9h58"), "2018-03-22T07:58:00+00:00");
  EXPECT_EQ(Read("20/3/18 9 h"), "2018-03-20T07:00:00+00:00");
  EXPECT_EQ(Read("20 mars 2018 10:00"), "2018-03-20T08:00:00+00:00");
  EXPECT_EQ(Read("9h58"), "2018-03-23T07:58:00+00:00") << "of today";
}

TEST_F(Moments, AnythingElse) {
  for (const char* text :
       {"soon", "-1", "2018-02-30", "99999999999999999999", "2018-03", "9h60", "hier 25h00", ""}) {
    EXPECT_EQ(Read(text), "VALUE_MALFORMED") << text;
  }
}

}  // namespace
}  // namespace cofi::cli
