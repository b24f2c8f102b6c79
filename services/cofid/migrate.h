// cofid migrate: moves all databases to another place, of any engine.
#ifndef COFI_SERVICES_COFID_MIGRATE_H_
#define COFI_SERVICES_COFID_MIGRATE_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace cofi::cofid {

struct MigrateOptions {
  // Each the folder of embedded databases, or `postgres://…`.
  std::string from;
  std::string to;
  // How many of so many journal entries of a service are there; may be null.
  std::function<void(absl::string_view service, int64_t done, int64_t total)> progress;
  // What is said on the way.
  std::function<void(const std::string& line)> say;
};

// Copies what the target lacks, of all services; then verifies both sides and that the
// target's chains end as the source's do. The target may be served only after a run
// that found nobody serving the source: until then it holds the beginnings of a move,
// which another run goes on with, also one that was cut off.
//
// UNAVAILABLE if the source is served still and all was copied but what comes from
// now on; FAILED_PRECONDITION if the target is served; STORE_FAILED if it is not empty;
// INVALID_ARGUMENT if it is the source; a finding, or INTERNAL, if a side is not sound.
absl::Status Migrate(const MigrateOptions& options);

}  // namespace cofi::cofid

#endif  // COFI_SERVICES_COFID_MIGRATE_H_
