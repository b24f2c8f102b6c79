// What the rules that verify a resource share (rpc::Rules::verify).
#ifndef COFI_SERVICES_RPC_SOUNDNESS_H_
#define COFI_SERVICES_RPC_SOUNDNESS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/dates.h"
#include "base/fields.h"
#include "base/names.h"
#include "base/status.h"
#include "db/findings.h"
#include "db/table.h"

namespace cofi::rpc {

// The finding that a rule does not hold of a resource.
template <typename Resource>
absl::Status Broken(const Resource& resource, absl::string_view what, absl::string_view expected,
                    absl::string_view found) {
  db::Place place = {.root = RootOf(resource.name()), .name = resource.name()};
  // The etag is the number of the entry of the last change.
  (void)absl::SimpleAtoi(resource.etag(), &place.sequence);
  return db::Finding(type::v1::REASON_RULE_BROKEN, place, what, expected, found);
}

// That the state of a resource is the one that its history ends with.
template <typename Resource>
absl::Status CheckHistory(const Resource& resource) {
  if (resource.history().empty()) return absl::OkStatus();
  const auto& last = *resource.history().rbegin();
  if (last.state() != EnumNameOf(resource.state())) {
    return Broken(resource, "state", last.state(), EnumNameOf(resource.state()));
  }
  if (IsoDate(last.date()) != IsoDate(resource.state_date())) {
    return Broken(resource, "state_date", IsoDate(last.date()), IsoDate(resource.state_date()));
  }
  return absl::OkStatus();
}

// That a resource hangs below one that is there.
template <typename Resource>
absl::Status CheckParent(db::Transaction& tx, const db::TableBase& parents,
                         const Resource& resource) {
  const absl::string_view parent = ParentOf(resource.name());
  COFI_ASSIGN_OR_RETURN(const bool exists, parents.Exists(tx, parent));
  return exists ? absl::OkStatus() : Broken(resource, "parent", parent, "");
}

// That `field` is empty or names a resource that is there.
template <typename Resource>
absl::Status CheckReference(db::Transaction& tx, const db::TableBase& table,
                            const Resource& resource, absl::string_view field,
                            const std::string& name) {
  if (name.empty()) return absl::OkStatus();
  COFI_ASSIGN_OR_RETURN(const bool exists, table.Exists(tx, name));
  return exists ? absl::OkStatus() : Broken(resource, field, name, "");
}

}  // namespace cofi::rpc

#endif  // COFI_SERVICES_RPC_SOUNDNESS_H_
