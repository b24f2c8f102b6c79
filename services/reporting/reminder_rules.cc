#include "services/reporting/reminder_rules.h"

#include <algorithm>
#include <cstdint>
#include <set>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/dates.h"
#include "base/refusal.h"
#include "base/status.h"
#include "base/text.h"
#include "services/reporting/deadline_rules.h"

namespace cofi::reporting {
namespace {

using v1::Deadline;
using v1::DeadlineReminder;

constexpr int kDaysMax = 3'660;

bool IsSooner(const DeadlineReminder& a, const DeadlineReminder& b) {
  const absl::CivilDay left = Day(a.reminder_date()), right = Day(b.reminder_date());
  return left != right ? left < right : ComesBefore(a.deadline(), b.deadline());
}

std::string CursorOf(const DeadlineReminder& reminder) {
  DeadlineReminder key;
  *key.mutable_reminder_date() = reminder.reminder_date();
  if (reminder.has_deadline()) *key.mutable_deadline() = KeyOf(reminder.deadline());
  return absl::WebSafeBase64Escape(key.SerializeAsString());
}

// A caller may have made it up.
bool IsKey(const DeadlineReminder& key) {
  return DayFromDate(key.reminder_date()).ok() &&
         (!key.has_deadline() || (DayFromDate(key.deadline().date()).ok() &&
                                  Deadline::Kind_IsValid(key.deadline().kind()) &&
                                  !HasControls(key.deadline().resource())));
}

}  // namespace

absl::Status CheckReminders(const v1::WatchDeadlinesRequest& request) {
  if (request.remind_days_before().empty()) {
    return InField("remind_days_before", Refuse(type::v1::REASON_FIELD_REQUIRED));
  }
  for (int i = 0; i < request.remind_days_before_size(); ++i) {
    const int32_t days = request.remind_days_before(i);
    if (days >= -kDaysMax && days <= kDaysMax) continue;
    return InField(absl::StrCat("remind_days_before[", i, "]"),
                   Refuse(type::v1::REASON_VALUE_OUT_OF_RANGE,
                          {{"value", absl::StrCat(days)},
                           {"accepted", absl::StrCat(-kDaysMax, "…", kDaysMax)}}));
  }
  return absl::OkStatus();
}

ReminderPlace ReminderPlace::Before(absl::CivilDay day) { return Behind(day - 1); }

ReminderPlace ReminderPlace::Behind(absl::CivilDay day) {
  ReminderPlace place;
  *place.key_.mutable_reminder_date() = DateFromDay(day);
  return place;
}

absl::StatusOr<ReminderPlace> ReminderPlace::At(const std::string& cursor) {
  ReminderPlace place;
  std::string bytes;
  if (absl::WebSafeBase64Unescape(cursor, &bytes) && place.key_.ParseFromString(bytes) &&
      IsKey(place.key_)) {
    return place;
  }
  return InField("cursor", Refuse(type::v1::REASON_VALUE_MALFORMED,
                                  {{"value", cursor}, {"accepted", "the cursor of a reminder"}}));
}

absl::CivilDay ReminderPlace::day() const { return Day(key_.reminder_date()); }

bool ReminderPlace::IsBefore(const DeadlineReminder& reminder) const {
  return key_.has_deadline() ? IsSooner(key_, reminder) : Day(reminder.reminder_date()) > day();
}

bool ReminderPlace::IsBehind(absl::CivilDay day) const {
  return key_.has_deadline() ? day < this->day() : day <= this->day();
}

void AddReminders(const Deadline& deadline, const v1::WatchDeadlinesRequest& request,
                  const ReminderPlace& place, absl::CivilDay until,
                  std::vector<DeadlineReminder>* reminders) {
  const std::set<int32_t> all(request.remind_days_before().begin(),
                              request.remind_days_before().end());
  for (const int32_t days : all) {
    const absl::CivilDay day = Day(deadline.date()) - days;
    if (day > until) continue;
    DeadlineReminder reminder;
    *reminder.mutable_reminder_date() = DateFromDay(day);
    *reminder.mutable_deadline() = deadline;
    reminder.set_days_before(days);
    if (place.IsBefore(reminder)) reminders->push_back(std::move(reminder));
  }
}

void FinishReminders(absl::CivilDay until, std::vector<DeadlineReminder>* reminders) {
  std::sort(reminders->begin(), reminders->end(), &IsSooner);
  // One that was moved while the pages were read may stand on two of them.
  reminders->erase(std::unique(reminders->begin(), reminders->end(),
                               [](const DeadlineReminder& a, const DeadlineReminder& b) {
                                 return !IsSooner(a, b);
                               }),
                   reminders->end());
  *reminders->emplace_back().mutable_reminder_date() = DateFromDay(until);
  for (DeadlineReminder& each : *reminders) each.set_cursor(CursorOf(each));
}

int MostDaysBefore(const v1::WatchDeadlinesRequest& request) {
  int most = 0;
  for (const int32_t days : request.remind_days_before()) most = std::max(most, days);
  return most;
}

}  // namespace cofi::reporting
