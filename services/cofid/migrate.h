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
  // How many of so many journal entries of a service are there.
  std::function<void(absl::string_view service, int64_t done, int64_t total)> progress;
  // What is said on the way.
  std::function<void(const std::string& line)> say;
};

// Copies what the target lacks, then verifies both sides and that the target's
// chains end as the source's do. The target may be served only after a run that
// found nobody serving the source: until then it holds the beginnings of a move,
// which another run goes on with.
//
// UNAVAILABLE if the source is served still and all was copied but what comes from
// now on; STORE_FAILED if the target is not empty; a finding if a side is not sound.
absl::Status Migrate(const MigrateOptions& options);

}  // namespace cofi::cofid

#endif  // COFI_SERVICES_COFID_MIGRATE_H_
