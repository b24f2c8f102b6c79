// The working days of France: all but Saturdays, Sundays and public holidays.
//
// The holidays are the eleven of article L3133-1 of the code du travail. Good Friday and 26
// December of Alsace-Moselle (L3134-13) are not among them, nor the days on which the abolition of
// slavery is kept overseas (L3422-2): who has their office there knows. The jours ouvrés of an
// office are meant, which a Saturday is not, rather than the jours ouvrables of the law. Pure.
#ifndef COFI_BASE_WORKING_DAYS_H_
#define COFI_BASE_WORKING_DAYS_H_

#include <cstdint>
#include <string>

#include "absl/time/civil_time.h"
#include "base/language.h"
#include "cofi/type/v1/days_off.pb.h"

namespace cofi {

// The Sunday of Easter, by the Gregorian calendar.
absl::CivilDay EasterOf(int64_t year);

// Why it is no working day; DAY_OFF_UNSPECIFIED if it is one. A holiday on a Sunday is the holiday.
type::v1::DayOff DayOffOn(absl::CivilDay day);
bool IsWorkingDay(absl::CivilDay day);

// `lundi de Pâques`; empty for a working day.
std::string DayOffName(absl::CivilDay day, Language language);

// The day itself if it is one, else the last before it.
absl::CivilDay LastWorkingDayUntil(absl::CivilDay day);

// So many working days before a day, of which itself is none: of Monday and one, the Friday
// before. Of nothing, LastWorkingDayUntil.
absl::CivilDay WorkingDaysBefore(absl::CivilDay day, int count);

}  // namespace cofi

#endif  // COFI_BASE_WORKING_DAYS_H_
