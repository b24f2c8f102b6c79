#include "tests/end_to_end/health.h"

#include <gtest/gtest.h>

#include <future>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "grpcpp/generic/generic_stub.h"
#include "tests/process.h"

namespace cofi::end_to_end {

std::string HealthOf(const std::shared_ptr<grpc::Channel>& channel, const std::string& name) {
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + kGuard));
  // HealthCheckRequest has one field, the name; the response one, the status.
  const std::string bytes =
      name.empty() ? "" : absl::StrCat("\x0a", std::string(1, char(name.size())), name);
  const grpc::Slice slice(bytes);
  grpc::ByteBuffer request(&slice, 1), response;
  std::promise<grpc::Status> answer;
  grpc::GenericStub(channel).UnaryCall(
      &context, "/grpc.health.v1.Health/Check", {}, &request, &response,
      [&](const grpc::Status& status) { answer.set_value(status); });
  const grpc::Status status = answer.get_future().get();
  if (status.error_code() == grpc::StatusCode::NOT_FOUND) return "NOT_FOUND";
  if (!status.ok()) return status.error_message();
  std::vector<grpc::Slice> slices;
  std::string said;
  EXPECT_TRUE(response.Dump(&slices).ok());
  for (const grpc::Slice& each : slices) said.append(each.begin(), each.end());
  return said == "\x08\x01" ? "SERVING" : "NOT_SERVING";
}

}  // namespace cofi::end_to_end
