// The PostgreSQL driver: the only place that knows libpq (with postgres_values.h
// behind it). PostgreSQL 15 and later,
// and engines that speak its protocol.
#ifndef COFI_DB_POSTGRES_POSTGRES_H_
#define COFI_DB_POSTGRES_POSTGRES_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "db/connection.h"
#include "db/engine.h"

namespace cofi::db {

// Opens a connection to the database at `url`, as libpq reads it
// (`postgres://user@host1,host2/cofi?target_session_attrs=read-write`), with the
// tables in the schema `schema`, which is made if it is not there and `access` is
// kWrite.
//
// The settings that durability rests on (fsync, full_page_writes,
// synchronous_commit) are read back, and the connection is refused if one is off.
absl::StatusOr<std::unique_ptr<Connection>> OpenPostgres(const std::string& url,
                                                         const std::string& schema, Access access);

// The schema of a service in a database, which other processes may use as well.
absl::StatusOr<std::unique_ptr<Engine>> MakePostgresEngine(const std::string& url,
                                                           const std::string& service);

}  // namespace cofi::db

#endif  // COFI_DB_POSTGRES_POSTGRES_H_
