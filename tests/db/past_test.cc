// What a store held at a moment, read by the code that reads the present.
#include "db/store/past.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "base/dates.h"
#include "db/journal.h"
#include "tests/db/examples.h"
#include "tests/db/temporary_store.h"
#include "tests/reasons.h"

namespace cofi {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using type::v1::Moment;

Moment After(int64_t sequence) {
  Moment moment;
  moment.set_journal_sequence(sequence);
  return moment;
}

Moment At(absl::Time time) {
  Moment moment;
  *moment.mutable_time() = TimestampFromTime(time);
  return moment;
}

class Past : public StoreTest {
 protected:
  Past() {
    for (const db::TableBase* table :
         std::initializer_list<const db::TableBase*>{&Organizations(), &Phases(), &Receipts()}) {
      tables_.push_back(db::PastOf(*table));
    }
    past_ = std::make_unique<db::Past>(&store(), tables_);
  }

  absl::Status ReadAt(const Moment& moment, db::Store::Function function,
                      const std::string& root = "projects/p") {
    absl::Notification finished;
    absl::Status result;
    past_->Read(cause_, root, moment, std::move(function), [&](const absl::Status& status) {
      result = status;
      finished.Notify();
    });
    finished.WaitForNotification();
    return result;
  }

  // The titles of the phases, by position, and the sequence that the read saw.
  std::vector<std::string> Titles(const Moment& moment, const std::string& root = "projects/p") {
    std::vector<std::string> titles;
    EXPECT_THAT(ReadAt(
                    moment,
                    [&](db::Transaction& tx) -> absl::Status {
                      titles.clear();
                      COFI_ASSIGN_OR_RETURN(const auto phases,
                                            Phases().All(tx, "1 = 1 ORDER BY root, position", {}));
                      for (const Phase& phase : phases) {
                        titles.push_back(absl::StrCat(phase.display_name(), " v", phase.etag()));
                      }
                      return absl::OkStatus();
                    },
                    root),
                IsOk());
    return titles;
  }

  Phase Made(const std::string& id, int position) {
    Phase phase = PhaseNamed(id, position);
    EXPECT_THAT(Insert(Phases(), &phase), IsOk());
    return phase;
  }
  Phase Renamed(Phase phase, const std::string& title) {
    phase.set_display_name(title);
    EXPECT_THAT(Update(Phases(), &phase), IsOk());
    return phase;
  }

