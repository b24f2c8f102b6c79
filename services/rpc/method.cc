#include "services/rpc/method.h"

#include "absl/strings/match.h"
#include "base/names.h"
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
