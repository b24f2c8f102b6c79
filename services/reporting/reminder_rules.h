// When it is time to remind somebody of a deadline, and where a reader of reminders is.
//
// Reminders stand in one order whatever days are asked for: by the day on which it is time, then by
// the deadlines, of which each has one at most on a day. So a place in it says what was sent.
#ifndef COFI_SERVICES_REPORTING_REMINDER_RULES_H_
#define COFI_SERVICES_REPORTING_REMINDER_RULES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "cofi/reporting/v1/reminders.pb.h"

namespace cofi::reporting {

// FIELD_REQUIRED without days; VALUE_OUT_OF_RANGE for some that are too far from a deadline.
absl::Status CheckReminders(const v1::WatchDeadlinesRequest& request);

class ReminderPlace {
 public:
  // Before all of a day; behind all of it.
  static ReminderPlace Before(absl::CivilDay day);
  static ReminderPlace Behind(absl::CivilDay day);
  // VALUE_MALFORMED of a cursor that is none of ours.
  static absl::StatusOr<ReminderPlace> At(const std::string& cursor);

  absl::CivilDay day() const;
  // Whether a reminder stands behind it.
  bool IsBefore(const v1::DeadlineReminder& reminder) const;
  // Whether all of a day stands before it.
  bool IsBehind(absl::CivilDay day) const;

 private:
  // What the order looks at; behind all of its day without a deadline.
  v1::DeadlineReminder key_;
};

// What it is time for until `until`, behind the place. In any order.
void AddReminders(const v1::Deadline& deadline, const v1::WatchDeadlinesRequest& request,
                  const ReminderPlace& place, absl::CivilDay until,
                  std::vector<v1::DeadlineReminder>* reminders);

// Puts them in order, each once, with their cursors, and says at the end that they are all until
// then.
void FinishReminders(absl::CivilDay until, std::vector<v1::DeadlineReminder>* reminders);

// The most days before a deadline that are asked for, at least 0.
int MostDaysBefore(const v1::WatchDeadlinesRequest& request);

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_REMINDER_RULES_H_