  std::vector<db::PastTable> tables_;
  std::unique_ptr<db::Past> past_;
};

TEST_F(Past, NeverTakesATableThatNothingFillsForAnEmptyOne) {
  Made("a", 1);
  for (const char* table : {"funding_grant", "request", "follower"}) {
    EXPECT_THAT(ReadAt(After(1),
                       [&](db::Transaction& tx) {
                         return tx.Number(absl::StrCat("SELECT COUNT(*) FROM ", table)).status();
                       }),
                IsReason(type::v1::REASON_INTERNAL))
        << table;
  }
  EXPECT_THAT(Titles(After(1)), ElementsAre("Phase a v1"));
}

TEST_F(Past, EveryEntryIsAMoment) {
  const Phase a = Made("a", 1);             // 1
  Made("b", 2);                             // 2
  const Phase renamed = Renamed(a, "New");  // 3
  ASSERT_THAT(Delete(Phases(), renamed), IsOk());
  Phase again = Made("a", 3);  // 5
  EXPECT_THAT(Titles(After(0)), IsEmpty());
  EXPECT_THAT(Titles(After(1)), ElementsAre("Phase a v1"));
  EXPECT_THAT(Titles(After(2)), ElementsAre("Phase a v1", "Phase b v2"));
  EXPECT_THAT(Titles(After(3)), ElementsAre("New v3", "Phase b v2"));
  EXPECT_THAT(Titles(After(4)), ElementsAre("Phase b v2"));
  EXPECT_THAT(Titles(After(5)), ElementsAre("Phase b v2", "Phase a v5"));
  // Again, from what was kept.
  EXPECT_THAT(Titles(After(3)), ElementsAre("New v3", "Phase b v2"));
}

// A row is what it was to the byte, whatever its columns hold.
TEST_F(Past, ARowIsWhatItWas) {
  Receipt receipt = ReceiptNamed("r", 12'345, "2018-03-01");
  ASSERT_THAT(Insert(Receipts(), &receipt), IsOk());
  const std::string before = Get(Receipts(), receipt.name())->SerializeAsString();
  Receipt changed = receipt;
  *changed.mutable_amount() = Euros(99);
  ASSERT_THAT(Update(Receipts(), &changed), IsOk());
  std::string then;
  ASSERT_THAT(ReadAt(After(1),
                     [&](db::Transaction& tx) -> absl::Status {
                       COFI_ASSIGN_OR_RETURN(const Receipt row, Receipts().Get(tx, receipt.name()));
                       then = row.SerializeAsString();
                       return absl::OkStatus();
                     }),
              IsOk());
  EXPECT_EQ(then, before);
}

TEST_F(Past, TheJournalStandsWhereItStood) {
  Made("a", 1);
  Made("b", 2);
  for (const int64_t sequence : {0, 1, 2}) {
    int64_t seen = -1;
    ASSERT_THAT(ReadAt(After(sequence),
                       [&](db::Transaction& tx) -> absl::Status {
                         COFI_ASSIGN_OR_RETURN(seen, db::JournalSequence(tx, "projects/p"));
                         return absl::OkStatus();
                       }),
                IsOk());
    EXPECT_EQ(seen, sequence);
  }
}

TEST_F(Past, ATimeIsTheLastEntryUpToIt) {
  std::vector<absl::Time> times;
  for (int i = 1; i <= 5; ++i) {
    Made(absl::StrCat(i), i);
    times.push_back(absl::FromUnixMicros(
        Number(absl::StrCat("SELECT commit_time FROM journal WHERE sequence = ", i))));
    // The clock has microseconds, and entries of one have one time.
    absl::SleepFor(absl::Microseconds(50));
  }
  for (size_t i = 0; i < times.size(); ++i) {
    EXPECT_EQ(Titles(At(times[i])).size(), i + 1);
    EXPECT_EQ(Titles(At(times[i] - absl::Microseconds(1))).size(), i);
  }
  EXPECT_THAT(Titles(At(absl::UnixEpoch())), IsEmpty());
}

// A write has its time before it is committed: a moment between the two waits.
TEST_F(Past, ATimeJustPassedKnowsWhatWasBeingWritten) {
  absl::Notification began;
  std::thread writer([&] {
    EXPECT_THAT(Write([&](db::Transaction& tx) {
                  began.Notify();
                  absl::SleepFor(absl::Milliseconds(200));
                  Phase phase = PhaseNamed("a", 1);
                  return Phases().Insert(tx, &phase);
                }),
                IsOk());
  });
  began.WaitForNotification();
  const absl::Time moment = absl::Now();
  EXPECT_THAT(Titles(At(moment)), ElementsAre("Phase a v1"));
  writer.join();
  EXPECT_THAT(Titles(At(moment)), ElementsAre("Phase a v1"));
}

// The clock was set back between two entries: the second one is not known before
// the first.
TEST_F(Past, TimesOfARootNeverDecrease) {
  Made("a", 1);
  const int64_t ahead = absl::ToUnixMicros(absl::Now() + absl::Hours(1));
  ASSERT_THAT(Write([&](db::Transaction& tx) {
                return tx.Run("UPDATE journal SET commit_time = $1", {ahead});
              }),
              IsOk());
  past_.reset();
  Reopen();
  Made("b", 2);
  EXPECT_EQ(Number("SELECT commit_time FROM journal WHERE sequence = 2"), ahead);
}

TEST_F(Past, AllRootsAtOneTime) {
  Made("a", 1);
  Phase other = PhaseNamed("x", 1);
  other.set_name("projects/q/phases/x");
  ASSERT_THAT(Insert(Phases(), &other), IsOk());
  Organization organization;
  organization.set_name("organizations/ville");
  ASSERT_THAT(Insert(Organizations(), &organization), IsOk());
  const absl::Time moment = absl::Now();
  Made("b", 2);
  EXPECT_THAT(Titles(At(moment), db::kEveryRoot), ElementsAre("Phase a v1", "Phase x v1"));
  EXPECT_THAT(Titles(At(moment)), ElementsAre("Phase a v1"));
  int64_t organizations = -1;
  ASSERT_THAT(ReadAt(
                  At(moment),
                  [&](db::Transaction& tx) -> absl::Status {
                    COFI_ASSIGN_OR_RETURN(organizations,
                                          tx.Number("SELECT COUNT(*) FROM organization"));
                    return absl::OkStatus();
                  },
                  "directory"),
              IsOk());
  EXPECT_EQ(organizations, 1);
}

TEST_F(Past, MoreMomentsThanAreKept) {
  for (int i = 1; i <= 20; ++i) Made(absl::StrCat(i), i);
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i <= 20; ++i) EXPECT_EQ(Titles(After(i)).size(), i);
  }
}

TEST_F(Past, WhatIsNoMomentIsRefused) {
  Made("a", 1);
  const auto nothing = [](db::Transaction&) { return absl::OkStatus(); };
  const auto out_of_range = [](const std::string& key, const std::string& value) {
    return IsReasonWith(type::v1::REASON_VALUE_OUT_OF_RANGE, key, value);
  };
  EXPECT_THAT(ReadAt(After(2), nothing), out_of_range("accepted", "0…1"));
  EXPECT_THAT(ReadAt(After(-1), nothing), out_of_range("value", "-1"));
  EXPECT_THAT(ReadAt(At(absl::Now() + absl::Hours(1)), nothing), out_of_range("field", "known_at"));
  EXPECT_THAT(ReadAt(Moment(), nothing), IsReason(type::v1::REASON_VALUE_MALFORMED));
  EXPECT_THAT(ReadAt(After(1), nothing, db::kEveryRoot),
              IsReason(type::v1::REASON_VALUE_MALFORMED));
  Moment no_time;
  no_time.mutable_time()->set_seconds(std::numeric_limits<int64_t>::max());
  EXPECT_THAT(ReadAt(no_time, nothing), IsReason(type::v1::REASON_VALUE_MALFORMED));
}

// A state that cannot be read is a failure, not an empty past; and not one that
// stays when it is mended.
TEST_F(Past, WhatCannotBeReadIsAFailure) {
  Made("a", 1);
  const int64_t size = Number("SELECT LENGTH(state) FROM journal");
  ASSERT_GT(size, 0);
  const auto count = [](db::Transaction& tx) {
    return tx.Number("SELECT COUNT(*) FROM phase").status();
  };
  ASSERT_THAT(Write([](db::Transaction& tx) {
                return tx.Run("UPDATE journal SET state = $1", {db::Blob{"\xff\xff\xff"}});
              }),
              IsOk());
  EXPECT_THAT(ReadAt(After(1), count), IsReason(type::v1::REASON_INTERNAL));
  ASSERT_THAT(Write([](db::Transaction& tx) { return tx.Run("UPDATE journal SET state = NULL"); }),
              IsOk());
  EXPECT_THAT(ReadAt(After(1), count), IsOk());
}

}  // namespace
}  // namespace cofi
