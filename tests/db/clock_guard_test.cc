// A store is not written while the clock is wrong, and says so.
#include "db/store/clock_guard.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/synchronization/notification.h"
#include "db/store/verification.h"
#include "tests/db/examples.h"
#include "tests/db/temporary_store.h"
#include "tests/reasons.h"

namespace cofi {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A machine's clocks, of which somebody sets one.
struct Machine {
  absl::Time time = absl::FromUnixSeconds(1'800'000'000);
  absl::Duration uptime = absl::Hours(5);

  Clock clock() {
    return {.now = [this] { return time; }, .uptime = [this] { return uptime; }};
  }
  void Pass(absl::Duration duration) {
    time += duration;
    uptime += duration;
  }
};

class ClockGuard : public ::testing::Test {
 protected:
  absl::Status Check() { return guard_.Check(machine_.time); }

  Machine machine_;
  std::vector<bool> told_;
  db::ClockGuard guard_{machine_.clock(),
                        [this](const absl::Status& status) { told_.push_back(status.ok()); }};
};

TEST_F(ClockGuard, LetsTimePassAndBeSetABit) {
  guard_.Open(machine_.time - absl::Hours(1));
  EXPECT_THAT(Check(), IsOk());
  // A machine that slept, or was idle.
  machine_.Pass(absl::Hours(24 * 40));
  EXPECT_THAT(Check(), IsOk());
  for (const absl::Duration set : {absl::Seconds(3), absl::Minutes(-40), absl::Minutes(50)}) {
    machine_.time += set;
    EXPECT_THAT(Check(), IsOk());
  }
  EXPECT_THAT(told_, IsEmpty());
}

TEST_F(ClockGuard, RefusesAJumpEitherWayUntilItIsUndone) {
  guard_.Open(absl::InfinitePast());
  ASSERT_THAT(Check(), IsOk());
  for (const absl::Duration jump : {absl::Hours(24 * 365), absl::Hours(-2), absl::Minutes(61)}) {
    machine_.time += jump;
    EXPECT_THAT(Check(), IsReason(type::v1::REASON_CLOCK_JUMPED));
    machine_.Pass(absl::Hours(3));
    EXPECT_THAT(Check(), IsReason(type::v1::REASON_CLOCK_JUMPED));
    machine_.time -= jump;
    EXPECT_THAT(Check(), IsOk());
  }
  EXPECT_THAT(told_, ElementsAre(false, true, false, true, false, true));
}

TEST_F(ClockGuard, SeesAJumpSinceTheStoreWasOpened) {
  guard_.Open(absl::InfinitePast());
  machine_.time += absl::Hours(2);
  EXPECT_THAT(Check(), IsReasonWith(type::v1::REASON_CLOCK_JUMPED, "detail",
                                    "2027-01-15T10:00:00Z ≠ 2027-01-15T08:00:00Z"));
}

TEST_F(ClockGuard, WaitsForEntriesOfTheFutureToPass) {
  guard_.Open(machine_.time + absl::Hours(3));
  EXPECT_THAT(Check(), IsReasonWith(type::v1::REASON_CLOCK_JUMPED, "detail",
                                    "2027-01-15T08:00:00Z < 2027-01-15T11:00:00Z"));
  machine_.Pass(absl::Hours(2));
  EXPECT_THAT(Check(), IsOk());
  EXPECT_THAT(told_, ElementsAre(false, true));
}

TEST_F(ClockGuard, TakesTheRightTimeFromAClockThatStartedWrong) {
  const absl::Time right = machine_.time;
  machine_.time = absl::UnixEpoch();
  guard_.Open(right - absl::Hours(1));
  EXPECT_THAT(Check(), IsReason(type::v1::REASON_CLOCK_JUMPED));
  machine_.time = right;
  EXPECT_THAT(Check(), IsOk());
  machine_.time += absl::Hours(2);
  EXPECT_THAT(Check(), IsReason(type::v1::REASON_CLOCK_JUMPED));
}

class ClockOfAStore : public StoreTest {
 protected:
  ClockOfAStore() { OpenAt(); }
  void OpenAt(bool accept_clock = false) {
    db::StoreOptions options = Options();
    options.clock = machine_.clock();
    options.accept_clock = accept_clock;
    Close();
    Open(options);
  }
  absl::Status Add(const std::string& id, int position) {
    Phase phase = PhaseNamed(id, position);
    return Insert(Phases(), &phase);
  }
  int64_t FutureEntries() {
    const db::Invariants invariants{.tables = {{&Phases(), nullptr}}};
    db::Verification verification(&invariants, {}, /*heads_only=*/false);
    while (!verification.done()) {
      EXPECT_THAT(Read([&](db::Transaction& tx) { return verification.Page(tx); }), IsOk());
    }
    return verification.future_entries();
  }

  Machine machine_;
};

TEST_F(ClockOfAStore, ThatJumpedKeepsItFromBeingWritten) {
  ASSERT_THAT(Add("a", 1), IsOk());
  machine_.time += absl::Hours(24 * 365);
  EXPECT_THAT(Add("b", 2), IsReason(type::v1::REASON_CLOCK_JUMPED));
  EXPECT_EQ(Number("SELECT COUNT(*) FROM journal"), 1);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM phase"), 1);
  machine_.time -= absl::Hours(24 * 365);
  EXPECT_THAT(Add("b", 2), IsOk());
}

TEST_F(ClockOfAStore, IsComparedWithTheLastEntryOfAnyRoot) {
  Phase other = PhaseNamed("x", 1);
  other.set_name("projects/a/phases/x");
  ASSERT_THAT(Insert(Phases(), &other), IsOk());
  // A clock that was a year ahead, in a version before.
  machine_.time += absl::Hours(24 * 365);
  OpenAt();
  ASSERT_THAT(Add("a", 1), IsOk());
  machine_.time -= absl::Hours(24 * 365);
  OpenAt();
  EXPECT_THAT(Add("b", 2), IsReason(type::v1::REASON_CLOCK_JUMPED));
  EXPECT_EQ(FutureEntries(), 1);
  // Reads go on, also those that wait for what was begun before them.
  EXPECT_EQ(Number("SELECT COUNT(*) FROM phase"), 2);
  absl::Status settled = absl::UnknownError("");
  absl::Notification done;
  store().Settle({.root = "projects/p"}, [&](const absl::Status& status) {
    settled = status;
    done.Notify();
  });
  done.WaitForNotification();
  EXPECT_THAT(settled, IsOk());
  // The operator knows better.
  OpenAt(/*accept_clock=*/true);
  EXPECT_THAT(Add("b", 2), IsOk());
  machine_.time += absl::Hours(2);
  EXPECT_THAT(Add("c", 3), IsReason(type::v1::REASON_CLOCK_JUMPED));
}

}  // namespace
}  // namespace cofi
