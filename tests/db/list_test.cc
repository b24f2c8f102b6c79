#include "db/tables/list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/text.h"
#include "db/pages.h"
#include "tests/db/examples.h"
#include "tests/db/temporary_store.h"
#include "tests/reasons.h"

namespace cofi {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr int kRows = 41;

class Lists : public StoreTest {
 protected:
  Lists() {
    EXPECT_THAT(Write([](db::Transaction& tx) -> absl::Status {
                  for (int i = 0; i < kRows; ++i) {
                    Application row = Row("p", i);
                    COFI_RETURN_IF_ERROR(Applications().Insert(tx, &row));
                  }
                  return absl::OkStatus();
                }),
                IsOk());
    // Of others, which must never be seen among them.
    for (const char* project : {"pp", "q"}) {
      Application row = Row(project, 1);
      EXPECT_THAT(Insert(Applications(), &row), IsOk());
    }
  }

  // Few values, so that many rows are equal in each column, and some unset.
  static Application Row(const std::string& project, int i) {
    static const char* const kTexts[] = {"", "Œ", "A", "é", "z", "10:t", "a"};
    Application row;
    row.set_name(absl::StrCat("projects/", project, "/applications/x", i));
    row.set_display_name(kTexts[i % 7]);
    if (i % 3 != 0) *row.mutable_requested_amount() = Euros(i % 2 == 0 ? -kMinorMax : 7);
    if (i % 4 == 0) *row.mutable_expected_amount() = Euros(i);
    if (i % 5 != 0) row.set_likelihood_basis_points(i % 5 - 2);
    if (i % 5 != 0)
      *row.mutable_expected_decision_date() = On(i % 2 == 0 ? "2018-03-23" : "2017-12-31");
    row.set_state(static_cast<Application::State>(i % 4));
    if (i % 6 == 0) row.mutable_agreement_terms()->set_reference("r");
    if (i % 6 == 1) *row.mutable_agreement_terms()->mutable_signature_date() = On("2018-01-01");
    return row;
  }

  static db::ListQuery Query(const std::string& order_by = "", int page_size = 0) {
    return {.parent = "projects/p", .page_size = page_size, .order_by = order_by};
  }

  // The names of all pages, one after the other.
  std::vector<std::string> Page(db::ListQuery query) {
    std::vector<std::string> all;
    while (true) {
      const auto page = List(Applications(), query);
      EXPECT_THAT(page, IsOk());
      if (!page.ok()) return all;
      EXPECT_LE(page->names.size(), static_cast<size_t>(query.page_size));
      all.insert(all.end(), page->names.begin(), page->names.end());
      if (page->next_page_token.empty() || all.size() > 10 * kRows) return all;
      query.page_token = page->next_page_token;
    }
  }

