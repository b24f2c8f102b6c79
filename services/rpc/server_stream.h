// RPCs that answer with a stream: what each of them needs besides its messages.
//
//   class Numbers final : public ServerStream {
//     void Next() override {
//       if (n_ == 10) return End(absl::OkStatus());
//       Number number;
//       number.set_value(n_++);
//       Send({BytesOf(number)}, /*more=*/true);
//     }
//     int n_ = 0;
//   };
//
//   service.Serve<NumbersRequest>([](const NumbersRequest&) {
//     return std::make_shared<Numbers>();
//   });
//
// A stream makes nothing ahead: it is asked for more once everything is written,
// so a slow reader holds back the work and not the memory. What waits for readers has a budget
// (pending.h), and a reader who stands still is cut off (idle.h); so a stream needs no deadline.
#ifndef COFI_SERVICES_RPC_SERVER_STREAM_H_
#define COFI_SERVICES_RPC_SERVER_STREAM_H_

#include <atomic>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "db/store/store.h"
#include "google/protobuf/message.h"
#include "grpcpp/support/server_callback.h"
#include "services/rpc/access/front.h"
#include "services/rpc/idle.h"
#include "services/rpc/pending.h"
#include "services/rpc/raw_service.h"

namespace cofi::rpc {

// One answer that is a stream. It stays until gRPC is done with it; work that
// it starts elsewhere holds it by `Self`.
class ServerStream : public grpc::ServerWriteReactor<grpc::ByteBuffer>,
                     public std::enable_shared_from_this<ServerStream> {
 public:
  // Who reads it.
  const Caller& caller() const { return front_->caller(); }

  // Asks for more by Next, now or as soon as what is under way is done.
  void Wake();

  // Ends the stream: with OK after everything sent, with a refusal at once.
  void End(const absl::Status& status);

 protected:
  // Called with no lock held when all is written and there may be more. Answers
  // with one Send or End, from any thread, now or later; must not block.
  virtual void Next() = 0;

  // Called once, before the first Next.
  virtual void OnStart() {}

  // Writes the messages one after the other. Next is called again once they are
  // written if there is `more`, else after the next Wake.
  void Send(std::vector<grpc::ByteBuffer> messages, bool more);

  // While it is held, the stream does not end, so that what it is made of stays: for work
  // that is not the server's, such as a question to another one. False, and it is not held,
  // if it is ending. Else each Hold has its LetGo.
  bool Hold();
  void LetGo();

  // Ends the stream although its caller reads nothing.
  void CutOff();

  // Whether it was cancelled, or ends for another reason: what is made for it is not wanted.
  bool ending();

  template <typename Stream>
  std::shared_ptr<Stream> Self() {
    return std::static_pointer_cast<Stream>(shared_from_this());
  }

 private:
  friend class StreamService;

  void Start(const Front& front, grpc_call* connection, Idle* idle, std::atomic<int>* calls);
  void EndWith(const grpc::Status& status);
  void OnWriteDone(bool ok) final;
  void OnCancel() final;
  void OnDone() final;

  // Lets go of what gRPC does not have yet, and will not get: it may keep a call that it has
  // given up for as long as the socket is full.
  void Drop() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  // Writes on, or ends. True if Next is to be called.
  bool Advance() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  std::optional<Front> front_;
  std::unique_ptr<Idle::Wait> wait_;
  std::atomic<int>* calls_ = nullptr;
  std::shared_ptr<ServerStream> self_;

  absl::Mutex mutex_;
  // Until gRPC is done with it.
  grpc_call* connection_ ABSL_GUARDED_BY(mutex_) = nullptr;
  std::optional<Pending::Answer> answer_ ABSL_GUARDED_BY(mutex_);
  std::deque<grpc::ByteBuffer> pending_ ABSL_GUARDED_BY(mutex_);
  grpc::Status end_ ABSL_GUARDED_BY(mutex_);
  // Next is to be called.
  bool more_ ABSL_GUARDED_BY(mutex_) = false;
  // Next was called and has not answered yet.
  bool producing_ ABSL_GUARDED_BY(mutex_) = false;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool ending_ ABSL_GUARDED_BY(mutex_) = false;
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
  int holds_ ABSL_GUARDED_BY(mutex_) = 0;
};

// A gRPC service whose methods answer with streams.
class StreamService final : public RawService {
 public:
  explicit StreamService(Idle* idle) : idle_(idle) {}

  // The method that takes `Request` is answered by the stream that `make`
  // returns, or by its refusal, once the request has passed the front (access/front.h).
  template <typename Request>
  void Serve(std::function<absl::StatusOr<std::shared_ptr<ServerStream>>(const Request&)> make) {
    Add(Request::default_instance(), [make = std::move(make)](const auto& request) {
      return make(static_cast<const Request&>(request));
    });
  }

  // Ends every stream, so that the server can drain; new ones end at once.
  void Stop();
  // Whether every stream has ended, to the last byte.
  bool IsAtRest() const { return calls_ == 0; }

 private:
  using Make = std::function<absl::StatusOr<std::shared_ptr<ServerStream>>(
      const google::protobuf::Message&)>;

  void Add(const google::protobuf::Message& prototype, Make make);

  Idle* const idle_;
  std::atomic<int> calls_ = 0;
  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::weak_ptr<ServerStream>> streams_ ABSL_GUARDED_BY(mutex_);
};

// The stores of the services in this process, by name.
using Stores = std::map<std::string, db::Store*>;

}  // namespace cofi::rpc

#endif  // COFI_SERVICES_RPC_SERVER_STREAM_H_
