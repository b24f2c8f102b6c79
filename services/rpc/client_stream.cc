#include "services/rpc/client_stream.h"

#include <utility>

#include "base/check.h"
#include "base/refusal.h"
#include "clients/method_facts.h"
#include "clients/methods.h"
#include "services/rpc/wire.h"

namespace cofi::rpc {

void ClientStream::Start(const clients::MethodFacts& method, const Message& prototype,
                         grpc::CallbackServerContext* context, grpc::ByteBuffer* answer, Idle* idle,
                         std::atomic<int>* calls) {
  front_.emplace(method);
  request_.reset(prototype.New());
  context_ = context;
  answer_ = answer;
  calls_ = calls;
  self_ = shared_from_this();
  ++*calls_;
  const absl::Status opened = front_->Open(*context_);
  if (!opened.ok()) return End(opened);
  wait_ = idle->Begin([weak = weak_from_this()] {
    if (const auto stream = weak.lock()) {
      stream->End(Refuse(type::v1::REASON_DEADLINE_EXCEEDED));
    }
  });
  More();
}

void ClientStream::More() {
  wait_->AwaitCaller();
  absl::MutexLock lock(&mutex_);
  if (!ended_) StartRead(&piece_);
}

void ClientStream::OnReadDone(bool ok) {
  wait_->Work();
  if (ok) {
    request_->Clear();
    const absl::Status taken = front_->Take(&piece_, request_.get());
    return taken.ok() ? Take(*request_) : End(taken);
  }
  if (IsCancelled()) return End(absl::CancelledError("cut off"));
  TakeEnd();
}

bool ClientStream::IsCancelled() {
  absl::MutexLock lock(&mutex_);
  return ended_ || cancelled_ || context_->IsCancelled();
}

void ClientStream::Answer(const Message& response) { EndWith(absl::OkStatus(), &response); }

void ClientStream::End(const absl::Status& status) { EndWith(status, nullptr); }

void ClientStream::EndWith(const absl::Status& status, const Message* response) {
  {
    absl::MutexLock lock(&mutex_);
    if (std::exchange(ended_, true)) return;
    if (response != nullptr) *answer_ = BytesOf(*response);
  }
  front_->LogEnd(status.code(), status.message());
  // Whoever is told may begin another at once.
  OnEnd(status);
  Finish(front_->Say(status));
}

void ClientStream::OnDone() {
  if (wait_ != nullptr) wait_->Leave();
  --*calls_;
  self_.reset();
}

void ClientStreamService::Add(const Message& prototype,
                              const std::function<std::shared_ptr<ClientStream>()>& make) {
  const auto* method = clients::MethodOf(prototype.GetDescriptor());
  COFI_CHECK(method != nullptr && method->client_streaming() && !method->server_streaming(),
             prototype.GetTypeName());
  AddClientStream(method, [this, method, &prototype, make](grpc::CallbackServerContext* context,
                                                           grpc::ByteBuffer* answer) {
    const std::shared_ptr<ClientStream> stream = make();
    stream->Start(clients::MethodFacts::Of(method), prototype, context, answer, idle_, &calls_);
    return stream.get();
  });
}

}  // namespace cofi::rpc
