#include "services/rpc/server_stream.h"

#include <iterator>
#include <utility>

#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "base/check.h"
#include "base/refusal.h"
#include "clients/methods.h"
#include "grpcpp/impl/codegen/rpc_service_method.h"
#include "grpcpp/impl/codegen/server_callback_handlers.h"
#include "services/rpc/errors.h"
#include "services/rpc/wire.h"

namespace cofi::rpc {
namespace {

constexpr char kStopping[] = "the server is stopping";

grpc::Status Stopping() { return {grpc::StatusCode::UNAVAILABLE, kStopping}; }

// What answers a request that is refused.
class RefusedStream final : public ServerStream {
  void Next() override {}
};

}  // namespace

void ServerStream::Start(Language language, EndedCall call, std::atomic<int>* calls) {
  language_ = language;
  call_ = std::move(call);
  calls_ = calls;
  ++*calls_;
  self_ = shared_from_this();
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
  {
    absl::MutexLock lock(&mutex_);
    producing_ = false;
    more_ = more_ || more;
    std::move(messages.begin(), messages.end(), std::back_inserter(pending_));
    if (!Advance()) return;
  }
  Next();
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

void ServerStream::End(const absl::Status& status) { EndWith(ToGrpc(status, language_)); }

void ServerStream::EndWith(const grpc::Status& status) {
  absl::MutexLock lock(&mutex_);
  // A refusal cuts an end short that waits for the last messages.
  if (ending_ && (!end_.ok() || status.ok())) return;
  ending_ = true;
  end_ = status;
  Advance();
}

void ServerStream::OnWriteDone(bool ok) {
  {
    absl::MutexLock lock(&mutex_);
    writing_ = false;
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
    LogEnd(call_, code, end_.error_message());
  }
  --*calls_;
  self_.reset();
}

void StreamService::Add(const google::protobuf::Message& prototype, Make make) {
  const auto* method = clients::MethodOf(prototype.GetDescriptor());
  COFI_CHECK(method != nullptr && method->server_streaming() && !method->client_streaming(),
             prototype.GetTypeName());
  const std::string& path = paths_.emplace_back(clients::PathOf(method));
  AddMethod(new grpc::internal::RpcServiceMethod(
      path.c_str(), grpc::internal::RpcMethod::SERVER_STREAMING, nullptr));
  MarkMethodRawCallback(
      static_cast<int>(paths_.size()) - 1,
      new grpc::internal::CallbackServerStreamingHandler<grpc::ByteBuffer, grpc::ByteBuffer>(
          [this, method, &prototype, make = std::move(make)](
              grpc::CallbackServerContext* context,
              const grpc::ByteBuffer* bytes) -> grpc::ServerWriteReactor<grpc::ByteBuffer>* {
            const std::unique_ptr<google::protobuf::Message> request(prototype.New());
            grpc::ByteBuffer copy(*bytes);
            const absl::StatusOr<std::string> principal = PrincipalOf(*context);
            absl::Status received = principal.status();
            if (received.ok()) received = Parse(&copy, request.get());
            const auto made = received.ok()
                                  ? make(*request)
                                  : absl::StatusOr<std::shared_ptr<ServerStream>>(received);
            const std::shared_ptr<ServerStream> stream =
                made.ok() ? *made : std::make_shared<RefusedStream>();
            bool stopping;
            {
              absl::MutexLock lock(&mutex_);
              std::erase_if(streams_, [](const auto& each) { return each.expired(); });
              streams_.push_back(stream);
              stopping = stopping_;
            }
            stream->Start(LanguageOf(*context),
                          {.method = method->full_name(),
                           .principal = principal.value_or(""),
                           .start = absl::Now()},
                          &calls_);
            if (stopping) {
              stream->EndWith(Stopping());
            } else if (!made.ok()) {
              stream->End(made.status());
            } else {
              stream->OnStart();
              stream->Wake();
            }
            return stream.get();
          }));
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

absl::StatusOr<db::Store*> FindStore(const Stores& stores, const std::string& service) {
  if (const auto found = stores.find(service); found != stores.end()) return found->second;
  return InField("service",
                 Refuse(type::v1::REASON_VALUE_MALFORMED,
                        {{"value", service},
                         {"accepted", absl::StrJoin(stores, ", ", [](std::string* out, auto& each) {
                            out->append(each.first);
                          })}}));
}

}  // namespace cofi::rpc
