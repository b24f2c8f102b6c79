#include "base/written_dates.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/refusal.h"
#include "base/text.h"

namespace cofi {
namespace {

constexpr char kAccepted[] = "23/03/2018, 2018-03-23, 23 March 2018, yesterday";
constexpr char kWhichYear[] = " (which year?)";
constexpr char kWhichDay[] = " (which day?)";
constexpr char kNoSuchDay[] = " (this day does not exist)";

absl::Status NoDate(absl::string_view text, const char* why = "") {
  return Refuse(type::v1::REASON_VALUE_MALFORMED,
                {{"value", std::string(text)}, {"accepted", kAccepted}, {"why", why}});
}

// Counted from today.
constexpr std::pair<const char*, int> kDays[] = {
    {"avant-hier", -2}, {"hier", -1},  {"yesterday", -1}, {"aujourd'hui", 0},
    {"today", 0},       {"demain", 1}, {"tomorrow", 1},   {"apres-demain", 2},
};

constexpr const char* kMonths[][2] = {
    {"janvier", "january"}, {"fevrier", "february"},  {"mars", "march"},
    {"avril", "april"},     {"mai", "may"},           {"juin", "june"},
    {"juillet", "july"},    {"aout", "august"},       {"septembre", "september"},
    {"octobre", "october"}, {"novembre", "november"}, {"decembre", "december"}};

bool IsNumber(absl::string_view text) {
  return !text.empty() && text.size() <= 4 &&
         std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
}

int NumberOf(absl::string_view text) {
  int number = 0;
  return absl::SimpleAtoi(text, &number) ? number : 0;
}

// 1 to 12; 0 if it is no month, or may be several.
int MonthNamed(absl::string_view word) {
  int found = 0;
  for (int month = 1; month <= 12; ++month) {
    for (const char* const name : kMonths[month - 1]) {
      if (name == word) return month;
      if (word.size() < 3 || !absl::StartsWith(name, word) || found == month) continue;
      if (found != 0) return 0;
      found = month;
    }
  }
  return found;
}

// Of four digits, or of two in this century as far as projects last; 0 of others.
int YearOf(absl::string_view digits) {
  constexpr int kLastOfTwoDigits = 69;
  const int year = NumberOf(digits);
  if (digits.size() == 4) return year;
  return digits.size() == 2 && year <= kLastOfTwoDigits ? 2000 + year : 0;
}

// The parts of a folded text, with the signs between them gone: `30`, `juin`, `2026`.
std::vector<std::string> PartsOf(absl::string_view folded) {
  std::vector<std::string> parts;
  for (absl::string_view part :
       absl::StrSplit(folded, absl::ByAnyChar(" -/."), absl::SkipEmpty())) {
    // `1er`, `1st`
    for (const absl::string_view ordinal : {"er", "st", "nd", "rd", "th"}) {
      const absl::string_view number = absl::StripSuffix(part, ordinal);
      if (IsNumber(number)) part = number;
    }
    parts.emplace_back(part);
  }
  return parts;
}

// One kind of sign parts them, if any: `30/06-2026` was written by nobody.
bool HasOneSign(absl::string_view folded) {
  const auto is_sign = [](char c) { return c == '-' || c == '/' || c == '.'; };
  char seen = 0;
  for (const char c : folded) {
    if (!is_sign(c)) continue;
    if (seen != 0 && seen != c) return false;
    seen = c;
  }
  return true;
}

}  // namespace

absl::StatusOr<Date> DateAsWritten(absl::string_view text, absl::CivilDay today) {
  const std::string folded = Fold(text);
  for (const auto& [word, days] : kDays) {
    if (folded == word) return DateFromDay(today + days);
  }
  const std::vector<std::string> parts = PartsOf(folded);
  const bool named = parts.size() >= 2 && !IsNumber(parts[1]);
  if (parts.size() < 2 || parts.size() > 3 || (!named && !HasOneSign(folded))) return NoDate(text);
  if (parts.size() == 2) {
    const auto names_part = [](const std::string& part) {
      return IsNumber(part) || MonthNamed(part) > 0;
    };
    const bool month_and_year = parts[1].size() == 4 && IsNumber(parts[1]);
    if (!names_part(parts[0]) || !names_part(parts[1])) return NoDate(text);
    return NoDate(text, month_and_year ? kWhichDay : kWhichYear);
  }
  const bool year_first = parts[0].size() == 4;
  const std::string& day_text = year_first ? parts[2] : parts[0];
  const std::string& year_text = year_first ? parts[0] : parts[2];
  if (!IsNumber(day_text) || !IsNumber(year_text) || day_text.size() > 2) return NoDate(text);
  if (!named && parts[1].size() > 2) return NoDate(text);
  Date date;
  date.set_year(YearOf(year_text));
  date.set_month(named ? MonthNamed(parts[1]) : NumberOf(parts[1]));
  date.set_day(NumberOf(day_text));
  if (date.year() == 0) return NoDate(text, kWhichYear);
  if (named && date.month() == 0) return NoDate(text);
  if (!DayFromDate(date).ok()) return NoDate(text, date.year() >= 1900 ? kNoSuchDay : "");
  return date;
}

std::optional<absl::Duration> TimeOfDayAsWritten(absl::string_view text) {
  std::string folded = Fold(text);
  folded.erase(std::remove(folded.begin(), folded.end(), ' '), folded.end());
  const bool colons = absl::StrContains(folded, ':');
  std::vector<absl::string_view> parts = absl::StrSplit(folded, colons ? ':' : 'h');
  // `9h` is nine sharp.
  if (!colons && parts.size() == 2 && parts[1].empty()) parts[1] = "00";
  if (parts.size() < 2 || parts.size() > (colons ? 3U : 2U)) return std::nullopt;
  for (size_t i = 0; i < parts.size(); ++i) {
    const size_t digits = parts[i].size();
    if (!IsNumber(parts[i]) || digits > 2 || (i > 0 && digits != 2)) return std::nullopt;
  }
  const int hours = NumberOf(parts[0]), minutes = NumberOf(parts[1]);
  const int seconds = parts.size() == 3 ? NumberOf(parts[2]) : 0;
  if (hours > 23 || minutes > 59 || seconds > 59) return std::nullopt;
  return absl::Hours(hours) + absl::Minutes(minutes) + absl::Seconds(seconds);
}

}  // namespace cofi
