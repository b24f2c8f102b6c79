// What changes from one version of a budget to another, as figures and as a document.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/fields.h"
#include "services/reporting/budget_changes_rules.h"
#include "services/reporting/layouts.h"
#include "tests/reporting/documents.h"
#include "tests/reporting/examples.h"

namespace cofi::reporting {
namespace {

using ::testing::ElementsAre;
using v1::BudgetChangeRow;
using Side = Line::Side;

VersionFacts Version(const std::string& id, int version, Budget::State state) {
  VersionFacts facts;
  facts.budget.set_name("projects/p/budgets/" + id);
  facts.budget.set_version(version);
  facts.budget.set_state(state);
  return facts;
}

void Add(const std::string& id, Side side, const std::string& account, const std::string& planned,
         VersionFacts* version) {
  Line& line = version->lines.emplace_back();
  line.set_name(absl::StrCat(version->budget.name(), "/lines/", id));
  line.set_side(side);
  line.set_account(account);
  line.set_display_name("line " + id);
  line.set_position(static_cast<int>(version->lines.size()));
  *line.mutable_planned_amount() = Eur(planned);
}

// The first version has lines 60, 62, 64 and 74; the second lowers 62, moves 64 to another
// account, drops 60 and has 65 besides.
struct Versions {
  VersionFacts before = Version("v1", 1, Budget::STATE_SUPERSEDED);
  VersionFacts after = Version("v2", 2, Budget::STATE_ADOPTED);

