// Nobody waits for what nobody waits for: a read ends with its deadline or its caller, and
// gives way to others.
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <utility>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "db/store/past.h"
#include "tests/db/examples.h"
#include "tests/db/temporary_store.h"
#include "tests/installations/process.h"
#include "tests/reasons.h"

namespace cofi {
namespace {

// It never ends by itself.
constexpr char kEndless[] =
    "WITH RECURSIVE endless (n) AS (SELECT 1 UNION ALL SELECT n FROM endless)"
    " SELECT COUNT(*) FROM endless";

absl::Status ReadEndlessly(db::Transaction& tx) { return tx.Number(kEndless).status(); }

// What became of a call, once it is answered.
class Answer {
 public:
  db::Store::Done Take() {
    return [this](const absl::Status& status) {
      status_ = status;
      answered_.Notify();
    };
  }
  absl::Status Wait() {
    answered_.WaitForNotification();
    return status_;
  }

 private:
  absl::Notification answered_;
  absl::Status status_;
};

class Waits : public StoreTest {
 protected:
  // Reads endlessly for somebody who leaves with `left_`; whether it has begun, `began_`.
  void Occupy(Answer& answer, absl::Time deadline = absl::Now() + kGuard) {
    db::Cause cause;
    cause.deadline = deadline;
    cause.has_left = [this] { return left_.load(); };
    store().Read(
        std::move(cause),
        [this](db::Transaction& tx) {
          ++began_;
          return ReadEndlessly(tx);
        },
        answer.Take());
  }

  std::atomic<bool> left_ = false;
  std::atomic<int> began_ = 0;
};

TEST_F(Waits, AReadEndsWithItsDeadline) {
  Answer answer;
  Occupy(answer, absl::Now() + absl::Milliseconds(100));
  EXPECT_THAT(answer.Wait(), IsReason(type::v1::REASON_DEADLINE_EXCEEDED));
  EXPECT_EQ(Number("SELECT COUNT(*) FROM phase"), 0);
}

TEST_F(Waits, AReadEndsWhenItsCallerHasLeft) {
  Answer answer;
  Occupy(answer);
  ASSERT_TRUE(Eventually([this] { return began_ == 1; }));
  left_ = true;
  EXPECT_THAT(answer.Wait(), IsReason(type::v1::REASON_DEADLINE_EXCEEDED));
  EXPECT_EQ(Number("SELECT COUNT(*) FROM phase"), 0);
}

// It may have taken the end of a statement for a row that is not there.
TEST_F(Waits, WhatAnEndedReadAnswersIsNotBelieved) {
  Answer answer;
  db::Cause cause;
  cause.deadline = absl::Now() + absl::Milliseconds(100);
  store().Read(
      std::move(cause),
      [](db::Transaction& tx) {
        (void)ReadEndlessly(tx);
        return absl::OkStatus();
      },
      answer.Take());
  EXPECT_THAT(answer.Wait(), IsReason(type::v1::REASON_DEADLINE_EXCEEDED));
}

// Of many small statements too.
TEST_F(Waits, AReadThatAsksAgainAndAgainEndsToo) {
  Answer answer;
  db::Cause cause;
  cause.deadline = absl::Now() + absl::Milliseconds(100);
  store().Read(
      std::move(cause),
      [](db::Transaction& tx) {
        absl::Status status;
        while (status.ok()) status = tx.Number("SELECT 1").status();
        return status;
      },
      answer.Take());
  EXPECT_THAT(answer.Wait(), IsReason(type::v1::REASON_DEADLINE_EXCEEDED));
}

TEST_F(Waits, WhatNobodyWaitsForAnyMoreIsNotBegun) {
  Answer slow[2], read, write;
  for (Answer& each : slow) Occupy(each);
  ASSERT_TRUE(Eventually([this] { return began_ == 2; }));
  std::atomic<bool> run = false;
  const auto runs = [&](db::Transaction&) {
    run = true;
    return absl::OkStatus();
  };
  db::Cause cause;
  cause.root = "projects/p";
  cause.deadline = absl::Now() - absl::Seconds(1);
  store().Read(cause, runs, read.Take());
  store().Write(cause, runs, write.Take());
  left_ = true;
  for (Answer* each : {&read, &write, &slow[0], &slow[1]}) {
    EXPECT_THAT(each->Wait(), IsReason(type::v1::REASON_DEADLINE_EXCEEDED));
  }
  EXPECT_FALSE(run);
}

// More of them than there are readers.
TEST_F(Waits, SlowReadsGiveWayToOthers) {
  Close();
  db::StoreOptions options = Options();
  options.turn = absl::ZeroDuration();
  Open(options);
  Answer slow[3];
  for (Answer& each : slow) Occupy(each);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM phase"), 0);
  left_ = true;
  int gave_way = 0;
  for (Answer& each : slow) {
    gave_way += ReasonOf(each.Wait()) == type::v1::REASON_OVERLOADED;
  }
  EXPECT_GE(gave_way, 2);
}

class PastWaits : public StoreTest {
 protected:
  // A read of a moment at which the project had one entry, whose deadline passes in it.
  absl::Status ReadAfterOne(const std::vector<db::PastTable>& tables,
                            db::Store::Function function) {
    Phase phase = PhaseNamed("a", 1);
    EXPECT_THAT(Insert(Phases(), &phase), IsOk());
    db::Past past(&store(), tables);
    type::v1::Moment moment;
    moment.set_journal_sequence(1);
    Answer first, second;
    db::Cause cause;
    cause.deadline = absl::Now() + absl::Milliseconds(500);
    past.Read(cause, "projects/p", moment, std::move(function), first.Take());
    const absl::Status status = first.Wait();
    cause.deadline = absl::InfiniteFuture();
    past.Read(
        cause, "projects/p", moment, [](db::Transaction&) { return absl::OkStatus(); },
        second.Take());
    EXPECT_THAT(second.Wait(), IsOk());
    return status;
  }
};

TEST_F(PastWaits, AReadOfThePastEndsWithItsDeadline) {
  EXPECT_THAT(ReadAfterOne({db::PastOf(Phases())}, &ReadEndlessly),
              IsReason(type::v1::REASON_DEADLINE_EXCEEDED));
}

TEST_F(PastWaits, SoDoesWhatItIsReadFrom) {
  const db::PastTable endless = {"phase", [](db::Connection& from, db::Transaction&,
                                             const db::Position&) { return from.Run(kEndless); }};
  EXPECT_THAT(ReadAfterOne({endless},
                           [](db::Transaction& tx) {
                             return tx.Number("SELECT COUNT(*) FROM phase").status();
                           }),
              IsReason(type::v1::REASON_DEADLINE_EXCEEDED));
}

}  // namespace
}  // namespace cofi
