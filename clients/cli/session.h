// One run of `cofi`: what it calls and where it writes.
#ifndef COFI_CLIENTS_CLI_SESSION_H_
#define COFI_CLIENTS_CLI_SESSION_H_

#include <functional>
#include <ostream>
#include <string>

#include "absl/time/time.h"
#include "base/fields.h"
#include "clients/cli/settings.h"
#include "clients/peer.h"
#include "grpcpp/support/status.h"

namespace cofi::cli {

// Waits between tries; a test brings one that does not wait.
using Sleeper = std::function<void(absl::Duration)>;

class Session {
 public:
  // `out` is for data only, `err` for all that is said about it.
  Session(Settings settings, std::ostream& out, std::ostream& err);

  const Settings& settings() const { return settings_; }
  Language language() const { return settings_.language; }
  std::ostream& out() { return out_; }
  std::ostream& err() { return err_; }

  // Calls the method that takes `request` and waits. A server that cannot be
  // reached is tried again for a moment, with the same request id, so that a
  // change is made once.
  grpc::Status Call(const Message& request, Message* response, bool* replayed = nullptr);

  // As Call; says what went wrong. The exit code, 0 if nothing did.
  int CallOrExplain(const Message& request, Message* response);

  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }

 private:
  Settings settings_;
  std::ostream& out_;
  std::ostream& err_;
  std::shared_ptr<grpc::Channel> channel_;
  clients::Peer peer_;
};

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_SESSION_H_
