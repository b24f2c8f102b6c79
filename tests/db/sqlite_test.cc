#include "db/sqlite/sqlite.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <malloc.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/db/temporary_store.h"
#include "tests/reasons.h"

namespace cofi {
namespace {

using db::Blob;
using db::Null;
using db::Row;
using ::testing::ElementsAre;

class Sqlite : public ::testing::Test {
 protected:
  Sqlite() : sqlite_(Open(db::Access::kWrite)) {
    EXPECT_THAT(sqlite_->RunScript("CREATE TABLE t (n BIGINT PRIMARY KEY, s TEXT NOT NULL);"
                                   "INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, 'c');"),
                IsOk());
  }

  std::unique_ptr<db::Connection> Open(db::Access access) {
    return db::OpenSqlite(folder_.path() + "/x.sqlite", access).value();
  }

  std::vector<int64_t> Numbers(absl::string_view sql, absl::Span<const db::Value> parameters = {}) {
    std::vector<int64_t> numbers;
    EXPECT_THAT(sqlite_->Run(sql, parameters,
                             [&](const Row& row) {
                               numbers.push_back(row.Int(0));
                               return absl::OkStatus();
                             }),
                IsOk());
    return numbers;
  }

  const Folder folder_;
  const std::unique_ptr<db::Connection> sqlite_;
};

// A file comes from anywhere, with code in it.
TEST_F(Sqlite, CodeInTheFileIsNotRun) {
  EXPECT_THAT(sqlite_->RunScript(
                  "CREATE TRIGGER pay BEFORE INSERT ON t BEGIN SELECT RAISE(ABORT, 'pay me'); END;"
                  "CREATE VIEW v AS SELECT n FROM t"),
              IsOk());
  for (const db::Access access : {db::Access::kWrite, db::Access::kRead}) {
    const auto connection = Open(access);
    EXPECT_FALSE(connection->Run("SELECT n FROM v").ok());
    EXPECT_EQ(connection->Run("INSERT INTO t VALUES (7, 'g')").ok(), access == db::Access::kWrite);
    (void)connection->Run("PRAGMA writable_schema = 1");
    EXPECT_FALSE(connection->Run("DELETE FROM sqlite_master").ok());
  }
  EXPECT_THAT(Numbers("SELECT n FROM t WHERE s = 'g'"), ElementsAre(7));
}

// Of filters no two people write the same, and each statement takes many times its text.
TEST_F(Sqlite, KeepsStatementsByTheMemoryThatTheyTake) {
  const size_t before = mallinfo2().uordblks;
  for (int i = 0; i < 1'000; ++i) {
    std::string sql = "SELECT n FROM t WHERE s = 'a'";
    for (int j = 0; j < (i % 2 == 0 ? 100 : 200); ++j)
      absl::StrAppend(&sql, " OR s LIKE '", i, "-", j, "'");
    EXPECT_THAT(Numbers(sql), ElementsAre(1));
  }
  EXPECT_LE(mallinfo2().uordblks, before + (size_t{8} << 20));
}

// What durability rests on: a commit is on the disk when it is answered.
TEST_F(Sqlite, TheSettingsOfDurabilityHold) {
  for (const db::Access access : {db::Access::kWrite, db::Access::kRead}) {
    const auto connection = Open(access);
    const auto setting = [&](const char* name) {
      std::string value;
      EXPECT_THAT(connection->Run(absl::StrCat("PRAGMA ", name), {},
                                  [&](const Row& row) {
                                    value = std::string(row.Text(0));
                                    return absl::OkStatus();
                                  }),
                  IsOk());
      return value;
    };
    EXPECT_EQ(setting("journal_mode"), "wal");
    EXPECT_EQ(setting("synchronous"), "2");
    EXPECT_EQ(setting("foreign_keys"), "1");
    EXPECT_EQ(setting("trusted_schema"), "0");
    const bool reads = access == db::Access::kRead;
    EXPECT_EQ(setting("query_only"), reads ? "1" : "0");
    // Never SQLite's own checkpoint; the writer's is tried by tests/faults.
    EXPECT_EQ(setting("wal_autocheckpoint"), "0");
  }
}

TEST_F(Sqlite, AReaderNeverWrites) {
  const auto reader = Open(db::Access::kRead);
  EXPECT_THAT(reader->Run("DELETE FROM t"), IsReason(type::v1::REASON_STORE_FAILED));
  EXPECT_THAT(Numbers("SELECT COUNT(*) FROM t"), ElementsAre(3));
}

TEST_F(Sqlite, OnlyTheWriterMakesAFile) {
  EXPECT_THAT(db::OpenSqlite(folder_.path() + "/none.sqlite", db::Access::kRead),
              IsReason(type::v1::REASON_STORE_FAILED));
  EXPECT_THAT(db::OpenSqlite(folder_.path() + "/no/folder.sqlite", db::Access::kWrite),
              IsReason(type::v1::REASON_STORE_FAILED));
}

TEST_F(Sqlite, ValuesOfEveryKindGoInAndComeOut) {
  const std::string text("d'\"é\0;--", 9);
  int visits = 0;
  EXPECT_THAT(
      sqlite_->Run("SELECT $1, $2, $3, $4, $5, $6",
                   {int64_t{-5}, absl::string_view("view"), text, Blob{text}, Null{}, Blob{""}},
                   [&](const Row& row) {
                     ++visits;
                     EXPECT_EQ(row.Int(0), -5);
                     EXPECT_EQ(row.Text(1), "view");
                     EXPECT_EQ(row.Text(2), text);
                     EXPECT_EQ(row.Text(3), text);
                     EXPECT_TRUE(row.IsNull(4));
                     EXPECT_FALSE(row.IsNull(5));
                     EXPECT_EQ(row.Text(5), "");
                     return absl::OkStatus();
                   }),
      IsOk());
  EXPECT_EQ(visits, 1);
}

TEST_F(Sqlite, ParametersAreKnownByTheirNumber) {
  EXPECT_THAT(Numbers("SELECT $2 - $1 + $2", {int64_t{1}, int64_t{10}}), ElementsAre(19));
  EXPECT_THAT(Numbers("SELECT $3 - $2 * $1", {int64_t{2}, int64_t{3}, int64_t{10}}),
              ElementsAre(4));
}

TEST_F(Sqlite, AUniqueConstraintIsToldFromOtherMistakes) {
  EXPECT_TRUE(absl::IsAlreadyExists(sqlite_->Run("INSERT INTO t VALUES (1, 'x')")));
  EXPECT_THAT(sqlite_->Run("INSERT INTO t VALUES (9, NULL)"), IsReason(type::v1::REASON_INTERNAL));
  EXPECT_THAT(sqlite_->Run("SELECT nothing FROM t"), IsReason(type::v1::REASON_INTERNAL));
  EXPECT_THAT(sqlite_->RunScript("not SQL"), IsReason(type::v1::REASON_INTERNAL));
  EXPECT_THAT(Numbers("SELECT COUNT(*) FROM t"), ElementsAre(3));
}

TEST_F(Sqlite, AStatementThatFailedRunsAgain) {
  const char* const insert = "INSERT INTO t VALUES ($1, $2)";
  EXPECT_TRUE(absl::IsAlreadyExists(sqlite_->Run(insert, {int64_t{1}, absl::string_view("x")})));
  EXPECT_THAT(sqlite_->Run(insert, {int64_t{4}, absl::string_view("d")}), IsOk());
  EXPECT_THAT(Numbers("SELECT COUNT(*) FROM t"), ElementsAre(4));
}

TEST_F(Sqlite, AVisitThatFailsEndsTheStatement) {
  int visits = 0;
  EXPECT_EQ(sqlite_->Run("SELECT n FROM t ORDER BY n", {},
                         [&](const Row&) {
                           return ++visits == 2 ? absl::CancelledError("enough") : absl::OkStatus();
                         }),
            absl::CancelledError("enough"));
  EXPECT_EQ(visits, 2);
  // Nothing is left open that would keep a writer waiting.
  EXPECT_THAT(sqlite_->RunScript("BEGIN EXCLUSIVE; COMMIT;"), IsOk());
}

TEST_F(Sqlite, AVisitorMayRunStatementsOfItsOwn) {
  std::vector<std::string> pairs;
  const auto visit_all = [&](auto visit) {
    return sqlite_->Run("SELECT n FROM t WHERE n > $1 ORDER BY n", {int64_t{0}}, visit);
  };
  // Even the same one, as when a row's visitor asks for that row's neighbours.
  EXPECT_THAT(visit_all([&](const Row& outer) {
                const int64_t n = outer.Int(0);
                if (pairs.size() > 9) return absl::CancelledError("it never ends");
                return visit_all([&](const Row& inner) {
                  pairs.push_back(absl::StrCat(n, inner.Int(0)));
                  return absl::OkStatus();
                });
              }),
              IsOk());
  EXPECT_THAT(pairs, ElementsAre("11", "12", "13", "21", "22", "23", "31", "32", "33"));
}

// Filters make texts without end, and only so many statements are kept.
TEST_F(Sqlite, StatementsMayBeAnyNumber) {
  std::vector<int64_t> seen;
  EXPECT_THAT(sqlite_->Run("SELECT n FROM t ORDER BY n", {},
                           [&](const Row& row) {
                             seen.push_back(row.Int(0));
                             for (int i = 0; i < 600; ++i) {
                               COFI_RETURN_IF_ERROR(
                                   sqlite_->Run(absl::StrCat("SELECT ", i, " + ", row.Int(0))));
                             }
                             return absl::OkStatus();
                           }),
              IsOk());
  EXPECT_THAT(seen, ElementsAre(1, 2, 3));
}

}  // namespace
}  // namespace cofi
