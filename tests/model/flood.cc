#include "tests/model/flood.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "clients/peer.h"
#include "google/rpc/error_details.pb.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "tests/installations/process.h"

namespace cofi::model {
namespace {

std::string Told(const grpc::Status& status) {
  if (status.ok()) return "OK";
  google::rpc::ErrorInfo info;
  google::rpc::RetryInfo retry;
  bool retries = false;
  const google::rpc::Status details = clients::DetailsOf(status);
  for (const google::protobuf::Any& detail : details.details()) {
    detail.UnpackTo(&info);
    retries = retries || detail.UnpackTo(&retry);
  }
  const auto code = static_cast<absl::StatusCode>(status.error_code());
  const bool lacks = absl::IsResourceExhausted(absl::Status(code, "")) && !retries;
  return absl::StrCat(absl::StatusCodeToString(code), " ", info.reason(),
                      lacks ? ", no RetryInfo" : "");
}

}  // namespace

Flood::Flood(const std::string& address, int connections) {
  grpc::ChannelArguments arguments;
  // Else all channels would share one connection.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  for (int i = 0; i < connections; ++i) {
    channels_.push_back(
        grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments));
  }
}

Flood::~Flood() { Wait(); }

void Flood::Start(int total, int in_flight, std::function<Request(int n)> request_of) {
  request_of_ = std::move(request_of);
  {
    absl::MutexLock lock(&mutex_);
    total_ += total;
  }
  for (int i = 0; i < in_flight; ++i) Send(i % channels_.size());
}

void Flood::Send(size_t connection) {
  int n;
  {
    absl::MutexLock lock(&mutex_);
    if (sent_ == total_) return;
    n = sent_++;
  }
  const clients::Peer peer(channels_[connection], {.timeout = kGuard, .principal = "flood"});
  const auto answer = std::make_shared<budgets::v1::Expense>();
  peer.Call(request_of_(n), answer.get(), [this, connection, answer](const grpc::Status& status) {
    Send(connection);
    Answered(status);
  });
}

void Flood::Answered(const grpc::Status& status) {
  absl::MutexLock lock(&mutex_);
  ++told_[Told(status)];
  ++answered_;
}

void Flood::Wait() {
  absl::MutexLock lock(&mutex_);
  mutex_.Await(absl::Condition(
      +[](Flood* flood)
           ABSL_SHARED_LOCKS_REQUIRED(flood->mutex_) { return flood->answered_ == flood->total_; },
      this));
}

std::map<std::string, int> Flood::told() const {
  absl::MutexLock lock(&mutex_);
  return told_;
}

int Flood::answered() const {
  absl::MutexLock lock(&mutex_);
  return answered_;
}

}  // namespace cofi::model
