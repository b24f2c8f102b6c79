#include "clients/cli/typed/nouns.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "base/names.h"
#include "clients/methods.h"
#include "google/api/resource.pb.h"

namespace cofi::cli {
namespace {

const std::string& TypeOf(const Descriptor* message) {
  return message->options().GetExtension(google::api::resource).type();
}

// `SignAgreement` as `sign-agreement`.
std::string KebabOfCamel(absl::string_view camel) {
  std::string kebab;
  for (const char c : camel) {
    if (absl::ascii_isupper(c) && !kebab.empty()) kebab += '-';
    kebab += absl::ascii_tolower(c);
  }
  return kebab;
}

// The type of the resource that a method is about, by its request or its answer;
// empty for methods that are about none, such as reports.
std::string TypeOf(const MethodDescriptor* method) {
  for (const char* field_name : {"name", "parent"}) {
    const FieldDescriptor* field = method->input_type()->FindFieldByName(field_name);
    if (field != nullptr && !ReferredType(field).empty()) return ReferredType(field);
  }
  if (const FieldDescriptor* rows = RowsField(method->output_type())) {
    return TypeOf(rows->message_type());
  }
  return TypeOf(method->output_type());
}

Verb VerbOf(const MethodDescriptor* method, absl::string_view resource) {
  static constexpr std::pair<const char*, Verb::Kind> kStandard[] = {
      {"Get", Verb::Kind::kGet},
      {"Create", Verb::Kind::kCreate},
      {"Update", Verb::Kind::kUpdate},
      {"Delete", Verb::Kind::kDelete},
  };
  for (const auto& [prefix, kind] : kStandard) {
    if (method->name() == absl::StrCat(prefix, resource)) {
      return {KebabOfCamel(prefix), kind, method};
    }
  }
  if (absl::StartsWith(method->name(), "List") && RowsField(method->output_type()) != nullptr) {
    return {"list", Verb::Kind::kList, method};
  }
  // `SignApplicationAgreement` is `sign-agreement` of an application.
  return {KebabOfCamel(absl::StrReplaceAll(method->name(), {{resource, ""}})),
          Verb::Kind::kCustom, method};
}

std::vector<Noun> ReadNouns() {
  std::vector<Noun> nouns;
  const auto noun_of = [&](const Descriptor* resource) -> Noun& {
    for (Noun& noun : nouns) {
      if (noun.resource == resource) return noun;
    }
    nouns.push_back({Kebab(NamePattern::Of(resource).variables().back()), resource, {}});
    return nouns.back();
  };
  for (const auto* service : clients::AllServices()) {
    if (clients::IsInternal(service->file())) continue;
    for (int i = 0; i < service->method_count(); ++i) {
      const MethodDescriptor* method = service->method(i);
      const Descriptor* resource = clients::ResourceOf(TypeOf(method));
      if (resource == nullptr || method->server_streaming()) continue;
      noun_of(resource).verbs.push_back(VerbOf(method, resource->name()));
    }
  }
  for (Noun& noun : nouns) {
    std::stable_sort(noun.verbs.begin(), noun.verbs.end(),
                     [](const Verb& a, const Verb& b) { return a.kind < b.kind; });
  }
  return nouns;
}

}  // namespace

const Verb* Noun::Find(Verb::Kind kind) const {
  for (const Verb& verb : verbs) {
    if (verb.kind == kind) return &verb;
  }
  return nullptr;
}

const Verb* Noun::Find(absl::string_view name_given) const {
  const std::string wanted = Kebab(name_given);
  for (const Verb& verb : verbs) {
    if (verb.name == wanted) return &verb;
  }
  return nullptr;
}

std::vector<std::string> Noun::VerbNames() const {
  std::vector<std::string> names;
  for (const Verb& verb : verbs) names.push_back(verb.name);
  return names;
}

const std::vector<Noun>& Nouns() {
  static const auto* const nouns = new std::vector<Noun>(ReadNouns());
  return *nouns;
}

std::vector<std::string> NounNames() {
  std::vector<std::string> names;
  for (const Noun& noun : Nouns()) names.push_back(noun.name);
  return names;
}

const Noun* FindNoun(absl::string_view name) {
  const std::string wanted = Kebab(name);
  for (const Noun& noun : Nouns()) {
    if (noun.name == wanted) return &noun;
  }
  return nullptr;
}

const Noun* NounOfType(absl::string_view type) {
  const Descriptor* resource = clients::ResourceOf(type);
  for (const Noun& noun : Nouns()) {
    if (noun.resource == resource) return &noun;
  }
  return nullptr;
}

std::string Kebab(absl::string_view snake) { return absl::StrReplaceAll(snake, {{"_", "-"}}); }

const FieldDescriptor* ResourceField(const Noun& noun, const Verb& verb) {
  if (verb.kind != Verb::Kind::kCreate && verb.kind != Verb::Kind::kUpdate) return nullptr;
  for (int i = 0; i < verb.request()->field_count(); ++i) {
    if (verb.request()->field(i)->message_type() == noun.resource) return verb.request()->field(i);
  }
  return nullptr;
}

const FieldDescriptor* RowsField(const Descriptor* response) {
  for (int i = 0; i < response->field_count(); ++i) {
    const FieldDescriptor* field = response->field(i);
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

}  // namespace cofi::cli
