// Which database belongs where, so that one that is missing is not taken for one that is
// new, nor another for the one that was there.
//
// A data folder has an identity, a UUID in its file `cofi.instance`, and below it a line for
// each service whose database has been made there:
//
//   9f1c2d3e-0b5a-4c61-8f70-2a4b6c8d0e12
//   projects
//   budgets
//
// Each database carries the identity of its folder, and whose it is. One on a server has
// an identity of its own, which tells it from one that was made anew under its name.
#ifndef COFI_DB_INSTANCE_H_
#define COFI_DB_INSTANCE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "db/connection.h"

namespace cofi::db {

// What a folder's file says.
struct Instance {
  std::string uuid;
  // Those whose database has been made here.
  std::vector<std::string> services;

  bool Has(absl::string_view service) const;
};

// Not set if the folder has no such file: it is new, or of version 0.1.0. STORE_FAILED if it
// cannot be read, or says nothing.
absl::StatusOr<std::optional<Instance>> ReadInstance(const std::string& folder);

// Gives the folder this identity unless it has one; returns the one that it has. On the disk
// when it returns.
absl::StatusOr<Instance> MakeInstance(const std::string& folder, const std::string& uuid);

// Notes that the folder has the database of a service. On the disk when it returns.
absl::Status ListService(const std::string& folder, const std::string& service);

// Refuses with STORE_MISSING if the database of the service is not in the folder, or is
// empty, and was there: the folder lists it, or has others and no list. A folder without
// any is new, and gets its identity.
absl::Status CheckNotMissing(const std::string& folder, const std::string& service);

// What a database carries; empty where it carries none, being new or of version 0.1.0.
struct Stamp {
  std::string uuid, service;
};
absl::StatusOr<Stamp> StampOf(Connection& connection);
// Its tables must be up to date.
absl::Status SetStamp(Connection& connection, const Stamp& stamp);

// STORE_FOREIGN: at `place` was found another database than expected.
absl::Status Foreign(const std::string& place, const Stamp& found, const Stamp& expected);

}  // namespace cofi::db

#endif  // COFI_DB_INSTANCE_H_
