#include "tests/db/temporary_store.h"

#include <fstream>
#include <iterator>

#include "base/fields.h"
#include "db/postgres/postgres.h"
#include "db/sqlite/sqlite.h"
#include "tests/db/examples.h"
#include "tests/reasons.h"

namespace cofi {

namespace {

// The bytes of a database with the examples' tables and no rows. Making one
// waits for the disk a dozen times, which a copy does not.
std::string EmptyDatabase() {
  const Folder folder;
  EXPECT_THAT(
      db::Store::Open({.folder = folder.path(), .service = "examples"}, ExampleMigrations()),
      IsOk());
  std::ifstream file(folder.path() + "/examples.sqlite", std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

StoreTest::StoreTest() : database_(NewDatabase()) {
  if (!OnPostgres()) {
    static const std::string* const empty = new std::string(EmptyDatabase());
    std::ofstream(DatabasePath(), std::ios::binary) << *empty;
  }
  cause_ = {.root = "projects/p", .principal = "officer", .request_id = "", .verb = "Test"};
  Open(Options());
}

void StoreTest::Open(const db::StoreOptions& options) {
  absl::StatusOr<std::unique_ptr<db::Store>> store = db::Store::Open(options, ExampleMigrations());
  ASSERT_THAT(store, IsOk());
  store_ = *std::move(store);
}

int64_t StoreTest::Number(const std::string& sql) {
  int64_t number = -1;
  EXPECT_THAT(Read([&](db::Transaction& tx) -> absl::Status {
                COFI_ASSIGN_OR_RETURN(number, tx.Number(sql));
                return absl::OkStatus();
              }),
              IsOk());
  return number;
}

int64_t StoreTest::NumberOutside(const std::string& sql) {
  int64_t number = -1;
  const auto connection = OnPostgres() ? db::OpenPostgres(database_, "examples", db::Access::kRead)
                                       : db::OpenSqlite(DatabasePath(), db::Access::kRead);
  EXPECT_THAT(connection, IsOk());
  EXPECT_THAT((*connection)
                  ->Run(sql, {},
                        [&](const db::Row& row) {
                          number = row.Int(0);
                          return absl::OkStatus();
                        }),
              IsOk());
  return number;
}

absl::StatusOr<StoreTest::Names> StoreTest::List(const db::TableBase& table,
                                                 const db::ListQuery& query) {
  Names names;
  COFI_RETURN_IF_ERROR(Read([&](db::Transaction& tx) -> absl::Status {
    COFI_ASSIGN_OR_RETURN(const db::Page page, db::List(tx, table, query, nullptr));
    for (const auto& resource : page.resources) {
      names.names.push_back(StringField(*resource, "name"));
    }
    names.next_page_token = page.next_page_token;
    return absl::OkStatus();
  }));
  return names;
}

}  // namespace cofi
