#include "services/rpc/referrers.h"

#include <algorithm>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/names.h"
#include "base/resources.h"
#include "base/status.h"
#include "clients/methods.h"
#include "google/api/resource.pb.h"

namespace cofi::rpc {
namespace {

bool IsOurs(const FieldDescriptor* field) {
  return field->message_type() != nullptr && !IsCopy(field) &&
         absl::StartsWith(field->message_type()->full_name(), "cofi.");
}

// Whether the field, or one in it, may name a resource of this type.
bool MayName(const FieldDescriptor* field, const Descriptor* type) {
  if (!IsOurs(field)) return NamedBy(field) == type;
  const Descriptor* inner = field->message_type();
  for (int i = 0; i < inner->field_count(); ++i) {
    if (MayName(inner->field(i), type)) return true;
  }
  return false;
}

bool LiesBelow(const NamePattern& pattern, const Descriptor* type) {
  return absl::StartsWith(pattern.text(), absl::StrCat(NamePattern::Of(type).text(), "/"));
}

bool MayRefer(const Descriptor* resource, const Descriptor* type) {
  if (LiesBelow(NamePattern::Of(resource), type)) return true;
  for (int i = 0; i < resource->field_count(); ++i) {
    if (MayName(resource->field(i), type)) return true;
  }
  return false;
}

// Whether a field of the message, or of one in it, is the name of this resource.
bool Names(const Message& message, const Descriptor* type, const std::string& name) {
  const auto* reflection = message.GetReflection();
  std::vector<const FieldDescriptor*> set;
  reflection->ListFields(message, &set);
  for (const FieldDescriptor* field : set) {
    const bool ours = IsOurs(field);
    if (!ours && NamedBy(field) != type) continue;
    const bool repeated = field->is_repeated();
    const int count = repeated ? reflection->FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      if (ours ? Names(repeated ? reflection->GetRepeatedMessage(message, field, i)
                                : reflection->GetMessage(message, field),
                       type, name)
               : name == (repeated ? reflection->GetRepeatedString(message, field, i)
                                   : reflection->GetString(message, field))) {
        return true;
      }
    }
  }
  return false;
}

}  // namespace

bool IsCopy(const FieldDescriptor* field) {
  return field->message_type() != nullptr &&
         field->message_type()->options().HasExtension(google::api::resource);
}

const Descriptor* NamedBy(const FieldDescriptor* field) {
  const std::string& type = field->options().GetExtension(google::api::resource_reference).type();
  return type.empty() ? nullptr : ResourceOf(type);
}

std::vector<std::string> ReferrersOf(const Descriptor* type) {
  std::set<std::string> services;
  for (const Descriptor* resource : AllResources()) {
    if (MayRefer(resource, type)) services.insert(clients::OwnerOf(resource));
  }
  services.erase(clients::OwnerOf(type));
  return {services.begin(), services.end()};
}

std::vector<std::string> ReferrersOf(const std::string& service) {
  std::set<std::string> services;
  for (const Descriptor* resource : AllResources()) {
    if (clients::OwnerOf(resource) != service) continue;
    for (std::string& each : ReferrersOf(resource)) services.insert(std::move(each));
  }
  return {services.begin(), services.end()};
}

const Descriptor* TypeOfName(absl::string_view name) {
  for (const Descriptor* resource : AllResources()) {
    if (CheckName(NamePattern::AllOf(resource), name).ok()) return resource;
  }
  return nullptr;
}

absl::StatusOr<int64_t> CountReferring(const db::TableBase& table, db::Transaction& tx,
                                       const Descriptor* type, const std::string& name) {
  std::vector<std::string> equal;
  bool in_parts = false;
  for (const db::Column& column : table.columns()) {
    if (!MayName(FieldPath::Find(table.type(), column.path()).leaf(), type)) continue;
    if (column.kind() == db::ColumnKind::kParts) {
      in_parts = true;
    } else {
      equal.push_back(absl::StrCat(column.name(), " = $1"));
    }
  }
  // To what is in a project only what is in it refers (CheckRoot).
  const absl::string_view root = RootOf(name);
  const bool in_project = root != kSharedRoot;
  if (!in_parts) {
    if (equal.empty()) return 0;
    std::string sql = absl::StrCat("SELECT COUNT(*) FROM ", table.name(), " WHERE (",
                                   absl::StrJoin(equal, " OR "), ")");
    std::vector<db::Value> parameters = {absl::string_view(name)};
    if (in_project) {
      sql += " AND root = $2";
      parameters.emplace_back(root);
    }
    return tx.Number(sql, parameters);
  }
  // No statement looks into what is stored as bytes, so the rows are read.
  std::vector<db::Value> parameters;
  if (in_project) parameters.emplace_back(root);
  int64_t count = 0;
  COFI_RETURN_IF_ERROR(
      table.Visit(tx, in_project ? "root = $1" : "1 = 1", parameters, [&](const Message& row) {
        count += Names(row, type, name) ? 1 : 0;
        return absl::OkStatus();
      }));
  return count;
}

absl::StatusOr<int64_t> CountBelow(const db::TableBase& table, db::Transaction& tx,
                                   const Descriptor* type, const std::string& name) {
  std::vector<std::string> below;
  if (LiesBelow(table.pattern(), type)) below.emplace_back("name LIKE $2");
  for (const db::Column& column : table.columns()) {
    if (column.kind() != db::ColumnKind::kText) continue;
    const Descriptor* const named = NamedBy(FieldPath::Find(table.type(), column.path()).leaf());
    if (named == nullptr || !LiesBelow(NamePattern::Of(named), type)) continue;
    below.push_back(absl::StrCat(column.name(), " LIKE $2"));
  }
  if (below.empty()) return 0;
  return tx.Number(absl::StrCat("SELECT COUNT(*) FROM ", table.name(), " WHERE root = $1 AND (",
                                absl::StrJoin(below, " OR "), ")"),
                   {RootOf(name), absl::StrCat(name, "/%")});
}

}  // namespace cofi::rpc
