#include "db/store/clock_guard.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/refusal.h"

namespace cofi::db {
namespace {

std::string Shown(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", time, absl::UTCTimeZone());
}

absl::Status Jumped(absl::Time now, absl::string_view sign, absl::Time expected) {
  return Refuse(type::v1::REASON_CLOCK_JUMPED,
                {{"detail", absl::StrCat(Shown(now), " ", sign, " ", Shown(expected))}});
}

}  // namespace

void ClockGuard::Open(absl::Time last_commit) {
  {
    absl::MutexLock lock(&mutex_);
    last_commit_ = last_commit;
    right_.reset();
  }
  // Whoever listens should not wait for the first write.
  (void)Check(clock_.now());
}

absl::Status ClockGuard::Judge(absl::Time now) {
  if (last_commit_ > now + kClockJump) {
    // It may be set right by as much as it takes.
    right_.reset();
    return Jumped(now, "<", last_commit_);
  }
  const absl::Duration uptime = clock_.uptime();
  if (right_.has_value()) {
    const absl::Time expected = right_->time + (uptime - right_->uptime);
    if (absl::AbsDuration(now - expected) > kClockJump) return Jumped(now, "≠", expected);
  }
  right_ = Mark{now, uptime};
  return absl::OkStatus();
}

absl::Status ClockGuard::Check(absl::Time now) {
  absl::Status status;
  bool changed = false;
  {
    absl::MutexLock lock(&mutex_);
    status = Judge(now);
    changed = std::exchange(wrong_, !status.ok()) == status.ok();
  }
  if (changed && on_change_) on_change_(status);
  return status;
}

}  // namespace cofi::db
