// One call by its path: for methods that send a stream either way, and for those that
// the program has no messages of.
#ifndef COFI_CLIENTS_CLI_SENT_TRANSFER_H_
#define COFI_CLIENTS_CLI_SENT_TRANSFER_H_

#include <functional>
#include <memory>
#include <string>

#include "base/fields.h"
#include "clients/cli/typed/settings.h"
#include "grpcpp/channel.h"
#include "grpcpp/support/status.h"

namespace cofi::cli {

// Sends `request` on `channel` to `path`, `/package.Service/Method`, and hands each
// answer to `answered` in `response`, until the server has no more. An error of
// `answered` calls the call off and is returned. Tells whether what was answered had been
// before.
grpc::Status Download(const std::shared_ptr<grpc::Channel>& channel, const Settings& settings,
                      const std::string& path, const Message& request, Message* response,
                      const std::function<grpc::Status()>& answered, bool* replayed = nullptr);

// Sends messages to a method that takes a stream: `next` fills `*request` while
// there is `*more`. An error of its calls the call off and is returned. Ends early
// if the server does.
grpc::Status Upload(const std::shared_ptr<grpc::Channel>& channel, const Settings& settings,
                    const std::string& path, Message* request,
                    const std::function<grpc::Status(bool* more)>& next, Message* response);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_SENT_TRANSFER_H_
