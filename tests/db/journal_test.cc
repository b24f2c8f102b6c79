#include "db/journal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/dates.h"
#include "base/identifiers.h"
#include "base/names.h"
#include "db/chain.h"
#include "google/protobuf/util/message_differencer.h"
#include "tests/db/examples.h"
#include "tests/db/temporary_store.h"
#include "tests/reasons.h"

namespace cofi {
namespace {

using google::protobuf::util::MessageDifferencer;
using journal::v1::Change;
using journal::v1::JournalEntry;
using ::testing::IsEmpty;

// Eight bytes, the highest first.
std::string Number(int64_t number) {
  std::string bytes(8, '\0');
  for (int i = 7; i >= 0; --i, number >>= 8) bytes[i] = static_cast<char>(number & 0xff);
  return bytes;
}

// A text behind its length.
std::string Part(const std::string& text) {
  return Number(static_cast<int64_t>(text.size())) + text;
}

int64_t MicrosOf(const JournalEntry& entry) {
  return entry.commit_time().seconds() * 1'000'000 + entry.commit_time().nanos() / 1'000;
}

// The hash of an entry, worked out anew from what a follower receives: anyone
// can check the chain with this and nothing of ours.
std::string HashOf(const JournalEntry& entry) {
  return Sha256("cofi-journal-1" + Part(entry.previous_hash()) + Part(entry.root()) +
                Number(entry.sequence()) + Number(MicrosOf(entry)) +
                Part(IsoDate(entry.effective_date())) + Part(entry.principal()) +
                Part(entry.request_id()) + Part(entry.verb()) + Part(entry.name()) +
                Part(entry.has_resource()
                         ? entry.resource().type_url().substr(sizeof("type.googleapis.com/") - 1)
                         : "cofi.projects.v1.Phase") +
                Number(entry.has_resource()) + Part(entry.resource().value()));
}

class Journal : public StoreTest {
 protected:
  absl::StatusOr<db::Changes> Ask(const std::string& cursor, int limit,
                                  const std::vector<std::string>& types = {},
                                  bool latest_only = false) {
    db::Changes changes;
    COFI_RETURN_IF_ERROR(Read([&](db::Transaction& tx) -> absl::Status {
      COFI_ASSIGN_OR_RETURN(changes, db::ReadChanges(tx, cursor, types, limit, latest_only));
      return absl::OkStatus();
    }));
    return changes;
  }

