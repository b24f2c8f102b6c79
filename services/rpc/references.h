// What a resource refers to in its own service: its parent, and the fields that the
// protos say hold names (google.api.resource_reference). What belongs to other
// services is asked of them before the transaction begins (admission.h).
#ifndef COFI_SERVICES_RPC_REFERENCES_H_
#define COFI_SERVICES_RPC_REFERENCES_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "base/fields.h"
#include "services/rpc/standard.h"

namespace cofi::rpc {

// What `parent` stands for, as Rules::resolve of its type says.
absl::StatusOr<std::string> ResolveParent(const Resource& resource, const Resources& resources,
                                          db::Transaction& tx, const std::string& parent,
                                          const absl::CivilDay* as_of);

// RESOURCE_NOT_FOUND unless `parent` is there, when it is one of ours and no
// wildcard.
absl::Status CheckParentExists(const Resource& resource, const Resources& resources,
                               db::Transaction& tx, const std::string& parent);

// REFERENCE_NOT_FOUND, in the field below `prefix`, for the first name in the resource, its
// lists or the messages in it that is not there. What only the server sets is not looked at.
absl::Status CheckReferences(const Resources& resources, db::Transaction& tx,
                             const Message& resource, absl::string_view prefix);

// RESOURCE_IN_USE if another resource of the service refers to this one, in a list too.
absl::Status CheckUnreferenced(const Resource& resource, const Resources& resources,
                               db::Transaction& tx, const std::string& name);

// A finding (db/findings.h) unless all that a stored resource refers to is there, its
// parent and what stands in lists too.
absl::Status VerifyReferences(const Resource& resource, const Resources& resources,
                              db::Transaction& tx, const Message& stored);

}  // namespace cofi::rpc

#endif  // COFI_SERVICES_RPC_REFERENCES_H_
