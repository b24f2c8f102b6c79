// Civil dates and the clock. Fiscal dates are civil dates in the project's
// time zone; moments are absl::Time, stored as microseconds UTC.
#ifndef COFI_BASE_DATES_H_
#define COFI_BASE_DATES_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"
#include "google/type/date.pb.h"

namespace cofi {

using Date = google::type::Date;

// VALUE_MALFORMED unless the three parts name a day of the years 1900 to 9999.
absl::StatusOr<absl::CivilDay> DayFromDate(const Date& date);

// A day from a date that has already passed DayFromDate.
absl::CivilDay Day(const Date& date);
Date DateFromDay(absl::CivilDay day);

// Whether a date was given at all.
inline bool IsSet(const Date& date) { return date.year() != 0; }

// `2018-03-23`, which also sorts; empty for a date that is not set.
std::string IsoDate(const Date& date);

// `2018-03-23` or, as French people type it, `23/03/2018`. VALUE_MALFORMED otherwise.
absl::StatusOr<Date> ParseDate(absl::string_view text);

// So many months later. The last day of a month gives the last of the other, so that a
// period of whole months ends with one: 2018-06-30 and 6 months is 2018-12-31. So does a
// day that the other month lacks: 2018-01-30 and 1 month is 2018-02-28.
absl::CivilDay AddMonths(absl::CivilDay day, int months);

bool IsTimeZone(absl::string_view name);

// Today in `time_zone`, an IANA name that has passed IsTimeZone.
absl::CivilDay TodayIn(absl::string_view time_zone, absl::Time now);

google::protobuf::Timestamp TimestampFromTime(absl::Time time);

}  // namespace cofi

#endif  // COFI_BASE_DATES_H_
