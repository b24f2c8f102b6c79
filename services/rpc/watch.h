// The change feed: a stream of a service's journal from a cursor on.
#ifndef COFI_SERVICES_RPC_WATCH_H_
#define COFI_SERVICES_RPC_WATCH_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "db/store.h"
#include "grpcpp/impl/codegen/service_type.h"

namespace cofi::rpc {

// cofi.journal.v1.JournalService over the stores of the services in this
// process.
class WatchService final : public grpc::Service {
 public:
  explicit WatchService(std::map<std::string, db::Store*> stores);
  ~WatchService() override;

  // Ends every stream, so that the server can drain; new ones end at once.
  void Stop();

 private:
  class Stream;

  const std::map<std::string, db::Store*> stores_;
  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::weak_ptr<Stream>> streams_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace cofi::rpc

#endif  // COFI_SERVICES_RPC_WATCH_H_
