#include "services/rpc/server_stream.h"

#include <iterator>
#include <utility>

#include "base/check.h"
#include "clients/methods.h"

namespace cofi::rpc {
namespace {

constexpr char kStopping[] = "the server is stopping";

grpc::Status Stopping() { return {grpc::StatusCode::UNAVAILABLE, kStopping}; }

// What answers a request that is refused.
class RefusedStream final : public ServerStream {
  void Next() override {}
};

}  // namespace

void ServerStream::Start(const Front& front, grpc_call* connection, Idle* idle,
                         std::atomic<int>* calls) {
  front_ = front;
  calls_ = calls;
  ++*calls_;
  {
    absl::MutexLock lock(&mutex_);
    connection_ = connection;
    answer_.emplace(connection);
  }
  self_ = shared_from_this();
  wait_ = idle->Begin([weak = weak_from_this()] {
    if (const auto stream = weak.lock()) stream->CutOff();
  });
}

bool ServerStream::Advance() {
  if (finished_ || writing_) return false;
  if (ending_ && (pending_.empty() || !end_.ok())) {
    if (holds_ > 0) return false;
    finished_ = true;
    Finish(end_);
    return false;
  }
  if (!pending_.empty()) {
    writing_ = true;
    wait_->AwaitCaller();
    StartWrite(&pending_.front());
    return false;
  }
  if (producing_ || !more_ || ending_) return false;
  more_ = false;
  producing_ = true;
  return true;
}

void ServerStream::Wake() {
  {
    absl::MutexLock lock(&mutex_);
    more_ = true;
    if (!Advance()) return;
  }
  Next();
}

void ServerStream::Send(std::vector<grpc::ByteBuffer> messages, bool more) {
  size_t bytes = 0;
  for (const grpc::ByteBuffer& each : messages) bytes += each.Length();
  bool next = false, too_much = false;
  {
    absl::MutexLock lock(&mutex_);
    producing_ = false;
    if (finished_) return;
    more_ = more_ || more;
    too_much = bytes > 0 && Pending::OfProcess().Add(*answer_, bytes);
    std::move(messages.begin(), messages.end(), std::back_inserter(pending_));
    next = Advance();
  }
  if (too_much) Pending::OfProcess().MakeRoom();
  if (next) Next();
}

bool ServerStream::Hold() {
  absl::MutexLock lock(&mutex_);
  if (ending_) return false;
  ++holds_;
  return true;
}

void ServerStream::LetGo() {
  {
    absl::MutexLock lock(&mutex_);
    --holds_;
    if (!Advance()) return;
  }
  Next();
}

void ServerStream::CutOff() {
  grpc_call* connection = nullptr;
  {
    absl::MutexLock lock(&mutex_);
    if (connection_ == nullptr) return;
    connection = connection_;
    grpc_call_ref(connection);
  }
  grpc_call_cancel_with_status(connection, GRPC_STATUS_DEADLINE_EXCEEDED, "the answer was not read",
                               nullptr);
  grpc_call_unref(connection);
}

bool ServerStream::ending() {
  absl::MutexLock lock(&mutex_);
  return ending_;
}

void ServerStream::End(const absl::Status& status) { EndWith(front_->Say(status)); }

void ServerStream::EndWith(const grpc::Status& status) {
  absl::MutexLock lock(&mutex_);
  // A refusal cuts an end short that waits for the last messages.
  if (ending_ && (!end_.ok() || status.ok())) return;
  ending_ = true;
  end_ = status;
  if (!status.ok()) Drop();
  Advance();
}

void ServerStream::Drop() {
  const size_t kept = writing_ ? 1 : 0;
  while (pending_.size() > kept) {
    Pending::OfProcess().Read(*answer_, pending_.back().Length());
    pending_.pop_back();
  }
}

void ServerStream::OnWriteDone(bool ok) {
  {
    absl::MutexLock lock(&mutex_);
    writing_ = false;
    wait_->Work();
    Pending::OfProcess().Read(*answer_, pending_.front().Length());
    pending_.pop_front();
    if (!ok && (!ending_ || end_.ok())) {
      ending_ = true;
      end_ = grpc::Status::CANCELLED;
    }
    if (!Advance()) return;
  }
  Next();
}

void ServerStream::OnCancel() { EndWith(grpc::Status::CANCELLED); }

void ServerStream::OnDone() {
  {
    absl::MutexLock lock(&mutex_);
    // That it stops is no failure.
    const auto code = end_.error_message() == kStopping
                          ? absl::StatusCode::kCancelled
                          : static_cast<absl::StatusCode>(end_.error_code());
    front_->LogEnd(code, end_.error_message());
    Pending::OfProcess().Forget(*answer_);
    pending_.clear();
    connection_ = nullptr;
  }
  wait_->Leave();
  --*calls_;
  self_.reset();
}

void StreamService::Add(const google::protobuf::Message& prototype, Make make) {
  const auto* method = clients::MethodOf(prototype.GetDescriptor());
  COFI_CHECK(method != nullptr && method->server_streaming() && !method->client_streaming(),
             prototype.GetTypeName());
  AddServerStream(
      method,
      [this, method, &prototype, make = std::move(make)](
          grpc::CallbackServerContext* context,
          const grpc::ByteBuffer* bytes) -> grpc::ServerWriteReactor<grpc::ByteBuffer>* {
        const std::unique_ptr<google::protobuf::Message> request(prototype.New());
        grpc::ByteBuffer copy(*bytes);
        Front front(clients::MethodFacts::Of(method));
        absl::Status passed = front.Open(*context);
        if (passed.ok()) passed = front.Take(&copy, request.get());
        const auto made =
            passed.ok() ? make(*request) : absl::StatusOr<std::shared_ptr<ServerStream>>(passed);
        const std::shared_ptr<ServerStream> stream =
            made.ok() ? *made : std::make_shared<RefusedStream>();
        bool stopping;
        {
          absl::MutexLock lock(&mutex_);
          std::erase_if(streams_, [](const auto& each) { return each.expired(); });
          streams_.push_back(stream);
          stopping = stopping_;
        }
        stream->Start(front, context->c_call(), idle_, &calls_);
        if (stopping) {
          stream->EndWith(Stopping());
        } else if (!made.ok()) {
          stream->End(made.status());
        } else {
          stream->OnStart();
          stream->Wake();
        }
        return stream.get();
      });
}

void StreamService::Stop() {
  std::vector<std::weak_ptr<ServerStream>> streams;
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
    streams = streams_;
  }
  for (const auto& weak : streams) {
    if (const auto stream = weak.lock()) stream->EndWith(Stopping());
  }
}

}  // namespace cofi::rpc
