// Each deadline once for each day that is asked for; and a place in that order says what was sent.
#include "services/reporting/reminder_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/dates.h"
#include "base/names.h"
#include "tests/reasons.h"
#include "tests/reporting/examples.h"

namespace cofi::reporting {
namespace {

using ::testing::ElementsAre;
using v1::Deadline;
using v1::DeadlineReminder;
using v1::WatchDeadlinesRequest;

Deadline DueOn(const std::string& id, const std::string& date) {
  Deadline deadline;
  *deadline.mutable_date() = On(date);
  deadline.set_kind(Deadline::KIND_OBLIGATION);
  deadline.set_resource("projects/p/applications/a/obligations/" + id);
  return deadline;
}

WatchDeadlinesRequest Days(const std::vector<int>& days) {
  WatchDeadlinesRequest request;
  for (const int each : days) request.add_remind_days_before(each);
  return request;
}

std::vector<DeadlineReminder> RemindersOf(const std::vector<Deadline>& deadlines,
                                          const WatchDeadlinesRequest& request,
                                          const ReminderPlace& place, const std::string& until) {
  std::vector<DeadlineReminder> reminders;
  for (const Deadline& each : deadlines) {
    AddReminders(each, request, place, Day(On(until)), &reminders);
  }
  FinishReminders(Day(On(until)), &reminders);
  return reminders;
}

// `2018-06-23 report 7`, and `2018-06-30 all`.
std::vector<std::string> Told(const std::vector<DeadlineReminder>& reminders) {
  std::vector<std::string> told;
  told.reserve(reminders.size());
  for (const DeadlineReminder& each : reminders) {
    told.push_back(absl::StrCat(IsoDate(each.reminder_date()), " ",
                                each.has_deadline() ? absl::StrCat(IdOf(each.deadline().resource()),
                                                                   " ", each.days_before())
                                                    : "all"));
  }
  return told;
}

ReminderPlace From(const std::string& day) { return ReminderPlace::Before(Day(On(day))); }

const std::vector<Deadline>& Some() {
  static const auto* const some = new std::vector<Deadline>{
      DueOn("b", "2018-06-30"), DueOn("a", "2018-06-30"), DueOn("c", "2018-06-24")};
  return *some;
}

TEST(Reminders, ComeByTheirDaysThenByTheDeadlines) {
  EXPECT_THAT(Told(RemindersOf(Some(), Days({7, 0, -1}), From("2018-06-01"), "2018-06-30")),
              ElementsAre("2018-06-17 c 7", "2018-06-23 a 7", "2018-06-23 b 7", "2018-06-24 c 0",
                          "2018-06-25 c -1", "2018-06-30 a 0", "2018-06-30 b 0", "2018-06-30 all"));
}

TEST(Reminders, AreOfTheDaysThatWereAskedForAndEachOnce) {
  EXPECT_THAT(Told(RemindersOf(Some(), Days({7, 7}), From("2018-06-23"), "2018-06-23")),
              ElementsAre("2018-06-23 a 7", "2018-06-23 b 7", "2018-06-23 all"));
  std::vector<Deadline> twice = Some();
  twice.insert(twice.end(), Some().begin(), Some().end());
  EXPECT_THAT(Told(RemindersOf(twice, Days({0}), From("2018-06-30"), "2018-06-30")),
              ElementsAre("2018-06-30 a 0", "2018-06-30 b 0", "2018-06-30 all"));
}

// Wherever somebody stopped, the rest comes, and nothing twice.
TEST(Reminders, GoOnFromEveryCursor) {
  const WatchDeadlinesRequest request = Days({7, 1, 0, -1});
  const std::vector<DeadlineReminder> all =
      RemindersOf(Some(), request, From("2018-06-01"), "2018-06-30");
  for (size_t seen = 1; seen < all.size(); ++seen) {
    const auto place = ReminderPlace::At(all[seen - 1].cursor());
    ASSERT_THAT(place.status(), IsOk());
    const std::vector<DeadlineReminder> rest = RemindersOf(Some(), request, *place, "2018-06-30");
    EXPECT_EQ(Told(rest), Told({all.begin() + static_cast<std::ptrdiff_t>(seen), all.end()}));
  }
  const auto end = ReminderPlace::At(all.back().cursor());
  EXPECT_TRUE(end->IsBehind(Day(On("2018-06-30"))));
  EXPECT_FALSE(end->IsBehind(Day(On("2018-07-01"))));
  const auto within = ReminderPlace::At(all[all.size() - 2].cursor());
  EXPECT_FALSE(within->IsBehind(Day(On("2018-06-30"))));
  EXPECT_TRUE(within->IsBehind(Day(On("2018-06-29"))));
}

TEST(Reminders, OfADateThatMovedComeByTheNewOne) {
  const WatchDeadlinesRequest request = Days({7});
  const std::string cursor =
      RemindersOf({DueOn("a", "2018-06-30")}, request, From("2018-06-01"), "2018-06-23")
          .back()
          .cursor();
  const ReminderPlace place = *ReminderPlace::At(cursor);
  EXPECT_THAT(Told(RemindersOf({DueOn("a", "2018-07-31")}, request, place, "2018-07-31")),
              ElementsAre("2018-07-24 a 7", "2018-07-31 all"));
  EXPECT_THAT(Told(RemindersOf({DueOn("a", "2018-06-25")}, request, place, "2018-07-31")),
              ElementsAre("2018-07-31 all"))
      << "its day had been done";
}

TEST(Reminders, AreWithinTenYears) {
  EXPECT_THAT(CheckReminders(Days({3'660, -3'660})), IsOk());
  EXPECT_THAT(CheckReminders(Days({1, 3'661})),
              IsReasonWith(type::v1::REASON_VALUE_OUT_OF_RANGE, "value", "3661"));
  EXPECT_THAT(CheckReminders(Days({})), IsReason(type::v1::REASON_FIELD_REQUIRED));
  EXPECT_EQ(MostDaysBefore(Days({1, 30, -7})), 30);
  EXPECT_EQ(MostDaysBefore(Days({-7})), 0);
}

TEST(Reminders, TakeNoCursorThatIsMadeUp) {
  for (const char* cursor : {"x", "AAAA", "Zm9v", "!", "IgQI4g8QDQ"}) {
    EXPECT_THAT(ReminderPlace::At(cursor).status(),
                IsReasonWith(type::v1::REASON_VALUE_MALFORMED, "value", cursor));
  }
}

}  // namespace
}  // namespace cofi::reporting
