// Asks the process's own listener, from time to time and over a connection of its own,
// whether it still takes newcomers: gRPC before 1.53.2 stops for ever once it ran out of
// descriptors (CVE-2023-4785), or is kept busy by one header (CVE-2023-33953), while all
// seems well to those that are connected, health included.
#ifndef COFI_SERVICES_COFID_WATCHDOG_H_
#define COFI_SERVICES_COFID_WATCHDOG_H_

#include <functional>
#include <string>
#include <thread>

#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace cofi::cofid {

class Watchdog {
 public:
  // Asks at `address` after each `pause`, and waits as long for an answer. After three
  // in a row that did not come, logs it and calls `on_silence`, once, on a thread of its
  // own.
  Watchdog(std::string address, absl::Duration pause, std::function<void()> on_silence);
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

 private:
  void Run();
  bool Answers() const;

  const std::string address_;
  const absl::Duration pause_;
  const std::function<void()> on_silence_;
  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace cofi::cofid

#endif  // COFI_SERVICES_COFID_WATCHDOG_H_
