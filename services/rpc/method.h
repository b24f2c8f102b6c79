// A method as the server has it: whose journal its calls are about, and how it is carried out.
// What it is by its descriptor stands in clients/method_facts.h.
#ifndef COFI_SERVICES_RPC_METHOD_H_
#define COFI_SERVICES_RPC_METHOD_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/fields.h"
#include "clients/method_facts.h"
#include "db/transaction.h"
#include "google/protobuf/descriptor.h"
#include "services/rpc/access/caller.h"

namespace cofi::rpc {

enum class HandlerKind { kRead, kWrite, kAsync };

// How a method is carried out, with the types of its messages taken away.
struct Handler {
  // What other services told, to a write that asked.
  using Told = std::shared_ptr<const Message>;
  using Question = std::function<void(const Caller&, const Message& request,
                                      std::function<void(absl::StatusOr<Told>)> done)>;
  using Function = std::function<absl::Status(db::Transaction&, const Message&, Message*)>;
  using AsyncFunction = std::function<void(const Caller&, const Message&, Message*,
                                           std::function<void(const absl::Status&)>)>;
  HandlerKind kind;
  Function function;
  // Of a write, where it is not to be carried out (`validate_only`) and does that by itself.
  AsyncFunction async;
  // Of a write that must know first what other services have: asks them, and how it is carried out
  // then. Where nobody was asked, in a rehearsal, `function` supposes that there is nothing.
  Question ask;
  std::function<absl::Status(db::Transaction&, const Message&, const Message& told, Message*)>
      informed;
};

// Has `tell` add to each answer, however the handler comes to it.
void AddToAnswers(Handler::Function tell, Handler* handler);

// What a service makes of a resource of a peer's that it follows, after `verb`.
using Followed =
    std::function<absl::Status(db::Transaction&, const Message&, absl::string_view verb)>;

struct Method {
  explicit Method(const google::protobuf::MethodDescriptor* descriptor);

  const google::protobuf::MethodDescriptor* descriptor;
  const clients::MethodFacts& facts;
  const Message* request;  // Prototypes.
  const Message* response;
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
