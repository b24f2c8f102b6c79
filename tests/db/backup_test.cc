// Copies of a store: made while others write, checked, put in its place.

#include "db/store/backup.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "base/failpoint.h"
#include "base/refusal.h"
#include "db/sqlite/sqlite.h"
#include "tests/db/examples.h"
#include "tests/db/temporary_store.h"
#include "tests/reasons.h"

namespace cofi {
namespace {

namespace fs = std::filesystem;
using type::v1::REASON_BACKUP_DAMAGED;
using type::v1::REASON_BACKUP_FOREIGN;
using type::v1::REASON_BACKUP_NEWER;
using type::v1::REASON_BACKUP_STALE;

class Backups : public StoreTest {
 protected:
  Backups() {
    for (int i = 0; i < 40; ++i) Add(absl::StrCat("r", i));
  }

  void Add(const std::string& id) {
    Receipt receipt = ReceiptNamed(id, 100, "2018-03-23");
    EXPECT_THAT(Insert(Receipts(), &receipt), IsOk());
  }

  std::string In(const std::string& file) const { return elsewhere_.path() + "/" + file; }

  absl::Status BackUp(const std::string& path) {
    absl::Notification finished;
    absl::Status result;
    store().BackUp(path, [&](const absl::Status& status) {
      result = status;
      finished.Notify();
    });
    finished.WaitForNotification();
    return result;
  }

  absl::StatusOr<int64_t> Replace(const std::string& path, const std::string& kept,
                                  int64_t losing = 0) {
    absl::Notification finished;
    absl::StatusOr<int64_t> result;
    store().Replace(path, kept, losing, [&](const absl::StatusOr<int64_t>& lost) {
      result = lost;
      finished.Notify();
    });
    finished.WaitForNotification();
    return result;
  }

  absl::StatusOr<db::CopyFacts> Check(const std::string& path) {
    return db::CheckCopy(path, "examples", ExampleMigrations(), &invariants_);
  }

