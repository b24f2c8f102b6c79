// Waits, without a thread, for asynchronous work that runs side by side.
//
//   auto join = std::make_shared<Join>([](absl::Status status) { … });
//   AskForLines(…, join->Begin());
//   AskForGrants(…, join->Begin());
//   join->Begun();  // nothing more comes: runs the function after the last
#ifndef COFI_SERVICES_REPORTING_JOIN_H_
#define COFI_SERVICES_REPORTING_JOIN_H_

#include <functional>
#include <memory>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"

namespace cofi::reporting {

class Join : public std::enable_shared_from_this<Join> {
 public:
  // `then` runs once, on the thread that ends last, with the first error if
  // there was one. It runs after all, so that nobody still writes what it reads.
  explicit Join(std::function<void(absl::Status)> then) : then_(std::move(then)) {}

  // One more piece of work; the function must be called once, when it ends.
  std::function<void(absl::Status)> Begin() {
    absl::MutexLock lock(&mutex_);
    ++open_;
    return [self = shared_from_this()](const absl::Status& status) { self->End(status); };
  }

  void Begun() { End(absl::OkStatus()); }

 private:
  void End(const absl::Status& status) {
    absl::Status first;
    {
      absl::MutexLock lock(&mutex_);
      first_.Update(status);
      if (--open_ > 0) return;
      first = first_;
    }
    // Let go of what the function holds: it may well hold this object.
    const auto then = std::exchange(then_, nullptr);
    then(first);
  }

  std::function<void(absl::Status)> then_;
  absl::Mutex mutex_;
  // The one that starts them counts as one.
  int open_ ABSL_GUARDED_BY(mutex_) = 1;
  absl::Status first_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_JOIN_H_
