// A gRPC service whose methods take and give bytes: what generated code would do for each method is
// done from its descriptor (docs/decisions/0002). Only this knows gRPC's classes for generated
// code, which it calls internal (docs/decisions/0036).
#ifndef COFI_SERVICES_RPC_RAW_SERVICE_H_
#define COFI_SERVICES_RPC_RAW_SERVICE_H_

#include <deque>
#include <functional>
#include <string>

#include "google/protobuf/descriptor.h"
#include "grpcpp/impl/codegen/service_type.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/server_callback.h"

namespace cofi::rpc {

class RawService : public grpc::Service {
 protected:
  using Bytes = grpc::ByteBuffer;
  using Context = grpc::CallbackServerContext;

  void AddUnary(const google::protobuf::MethodDescriptor* method,
                std::function<grpc::ServerUnaryReactor*(Context*, const Bytes*, Bytes*)> begin);
  void AddServerStream(
      const google::protobuf::MethodDescriptor* method,
      std::function<grpc::ServerWriteReactor<Bytes>*(Context*, const Bytes*)> begin);
  void AddClientStream(const google::protobuf::MethodDescriptor* method,
                       std::function<grpc::ServerReadReactor<Bytes>*(Context*, Bytes*)> begin);

 private:
  template <typename Handler, typename Begin>
  void Add(const google::protobuf::MethodDescriptor* method, int type, Begin begin);

  // gRPC points at them, so they must not move.
  std::deque<std::string> paths_;
};

}  // namespace cofi::rpc

#endif  // COFI_SERVICES_RPC_RAW_SERVICE_H_
