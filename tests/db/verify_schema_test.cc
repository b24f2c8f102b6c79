// Whoever changes what a database is made of is found out, when it is opened and when it is
// verified.
#include "db/verify_schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "db/postgres/postgres.h"
#include "db/sqlite/sqlite.h"
#include "db/store/verification.h"
#include "tests/db/examples.h"
#include "tests/db/temporary_store.h"
#include "tests/reasons.h"

namespace cofi {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct Tampering {
  const char* object;
  const char* sql;
  // Takes it back.
  const char* back;
};

// Both engines take these.
constexpr Tampering kChanges[] = {
    {"index phase_position", "DROP INDEX phase_position",
     "CREATE UNIQUE INDEX phase_position ON phase (root, position)"},
    {"index receipt_natural_key", "DROP INDEX receipt_natural_key",
     "CREATE UNIQUE INDEX receipt_natural_key ON receipt (root, natural_key)"},
    {"index phase_position",
     "DROP INDEX phase_position; CREATE INDEX phase_position ON phase (root, position)",
     "DROP INDEX phase_position; CREATE UNIQUE INDEX phase_position ON phase (root, position)"},
    {"index more", "CREATE UNIQUE INDEX more ON receipt (root, amount)", "DROP INDEX more"},
    {"index more", "CREATE INDEX more ON receipt (lower(reference))", "DROP INDEX more"},
    {"index more", "CREATE INDEX more ON receipt (amount) WHERE amount > 7", "DROP INDEX more"},
    {"column receipt.more", "ALTER TABLE receipt ADD COLUMN more BIGINT DEFAULT 7",
     "ALTER TABLE receipt DROP COLUMN more"},
};

constexpr Tampering kOfSqlite[] = {
    {"trigger pay",
     "CREATE TRIGGER pay BEFORE INSERT ON receipt BEGIN SELECT RAISE(ABORT, 'pay me'); END",
     "DROP TRIGGER pay"},
    {"view more", "CREATE VIEW more AS SELECT * FROM receipt", "DROP VIEW more"},
    {"column more.n", "CREATE TABLE more (n BIGINT)", "DROP TABLE more"},
    {"index more", "CREATE INDEX more ON receipt (amount)", "DROP INDEX more"},
};

constexpr Tampering kOfPostgres[] = {
    {"trigger pay",
     "CREATE FUNCTION public.pay() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';"
     "CREATE TRIGGER pay BEFORE INSERT ON receipt FOR EACH ROW EXECUTE FUNCTION public.pay()",
     "DROP TRIGGER pay ON receipt"},
    {"rule pay", "CREATE RULE pay AS ON INSERT TO receipt DO INSTEAD NOTHING",
     "DROP RULE pay ON receipt"},
    {"constraint receipt.pay", "ALTER TABLE receipt ADD CONSTRAINT pay CHECK (amount < 7)",
     "ALTER TABLE receipt DROP CONSTRAINT pay"},
    {"constraint receipt.pay",
     "CREATE TABLE more (r TEXT, n TEXT, CONSTRAINT pay FOREIGN KEY (r, n) REFERENCES receipt)",
     "DROP TABLE more"},
    {"column receipt.amount", "ALTER TABLE receipt ALTER amount SET NOT NULL",
     "ALTER TABLE receipt ALTER amount DROP NOT NULL"},
    {"column receipt.kind", "ALTER TABLE receipt ALTER kind SET DEFAULT 'pay me'",
     "ALTER TABLE receipt ALTER kind DROP DEFAULT"},
    {"table receipt", "ALTER TABLE receipt FORCE ROW LEVEL SECURITY",
     "ALTER TABLE receipt NO FORCE ROW LEVEL SECURITY"},
    {"policy pay", "CREATE POLICY pay ON receipt", "DROP POLICY pay ON receipt"},
    {"table receipt", "ALTER TABLE receipt SET UNLOGGED", "ALTER TABLE receipt SET LOGGED"},
    {"child more", "CREATE TABLE more () INHERITS (receipt)", "DROP TABLE more"},
    {"function abs", "CREATE FUNCTION abs(text) RETURNS text LANGUAGE sql AS 'SELECT $1'",
     "DROP FUNCTION abs(text)"},
};

class SchemaProof : public StoreTest {
 protected:
  std::unique_ptr<db::Connection> Connect() {
    return OnPostgres() ? db::OpenPostgres(database_, "examples", db::Access::kWrite).value()
                        : db::OpenSqlite(DatabasePath(), db::Access::kWrite).value();
  }
  void Change(const char* sql) { EXPECT_THAT(Connect()->RunScript(sql), IsOk()) << sql; }
  absl::Status Opening() { return db::Store::Open(Options(), ExampleMigrations()).status(); }
  // What a verification says that began when all was as it should be.
  absl::Status Proof(std::vector<std::string>* additions = nullptr) {
    const db::Invariants invariants{.schema = &schema_, .tables = {{&Receipts(), nullptr}}};
    db::Verification verification(&invariants, {}, /*heads_only=*/false);
    const auto connection = Connect();
    const db::Cause cause;
    db::Transaction tx(*connection, cause);
    while (!verification.done()) {
      if (const absl::Status page = verification.Page(tx); !page.ok()) return page;
    }
    if (additions != nullptr) *additions = verification.additions();
    return absl::OkStatus();
  }
  void ExpectFound(const Tampering& change) {
    Change(change.sql);
    for (const absl::Status& found : {Opening(), Proof()}) {
      EXPECT_THAT(found, IsReasonWith(type::v1::REASON_SCHEMA_DIFFERS, "what", change.object))
          << change.sql;
    }
    Change(change.back);
    EXPECT_THAT(Opening(), IsOk()) << change.back;
  }

