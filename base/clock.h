// The clocks of the machine, so that a test can set them.
#ifndef COFI_BASE_CLOCK_H_
#define COFI_BASE_CLOCK_H_

#include <functional>

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace cofi {

// Since the machine started, asleep or not. It only grows, and nobody can set it.
absl::Duration Uptime();

struct Clock {
  // The time of day, which may be set.
  std::function<absl::Time()> now = &absl::Now;
  std::function<absl::Duration()> uptime = &Uptime;
};

}  // namespace cofi

#endif  // COFI_BASE_CLOCK_H_
