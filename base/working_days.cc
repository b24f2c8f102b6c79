#include "base/working_days.h"

#include "base/readable.h"

namespace cofi {
namespace {

using type::v1::DayOff;

struct FixedHoliday {
  int month, day;
  DayOff name;
};
constexpr FixedHoliday kFixed[] = {
    {1, 1, type::v1::DAY_OFF_NEW_YEAR},    {5, 1, type::v1::DAY_OFF_LABOUR_DAY},
    {5, 8, type::v1::DAY_OFF_VICTORY_DAY}, {7, 14, type::v1::DAY_OFF_NATIONAL_DAY},
    {8, 15, type::v1::DAY_OFF_ASSUMPTION}, {11, 1, type::v1::DAY_OFF_ALL_SAINTS},
    {11, 11, type::v1::DAY_OFF_ARMISTICE}, {12, 25, type::v1::DAY_OFF_CHRISTMAS},
};

// By days after Easter.
struct MovableHoliday {
  int days;
  DayOff name;
};
constexpr MovableHoliday kMovable[] = {
    {1, type::v1::DAY_OFF_EASTER_MONDAY},
    {39, type::v1::DAY_OFF_ASCENSION},
    {50, type::v1::DAY_OFF_WHIT_MONDAY},
};

}  // namespace

// The anonymous computus of Meeus, Jones and Butcher.
absl::CivilDay EasterOf(int64_t year) {
  const int64_t golden = year % 19;
  const int64_t century = year / 100, of_century = year % 100;
  const int64_t skipped_leap_days = century - century / 4 - (century - (century + 8) / 25 + 1) / 3;
  const int64_t epact = (19 * golden + skipped_leap_days + 15) % 30;
  const int64_t weekday =
      (32 + 2 * (century % 4) + 2 * (of_century / 4) - epact - of_century % 4) % 7;
  const int64_t late = (golden + 11 * epact + 22 * weekday) / 451;
  const int64_t from_march = epact + weekday - 7 * late + 114;
  return absl::CivilDay(year, from_march / 31, from_march % 31 + 1);
}

DayOff DayOffOn(absl::CivilDay day) {
  for (const FixedHoliday& each : kFixed) {
    if (day.month() == each.month && day.day() == each.day) return each.name;
  }
  const int64_t after_easter = day - EasterOf(day.year());
  for (const MovableHoliday& each : kMovable) {
    if (after_easter == each.days) return each.name;
  }
  switch (absl::GetWeekday(day)) {
    case absl::Weekday::saturday:
      return type::v1::DAY_OFF_SATURDAY;
    case absl::Weekday::sunday:
      return type::v1::DAY_OFF_SUNDAY;
    default:
      return type::v1::DAY_OFF_UNSPECIFIED;
  }
}

bool IsWorkingDay(absl::CivilDay day) { return DayOffOn(day) == type::v1::DAY_OFF_UNSPECIFIED; }

std::string DayOffName(absl::CivilDay day, Language language) {
  return EnumLabel(DayOffOn(day), language);
}

absl::CivilDay LastWorkingDayUntil(absl::CivilDay day) {
  while (!IsWorkingDay(day)) --day;
  return day;
}

absl::CivilDay WorkingDaysBefore(absl::CivilDay day, int count) {
  if (count <= 0) return LastWorkingDayUntil(day);
  for (; count > 0; --count) day = LastWorkingDayUntil(day - 1);
  return day;
}

}  // namespace cofi
