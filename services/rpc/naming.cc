#include "services/rpc/naming.h"

#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/dates.h"
#include "base/identifiers.h"
#include "base/names.h"
#include "base/refusal.h"
#include "base/resources.h"
#include "base/status.h"
#include "base/text.h"
#include "db/history.h"

namespace cofi::rpc {
namespace {

constexpr size_t kIdMax = 40;
// More that are called the same are a list that nobody types from.
constexpr int kTries = 50;
constexpr size_t kResourceIdMax = 63;

// Whole words, as many as there is room for; at least one.
std::string Cut(std::string slug) {
  if (slug.size() <= kIdMax) return slug;
  const size_t hyphen = slug.rfind('-', kIdMax);
  slug.resize(hyphen == slug.npos || hyphen == 0 ? kIdMax : hyphen);
  return slug;
}

std::string PartOf(const Message& resource, const FieldDescriptor* field) {
  const auto* reflection = resource.GetReflection();
  if (IsDate(field)) {
    return reflection->HasField(resource, field)
               ? IsoDate(static_cast<const Date&>(reflection->GetMessage(resource, field)))
               : "";
  }
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
    return Slug(TypedName(reflection->GetEnum(resource, field), Language::kEnglish));
  }
  // A reference is called after what it refers to.
  const std::string text = reflection->GetString(resource, field);
  const bool is_name = absl::StrContains(text, '/') && ResourceOfName(text) != nullptr;
  return is_name ? std::string(IdOf(text)) : Slug(text);
}

// `expense_id`, beside the `expense` of the request.
std::string IdField(const Message& request, const Descriptor* resource) {
  for (int i = 0; i < request.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* const field = request.GetDescriptor()->field(i);
    if (field->message_type() == resource) return absl::StrCat(field->name(), "_id");
  }
  return "";
}

}  // namespace

std::string IdAfter(const Message& resource) {
  const Descriptor* const type = resource.GetDescriptor();
  std::vector<std::string> parts;
  for (const std::string& name : ResourceFacts(type).id_from()) {
    std::string part = PartOf(resource, type->FindFieldByName(name));
    if (!part.empty()) parts.push_back(std::move(part));
  }
  if (parts.empty()) parts.push_back(Slug(StringField(resource, "display_name")));
  return Cut(absl::StrJoin(parts, "-"));
}

std::string Candidate(const Message& resource, int place) {
  if (place > kTries) return "";
  const std::string& stem = ResourceFacts(resource.GetDescriptor()).id_stem();
  if (!stem.empty()) return absl::StrCat(stem, place);
  const std::string id = IdAfter(resource);
  return id.empty() || place == 1 ? id : absl::StrCat(id, "-", place);
}

absl::StatusOr<std::string> FreeId(db::Transaction& tx, const Message& resource,
                                   absl::string_view parent) {
  const NamePattern& pattern = NamePattern::Of(resource.GetDescriptor());
  for (int place = 1;; ++place) {
    std::string id = Candidate(resource, place);
    if (id.empty()) return NewResourceId(tx.now());
    COFI_ASSIGN_OR_RETURN(const bool used, db::WasRecorded(tx, pattern.Join(parent, id)));
    if (!used) return id;
  }
}

absl::StatusOr<std::string> NewName(db::Transaction& tx, const Message& request,
                                    const Message& resource) {
  const NamePattern& pattern = NamePattern::Of(resource.GetDescriptor());
  const std::string parent = StringField(request, "parent");
  const std::string id_field = IdField(request, resource.GetDescriptor());
  std::string id = StringField(request, id_field);
  if (id.empty()) {
    // A root was named before its transaction began.
    if (pattern.text() == "projects/{project}") {
      id = std::string(IdOf(tx.cause().root));
    } else {
      COFI_ASSIGN_OR_RETURN(id, FreeId(tx, resource, parent));
    }
  }
  if (!IsResourceId(id)) {
    return InField(id_field, Refuse(type::v1::REASON_NAME_MALFORMED,
                                    {{"value", id}, {"accepted", pattern.text()}}));
  }
  return pattern.Join(parent, id);
}

absl::StatusOr<std::string> ReversalName(db::Transaction& tx, absl::string_view name) {
  const absl::string_view id = IdOf(name);
  const absl::string_view head = name.substr(0, name.size() - id.size());
  for (int place = 1;; ++place) {
    // Somebody may have called another so.
    const std::string mark = absl::StrCat("-x", place == 1 ? "" : absl::StrCat(place));
    std::string reversal = absl::StrCat(head, id.substr(0, kResourceIdMax - mark.size()), mark);
    COFI_ASSIGN_OR_RETURN(const bool used, db::WasRecorded(tx, reversal));
    if (!used) return reversal;
  }
}

}  // namespace cofi::rpc
