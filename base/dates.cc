#include "base/dates.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/refusal.h"

namespace cofi {
namespace {

// `date` is what is asked of `value`, as far as it has the form of one.
absl::Status Malformed(std::string value, const Date& date) {
  const bool of_a_year = date.year() >= 1900 && date.year() <= 9999;
  return Refuse(type::v1::REASON_VALUE_MALFORMED,
                {{"value", std::move(value)},
                 {"accepted", "2018-03-23, 23/03/2018"},
                 {"why", of_a_year ? " (this day does not exist)" : ""}});
}

}  // namespace

absl::StatusOr<absl::CivilDay> DayFromDate(const Date& date) {
  // CivilDay normalizes 31 June to 1 July: a date that does not come back is none.
  const absl::CivilDay day(date.year(), date.month(), date.day());
  if (date.year() < 1900 || date.year() > 9999 || day.month() != date.month() ||
      day.day() != date.day()) {
    return Malformed(absl::StrFormat("%d-%02d-%02d", date.year(), date.month(), date.day()), date);
  }
  return day;
}

absl::CivilDay Day(const Date& date) {
  return absl::CivilDay(date.year(), date.month(), date.day());
}

Date DateFromDay(absl::CivilDay day) {
  Date date;
  date.set_year(static_cast<int32_t>(day.year()));
  date.set_month(day.month());
  date.set_day(day.day());
  return date;
}

std::string IsoDate(const Date& date) {
  if (!IsSet(date)) return "";
  std::string text = "0000-00-00";
  const auto put = [&](int at, int width, int value) {
    for (int i = at + width - 1; i >= at; --i, value /= 10)
      text[i] = static_cast<char>('0' + value % 10);
  };
  put(0, 4, date.year());
  put(5, 2, date.month());
  put(8, 2, date.day());
  return text;
}

absl::StatusOr<Date> ParseDate(absl::string_view text) {
  Date date;
  int year = 0, month = 0, day = 0, end = 0;
  const std::string owned(text);
  // The scanner would also take spaces and signs.
  const bool plain = owned.find_first_not_of("0123456789-/") == owned.npos;
  if (plain &&
      (std::sscanf(owned.c_str(), "%4d-%2d-%2d%n", &year, &month, &day, &end) == 3 ||
       std::sscanf(owned.c_str(), "%2d/%2d/%4d%n", &day, &month, &year, &end) == 3) &&
      end == static_cast<int>(owned.size())) {
    date.set_year(year);
    date.set_month(month);
    date.set_day(day);
    if (DayFromDate(date).ok()) return date;
  }
  return Malformed(owned, date);
}

absl::CivilDay AddMonths(absl::CivilDay day, int months) {
  const absl::CivilMonth month = absl::CivilMonth(day) + months;
  const absl::CivilDay last = absl::CivilDay(month + 1) - 1;
  // Months counted from the end of one are whole months.
  const bool at_end = (day + 1).day() == 1;
  return at_end ? last : std::min(absl::CivilDay(month) + (day.day() - 1), last);
}

bool IsTimeZone(absl::string_view name) {
  // The loader opens a file of that name, or of another when it begins with `file:`:
  // keep it inside the database's folder. `localtime` is whatever the machine has.
  const bool plain = std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return absl::ascii_isalnum(c) || c == '/' || c == '_' || c == '-' || c == '+';
  });
  if (!plain || absl::StartsWith(name, "/") || name == "localtime") return false;
  absl::TimeZone zone;
  return absl::LoadTimeZone(name, &zone);
}

absl::CivilDay TodayIn(absl::string_view time_zone, absl::Time now) {
  absl::TimeZone zone;
  absl::LoadTimeZone(time_zone, &zone);
  return absl::ToCivilDay(now, zone);
}

google::protobuf::Timestamp TimestampFromTime(absl::Time time) {
  google::protobuf::Timestamp timestamp;
  const int64_t micros = absl::ToUnixMicros(time);
  timestamp.set_seconds(micros / 1'000'000);
  timestamp.set_nanos(static_cast<int32_t>(micros % 1'000'000 * 1000));
  return timestamp;
}

}  // namespace cofi
