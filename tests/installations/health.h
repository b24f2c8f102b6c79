// What a server says of its health, as load balancers and service managers ask it
// (grpc.health.v1): `SERVING`, `NOT_SERVING` or `NOT_FOUND`.
#ifndef COFI_TESTS_INSTALLATIONS_HEALTH_H_
#define COFI_TESTS_INSTALLATIONS_HEALTH_H_

#include <memory>
#include <string>

#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/sync_stream.h"

namespace cofi::end_to_end {

// Of `name`: a service, one of its gRPC services, or empty for the process.
std::string HealthOf(const std::shared_ptr<grpc::Channel>& channel, const std::string& name);

// Of one name, as it changes.
class HealthWatch {
 public:
  HealthWatch(std::shared_ptr<grpc::Channel> channel, const std::string& name);
  ~HealthWatch();
  HealthWatch(const HealthWatch&) = delete;
  HealthWatch& operator=(const HealthWatch&) = delete;

  // What it says next; at first what it is.
  std::string Next();

 private:
  const std::shared_ptr<grpc::Channel> channel_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<grpc::ByteBuffer>> reader_;
};

}  // namespace cofi::end_to_end

#endif  // COFI_TESTS_INSTALLATIONS_HEALTH_H_
