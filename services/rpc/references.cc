#include "services/rpc/references.h"

#include <functional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/refusal.h"
#include "base/resources.h"
#include "clients/methods.h"
#include "google/api/resource.pb.h"
#include "services/rpc/referrers.h"
#include "services/rpc/verify_resource.h"

namespace cofi::rpc {
namespace {

const std::string& ReferredType(const FieldDescriptor* field) {
  return field->options().GetExtension(google::api::resource_reference).type();
}

const Resource* OfPattern(const Resources& resources, const std::string& pattern) {
  for (const auto& each : resources) {
    if (each->table->pattern().text() == pattern) return each.get();
  }
  return nullptr;
}

// The resource that a field names, if this service keeps it.
const Resource* OfReference(const Resources& resources, const FieldDescriptor* field) {
  const std::string& type = ReferredType(field);
  const Descriptor* target = type.empty() ? nullptr : ResourceOf(type);
  return target == nullptr ? nullptr : OfPattern(resources, NamePattern::Of(target).text());
}

// Whether it is there by the name that another has of it.
absl::StatusOr<bool> IsThere(const Resource& target, db::Transaction& tx, const std::string& name) {
  return target.is_there == nullptr ? target.table->Exists(tx, name) : target.is_there(tx, name);
}

// Whose fields are looked at.
enum class SetBy { kCaller, kAnybody };

using ReferenceVisitor = std::function<absl::Status(
    const std::string& path, const std::string& name, const Resource& target)>;

// Visits each name that a message, or one in it, holds of a resource of this service, by
// its path: `expense.shares[0].grant`.
absl::Status VisitReferences(const Resources& resources, const Message& message,
                             const std::string& prefix, SetBy set_by,
                             const ReferenceVisitor& visit) {
  const auto* reflection = message.GetReflection();
  std::vector<const FieldDescriptor*> set;
  reflection->ListFields(message, &set);
  for (const FieldDescriptor* field : set) {
    if (set_by == SetBy::kCaller && HasBehavior(field, google::api::OUTPUT_ONLY)) continue;
    if (IsCopy(field)) continue;
    const bool is_message = field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
    const Resource* target = is_message ? nullptr : OfReference(resources, field);
    if (!is_message && target == nullptr) continue;
    const bool repeated = field->is_repeated();
    const int count = repeated ? reflection->FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      std::string path = absl::StrCat(prefix, field->name());
      if (repeated) absl::StrAppend(&path, "[", i, "]");
      if (is_message) {
        const Message& inner = repeated ? reflection->GetRepeatedMessage(message, field, i)
                                        : reflection->GetMessage(message, field);
        COFI_RETURN_IF_ERROR(VisitReferences(resources, inner, path + ".", set_by, visit));
        continue;
      }
      const std::string name = repeated ? reflection->GetRepeatedString(message, field, i)
                                        : reflection->GetString(message, field);
      COFI_RETURN_IF_ERROR(visit(path, name, *target));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::string> ResolveParent(const Resource& resource, const Resources& resources,
                                          db::Transaction& tx, const std::string& parent,
                                          const absl::CivilDay* as_of) {
  const Resource* owner = OfPattern(resources, resource.table->pattern().parent_text());
  if (owner == nullptr || owner->resolve == nullptr) return parent;
  return owner->resolve(tx, parent, as_of);
}

absl::Status CheckParentExists(const Resource& resource, const Resources& resources,
                               db::Transaction& tx, const std::string& parent) {
  const Resource* owner = OfPattern(resources, resource.table->pattern().parent_text());
  if (owner == nullptr || HasWildcard(parent)) return absl::OkStatus();
  COFI_ASSIGN_OR_RETURN(const bool exists, owner->table->Exists(tx, parent));
  if (exists) return absl::OkStatus();
  return Refuse(type::v1::REASON_RESOURCE_NOT_FOUND, {{"name", parent}});
}

absl::Status CheckReferences(const Resources& resources, db::Transaction& tx,
                             const Message& resource, absl::string_view prefix) {
  return VisitReferences(
      resources, resource, absl::StrCat(prefix, "."), SetBy::kCaller,
      [&](const std::string& path, const std::string& name,
          const Resource& target) -> absl::Status {
        COFI_ASSIGN_OR_RETURN(const bool exists, IsThere(target, tx, name));
        if (exists) return absl::OkStatus();
        return InField(path, Refuse(type::v1::REASON_REFERENCE_NOT_FOUND, {{"name", name}}));
      });
}

absl::Status CheckUnreferenced(const Resource& resource, const Resources& resources,
                               db::Transaction& tx, const std::string& name) {
  for (const auto& other : resources) {
    COFI_ASSIGN_OR_RETURN(const int64_t count,
                          CountReferring(*other->table, tx, resource.table->type(), name));
    if (count > 0) return InUse(name, count, *other->table);
  }
  return absl::OkStatus();
}

absl::Status VerifyReferences(const Resource& resource, const Resources& resources,
                              db::Transaction& tx, const Message& stored) {
  const std::string name = StringField(stored, "name");
  const absl::string_view parent = ParentOf(name);
  if (const Resource* owner = OfPattern(resources, resource.table->pattern().parent_text())) {
    COFI_ASSIGN_OR_RETURN(const bool exists, owner->table->Exists(tx, parent));
    if (!exists) return Broken(stored, "parent", parent, "");
  }
  return VisitReferences(resources, stored, "", SetBy::kAnybody,
                         [&](const std::string& path, const std::string& target_name,
                             const Resource& target) -> absl::Status {
                           if (path == "name") return absl::OkStatus();
                           COFI_ASSIGN_OR_RETURN(const bool exists,
                                                 IsThere(target, tx, target_name));
                           return exists ? absl::OkStatus() : Broken(stored, path, target_name, "");
                         });
}

}  // namespace cofi::rpc
