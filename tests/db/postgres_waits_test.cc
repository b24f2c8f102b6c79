// Who waits for whom on a database that others write too, and who must not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "db/store/store.h"
#include "tests/db/on_postgres.h"
#include "tests/installations/cluster.h"
#include "tests/reasons.h"

namespace cofi {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using PostgresWaits = Postgres;

TEST_F(PostgresWaits, TheFeedWaitsForOlderTransactions) {
  ASSERT_THAT(Write(*store_, "p", 1), IsOk());
  std::string cursor;
  EXPECT_THAT(Follow(&cursor), ElementsAre("projects/p/phases/x1"));
  const auto second = Open();
  absl::Notification written, go_on, done;
  second->Write(
      {.root = "projects/q"},
      [&](db::Transaction& tx) {
        const absl::Status status = Adds("q", 1)(tx);
        // Sent ahead, it is there once something is asked.
        (void)tx.Number("SELECT 1");
        if (!written.HasBeenNotified()) written.Notify();
        go_on.WaitForNotification();
        return status;
      },
      [&](const absl::Status& status) {
        EXPECT_THAT(status, IsOk());
        done.Notify();
      });
  written.WaitForNotification();
  ASSERT_THAT(Write(*store_, "p", 2), IsOk());
  EXPECT_THAT(Follow(&cursor), IsEmpty());
  go_on.Notify();
  done.WaitForNotification();
  EXPECT_THAT(Follow(&cursor), ElementsAre("projects/q/phases/x1", "projects/p/phases/x2"));
}

TEST_F(PostgresWaits, WhoWaitsForWritersIsInNobodysWay) {
  const auto second = Open();
  absl::Notification began, go_on, done, settled;
  second->Write(
      {.root = "projects/p"},
      [&](db::Transaction&) {
        began.Notify();
        go_on.WaitForNotification();
        return absl::OkStatus();
      },
      [&](const absl::Status& status) {
        EXPECT_THAT(status, IsOk());
        done.Notify();
      });
  began.WaitForNotification();
  store_->Settle({.root = "directory"}, [&](const absl::Status& status) {
    EXPECT_THAT(status, IsOk());
    EXPECT_TRUE(go_on.HasBeenNotified());
    settled.Notify();
  });
  for (int i = 1; i < 20; ++i) EXPECT_THAT(Write(*store_, absl::StrCat("q", i), i), IsOk());
  EXPECT_FALSE(settled.HasBeenNotified());
  go_on.Notify();
  done.WaitForNotification();
  settled.WaitForNotification();
}

TEST_F(PostgresWaits, WhoWaitsForWritersWaitsUntilHisDeadline) {
  const auto connection = Connect();
  ASSERT_THAT(connection->Begin(db::Access::kWrite), IsOk());
  ASSERT_THAT(connection->Lock({"projects/p"}), IsOk());
  db::Cause cause;
  cause.root = "directory";
  cause.deadline = absl::Now() + absl::Milliseconds(100);
  absl::Notification told;
  store_->Settle(cause, [&](const absl::Status& status) {
    EXPECT_THAT(status, IsReason(type::v1::REASON_DEADLINE_EXCEEDED));
    told.Notify();
  });
  told.WaitForNotification();
  EXPECT_THAT(connection->Commit(), IsOk());
}

TEST_F(PostgresWaits, WhoStandsStillLosesItsLocks) {
  const auto standing = Connect(), migrating = Connect();
  ASSERT_THAT(migrating->Begin(db::Access::kWrite), IsOk());
  ASSERT_THAT(migrating->TakeTime(), IsOk());
  ASSERT_THAT(migrating->Lock({"projects/q"}), IsOk());
  ASSERT_THAT(standing->Begin(db::Access::kWrite), IsOk());
  ASSERT_THAT(standing->Lock({"projects/p"}), IsOk());
  EXPECT_THAT(Write(*store_, "p", 1), IsOk());
  EXPECT_FALSE(standing->Commit().ok());
  EXPECT_TRUE(standing->CallsFor(db::Remedy::kReopen));
  EXPECT_THAT(migrating->Commit(), IsOk());
}

TEST_F(PostgresWaits, WhatIsEndedEndsThereToo) {
  auto connection = Connect(db::Access::kRead);
  ASSERT_THAT(connection->Run("SET statement_timeout = 0"), IsOk());
  connection->EndWhen([end = absl::Now() + absl::Milliseconds(100)] { return absl::Now() > end; });
  EXPECT_THAT(connection->Run("WITH RECURSIVE endless (n) AS (SELECT 1 UNION ALL SELECT n FROM"
                              " endless) SELECT COUNT(*) FROM endless"),
              IsReason(type::v1::REASON_STORE_FAILED));
  connection.reset();
  EXPECT_TRUE(Eventually([this] {
    int64_t active = -1;
    EXPECT_THAT(Connect(db::Access::kRead)
                    ->Run("SELECT COUNT(*) FROM pg_stat_activity WHERE state = 'active' AND query"
                          " LIKE '%endless%' AND pid <> pg_backend_pid()",
                          {},
                          [&](const db::Row& row) {
                            active = row.Int(0);
                            return absl::OkStatus();
                          }),
                IsOk());
    return active == 0;
  }));
}

TEST_F(PostgresWaits, ACommitOfAnotherProcessIsHeardOf) {
  absl::Notification heard;
  const auto guard = store_->OnCommit([&] {
    if (!heard.HasBeenNotified()) heard.Notify();
  });
  const auto second = Open();
  ASSERT_THAT(Write(*second, "p", 1), IsOk());
  EXPECT_TRUE(heard.WaitForNotificationWithTimeout(kGuard));
}

}  // namespace
}  // namespace cofi
