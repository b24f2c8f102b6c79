// What every call passes, in this order (AIP-211): who is refused at one step learns nothing of
// the steps behind it.
//
//   identify    who asks, in which language and until when (caller.h)
//   permission  whether he may call this method
//   existence   that the project which the request is about is there, asked of who keeps it
//   validation  what can be checked of the request alone (validate.h)
//   admission   that all else that it names in other services is there (admission.h)
//   store       the handler, in its transaction, which finds what the service keeps itself
//
// Methods without streams (exchange.h), those that answer with one (server_stream.h) and those
// that take one (client_stream.h) each have a Front for a call, which does what needs nobody else.
// The steps that ask others are exchange.cc's; a stream is about what its process has or not.
#ifndef COFI_SERVICES_RPC_ACCESS_FRONT_H_
#define COFI_SERVICES_RPC_ACCESS_FRONT_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/fields.h"
#include "clients/method_facts.h"
#include "grpcpp/support/byte_buffer.h"
#include "grpcpp/support/status.h"
#include "services/rpc/access/caller.h"

namespace cofi::rpc {

// Whether the caller may call the method, and speak for whom he says: PERMISSION_DENIED.
absl::Status Authorize(const Caller& caller, const clients::MethodFacts& method);

// Clears what only the server sets, and checks all that can be checked of a request alone.
absl::Status CheckRequest(const clients::MethodFacts& method, Message* request);

class Front {
 public:
  // Of a call that begins now.
  explicit Front(const clients::MethodFacts& method);

  // The steps that need no request. OVERLOADED while too many answers wait to be read,
  // VALUE_MALFORMED, PERMISSION_DENIED; DEADLINE_REQUIRED, but of a stream, which is bounded by
  // what its caller leaves undone (idle.h).
  absl::Status Open(const grpc::CallbackServerContext& context);

  // A message of a stream, read and checked. `bytes` are used up.
  absl::Status Take(grpc::ByteBuffer* bytes, Message* message) const;

  const Caller& caller() const { return caller_; }
  absl::Time start() const { return start_; }

  // A refusal in the caller's language.
  grpc::Status Say(const absl::Status& status) const;

  // The end of the call, for the log.
  void LogEnd(absl::StatusCode code, absl::string_view message, absl::string_view root = "",
              absl::string_view request_id = "") const;

 private:
  const clients::MethodFacts* method_;
  absl::Time start_;
  Caller caller_;
};

}  // namespace cofi::rpc

#endif  // COFI_SERVICES_RPC_ACCESS_FRONT_H_
