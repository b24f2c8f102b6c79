// Whoever sends reminders is told of each deadline on its days, and of none twice, however often
// they begin again. The days are so far ahead that the clock of the test does not matter.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/dates.h"
#include "base/identifiers.h"
#include "base/names.h"
#include "clients/cli/sent/transfer.h"
#include "clients/methods.h"
#include "cofi/applications/v1/obligations.pb.h"
#include "cofi/reporting/v1/reminders.pb.h"
#include "tests/installations/installation.h"
#include "tests/installations/process.h"
#include "tests/installations/project.h"
#include "tests/installations/refusals.h"
#include "tests/services/facts.h"

namespace cofi::end_to_end {
namespace {

namespace apps = applications::v1;
using apps::Obligation;
using reporting::v1::DeadlineReminder;
using reporting::v1::WatchDeadlinesRequest;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Each test has a project of its own, with one application that was awarded.
class Reminded : public EndToEnd {
 protected:
  Reminded() : project_(cofi(), "w-" + NewUuid().substr(0, 8)) {
    project_.Apply("aide", "4000");
    cofi().Ask<apps::Application>(project_.Award("aide", "4000", "2018-02-01"));
    EXPECT_TRUE(cofi().books().AwaitRelays());
  }

  std::string Name(const std::string& id) const {
    return absl::StrCat(project_.Name("applications", "aide"), "/obligations/", id);
  }
  void Owe(const std::string& id, const std::string& due) {
    apps::CreateObligationRequest request;
    request.set_parent(project_.Name("applications", "aide"));
    request.set_obligation_id(id);
    request.mutable_obligation()->set_display_name(id);
    request.mutable_obligation()->set_kind(Obligation::KIND_FINANCIAL_REPORT);
    *request.mutable_obligation()->mutable_due_date() = On(due);
    cofi().Ask<Obligation>(request);
  }
  void Extend(const std::string& id, const std::string& due) {
    apps::ExtendObligationRequest request;
    request.set_name(Name(id));
    *request.mutable_due_date() = On(due);
    cofi().Ask<Obligation>(request);
  }

  // Days before 30, 7 and 0, and a week after.
  WatchDeadlinesRequest Asking(const std::string& from, const std::string& until,
                               const std::string& cursor = "") const {
    WatchDeadlinesRequest request;
    request.set_parent(project_.name());
    for (const int days : {30, 7, 0, -7}) request.add_remind_days_before(days);
    request.set_cursor(cursor);
    if (!from.empty()) *request.mutable_from_date() = On(from);
    if (!until.empty()) *request.mutable_until_date() = On(until);
    return request;
  }

  // All that is sent, `most` at most.
  std::vector<DeadlineReminder> Read(const WatchDeadlinesRequest& request, size_t most = 1'000,
                                     grpc::Status* end = nullptr) {
    cli::Settings settings;
    settings.principal = "test";
    settings.timeout = kGuard;
    std::vector<DeadlineReminder> reminders;
    DeadlineReminder reminder;
    const grpc::Status status =
        cli::Download(cofi().channel("reporting"), settings,
                      clients::PathOf(clients::MethodOf(WatchDeadlinesRequest::descriptor())),
                      request, &reminder, [&] {
                        reminders.push_back(reminder);
                        return reminders.size() < most ? grpc::Status::OK : grpc::Status::CANCELLED;
                      });
    if (end != nullptr) *end = status;
    return reminders;
  }

  // `2050-06-23 report 7`, and `2050-06-30 all`.
  static std::vector<std::string> Told(const std::vector<DeadlineReminder>& reminders) {
    std::vector<std::string> told;
    told.reserve(reminders.size());
    for (const DeadlineReminder& each : reminders) {
      told.push_back(
          absl::StrCat(IsoDate(each.reminder_date()), " ",
                       each.has_deadline()
                           ? absl::StrCat(IdOf(each.deadline().resource()), " ", each.days_before())
                           : "all"));
    }
    return told;
  }

