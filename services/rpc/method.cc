#include "services/rpc/method.h"

#include <utility>

#include "absl/strings/match.h"
#include "base/names.h"
#include "base/status.h"
#include "db/store/past.h"
#include "google/protobuf/message.h"
#include "services/rpc/referrers.h"

namespace cofi::rpc {
namespace {

using clients::MethodFacts;
using clients::MethodKind;
using google::protobuf::MethodDescriptor;

const Message* PrototypeOf(const Descriptor* type) {
  return google::protobuf::MessageFactory::generated_factory()->GetPrototype(type);
}

// What is listed of projects may be that of all of them.
std::string RootOfAll(const MethodFacts& facts) {
  const bool all = facts.kind == MethodKind::kList &&
                   absl::StartsWith(NamePattern::Of(facts.resource).text(), "projects/");
  return all ? db::kEveryRoot : kSharedRoot;
}

// The field `project_id` of CreateProject: a project is the root of all that is in
// it.
const FieldDescriptor* RootIdOf(const MethodFacts& facts) {
  const bool makes_root = facts.kind == MethodKind::kCreate &&
                          NamePattern::Of(facts.resource).text() == "projects/{project}";
  return makes_root ? facts.method->input_type()->FindFieldByName("project_id") : nullptr;
}

}  // namespace

void AddToAnswers(Handler::Function tell, Handler* handler) {
  handler->function = [tell, answer = std::move(handler->function)](
                          db::Transaction& tx, const Message& request,
                          Message* response) -> absl::Status {
    COFI_RETURN_IF_ERROR(answer(tx, request, response));
    return tell(tx, request, response);
  };
  if (handler->informed == nullptr) return;
  handler->informed = [tell = std::move(tell), answer = std::move(handler->informed)](
                          db::Transaction& tx, const Message& request, const Message& told,
                          Message* response) -> absl::Status {
    COFI_RETURN_IF_ERROR(answer(tx, request, told, response));
    return tell(tx, request, response);
  };
}

Method::Method(const MethodDescriptor* method)
    : descriptor(method),
      facts(MethodFacts::Of(method)),
      request(PrototypeOf(method->input_type())),
      response(PrototypeOf(method->output_type())),
      root(RootOfAll(facts)),
      root_id(RootIdOf(facts)) {
  if (facts.kind == MethodKind::kDelete) referrers = ReferrersOf(facts.resource);
}

}  // namespace cofi::rpc
