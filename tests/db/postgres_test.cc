// What only a database on a server does: connections that are lost, transactions
// that stand in each other's way, and a feed that others write too.
#include "db/postgres/postgres.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/synchronization/barrier.h"
#include "absl/synchronization/notification.h"
#include "db/journal.h"
#include "db/store/store.h"
#include "db/verify_schema.h"
#include "tests/db/examples.h"
#include "tests/db/on_postgres.h"
#include "tests/installations/cluster.h"
#include "tests/reasons.h"

namespace cofi {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Whichever statement is the one too many.
TEST_F(Postgres, AnErrorOfAWriteAheadIsNeverThatOfAnotherStatement) {
  constexpr char kAdd[] = "INSERT INTO follower (root, service, cursor) VALUES ('a', 'b', 'c')";
  for (int before = 495; before < 515; ++before) {
    const auto connection = Connect();
    const auto ask = [&](int i) { return connection->Run(absl::StrCat("SELECT 1 AS answer_", i)); };
    for (int i = 0; i < before; ++i) ASSERT_THAT(ask(i), IsOk());
    ASSERT_THAT(connection->Begin(db::Access::kWrite), IsOk());
    ASSERT_THAT(connection->Write(kAdd, {}), IsOk());
    ASSERT_THAT(connection->Write(kAdd, {}), IsOk());
    EXPECT_THAT(ask(before), IsReason(type::v1::REASON_STORE_FAILED)) << before;
    EXPECT_TRUE(connection->CallsFor(db::Remedy::kRunAgain)) << before;
    EXPECT_THAT(connection->Rollback(), IsOk());
    EXPECT_THAT(connection->Begin(db::Access::kWrite), IsOk());
    EXPECT_THAT(ask(before + 1), IsOk());
    EXPECT_THAT(connection->Rollback(), IsOk());
  }
}

TEST_F(Postgres, KeepsABoundOnItsStatementsBetweenTransactions) {
  const auto connection = Connect();
  for (int round = 0; round < 3; ++round) {
    ASSERT_THAT(connection->Begin(db::Access::kRead), IsOk());
    for (int i = 0; i < 400; ++i) {
      ASSERT_THAT(connection->Run(absl::StrCat("SELECT 1 AS answer_", 400 * round + i)), IsOk());
    }
    ASSERT_THAT(connection->Rollback(), IsOk());
  }
  int64_t kept = 0;
  ASSERT_THAT(connection->Run("SELECT COUNT(*) FROM pg_prepared_statements", {},
                              [&](const db::Row& row) {
                                kept = row.Int(0);
                                return absl::OkStatus();
                              }),
              IsOk());
  EXPECT_LE(kept, 520);
}

TEST_F(Postgres, ConnectionsThatAreLostAreOpenedAgain) {
  ASSERT_THAT(Write(*store_, "p", 1), IsOk());
  const auto other = Connect();
  for (int i = 2; i < 6; ++i) {
    ASSERT_THAT(other->Run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                           " WHERE application_name = 'cofid examples' AND datname ="
                           " current_database() AND pid <> pg_backend_pid()"),
                IsOk());
    EXPECT_THAT(Write(*store_, "p", i), IsOk());
    std::string cursor;
    EXPECT_EQ(Follow(&cursor).size(), static_cast<size_t>(i));
  }
}

