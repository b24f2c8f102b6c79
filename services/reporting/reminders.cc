#include "services/reporting/reminders.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "base/dates.h"
#include "base/names.h"
#include "base/status.h"
#include "cofi/reporting/v1/reminders.pb.h"
#include "grpcpp/alarm.h"
#include "services/reporting/answering.h"
#include "services/reporting/own_days.h"
#include "services/reporting/reminder_rules.h"
#include "services/reporting/reports.h"
#include "services/rpc/wire.h"

namespace cofi::reporting {
namespace {

using v1::DeadlineReminder;

constexpr int kPageRowsMax = 1'000;
// That wait for their reader at once.
constexpr size_t kRemindersAtOnce = 100;
// The days of one pass, so that who was away for years has not all that he missed in memory.
constexpr int kDaysAtOnce = 31;
// How long a new day may go unseen.
constexpr absl::Duration kPeriod = absl::Minutes(1);

// One reader. Its passes over the deadlines are one for each day; between two of them it holds
// nothing but an alarm.
class ReminderStream final : public rpc::ServerStream {
 public:
  ReminderStream(std::shared_ptr<const Reports> reports, rpc::Workshop* workshop,
                 const v1::WatchDeadlinesRequest& request)
      : reports_(std::move(reports)), workshop_(workshop), request_(request) {}

  // What CheckReminders says, and VALUE_MALFORMED of the cursor.
  absl::Status Prepare() {
    COFI_RETURN_IF_ERROR(CheckReminders(request_));
    if (!request_.cursor().empty()) {
      COFI_ASSIGN_OR_RETURN(place_, ReminderPlace::At(request_.cursor()));
    }
    v1::ListDeadlinesRequest& asked = *query_.mutable_deadlines();
    asked.set_parent(request_.parent());
    asked.set_page_size(kPageRowsMax);
    const Message* found = nullptr;
    COFI_ASSIGN_OR_RETURN(report_, reports_->Find(query_, &found));
    return absl::OkStatus();
  }

 private:
  void Next() override {
    if (sent_ < ready_.size()) return SendReady();
    if (done_.has_value() && *done_ >= last_ && query_.deadlines().page_token().empty()) {
      if (!request_.follow() || request_.has_until_date()) return End(absl::OkStatus());
      if (TodayIn(zone_, absl::Now()) <= *done_) return AwaitTomorrow();
    }
    AskForPage();
  }

  // Looked at from time to time: the machine may sleep over the turn of the day, and its clock may
  // be set.
  void AwaitTomorrow() {
    alarm_ = std::make_unique<grpc::Alarm>();
    alarm_->Set(absl::ToChronoTime(absl::Now() + kPeriod),
                [weak = std::weak_ptr(Self<ReminderStream>())](bool) {
                  if (const auto stream = weak.lock()) stream->Wake();
                });
    Send({}, /*more=*/false);
  }

  void AskForPage() {
    // While others are asked, the server must not go.
    if (!Hold()) return;
    v1::ListDeadlinesRequest& asked = *query_.mutable_deadlines();
    if (asked.page_token().empty()) {
      memory_ = {};
      // A day more, because it is not the same day everywhere.
      const absl::CivilDay last = request_.has_until_date()
                                      ? std::max(Day(request_.until_date()), LastDayAnywhere())
                                      : LastDayAnywhere();
      asked.set_within_days(static_cast<int32_t>(last - FirstDayAnywhere()) + 1 +
                            MostDaysBefore(request_));
    }
    list_.Clear();
    report_->make(caller(), asked, &memory_, &list_,
                  [self = Self<ReminderStream>()](const absl::Status& status) {
                    self->workshop_->Post([self, status] {
                      self->Got(status);
                      self->LetGo();
                    });
                  });
  }

  // In the workshop, as all that follows.
  void Got(const absl::Status& status) {
    if (ending()) return Send({}, /*more=*/false);
    if (!status.ok()) return End(status);
    v1::ListDeadlinesRequest& asked = *query_.mutable_deadlines();
    if (asked.page_token().empty()) Begin();
    if (!place_->IsBehind(until_)) {
      for (const v1::Deadline& deadline : list_.deadlines()) {
        AddReminders(deadline, request_, *place_, until_, &found_);
      }
    }
    asked.set_page_token(list_.next_page_token());
    if (!asked.page_token().empty()) return More();
    if (!place_->IsBehind(until_)) {
      FinishReminders(until_, &found_);
      place_ = ReminderPlace::Behind(until_);
    }
    ready_ = std::move(found_);
    done_ = until_;
    More();
  }

  // Which days this pass is about.
  void Begin() {
    found_.clear();
    ready_.clear();
    sent_ = 0;
    if (!list_.time_zone().empty()) zone_ = list_.time_zone();
    const absl::CivilDay today = TodayIn(zone_, absl::Now());
    last_ = request_.has_until_date() ? Day(request_.until_date()) : today;
    if (!place_.has_value()) {
      place_ = ReminderPlace::Before(request_.has_from_date() ? Day(request_.from_date()) : today);
    }
    until_ = std::min(last_, place_->day() + kDaysAtOnce);
  }

  void More() { Send({}, /*more=*/true); }

  void SendReady() {
    std::vector<grpc::ByteBuffer> messages;
    const size_t end = std::min(ready_.size(), sent_ + kRemindersAtOnce);
    for (; sent_ < end; ++sent_) messages.push_back(rpc::BytesOf(ready_[sent_]));
    Send(std::move(messages), /*more=*/true);
  }

  const std::shared_ptr<const Reports> reports_;
  rpc::Workshop* const workshop_;
  const v1::WatchDeadlinesRequest request_;
  // All these only between Next and its answer.
  const Report* report_ = nullptr;
  v1::ReportQuery query_;
  v1::DeadlineList list_;
  PageMemory memory_;
  std::optional<ReminderPlace> place_;
  std::string zone_ = kDefaultTimeZone;
  // The last day of this pass, and of all.
  absl::CivilDay until_, last_;
  // Of this pass, as long as it goes on; and in their order.
  std::vector<DeadlineReminder> found_, ready_;
  size_t sent_ = 0;
  // Until which day all was found.
  std::optional<absl::CivilDay> done_;
  std::unique_ptr<grpc::Alarm> alarm_;
};

}  // namespace

void ServeReminders(const rpc::StreamParts& parts) {
  parts.streams->Serve<v1::WatchDeadlinesRequest>(
      [reports = std::make_shared<const Reports>(parts.peers),
       workshop = parts.workshop](const v1::WatchDeadlinesRequest& request)
          -> absl::StatusOr<std::shared_ptr<rpc::ServerStream>> {
        auto stream = std::make_shared<ReminderStream>(reports, workshop, request);
        COFI_RETURN_IF_ERROR(stream->Prepare());
        return stream;
      });
}

}  // namespace cofi::reporting
