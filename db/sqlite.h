// The SQLite driver: the only place that knows SQLiteCpp.
#ifndef COFI_DB_SQLITE_H_
#define COFI_DB_SQLITE_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "db/connection.h"

namespace cofi::db {

enum class Access {
  // The one connection that writes and checkpoints.
  kWrite,
  kRead,
};

// Opens the database file, made if it does not exist and `access` is kWrite.
//
// The settings that durability rests on (WAL, synchronous=FULL, foreign keys,
// checkpoints by the writer only) are read back, and the connection is refused
// if one did not take.
absl::StatusOr<std::unique_ptr<Connection>> OpenSqlite(const std::string& path, Access access);

// Opens an empty database of the connection's own that goes with it, in memory
// as long as it is small, else in a temporary file; nothing in it is durable.
absl::StatusOr<std::unique_ptr<Connection>> OpenScratchSqlite();

}  // namespace cofi::db

#endif  // COFI_DB_SQLITE_H_
