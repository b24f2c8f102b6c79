// Who may refer to a resource, read off the descriptors: the resources that have a field, in a
// list or a nested message too, which names its type (google.api.resource_reference), and those
// that lie below it.
#ifndef COFI_SERVICES_RPC_REFERRERS_H_
#define COFI_SERVICES_RPC_REFERRERS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "base/fields.h"
#include "db/tables/table.h"

namespace cofi::rpc {

// Whether a field holds another resource as it was once. Such a copy refers to nothing: what it
// names may be gone since.
bool IsCopy(const FieldDescriptor* field);

// The type of resource that a field names; null if it names none.
const Descriptor* NamedBy(const FieldDescriptor* field);

// The services but its own whose resources may refer to a resource of this type, or lie below
// it; by name.
std::vector<std::string> ReferrersOf(const Descriptor* type);

// Those of all resources that a service keeps.
std::vector<std::string> ReferrersOf(const std::string& service);

// The type of the resource that has this name; null if it has the form of none.
const Descriptor* TypeOfName(absl::string_view name);

// How many rows of a table refer to `name`, a resource of this type.
absl::StatusOr<int64_t> CountReferring(const db::TableBase& table, db::Transaction& tx,
                                       const Descriptor* type, const std::string& name);

// How many rows of a table lie below `name`, a resource of this type, or refer to what does.
absl::StatusOr<int64_t> CountBelow(const db::TableBase& table, db::Transaction& tx,
                                   const Descriptor* type, const std::string& name);

}  // namespace cofi::rpc

#endif  // COFI_SERVICES_RPC_REFERRERS_H_