  const db::Schema schema_ = store().schema();
};

TEST_F(SchemaProof, WhatCofiMadeIsSo) {
  Close();
  EXPECT_GT(schema_.objects.size(), 50u);
  EXPECT_THAT(Opening(), IsOk());
  std::vector<std::string> additions;
  EXPECT_THAT(Proof(&additions), IsOk());
  EXPECT_THAT(additions, IsEmpty());
}

TEST_F(SchemaProof, EveryChangeIsFound) {
  Close();
  for (const Tampering& change : kChanges) ExpectFound(change);
  if (OnPostgres()) {
    for (const Tampering& change : kOfPostgres) ExpectFound(change);
  } else {
    for (const Tampering& change : kOfSqlite) ExpectFound(change);
  }
}

TEST_F(SchemaProof, WhoReadsItIsToldWhatIsExpected) {
  Close();
  Change("DROP INDEX phase_position");
  EXPECT_THAT(Describe(Opening(), Language::kEnglish),
              HasSubstr("the database (examples) is not as Cofi makes it: index phase_position is "
                        "—, expected CREATE UNIQUE INDEX phase_position ON phase "));
}

// An index of natural keys is not made again by an upgrade, which would hide it.
TEST_F(SchemaProof, AnUpgradeDoesNotMendIt) {
  Close();
  Change("DROP INDEX receipt_natural_key; UPDATE key_basis SET basis = 'of before'");
  EXPECT_THAT(Opening(),
              IsReasonWith(type::v1::REASON_SCHEMA_DIFFERS, "what", "index receipt_natural_key"));
}

// Columns that came later stand behind the others, and in another order.
TEST_F(SchemaProof, TheOrderOfColumnsIsNoDifference) {
  Close();
  Change(
      "DROP INDEX receipt_natural_key; ALTER TABLE receipt DROP COLUMN reference_folded;"
      "ALTER TABLE receipt DROP COLUMN natural_key; ALTER TABLE receipt ADD COLUMN natural_key"
      " TEXT ; DELETE FROM key_basis;"
      "CREATE UNIQUE INDEX receipt_natural_key ON receipt (root, natural_key)");
  EXPECT_THAT(Opening(), IsOk());
}

}  // namespace
}  // namespace cofi
