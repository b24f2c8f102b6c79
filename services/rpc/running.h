// The requests that wait or run in this process, so that their outcome can be told
// before they have one. One is entered before it is queued, and leaves after its
// commit: whoever looks here first, then into the store, misses none.
#ifndef COFI_SERVICES_RPC_RUNNING_H_
#define COFI_SERVICES_RPC_RUNNING_H_

#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/synchronization/mutex.h"

namespace cofi::rpc {

class Running {
 public:
  // Each call of Enter is followed by one of Leave. The same request may be sent
  // again while it runs.
  void Enter(const std::string& principal, const std::string& request_id) {
    absl::MutexLock lock(&mutex_);
    ++counts_[{principal, request_id}];
  }

  void Leave(const std::string& principal, const std::string& request_id) {
    absl::MutexLock lock(&mutex_);
    const auto found = counts_.find({principal, request_id});
    if (--found->second == 0) counts_.erase(found);
  }

  bool Has(const std::string& principal, const std::string& request_id) const {
    absl::MutexLock lock(&mutex_);
    return counts_.contains({principal, request_id});
  }

 private:
  mutable absl::Mutex mutex_;
  absl::flat_hash_map<std::pair<std::string, std::string>, int> counts_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace cofi::rpc

#endif  // COFI_SERVICES_RPC_RUNNING_H_
