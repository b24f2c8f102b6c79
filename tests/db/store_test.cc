#include "db/store/store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/notification.h"
#include "tests/db/examples.h"
#include "tests/db/temporary_store.h"
#include "tests/reasons.h"

namespace cofi {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

constexpr char kPhases[] = "SELECT COUNT(*) FROM phase";

class Store : public StoreTest {
 protected:
  // A write of one phase.
  static db::Store::Function Adds(int position) {
    return [position](db::Transaction& tx) {
      Phase phase = PhaseNamed(absl::StrCat("x", position), position);
      return Phases().Insert(tx, &phase);
    };
  }
  static absl::Status Fails(db::Transaction&) { return absl::CancelledError("no"); }
};

// What has no meaning where other processes share the database, or is different:
// its folder, how often a listener is told, and the end of a store that failed.
class EmbeddedStore : public Store {};

// Keeps the writer busy until it is let go, so that what comes meanwhile waits.
class Hold {
 public:
  explicit Hold(db::Store& store) {
    store.Write(
        {.root = "projects/p"},
        [state = state_](db::Transaction&) {
          state->begun.Notify();
          state->released.WaitForNotification();
          return absl::OkStatus();
        },
        [](const absl::Status&) {});
    state_->begun.WaitForNotification();
  }
  ~Hold() { state_->released.Notify(); }

