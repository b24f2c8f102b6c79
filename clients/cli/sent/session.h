// One run of `cofi`: what it calls and where it writes.
#ifndef COFI_CLIENTS_CLI_SENT_SESSION_H_
#define COFI_CLIENTS_CLI_SENT_SESSION_H_

#include <map>
#include <memory>
#include <ostream>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/fields.h"
#include "clients/cli/sent/failures.h"
#include "clients/cli/typed/settings.h"
#include "clients/peer.h"
#include "grpcpp/support/status.h"

namespace cofi::cli {

// Where `server` says that the service of `full_name` is: it is one address for
// all, or `projects=ADDRESS,budgets=ADDRESS` for services that run apart, of
// which the first answers for what is not named.
std::string AddressOf(absl::string_view full_name, absl::string_view server);

// How the settings have calls made.
clients::CallOptions OptionsOf(const Settings& settings);

class Session {
 public:
  // `out` is for data only, `err` for all that is said about it.
  Session(Settings settings, std::ostream& out, std::ostream& err);

  const Settings& settings() const { return settings_; }
  Language language() const { return settings_.language; }
  std::ostream& out() { return out_; }
  std::ostream& err() { return err_; }

  // Calls the method that takes `request` and waits; a request about a journal goes
  // to the service that keeps it. A server that cannot be reached is tried again
  // for a moment, with the same request id, so that a change is made once; one
  // without an id is sent once.
  grpc::Status Call(const Message& request, Message* response, bool* replayed = nullptr);

  // As Call; says what went wrong, and if the answer is one that was given before. The exit code,
  // 0 if nothing went wrong.
  int CallOrExplain(const Message& request, Message* response);

  // How CallOrExplain speaks of fields from now on.
  void set_named(FieldNames named) { named_ = std::move(named); }
  const FieldNames& named() const { return named_; }

  // The channel to the server of a service, by the full name of the service or of
  // a method. Services that run apart have addresses of their own.
  std::shared_ptr<grpc::Channel> ChannelTo(absl::string_view full_name);

 private:
  Settings settings_;
  FieldNames named_;
  std::ostream& out_;
  std::ostream& err_;
  std::map<std::string, std::shared_ptr<grpc::Channel>> channels_;  // by address
};

// That an answer was given before: the request was carried out then, and not again.
void SayReplayed(Session& session);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_SENT_SESSION_H_
