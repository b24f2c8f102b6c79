// What a service knows of others without asking them: the resources that its own may refer to,
// in the table `known`, each as its owner's journal had it last. A follower of each owner's
// journal keeps it, in the transaction that stores its cursor (docs/decisions/0037):
//
//   COFI_ASSIGN_OR_RETURN(const std::optional<Funder> funder, rpc::KnownOf<Funder>(tx, name));
//
// What is there was there once. That it is there still is said by the notes of retired names
// (db/retired.h), which every write looks at. What is not there may be all the same: its owner
// knows.
#ifndef COFI_SERVICES_RPC_KNOWN_H_
#define COFI_SERVICES_RPC_KNOWN_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/fields.h"
#include "base/status.h"
#include "db/store/store.h"
#include "services/rpc/follower.h"
#include "services/rpc/peers.h"

namespace cofi::rpc {

class Admission;

// The types that a service keeps: the resources of the services that it follows which its own may
// refer to, or lie below.
std::vector<const Descriptor*> KnownTypes(const std::string& service);

// Fills `resource` with what is known of it; whether anything is. As its journal has it, in today's
// form, without what its owner works out for those who ask. A finding (db/findings.h) if it cannot
// be read.
absl::StatusOr<bool> ReadKnown(db::Transaction& tx, absl::string_view name, Message* resource);

// As above, not set if nothing is known. Not for reads of the past, which it fails (INTERNAL).
template <typename M>
absl::StatusOr<std::optional<M>> KnownOf(db::Transaction& tx, absl::string_view name) {
  M resource;
  COFI_ASSIGN_OR_RETURN(const bool known, ReadKnown(tx, name, &resource));
  return known ? std::optional<M>(std::move(resource)) : std::nullopt;
}

// Visits what is known of a type below a root, as KnownOf reads it: all that has the text `with` in
// one of its fields, and maybe some more. What has not is not read, which costs next to nothing.
absl::Status VisitKnownOf(db::Transaction& tx, absl::string_view root, const Descriptor* type,
                          absl::FunctionRef<void(const Message&)> visit,
                          absl::string_view with = "");
template <typename M>
absl::Status VisitKnown(db::Transaction& tx, absl::string_view root,
                        absl::FunctionRef<void(const M&)> visit, absl::string_view with = "") {
  return VisitKnownOf(
      tx, root, M::descriptor(), [&](const Message& each) { visit(static_cast<const M&>(each)); },
      with);
}

// The name of the follower of an owner: `known-projects`.
std::string KnownFollower(const std::string& owner);

// Those that keep what a service knows, one for each owner; its peers are connected. What
// changes is remembered no more by `admission`. One that the owner has lost entries since begins
// anew.
std::vector<std::unique_ptr<Follower>> MakeKnownFollowers(const std::string& service,
                                                          db::Store* store, const Peers* peers,
                                                          Admission* admission);

}  // namespace cofi::rpc

#endif  // COFI_SERVICES_RPC_KNOWN_H_
