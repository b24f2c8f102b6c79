#include "base/readable.h"

#include <gtest/gtest.h>

namespace cofi {
namespace {

constexpr Language kEn = Language::kEnglish;
constexpr Language kFr = Language::kFrench;

TEST(Readable, PercentagesAreExact) {
  EXPECT_EQ(PercentText(8'000, kEn), "80%");
  EXPECT_EQ(PercentText(7'499, kFr), "74,99\u202F%");
  EXPECT_EQ(PercentText(5, kEn), "0.05%");
  EXPECT_EQ(PercentText(-5, kEn), "-0.05%");
  EXPECT_EQ(PercentText(-399, kFr), "-3,99\u202F%");
}

TEST(Readable, WholePercentsAreNoneOrAllOnlyWhereItIsSo) {
  EXPECT_EQ(WholePercents(0), 0);
  EXPECT_EQ(WholePercents(1), 1);
  EXPECT_EQ(WholePercents(5'049), 50);
  EXPECT_EQ(WholePercents(5'050), 51);
  EXPECT_EQ(WholePercents(9'999), 99);
  EXPECT_EQ(WholePercents(10'000), 100);
  EXPECT_EQ(WholePercents(10'001), 101);
}

TEST(Readable, DaysInWords) {
  EXPECT_EQ(DaysText(0, kEn), "today");
  EXPECT_EQ(DaysText(1, kEn), "in 1 day");
  EXPECT_EQ(DaysText(42, kFr), "dans 42 jours");
  EXPECT_EQ(DaysText(-1, kFr), "1 jour de retard");
  EXPECT_EQ(DaysText(-48, kEn), "48 days overdue");
}

TEST(Readable, AmountsNameOtherCurrenciesThanTheEuro) {
  EXPECT_EQ(AmountText(MoneyFromMinor(400'050, "EUR"), kEn), "4,000.50");
  EXPECT_EQ(AmountText(MoneyFromMinor(400'050, "CHF"), kEn), FormatAmount(400'050, "CHF", kEn));
  EXPECT_EQ(AmountText(Money(), kEn), "");
  EXPECT_EQ(AmountText(MoneyFromMinor(0, "EUR"), kFr), "0,00");
}

TEST(Readable, ADateThatIsNotSetIsNothing) {
  EXPECT_EQ(DateText(Date(), kFr), "");
  EXPECT_EQ(DateText(DateFromDay(absl::CivilDay(2018, 3, 23)), kFr), "23/03/2018");
}

}  // namespace
}  // namespace cofi
