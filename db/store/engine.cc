#include "db/engine.h"

#include "db/postgres/postgres.h"
#include "db/sqlite/sqlite.h"

namespace cofi::db {

absl::StatusOr<std::unique_ptr<Engine>> MakeEngine(const std::string& database,
                                                   const std::string& folder,
                                                   const std::string& service, Use use) {
  if (database.empty()) return MakeSqliteEngine(folder, service, use);
  return MakePostgresEngine(database, service);
}

}  // namespace cofi::db
