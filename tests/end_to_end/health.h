// What grpc.health.v1 says.
#ifndef COFI_TESTS_END_TO_END_HEALTH_H_
#define COFI_TESTS_END_TO_END_HEALTH_H_

#include <memory>
#include <string>

#include "grpcpp/channel.h"

namespace cofi::end_to_end {

// `SERVING`, `NOT_SERVING` or `NOT_FOUND`, of `name` at the server behind a channel.
std::string HealthOf(const std::shared_ptr<grpc::Channel>& channel, const std::string& name);

}  // namespace cofi::end_to_end

#endif  // COFI_TESTS_END_TO_END_HEALTH_H_
