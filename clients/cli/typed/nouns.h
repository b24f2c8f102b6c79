// The nouns and verbs of the command line, read from the service descriptors: a
// resource that is added to the protos is a noun here without another line.
#ifndef COFI_CLIENTS_CLI_TYPED_NOUNS_H_
#define COFI_CLIENTS_CLI_TYPED_NOUNS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "base/fields.h"
#include "clients/method_facts.h"
#include "google/protobuf/descriptor.h"

namespace cofi::cli {

using clients::ReferredType;
using clients::RowsField;
using google::protobuf::MethodDescriptor;

struct Verb {
  using Kind = clients::MethodKind;

  std::string name;  // `sign-agreement`
  Kind kind = Kind::kVerb;
  const MethodDescriptor* method = nullptr;

  const Descriptor* request() const { return method->input_type(); }
  const Descriptor* response() const { return method->output_type(); }
  // The field of a Create or Update request that holds the resource; nullptr in others.
  const FieldDescriptor* body() const { return clients::MethodFacts::Of(method).body; }
};

struct Noun {
  std::string name;                      // `application`
  const Descriptor* resource = nullptr;  // cofi.applications.v1.Application
  std::vector<Verb> verbs;               // the standard ones first

  const Verb* Find(Verb::Kind kind) const;
  const Verb* Find(absl::string_view verb) const;
  std::vector<std::string> VerbNames() const;
};

// How the command line calls a method that is about a resource.
Verb VerbOf(const clients::MethodFacts& facts);

// By its name alone, as journals and states have it; null if there is none.
const MethodDescriptor* MethodNamed(const std::string& name);

// All, in the order of their services.
const std::vector<Noun>& Nouns();
std::vector<std::string> NounNames();

// `project-update` and `project_update` name the same; nullptr if there is none.
const Noun* FindNoun(absl::string_view name);

// The noun of a resource type, for instance `cofi.dev/Line`; nullptr if there is none.
const Noun* NounOfType(absl::string_view type);

// `requested-amount` for `requested_amount`.
std::string Kebab(absl::string_view snake);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_TYPED_NOUNS_H_
