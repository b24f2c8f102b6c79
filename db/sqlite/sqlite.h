// The SQLite driver: the only place that knows SQLiteCpp.
#ifndef COFI_DB_SQLITE_SQLITE_H_
#define COFI_DB_SQLITE_SQLITE_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "db/connection.h"
#include "db/engine.h"

namespace cofi::db {

// Opens the database file, made if it does not exist and `access` is kWrite: the
// one connection that writes and checkpoints.
//
// The settings that durability rests on (WAL, synchronous=FULL, foreign keys,
// checkpoints by the writer only) are read back, and the connection is refused
// if one did not take.
absl::StatusOr<std::unique_ptr<Connection>> OpenSqlite(const std::string& path, Access access);

// Opens an empty database of the connection's own that goes with it, in memory
// as long as it is small, else in a temporary file; nothing in it is durable.
absl::StatusOr<std::unique_ptr<Connection>> OpenScratchSqlite();

// The database file of a service in a folder, which is locked as long as the engine
// lives, unless it only reads beside another process.
//
// STORE_FAILED if another process has it, or it cannot be made; STORE_MISSING.
absl::StatusOr<std::unique_ptr<Engine>> MakeSqliteEngine(const std::string& folder,
                                                         const std::string& service, Use use);

}  // namespace cofi::db

#endif  // COFI_DB_SQLITE_SQLITE_H_
