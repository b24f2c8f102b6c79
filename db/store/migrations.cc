#include "db/store/migrations.h"

#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "base/names.h"
#include "base/refusal.h"
#include "base/status.h"
#include "db/sqlite/sqlite.h"
#include "embedded/db_migrations.h"

namespace cofi::db {
namespace {

constexpr absl::string_view kVersionTable =
    "CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY, applied_at TEXT NOT NULL)";

}  // namespace

std::vector<Store::Migration> MigrationsFrom(std::span<const embedded::File> files,
                                             absl::Status (*step)(Connection&)) {
  std::vector<Store::Migration> migrations;
  for (const embedded::File& file : files) {
    migrations.push_back(
        {{file.name.data(), file.name.size()}, {file.text.data(), file.text.size()}});
  }
  if (step != nullptr) migrations.push_back({"", "", step});
  return migrations;
}

std::vector<Store::Migration> AllMigrations(absl::Span<const Store::Migration> migrations) {
  std::vector<Store::Migration> all = MigrationsFrom(embedded::DbMigrations());
  all.insert(all.end(), migrations.begin(), migrations.end());
  return all;
}

namespace {

// Those that the database has; STORE_FAILED if we do not know one of them.
absl::StatusOr<absl::flat_hash_set<std::string>> Applied(Connection& connection,
                                                         absl::string_view service,
                                                         absl::Span<const Store::Migration> all) {
  COFI_RETURN_IF_ERROR(connection.Run(kVersionTable));
  absl::flat_hash_set<std::string> applied;
  COFI_RETURN_IF_ERROR(connection.Run("SELECT name FROM migration", {}, [&](const Row& row) {
    applied.emplace(row.Text(0));
    return absl::OkStatus();
  }));
  size_t known = 0;
  for (const Store::Migration& migration : all) known += applied.contains(migration.name);
  if (known == applied.size()) return applied;
  const size_t own = embedded::DbMigrations().size();
  if (own < all.size() && all[own].step == nullptr && !applied.contains(all[own].name)) {
    return StoreFailed(absl::StrCat("the database is another service's, and not of ", service));
  }
  return StoreFailed(
      absl::StrCat("the database of ", service, " was written by a newer cofid: run that one"));
}

// Applies the first that the database lacks, and the steps once there is none; whether
// there was one. Another process may be about the same.
absl::StatusOr<bool> ApplyNext(Connection& connection, absl::string_view service,
                               absl::Span<const Store::Migration> all) {
  COFI_RETURN_IF_ERROR(connection.TakeTime());
  COFI_RETURN_IF_ERROR(connection.Lock({kSharedRoot}));
  COFI_ASSIGN_OR_RETURN(const auto applied, Applied(connection, service, all));
  for (const Store::Migration& migration : all) {
    if (migration.step != nullptr || applied.contains(migration.name)) continue;
    COFI_RETURN_IF_ERROR(connection.RunScript(migration.sql));
    COFI_RETURN_IF_ERROR(
        connection.Run("INSERT INTO migration VALUES ($1, CURRENT_TIMESTAMP)", {migration.name}));
    return true;
  }
  for (const Store::Migration& migration : all) {
    if (migration.step != nullptr) COFI_RETURN_IF_ERROR(migration.step(connection));
  }
  return false;
}

}  // namespace

absl::Status Migrate(Connection& connection, absl::string_view service,
                     absl::Span<const Store::Migration> migrations) {
  const std::vector<Store::Migration> all = AllMigrations(migrations);
  bool more = true;
  while (more) {
    COFI_RETURN_IF_ERROR(connection.Begin(Access::kWrite));
    const absl::StatusOr<bool> applied = ApplyNext(connection, service, all);
    if (!applied.ok()) {
      (void)connection.Rollback();
      return applied.status();
    }
    more = *applied;
    COFI_RETURN_IF_ERROR(connection.Commit());
  }
  return absl::OkStatus();
}

namespace {

absl::StatusOr<Schema> SchemaIn(Connection& connection, const std::string& service) {
  const Cause cause;
  Transaction tx(connection, cause);
  return ReadSchema(tx, service);
}

// In temporary tables, which nobody else sees; within a transaction.
absl::StatusOr<Schema> MakeTemporary(Connection& connection, const std::string& service,
                                     absl::Span<const Store::Migration> migrations) {
  COFI_RETURN_IF_ERROR(connection.RunScript("SET LOCAL search_path = pg_temp"));
  COFI_RETURN_IF_ERROR(connection.Run(kVersionTable));
  const std::vector<Store::Migration> all = AllMigrations(migrations);
  for (const Store::Migration& migration : all) {
    if (migration.step == nullptr) COFI_RETURN_IF_ERROR(connection.RunScript(migration.sql));
  }
  for (const Store::Migration& migration : all) {
    if (migration.step != nullptr) COFI_RETURN_IF_ERROR(migration.step(connection));
  }
  return SchemaIn(connection, service);
}

}  // namespace

absl::StatusOr<Schema> SchemaOf(Connection& connection, const std::string& service,
                                absl::Span<const Store::Migration> migrations) {
  if (!connection.dialect().shared) {
    COFI_ASSIGN_OR_RETURN(const auto scratch, OpenScratchSqlite());
    COFI_RETURN_IF_ERROR(Migrate(*scratch, service, migrations));
    return SchemaIn(*scratch, service);
  }
  COFI_RETURN_IF_ERROR(connection.Begin(Access::kWrite));
  absl::StatusOr<Schema> schema = MakeTemporary(connection, service, migrations);
  (void)connection.Rollback();
  return schema;
}

}  // namespace cofi::db