// One that is in the way for longer than a statement waits is waited for anyhow.
TEST_F(Postgres, WhatCannotBeRunNowIsRunAgain) {
  ASSERT_THAT(Write(*store_, "p", 1), IsOk());
  const auto second = Open();
  auto* const barrier = new absl::Barrier(2);
  std::atomic<int> runs = 0;
  // Each has one lock and wants the other's: PostgreSQL ends one of them.
  const auto locks = [&](int first, int then) {
    return [&, first, then, waited = std::make_shared<bool>(false)](db::Transaction& tx) {
      ++runs;
      const auto lock = [&](int key) {
        return tx.Run(absl::StrCat("SELECT pg_advisory_xact_lock(", key, ")"));
      };
      COFI_RETURN_IF_ERROR(lock(first));
      if (!std::exchange(*waited, true) && barrier->Block()) delete barrier;
      return lock(then);
    };
  };
  absl::Notification done;
  absl::Status other;
  second->Write({.root = "projects/q"}, locks(2, 1), [&](const absl::Status& status) {
    other = status;
    done.Notify();
  });
  EXPECT_THAT(store_->WriteAndWait({.root = "projects/p"}, locks(1, 2)), IsOk());
  done.WaitForNotification();
  EXPECT_THAT(other, IsOk());
  EXPECT_GE(runs, 3);
}

// A transaction that began before others and ends after them has its place before
// them: whoever reads the feed meanwhile must not pass it by.
// To ask what is settled waits for all that had begun, also if it has written nothing yet,
// and holds up nobody.
// As one does whose process is stopped: it says nothing within its transaction. A migration
// may be long about something.
// The server does not work on for a connection that is gone.
// Where a dump was loaded, transactions are numbered anew.
TEST_F(Postgres, PlacesInTheFeedGoOnInAnotherDatabase) {
  ASSERT_THAT(Write(*store_, "p", 1), IsOk());
  ASSERT_THAT(Connect()->Run("UPDATE journal SET rowid = 4611686018427387904"), IsOk());
  store_ = Open();
  ASSERT_THAT(Write(*store_, "p", 2), IsOk());
  std::string cursor = "4611686018427387904";
  EXPECT_THAT(Follow(&cursor), ElementsAre("projects/p/phases/x2"));
}

// What stands in it as other characters would be dumped as those.
TEST_F(Postgres, ADatabaseThatDoesNotKeepUtf8IsRefused) {
  ASSERT_THAT(db::OpenPostgres(cluster_->Url("postgres"), "public", db::Access::kRead)
                  .value()
                  ->RunScript("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' LOCALE_PROVIDER"
                              " libc TEMPLATE template0"),
              IsOk());
  const auto opened = db::OpenPostgres(cluster_->Url("latin"), "examples", db::Access::kWrite);
  EXPECT_THAT(opened, IsReasonWith(type::v1::REASON_STORE_FAILED, "detail",
                                   "the database keeps its texts in LATIN1: make one with ENCODING"
                                   " 'UTF8'"));
}

// Another under the same name has nothing of what was answered.
TEST_F(Postgres, ADatabaseThatWasMadeAnewEndsTheStore) {
  absl::Notification failed;
  absl::Status why;
  store_ = db::Store::Open({.database = url_,
                            .service = "examples",
                            .on_failure =
                                [&](const absl::Status& status) {
                                  why = status;
                                  failed.Notify();
                                }},
                           ExampleMigrations())
               .value();
  ASSERT_THAT(Write(*store_, "p", 1), IsOk());
  const auto other =
      db::OpenPostgres(cluster_->Url("postgres"), "public", db::Access::kRead).value();
  ASSERT_THAT(other->RunScript(absl::StrCat("DROP DATABASE ", name_, " WITH (FORCE)")), IsOk());
  ASSERT_THAT(other->RunScript(absl::StrCat("CREATE DATABASE ", name_)), IsOk());
  ASSERT_TRUE(failed.WaitForNotificationWithTimeout(kGuard));
  EXPECT_THAT(why, IsReason(type::v1::REASON_STORE_FOREIGN));
  EXPECT_FALSE(Write(*store_, "p", 2).ok());
}

// A mistake of the operator's, not of ours.
TEST_F(Postgres, ARoleThatMayNotMakeTheSchemaIsToldSo) {
  ASSERT_THAT(Connect()->Run("CREATE ROLE guest LOGIN"), IsOk());
  const auto refused = db::OpenPostgres(absl::StrReplaceAll(url_, {{"cofi@", "guest@"}}), "other",
                                        db::Access::kWrite);
  ASSERT_THAT(Connect()->Run("DROP ROLE guest"), IsOk());
  EXPECT_THAT(refused, IsReason(type::v1::REASON_STORE_FAILED));
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("permission denied for database"));
}

