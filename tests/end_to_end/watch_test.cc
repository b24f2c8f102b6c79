// Who follows the journal misses nothing and sees nothing twice, wherever they
// begin and however often they begin again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/dates.h"
#include "tests/installations/feed.h"
#include "tests/installations/installation.h"
#include "tests/installations/process.h"
#include "tests/installations/project.h"
#include "tests/installations/refusals.h"

namespace cofi::end_to_end {
namespace {

using journal::v1::Change;
using journal::v1::WatchChangesRequest;
using ::testing::ElementsAre;

class Watch : public ::testing::TestWithParam<Shape> {
 protected:
  // Its own servers, so that nothing else is in their journals.
  Watch() : cofi_(GetParam()), project_(cofi_, "p") {
    project_.Win("ville", {.amount = "5000"});
    for (const char* id : {"e1", "e2", "e3"}) project_.Spend(id, {.amount = "1"});
    EXPECT_TRUE(cofi_.books().AwaitRelays());
    for (const auto& [root, sequence] : cofi_.books().Sequences()) {
      if (absl::StrContains(root, "budgets ")) entries_ += sequence;
    }
  }

  static WatchChangesRequest From(const std::string& cursor) {
    WatchChangesRequest request;
    request.set_journal("journals/budgets");
    request.set_cursor(cursor);
    return request;
  }

  // `CreateExpense projects/p/expenses/e1`
  static std::vector<std::string> Words(const std::vector<Change>& changes) {
    std::vector<std::string> words;
    words.reserve(changes.size());
    for (const Change& change : changes) {
      words.push_back(absl::StrCat(change.entry().verb(), " ", change.entry().name()));
    }
    return words;
  }

  // One chain for each root, each entry after the one before.
  static void ExpectWhole(const std::vector<Change>& changes) {
    std::map<std::string, journal::v1::JournalEntry> last;
    std::set<std::string> cursors;
    for (const Change& change : changes) {
      const auto& entry = change.entry();
      EXPECT_EQ(entry.sequence(), last[entry.root()].sequence() + 1) << entry.root();
      const std::string zeros(32, '\0');
      EXPECT_EQ(entry.previous_hash(), entry.sequence() == 1 ? zeros : last[entry.root()].hash());
      EXPECT_EQ(entry.hash().size(), 32);
      EXPECT_TRUE(cursors.insert(change.cursor()).second);
      last[entry.root()] = entry;
    }
  }