  static std::string Read(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  static void WriteFile(const std::string& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
  }

  void ChangeCopy(const std::string& path, const std::string& sql) {
    const auto copy = db::OpenSqlite(path, db::Access::kWrite);
    ASSERT_THAT(copy, IsOk());
    ASSERT_THAT((*copy)->Run(sql), IsOk());
  }

  const db::Invariants invariants_ = {.schema = &store().schema(),
                                      .tables = {{&Receipts(), nullptr}}};
  const Folder elsewhere_;
};

TEST_F(Backups, HasEveryWriteThatWasAnsweredBeforeItWhileOthersWriteOn) {
  std::atomic<bool> stop = false;
  std::atomic<int> answered = 0;
  std::vector<std::thread> writers;
  writers.reserve(4);
  for (int thread = 0; thread < 4; ++thread) {
    writers.emplace_back([&, thread] {
      for (int i = 0; !stop; ++i) {
        Add(absl::StrCat("w", thread, "-", i));
        ++answered;
        // A call that is undone after it wrote must not start the copy again.
        EXPECT_FALSE(Write([&](db::Transaction& tx) -> absl::Status {
                       Receipt receipt = ReceiptNamed("undone", 1, "2018-03-23");
                       EXPECT_THAT(Receipts().Insert(tx, &receipt), IsOk());
                       return absl::AbortedError("undone");
                     }).ok());
      }
    });
  }
  while (answered < 50) std::this_thread::yield();
  const int before = answered;
  EXPECT_THAT(BackUp(In("copy")), IsOk());
  stop = true;
  for (std::thread& writer : writers) writer.join();

  const auto facts = Check(In("copy"));
  ASSERT_THAT(facts, IsOk());
  EXPECT_GE(facts->entries, 40 + before);
  EXPECT_EQ(facts->chains, 1);
  // It stands alone.
  EXPECT_FALSE(fs::exists(In("copy-wal")));
}

TEST_F(Backups, CopyThatIsCutOffIsRefused) {
  ASSERT_THAT(BackUp(In("copy")), IsOk());
  const std::string whole = Read(In("copy"));
  for (size_t size = 0; size < whole.size(); size += 1'999) {
    WriteFile(In("cut"), whole.substr(0, size));
    EXPECT_THAT(Check(In("cut")), IsReason(REASON_BACKUP_DAMAGED)) << size;
  }
}

TEST_F(Backups, CopyWhoseEntryWasChangedIsRefused) {
  ASSERT_THAT(BackUp(In("copy")), IsOk());
  ChangeCopy(In("copy"), "UPDATE journal SET principal = 'eve' WHERE sequence = 7");
  EXPECT_THAT(Check(In("copy")), IsReason(REASON_BACKUP_DAMAGED));
}

TEST_F(Backups, CopyWhoseRowWasChangedIsRefused) {
  ASSERT_THAT(BackUp(In("copy")), IsOk());
  ChangeCopy(In("copy"), "UPDATE receipt SET amount = amount + 1 WHERE sequence = 7");
  EXPECT_THAT(Check(In("copy")), IsReason(REASON_BACKUP_DAMAGED));
}

// What is made right by the rows, and wrong by what acts on them or keeps them apart.
TEST_F(Backups, CopyThatIsMadeOfSomethingElseIsRefused) {
  for (const char* change :
       {"CREATE TRIGGER pay BEFORE INSERT ON receipt BEGIN SELECT RAISE(ABORT, 'pay me'); END",
        "CREATE TRIGGER eve AFTER INSERT ON journal BEGIN UPDATE journal SET principal = 'eve';"
        " END",
        "DROP INDEX receipt_natural_key", "CREATE TABLE more (n BIGINT)",
        "CREATE VIEW more AS SELECT * FROM receipt"}) {
    fs::remove(In("copy"));
    ASSERT_THAT(BackUp(In("copy")), IsOk());
    EXPECT_THAT(Check(In("copy")), IsOk());
    ChangeCopy(In("copy"), change);
    EXPECT_THAT(Check(In("copy")), IsReason(REASON_BACKUP_DAMAGED)) << change;
  }
}

TEST_F(Backups, CopyOfAnotherServiceOrANewerVersionIsRefused) {
  ASSERT_THAT(BackUp(In("copy")), IsOk());
  const db::Store::Migration other[] = {{"0001_other.sql", "CREATE TABLE other (name TEXT)"}};
  EXPECT_THAT(db::CheckCopy(In("copy"), "other", other, &invariants_),
              IsReason(REASON_BACKUP_FOREIGN));
  ChangeCopy(In("copy"), "INSERT INTO migration VALUES ('9999_later.sql', '')");
  EXPECT_THAT(Check(In("copy")), IsReason(REASON_BACKUP_NEWER));
}

TEST_F(Backups, ReplacesTheStoreAndKeepsTheOldOne) {
  ASSERT_THAT(BackUp(In("copy")), IsOk());
  Add("later");
  const std::string kept = folder_.path() + "/examples.replaced.sqlite";
  EXPECT_THAT(Replace(In("copy"), kept), IsReason(REASON_BACKUP_STALE));
  EXPECT_THAT(Replace(In("copy"), kept, 2), IsReason(REASON_BACKUP_STALE));
  EXPECT_EQ(Number("SELECT COUNT(*) FROM receipt"), 41);
  EXPECT_FALSE(fs::exists(kept));

  const auto lost = Replace(In("copy"), kept, 1);
  ASSERT_THAT(lost, IsOk());
  EXPECT_EQ(*lost, 1);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM receipt"), 40);
  EXPECT_EQ(store().generation(), 1);
  // What the writer remembered of the old chain is forgotten.
  Add("after");
  EXPECT_EQ(Number("SELECT MAX(sequence) FROM journal"), 41);
  ASSERT_THAT(BackUp(In("again")), IsOk());
  EXPECT_THAT(Check(In("again")), IsOk());
  EXPECT_THAT(Check(kept), IsOk());
  Reopen();
  EXPECT_EQ(Number("SELECT COUNT(*) FROM receipt"), 41);
}

// The copy has as many entries, but others.
TEST_F(Backups, CopyOfAnotherPastIsStale) {
  ASSERT_THAT(BackUp(In("copy")), IsOk());
  Add("later");
  ASSERT_THAT(Replace(In("copy"), folder_.path() + "/kept", 1), IsOk());
  Add("another");
  EXPECT_THAT(Replace(folder_.path() + "/kept", "", 0), IsReason(REASON_BACKUP_STALE));
}

// A crash at any place leaves the old database or the new one, whole.
TEST_F(Backups, CrashInTheMiddleOfReplacing) {
  ASSERT_THAT(BackUp(In("copy")), IsOk());
  Add("later");
  for (const char* place :
       {"restore: before closing", "restore: after closing", "restore: before keeping",
        "restore: before replacing", "restore: after replacing"}) {
    static std::string snapshot, wanted;
    snapshot = In(absl::StrCat("crash ", place));
    wanted = place;
    static std::string from;
    from = folder_.path();
    // What is on the disk at this moment, as a crash of the process leaves it.
    failpoint_hook = [](absl::string_view, absl::string_view passed) {
      if (passed == wanted) fs::copy(from, snapshot);
    };
    fs::copy_file(In("copy"), folder_.path() + "/incoming", fs::copy_options::overwrite_existing);
    const std::string kept = absl::StrCat(folder_.path(), "/kept ", place);
    ASSERT_THAT(Replace(folder_.path() + "/incoming", kept, 1), IsOk()) << place;
    failpoint_hook = nullptr;
    ASSERT_TRUE(fs::exists(snapshot)) << place;

    const auto facts = Check(snapshot + "/examples.sqlite");
    ASSERT_THAT(facts, IsOk()) << place;
    EXPECT_EQ(facts->entries, absl::StrContains(place, "after replacing") ? 40 : 41) << place;
    Add("later");
  }
}

TEST_F(Backups, CopyThatCannotBeWrittenLeavesTheStoreAtWork) {
  EXPECT_FALSE(BackUp(In("no/such/folder")).ok());
  Add("later");
  EXPECT_EQ(Number("SELECT COUNT(*) FROM receipt"), 41);
}

TEST_F(Backups, PartsOfAnEndedProcessAreSweptAway) {
  const std::string part = DatabasePath() + ".part-7";
  WriteFile(part, "half");
  WriteFile(part + "-wal", "half");
  Reopen();
  EXPECT_FALSE(fs::exists(part));
  EXPECT_FALSE(fs::exists(part + "-wal"));
  EXPECT_TRUE(fs::exists(DatabasePath()));
}

// Whoever asked has gone, or the disk is short: what is done of it is of no use.
TEST_F(Backups, EndAsSoonAsNobodyWantsThem) {
  std::atomic<int> asked = 0;
  const auto back_up = [&](const std::string& path, int steps) {
    asked = 0;
    absl::Notification finished;
    absl::Status result;
    store().BackUp(
        path,
        [&](const absl::Status& status) {
          result = status;
          finished.Notify();
        },
        [&, steps] { return ++asked > steps ? absl::CancelledError("gone") : absl::OkStatus(); });
    finished.WaitForNotification();
    return result;
  };
  EXPECT_TRUE(absl::IsCancelled(back_up(In("none"), 0)));
  EXPECT_FALSE(fs::exists(In("none")));
  Receipt large = ReceiptNamed("large", 100, "2018-03-23");
  large.set_reference(std::string(100'000, 'x'));
  for (int i = 0; i < 30; ++i) {
    large.set_name(absl::StrCat("projects/p/receipts/large", i));
    large.set_reference(large.reference() + "x");
    ASSERT_THAT(Insert(Receipts(), &large), IsOk());
  }
  EXPECT_TRUE(absl::IsCancelled(back_up(In("part"), 2)));
  EXPECT_EQ(asked, 3) << "and not until it is done";
  ASSERT_THAT(BackUp(In("copy")), IsOk());
  EXPECT_THAT(db::CheckCopy(In("copy"), "examples", ExampleMigrations(), &invariants_,
                            [] { return absl::CancelledError("gone"); })
                  .status(),
              testing::ResultOf(&absl::IsCancelled, true));
}

TEST_F(Backups, ReplaceNothingOnceNobodyWantsThem) {
  ASSERT_THAT(BackUp(In("copy")), IsOk());
  Add("later");
  absl::Notification finished;
  absl::StatusOr<int64_t> result;
  store().Replace(
      In("copy"), folder_.path() + "/kept", 1,
      [&](const absl::StatusOr<int64_t>& lost) {
        result = lost;
        finished.Notify();
      },
      [] { return absl::CancelledError("gone"); });
  finished.WaitForNotification();
  EXPECT_TRUE(absl::IsCancelled(result.status()));
  EXPECT_FALSE(fs::exists(folder_.path() + "/kept"));
  EXPECT_THAT(Get(Receipts(), ReceiptNamed("later", 100, "2018-03-23").name()), IsOk());
}

TEST_F(Backups, LeaveRoomOnTheDisk) {
  EXPECT_THAT(db::CheckRoom(DatabasePath(), "examples", 0), IsOk());
  for (const int64_t bytes : {int64_t{1} << 62, std::numeric_limits<int64_t>::max()}) {
    EXPECT_THAT(db::CheckRoom(DatabasePath(), "examples", bytes),
                IsReasonWith(type::v1::REASON_DISK_SHORT, "needed", absl::StrCat(bytes)));
  }
}

}  // namespace
}  // namespace cofi