TEST_F(Postgres, SettingsThatLoseCommitsAreRefused) {
  ASSERT_THAT(Connect()->Run("ALTER ROLE cofi SET synchronous_commit = off"), IsOk());
  const auto refused = db::OpenPostgres(url_, "examples", db::Access::kWrite);
  EXPECT_THAT(refused, IsReason(type::v1::REASON_STORE_FAILED));
  EXPECT_THAT(std::string(refused.status().message()),
              HasSubstr("PostgreSQL keeps synchronous_commit at off"));
  // Through one that was opened before.
  EXPECT_THAT(store_->WriteAndWait({},
                                   [](db::Transaction& tx) {
                                     return tx.Run("ALTER ROLE cofi RESET synchronous_commit");
                                   }),
              IsOk());
  EXPECT_THAT(db::OpenPostgres(url_, "examples", db::Access::kWrite), IsOk());
}

TEST_F(Postgres, WhatIsNoUrlOrCannotBeReachedIsRefused) {
  EXPECT_THAT(db::MakePostgresEngine("mysql://x", "examples"),
              IsReason(type::v1::REASON_STORE_FAILED));
  EXPECT_THAT(db::OpenPostgres("postgres://cofi@/none?host=/nowhere", "x", db::Access::kRead),
              IsReason(type::v1::REASON_STORE_FAILED));
}

// Read as text or as a number it would be nonsense.
TEST_F(Postgres, AColumnOfAnotherTypeIsAMistake) {
  const auto connection = Connect();
  const absl::Status status = connection->Run("SELECT SUM(position) FROM phase");
  EXPECT_THAT(status, IsReason(type::v1::REASON_INTERNAL));
  EXPECT_THAT(std::string(status.message()), HasSubstr("column 0 needs a CAST"));
  // What was sent ahead and fails makes the commit fail.
  ASSERT_THAT(connection->Begin(db::Access::kWrite), IsOk());
  EXPECT_THAT(connection->Write("SELECT nothing FROM phase", {}), IsOk());
  EXPECT_FALSE(connection->Commit().ok());
  EXPECT_TRUE(connection->CallsFor(db::Remedy::kRunAgain));
  EXPECT_THAT(connection->Rollback(), IsOk());
  ASSERT_THAT(connection->Begin(db::Access::kWrite), IsOk());
  EXPECT_THAT(connection->Run("SELECT 1"), IsOk());
  EXPECT_THAT(connection->Commit(), IsOk());
}

// Behind others that were sent ahead too: running them again would not mend it.
TEST_F(Postgres, AStatementThatCannotBePreparedIsAMistake) {
  const auto connection = Connect();
  ASSERT_THAT(connection->Begin(db::Access::kWrite), IsOk());
  EXPECT_THAT(connection->Write("DELETE FROM phase WHERE root = 'x'", {}), IsOk());
  EXPECT_THAT(connection->Run("SELECT nothing FROM phase"), IsReason(type::v1::REASON_INTERNAL));
  EXPECT_FALSE(connection->failure().has_value());
}

// The cluster sorts as French does; a column that would follow it keeps a store from
// starting, whatever the migration that made it looks like.
TEST_F(Postgres, TextsSortByBytesWhateverTheDatabaseDoes) {
  for (const char* type :
       {"TEXT", "text", "VARCHAR(20)", "character varying", "text COLLATE \"fr-x-icu\""}) {
    const std::string sql = absl::StrCat("CREATE TABLE other (n BIGINT, name ", type, ")");
    const bool translated = std::string(type) == "TEXT";
    const auto opened = TryOpen({{"9999_other", sql}});
    EXPECT_EQ(opened.ok(), translated) << type;
    if (!translated) {
      EXPECT_THAT(opened, IsReason(type::v1::REASON_STORE_FAILED));
      EXPECT_THAT(std::string(opened.status().message()), HasSubstr("other.name")) << type;
    }
    Change("DROP TABLE other; DELETE FROM migration WHERE name = '9999_other'");
  }
  EXPECT_THAT(TryOpen(), IsOk());
}

