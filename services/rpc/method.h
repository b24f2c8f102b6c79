// A method of the API: what its descriptor says about its calls, and how it is
// carried out.
#ifndef COFI_SERVICES_RPC_METHOD_H_
#define COFI_SERVICES_RPC_METHOD_H_

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "base/fields.h"
#include "base/language.h"
#include "db/transaction.h"
#include "google/protobuf/descriptor.h"

namespace cofi::rpc {

// What an asynchronous handler may know of its call, and pass on.
struct Call {
  Language language;
  // `system` when the caller gives no name.
  std::string principal;
  absl::Time deadline = absl::InfiniteFuture();
  // Whether the caller has gone; only until the call is answered. May be null.
  std::function<bool()> has_left;
};

// Of a read for the call.
inline db::Cause CauseOf(const Call& call) {
  db::Cause cause;
  cause.principal = call.principal;
  cause.deadline = call.deadline;
  cause.has_left = call.has_left;
  return cause;
}

enum class HandlerKind { kRead, kWrite, kAsync };

// How a method is carried out, with the types of its messages taken away.
struct Handler {
  using Function = std::function<absl::Status(db::Transaction&, const Message&, Message*)>;
  using AsyncFunction = std::function<void(const Call&, const Message&, Message*,
                                           std::function<void(const absl::Status&)>)>;
  HandlerKind kind;
  Function function;
  // Of a write, where it is not to be carried out (`validate_only`) and does that by itself.
  AsyncFunction async;
};

// What a service makes of a resource of a peer's that it follows, after `verb`.
using Followed =
    std::function<absl::Status(db::Transaction&, const Message&, absl::string_view verb)>;

struct Method {
  explicit Method(const google::protobuf::MethodDescriptor* descriptor);

  const google::protobuf::MethodDescriptor* descriptor;
  const Message* request;  // Prototypes.
  const Message* response;
  bool update;
  // Makes a resource: which root it is in, its parent says, whatever stands in its body.
  bool create;
  // The type of the resources that its pages list; null if it lists none.
  const Descriptor* row;
  // Whose journal it is about when its request names nothing.
  std::string root;
  // The field with the identifier of the root that it makes; null if it makes none.
  const FieldDescriptor* root_id;
  // Of a method that deletes a resource: the other services that may refer to it.
  std::vector<std::string> referrers;
  // Not set before the service is sealed, see host.h.
  std::optional<Handler> handler;
};

}  // namespace cofi::rpc

#endif  // COFI_SERVICES_RPC_METHOD_H_
