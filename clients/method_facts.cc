#include "clients/method_facts.h"

#include "absl/container/flat_hash_map.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/resources.h"
#include "clients/methods.h"
#include "google/api/resource.pb.h"

namespace cofi::clients {
namespace {

using google::protobuf::MethodDescriptor;
using google::protobuf::MethodOptions;

const std::string& TypeOf(const Descriptor* message) {
  return message->options().GetExtension(google::api::resource).type();
}

// By what the request names, what the answer lists, or what it is; of the method's own service.
const Descriptor* ResourceAbout(const MethodDescriptor* method) {
  const Descriptor* about = nullptr;
  for (const char* name : {"name", "parent"}) {
    const FieldDescriptor* field = method->input_type()->FindFieldByName(name);
    if (about == nullptr && field != nullptr) about = ResourceOf(ReferredType(field));
  }
  const FieldDescriptor* rows = RowsField(method->output_type());
  if (about == nullptr && rows != nullptr) about = ResourceOf(TypeOf(rows->message_type()));
  if (about == nullptr) about = ResourceOf(TypeOf(method->output_type()));
  const bool own = about != nullptr && OwnerOf(about) == OwnerOf(method->file());
  return own ? about : nullptr;
}

MethodKind KindOf(const MethodDescriptor* method, const Descriptor* resource) {
  if (resource == nullptr) return MethodKind::kOther;
  static constexpr std::pair<const char*, MethodKind> kOfOne[] = {{"Get", MethodKind::kGet},
                                                                  {"Create", MethodKind::kCreate},
                                                                  {"Update", MethodKind::kUpdate},
                                                                  {"Delete", MethodKind::kDelete}};
  for (const auto& [verb, kind] : kOfOne) {
    if (method->name() == absl::StrCat(verb, resource->name())) return kind;
  }
  // The plural has no rule, but an answer that holds as many.
  static constexpr std::pair<const char*, MethodKind> kOfMany[] = {
      {"List", MethodKind::kList}, {"Batch", MethodKind::kBatchCreate}};
  for (const auto& [verb, kind] : kOfMany) {
    if (absl::StartsWith(method->name(), verb) && RowsField(method->output_type()) != nullptr) {
      return kind;
    }
  }
  return MethodKind::kVerb;
}

const FieldDescriptor* BodyOf(const MethodFacts& facts) {
  if (facts.kind != MethodKind::kCreate && facts.kind != MethodKind::kUpdate) return nullptr;
  const Descriptor* request = facts.method->input_type();
  for (int i = 0; i < request->field_count(); ++i) {
    if (request->field(i)->message_type() == facts.resource) return request->field(i);
  }
  return nullptr;
}

FieldPath TargetIn(const MethodFacts& facts) {
  const Descriptor* request = facts.method->input_type();
  if (facts.kind == MethodKind::kUpdate && facts.body != nullptr) {
    return FieldPath::Find(request, absl::StrCat(facts.body->name(), ".name"));
  }
  for (const char* name : {"name", "parent", "journal"}) {
    FieldPath path = FieldPath::Find(request, name);
    if (!path.empty() && path.leaf()->type() == FieldDescriptor::TYPE_STRING) return path;
  }
  return {};
}

using AllFacts = absl::flat_hash_map<const MethodDescriptor*, std::unique_ptr<const MethodFacts>>;

const AllFacts& All() {
  static const auto* const all = [] {
    auto* made = new AllFacts;
    for (const auto* service : AllServices()) {
      for (int i = 0; i < service->method_count(); ++i) {
        made->emplace(service->method(i), std::make_unique<MethodFacts>(service->method(i)));
      }
    }
    return made;
  }();
  return *all;
}

}  // namespace

MethodFacts::MethodFacts(const MethodDescriptor* method)
    : method(method),
      once(method->input_type()->FindFieldByName("request_id") != nullptr),
      reads(method->options().idempotency_level() == MethodOptions::NO_SIDE_EFFECTS),
      internal(IsInternal(method->file())),
      streams(method->client_streaming() || method->server_streaming()),
      permission(method->options().GetExtension(type::v1::permission)) {
  // A question about a request is none.
  once = once && !reads;
  resource = ResourceAbout(method);
  kind = KindOf(method, resource);
  body = BodyOf(*this);
  target = TargetIn(*this);
  if (kind == MethodKind::kVerb && target.empty()) {
    kind = MethodKind::kOther;
    resource = nullptr;
  }
}

const MethodFacts& MethodFacts::Of(const MethodDescriptor* method) {
  const auto found = All().find(method);
  COFI_CHECK(found != All().end(), method->full_name());
  return *found->second;
}

std::string MethodFacts::TargetOf(const Message& request) const {
  if (target.empty()) return "";
  const Message* holder = target.Holder(request);
  return holder == nullptr ? "" : holder->GetReflection()->GetString(*holder, target.leaf());
}

const MethodDescriptor* GetterOf(const Descriptor* resource) {
  static const auto* const getters = [] {
    auto* made = new absl::flat_hash_map<const Descriptor*, const MethodDescriptor*>;
    for (const auto& [method, facts] : All()) {
      if (facts->kind == MethodKind::kGet) made->emplace(facts->resource, method);
    }
    return made;
  }();
  const auto found = getters->find(resource);
  return found == getters->end() ? nullptr : found->second;
}

const FieldDescriptor* RowsField(const Descriptor* answer) {
  for (int i = 0; i < answer->field_count(); ++i) {
    const FieldDescriptor* field = answer->field(i);
    if (field->is_repeated() && field->message_type() != nullptr &&
        !TypeOf(field->message_type()).empty()) {
      return field;
    }
  }
  return nullptr;
}

const std::string& ReferredType(const FieldDescriptor* field) {
  const auto& reference = field->options().GetExtension(google::api::resource_reference);
  return reference.child_type().empty() ? reference.type() : reference.child_type();
}

}  // namespace cofi::clients
