// Brings a database up to the schema that the program knows.
#ifndef COFI_DB_STORE_MIGRATIONS_H_
#define COFI_DB_STORE_MIGRATIONS_H_

#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "db/connection.h"
#include "db/store/store.h"
#include "db/verify_schema.h"
#include "embedded/file.h"

namespace cofi::db {

// Applies the migrations that the database does not have yet, each in a
// transaction of its own, after those that every service shares (journal and
// request records). They are numbered by their order and only go forward. Then takes the
// steps of those that have one, all in one transaction: what was interrupted is done
// anew, and of several processes one goes first.
//
// STORE_FAILED if the database has one that `migrations` lacks: it was written
// by a newer version.
absl::Status Migrate(Connection& connection, absl::string_view service,
                     absl::Span<const Store::Migration> migrations);

// What a database is made of that was made anew from the migrations, on the engine of
// `connection`: there, where it is a server's, in a transaction that is taken back, which
// needs the right to make temporary tables.
absl::StatusOr<Schema> SchemaOf(Connection& connection, const std::string& service,
                                absl::Span<const Store::Migration> migrations);

// Those that every service shares, then `migrations`.
std::vector<Store::Migration> AllMigrations(absl::Span<const Store::Migration> migrations);

// The migrations of a folder that was embedded in the binary; and a step behind them, which
// makes what the tables have that no migration lists (db/tables/keys.h).
std::vector<Store::Migration> MigrationsFrom(std::span<const embedded::File> files,
                                             absl::Status (*step)(Connection&) = nullptr);

}  // namespace cofi::db

#endif  // COFI_DB_STORE_MIGRATIONS_H_
