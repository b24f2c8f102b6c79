// A call that is answered with a stream, by its path.
#ifndef COFI_CLIENTS_DOWNLOAD_H_
#define COFI_CLIENTS_DOWNLOAD_H_

#include <functional>
#include <memory>
#include <string>

#include "clients/peer.h"
#include "google/protobuf/message.h"
#include "grpcpp/channel.h"
#include "grpcpp/support/status.h"

namespace cofi::clients {

// Sends `request` on `channel` to `path`, `/package.Service/Method`, and hands each
// answer to `answered` in `response`, until the server has no more. An error of
// `answered` calls the call off and is returned. Tells whether what was answered had been
// before. Waits: not for a gRPC thread.
grpc::Status Download(const std::shared_ptr<grpc::ChannelInterface>& channel,
                      const CallOptions& options, const std::string& path,
                      const google::protobuf::Message& request, google::protobuf::Message* response,
                      const std::function<grpc::Status()>& answered, bool* replayed = nullptr);

}  // namespace cofi::clients

#endif  // COFI_CLIENTS_DOWNLOAD_H_
