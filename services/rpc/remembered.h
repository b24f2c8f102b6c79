// An answer that is worked out from all rows of a service, kept until something is written: what is
// asked again meanwhile costs nothing, however many rows there are.
//
//   host->Read<ReadAwardsRequest, ReadAwardsResponse>(rpc::Remembered(&ReadAwards));
//
// On a database that others write too nobody can tell that cheaply, and it is worked out each time.
#ifndef COFI_SERVICES_RPC_REMEMBERED_H_
#define COFI_SERVICES_RPC_REMEMBERED_H_

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "base/status.h"
#include "db/transaction.h"

namespace cofi::rpc {

// What a snapshot of an embedded store has seen: its last entry, and how far it follows others. Two
// that are equal have the same rows.
absl::StatusOr<std::string> SnapshotId(db::Transaction& tx);

template <typename Request, typename Response>
class Memory {
 public:
  using Function = absl::Status (*)(db::Transaction&, const Request&, Response*);

  explicit Memory(Function function) : function_(function) {}

  absl::Status Answer(db::Transaction& tx, const Request& request, Response* response) {
    if (tx.dialect().shared) return function_(tx, request, response);
    COFI_ASSIGN_OR_RETURN(const std::string id, SnapshotId(tx));
    const std::string asked = request.SerializeAsString();
    {
      absl::MutexLock lock(&mutex_);
      const auto found = answers_.find(asked);
      if (id == id_ && found != answers_.end()) {
        *response = found->second;
        return absl::OkStatus();
      }
    }
    COFI_RETURN_IF_ERROR(function_(tx, request, response));
    absl::MutexLock lock(&mutex_);
    if (id != id_ || answers_.size() >= kMax) answers_.clear();
    id_ = id;
    answers_[asked] = *response;
    return absl::OkStatus();
  }

 private:
  // Answers of a snapshot; each is a few sums.
  static constexpr size_t kMax = 16;

  const Function function_;
  absl::Mutex mutex_;
  std::string id_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, Response> answers_ ABSL_GUARDED_BY(mutex_);
};

template <typename Request, typename Response>
std::function<absl::Status(db::Transaction&, const Request&, Response*)> Remembered(
    absl::Status (*function)(db::Transaction&, const Request&, Response*)) {
  const auto memory = std::make_shared<Memory<Request, Response>>(function);
  return [memory](db::Transaction& tx, const Request& request, Response* response) {
    return memory->Answer(tx, request, response);
  };
}

}  // namespace cofi::rpc

#endif  // COFI_SERVICES_RPC_REMEMBERED_H_
