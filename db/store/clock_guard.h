// Keeps a store from being written while the machine's clock is wrong: what is dated a
// year ahead stays so for ever, and all that comes later with it.
//
// A clock is wrong when it went by more than an hour more or less than the machine's uptime
// did since the last write, or when the journal has an entry more than an hour later than it
// says. What a clock is set by otherwise (a few seconds, a leap) is none of that, and neither
// is a machine that slept: its uptime goes on.
#ifndef COFI_DB_STORE_CLOCK_GUARD_H_
#define COFI_DB_STORE_CLOCK_GUARD_H_

#include <functional>
#include <optional>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "base/clock.h"

namespace cofi::db {

// By how much more than the uptime a clock may go, or lag behind an entry.
inline constexpr absl::Duration kClockJump = absl::Hours(1);

class ClockGuard {
 public:
  // `on_change` is told the refusal when a clock begins to be wrong, and OK once it is right
  // again; may be null.
  ClockGuard(Clock clock, std::function<void(const absl::Status&)> on_change)
      : clock_(std::move(clock)), on_change_(std::move(on_change)) {}

  absl::Time now() const { return clock_.now(); }

  // A store was opened whose last entry is of `last_commit`. The clock is trusted unless
  // that lies ahead.
  void Open(absl::Time last_commit);

  // Whether something may be written that is dated `now`: CLOCK_JUMPED. From any thread.
  absl::Status Check(absl::Time now);

 private:
  // What it should be at least, or is by the uptime.
  struct Mark {
    absl::Time time;
    absl::Duration uptime;
  };
  absl::Status Judge(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Clock clock_;
  const std::function<void(const absl::Status&)> on_change_;
  absl::Mutex mutex_;
  absl::Time last_commit_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  // When it was last right; not set while it has never been.
  std::optional<Mark> right_ ABSL_GUARDED_BY(mutex_);
  bool wrong_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace cofi::db

#endif  // COFI_DB_STORE_CLOCK_GUARD_H_
