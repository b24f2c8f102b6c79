#include "db/store/migrations.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "db/postgres/postgres.h"
#include "db/sqlite/sqlite.h"
#include "tests/db/temporary_store.h"
#include "tests/reasons.h"

namespace cofi {
namespace {

using db::Store;
using ::testing::HasSubstr;

constexpr Store::Migration kFirst = {
    "0001_first", "CREATE TABLE first (n BIGINT); INSERT INTO first VALUES (1);"};
constexpr Store::Migration kSecond = {
    "0002_second", "ALTER TABLE first ADD COLUMN m BIGINT; UPDATE first SET m = n + 1;"};

class Migrations : public ::testing::Test {
 protected:
  absl::StatusOr<std::unique_ptr<Store>> Open(const std::vector<Store::Migration>& migrations) {
    return Store::Open({.database = database_, .folder = folder_.path(), .service = "examples"},
                       migrations);
  }

  // What a statement says to another program; -1 if it fails.
  int64_t Number(const std::string& sql) {
    const auto connection =
        OnPostgres()
            ? db::OpenPostgres(database_, "examples", db::Access::kRead).value()
            : db::OpenSqlite(folder_.path() + "/examples.sqlite", db::Access::kRead).value();
    int64_t number = -1;
    (void)connection->Run(sql, {}, [&](const db::Row& row) {
      number = row.Int(0);
      return absl::OkStatus();
    });
    return number;
  }

  const Folder folder_;
  const std::string database_ = NewDatabase();
};

class EmbeddedMigrations : public Migrations {};

TEST_F(Migrations, AreAppliedInOrderAndOnce) {
  for (int i = 0; i < 2; ++i) {
    ASSERT_THAT(Open({kFirst, kSecond}), IsOk());
    EXPECT_EQ(Number("SELECT COUNT(*) FROM first"), 1);
    EXPECT_EQ(Number("SELECT m FROM first"), 2);
  }
}

TEST_F(Migrations, OfANewerVersionAreAddedToWhatIsThere) {
  ASSERT_THAT(Open({kFirst}), IsOk());
  EXPECT_EQ(Number("SELECT m FROM first"), -1);
  ASSERT_THAT(Open({kFirst, kSecond}), IsOk());
  EXPECT_EQ(Number("SELECT m FROM first"), 2);
}

TEST_F(Migrations, EveryServiceHasAJournalAndRequests) {
  ASSERT_THAT(Open({}), IsOk());
  EXPECT_EQ(Number("SELECT COUNT(*) FROM journal"), 0);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM request"), 0);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM follower"), 0);
}

TEST_F(Migrations, ANewerDatabaseIsRefused) {
  ASSERT_THAT(Open({kFirst, kSecond}), IsOk());
  const auto store = Open({kFirst});
  EXPECT_THAT(store, IsReason(type::v1::REASON_STORE_FAILED));
  EXPECT_THAT(std::string(store.status().message()),
              HasSubstr("the database of examples was written by a newer cofid"));
  ASSERT_THAT(Open({kFirst, kSecond}), IsOk());
}

TEST_F(Migrations, OneThatFailsLeavesNothing) {
  const Store::Migration broken = {
      "0002_second",
      "CREATE TABLE half (n BIGINT); UPDATE first SET n = 9; CREATE TABLE half (n);"};
  EXPECT_THAT(Open({kFirst, broken}), IsReason(type::v1::REASON_INTERNAL));
  EXPECT_EQ(Number("SELECT COUNT(*) FROM half"), -1);
  // Those before it stay, and the corrected one goes on from there.
  EXPECT_EQ(Number("SELECT n FROM first"), 1);
  ASSERT_THAT(Open({kFirst, kSecond}), IsOk());
  EXPECT_EQ(Number("SELECT m FROM first"), 2);
}

TEST_F(EmbeddedMigrations, AFileThatIsNoDatabaseIsRefusedAndKept) {
  const std::string path = folder_.path() + "/examples.sqlite";
  const std::string text = "A letter, 4 096 bytes or so long.\n" + std::string(4'096, 'x');
  std::ofstream(path) << text;
  EXPECT_THAT(Open({kFirst}), IsReason(type::v1::REASON_STORE_FAILED));
  std::ifstream file(path);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), text);
}

}  // namespace
}  // namespace cofi
