#include "services/reporting/budget_status_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "clients/services.h"
#include "tests/reporting/examples.h"

namespace cofi::reporting {
namespace {

using ::testing::ElementsAre;
using Request = v1::GetBudgetStatusRequest;

std::vector<std::string> Rows(const ProjectFacts& facts, GroupBy group_by,
                              Language language = Language::kEnglish) {
  std::vector<std::string> rows;
  const v1::BudgetStatus status = MakeBudgetStatus(facts, group_by, language);
  for (const v1::BudgetRow& row : status.rows()) {
    rows.push_back(row.key() + " " + row.display_name() + " " + Shown(row.planned()));
  }
  return rows;
}

// Committed and spent of 10,000.00, in hundredths of a percent.
int Used(const std::string& committed, const std::string& spent) {
  ProjectFacts facts = EmptyProject("2017-04-05");
  Line* line = AddLine(&facts, "62", "10000");
  *line->mutable_committed_amount() = Eur(committed);
  *line->mutable_spent_amount() = Eur(spent);
  return MakeBudgetStatus(facts, Request::GROUP_BY_LINE, Language::kEnglish)
      .rows(0)
      .used_basis_points();
}

TEST(UsedPart, IsRoundedHalfUp) {
  EXPECT_EQ(Used("0", "0"), 0);
  EXPECT_EQ(Used("0", "2.49"), 2);
  EXPECT_EQ(Used("0.25", "0.25"), 1);
  EXPECT_EQ(Used("5000", "5000"), 10000);
  EXPECT_EQ(Used("10000", "5000.50"), 15001);
  EXPECT_EQ(Used("0", "-1.50"), -1) << "more reversed than spent";
  EXPECT_EQ(Used("0", "-1.51"), -2);
}

// 10000 means all, to the cent; 0 nothing.
TEST(UsedPart, NeverCrossesABoundByRounding) {
  EXPECT_EQ(Used("0", "0.01"), 1);
  EXPECT_EQ(Used("0", "-0.01"), -1);
  EXPECT_EQ(Used("0", "9999.60"), 9999);
  EXPECT_EQ(Used("0.01", "9999.98"), 9999);
  EXPECT_EQ(Used("5000", "5000"), 10000);
  EXPECT_EQ(Used("5000", "5000.01"), 10001);
  EXPECT_EQ(Used("0", "10000.40"), 10001);
}

TEST(Overrun, IsWhatIsUsedBeyondWhatIsPlanned) {
  ProjectFacts facts = EmptyProject("2017-04-05");
  *AddLine(&facts, "60", "100")->mutable_spent_amount() = Eur("100");
  *AddLine(&facts, "61", "0")->mutable_spent_amount() = Eur("0.01");
  *AddLine(&facts, "62", "100")->mutable_committed_amount() = Eur("100.01");
  std::vector<bool> overrun;
  const v1::BudgetStatus status =
      MakeBudgetStatus(facts, Request::GROUP_BY_LINE, Language::kEnglish);
  for (const v1::BudgetRow& row : status.rows()) overrun.push_back(row.overrun());
  EXPECT_THAT(overrun, ElementsAre(false, true, true));
}

TEST(UsedPart, OfNothingIsZero) {
  ProjectFacts facts = EmptyProject("2017-04-05");
  *AddLine(&facts, "62", "0")->mutable_spent_amount() = Eur("5");
  const v1::BudgetStatus status =
      MakeBudgetStatus(facts, Request::GROUP_BY_LINE, Language::kEnglish);
  EXPECT_EQ(status.rows(0).used_basis_points(), 0);
  EXPECT_EQ(Shown(status.rows(0).available()), "-5.00 EUR");
}

TEST(UsedPart, StaysWithinItsField) {
  ProjectFacts facts = EmptyProject("2017-04-05");
  *AddLine(&facts, "62", "0.01")->mutable_spent_amount() = Eur("45035996273704.95");
  EXPECT_EQ(MakeBudgetStatus(facts, Request::GROUP_BY_LINE, Language::kEnglish)
                .rows(0)
                .used_basis_points(),
            2147483647);
}

TEST(ByLine, FollowsTheOrderOfTheBudget) {
  ProjectFacts facts = EmptyProject("2017-04-05");
  AddLine(&facts, "62", "1")->set_position(2);
  AddLine(&facts, "60", "2")->set_position(1);
  AddLine(&facts, "79", "3");
  AddLine(&facts, "86", "4");
  EXPECT_THAT(Rows(facts, Request::GROUP_BY_LINE),
              ElementsAre("60-2 line 2 2.00 EUR", "62-1 line 1 1.00 EUR"));
}

TEST(ByAccount, JoinsTheFirstTwoDigitsAndLeavesIndirectCharges) {
  ProjectFacts facts = EmptyProject("2017-04-05");
  AddLine(&facts, "641", "76000");
  AddLine(&facts, "indirect", "10000");
  AddLine(&facts, "645", "34000");
  AddLine(&facts, "60", "4000");
  EXPECT_THAT(Rows(facts, Request::GROUP_BY_ACCOUNT),
              ElementsAre("64 Staff costs 110000.00 EUR", "indirect Indirect charges 10000.00 EUR",
                          "60 Purchases 4000.00 EUR"));
  EXPECT_THAT(Rows(facts, Request::GROUP_BY_ACCOUNT, Language::kFrench),
              ElementsAre("64 Charges de personnel 110000.00 EUR",
                          "indirect Charges indirectes 10000.00 EUR", "60 Achats 4000.00 EUR"));
}

TEST(ByPhase, FollowsThePhasesAndPutsTheRestLast) {
  ProjectFacts facts = EmptyProject("2017-04-05");
  for (const auto& [id, position] : {std::pair("diagnosis", 1), std::pair("experiment", 3)}) {
    Phase& phase = facts.phases.emplace_back();
    phase.set_name(std::string("projects/p/phases/") + id);
    phase.set_display_name(std::string("the ") + id);
    phase.set_position(position);
  }
  AddLine(&facts, "60", "1");
  AddLine(&facts, "61", "2")->set_phase("projects/p/phases/experiment");
  AddLine(&facts, "62", "4")->set_phase("projects/p/phases/diagnosis");
  AddLine(&facts, "63", "8")->set_phase("projects/p/phases/experiment");
  AddLine(&facts, "64", "16")->set_phase("projects/p/phases/deleted");
  EXPECT_THAT(Rows(facts, Request::GROUP_BY_PHASE),
              ElementsAre("diagnosis the diagnosis 4.00 EUR", "experiment the experiment 10.00 EUR",
                          "deleted deleted 16.00 EUR", "  1.00 EUR"));
}

TEST(ByYear, FollowsTheYearsAndPutsTheRestLast) {
  ProjectFacts facts = EmptyProject("2017-04-05");
  AddLine(&facts, "60", "1");
  AddLine(&facts, "61", "2")->set_fiscal_year(2018);
  AddLine(&facts, "62", "4")->set_fiscal_year(2017);
  EXPECT_THAT(Rows(facts, Request::GROUP_BY_YEAR),
              ElementsAre("2017 2017 4.00 EUR", "2018 2018 2.00 EUR", "  1.00 EUR"));
}

TEST(ByFunder, JoinsTheGrantsOfAFunderAndAddsThoseNotPlanned) {
  ProjectFacts facts = EmptyProject("2017-04-05");
  AddLine(&facts, "743", "100")->set_funder("funders/d");
  for (const char* id : {"d1", "d2", "gift"}) {
    Grant* grant = AddGrant(&facts, id, "50", "2017-01-01");
    if (id[0] == 'd') grant->set_funder("funders/d");
    Pay(grant, "20");
  }
  *AddLine(&facts, "62", "100")->mutable_spent_amount() = Eur("60");
  const v1::BudgetStatus status =
      MakeBudgetStatus(facts, Request::GROUP_BY_FUNDER, Language::kEnglish);
  ASSERT_EQ(status.rows_size(), 2) << "no own funds planned, none spent";
  EXPECT_EQ(status.rows(0).key(), "d");
  EXPECT_EQ(Shown(status.rows(0).spent()), "40.00 EUR");
  EXPECT_EQ(Shown(status.rows(0).remaining()), "60.00 EUR");
  EXPECT_EQ(status.rows(1).key(), "gift");
  EXPECT_EQ(Shown(status.total().remaining()), "90.00 EUR");
}

// As budgets says: one answer to what a funder can still pay.
TEST(ByFunder, RemainsWhatTheGrantsStillCanPay) {
  ProjectFacts facts = EmptyProject("2017-04-05");
  AddLine(&facts, "743", "9000")->set_funder("funders/d");
  Grant* grant = AddGrant(&facts, "d", "9000", "2017-01-01");
  Pay(grant, "500");
  SetCeiling(grant, "6000");
  Pay(AddLostGrant(&facts, "lost", "2017-01-01", "2017-02-01"), "40");
  const v1::BudgetStatus status =
      MakeBudgetStatus(facts, Request::GROUP_BY_FUNDER, Language::kEnglish);
  ASSERT_EQ(status.rows_size(), 3);
  EXPECT_EQ(Shown(status.rows(0).remaining()), "5500.00 EUR");
  EXPECT_FALSE(status.rows(0).overrun());
  EXPECT_EQ(Shown(status.rows(1).remaining()), "-40.00 EUR");
  EXPECT_TRUE(status.rows(1).overrun()) << "it pays nothing any more";
  EXPECT_EQ(Shown(status.funding().secured()), "6000.00 EUR");
}

TEST(Status, WithoutABudgetHasNoRows) {
  const v1::BudgetStatus status =
      MakeBudgetStatus(EmptyProject("2017-04-05"), Request::GROUP_BY_LINE, Language::kEnglish);
  EXPECT_TRUE(status.rows().empty());
  EXPECT_TRUE(status.budget().empty());
  EXPECT_FALSE(status.has_adoption_date());
  EXPECT_EQ(Shown(status.total().available()), "0.00 EUR");
  EXPECT_EQ(status.project_state(), Project::STATE_FINANCING);
}

TEST(Positions, AreThoseOfTheCatalogueAndOfEachProjectInOrder) {
  ProjectFacts facts = EmptyProject("2017-04-05");
  auto catalogue = std::make_shared<Catalogue>();
  for (auto* positions : {&facts.positions, &catalogue->positions}) {
    JournalPosition& position = positions->emplace_back();
    position.set_journal(
        clients::JournalOf(positions == &facts.positions ? "applications" : "budgets"));
    position.set_sequence(7);
  }
  facts.catalogue = catalogue;
  const std::vector<JournalPosition> positions = PositionsOf(PortfolioOf({facts}));
  ASSERT_EQ(positions.size(), 2u);
  EXPECT_EQ(positions[0].journal(), "journals/applications");
}

}  // namespace
}  // namespace cofi::reporting
