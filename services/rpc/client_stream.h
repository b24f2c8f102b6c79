// RPCs that take a stream and answer once: what each of them needs besides its messages.
//
//   class Sum final : public ClientStream {
//     void Take(const Message& request) override {
//       sum_ += static_cast<const Number&>(request).value();
//       More();
//     }
//     void TakeEnd() override { Answer(NumberOf(sum_)); }
//     int sum_ = 0;
//   };
//
//   service.Serve<Number>([] { return std::make_shared<Sum>(); });
//
// One message is read at a time, once that before it is dealt with, so a slow server holds back
// its caller and not its memory. A caller who sends nothing is cut off (idle.h).
#ifndef COFI_SERVICES_RPC_CLIENT_STREAM_H_
#define COFI_SERVICES_RPC_CLIENT_STREAM_H_

#include <atomic>
#include <functional>
#include <memory>
#include <optional>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "base/fields.h"
#include "db/store/store.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"
#include "services/rpc/access/front.h"
#include "services/rpc/idle.h"
#include "services/rpc/peers.h"
#include "services/rpc/raw_service.h"
#include "services/rpc/server_stream.h"
#include "services/rpc/workshop.h"

namespace cofi::rpc {

// One such call. It stays until gRPC is done with it; work that it starts elsewhere holds it by
// `Self`.
class ClientStream : public grpc::ServerReadReactor<grpc::ByteBuffer>,
                     public std::enable_shared_from_this<ClientStream> {
 public:
  // Refuses it, or ends what was answered; once, whoever comes first.
  void End(const absl::Status& status);

 protected:
  // The next message, read and checked; then that the caller has no more. Each answers with one
  // More, Answer or End, from any thread, now or later; must not block.
  virtual void Take(const Message& request) = 0;
  virtual void TakeEnd() = 0;

  // Called once when it ends, before its caller is told.
  virtual void OnEnd(const absl::Status&) {}

  void More();
  void Answer(const Message& response);

  // By its caller, or because it has ended: what is done for it is not wanted any more.
  bool IsCancelled();

  const Caller& caller() const { return front_->caller(); }

  template <typename Stream>
  std::shared_ptr<Stream> Self() {
    return std::static_pointer_cast<Stream>(shared_from_this());
  }

 private:
  friend class ClientStreamService;

  void Start(const clients::MethodFacts& method, const Message& prototype,
             grpc::CallbackServerContext* context, grpc::ByteBuffer* answer, Idle* idle,
             std::atomic<int>* calls);
  void EndWith(const absl::Status& status, const Message* response);
  void OnReadDone(bool ok) final;
  void OnCancel() final { cancelled_ = true; }
  void OnDone() final;

  std::optional<Front> front_;
  std::unique_ptr<Message> request_;
  grpc::CallbackServerContext* context_ = nullptr;
  grpc::ByteBuffer* answer_ = nullptr;
  std::atomic<int>* calls_ = nullptr;
  std::unique_ptr<Idle::Wait> wait_;
  std::shared_ptr<ClientStream> self_;
  std::atomic<bool> cancelled_ = false;
  grpc::ByteBuffer piece_;

  absl::Mutex mutex_;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
};

// A gRPC service whose methods take streams.
class ClientStreamService final : public RawService {
 public:
  explicit ClientStreamService(Idle* idle) : idle_(idle) {}

  // The method that takes `Request` is carried out by what `make` returns.
  template <typename Request>
  void Serve(const std::function<std::shared_ptr<ClientStream>()>& make) {
    Add(Request::default_instance(), make);
  }

  // Whether every call has ended, to the last byte.
  bool IsAtRest() const { return calls_ == 0; }

 private:
  void Add(const Message& prototype, const std::function<std::shared_ptr<ClientStream>()>& make);

  Idle* const idle_;
  std::atomic<int> calls_ = 0;
};

// What a service registers its streams with.
struct StreamParts {
  db::Store* store;
  const Peers* peers;
  Workshop* workshop;
  StreamService* streams;
  ClientStreamService* uploads;
};

}  // namespace cofi::rpc

#endif  // COFI_SERVICES_RPC_CLIENT_STREAM_H_
