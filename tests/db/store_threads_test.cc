// The store under many threads at once.

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/blocking_counter.h"
#include "db/journal.h"
#include "tests/db/examples.h"
#include "tests/db/temporary_store.h"
#include "tests/installations/process.h"
#include "tests/reasons.h"

namespace cofi {
namespace {

constexpr int kThreads = 16;
constexpr int kWritesPerThread = 25;

class ManyWriters : public StoreTest {
 protected:
  template <typename F>
  static void OnThreads(int count, F run) {
    std::vector<std::thread> threads;
    threads.reserve(count);
    for (int i = 0; i < count; ++i) threads.emplace_back([&run, i] { run(i); });
    for (std::thread& thread : threads) thread.join();
  }
};

TEST_F(ManyWriters, EveryAnsweredWriteIsThereAfterAReopening) {
  std::atomic<int> commits = 0;
  const auto guard = store().OnCommit([&] { ++commits; });
  OnThreads(kThreads, [&](int thread) {
    for (int i = 0; i < kWritesPerThread; ++i) {
      Receipt receipt = ReceiptNamed(absl::StrCat("r", thread, "-", i), 100 + i, "2018-03-23");
      EXPECT_THAT(Insert(Receipts(), &receipt), IsOk());
    }
  });
  constexpr int kAll = kThreads * kWritesPerThread;
  Reopen();
  EXPECT_EQ(Number("SELECT COUNT(*) FROM receipt"), kAll);
  EXPECT_EQ(Number("SELECT CAST(SUM(amount) AS BIGINT) FROM receipt"), kAll * 112);
  // One chain without a gap, each row knowing its own entry.
  EXPECT_EQ(Number("SELECT MAX(sequence) FROM journal"), kAll);
  EXPECT_EQ(Number("SELECT COUNT(DISTINCT sequence) FROM receipt"), kAll);
  // They shared commits, or this test would take a disk's time for each.
  EXPECT_LT(commits, kAll);
}

// Each function sees what was written before it, so no cent is spent twice.
TEST_F(ManyWriters, TheLastCentIsSpentOnce) {
  constexpr int kCents = 20;
  std::atomic<int> spent = 0;
  OnThreads(kThreads, [&](int thread) {
    for (int i = 0; i < 5; ++i) {
      const absl::Status status = Write([&](db::Transaction& tx) -> absl::Status {
        COFI_ASSIGN_OR_RETURN(const int64_t sum,
                              tx.Number("SELECT CAST(SUM(amount) AS BIGINT) FROM receipt"));
        if (sum >= kCents) return Refuse(type::v1::REASON_INSUFFICIENT_FUNDS);
        Receipt cent = ReceiptNamed(absl::StrCat("c", thread, "-", i), 1, "2018-03-23");
        return Receipts().Insert(tx, &cent);
      });
      if (status.ok()) {
        ++spent;
      } else {
        EXPECT_THAT(status, IsReason(type::v1::REASON_INSUFFICIENT_FUNDS));
      }
    }
  });
  EXPECT_EQ(spent, kCents);
  EXPECT_EQ(Number("SELECT CAST(SUM(amount) AS BIGINT) FROM receipt"), kCents);
}

// Under a load beyond its queue every call is answered: done, or refused and
// not written.
TEST_F(ManyWriters, EveryCallIsAnsweredUnderOverload) {
  Close();
  db::StoreOptions options = Options();
  options.queue_max = 8;
  options.batch_max = 4;
  Open(options);
  constexpr int kCalls = 2'000;
  absl::BlockingCounter answers(kCalls);
  std::atomic<int> written = 0, refused = 0;
  OnThreads(4, [&](int thread) {
    for (int i = 0; i < kCalls / 4; ++i) {
      store().Write(
          cause_,
          [thread, i](db::Transaction& tx) {
            Receipt receipt = ReceiptNamed(absl::StrCat("o", thread, "-", i), 1, "2018-03-23");
            return Receipts().Insert(tx, &receipt);
          },
          [&](const absl::Status& status) {
            ++(status.ok() ? written : refused);
            if (!status.ok()) {
              EXPECT_THAT(status, IsReason(type::v1::REASON_OVERLOADED));
            }
            answers.DecrementCount();
          });
    }
  });
  answers.Wait();
  EXPECT_GT(written, 0);
  EXPECT_EQ(written + refused, kCalls);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM receipt"), written);
}

// A follower that reads while others write neither misses nor repeats a change.
TEST_F(ManyWriters, AFollowerMissesNothingWhileOthersWrite) {
  constexpr int kAll = 4 * kWritesPerThread;
  std::vector<std::string> followed;
  std::thread follower([&] {
    std::string cursor;
    // So that one that misses something fails and does not hang.
    const absl::Time deadline = absl::Now() + kGuard;
    while (followed.size() < kAll && absl::Now() < deadline) {
      EXPECT_THAT(Read([&](db::Transaction& tx) -> absl::Status {
                    COFI_ASSIGN_OR_RETURN(const db::Changes page,
                                          db::ReadChanges(tx, cursor, {}, 3));
                    for (const auto& change : page.changes) {
                      followed.push_back(change.entry().name());
                    }
                    cursor = page.cursor;
                    return absl::OkStatus();
                  }),
                  IsOk());
    }
  });
  OnThreads(4, [&](int thread) {
    for (int i = 0; i < kWritesPerThread; ++i) {
      Phase phase = PhaseNamed(absl::StrCat("x", i), i);
      phase.set_name(absl::StrCat("projects/p", thread, "/phases/x", i));
      EXPECT_THAT(Insert(Phases(), &phase), IsOk());
    }
  });
  follower.join();
  std::vector<std::string> expected;
  EXPECT_THAT(Read([&](db::Transaction& tx) {
                return tx.Run("SELECT name FROM journal ORDER BY rowid", {},
                              [&](const db::Row& row) {
                                expected.emplace_back(row.Text(0));
                                return absl::OkStatus();
                              });
              }),
              IsOk());
  EXPECT_EQ(followed, expected);
}

}  // namespace
}  // namespace cofi
