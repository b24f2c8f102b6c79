// Calls that stream, and wait for their callers: each waits only so long for the next piece to be
// sent, or to be read. A stream with nothing to tell waits for nobody.
#ifndef COFI_SERVICES_RPC_IDLE_H_
#define COFI_SERVICES_RPC_IDLE_H_

#include <atomic>
#include <functional>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace cofi::rpc {

class Idle {
 public:
  explicit Idle(absl::Duration idle_max);
  // All that wait must be gone.
  ~Idle();
  Idle(const Idle&) = delete;
  Idle& operator=(const Idle&) = delete;

  class Wait {
   public:
    ~Wait() { Leave(); }
    Wait(const Wait&) = delete;
    Wait& operator=(const Wait&) = delete;

    // From now on it is the caller's turn, or the server's, which takes as long as it takes.
    void AwaitCaller() { since_ = absl::GetCurrentTimeNanos(); }
    void Work() { since_ = kNobody; }
    // It is over.
    void Leave();

   private:
    friend class Idle;
    static constexpr int64_t kNobody = 0;

    Wait(Idle* all, std::function<void()> cut) : all_(all), cut_(std::move(cut)) {}

    Idle* const all_;
    std::atomic<int64_t> since_ = kNobody;  // In nanoseconds of the system's clock.
    std::function<void()> cut_;             // Guarded by the mutex of all.
  };

  // `cut` is called once its caller has not done anything for too long, once or more often, on a
  // thread of this; it must not block.
  std::unique_ptr<Wait> Begin(std::function<void()> cut);

 private:
  void Run();
  // Cuts those that wait for too long; when to look again.
  absl::Time CutIdle();

  const absl::Duration idle_max_;
  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<Wait*> waits_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace cofi::rpc

#endif  // COFI_SERVICES_RPC_IDLE_H_
