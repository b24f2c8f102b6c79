// Who asks. Every step of a call takes this; nobody else reads the metadata of one.
#ifndef COFI_SERVICES_RPC_ACCESS_CALLER_H_
#define COFI_SERVICES_RPC_ACCESS_CALLER_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "base/language.h"
#include "clients/peer.h"
#include "db/transaction.h"
#include "grpcpp/support/server_callback.h"

namespace cofi::rpc {

struct Caller {
  // As he says, which is not proved (docs/decisions/0007); `system` if he does not.
  std::string principal;
  // Whom a peer asks for; empty if for itself.
  std::string on_behalf;
  Language language = Language::kEnglish;
  // The infinite future if he sets no end.
  absl::Time deadline = absl::InfiniteFuture();
  // Whether he has gone; only until the call is answered. Null of a stream.
  std::function<bool()> has_left;

  // Whether it is one of Cofi's own services.
  bool IsPeer() const { return principal == clients::kPeerPrincipal; }
  // Who does what is asked, as the journal says it.
  const std::string& author() const { return on_behalf.empty() ? principal : on_behalf; }
};

// Fills in what the context of a call says, the language before all that may be refused.
// VALUE_MALFORMED, in the field of the metadata's key, for a name that is none (base/text.h): the
// journal would keep it for ever.
absl::Status Identify(const grpc::CallbackServerContext& context, Caller* caller);

// Of a transaction for him.
db::Cause CauseOf(const Caller& caller);

// To ask a peer for him, while he waits.
clients::CallOptions OptionsFor(const Caller& caller);

}  // namespace cofi::rpc

#endif  // COFI_SERVICES_RPC_ACCESS_CALLER_H_
