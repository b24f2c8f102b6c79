// The changes of a resource, newest first, in pages that stay as they are.
#include "db/history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "db/pages.h"
#include "tests/db/examples.h"
#include "tests/db/temporary_store.h"
#include "tests/reasons.h"

namespace cofi {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class HistoryOf : public StoreTest {
 protected:
  absl::StatusOr<db::History> Ask(const db::HistoryQuery& query) {
    db::History history;
    COFI_RETURN_IF_ERROR(Read([&](db::Transaction& tx) -> absl::Status {
      COFI_ASSIGN_OR_RETURN(history, db::ReadHistory(tx, query));
      return absl::OkStatus();
    }));
    return history;
  }

  // `3 projects/p/phases/a: Phase a -> New`
  static std::vector<std::string> Words(const db::History& history) {
    std::vector<std::string> words;
    for (const auto& each : history.entries) {
      Phase before, after;
      each.before().UnpackTo(&before);
      each.entry().resource().UnpackTo(&after);
      words.push_back(absl::StrCat(each.entry().sequence(), " ", each.entry().name(), ": ",
                                   before.display_name(), " -> ", after.display_name()));
    }
    return words;
  }

  void Make(const std::string& name, int position, const std::string& title = "Old") {
    Phase phase = PhaseNamed("x", position);
    phase.set_name(name);
    phase.set_display_name(title);
    ASSERT_THAT(Insert(Phases(), &phase), IsOk());
  }
  void Rename(const std::string& name, const std::string& title) {
    Phase phase = Get(Phases(), name).value();
    phase.set_display_name(title);
    ASSERT_THAT(Update(Phases(), &phase), IsOk());
  }
};

TEST_F(HistoryOf, AResourceNewestFirst) {
  Make("projects/p/phases/a", 1);
  Make("projects/p/phases/ab", 2);
  Rename("projects/p/phases/a", "New");
  ASSERT_THAT(Delete(Phases(), Get(Phases(), "projects/p/phases/a").value()), IsOk());
  Make("projects/p/phases/a", 3, "Again");
  EXPECT_THAT(Words(*Ask({.name = "projects/p/phases/a"})),
              ElementsAre("5 projects/p/phases/a:  -> Again", "4 projects/p/phases/a: New -> ",
                          "3 projects/p/phases/a: Old -> New", "1 projects/p/phases/a:  -> Old"));
  EXPECT_THAT(Words(*Ask({.name = "projects/p/phases/none"})), IsEmpty());
  EXPECT_THAT(Words(*Ask({.name = "projects/p"})), IsEmpty());
}

TEST_F(HistoryOf, WhatIsBelow) {
  Make("projects/p/phases/a", 1);
  Make("projects/p/phases/ab", 2);
  Make("projects/p/phases/a/phases/c", 3);
  Make("projects/q/phases/a", 1);
  EXPECT_THAT(
      Words(*Ask({.name = "projects/p/phases/a", .below = true})),
      ElementsAre("3 projects/p/phases/a/phases/c:  -> Old", "1 projects/p/phases/a:  -> Old"));
  EXPECT_EQ(Ask({.name = "projects/p", .below = true})->entries.size(), 3);
  EXPECT_EQ(Ask({.name = "directory", .below = true})->entries.size(), 0);
}

TEST_F(HistoryOf, PagesStayAsTheyAre) {
  for (int i = 1; i <= 7; ++i) Make(absl::StrCat("projects/p/phases/", i), i);
  db::HistoryQuery query = {.name = "projects/p", .below = true, .page_size = 3};
  std::vector<int64_t> seen;
  do {
    const auto page = Ask(query);
    ASSERT_THAT(page, IsOk());
    for (const auto& each : page->entries) seen.push_back(each.entry().sequence());
    query.page_token = page->next_page_token;
    // Another entry between two pages is on neither.
    Make(absl::StrCat("projects/p/phases/later-", seen.size()),
         100 + static_cast<int>(seen.size()));
  } while (!query.page_token.empty() && seen.size() < 100);
  EXPECT_THAT(seen, ElementsAre(7, 6, 5, 4, 3, 2, 1));
}

TEST_F(HistoryOf, ATokenIsGoodForItsQueryOnly) {
  for (int i = 1; i <= 3; ++i) Make(absl::StrCat("projects/p/phases/", i), i);
  const std::string token =
      Ask({.name = "projects/p", .below = true, .page_size = 1})->next_page_token;
  EXPECT_THAT(Ask({.name = "projects/p/phases/1", .page_token = token}),
              IsReason(type::v1::REASON_PAGE_TOKEN_INVALID));
  EXPECT_THAT(Ask({.name = "projects/p", .below = true, .page_token = "x"}),
              IsReason(type::v1::REASON_PAGE_TOKEN_INVALID));
  EXPECT_THAT(Ask({.name = "projects/p", .page_size = -1}),
              IsReason(type::v1::REASON_VALUE_OUT_OF_RANGE));
}

TEST_F(HistoryOf, APageEndsAtAMebibyte) {
  constexpr int kLarge = 24;
  Application row;
  row.set_name("projects/p/applications/a");
  row.set_display_name("0");
  row.set_note(std::string(100'000, 'n'));
  ASSERT_THAT(Insert(Applications(), &row), IsOk());
  for (int i = 1; i < kLarge; ++i) {
    row.set_display_name(absl::StrCat(i));
    ASSERT_THAT(Update(Applications(), &row), IsOk());
  }
  db::HistoryQuery query = {.name = row.name(), .page_size = 1'000};
  int64_t next = kLarge;
  int pages = 0;
  do {
    const auto history = Ask(query);
    ASSERT_THAT(history, IsOk());
    size_t bytes = 0;
    for (const auto& entry : history->entries) {
      EXPECT_EQ(entry.entry().sequence(), next--);
      bytes += entry.ByteSizeLong();
    }
    EXPECT_LE(bytes, db::kPageBytesMax);
    ASSERT_FALSE(history->entries.empty());
    ++pages;
    query.page_token = history->next_page_token;
  } while (!query.page_token.empty());
  EXPECT_EQ(next, 0);
  EXPECT_GE(pages, 4);
}

}  // namespace
}  // namespace cofi
