// A service on the other end of a channel, called by its messages alone: the
// method follows from the type of the request, so no stub is written or
// generated for any of them.
//
//   Peer budgets(Connect("unix:/run/cofi.sock"), {});
//   budgets.Call(request, &lines, [&](const grpc::Status& status) { … });
#ifndef COFI_CLIENTS_PEER_H_
#define COFI_CLIENTS_PEER_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/language.h"
#include "clients/methods.h"
#include "google/protobuf/message.h"
#include "google/rpc/status.pb.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/status.h"

namespace cofi::clients {

// What goes with each call besides the message.
struct CallOptions {
  absl::Duration timeout = absl::Seconds(10);
  Language language = Language::kEnglish;
  // Who calls, as they say; not yet proved.
  std::string principal;
  // Whom a service asks for, if not for itself. Only Cofi's own may say so.
  std::string on_behalf;
};

// The metadata keys that carry them; `cofi-replayed` comes back with an answer
// that was given before.
inline constexpr char kLanguageKey[] = "accept-language";
inline constexpr char kPrincipalKey[] = "cofi-principal";
inline constexpr char kOnBehalfKey[] = "cofi-on-behalf";
inline constexpr char kReplayedKey[] = "cofi-replayed";

// The principal of Cofi's own services.
inline constexpr char kPeerPrincipal[] = "cofid";

// The name of who calls as a header takes it: what is not printable ASCII, and `%`, as
// `%` and two hexadecimal digits a byte (RFC 3986); and back. A server also takes a name
// that a proxy wrote into the header as it is.
std::string EncodePrincipal(absl::string_view name);
std::string DecodePrincipal(absl::string_view header);

// Gives a call that begins now its deadline and the metadata.
void SetUp(const CallOptions& options, grpc::ClientContext* context);

// What an answer may have on any channel of ours: far more than a page (db/pages.h), and
// enough for reports, for rehearsals, and for all that a report asks a service of a project,
// which is refused beyond it (services/rpc/facts.h).
inline constexpr int kAnswerBytesMax = 32 << 20;

// A channel to `unix:PATH`, `127.0.0.1:PORT` or `dns:///HOST:PORT`, kept alive
// and reconnected by itself. Never fails: a call on it may.
std::shared_ptr<grpc::Channel> Connect(const std::string& address);

class Peer {
 public:
  using Message = google::protobuf::Message;

  Peer(std::shared_ptr<grpc::ChannelInterface> channel, CallOptions options)
      : channel_(std::move(channel)), options_(std::move(options)) {}

  const CallOptions& options() const { return options_; }

  // Sends `request`; `done` runs on a gRPC thread once `*response` is filled,
  // and must not block. Both messages must stay until then.
  void Call(const Message& request, Message* response,
            std::function<void(const grpc::Status&)> done) const {
    CallWithReplay(request, response,
                   [done = std::move(done)](const grpc::Status& status, bool) { done(status); });
  }

  // As Call, and tells whether the answer is one that was given before.
  void CallWithReplay(const Message& request, Message* response,
                      std::function<void(const grpc::Status&, bool replayed)> done) const;

  // As Call, and waits. Not for a gRPC thread.
  grpc::Status CallAndWait(const Message& request, Message* response,
                           bool* replayed = nullptr) const;

 private:
  std::shared_ptr<grpc::ChannelInterface> channel_;
  CallOptions options_;
};

// The details that a Cofi server sends with a refusal; empty for other errors.
google::rpc::Status DetailsOf(const grpc::Status& status);

// A peer's refusal as our own, so that it can be passed on with its reason; an
// error without one becomes PEER_UNAVAILABLE or INTERNAL, naming `peer`.
absl::Status FromPeer(absl::string_view peer, const grpc::Status& status);

}  // namespace cofi::clients

#endif  // COFI_CLIENTS_PEER_H_
