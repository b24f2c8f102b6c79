// A service that answers what a test says, over a real gRPC server in this
// process: what the tests see of threads, bytes and errors is the real thing.
//
//   ScriptedPeer budgets;
//   budgets.On<ListLinesRequest, ListLinesResponse>([](const auto& request, auto* response) {
//     …
//     return absl::OkStatus();
//   });
//   Ask(…, budgets.channel(), …)
//
// A method without a script answers with an empty message.
#ifndef COFI_TESTS_REPORTING_SCRIPTED_PEER_H_
#define COFI_TESTS_REPORTING_SCRIPTED_PEER_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "clients/peer.h"
#include "google/protobuf/message.h"
#include "grpcpp/generic/async_generic_service.h"
#include "grpcpp/server.h"

namespace cofi::reporting {

class ScriptedPeer final : public grpc::CallbackGenericService {
 public:
  using Message = google::protobuf::Message;
  using Script = std::function<absl::Status(const Message&, Message*)>;

  ScriptedPeer();
  ~ScriptedPeer() override;

  // To be said before the first call. The script runs on gRPC's threads.
  template <typename Request, typename Response>
  void On(std::function<absl::Status(const Request&, Response*)> script) {
    scripts_[clients::PathOf(clients::MethodOf(Request::descriptor()))] =
        [script = std::move(script)](const Message& request, Message* response) {
          return script(static_cast<const Request&>(request), static_cast<Response*>(response));
        };
  }

  std::shared_ptr<grpc::ChannelInterface> channel() const { return channel_; }

  // How often each method was called: `ReadDirectory 1, ReadFacts 1`.
  std::string Calls() const;
  // What came with the last call.
  std::string language() const {
    absl::MutexLock lock(&mutex_);
    return language_;
  }
  std::string on_behalf() const {
    absl::MutexLock lock(&mutex_);
    return on_behalf_;
  }

  grpc::ServerGenericBidiReactor* CreateReactor(
      grpc::GenericCallbackServerContext* context) override;

 private:
  class Reactor;

  std::map<std::string, Script> scripts_;
  mutable absl::Mutex mutex_;
  std::map<std::string, int> counts_ ABSL_GUARDED_BY(mutex_);
  std::string language_ ABSL_GUARDED_BY(mutex_);
  std::string on_behalf_ ABSL_GUARDED_BY(mutex_);
  std::unique_ptr<grpc::Server> server_;
  std::shared_ptr<grpc::ChannelInterface> channel_;
};

}  // namespace cofi::reporting

#endif  // COFI_TESTS_REPORTING_SCRIPTED_PEER_H_
