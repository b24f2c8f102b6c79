// How a resource is called that comes without an identifier: after what it is called in the
// world, so that people can type it. What it is made of, its proto says
// (cofi.type.v1.resource).
//
//   {supplier: "SNCF", invoice_reference: "T12"}   ->   sncf-t12, then sncf-t12-2, …
#ifndef COFI_SERVICES_RPC_NAMING_H_
#define COFI_SERVICES_RPC_NAMING_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/fields.h"
#include "db/transaction.h"

namespace cofi::rpc {

// What it is called after: at most 40 lowercase letters, digits and hyphens; empty if it has
// nothing to go by.
std::string IdAfter(const Message& resource);

// The `place`-th of the identifiers that are tried for one after another, from 1 on: `fdf`,
// `fdf-2`; of a resource that is counted, `v1`, `v2`. Empty after the last that is tried.
std::string Candidate(const Message& resource, int place);

// The first of these that nothing in the journal below `parent` was ever called. Random where
// that many are taken.
absl::StatusOr<std::string> FreeId(db::Transaction& tx, const Message& resource,
                                   absl::string_view parent);

// The name for a new resource: below the request's parent, with the identifier that the request
// gives, or one of the resource's own. NAME_MALFORMED.
absl::StatusOr<std::string> NewName(db::Transaction& tx, const Message& request,
                                    const Message& resource);

// For what undoes `name`: the same with `-x` behind it.
absl::StatusOr<std::string> ReversalName(db::Transaction& tx, absl::string_view name);

}  // namespace cofi::rpc

#endif  // COFI_SERVICES_RPC_NAMING_H_
