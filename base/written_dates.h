// Dates and times of day as people write them, in France: 28/11/26, 30.06.2026, 1er juillet 2026,
// hier, 9h58. What programs write to each other is read by base/dates.h.
#ifndef COFI_BASE_WRITTEN_DATES_H_
#define COFI_BASE_WRITTEN_DATES_H_

#include <optional>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "base/dates.h"

namespace cofi {

// A day of the years 1900 to 9999: its numbers with `-`, `/`, `.` or spaces between them, the year
// first or last; the month by its name in French or English, or the first three letters of it or
// more; or hier, aujourd'hui, demain, avant-hier, après-demain and their like in English. A year of
// two digits is one of 2000 to 2069.
//
// VALUE_MALFORMED for all else, and for what may be several days: without a year or a day, or with
// the month before the day.
absl::StatusOr<Date> DateAsWritten(absl::string_view text, absl::CivilDay today);

// Of 9h58, 9 h, 9h, 09:58, 09:58:30: what passed since midnight. Nothing if it is none.
std::optional<absl::Duration> TimeOfDayAsWritten(absl::string_view text);

}  // namespace cofi

#endif  // COFI_BASE_WRITTEN_DATES_H_
