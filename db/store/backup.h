// Copies of a store: what one must be before it may count, or be put in the
// store's place. Making and putting back are the store's (db/store/store.h).
#ifndef COFI_DB_STORE_BACKUP_H_
#define COFI_DB_STORE_BACKUP_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "db/store/store.h"
#include "db/store/verification.h"

namespace cofi::db {

struct CopyFacts {
  // The last migration that its tables have had.
  std::string schema;
  int64_t chains = 0;
  int64_t entries = 0;
};

// Opens the copy at `path`, checks every page of it, that it is `service`'s, and
// proves all that `cofi verify` proves of a store. The facts are those from before
// it was brought up to date with `migrations`, which is done to it as well.
//
// BACKUP_DAMAGED, BACKUP_FOREIGN or BACKUP_NEWER. Takes as long as reading it all
// takes: not for a thread of the store's or of gRPC's. `go_on` is asked now and then, unless
// null; its error ends the check and is returned.
absl::StatusOr<CopyFacts> CheckCopy(const std::string& path, const std::string& service,
                                    absl::Span<const Store::Migration> migrations,
                                    const Invariants* invariants,
                                    const std::function<absl::Status()>& go_on = nullptr);

// DISK_SHORT if `bytes` more in the folder of the store at `path` would leave its disk less
// than 256 MiB, or less than a tenth where the disk is small: a store that meets a full disk
// fails for good, so no copy may fill it.
absl::Status CheckRoom(const std::string& path, const std::string& service, int64_t bytes);

// How many entries `present` has that `copy` lacks; BACKUP_STALE, with the number,
// unless it is `losing` or none.
absl::StatusOr<int64_t> CheckLoss(Connection& present, Connection& copy, const std::string& service,
                                  int64_t losing);

// Makes `incoming` the file at `current`, in one step that a crash leaves done or
// not done; the old file stays as `kept`. Both must be closed and have no log.
// STORE_FAILED, with nothing changed if `incoming` is still there; if not, it is in
// place, and perhaps not for good.
absl::Status ReplaceFile(const std::string& current, const std::string& incoming,
                         const std::string& kept, const std::string& service);

}  // namespace cofi::db

#endif  // COFI_DB_STORE_BACKUP_H_