  const Project project_;
};
COFI_IN_ALL_SHAPES(Reminded);

TEST_P(Reminded, OfEachDeadlineOnItsDays) {
  Owe("report", "2050-06-30");
  Owe("claim", "2050-06-07");
  EXPECT_THAT(Told(Read(Asking("2050-05-31", "2050-07-06"))),
              ElementsAre("2050-05-31 claim 7", "2050-05-31 report 30", "2050-06-07 claim 0",
                          "2050-06-14 claim -7", "2050-06-23 report 7", "2050-06-30 report 0",
                          "2050-06-30 all", "2050-07-06 all"))
      << "and how far that is, after a month too";
  const DeadlineReminder first = Read(Asking("2050-06-23", "2050-06-23")).front();
  EXPECT_EQ(first.deadline().display_name(), "report");
  EXPECT_EQ(first.deadline().funder(), "funders/ville");
  EXPECT_EQ(IsoDate(first.deadline().date()), "2050-06-30");
}

TEST_P(Reminded, AgainFromWhereTheyWere) {
  for (const char* id : {"a", "b", "c", "d"}) Owe(id, "2050-06-30");
  const std::vector<DeadlineReminder> all = Read(Asking("2050-06-01", "2050-06-30"));
  ASSERT_EQ(all.size(), 9);
  // In the middle of a day too.
  for (size_t seen = 1; seen < all.size(); ++seen) {
    const std::vector<DeadlineReminder> rest =
        Read(Asking("", "2050-06-30", all[seen - 1].cursor()));
    EXPECT_EQ(Told(rest), Told({all.begin() + static_cast<std::ptrdiff_t>(seen), all.end()}));
  }
  EXPECT_THAT(Read(Asking("", "2050-06-30", all.back().cursor())), IsEmpty());
  EXPECT_THAT(Told(Read(Asking("", "2050-07-07", all.back().cursor()))),
              ElementsAre("2050-07-07 a -7", "2050-07-07 b -7", "2050-07-07 c -7",
                          "2050-07-07 d -7", "2050-07-07 all"));
}

TEST_P(Reminded, OfADueDateThatMovedByTheNewOne) {
  Owe("report", "2050-06-30");
  const std::string cursor = Read(Asking("2050-06-23", "2050-06-23")).back().cursor();
  Extend("report", "2050-09-30");
  EXPECT_THAT(
      Told(Read(Asking("", "2050-09-30", cursor))),
      ElementsAre("2050-07-24 all", "2050-08-24 all", "2050-08-31 report 30", "2050-09-23 report 7",
                  "2050-09-24 all", "2050-09-30 report 0", "2050-09-30 all"));
}

TEST_P(Reminded, OfNothingThatIsDone) {
  Owe("report", "2050-06-30");
  apps::CompleteObligationRequest done;
  done.set_name(Name("report"));
  cofi().Ask<Obligation>(done);
  EXPECT_THAT(Told(Read(Asking("2050-05-31", "2050-06-30"))), ElementsAre("2050-06-30 all"));
}

// What came to be known when its day was done is not caught up with.
TEST_P(Reminded, OfNothingWhoseDayIsDone) {
  const std::string cursor = Read(Asking("2050-06-23", "2050-06-23")).back().cursor();
  Owe("report", "2050-06-30");
  EXPECT_THAT(Told(Read(Asking("", "2050-06-30", cursor))),
              ElementsAre("2050-06-30 report 0", "2050-06-30 all"));
}

TEST_P(Reminded, AmongAllProjectsToo) {
  Owe("report", "2050-06-30");
  WatchDeadlinesRequest request = Asking("2050-06-23", "2050-06-23");
  request.set_parent("projects/-");
  std::vector<DeadlineReminder> own;
  for (const DeadlineReminder& each : Read(request)) {
    if (each.deadline().project() == project_.name()) own.push_back(each);
  }
  EXPECT_THAT(Told(own), ElementsAre("2050-06-23 report 7"));
}

TEST_P(Reminded, UntilTodayOrForAsLongAsTheyRead) {
  WatchDeadlinesRequest request = Asking("", "");
  grpc::Status end;
  const std::vector<DeadlineReminder> today = Read(request, 1'000, &end);
  EXPECT_TRUE(end.ok());
  ASSERT_EQ(today.size(), 1);
  EXPECT_FALSE(today[0].has_deadline());
  // Who follows has to go himself.
  request.set_follow(true);
  EXPECT_EQ(Read(request, 1, &end).size(), 1);
  EXPECT_EQ(end.error_code(), grpc::StatusCode::CANCELLED);
}

TEST_P(Reminded, OfWhatTheyAskedFor) {
  const auto refused = [&](const WatchDeadlinesRequest& request) {
    grpc::Status end;
    EXPECT_THAT(Read(request, 1'000, &end), IsEmpty());
    return Said(end);
  };
  WatchDeadlinesRequest request = Asking("", "");
  request.clear_remind_days_before();
  EXPECT_THAT(refused(request), HasSubstr("FIELD_REQUIRED remind_days_before"));
  for (int i = 0; i <= 20; ++i) request.add_remind_days_before(i);
  EXPECT_THAT(refused(request), HasSubstr("INVALID_ARGUMENT"));
  request = Asking("", "");
  request.add_remind_days_before(4'000);
  EXPECT_THAT(refused(request), HasSubstr("VALUE_OUT_OF_RANGE remind_days_before[4]"));
  EXPECT_THAT(refused(Asking("", "", "made-up")), HasSubstr("VALUE_MALFORMED cursor"));
  request = Asking("", "");
  request.set_parent("projects/no-such-project");
  EXPECT_THAT(refused(request), HasSubstr("NOT_FOUND"));
}

}  // namespace
}  // namespace cofi::end_to_end