// It acts on nothing and refuses nothing, so it is only said (db/verify_schema.h).
TEST_F(Postgres, WhatOthersPutBesideIsSaid) {
  const db::Schema schema = store_->schema();
  Change(
      "CREATE TABLE report (n BIGINT PRIMARY KEY, t TEXT UNIQUE);"
      "CREATE INDEX report_index ON receipt (amount); CREATE VIEW report_view AS SELECT 1 AS one;"
      "CREATE MATERIALIZED VIEW report_kept AS SELECT 1 AS one; CREATE SEQUENCE report_number");
  EXPECT_THAT(TryOpen(), IsOk());
  const auto connection = Connect();
  const db::Cause cause;
  db::Transaction tx(*connection, cause);
  std::vector<std::string> additions;
  EXPECT_THAT(db::VerifySchema(tx, schema, &additions), IsOk());
  EXPECT_THAT(additions, ElementsAre("index report_index", "sequence report_number", "table report",
                                     "view report_kept", "view report_view"));
}

Receipt Transfer(const std::string& id, const std::string& reference) {
  Receipt receipt = ReceiptNamed(id, 100, "2018-03-02");
  receipt.set_reference(reference);
  return receipt;
}

// Two replicas start at once on a database of before there were keys, and then record the
// same transfer at once, in two spellings.
TEST_F(Postgres, ReplicasAgreeOnWhatIsTheSame) {
  const auto insert = [](db::Store& store, Receipt receipt) {
    return store.WriteAndWait({.root = "projects/p"},
                              [&](db::Transaction& tx) { return Receipts().Insert(tx, &receipt); });
  };
  EXPECT_THAT(insert(*store_, Transfer("old", "VIR É 1")), IsOk());
  Change(
      "ALTER TABLE receipt DROP COLUMN natural_key; ALTER TABLE receipt DROP COLUMN"
      " reference_folded; DROP TABLE key_basis; DELETE FROM migration WHERE name ="
      " '0003_keys.sql'");
  constexpr int kReplicas = 3;
  std::vector<std::unique_ptr<db::Store>> replicas(kReplicas);
  const auto by_all = [&](const std::function<void(int)>& function) {
    absl::Barrier* const barrier = new absl::Barrier(kReplicas);
    std::vector<std::thread> threads;
    threads.reserve(kReplicas);
    for (int i = 0; i < kReplicas; ++i) {
      threads.emplace_back([&, i] {
        if (barrier->Block()) delete barrier;
        function(i);
      });
    }
    for (std::thread& thread : threads) thread.join();
  };
  by_all([&](int i) {
    auto opened = TryOpen();
    EXPECT_THAT(opened, IsOk());
    replicas[i] = *std::move(opened);
  });
  for (int round = 0; round < 10; ++round) {
    std::vector<absl::Status> statuses(kReplicas);
    by_all([&](int i) {
      statuses[i] = insert(
          *replicas[i],
          Transfer(absl::StrCat("x", round, i), absl::StrCat(i == 0 ? "VIR É" : "vir  e", round)));
    });
    int granted = 0;
    for (const absl::Status& status : statuses) {
      granted += status.ok();
      if (status.ok()) continue;
      EXPECT_THAT(status, IsReason(type::v1::REASON_DUPLICATE_ENTRY));
    }
    EXPECT_EQ(granted, 1);
  }
  EXPECT_THAT(insert(*replicas[0], Transfer("again", "vir e 1")),
              IsReason(type::v1::REASON_DUPLICATE_ENTRY));
}

}  // namespace
}  // namespace cofi
