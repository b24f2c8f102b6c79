#include "services/rpc/raw_service.h"

#include <utility>

#include "clients/methods.h"
#include "grpcpp/impl/codegen/rpc_service_method.h"
#include "grpcpp/impl/codegen/server_callback_handlers.h"

namespace cofi::rpc {

using google::protobuf::MethodDescriptor;
using grpc::internal::RpcMethod;

template <typename Handler, typename Begin>
void RawService::Add(const MethodDescriptor* method, int type, Begin begin) {
  const std::string& path = paths_.emplace_back(clients::PathOf(method));
  AddMethod(new grpc::internal::RpcServiceMethod(path.c_str(),
                                                 static_cast<RpcMethod::RpcType>(type), nullptr));
  MarkMethodRawCallback(static_cast<int>(paths_.size()) - 1, new Handler(std::move(begin)));
}

void RawService::AddUnary(
    const MethodDescriptor* method,
    std::function<grpc::ServerUnaryReactor*(Context*, const Bytes*, Bytes*)> begin) {
  Add<grpc::internal::CallbackUnaryHandler<Bytes, Bytes>>(method, RpcMethod::NORMAL_RPC,
                                                          std::move(begin));
}

void RawService::AddServerStream(
    const MethodDescriptor* method,
    std::function<grpc::ServerWriteReactor<Bytes>*(Context*, const Bytes*)> begin) {
  Add<grpc::internal::CallbackServerStreamingHandler<Bytes, Bytes>>(
      method, RpcMethod::SERVER_STREAMING, std::move(begin));
}

void RawService::AddClientStream(
    const MethodDescriptor* method,
    std::function<grpc::ServerReadReactor<Bytes>*(Context*, Bytes*)> begin) {
  Add<grpc::internal::CallbackClientStreamingHandler<Bytes, Bytes>>(
      method, RpcMethod::CLIENT_STREAMING, std::move(begin));
}

}  // namespace cofi::rpc
