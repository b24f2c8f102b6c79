#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "services/reporting/chart_of_accounts_rules.h"
#include "tests/reporting/examples.h"

namespace cofi::reporting {
namespace {

using ::testing::ElementsAre;

constexpr ChartVersion kCharts[] = {ChartVersion::kCrc9901, ChartVersion::kAnc201806,
                                    ChartVersion::kAnc202206};

std::string French(ChartVersion chart, const std::string& account) {
  const Account* found = FindAccount(chart, account);
  return found == nullptr ? "" : found->text.In(Language::kFrench);
}

// In each version.
std::vector<std::string> French(const std::string& account) {
  std::vector<std::string> all;
  for (const ChartVersion chart : kCharts) all.push_back(French(chart, account));
  return all;
}

absl::string_view ChartOn(const ProjectFacts& facts) {
  return NameOf(ChartVersionOf(facts.lines, facts.budget.value_or(Budget()), facts.as_of));
}

TEST(ChartVersion, IsOfTheFiscalYear) {
  EXPECT_EQ(NameOf(ChartVersionOf(1998)), "crc-99-01");
  EXPECT_EQ(NameOf(ChartVersionOf(2019)), "crc-99-01");
  EXPECT_EQ(NameOf(ChartVersionOf(2020)), "anc-2018-06");
  EXPECT_EQ(NameOf(ChartVersionOf(2024)), "anc-2018-06");
  EXPECT_EQ(NameOf(ChartVersionOf(2025)), "anc-2022-06");
}

TEST(ChartVersion, OfABudgetIsOfTheYearThatAllItsLinesName) {
  ProjectFacts facts = EmptyProject("2026-01-01");
  EXPECT_EQ(ChartOn(facts), "anc-2022-06") << "of the day";
  AddLine(&facts, "60", "1")->set_fiscal_year(2021);
  EXPECT_EQ(ChartOn(facts), "anc-2018-06");
  AddLine(&facts, "61", "0");
  EXPECT_EQ(ChartOn(facts), "anc-2018-06") << "which says nothing with nothing planned";
  AddLine(&facts, "62", "1")->set_fiscal_year(2025);
  EXPECT_EQ(ChartOn(facts), "crc-99-01") << "adopted in 2016";
  facts.budget->clear_adoption_date();
  EXPECT_EQ(ChartOn(facts), "anc-2022-06") << "of the day";
}

TEST(Account, IsTheNearestAbove) {
  EXPECT_EQ(FindAccount(ChartVersion::kCrc9901, "6411")->number, "641");
  EXPECT_EQ(FindAccount(ChartVersion::kCrc9901, "6499")->number, "64");
  EXPECT_EQ(FindAccount(ChartVersion::kAnc202206, "6499")->number, "649");
  EXPECT_EQ(FindAccount(ChartVersion::kCrc9901, "indirect")->number, "indirect");
  EXPECT_EQ(FindAccount(ChartVersion::kCrc9901, "88"), nullptr);
}

// What the regulations moved.
TEST(Account, MeansWhatItsVersionSays) {
  EXPECT_THAT(French("870"), ElementsAre("Bénévolat", "Dons en nature", "Dons en nature"));
  EXPECT_THAT(French("875"), ElementsAre("Dons en nature", "Bénévolat", "Bénévolat"));
  EXPECT_THAT(French("871"), ElementsAre("Prestations en nature", "Prestations en nature",
                                         "Prestations en nature"));
  EXPECT_THAT(French("777"),
              ElementsAre("Quote-part des subventions d'investissement",
                          "Quote-part des subventions d'investissement", "Produits exceptionnels"));
  EXPECT_THAT(French("747"), ElementsAre("Subventions d'exploitation", "Subventions d'exploitation",
                                         "Quote-part des subventions d'investissement"));
  EXPECT_THAT(French("73"), ElementsAre("Dotations et produits de tarification", "Concours publics",
                                        "Concours publics"));
}

TEST(Account, OfAssetsIsInEachVersionAsItHasIt) {
  EXPECT_THAT(French("2184"), ElementsAre("Mobilier", "Mobilier", "Mobilier"));
  EXPECT_THAT(French("219"),
              ElementsAre("Immobilisations corporelles", "Immobilisations corporelles",
                          "Immobilisations corporelles"));
  EXPECT_THAT(French("22"), ElementsAre("Immobilisations grevées de droits", "", ""));
  EXPECT_THAT(French("24"),
              ElementsAre("", "Biens reçus par legs ou donations destinés à être cédés",
                          "Biens reçus par legs ou donations destinés à être cédés"));
  EXPECT_TRUE(IsInvestment("2184"));
  EXPECT_FALSE(IsInvestment("62"));
  EXPECT_FALSE(IsInvestment("indirect"));
}

TEST(Account, OfEachValidBeginningIsThere) {
  for (const ChartVersion chart : kCharts) {
    for (const char* beginning : {"6", "7"}) {
      for (char digit = '0'; digit <= '9'; ++digit) {
        const std::string account = std::string(beginning) + digit;
        EXPECT_EQ(FindAccount(chart, account + "9999")->number.substr(0, 2), account);
        EXPECT_STRNE(FindAccount(chart, account)->text.en, "");
      }
    }
    EXPECT_EQ(FindAccount(chart, "8699")->number, "86");
    EXPECT_EQ(FindAccount(chart, "8799")->number, "87");
  }
}

TEST(Headings, AreThoseOfTheForms) {
  EXPECT_THAT(HeadingsOf(Line::SIDE_EXPENSE),
              ElementsAre("60", "61", "62", "63", "64", "65", "66", "67", "68", "69", "indirect"));
  EXPECT_THAT(HeadingsOf(Line::SIDE_INCOME),
              ElementsAre("70", "73", "74", "75", "76", "77", "78", "79"));
  EXPECT_THAT(HeadingsOf(Line::SIDE_IN_KIND_USE), ElementsAre("86"));
  EXPECT_THAT(HeadingsOf(Line::SIDE_IN_KIND_SOURCE), ElementsAre("87"));
  for (const Line::Side side :
       {Line::SIDE_EXPENSE, Line::SIDE_INCOME, Line::SIDE_IN_KIND_USE, Line::SIDE_IN_KIND_SOURCE}) {
    for (const absl::string_view heading : HeadingsOf(side)) {
      EXPECT_TRUE(IsHeading(heading));
      EXPECT_EQ(HeadingOf(heading), heading);
      EXPECT_EQ(FindAccount(ChartVersion::kAnc202206, heading)->number, heading);
    }
  }
}

TEST(Headings, AreInTheOrderOfTheFormsAndAssetsBehindThem) {
  std::vector<std::string> headings = {"21", "indirect", "60", "20", "69"};
  std::sort(headings.begin(), headings.end(), FormOrder());
  EXPECT_THAT(headings, ElementsAre("60", "69", "indirect", "20", "21"));
}

TEST(Headings, AreTheFirstTwoDigitsOfAnAccount) {
  EXPECT_EQ(HeadingOf("6411"), "64");
  EXPECT_EQ(HeadingOf("74"), "74");
  EXPECT_EQ(HeadingOf("indirect"), "indirect");
  EXPECT_FALSE(IsHeading("641"));
  EXPECT_TRUE(IsHeading("indirect"));
}

TEST(Headings, AreCalledAsTheFormsSay) {
  EXPECT_EQ(HeadingText(ChartVersion::kCrc9901, "64", Language::kFrench), "Charges de personnel");
  EXPECT_EQ(HeadingText(ChartVersion::kCrc9901, "64", Language::kEnglish), "Staff costs");
  EXPECT_EQ(HeadingText(ChartVersion::kCrc9901, "99", Language::kFrench), "");
}

}  // namespace
}  // namespace cofi::reporting
