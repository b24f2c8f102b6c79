#include "base/money.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <numeric>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_join.h"
#include "base/language.h"
#include "tests/properties.h"
#include "tests/reasons.h"

namespace cofi {
namespace {

using ::testing::ElementsAre;

constexpr int64_t kInt64Max = std::numeric_limits<int64_t>::max();
constexpr int64_t kInt64Min = std::numeric_limits<int64_t>::min();

Money Of(int64_t units, int32_t nanos) {
  Money money;
  money.set_currency_code("EUR");
  money.set_units(units);
  money.set_nanos(nanos);
  return money;
}

// The minor units and currency that a person's text is read as.
std::string Read(absl::string_view text) {
  const absl::StatusOr<Money> money = ParseMoney(text, "EUR");
  return money.ok() ? DecimalFromMoney(*money) : std::string(ReasonName(ReasonOf(money.status())));
}

int64_t AnyMinor() { return *rc::gen::inRange(-kMinorMax, kMinorMax + 1); }

RC_GTEST_PROP(Money, StaysTheSameThroughEveryForm, ()) {
  const int64_t minor = AnyMinor();
  const std::string currency = *rc::gen::elementOf(
      std::vector<std::string>{"EUR", "USD", "GBP", "CHF", "JPY", "CAD", "XPF", "SEK", "PLN"});
  const Money money = MoneyFromMinor(minor, currency);
  RC_ASSERT(MinorFromMoney(money).value() == minor);
  RC_ASSERT(Minor(money) == minor);
  std::vector<std::string> forms = {DecimalFromMinor(minor), DecimalFromMoney(money)};
  // What is printed can be typed back, whatever the language of either.
  for (const Language language : {Language::kEnglish, Language::kFrench}) {
    forms.push_back(FormatMinorUnits(minor, language));
    forms.push_back(FormatAmount(minor, currency, language));
  }
  for (const std::string& text : forms) {
    const absl::StatusOr<Money> read = ParseMoney(text, currency);
    RC_LOG() << text << " " << read.status().message();
    RC_ASSERT(read.ok());
    RC_ASSERT(Minor(*read) == minor);
    RC_ASSERT(read->currency_code() == currency);
  }
}

// Whatever is typed is read to its very digits, or refused.
RC_GTEST_PROP(Money, LosesNoDigitOfWhatIsTyped, ()) {
  const auto pieces = *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(
      std::vector<std::string>{"0", "1", "12", "123", "234", "567", "4", ".", ",", " ", "\u00A0",
                               "\u202F", "'", "-", "€", "EUR", "+", "e", "000"}));
  const std::string text = absl::StrJoin(pieces, "");
  const absl::StatusOr<Money> read = ParseMoney(text, "EUR");
  if (!read.ok()) return;
  std::string typed, decimals;
  for (const char c : text) {
    if (absl::ascii_isdigit(c)) typed += c;
  }
  const size_t mark = text.find_last_of(".,");
  for (size_t i = mark; mark != text.npos && i < text.size(); ++i) {
    if (absl::ascii_isdigit(text[i])) decimals += text[i];
  }
  // Three behind the last mark are a group, fewer are decimals.
  const size_t few = decimals.size() < 3 ? decimals.size() : 0;
  int64_t expected = 0;
  RC_ASSERT(absl::SimpleAtoi(typed + std::string(2 - few, '0'), &expected));
  RC_ASSERT(std::abs(Minor(*read)) == expected);
}

TEST(Money, ReachesItsLimitsExactly) {
  for (const int64_t minor : {kMinorMax, -kMinorMax, int64_t{0}, int64_t{-1}, int64_t{99}}) {
    EXPECT_EQ(MinorFromMoney(MoneyFromMinor(minor, "EUR")).value(), minor);
    EXPECT_EQ(Minor(ParseMoney(DecimalFromMinor(minor), "EUR").value()), minor);
  }
  EXPECT_EQ(DecimalFromMinor(kMinorMax), "90071992547409.91");
  EXPECT_EQ(DecimalFromMinor(-5), "-0.05");
  EXPECT_EQ(DecimalFromMinor(kInt64Min), "-92233720368547758.08");
}

TEST(Money, RefusesWhatIsBeyondItsLimits) {
  for (const int64_t minor : {kMinorMax + 1, -kMinorMax - 1}) {
    const Money money = MoneyFromMinor(minor, "EUR");
    EXPECT_THAT(MinorFromMoney(money),
                IsReasonWith(type::v1::REASON_AMOUNT_OVERFLOW, "limit", "90071992547409.91 EUR"));
    EXPECT_THAT(ParseMoney(DecimalFromMinor(minor), "EUR"),
                IsReason(type::v1::REASON_AMOUNT_OVERFLOW));
  }
  EXPECT_THAT(MinorFromMoney(Of(kInt64Max, 0)), IsReason(type::v1::REASON_AMOUNT_OVERFLOW));
  EXPECT_THAT(MinorFromMoney(Of(kInt64Min, 0)), IsReason(type::v1::REASON_AMOUNT_OVERFLOW));
  EXPECT_THAT(ParseMoney(std::string(500, '9'), "EUR"), IsReason(type::v1::REASON_AMOUNT_OVERFLOW));
}

TEST(Money, RefusesASubCentAmount) {
  EXPECT_THAT(MinorFromMoney(Of(12, 345'000'000)),
              IsReasonWith(type::v1::REASON_AMOUNT_SUB_CENT, "value", "12.345000000 EUR"));
  EXPECT_THAT(MinorFromMoney(Of(0, 1)), IsReason(type::v1::REASON_AMOUNT_SUB_CENT));
  EXPECT_THAT(MinorFromMoney(Of(0, -5'000'000)),
              IsReasonWith(type::v1::REASON_AMOUNT_SUB_CENT, "value", "-0.005000000 EUR"));
  EXPECT_THAT(MinorFromMoney(Of(-3, -5'000'000)),
              IsReasonWith(type::v1::REASON_AMOUNT_SUB_CENT, "value", "-3.005000000 EUR"));
}

TEST(Money, RefusesUnitsAndNanosOfDifferentSigns) {
  for (const Money& money : {Of(1, -10'000'000), Of(-1, 10'000'000), Of(0, 1'000'000'000),
                             Of(0, -1'000'000'000), Of(1, 2'000'000'000)}) {
    EXPECT_THAT(MinorFromMoney(money), IsReason(type::v1::REASON_VALUE_MALFORMED));
  }
}

TEST(Money, AddsWithinItsLimitsOnly) {
  EXPECT_EQ(AddMinor(kMinorMax, -1).value(), kMinorMax - 1);
  EXPECT_EQ(AddMinor(-kMinorMax, kMinorMax).value(), 0);
  EXPECT_EQ(AddMinor(kMinorMax, 0).value(), kMinorMax);
  EXPECT_THAT(AddMinor(kMinorMax, 1), IsReason(type::v1::REASON_AMOUNT_OVERFLOW));
  EXPECT_THAT(AddMinor(-kMinorMax, -1), IsReason(type::v1::REASON_AMOUNT_OVERFLOW));
  EXPECT_THAT(AddMinor(kInt64Max, kInt64Max), IsReason(type::v1::REASON_AMOUNT_OVERFLOW));
}

TEST(Money, IsReadAsPeopleWriteItOrRefused) {
  constexpr char kMalformed[] = "VALUE_MALFORMED", kSubCent[] = "AMOUNT_SUB_CENT";
  const std::pair<const char*, const char*> kSpellings[] = {
      {"1234.56", "1234.56 EUR"},
      {"1 234,56", "1234.56 EUR"},
      {"1234,56 €", "1234.56 EUR"},
      {"€1234.56", "1234.56 EUR"},
      {"EUR 12", "12.00 EUR"},
      {"12 EUR", "12.00 EUR"},
      {"12EUR", "12.00 EUR"},
      {"12 CHF", "12.00 CHF"},
      {"12,5", "12.50 EUR"},
      {"110.7", "110.70 EUR"},
      {"0", "0.00 EUR"},
      {"007", "7.00 EUR"},
      // As the tables print it.
      {"34,250.00", "34250.00 EUR"},
      {"€34,250.00", "34250.00 EUR"},
      {"-€34,250.00", "-34250.00 EUR"},
      {"34\u202F250,00", "34250.00 EUR"},
      {"34\u202F250,00\u00A0€", "34250.00 EUR"},
      {"1,234,567.89", "1234567.89 EUR"},
      {"US$1,234.56", "1234.56 USD"},
      {"1\u202F234,56\u00A0$US", "1234.56 USD"},
      {"£12", "12.00 GBP"},
      // As people say it.
      {"34 euros", "34.00 EUR"},
      {"1 euro", "1.00 EUR"},
      {"4k", "4000.00 EUR"},
      {"4k€", "4000.00 EUR"},
      {"4 K€", "4000.00 EUR"},
      {"12,5 k€", "12500.00 EUR"},
      {"1,25k", "1250.00 EUR"},
      // As it comes from spreadsheets and neighbours.
      {"34 250,00", "34250.00 EUR"},
      {"34 250,00 €", "34250.00 EUR"},
      {"34 250.00", "34250.00 EUR"},
      {"1\u00A0234\u00A0567,89\u00A0€", "1234567.89 EUR"},
      {"1\u2009234,56", "1234.56 EUR"},
      {"1 234\u202F567", "1234567.00 EUR"},
      {"1 234 567", "1234567.00 EUR"},
      {"1.234,56", "1234.56 EUR"},
      {"1.234.567", "1234567.00 EUR"},
      {"1.234.567,8", "1234567.80 EUR"},
      {"1,234,567", "1234567.00 EUR"},
      {"1'234.56", "1234.56 EUR"},
      {"1\u2019234,50", "1234.50 EUR"},
      {" 12 ", "12.00 EUR"},
      // Below zero.
      {"-0,05", "-0.05 EUR"},
      {"\u22125", "-5.00 EUR"},
      {"- 5", "-5.00 EUR"},
      {"€-5", "-5.00 EUR"},
      {"-5 €", "-5.00 EUR"},
      {"5-", kMalformed},
      {"(5)", kMalformed},
      {"+5", kMalformed},
      {"--5", kMalformed},
      {"-€-5", kMalformed},
      {"5 -€", kMalformed},
      // A slip is no separator.
      {"12 5", kMalformed},
      {"12 34,00", kMalformed},
      {"1 2345", kMalformed},
      {"1234 567", kMalformed},
      {"1  234", kMalformed},
      {"1 , 5", kMalformed},
      {"12,34.56", kMalformed},
      {"1234,567.89", kMalformed},
      {"1,234 567", kMalformed},
      {"1,234.567,8", kMalformed},
      {"1.2.3", kMalformed},
      {"1''234", kMalformed},
      {"12,", kMalformed},
      {",5", kMalformed},
      {".5", kMalformed},
      // Two readings, or no amount.
      {"4.000", kSubCent},
      {"1,000", kSubCent},
      {"1,234", kSubCent},
      {"12.500 EUR", kSubCent},
      {"0,500", kSubCent},
      {"1234,567", kSubCent},
      {"1 234,567", kSubCent},
      {"1.0000", kSubCent},
      {"$5", kMalformed},
      {"12 eur", kMalformed},
      {"4 kCHF", kMalformed},
      {"k", kMalformed},
      {"12 EUR EUR", kMalformed},
      {"EUR 12 EUR", kMalformed},
      {"1e3", kMalformed},
      {"0x10", kMalformed},
      {"½", kMalformed},
      {"12\n", kMalformed},
      {"NaN", kMalformed},
      {"١٢", kMalformed},
      {"", kMalformed},
      {" ", kMalformed},
      {"-", kMalformed},
      {"€", kMalformed},
      {"EUR", kMalformed},
  };
  for (const auto& [text, read] : kSpellings) EXPECT_EQ(Read(text), read) << text;
}

// `1,000` is a thousand to one reader and one to another: both are named.
TEST(Money, AnAmountOfTwoReadingsIsNeverGuessed) {
  EXPECT_THAT(ParseMoney("4.000", "EUR"),
              IsReasonWith(type::v1::REASON_AMOUNT_SUB_CENT, "readings", " (4000? 4.00?)"));
  EXPECT_THAT(ParseMoney("-1,234 €", "EUR"),
              IsReasonWith(type::v1::REASON_AMOUNT_SUB_CENT, "readings", " (-1234? -1.23?)"));
  EXPECT_EQ(Describe(ParseMoney("4.000", "EUR").status(), Language::kFrench),
            "la valeur vaut 4.000 ; un montant a deux décimales (4000? 4.00?)");
  EXPECT_EQ(Describe(ParseMoney("0,500", "EUR").status(), Language::kEnglish),
            "the value is 0,500; amounts have two decimals");
}

RC_GTEST_PROP(Money, PartsSumToTheWhole, ()) {
  const int64_t total = AnyMinor();
  auto weights = *rc::gen::nonEmpty(
      rc::gen::container<std::vector<int64_t>>(rc::gen::inRange<int64_t>(0, kMinorMax)));
  weights.push_back(*rc::gen::inRange<int64_t>(1, 1000));
  const std::vector<int64_t> parts = SplitMinor(total, weights);

  RC_ASSERT(parts.size() == weights.size());
  RC_ASSERT(std::accumulate(parts.begin(), parts.end(), __int128{0}) == total);
  const auto sum = std::accumulate(weights.begin(), weights.end(), __int128{0});
  for (size_t i = 0; i < parts.size(); ++i) {
    // Less than a cent from the exact share, so nothing for a weight of zero.
    const __int128 error = __int128{parts[i]} * sum - __int128{total} * weights[i];
    RC_ASSERT(error < sum);
    RC_ASSERT(error > -sum);
    for (size_t j = 0; j < i; ++j) {
      if (weights[i] == weights[j]) continue;
      const bool more = weights[i] > weights[j];
      RC_ASSERT(std::abs(parts[more ? i : j]) >= std::abs(parts[more ? j : i]));
    }
  }
}

TEST(Money, TheFirstOfEqualPartsGetsTheCentLeft) {
  EXPECT_THAT(SplitMinor(100, {1, 1, 1}), ElementsAre(34, 33, 33));
  EXPECT_THAT(SplitMinor(-100, {1, 1, 1}), ElementsAre(-34, -33, -33));
  EXPECT_THAT(SplitMinor(1, {0, 1, 0}), ElementsAre(0, 1, 0));
  EXPECT_THAT(SplitMinor(0, {3, 4}), ElementsAre(0, 0));
}

TEST(MoneyDeathTest, ThereIsNoSplitWithoutWeights) {
  EXPECT_DEATH(SplitMinor(100, {0, 0}), "all weights are zero");
  EXPECT_DEATH(SplitMinor(100, {}), "all weights are zero");
  EXPECT_DEATH(SplitMinor(100, {2, -1}), "a weight below zero");
}

TEST(Money, PercentsRoundHalfAwayFromZero) {
  EXPECT_EQ(ShareOf(180'000'00, 8000), 144'000'00);
  EXPECT_EQ(ShareOf(10, 1500), 2);
  EXPECT_EQ(ShareOf(-10, 1500), -2);
  EXPECT_EQ(ShareOf(3, 3300), 1);
  EXPECT_EQ(ShareOf(kMinorMax, 10000), kMinorMax);
}

// A start condition of 80 % holds at 80 %, and does not a cent below.
TEST(Money, EightyPercentIsReachedExactly) {
  const int64_t whole = 180'000'00;
  EXPECT_EQ(BasisPoints(144'000'00, whole, /*nearest=*/false), 8000);
  EXPECT_EQ(BasisPoints(144'000'00 - 1, whole, /*nearest=*/false), 7999);
  EXPECT_EQ(BasisPoints(144'000'00 - 1, whole, /*nearest=*/true), 8000);
  EXPECT_EQ(BasisPoints(1, 3, /*nearest=*/false), 3333);
  EXPECT_EQ(BasisPoints(2, 3, /*nearest=*/true), 6667);
  EXPECT_EQ(BasisPoints(5, 0, /*nearest=*/true), 0);
}

// A budget of one cent by mistake must not turn a report's share into nonsense.
TEST(Money, AShareBeyondAllMeasureIsTheLargestShare) {
  EXPECT_EQ(BasisPoints(kMinorMax, 1, /*nearest=*/false), std::numeric_limits<int32_t>::max());
  EXPECT_EQ(BasisPoints(-kMinorMax, 1, /*nearest=*/false), std::numeric_limits<int32_t>::min());
}

}  // namespace
}  // namespace cofi