  absl::Status Refusal(const db::ListQuery& query) { return List(Applications(), query).status(); }
};

TEST_F(Lists, APageHasTheRowsOfItsParentByName) {
  const auto all = List(Applications(), Query());
  ASSERT_THAT(all, IsOk());
  EXPECT_THAT(all->names, SizeIs(kRows));
  EXPECT_TRUE(std::is_sorted(all->names.begin(), all->names.end()));
  EXPECT_EQ(all->next_page_token, "");
}

// The order in which a column's values stand, as an oracle that knows no SQL.
bool Before(const db::Value& a, const db::Value& b) {
  if (std::holds_alternative<db::Null>(a)) return !std::holds_alternative<db::Null>(b);
  if (std::holds_alternative<db::Null>(b)) return false;
  if (const auto* number = std::get_if<int64_t>(&a)) return *number < std::get<int64_t>(b);
  const auto text = [](const db::Value& value) {
    const auto* view = std::get_if<absl::string_view>(&value);
    return view != nullptr ? std::string(*view) : std::get<std::string>(value);
  };
  return text(a) < text(b);
}

// A free text stands where its folded form does, and where that is the same, by its bytes.
std::vector<db::Value> KeysOf(const db::Column& column, const Application& row) {
  db::Value value = column.Read(row);
  if (!column.is_free_text()) return {value};
  return {Fold(std::get<absl::string_view>(value)), value};
}

TEST_F(Lists, PagingGivesEachRowOnceInEveryOrder) {
  std::vector<const db::Column*> sortable;
  for (const db::Column& column : Applications().columns()) {
    if (column.kind() != db::ColumnKind::kParts) sortable.push_back(&column);
  }
  std::vector<Application> rows;
  ASSERT_THAT(Read([&](db::Transaction& tx) -> absl::Status {
                COFI_ASSIGN_OR_RETURN(rows, Applications().Children(tx, "projects/p"));
                return absl::OkStatus();
              }),
              IsOk());
  for (size_t i = 0; i < sortable.size(); ++i) {
    for (const bool descending : {false, true}) {
      // A second key in the other direction, which decides where many are equal.
      const db::Column* second = sortable[(i * 5 + 3) % sortable.size()];
      std::stable_sort(rows.begin(), rows.end(), [&](const Application& a, const Application& b) {
        for (const auto& [column, down] :
             {std::pair(sortable[i], descending), std::pair(second, !descending)}) {
          const auto left = KeysOf(*column, a), right = KeysOf(*column, b);
          for (size_t key = 0; key < left.size(); ++key) {
            if (Before(left[key], right[key])) return !down;
            if (Before(right[key], left[key])) return down;
          }
        }
        return a.name() < b.name();
      });
      std::vector<std::string> expected;
      expected.reserve(rows.size());
      for (const Application& row : rows) expected.push_back(row.name());
      const std::string order_by =
          absl::StrCat(sortable[i]->path(), descending ? " desc" : "", ", ", second->path(),
                       descending ? " asc" : " desc");
      for (const int page_size : {1, 7, kRows, kRows + 1}) {
        EXPECT_EQ(Page(Query(order_by, page_size)), expected) << order_by << " by " << page_size;
      }
    }
  }
}

class ListedTexts : public StoreTest {
 protected:
  void Add(const std::vector<std::string>& titles) {
    EXPECT_THAT(Write([&](db::Transaction& tx) -> absl::Status {
                  for (const std::string& title : titles) {
                    Application row;
                    row.set_name(absl::StrCat("projects/p/applications/x", ++added_));
                    row.set_display_name(title);
                    COFI_RETURN_IF_ERROR(Applications().Insert(tx, &row));
                  }
                  return absl::OkStatus();
                }),
                IsOk());
  }
  // The titles of all pages.
  std::vector<std::string> Titles(db::ListQuery query) {
    query.parent = "projects/p";
    std::vector<std::string> titles;
    do {
      const auto page = List(Applications(), query);
      EXPECT_THAT(page, IsOk());
      if (!page.ok()) return titles;
      for (const std::string& name : page->names) {
        titles.push_back(Get(Applications(), name)->display_name());
      }
      query.page_token = page->next_page_token;
      // What a server takes.
      EXPECT_LE(query.page_token.size(), 4'096u);
    } while (!query.page_token.empty() && titles.size() <= static_cast<size_t>(added_));
    return titles;
  }

  int added_ = 0;
};

TEST_F(ListedTexts, StandAsPeopleReadThem) {
  Add({"Beta", "Zone", "alpha", "Église", "État", "école", "Œuvres", "etat", "ETAT", "Offre"});
  const std::vector<std::string> expected = {"alpha", "Beta", "école",  "Église", "ETAT",
                                             "etat",  "État", "Œuvres", "Offre",  "Zone"};
  for (const int page_size : {1, 3, 100}) {
    EXPECT_EQ(Titles({.page_size = page_size, .order_by = "display_name"}), expected);
    EXPECT_EQ(Titles({.page_size = page_size, .order_by = "display_name desc"}),
              std::vector<std::string>(expected.rbegin(), expected.rend()));
  }
}

TEST_F(ListedTexts, AreFoundHoweverTheyAreTyped) {
  Add({"Beta", "Église", "État", "école", "l’Œuvre", "Zone 12"});
  for (const char* filter :
       {"display_name:\"etat\"", "display_name:état", "display_name:\"ETAT\"",
        "display_name:\"E\u0301TAT\"", "display_name = etat", "display_name = \" État \"",
        "display_name = \"ét*\"", "display_name = \"*TAT\"",
        "display_name >= etas AND display_name <= etau"}) {
    EXPECT_THAT(Titles({.filter = filter}), ElementsAre("État")) << filter;
  }
  EXPECT_THAT(Titles({.filter = "display_name:\"l'oeuvre\""}), ElementsAre("l’Œuvre"));
  EXPECT_THAT(Titles({.filter = "display_name:\"zone\u00a012\""}), ElementsAre("Zone 12"));
  EXPECT_THAT(Titles({.filter = "display_name != ETAT"}), SizeIs(5));
}

// Whatever is asked: a token is never longer than a server takes, and pages go on.
TEST_F(ListedTexts, OfAnyLengthArePaged) {
  std::string every;
  for (const db::Column& column : Applications().columns()) {
    if (column.kind() == db::ColumnKind::kParts) continue;
    absl::StrAppend(&every, every.empty() ? "" : ", ", column.path());
  }
  const std::string long_text = absl::StrJoin(std::vector<std::string>(2'000, "😀é"), "");
  std::vector<std::string> titles;
  for (int i = 0; i < 5; ++i) {
    titles.push_back(absl::StrCat(i % 2 == 0 ? long_text : "x", i));
    Application row;
    row.set_name(absl::StrCat("projects/p/applications/", std::string(50, 'n'), ++added_));
    row.set_display_name(titles.back());
    row.set_note(long_text);
    row.set_funder(absl::StrCat("funders/", std::string(63, 'f')));
    row.set_decision_reference(absl::StrCat(i, long_text));
    row.mutable_agreement_terms()->set_reference(long_text);
    ASSERT_THAT(Insert(Applications(), &row), IsOk());
  }
  for (const std::string& order :
       {std::string("display_name"), std::string("note desc, display_name"), every}) {
    std::vector<std::string> listed = Titles({.page_size = 1, .order_by = order});
    std::sort(listed.begin(), listed.end());
    std::sort(titles.begin(), titles.end());
    EXPECT_EQ(listed, titles) << order;
  }
}

// However many rows are asked for: what an answer takes does not depend on how large somebody
// made them.
TEST_F(ListedTexts, EndTheirPagesAtAMebibyte) {
  constexpr int kLarge = 60;
  for (int i = 0; i < kLarge; ++i) {
    Application row;
    row.set_name(absl::StrCat("projects/p/applications/x", ++added_));
    row.set_display_name(absl::StrCat(i));
    row.set_note(std::string(i % 3 == 0 ? 120'000 : 10, 'n'));
    ASSERT_THAT(Insert(Applications(), &row), IsOk());
  }
  for (const char* order : {"name", "note desc, display_name", "display_name"}) {
    db::ListQuery query = {.parent = "projects/p", .page_size = 1'000, .order_by = order};
    std::vector<size_t> pages;
    size_t rows = 0;
    do {
      const auto page = List(Applications(), query);
      ASSERT_THAT(page, IsOk());
      size_t bytes = 0;
      for (const std::string& name : page->names) {
        bytes += Get(Applications(), name)->ByteSizeLong();
      }
      EXPECT_LE(bytes, db::kPageBytesMax) << order;
      pages.push_back(page->names.size());
      rows += page->names.size();
      query.page_token = page->next_page_token;
    } while (!query.page_token.empty() && rows <= kLarge);
    EXPECT_EQ(rows, kLarge) << order;
    EXPECT_GE(pages.size(), 3u) << order;
  }
}

TEST(APage, HasARowHoweverLargeItIs) {
  db::PageBounds bounds(3, /*at_once=*/false, /*bytes_max=*/10);
  EXPECT_TRUE(bounds.Take(100));
  EXPECT_FALSE(bounds.Take(1));
  db::PageBounds small(3, /*at_once=*/false, /*bytes_max=*/10);
  for (const size_t bytes : {5, 5, 0}) EXPECT_TRUE(small.Take(bytes));
  EXPECT_FALSE(small.Take(0)) << "three rows";
}

// Of a database that sends all of them before one is looked at.
TEST(APage, AsksForFewRowsWhereTheyMayBeLarge) {
  db::PageBounds few(5, /*at_once=*/true, /*bytes_max=*/100);
  EXPECT_EQ(few.Portion(), 6);
  db::PageBounds many(1'000, /*at_once=*/true, /*bytes_max=*/100);
  EXPECT_EQ(many.Portion(), 101);
  EXPECT_TRUE(many.Take(40));
  EXPECT_EQ(many.Portion(), 2) << "one that fits, and one behind it";
  EXPECT_TRUE(many.Take(60));
  EXPECT_EQ(many.Portion(), 1);
  db::PageBounds small(1'000, /*at_once=*/true);
  EXPECT_TRUE(small.Take(10));
  EXPECT_EQ(small.Portion(), 1'000);
  EXPECT_EQ(db::PageBounds(1'000, /*at_once=*/false).Portion(), 1'001);
}

TEST_F(Lists, PagingGoesOnThroughAFilter) {
  db::ListQuery query = Query("requested_amount desc", 3);
  query.filter = "likelihood_basis_points >= 0 AND (state:* OR display_name = \"\")";
  const auto all = Page(query);
  query.page_size = 1'000;
  EXPECT_EQ(all, List(Applications(), query)->names);
  EXPECT_GT(all.size(), 10u);
}

// Neither what comes nor what goes between two pages disturbs the rest.
TEST_F(Lists, PagingBearsChangesBetweenPages) {
  db::ListQuery query = Query("", 10);
  const auto first = List(Applications(), query);
  Application early = Row("p", 0);
  early.set_name("projects/p/applications/a-before-all");
  ASSERT_THAT(Insert(Applications(), &early), IsOk());
  // Even the row that the token was made from.
  Application last;
  last.set_name(first->names.back());
  ASSERT_THAT(Delete(Applications(), last), IsOk());
  query.page_token = first->next_page_token;
  query.page_size = 1'000;
  const auto rest = List(Applications(), query);
  ASSERT_THAT(rest, IsOk());
  EXPECT_THAT(rest->names, SizeIs(kRows - 10));
  EXPECT_GT(rest->names.front(), first->names.back());
}

TEST_F(Lists, AFullLastPageHasNoSuccessor) {
  EXPECT_EQ(List(Applications(), Query("", kRows))->next_page_token, "");
  EXPECT_NE(List(Applications(), Query("", kRows - 1))->next_page_token, "");
  db::ListQuery none = Query();
  none.parent = "projects/none";
  EXPECT_THAT(List(Applications(), none)->names, IsEmpty());
}

TEST_F(Lists, ATokenOfAnotherQueryIsRefused) {
  db::ListQuery query = Query("state", 5);
  query.filter = "likelihood_basis_points >= 0";
  const std::string token = List(Applications(), query)->next_page_token;
  ASSERT_NE(token, "");
  const auto with = [&](auto change) {
    db::ListQuery other = query;
    other.page_token = token;
    change(&other);
    return Refusal(other);
  };
  const auto refused = IsReasonWith(type::v1::REASON_PAGE_TOKEN_INVALID, "field", "page_token");
  EXPECT_THAT(with([](db::ListQuery*) {}), IsOk());
  EXPECT_THAT(with([](db::ListQuery* q) { q->page_size = 9; }), IsOk());
  EXPECT_THAT(with([](db::ListQuery* q) { q->parent = "projects/q"; }), refused);
  EXPECT_THAT(with([](db::ListQuery* q) { q->filter = ""; }), refused);
  EXPECT_THAT(with([](db::ListQuery* q) { q->order_by = "state desc"; }), refused);
  // Of another table with the same query.
  db::ListQuery phases = {.parent = "projects/p", .page_token = token};
  EXPECT_THAT(List(Phases(), phases), refused);
}

TEST_F(Lists, AForgedTokenIsRefused) {
  const std::string token = List(Applications(), Query("state", 5))->next_page_token;
  std::string bytes;
  ASSERT_TRUE(absl::WebSafeBase64Unescape(token, &bytes));
  const std::string digest = bytes.substr(0, 8);
  const auto refused = IsReason(type::v1::REASON_PAGE_TOKEN_INVALID);
  const auto forged = [&](const std::string& text) {
    db::ListQuery query = Query("state", 5);
    query.page_token = absl::WebSafeBase64Escape(text);
    return Refusal(query);
  };
  EXPECT_THAT(forged(bytes), IsOk());
  for (const char* text : {"!", "abc", "0", "' OR 1=1"}) {
    db::ListQuery query = Query("state", 5);
    query.page_token = text;
    EXPECT_THAT(Refusal(query), refused) << text;
  }
  for (size_t size = 1; size < bytes.size(); ++size) {
    EXPECT_THAT(forged(bytes.substr(0, size)), refused) << size;
  }
  // The right digest before keys that are too few, too many, too long, of no
  // kind, or of another kind than the column's.
  for (const char* keys : {"", "2:tA", "2:tA2:tB2:tC", "99:tA2:tB", "2:tA3:tB", "0:2:tB",
                           "2:xA2:tB", "2:x52:tB", "2:ia2:tB", "-2:tA2:tB", ":", "2", "2:i52:tB",
                           "1:n2:tB", "2:tA1:n", "18446744073709551615:tA2:tB"}) {
    EXPECT_THAT(forged(digest + keys), refused) << keys;
  }
  EXPECT_THAT(forged(digest + "2:tA2:tB"), IsOk());
  // What is no text, or one that an engine does not take.
  for (const absl::string_view part :
       {absl::string_view("\xff\xfe"), absl::string_view("\0B", 2), absl::string_view("B\0", 2),
        absl::string_view("\xed\xa0\x80")}) {
    EXPECT_THAT(forged(absl::StrCat(digest, "2:tA", part.size() + 1, ":t", part)), refused)
        << absl::CHexEscape(part);
  }
}

TEST_F(Lists, PageSizesAreDefaultedCoercedOrRefused) {
  EXPECT_THAT(WriteTo("directory",
                      [](db::Transaction& tx) -> absl::Status {
                        for (int i = 0; i < db::kPageSizeMax + 1; ++i) {
                          Organization row;
                          row.set_name(absl::StrCat("organizations/x", i));
                          COFI_RETURN_IF_ERROR(Organizations().Insert(tx, &row));
                        }
                        return absl::OkStatus();
                      }),
              IsOk());
  EXPECT_THAT(List(Organizations(), {.page_size = 0})->names, SizeIs(100));
  EXPECT_THAT(List(Organizations(), {.page_size = 7})->names, SizeIs(7));
  EXPECT_THAT(List(Organizations(), {.page_size = 1'001})->names, SizeIs(1'000));
  EXPECT_THAT(List(Organizations(), {.page_size = 2'147'483'647})->names, SizeIs(1'000));
  for (const int size : {-1, -2'147'483'647 - 1}) {
    EXPECT_THAT(List(Organizations(), {.page_size = size}),
                IsReasonWith(type::v1::REASON_VALUE_OUT_OF_RANGE, "field", "page_size"));
  }
}

TEST_F(Lists, AHyphenStandsForEveryParent) {
  const auto count = [&](const std::string& parent) {
    return List(Applications(), {.parent = parent})->names.size();
  };
  EXPECT_EQ(count("projects/-"), kRows + 2u);
  EXPECT_EQ(count("projects/pp"), 1u);
  EXPECT_EQ(count(""), kRows + 2u);
}

TEST_F(Lists, AHyphenStandsWhereverAnIdentifierDoes) {
  int position = 0;
  for (const char* budget : {"projects/p/budgets/b", "projects/p/budgets/c", "projects/q/budgets/c",
                             "projects/pp/budgets/c"}) {
    Phase phase = PhaseNamed("a", ++position);
    phase.set_name(absl::StrCat(budget, "/phases/a"));
    ASSERT_THAT(Insert(Phases(), &phase), IsOk());
  }
  const auto names = [&](const std::string& parent) {
    return List(Phases(), {.parent = parent})->names;
  };
  EXPECT_THAT(names("projects/p/budgets/-"),
              ElementsAre("projects/p/budgets/b/phases/a", "projects/p/budgets/c/phases/a"));
  EXPECT_THAT(names("projects/-/budgets/c"),
              ElementsAre("projects/p/budgets/c/phases/a", "projects/pp/budgets/c/phases/a",
                          "projects/q/budgets/c/phases/a"));
  EXPECT_THAT(names("projects/-/budgets/-"), SizeIs(4));
  EXPECT_THAT(names("projects/none/budgets/-"), IsEmpty());
}

TEST_F(Lists, AnOrderThatCannotBeIsRefusedWithWhatCan) {
  for (const char* order : {"colour", "state down", "state desc desc", "history", "etag", "root",
                            "state; DROP TABLE application", "1", "state,colour"}) {
    EXPECT_THAT(Refusal(Query(order)),
                IsReasonWith(type::v1::REASON_ORDER_BY_MALFORMED, "field", "order_by"))
        << order;
  }
  EXPECT_THAT(Refusal(Query(" state  desc ,, name ")), IsOk());
}

TEST_F(Lists, TheDefaultOrderYieldsToTheQuerys) {
  db::ListQuery query = Query();
  query.order_by_default = "name desc";
  EXPECT_EQ(List(Applications(), query)->names.front(), "projects/p/applications/x9");
  query.order_by = "name";
  EXPECT_EQ(List(Applications(), query)->names.front(), "projects/p/applications/x0");
}

// A row that becomes another one on the date asked is judged as that.
TEST_F(Lists, TheFilterJudgesWhatIsEffective) {
  const auto effective = [](db::Resources* rows) {
    for (const auto& each : *rows) {
      auto& row = static_cast<Application&>(*each);
      row.set_note(row.state() == Application::STATE_UNSPECIFIED ? "was" : "is");
    }
    std::erase_if(*rows, [](const auto& each) {
      return static_cast<const Application&>(*each).likelihood_basis_points() < 0;
    });
    return absl::OkStatus();
  };
  db::ListQuery query = Query("", 1'000);
  query.filter = "note = was";
  EXPECT_THAT(Read([&](db::Transaction& tx) -> absl::Status {
                const db::Effective view(effective);
                COFI_ASSIGN_OR_RETURN(const db::Page page,
                                      db::List(tx, Applications(), query, &view));
                EXPECT_GT(page.resources.size(), 3u);
                for (const auto& resource : page.resources) {
                  const auto& row = static_cast<const Application&>(*resource);
                  EXPECT_EQ(row.note(), "was");
                  EXPECT_GE(row.likelihood_basis_points(), 0);
                }
                return absl::OkStatus();
              }),
              IsOk());
}

}  // namespace
}  // namespace cofi
