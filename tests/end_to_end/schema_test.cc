// The tables can be spread over machines by their roots: nothing in them reaches
// from one root to another, or counts over all of them.
#include "db/schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "clients/services.h"
#include "services/budgets/ledger.h"
#include "tests/installations/installation.h"

namespace cofi::end_to_end {
namespace {

using ::testing::IsEmpty;

// The unique indexes that do not begin with the root.
std::string UniqueBeyondARoot() {
  return OnPostgres()
             ? "SELECT indexrelid::regclass::text FROM pg_index JOIN pg_class ON pg_class.oid = "
               "indrelid"
               " JOIN pg_attribute ON attrelid = indrelid AND attnum = indkey[0]"
               " WHERE indisunique AND relnamespace = current_schema()::regnamespace"
               " AND relname <> 'migration' AND attname <> 'root'"
             : "SELECT index_list.name FROM sqlite_master, pragma_index_list(sqlite_master.name) AS"
               " index_list, pragma_index_info(index_list.name) AS info WHERE sqlite_master.type ="
               " 'table' AND sqlite_master.name <> 'migration' AND index_list.\"unique\" = 1 AND"
               " info.seqno = 0 AND info.name <> 'root'";
}

class Schema : public ::testing::TestWithParam<std::string> {
 protected:
  Schema() : connection_(Shared(Shape::kOneProcess).books().Open(GetParam())) {}

  std::vector<std::string> Values(const std::string& sql) {
    return db::ValuesOf(*connection_, sql).value();
  }
  // All tables but the list of migrations, of which each machine has its own.
  std::vector<std::string> Tables() {
    std::vector<std::string> tables = db::TablesOf(*connection_).value();
    std::erase(tables, "migration");
    return tables;
  }

  const std::unique_ptr<db::Connection> connection_;
};
INSTANTIATE_TEST_SUITE_P(Of, Schema, ::testing::ValuesIn(clients::Recorded()),
                         [](const auto& info) { return info.param; });

TEST_P(Schema, EveryKeyBeginsWithTheRoot) {
  EXPECT_GE(Tables().size(), 6u);
  for (const std::string& table : Tables()) {
    const std::vector<std::string> key = db::KeyOf(*connection_, table).value();
    ASSERT_FALSE(key.empty()) << table;
    EXPECT_EQ(key[0], "root") << table;
  }
}

// However many there are on others.
TEST(Sums, OfAPastDayReadWhatOneLineOrGrantMovedLater) {
  const auto books = Shared(Shape::kOneProcess).books().Open("budgets");
  if (OnPostgres()) {
    // A small table is read as a whole.
    ASSERT_TRUE(books->Run("SET enable_seqscan = off").ok());
    ASSERT_TRUE(books->Run("SET enable_bitmapscan = off").ok());
  }
  for (const char* column : {"line", "grant_id"}) {
    std::string plan;
    const absl::Status status = books->Run(
        absl::StrCat(
            OnPostgres() ? "EXPLAIN " : "EXPLAIN QUERY PLAN ", "SELECT ",
            budgets::MeasureList("SUM(e.$0)"), " FROM ",
            absl::StrReplaceAll(
                budgets::PeriodRows(column),
                {{"$1", "'projects/p'"}, {"$2", "'62'"}, {"$3", "'m2018-01'"}, {"$4", "'n'"}})),
        {}, [&](const db::Row& row) {
          absl::StrAppend(&plan, row.Text(OnPostgres() ? 0 : 3), "\n");
          return absl::OkStatus();
        });
    EXPECT_TRUE(status.ok()) << status;
    EXPECT_THAT(plan, ::testing::HasSubstr(OnPostgres() ? "ledger_period_pkey"
                                                        : "SEARCH e USING PRIMARY KEY"));
    EXPECT_THAT(plan, ::testing::HasSubstr(OnPostgres() ? "period >" : "period>?"));
  }
}

TEST_P(Schema, WhatIsUniqueIsSoWithinItsRoot) {
  EXPECT_THAT(Values(UniqueBeyondARoot()), IsEmpty());
}

TEST_P(Schema, NothingRefersToAnotherRoot) {
  EXPECT_THAT(
      Values(OnPostgres() ? "SELECT conname::text FROM pg_constraint WHERE contype = 'f' AND"
                            " connamespace = current_schema()::regnamespace"
                          : "SELECT sqlite_master.name FROM sqlite_master,"
                            " pragma_foreign_key_list(sqlite_master.name) WHERE type = 'table'"),
      IsEmpty());
}

TEST_P(Schema, NothingIsCountedOverAllRoots) {
  EXPECT_THAT(
      Values(OnPostgres() ? "SELECT relname::text FROM pg_class WHERE relkind = 'S' AND"
                            " relnamespace = current_schema()::regnamespace"
                          : "SELECT name FROM sqlite_master WHERE sql LIKE '%AUTOINCREMENT%'"),
      IsEmpty());
}

// Such an index is seen.
TEST(SchemaCheck, SeesAUniqueIndexBeyondARoot) {
  const auto writer = Shared(Shape::kOneProcess).books().Open("budgets", db::Access::kWrite);
  ASSERT_TRUE(writer->Begin(db::Access::kWrite).ok());
  ASSERT_TRUE(writer->Run("CREATE UNIQUE INDEX wrong ON expense (name)").ok());
  EXPECT_THAT(db::ValuesOf(*writer, UniqueBeyondARoot()).value(), ::testing::ElementsAre("wrong"));
  ASSERT_TRUE(writer->Rollback().ok());
}

}  // namespace
}  // namespace cofi::end_to_end
