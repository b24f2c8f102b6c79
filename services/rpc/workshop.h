// Threads for what takes long and may block, so that no thread of gRPC's does: proving a copy,
// writing a workbook.
#ifndef COFI_SERVICES_RPC_WORKSHOP_H_
#define COFI_SERVICES_RPC_WORKSHOP_H_

#include <deque>
#include <functional>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace cofi::rpc {

class Workshop {
 public:
  explicit Workshop(int threads);
  // Does all that was posted first.
  ~Workshop();
  Workshop(const Workshop&) = delete;
  Workshop& operator=(const Workshop&) = delete;

  // In the order in which it is posted, as far as there is one thread.
  void Post(std::function<void()> work);

 private:
  void Run();

  absl::Mutex mutex_;
  std::deque<std::function<void()>> queue_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace cofi::rpc

#endif  // COFI_SERVICES_RPC_WORKSHOP_H_
