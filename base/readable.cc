#include "base/readable.h"

#include <algorithm>
#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/substitute.h"

namespace cofi {

std::string AmountText(const Money& money, Language language) {
  if (money.currency_code().empty() && money.units() == 0 && money.nanos() == 0) return "";
  return money.currency_code() == "EUR" || money.currency_code().empty()
             ? FormatMinorUnits(Minor(money), language)
             : FormatAmount(Minor(money), money.currency_code(), language);
}

std::string PercentText(int32_t basis_points, Language language) {
  const bool french = language == Language::kFrench;
  std::string text = absl::StrCat(basis_points / 100);
  if (basis_points < 0 && basis_points > -100) text = "-0";
  if (basis_points % 100 != 0) {
    absl::StrAppendFormat(&text, "%s%02d", french ? "," : ".", std::abs(basis_points % 100));
  }
  return absl::StrCat(text, french ? "\u202F%" : "%");
}

int32_t WholePercents(int32_t basis_points) {
  constexpr int32_t kAll = 10'000;
  int32_t percent = (basis_points + 50) / 100;
  if (basis_points > 0) percent = std::max(percent, 1);
  if (basis_points < kAll) percent = std::min(percent, 99);
  if (basis_points > kAll) percent = std::max(percent, 101);
  return percent;
}

std::string DateText(const Date& date, Language language) {
  return IsSet(date) ? FormatDate(Day(date), language) : "";
}

std::string DaysText(int32_t days_left, Language language) {
  constexpr Text kToday{"today", "aujourd'hui"};
  constexpr Text kInDay{"in $0 day", "dans $0 jour"};
  constexpr Text kInDays{"in $0 days", "dans $0 jours"};
  constexpr Text kDayOverdue{"$0 day overdue", "$0 jour de retard"};
  constexpr Text kDaysOverdue{"$0 days overdue", "$0 jours de retard"};
  const int32_t days = std::abs(days_left);
  if (days == 0) return kToday.In(language);
  const bool one = days == 1;
  const Text& text = days_left < 0 ? (one ? kDayOverdue : kDaysOverdue) : (one ? kInDay : kInDays);
  return absl::Substitute(text.In(language), FormatCount(days, language));
}

}  // namespace cofi
