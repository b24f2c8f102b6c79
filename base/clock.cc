#include "base/clock.h"

#include <ctime>

namespace cofi {

absl::Duration Uptime() {
  timespec time = {};
  clock_gettime(CLOCK_BOOTTIME, &time);
  return absl::DurationFromTimespec(time);
}

}  // namespace cofi
