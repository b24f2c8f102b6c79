#include "base/language.h"

#include <unicode/numberformatter.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/money.h"

namespace cofi {
namespace {

using icu::number::LocalizedNumberFormatter;
using icu::number::NumberFormatter;
using icu::number::Precision;

const icu::Locale& LocaleOf(Language language) {
  static const icu::Locale* const kEnglish = new icu::Locale("en_GB");
  static const icu::Locale* const kFrench = new icu::Locale("fr_FR");
  return language == Language::kFrench ? *kFrench : *kEnglish;
}

// Formatting from the decimal string keeps the amount out of floating point.
std::string Format(const LocalizedNumberFormatter& formatter, const std::string& decimal) {
  UErrorCode error = U_ZERO_ERROR;
  std::string text;
  auto formatted = formatter.formatDecimal(decimal, error);
  formatted.toString(error).toUTF8String(text);
  return U_SUCCESS(error) ? text : decimal;
}

LocalizedNumberFormatter* MakeDecimal(Language language) {
  return new LocalizedNumberFormatter(
      NumberFormatter::withLocale(LocaleOf(language)).precision(Precision::fixedFraction(2)));
}

}  // namespace

Language LanguageFromTag(absl::string_view tag) {
  return absl::StartsWithIgnoreCase(tag, "fr") ? Language::kFrench : Language::kEnglish;
}

absl::string_view TagOf(Language language) { return language == Language::kFrench ? "fr" : "en"; }

std::string FormatMinorUnits(int64_t minor, Language language) {
  static const LocalizedNumberFormatter* const kFormatters[] = {MakeDecimal(Language::kEnglish),
                                                                MakeDecimal(Language::kFrench)};
  return Format(*kFormatters[static_cast<int>(language)], DecimalFromMinor(minor));
}

std::string FormatAmount(int64_t minor, absl::string_view currency, Language language) {
  if (currency.empty()) return FormatMinorUnits(minor, language);
  UErrorCode error = U_ZERO_ERROR;
  const icu::CurrencyUnit unit(icu::StringPiece(currency.data(), static_cast<int>(currency.size())),
                               error);
  if (U_FAILURE(error)) return absl::StrCat(FormatMinorUnits(minor, language), " ", currency);
  // Two decimals whatever the currency usually shows: a figure is not rounded to be shown.
  return Format(NumberFormatter::withLocale(LocaleOf(language))
                    .unit(unit)
                    .precision(Precision::fixedFraction(2)),
                DecimalFromMinor(minor));
}

std::string FormatDate(absl::CivilDay day, Language language) {
  if (language == Language::kFrench) {
    return absl::StrFormat("%02d/%02d/%04d", day.day(), day.month(), day.year());
  }
  return absl::FormatCivilTime(day);
}

std::string FormatCount(int64_t count, Language language) {
  return Format(NumberFormatter::withLocale(LocaleOf(language)), absl::StrCat(count));
}

}  // namespace cofi