  std::vector<Change> AllChanges() { return Ask("", 1'000).value().changes; }

  // What a follower receives that goes on from cursor to cursor.
  std::vector<Change> Follow(int limit, const std::vector<std::string>& types = {},
                             bool latest_only = false) {
    std::vector<Change> followed;
    std::string cursor;
    // Bounded, so that a follower that repeats itself fails and does not hang.
    for (bool more = true; more && followed.size() < 1'000;) {
      const db::Changes page = Ask(cursor, limit, types, latest_only).value();
      EXPECT_LE(page.changes.size(), static_cast<size_t>(limit));
      followed.insert(followed.end(), page.changes.begin(), page.changes.end());
      cursor = page.cursor;
      more = page.more;
    }
    return followed;
  }

  // Inserts, updates and deletes in three roots, turn by turn.
  void WriteThreeRoots() {
    for (int i = 0; i < 12; ++i) {
      const std::string project = absl::StrCat("projects/", i % 3 == 0 ? "p" : "q");
      ASSERT_THAT(WriteTo(project,
                          [&](db::Transaction& tx) -> absl::Status {
                            Phase phase = PhaseNamed("", i);
                            phase.set_name(absl::StrCat(project, "/phases/x", i));
                            COFI_RETURN_IF_ERROR(Phases().Insert(tx, &phase));
                            phase.set_display_name("changed");
                            if (i % 2 == 0) COFI_RETURN_IF_ERROR(Phases().Update(tx, &phase));
                            if (i % 4 != 0) return absl::OkStatus();
                            return Phases().Delete(tx, phase);
                          }),
                  IsOk());
      Organization organization;
      organization.set_name(absl::StrCat("organizations/o", i));
      ASSERT_THAT(Insert(Organizations(), &organization), IsOk());
    }
  }
};

TEST_F(Journal, AnEntrySaysWhoDidWhatWhenAndTheState) {
  cause_ = {.principal = "jeanne", .request_id = "r-1", .verb = "CreateReceipt"};
  Receipt receipt = ReceiptNamed("advance", 7'700'00, "2018-02-28");
  ASSERT_THAT(Insert(Receipts(), &receipt), IsOk());
  const auto changes = AllChanges();
  ASSERT_EQ(changes.size(), 1u);
  const JournalEntry& entry = changes[0].entry();
  EXPECT_EQ(entry.root(), "projects/p");
  EXPECT_EQ(entry.sequence(), 1);
  EXPECT_EQ(entry.principal(), "jeanne");
  EXPECT_EQ(entry.request_id(), "r-1");
  EXPECT_EQ(entry.verb(), "CreateReceipt");
  EXPECT_EQ(entry.name(), receipt.name());
  EXPECT_TRUE(MessageDifferencer::Equals(entry.commit_time(), receipt.create_time()));
  EXPECT_EQ(IsoDate(entry.effective_date()), "2018-02-28");
  // The whole resource, but for the etag, which is this entry's number.
  Receipt state;
  ASSERT_TRUE(entry.resource().UnpackTo(&state));
  EXPECT_EQ(state.etag(), "");
  state.set_etag(receipt.etag());
  EXPECT_TRUE(MessageDifferencer::Equals(state, receipt)) << state.DebugString();
}

TEST_F(Journal, EveryChangeHasAnEntry) {
  Phase phase = PhaseNamed("design", 1);
  ASSERT_THAT(Insert(Phases(), &phase), IsOk());
  phase.set_display_name("Étude");
  ASSERT_THAT(Update(Phases(), &phase), IsOk());
  ASSERT_THAT(Delete(Phases(), phase), IsOk());
  const auto changes = AllChanges();
  ASSERT_EQ(changes.size(), 3u);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(changes[i].entry().sequence(), i + 1);
    EXPECT_EQ(changes[i].entry().name(), phase.name());
    EXPECT_EQ(changes[i].entry().has_resource(), i < 2);
  }
  EXPECT_EQ(StoreTest::Number("SELECT COUNT(*) FROM phase"), 0);
}

TEST_F(Journal, AnEntryTakesEffectTodayInTheProjectsTimeZoneWhereNoDateSaysOtherwise) {
  for (const char* zone : {"Pacific/Kiritimati", "Pacific/Pago_Pago"}) {
    cause_.time_zone = zone;
    Phase phase = PhaseNamed("design", 1);
    ASSERT_THAT(Insert(Phases(), &phase), IsOk());
    ASSERT_THAT(Delete(Phases(), phase), IsOk());
    const auto changes = AllChanges();
    for (size_t i = changes.size() - 2; i < changes.size(); ++i) {
      const JournalEntry& entry = changes[i].entry();
      EXPECT_EQ(Day(entry.effective_date()),
                TodayIn(zone, absl::FromUnixSeconds(entry.commit_time().seconds())));
    }
  }
}

TEST_F(Journal, TheChainOfEachRootRecomputes) {
  cause_ = {.principal = "jeanne", .request_id = "r-1", .verb = "Test"};
  WriteThreeRoots();
  std::map<std::string, JournalEntry> last;
  const auto changes = AllChanges();
  for (const Change& change : changes) {
    const JournalEntry& entry = change.entry();
    JournalEntry& before = last[entry.root()];
    EXPECT_EQ(entry.sequence(), before.sequence() + 1);
    EXPECT_EQ(entry.previous_hash(),
              before.sequence() == 0 ? std::string(32, '\0') : before.hash());
    EXPECT_EQ(absl::BytesToHexString(entry.hash()), absl::BytesToHexString(HashOf(entry)));
    before = entry;
  }
  EXPECT_EQ(last.size(), 3u);
}

// Every part is behind its length: text cannot move from one to the next.
TEST(Chain, EntriesThatOnlyDivideTheirTextsDifferentlyHaveDifferentHashes) {
  const std::string before = db::FirstPreviousHash();
  EXPECT_NE(db::HashOf(before, {.principal = "ab", .request_id = "c"}),
            db::HashOf(before, {.principal = "a", .request_id = "bc"}));
}

TEST_F(Journal, AFunctionThatFailsLeavesNoEntry) {
  EXPECT_EQ(Write([](db::Transaction& tx) -> absl::Status {
              Phase phase = PhaseNamed("design", 1);
              COFI_RETURN_IF_ERROR(Phases().Insert(tx, &phase));
              phase.set_position(2);
              COFI_RETURN_IF_ERROR(Phases().Update(tx, &phase));
              return absl::CancelledError("changed my mind");
            }),
            absl::CancelledError("changed my mind"));
  EXPECT_THAT(AllChanges(), IsEmpty());
  EXPECT_EQ(StoreTest::Number("SELECT COUNT(*) FROM phase"), 0);
  Phase phase = PhaseNamed("design", 1);
  ASSERT_THAT(Insert(Phases(), &phase), IsOk());
  EXPECT_EQ(phase.etag(), "1");
}

TEST_F(Journal, ChangesComeInTheOrderOfCommits) {
  WriteThreeRoots();
  const auto changes = AllChanges();
  ASSERT_GT(changes.size(), 24u);
  for (size_t i = 1; i < changes.size(); ++i) {
    EXPECT_LE(MicrosOf(changes[i - 1].entry()), MicrosOf(changes[i].entry()));
  }
  EXPECT_EQ(changes[0].entry().name(), "projects/p/phases/x0");
  EXPECT_EQ(changes[3].entry().name(), "organizations/o0");
}

TEST_F(Journal, AFollowerGoesOnFromAnyCursor) {
  WriteThreeRoots();
  const auto all = AllChanges();
  for (const int limit : {1, 2, 7, static_cast<int>(all.size())}) {
    const auto followed = Follow(limit);
    ASSERT_EQ(followed.size(), all.size());
    for (size_t i = 0; i < all.size(); ++i) {
      EXPECT_TRUE(MessageDifferencer::Equals(followed[i], all[i])) << i;
    }
  }
  // What comes later is found from the last cursor, also after a restart.
  Phase phase = PhaseNamed("late", 99);
  ASSERT_THAT(Insert(Phases(), &phase), IsOk());
  Reopen();
  const auto news = Ask(all.back().cursor(), 1'000).value();
  ASSERT_EQ(news.changes.size(), 1u);
  EXPECT_EQ(news.changes[0].entry().name(), phase.name());
  EXPECT_FALSE(news.more);
}

TEST_F(Journal, AFollowerOfSomeTypesIsSparedTheOthers) {
  WriteThreeRoots();
  const std::string organization = "cofi.projects.v1.Organization";
  for (const int limit : {1, 5, 1'000}) {
    const auto followed = Follow(limit, {organization});
    ASSERT_EQ(followed.size(), 12u);
    for (int i = 0; i < 12; ++i) {
      EXPECT_EQ(followed[i].entry().name(), absl::StrCat("organizations/o", i));
    }
    EXPECT_EQ(Follow(limit, {organization, "cofi.projects.v1.Phase"}).size(), AllChanges().size());
    EXPECT_THAT(Follow(limit, {"cofi.projects.v1.Partner"}), IsEmpty());
  }
  // What was passed over is behind the cursor.
  const auto none = Ask("", 1'000, {"cofi.projects.v1.Partner"}).value();
  EXPECT_THAT(Ask(none.cursor, 1'000).value().changes, IsEmpty());
}

// Who keeps what is never sees what was.
TEST_F(Journal, AFollowerOfTheLatestIsSparedWhatIsOver) {
  WriteThreeRoots();
  std::map<std::string, std::string> last;  // The hash of each name's last entry.
  for (const Change& change : AllChanges()) last[change.entry().name()] = change.entry().hash();
  for (const int limit : {1, 5, 1'000}) {
    const auto followed = Follow(limit, {}, /*latest_only=*/true);
    EXPECT_EQ(followed.size(), last.size());
    for (const Change& each : followed) EXPECT_EQ(each.entry().hash(), last[each.entry().name()]);
  }
  // What changed since the page before comes once more.
  const auto first = Ask("", 1'000, {}, /*latest_only=*/true).value();
  Phase phase;
  ASSERT_THAT(WriteTo("projects/q",
                      [&](db::Transaction& tx) -> absl::Status {
                        COFI_ASSIGN_OR_RETURN(phase, Phases().Get(tx, "projects/q/phases/x1"));
                        phase.set_display_name("once more");
                        return Phases().Update(tx, &phase);
                      }),
              IsOk());
  const auto news = Ask(first.cursor, 1'000, {}, /*latest_only=*/true).value();
  ASSERT_EQ(news.changes.size(), 1u);
  EXPECT_EQ(news.changes[0].entry().name(), phase.name());
}

TEST_F(Journal, WithoutNewsACursorStays) {
  EXPECT_EQ(Ask("", 10).value().cursor, "");
  WriteThreeRoots();
  const std::string last = AllChanges().back().cursor();
  EXPECT_EQ(Ask(last, 10).value().cursor, last);
}

TEST_F(Journal, ACursorOfAnotherKindIsRefused) {
  for (const char* cursor : {"abc", "1x", "-1", "1.5", "99999999999999999999", "' OR 1=1", "7-",
                             "7-0011", "7-001122334455667x", "7-00112233445566778"}) {
    EXPECT_THAT(Ask(cursor, 1), IsReasonWith(type::v1::REASON_VALUE_MALFORMED, "value", cursor));
  }
}

// Once entries are lost, others come under their numbers.
TEST_F(Journal, ACursorOfAnotherHistoryIsRefused) {
  WriteThreeRoots();
  const std::vector<Change> all = AllChanges();
  const std::string lost = all.back().cursor(), left = all[all.size() - 2].cursor();
  const std::string name = all.back().entry().name();
  const auto remove = [&](db::Transaction& tx) -> absl::Status {
    COFI_RETURN_IF_ERROR(tx.Run("DELETE FROM journal WHERE name = $1", {absl::string_view(name)}));
    return tx.Run("DELETE FROM organization WHERE name = $1", {absl::string_view(name)});
  };
  ASSERT_THAT(Write(remove), IsOk());
  for (const std::string& cursor : {lost, lost.substr(0, lost.find('-'))}) {
    EXPECT_THAT(Ask(cursor, 10), IsReasonWith(type::v1::REASON_CURSOR_LOST, "end", left));
  }
  EXPECT_THAT(Ask(left, 10).value().changes, IsEmpty());
  // Another entry stands there.
  ASSERT_THAT(Write([&](db::Transaction& tx) {
                return tx.Run("UPDATE journal SET hash = $1 WHERE name = $2",
                              {db::Blob{Sha256("another")},
                               absl::string_view(all[all.size() - 2].entry().name())});
              }),
              IsOk());
  EXPECT_THAT(Ask(left, 10), IsReason(type::v1::REASON_CURSOR_LOST));
}

TEST_F(Journal, ACursorOfAnOlderVersionGoesOn) {
  WriteThreeRoots();
  const std::vector<Change> all = AllChanges();
  const std::string cursor = all[4].cursor();
  const auto rest = Ask(cursor.substr(0, cursor.find('-')), 1'000).value();
  ASSERT_EQ(rest.changes.size(), all.size() - 5);
  EXPECT_EQ(rest.changes[0].cursor(), all[5].cursor());
  EXPECT_EQ(Ask("0", 1'000).value().changes.size(), all.size());
}

TEST_F(Journal, TheSequenceIsThatOfTheRootsLastEntry) {
  WriteThreeRoots();
  EXPECT_THAT(Read([](db::Transaction& tx) {
                EXPECT_EQ(db::JournalSequence(tx, "directory").value(), 12);
                EXPECT_EQ(db::JournalSequence(tx, "projects/none").value(), 0);
                return absl::OkStatus();
              }),
              IsOk());
}

// A call writes to the root that it is about, or not at all: others write to others
// meanwhile.
TEST_F(Journal, AnEntryOfAnotherRootIsRefused) {
  Phase phase = PhaseNamed("design", 1);
  const absl::Status refused =
      WriteTo("projects/q", [&](db::Transaction& tx) { return Phases().Insert(tx, &phase); });
  EXPECT_THAT(refused, IsReason(type::v1::REASON_INTERNAL));
  EXPECT_EQ(Number("SELECT COUNT(*) FROM journal"), 0);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM phase"), 0);
}

// Whoever changes a byte of the database breaks the chain there.
TEST_F(Journal, AChangedByteBreaksTheChain) {
  Phase phase = PhaseNamed("design", 1);
  ASSERT_THAT(Insert(Phases(), &phase), IsOk());
  struct Changed {
    const char* set;
    std::vector<db::Value> bytes;
  };
  const Changed all[] = {{"root = 'projects/q'", {}},
                         {"sequence = 2", {}},
                         {"commit_time = commit_time + 1", {}},
                         {"effective_date = '2001-01-01'", {}},
                         {"principal = 'other'", {}},
                         {"request_id = 'r'", {}},
                         {"verb = 'Other'", {}},
                         {"name = 'projects/p/phases/x'", {}},
                         {"type = 'cofi.projects.v1.Partner'", {}},
                         {"state = $1", {db::Blob{std::string(1, '\0')}}},
                         {"state = $1", {db::Blob{}}},
                         {"state = NULL", {}},
                         {"previous_hash = $1", {db::Blob{std::string(31, '\0')}}}};
  for (const auto& [set, bytes] : all) {
    const absl::Status rolled_back = absl::CancelledError(set);
    EXPECT_EQ(Write([&, &set = set, &bytes = bytes](db::Transaction& tx) -> absl::Status {
                COFI_RETURN_IF_ERROR(tx.Run(absl::StrCat("UPDATE journal SET ", set), bytes));
                COFI_ASSIGN_OR_RETURN(const db::Changes read, db::ReadChanges(tx, "", {}, 10));
                const JournalEntry& entry = read.changes[0].entry();
                EXPECT_NE(HashOf(entry), entry.hash()) << set;
                return rolled_back;
              }),
              rolled_back);
  }
  const auto changes = AllChanges();
  EXPECT_EQ(HashOf(changes[0].entry()), changes[0].entry().hash());
}

// What waits for a follower that does not read must not depend on how large resources are.
TEST_F(Journal, ChangesEndAtTheirBytes) {
  constexpr int kLarge = 12;
  for (int i = 0; i < kLarge; ++i) {
    Application row;
    row.set_name(absl::StrCat("projects/p/applications/x", i));
    row.set_note(std::string(100'000, 'n'));
    ASSERT_THAT(Insert(Applications(), &row), IsOk());
  }
  std::string cursor;
  int found = 0, reads = 0;
  bool more = true;
  while (more) {
    const auto changes = Ask(cursor, 256);
    ASSERT_THAT(changes, IsOk());
    size_t bytes = 0;
    for (const Change& change : changes->changes) bytes += change.ByteSizeLong();
    EXPECT_LE(bytes, db::kFeedBytesMax + 101'000) << "and the one that went beyond";
    ASSERT_NE(changes->cursor, cursor);
    found += static_cast<int>(changes->changes.size());
    cursor = changes->cursor;
    more = changes->more;
    ++reads;
  }
  EXPECT_EQ(found, kLarge);
  EXPECT_EQ(reads, 4);
}

}  // namespace
}  // namespace cofi
