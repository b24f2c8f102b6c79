#include "clients/cli/typed/nouns.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"
#include "base/resources.h"
#include "clients/methods.h"

namespace cofi::cli {
namespace {

// `SignAgreement` as `sign-agreement`.
std::string KebabOfCamel(absl::string_view camel) {
  std::string kebab;
  for (const char c : camel) {
    if (absl::ascii_isupper(c) && !kebab.empty()) kebab += '-';
    kebab += absl::ascii_tolower(c);
  }
  return kebab;
}

std::vector<Noun> ReadNouns() {
  std::vector<Noun> nouns;
  const auto noun_of = [&](const Descriptor* resource) -> Noun& {
    for (Noun& noun : nouns) {
      if (noun.resource == resource) return noun;
    }
    nouns.push_back({CommandOf(resource), resource, {}});
    return nouns.back();
  };
  for (const auto* service : clients::AllServices()) {
    if (clients::IsInternal(service->file())) continue;
    for (int i = 0; i < service->method_count(); ++i) {
      const auto& facts = clients::MethodFacts::Of(service->method(i));
      // What is made by the hundred is in files, and nobody types it.
      if (facts.resource == nullptr || facts.streams) continue;
      if (facts.kind == Verb::Kind::kBatchCreate) continue;
      noun_of(facts.resource).verbs.push_back(VerbOf(facts));
    }
  }
  for (Noun& noun : nouns) {
    std::stable_sort(noun.verbs.begin(), noun.verbs.end(),
                     [](const Verb& a, const Verb& b) { return a.kind < b.kind; });
  }
  return nouns;
}

}  // namespace

Verb VerbOf(const clients::MethodFacts& facts) {
  static constexpr std::pair<Verb::Kind, const char*> kStandard[] = {
      {Verb::Kind::kList, "list"},
      {Verb::Kind::kGet, "get"},
      {Verb::Kind::kCreate, "create"},
      {Verb::Kind::kUpdate, "update"},
      {Verb::Kind::kDelete, "delete"}};
  for (const auto& [kind, name] : kStandard) {
    if (facts.kind == kind) return {name, kind, facts.method};
  }
  // `SignApplicationAgreement` is `sign-agreement` of an application.
  const std::string& resource = facts.resource->name();
  return {KebabOfCamel(absl::StrReplaceAll(facts.method->name(), {{resource, ""}})), facts.kind,
          facts.method};
}

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

const MethodDescriptor* MethodNamed(const std::string& name) {
  for (const auto* const service : clients::AllServices()) {
    if (const MethodDescriptor* const method = service->FindMethodByName(name)) return method;
  }
  return nullptr;
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
  const Descriptor* resource = ResourceOf(type);
  for (const Noun& noun : Nouns()) {
    if (noun.resource == resource) return &noun;
  }
  return nullptr;
}

std::string Kebab(absl::string_view snake) { return absl::StrReplaceAll(snake, {{"_", "-"}}); }

}  // namespace cofi::cli
