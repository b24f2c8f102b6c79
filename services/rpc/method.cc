#include "services/rpc/method.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/names.h"
#include "cofi/type/v1/annotations.pb.h"
#include "db/store/past.h"
#include "google/api/resource.pb.h"
#include "google/protobuf/message.h"
#include "services/rpc/referrers.h"

namespace cofi::rpc {
namespace {

using google::protobuf::MethodDescriptor;

const Message* PrototypeOf(const Descriptor* type) {
  return google::protobuf::MessageFactory::generated_factory()->GetPrototype(type);
}

bool IsInProject(const Descriptor* type) {
  const auto& resource = type->options().GetExtension(google::api::resource);
  return resource.pattern_size() > 0 && absl::StartsWith(resource.pattern(0), "projects/");
}

const Descriptor* RowOf(const MethodDescriptor* method) {
  const Descriptor* answer = method->output_type();
  const bool lists = absl::StartsWith(method->name(), "List") && answer->field_count() > 0;
  return lists ? answer->field(0)->message_type() : nullptr;
}

// The field `project_id` of CreateProject: a project is the root of all that is in
// it.
const FieldDescriptor* RootIdOf(const MethodDescriptor* method) {
  const auto& resource = method->output_type()->options().GetExtension(google::api::resource);
  const bool makes_root = absl::StartsWith(method->name(), "Create") &&
                          resource.pattern_size() > 0 &&
                          resource.pattern(0) == "projects/{project}";
  return makes_root ? method->input_type()->FindFieldByName("project_id") : nullptr;
}

// Of DeleteFunder, those that may refer to a funder.
std::vector<std::string> ReferrersOfDeleted(const MethodDescriptor* method) {
  const FieldDescriptor* name = method->input_type()->FindFieldByName("name");
  const Descriptor* type = name == nullptr ? nullptr : NamedBy(name);
  if (type == nullptr || method->name() != absl::StrCat("Delete", type->name())) return {};
  return ReferrersOf(type);
}

}  // namespace

Method::Method(const MethodDescriptor* method)
    : descriptor(method),
      request(PrototypeOf(method->input_type())),
      response(PrototypeOf(method->output_type())),
      update(absl::StartsWith(method->name(), "Update")),
      create(absl::StartsWith(method->name(), "Create")),
      row(RowOf(method)),
      root(row != nullptr && IsInProject(row) ? db::kEveryRoot : kSharedRoot),
      root_id(RootIdOf(method)),
      referrers(ReferrersOfDeleted(method)) {}

}  // namespace cofi::rpc
