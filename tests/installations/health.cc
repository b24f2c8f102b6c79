#include "tests/installations/health.h"

#include <future>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/check.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/impl/codegen/rpc_method.h"
#include "tests/installations/process.h"

namespace cofi::end_to_end {
namespace {

// HealthCheckRequest has one field, the name; the response one, the status.
grpc::ByteBuffer Asking(const std::string& name) {
  const grpc::Slice slice(
      name.empty() ? "" : absl::StrCat("\x0a", std::string(1, char(name.size())), name));
  return grpc::ByteBuffer(&slice, 1);
}

std::string Read(const grpc::ByteBuffer& response) {
  std::vector<grpc::Slice> slices;
  COFI_CHECK(response.Dump(&slices).ok(), "no health");
  std::string said;
  for (const grpc::Slice& each : slices) said.append(each.begin(), each.end());
  return said == "\x08\x01" ? "SERVING" : "NOT_SERVING";
}

}  // namespace

std::string HealthOf(const std::shared_ptr<grpc::Channel>& channel, const std::string& name) {
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + kGuard));
  const grpc::ByteBuffer request = Asking(name);
  grpc::ByteBuffer response;
  std::promise<grpc::Status> answer;
  grpc::GenericStub(channel).UnaryCall(
      &context, "/grpc.health.v1.Health/Check", {}, &request, &response,
      [&](const grpc::Status& status) { answer.set_value(status); });
  const grpc::Status status = answer.get_future().get();
  if (status.error_code() == grpc::StatusCode::NOT_FOUND) return "NOT_FOUND";
  return status.ok() ? Read(response) : status.error_message();
}

HealthWatch::HealthWatch(std::shared_ptr<grpc::Channel> channel, const std::string& name)
    : channel_(std::move(channel)) {
  static const grpc::internal::RpcMethod method("/grpc.health.v1.Health/Watch",
                                                grpc::internal::RpcMethod::SERVER_STREAMING);
  context_.set_deadline(absl::ToChronoTime(absl::Now() + kGuard));
  reader_.reset(grpc::internal::ClientReaderFactory<grpc::ByteBuffer>::Create(
      channel_.get(), method, &context_, Asking(name)));
}

HealthWatch::~HealthWatch() {
  context_.TryCancel();
  for (grpc::ByteBuffer rest; reader_->Read(&rest);) {
  }
  (void)reader_->Finish();
}

std::string HealthWatch::Next() {
  grpc::ByteBuffer response;
  return reader_->Read(&response) ? Read(response) : "over";
}

}  // namespace cofi::end_to_end
