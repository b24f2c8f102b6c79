#include "services/rpc/allowed_verbs.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/check.h"
#include "base/status.h"
#include "clients/method_facts.h"
#include "clients/methods.h"
#include "services/rpc/method.h"
#include "services/rpc/standard.h"

namespace cofi::rpc {
namespace {

using google::protobuf::MethodDescriptor;

constexpr char kField[] = "allowed_verbs";

// `SIGN_AGREEMENT` for `SignAgreement`.
std::string UpperSnake(absl::string_view camel) {
  std::string snake;
  for (const char each : camel) {
    if (absl::ascii_isupper(each) && !snake.empty()) snake += '_';
    snake += absl::ascii_toupper(each);
  }
  return snake;
}

// A method that is called on a resource, and the verbs of its table that it stands for.
struct NamedVerb {
  std::string method;
  std::string verb;
  VerbList stands_for;
};
using NamedVerbs = std::vector<NamedVerb>;

// In the order of the protos.
NamedVerbs VerbsCalledOn(const Descriptor* type) {
  NamedVerbs verbs;
  for (const auto* service : clients::AllServices()) {
    if (clients::OwnerOf(service->file()) != clients::OwnerOf(type)) continue;
    for (int i = 0; i < service->method_count(); ++i) {
      const MethodDescriptor* method = service->method(i);
      const auto& facts = clients::MethodFacts::Of(method);
      if (facts.kind != clients::MethodKind::kVerb || facts.resource != type || facts.internal) {
        continue;
      }
      verbs.push_back({method->name(),
                       UpperSnake(absl::StrReplaceAll(method->name(), {{type->name(), ""}})),
                       {}});
    }
  }
  return verbs;
}

NamedVerbs ReadVerbs(const Resource& resource) {
  const Descriptor* type = resource.table->type();
  NamedVerbs verbs = VerbsCalledOn(type);
  for (const absl::string_view verb : resource.verbs.all) {
    NamedVerb* found = nullptr;
    for (NamedVerb& each : verbs) {
      const bool reads_like_it = verb == each.verb || absl::StartsWith(verb, each.verb + "_");
      if (reads_like_it && (found == nullptr || each.verb.size() > found->verb.size())) {
        found = &each;
      }
    }
    COFI_CHECK(found != nullptr, absl::StrCat("no method for ", verb, " of ", type->full_name()));
    found->stands_for.push_back(verb);
  }
  return verbs;
}

absl::Status Tell(const Resource& resource, const NamedVerbs& verbs, db::Transaction& tx,
                  Message* message) {
  COFI_ASSIGN_OR_RETURN(const VerbList allowed, resource.verbs.allowed(tx, *message));
  const FieldDescriptor* field = message->GetDescriptor()->FindFieldByName(kField);
  for (const NamedVerb& each : verbs) {
    if (each.stands_for.empty() || absl::c_any_of(each.stands_for, [&](absl::string_view verb) {
          return absl::c_linear_search(allowed, verb);
        })) {
      message->GetReflection()->AddString(message, field, each.method);
    }
  }
  return absl::OkStatus();
}

}  // namespace

void TellAllowedVerbs(const Resource& resource, Method* method) {
  const Descriptor* type = resource.table->type();
  const bool has_field = type->FindFieldByName(kField) != nullptr;
  COFI_CHECK(has_field == (resource.verbs.allowed != nullptr), type->full_name());
  const bool is_page =
      method->facts.kind == clients::MethodKind::kList && method->facts.resource == type;
  const bool answers = is_page || method->descriptor->output_type() == type;
  if (!has_field || !answers || method->handler->function == nullptr) return;
  const auto tell = [&resource, verbs = ReadVerbs(resource), is_page](
                        db::Transaction& tx, const Message& request,
                        Message* response) -> absl::Status {
    // What could be done then says nothing to whoever looks back.
    if (MessageField(request, "as_of_date") != nullptr ||
        MessageField(request, "known_at") != nullptr) {
      return absl::OkStatus();
    }
    if (!is_page) return Tell(resource, verbs, tx, response);
    const auto* reflection = response->GetReflection();
    const FieldDescriptor* rows = response->GetDescriptor()->field(0);
    for (int i = 0; i < reflection->FieldSize(*response, rows); ++i) {
      COFI_RETURN_IF_ERROR(
          Tell(resource, verbs, tx, reflection->MutableRepeatedMessage(response, rows, i)));
    }
    return absl::OkStatus();
  };
  AddToAnswers(tell, &*method->handler);
}

}  // namespace cofi::rpc
