// Many calls at once, more than a server can take: who was told what.
#ifndef COFI_TESTS_MODEL_FLOOD_H_
#define COFI_TESTS_MODEL_FLOOD_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "cofi/budgets/v1/expenses.pb.h"
#include "grpcpp/channel.h"

namespace cofi::model {

class Flood {
 public:
  using Request = budgets::v1::CreateExpenseRequest;

  // Connects `connections` times to `address`.
  Flood(const std::string& address, int connections);
  // Waits until all is answered.
  ~Flood();
  Flood(const Flood&) = delete;
  Flood& operator=(const Flood&) = delete;

  // Sends `total` requests, `in_flight` at a time, and returns at once.
  void Start(int total, int in_flight, std::function<Request(int n)> request_of);
  // Waits until all is answered.
  void Wait();

  // How many were told what: `OK`, or `CODE REASON`, and `, no RetryInfo` where
  // one should be.
  std::map<std::string, int> told() const;
  int answered() const;

 private:
  void Send(size_t connection);
  void Answered(const grpc::Status& status);

  std::vector<std::shared_ptr<grpc::Channel>> channels_;
  std::function<Request(int)> request_of_;
  mutable absl::Mutex mutex_;
  int total_ ABSL_GUARDED_BY(mutex_) = 0;
  int sent_ ABSL_GUARDED_BY(mutex_) = 0;
  int answered_ ABSL_GUARDED_BY(mutex_) = 0;
  std::map<std::string, int> told_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace cofi::model

#endif  // COFI_TESTS_MODEL_FLOOD_H_