 private:
  // Shared with the writer, which may look at it last.
  struct State {
    absl::Notification begun, released;
  };
  const std::shared_ptr<State> state_ = std::make_shared<State>();
};

TEST_F(Store, NothingIsAnsweredBeforeItIsCommitted) {
  int64_t inside = -1, answered = -1;
  absl::Notification done;
  store().Write(
      cause_,
      [&](db::Transaction& tx) {
        const absl::Status status = Adds(1)(tx);
        inside = NumberOutside(kPhases);
        return status;
      },
      [&](const absl::Status& status) {
        EXPECT_THAT(status, IsOk());
        answered = NumberOutside(kPhases);
        done.Notify();
      });
  done.WaitForNotification();
  EXPECT_EQ(inside, 0);
  EXPECT_EQ(answered, 1);
}

TEST_F(Store, WritesOfABatchRunAndAreAnsweredInTheOrderTheyCame) {
  std::vector<int> ran, answered;
  {
    Hold hold(store());
    for (int i = 0; i < 20; ++i) {
      store().Write(
          cause_,
          [&ran, i](db::Transaction&) {
            ran.push_back(i);
            return absl::OkStatus();
          },
          [&answered, i](const absl::Status&) { answered.push_back(i); });
    }
  }
  store().Stop();
  std::vector<int> expected(20);
  for (int i = 0; i < 20; ++i) expected[i] = i;
  EXPECT_EQ(ran, expected);
  EXPECT_EQ(answered, expected);
}

TEST_F(Store, AFunctionThatFailsRollsBackAlone) {
  std::vector<absl::Status> answers;
  const auto answer = [&](const absl::Status& status) { answers.push_back(status); };
  {
    // Held, so that all three share a commit.
    Hold hold(store());
    store().Write(cause_, Adds(1), answer);
    store().Write(
        cause_,
        [](db::Transaction& tx) -> absl::Status {
          COFI_RETURN_IF_ERROR(Adds(2)(tx));
          return absl::CancelledError("no");
        },
        answer);
    store().Write(cause_, Adds(3), answer);
  }
  store().Stop();
  EXPECT_THAT(answers, ElementsAre(absl::OkStatus(), absl::CancelledError("no"), absl::OkStatus()));
  EXPECT_EQ(NumberOutside(kPhases), 2);
  EXPECT_EQ(NumberOutside("SELECT COUNT(*) FROM phase WHERE position = 2"), 0);
  EXPECT_EQ(NumberOutside("SELECT COUNT(*) FROM journal"), 2);
}

TEST_F(Store, WritesThatWaitShareACommit) {
  Close();
  db::StoreOptions options = Options();
  options.batch_max = 10;
  Open(options);
  // What is committed when each of them runs, and how many find the same.
  std::map<int64_t, int> committed;
  {
    Hold hold(store());
    for (int i = 0; i < 35; ++i) {
      store().Write(
          cause_,
          [&committed, i, this](db::Transaction& tx) {
            ++committed[NumberOutside(kPhases)];
            return Adds(i)(tx);
          },
          [](const absl::Status&) {});
    }
  }
  store().Stop();
  EXPECT_THAT(committed, ElementsAre(Pair(0, 10), Pair(10, 10), Pair(20, 10), Pair(30, 5)));
  EXPECT_EQ(NumberOutside(kPhases), 35);
}

TEST_F(Store, AWriteSeesThoseBeforeItInTheSameCommit) {
  std::vector<int64_t> seen;
  {
    Hold hold(store());
    for (int i = 0; i < 3; ++i) {
      store().Write(
          cause_,
          [&seen, i](db::Transaction& tx) -> absl::Status {
            seen.push_back(tx.Number(kPhases).value());
            return Adds(i)(tx);
          },
          [](const absl::Status&) {});
    }
  }
  store().Stop();
  EXPECT_THAT(seen, ElementsAre(0, 1, 2));
}

TEST_F(Store, AFullQueueRefusesAtOnce) {
  Close();
  db::StoreOptions options = Options();
  options.queue_max = 3;
  Open(options);
  absl::BlockingCounter written(3);
  {
    Hold hold(store());
    for (int i = 0; i < 3; ++i) {
      store().Write(cause_, Adds(i), [&](const absl::Status&) { written.DecrementCount(); });
    }
    absl::Status answer;
    store().Write(cause_, Adds(3), [&](const absl::Status& status) { answer = status; });
    // The writer is still held: nobody but this thread can have answered.
    EXPECT_THAT(answer, IsReasonWith(type::v1::REASON_OVERLOADED, "limit", "3"));
    EXPECT_EQ(answer.code(), absl::StatusCode::kResourceExhausted);
    // Readers have a queue of their own.
    EXPECT_EQ(Number(kPhases), 0);
  }
  written.Wait();
  // It recovers alone, and what was refused is not written.
  EXPECT_THAT(Write(Adds(9)), IsOk());
  EXPECT_EQ(Number(kPhases), 4);
}

TEST_F(EmbeddedStore, AnotherStoreOnTheSameFolderIsRefused) {
  const auto second = db::Store::Open(Options(), ExampleMigrations());
  EXPECT_THAT(second, IsReason(type::v1::REASON_STORE_FAILED));
  EXPECT_THAT(std::string(second.status().message()),
              HasSubstr(absl::StrCat("another cofid serves examples from ", folder_.path(),
                                     "; stop it or give another --data")));
  // The first is none the worse for it, and another service may share the folder.
  EXPECT_THAT(Write(Adds(1)), IsOk());
  EXPECT_THAT(db::Store::Open({.folder = folder_.path(), .service = "other"}, {}), IsOk());
  Close();
  EXPECT_THAT(db::Store::Open(Options(), ExampleMigrations()), IsOk());
}

TEST_F(EmbeddedStore, AFolderThatCannotBeIsRefused) {
  const std::string file = folder_.path() + "/file";
  std::ofstream(file) << "x";
  const auto store = db::Store::Open({.folder = file + "/data", .service = "examples"}, {});
  EXPECT_THAT(store, IsReason(type::v1::REASON_STORE_FAILED));
  EXPECT_THAT(std::string(store.status().message()), HasSubstr(file + "/data"));
}

TEST_F(EmbeddedStore, AFolderIsMadeWhereThereIsNone) {
  EXPECT_THAT(db::Store::Open({.folder = folder_.path() + "/new/data", .service = "examples"}, {}),
              IsOk());
}

TEST_F(Store, StopFinishesWhatIsQueuedAndRefusesTheRest) {
  int answered = 0;
  {
    Hold hold(store());
    for (int i = 0; i < 30; ++i) {
      store().Write(cause_, Adds(i), [&](const absl::Status& status) {
        EXPECT_THAT(status, IsOk());
        ++answered;
      });
    }
  }
  store().Stop();
  EXPECT_EQ(answered, 30);
  EXPECT_EQ(NumberOutside(kPhases), 30);
  EXPECT_THAT(Write(Adds(99)), IsReason(type::v1::REASON_STORE_FAILED));
  EXPECT_THAT(Read(Fails), IsReason(type::v1::REASON_STORE_FAILED));
  store().Stop();
}

TEST_F(EmbeddedStore, AListenerHearsOfCommitsUntilItsGuardIsDropped) {
  int first = 0, second = 0;
  auto guard = store().OnCommit([&] { ++first; });
  const auto other = store().OnCommit([&] { ++second; });
  EXPECT_THAT(Write(Adds(1)), IsOk());
  EXPECT_THAT(Write(Adds(2)), IsOk());
  // On the writer's thread, where the listeners have heard of the second commit.
  EXPECT_THAT(Write([&](db::Transaction& tx) {
                guard.reset();
                return Adds(3)(tx);
              }),
              IsOk());
  store().Stop();
  EXPECT_EQ(first, 2);
  EXPECT_EQ(second, 3);
}

// A listener that hears of a commit finds it when it reads.
TEST_F(Store, AListenerIsCalledAfterTheCommit) {
  int64_t seen = -1;
  const auto guard = store().OnCommit([&] { seen = NumberOutside(kPhases); });
  EXPECT_THAT(Write(Adds(1)), IsOk());
  store().Stop();
  EXPECT_EQ(seen, 1);
}

TEST_F(Store, AReadSeesOneSnapshot) {
  EXPECT_THAT(Write(Adds(1)), IsOk());
  EXPECT_THAT(Read([&](db::Transaction& tx) {
                EXPECT_EQ(tx.Number(kPhases).value(), 1);
                EXPECT_THAT(Write(Adds(2)), IsOk());
                EXPECT_EQ(tx.Number(kPhases).value(), 1);
                return absl::OkStatus();
              }),
              IsOk());
  EXPECT_EQ(Number(kPhases), 2);
}

TEST_F(Store, AReadWritesNothing) {
  EXPECT_THAT(Write(Adds(1)), IsOk());
  EXPECT_THAT(Read(Adds(2)), IsReason(type::v1::REASON_INTERNAL));
  EXPECT_FALSE(Read([](db::Transaction& tx) { return tx.Run("DELETE FROM phase"); }).ok());
  EXPECT_EQ(Number(kPhases), 1);
  EXPECT_THAT(Write(Adds(3)), IsOk());
}

TEST_F(Store, ReadsGoOnWhileAWriteRuns) {
  EXPECT_THAT(Write(Adds(1)), IsOk());
  Hold hold(store());
  EXPECT_EQ(Number(kPhases), 1);
}

TEST_F(Store, ATransactionKnowsItsCauseAndTheTime) {
  cause_ = {.principal = "jeanne",
            .request_id = "r-1",
            .verb = "CreatePhase",
            .currency = "CHF",
            .time_zone = "Indian/Reunion"};
  const absl::Time before = absl::Now();
  const auto check = [&](db::Transaction& tx) {
    EXPECT_EQ(tx.cause().principal, "jeanne");
    EXPECT_EQ(tx.cause().request_id, "r-1");
    EXPECT_EQ(tx.cause().verb, "CreatePhase");
    EXPECT_EQ(tx.cause().currency, "CHF");
    EXPECT_GE(tx.now(), before);
    EXPECT_LE(tx.now(), absl::Now());
    EXPECT_EQ(tx.today(), TodayIn("Indian/Reunion", tx.now()));
    return absl::OkStatus();
  };
  EXPECT_THAT(Write(check), IsOk());
  EXPECT_THAT(Read(check), IsOk());
}

// The disk is then in a state that only a restart can tell.
TEST_F(EmbeddedStore, AfterACommitThatFailedNothingIsWrittenAnyMore) {
  Close();
  db::StoreOptions options = Options();
  options.batch_max = 1;
  Open(options);
  // Answered by one thread or another.
  std::atomic<int> answers = 0;
  absl::Status failed, after;
  {
    Hold hold(store());
    // A function that ends the transaction around it makes the commit fail.
    store().Write(
        cause_, [](db::Transaction& tx) { return tx.Run("ROLLBACK"); },
        [&](const absl::Status& status) {
          failed = status;
          ++answers;
        });
    store().Write(cause_, Adds(1), [&](const absl::Status& status) {
      after = status;
      ++answers;
    });
  }
  EXPECT_THAT(Write(Adds(2)), IsReason(type::v1::REASON_STORE_FAILED));
  EXPECT_THAT(Read(Fails), IsReason(type::v1::REASON_STORE_FAILED));
  store().Stop();
  EXPECT_EQ(answers, 2);
  EXPECT_THAT(failed, IsReason(type::v1::REASON_OUTCOME_UNKNOWN));
  EXPECT_THAT(after, IsReason(type::v1::REASON_STORE_FAILED));
  EXPECT_EQ(NumberOutside(kPhases), 0);
  Reopen();
  EXPECT_THAT(Write(Adds(1)), IsOk());
}

// One call's failure, not the process's; and nothing that it had open stays so.
TEST_F(Store, AnExceptionInAFunctionIsItsOwnFailure) {
  const auto throws = [](db::Transaction& tx) {
    return tx.Run("SELECT name FROM phase", {},
                  [](const db::Row&) -> absl::Status { throw std::runtime_error("planted"); });
  };
  ASSERT_THAT(store().WriteAndWait({.root = "projects/p"}, Adds(1)), IsOk());
  for (int i = 0; i < 4; ++i) {
    EXPECT_THAT(store().ReadAndWait({}, throws), IsReason(type::v1::REASON_INTERNAL));
  }
  EXPECT_THAT(store().WriteAndWait({.root = "projects/p"}, throws),
              IsReason(type::v1::REASON_INTERNAL));
  ASSERT_THAT(store().WriteAndWait({.root = "projects/p"}, Adds(2)), IsOk());
  // Whichever reader it is: none sees the past any more.
  for (int i = 0; i < 4; ++i) EXPECT_EQ(Number(kPhases), 2);
}

}  // namespace
}  // namespace cofi
