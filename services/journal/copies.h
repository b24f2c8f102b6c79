// The copies of stores that are on their way, out or in. Each takes the room of a store on the
// server's disk, and work that others wait for: so there is one each way of a store at a time,
// and none stays whose caller does nothing.
#ifndef COFI_SERVICES_JOURNAL_COPIES_H_
#define COFI_SERVICES_JOURNAL_COPIES_H_

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace cofi::journal {

enum class Way { kOut, kIn };

class Copies {
 public:
  // How long a copy waits for its caller, to send or to read the next piece.
  explicit Copies(absl::Duration idle_max);
  // All copies must be gone.
  ~Copies();
  Copies(const Copies&) = delete;
  Copies& operator=(const Copies&) = delete;

  class Copy {
   public:
    ~Copy() { Leave(); }
    Copy(const Copy&) = delete;
    Copy& operator=(const Copy&) = delete;

    // From now on it is the caller's turn, or the server's, which takes as long as it takes.
    void AwaitCaller();
    void Work();
    // It is over: there may be another.
    void Leave();

   private:
    friend class Copies;
    Copy(Copies* all, std::string service, Way way, std::function<void()> cut)
        : all_(all), key_(std::move(service), way), cut_(std::move(cut)) {}

    Copies* const all_;
    const std::pair<std::string, Way> key_;
    // These are guarded by the mutex of all.
    std::function<void()> cut_;
    absl::Time since_ = absl::InfiniteFuture();
    bool left_ = false;
  };

  // OVERLOADED while there is one of this service and way. `cut` is called once its caller has
  // not done anything for too long, once or more often, on a thread of this; it must not block.
  absl::StatusOr<std::shared_ptr<Copy>> Begin(const std::string& service, Way way,
                                              std::function<void()> cut);

 private:
  void Run();
  // Cuts those that are idle; when to look again.
  absl::Time CutIdle();

  const absl::Duration idle_max_;
  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::set<std::pair<std::string, Way>> under_way_ ABSL_GUARDED_BY(mutex_);
  std::vector<Copy*> copies_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace cofi::journal

#endif  // COFI_SERVICES_JOURNAL_COPIES_H_