  Installation cofi_;
  const Project project_;
  size_t entries_ = 0;  // Of the budgets' journal.
};
COFI_IN_ALL_SHAPES(Watch);

TEST_P(Watch, FromTheBeginning) {
  const std::vector<Change> changes = Feed(cofi_, From("")).Next(entries_);
  ASSERT_EQ(changes.size(), entries_);
  ExpectWhole(changes);
  EXPECT_EQ(Words(changes).front(), "CreateBudget projects/p/budgets/v1");
  EXPECT_EQ(Words(changes).back(), "CreateExpense projects/p/expenses/e3");
  budgets::v1::Expense expense;
  ASSERT_TRUE(changes.back().entry().resource().UnpackTo(&expense));
  EXPECT_EQ(expense.invoice_reference(), "F-e3");
  EXPECT_EQ(IsoDate(changes.back().entry().effective_date()), "2018-03-01");
  EXPECT_EQ(changes.back().entry().principal(), "test");
}

TEST_P(Watch, FromACursor) {
  const std::vector<Change> all = Feed(cofi_, From("")).Next(entries_);
  ASSERT_EQ(all.size(), entries_);
  for (size_t seen = 1; seen < entries_; ++seen) {
    const std::vector<Change> rest =
        Feed(cofi_, From(all[seen - 1].cursor())).Next(entries_ - seen);
    ASSERT_EQ(rest.size(), entries_ - seen);
    EXPECT_EQ(rest.front().SerializeAsString(), all[seen].SerializeAsString());
    EXPECT_EQ(rest.back().SerializeAsString(), all.back().SerializeAsString());
  }
}

TEST_P(Watch, WhatIsCommittedFromNowOn) {
  Feed feed(cofi_, From(""));
  ASSERT_EQ(feed.Next(entries_).size(), entries_);
  project_.Commit("c1", {.amount = "10"});
  EXPECT_THAT(Words(feed.Next(1)), ElementsAre("CreateCommitment projects/p/commitments/c1"));
  // An expense changes its commitment too, in one transaction.
  project_.Spend("e4", {.amount = "4", .commitment = "c1"});
  EXPECT_THAT(Words(feed.Next(2)), ElementsAre("CreateExpense projects/p/commitments/c1",
                                               "CreateExpense projects/p/expenses/e4"));
}

TEST_P(Watch, OnlyCertainTypes) {
  WatchChangesRequest request = From("");
  request.add_types("cofi.budgets.v1.Grant");
  request.add_types("cofi.budgets.v1.Expense");
  Feed feed(cofi_, request);
  EXPECT_THAT(Words(feed.Next(4)), ElementsAre("CreateGrant projects/p/grants/ville",   //
                                               "CreateExpense projects/p/expenses/e1",  //
                                               "CreateExpense projects/p/expenses/e2",  //
                                               "CreateExpense projects/p/expenses/e3"));
  project_.Commit("c1", {.amount = "10"});
  project_.Spend("e4", {.amount = "4"});
  EXPECT_THAT(Words(feed.Next(1)), ElementsAre("CreateExpense projects/p/expenses/e4"));
}

// Several followers, one of which begins again after every third change, while
// four write.
TEST_P(Watch, NoGapAndNoRepeatWhileOthersWrite) {
  constexpr int kWriters = 4, kEach = 25;
  const size_t total = entries_ + kWriters * kEach;
  Feed steady(cofi_, From(""));
  std::vector<std::thread> writers;
  writers.reserve(kWriters);
  for (int writer = 0; writer < kWriters; ++writer) {
    writers.emplace_back([&, writer] {
      for (int i = 0; i < kEach; ++i) {
        project_.Spend(absl::StrCat("w", writer, "-", i), {.amount = "0.01"});
      }
    });
  }
  std::vector<Change> in_pieces;
  while (in_pieces.size() < total) {
    Feed piece(cofi_, From(in_pieces.empty() ? "" : in_pieces.back().cursor()));
    const std::vector<Change> next = piece.Next(std::min<size_t>(3, total - in_pieces.size()));
    if (next.empty()) break;
    in_pieces.insert(in_pieces.end(), next.begin(), next.end());
  }
  for (std::thread& writer : writers) writer.join();
  const std::vector<Change> at_once = steady.Next(total);
  ASSERT_EQ(at_once.size(), total);
  ASSERT_EQ(in_pieces.size(), total);
  ExpectWhole(at_once);
  for (size_t i = 0; i < total; ++i) {
    EXPECT_EQ(in_pieces[i].SerializeAsString(), at_once[i].SerializeAsString());
  }
}

TEST_P(Watch, EndsWithTheServerAndGoesOnAfterIt) {
  std::string cursor;
  {
    Feed feed(cofi_, From(""));
    const std::vector<Change> seen = feed.Next(entries_);
    ASSERT_EQ(seen.size(), entries_);
    cursor = seen.back().cursor();
    std::thread stopper([&] { cofi_.Stop("budgets"); });
    EXPECT_EQ(feed.End().error_code(), grpc::StatusCode::UNAVAILABLE);
    stopper.join();
  }
  cofi_.Start("budgets");
  project_.Commit("c1", {.amount = "10"});
  EXPECT_THAT(Words(Feed(cofi_, From(cursor)).Next(1)),
              ElementsAre("CreateCommitment projects/p/commitments/c1"));
}

TEST_P(Watch, RefusesWhatIsNoCursorOrNoService) {
  EXPECT_EQ(Said(Feed(cofi_, From("yesterday")).End()),
            "INVALID_ARGUMENT VALUE_MALFORMED cursor: cursor is \"yesterday\"; accepted: the cursor"
            " of a change");
  WatchChangesRequest request;
  const std::string none = Said(Feed(cofi_, request).End());
  EXPECT_THAT(none, ::testing::HasSubstr("INVALID_ARGUMENT FIELD_REQUIRED journal: "));
  EXPECT_THAT(Said(Feed(cofi_, request, Language::kFrench).End(), Language::kFrench),
              ::testing::HasSubstr("journal est obligatoire"));
}

}  // namespace
}  // namespace cofi::end_to_end