  Versions() {
    *after.budget.mutable_adoption_date() = On("2018-06-01");
    Add("74", Line::SIDE_INCOME, "74", "100", &before);
    Add("60", Line::SIDE_EXPENSE, "60", "10", &before);
    Add("62", Line::SIDE_EXPENSE, "62", "60", &before);
    Add("64", Line::SIDE_EXPENSE, "64", "30", &before);
    Add("62", Line::SIDE_EXPENSE, "62", "45", &after);
    Add("64", Line::SIDE_EXPENSE, "641", "30", &after);
    Add("65", Line::SIDE_EXPENSE, "65", "25", &after);
    Add("74", Line::SIDE_INCOME, "74", "100", &after);
  }
};

std::string RowText(const BudgetChangeRow& row) {
  return absl::StrCat(
      EnumNameOf(row.side()), " ", row.key(), " ", row.account(),
      row.previous_account().empty() ? "" : " from ", row.previous_account(), ": ",
      row.has_planned_before() ? Shown(row.planned_before()) : "-", " to ",
      row.has_planned_after() ? Shown(row.planned_after()) : "-", ", ", Shown(row.difference()),
      row.change() == BudgetChangeRow::CHANGE_UNSPECIFIED ? "" : " ",
      row.change() == BudgetChangeRow::CHANGE_UNSPECIFIED ? "" : EnumNameOf(row.change()));
}

v1::BudgetChanges Changes() {
  const Versions versions;
  v1::BudgetChanges changes =
      MakeBudgetChanges(EmptyProject("2018-07-01"), versions.before, versions.after);
  *changes.mutable_as_of_date() = On("2018-07-01");
  return changes;
}

TEST(BudgetChanges, StandSideBySide) {
  std::vector<std::string> rows, totals;
  const v1::BudgetChanges changes = Changes();
  for (const BudgetChangeRow& row : changes.rows()) rows.push_back(RowText(row));
  for (const BudgetChangeRow& row : changes.totals()) totals.push_back(RowText(row));
  EXPECT_THAT(rows, ElementsAre("EXPENSE 62 62: 60.00 EUR to 45.00 EUR, -15.00 EUR LOWERED",
                                "EXPENSE 64 641 from 64: 30.00 EUR to 30.00 EUR, 0.00 EUR ACCOUNT",
                                "EXPENSE 65 65: - to 25.00 EUR, 25.00 EUR ADDED",
                                "EXPENSE 60 60: 10.00 EUR to -, -10.00 EUR REMOVED",
                                "INCOME 74 74: 100.00 EUR to 100.00 EUR, 0.00 EUR"));
  EXPECT_THAT(totals, ElementsAre("EXPENSE  : 100.00 EUR to 100.00 EUR, 0.00 EUR",
                                  "INCOME  : 100.00 EUR to 100.00 EUR, 0.00 EUR"));
}

// Its money would leave the one side and come to the other.
TEST(BudgetChanges, ALineThatChangesSidesIsInBothSums) {
  VersionFacts before = Version("v1", 1, Budget::STATE_ADOPTED);
  VersionFacts after = Version("v2", 2, Budget::STATE_DRAFT);
  Add("x", Line::SIDE_EXPENSE, "65", "5", &before);
  Add("x", Line::SIDE_INCOME, "75", "7", &after);
  const v1::BudgetChanges changes = MakeBudgetChanges(EmptyProject("2018-07-01"), before, after);
  ASSERT_EQ(changes.rows_size(), 1);
  EXPECT_EQ(RowText(changes.rows(0)),
            "INCOME x 75 from 65: 5.00 EUR to 7.00 EUR, 2.00 EUR ACCOUNT");
  ASSERT_EQ(changes.totals_size(), 2);
  EXPECT_EQ(RowText(changes.totals(0)), "EXPENSE  : 5.00 EUR to 0.00 EUR, -5.00 EUR");
  EXPECT_EQ(RowText(changes.totals(1)), "INCOME  : 0.00 EUR to 7.00 EUR, 7.00 EUR");
}

std::string NamesOf(const ProjectFacts& facts, const std::string& before,
                    const std::string& after) {
  v1::GetBudgetChangesRequest request;
  request.set_before(before);
  request.set_after(after);
  const VersionNames names = VersionsOf(facts, request);
  return absl::StrCat(names.before, " ", names.after);
}

TEST(BudgetChanges, AreOfTheOneInForceUnlessOneIsNamed) {
  ProjectFacts facts = EmptyProject("2018-07-01");
  EXPECT_EQ(NamesOf(facts, "", ""), " ");
  AddLine(&facts, "60", "1");
  facts.budget->set_name("projects/p/budgets/v3");
  EXPECT_EQ(NamesOf(facts, "", ""), " projects/p/budgets/v3");
  for (const char* day : {"2018-06-01", "2018-03-01"}) {
    Budget& earlier = facts.superseded.emplace_back();
    earlier.set_name(absl::StrCat("projects/p/budgets/until-", day));
    *earlier.mutable_state_date() = On(day);
  }
  EXPECT_EQ(NamesOf(facts, "", ""), "projects/p/budgets/until-2018-06-01 projects/p/budgets/v3");
  EXPECT_EQ(NamesOf(facts, "", "v4"), "projects/p/budgets/v3 projects/p/budgets/v4");
  EXPECT_EQ(NamesOf(facts, "v1", ""), "projects/p/budgets/v1 projects/p/budgets/v3");
}

TEST(BudgetChangesLayout, SaysWhatBecomesOfEachLine) {
  const v1::Document document = LayOut(Changes(), {}, Part{}, Language::kEnglish);
  EXPECT_EQ(document.title(), "Changes of the budget – Project");
  EXPECT_THAT(document.facts(),
              ElementsAre("from v1 (superseded) to v2 (adopted 2018-06-01)", "as of 2018-07-01"));
  EXPECT_THAT(
      TableText(document, Language::kEnglish),
      ElementsAre(
          "side | key | account | display name | planned before | planned after | difference |"
          " change",
          "expense | 62 | 62 | line 62 | 60.00 | 45.00 | -15.00 | lowered",
          "expense | 64 | 641 (before: 64) | line 64 | 30.00 | 30.00 |  | account",
          "expense | 65 | 65 | line 65 |  | 25.00 | 25.00 | added",
          "expense | 60 | 60 | line 60 | 10.00 |  | -10.00 | removed",
          "income | 74 | 74 | line 74 | 100.00 | 100.00 |  | "));
  EXPECT_EQ(CellAt(document, 0, "id").resource(), "projects/p/budgets/v2/lines/62");
  EXPECT_EQ(CellAt(document, 3, "id").resource(), "projects/p/budgets/v1/lines/60");
  EXPECT_TRUE(HoldsTogether(document));
  const v1::Document french = LayOut(Changes(), {}, Part{}, Language::kFrench);
  EXPECT_EQ(french.title(), "Évolution du budget – Project");
  EXPECT_EQ(TableText(french, Language::kFrench).front(),
            "sens | ligne | compte | libellé | prévu avant | prévu après | écart | évolution");
}

TEST(BudgetChangesLayout, SaysThatThereIsNoOtherVersion) {
  const Versions versions;
  v1::BudgetChanges changes =
      MakeBudgetChanges(EmptyProject("2018-07-01"), VersionFacts(), versions.after);
  *changes.mutable_as_of_date() = On("2018-07-01");
  const v1::Document document = LayOut(changes, {}, Part{}, Language::kEnglish);
  EXPECT_THAT(Sentences(document), ElementsAre("There is no other version to compare with."));
  EXPECT_EQ(TableText(document, Language::kEnglish).size(), 5u);
}

}  // namespace
}  // namespace cofi::reporting
