#include "base/language.h"

#include <gtest/gtest.h>

#include "base/money.h"

namespace cofi {
namespace {

constexpr Language kFr = Language::kFrench;
constexpr Language kEn = Language::kEnglish;

TEST(Languages, AreTakenFromATag) {
  for (const char* tag : {"fr", "fr_FR.UTF-8", "fr-FR,fr;q=0.9", "FR"}) {
    EXPECT_EQ(LanguageFromTag(tag), kFr) << tag;
  }
  for (const char* tag : {"", "en", "en_GB.UTF-8", "C", "de", "en,fr;q=0.5"}) {
    EXPECT_EQ(LanguageFromTag(tag), kEn) << tag;
  }
}

TEST(Languages, FrenchPartsThousandsByANarrowNoBreakSpace) {
  EXPECT_EQ(FormatMinorUnits(123'456, kFr), "1\u202F234,56");
  EXPECT_EQ(FormatMinorUnits(0, kFr), "0,00");
  EXPECT_EQ(FormatMinorUnits(-5, kFr), "-0,05");
  EXPECT_EQ(FormatCount(1'234'567, kFr), "1\u202F234\u202F567");
}

TEST(Languages, FrenchPutsTheCurrencyBehindANoBreakSpace) {
  EXPECT_EQ(FormatAmount(123'456, "EUR", kFr), "1\u202F234,56\u00A0€");
  EXPECT_EQ(FormatAmount(-123'456, "EUR", kFr), "-1\u202F234,56\u00A0€");
}

TEST(Languages, EnglishPutsTheCurrencyInFront) {
  EXPECT_EQ(FormatMinorUnits(123'456, kEn), "1,234.56");
  EXPECT_EQ(FormatAmount(123'456, "EUR", kEn), "€1,234.56");
  EXPECT_EQ(FormatAmount(-123'456, "EUR", kEn), "-€1,234.56");
  EXPECT_EQ(FormatCount(1'234'567, kEn), "1,234,567");
}

// Doubles lose cents from 2^53 on; amounts go to just below it.
TEST(Languages, TheLargestAmountKeepsItsCents) {
  EXPECT_EQ(FormatMinorUnits(kMinorMax, kEn), "90,071,992,547,409.91");
  EXPECT_EQ(FormatMinorUnits(-kMinorMax, kEn), "-90,071,992,547,409.91");
  EXPECT_EQ(FormatAmount(kMinorMax, "EUR", kEn), "€90,071,992,547,409.91");
}

// Figures are never rounded to what a currency usually shows.
TEST(Languages, EveryCurrencyKeepsItsCents) {
  EXPECT_EQ(FormatAmount(123'456, "CHF", kEn), "CHF\u00A01,234.56");
  EXPECT_EQ(FormatAmount(123'456, "JPY", kEn), "JP¥1,234.56");
}

TEST(Languages, AnAmountWithoutACurrencyIsANumber) {
  EXPECT_EQ(FormatAmount(123'456, "", kFr), "1\u202F234,56");
  EXPECT_EQ(FormatAmount(123'456, "", kEn), "1,234.56");
}

TEST(Languages, DatesAreWrittenAsReadersExpect) {
  EXPECT_EQ(FormatDate(absl::CivilDay(2018, 3, 5), kFr), "05/03/2018");
  EXPECT_EQ(FormatDate(absl::CivilDay(2018, 3, 5), kEn), "2018-03-05");
}

}  // namespace
}  // namespace cofi
