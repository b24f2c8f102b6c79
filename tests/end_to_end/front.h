// What a reverse proxy does before four servers: one address, and each call goes
// to the server of its package.
#ifndef COFI_TESTS_END_TO_END_FRONT_H_
#define COFI_TESTS_END_TO_END_FRONT_H_

#include <map>
#include <memory>
#include <string>

#include "grpcpp/channel.h"
#include "grpcpp/generic/async_generic_service.h"
#include "grpcpp/server.h"

namespace cofi::end_to_end {

class Front final : public grpc::CallbackGenericService {
 public:
  // `servers` are the addresses by service, for instance `budgets`.
  Front(const std::string& address, const std::map<std::string, std::string>& servers);
  ~Front() override;

 private:
  class Reactor;

  grpc::ServerGenericBidiReactor* CreateReactor(
      grpc::GenericCallbackServerContext* context) override;

  std::map<std::string, std::shared_ptr<grpc::Channel>> channels_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace cofi::end_to_end

#endif  // COFI_TESTS_END_TO_END_FRONT_H_
