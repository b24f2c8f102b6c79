// The funding plan by fiscal year: figures and document.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/reporting/funding_plan_rules.h"
#include "services/reporting/layouts.h"
#include "tests/reporting/documents.h"
#include "tests/reporting/examples.h"

namespace cofi::reporting {
namespace {

using ::testing::ElementsAre;

// An application that was awarded so much, by these years, and its grant.
Grant* AddAwarded(ProjectFacts* facts, const std::string& id, const std::string& awarded,
                  const std::vector<std::pair<int, std::string>>& years) {
  Application* const application = AddApplication(facts, id, Application::STATE_AWARDED, awarded);
  for (const auto& [year, amount] : years) {
    auto* const each = application->add_year_amounts();
    each->set_fiscal_year(year);
    *each->mutable_amount() = Eur(amount);
  }
  Grant* const grant = AddGrant(facts, id, awarded, "2017-01-01");
  grant->set_application(application->name());
  return grant;
}

// `2017 10.00 EUR, rest 5.00 EUR`
template <typename Holder>
std::string Told(const Holder& holder) {
  return absl::StrJoin(holder.years(), ", ", [](std::string* out, const v1::PlanYear& each) {
    absl::StrAppend(out, each.has_fiscal_year() ? absl::StrCat(each.fiscal_year()) : "rest", " ",
                    Shown(each.secured()));
  });
}

TEST(PlanYears, AreTheSumsOfTheAwardsThatSayThem) {
  ProjectFacts facts = EmptyProject("2017-04-05");
  AddAwarded(&facts, "a", "30", {{2018, "20"}, {2017, "10"}});
  AddAwarded(&facts, "b", "7", {{2018, "3"}, {2019, "4"}});
  AddAwarded(&facts, "c", "5", {});
  const v1::FundingPlan plan = MakeFundingPlan(facts);
  ASSERT_EQ(plan.sources_size(), 3);
  EXPECT_EQ(Told(plan.sources(0)), "2017 10.00 EUR, 2018 20.00 EUR");
  EXPECT_EQ(Told(plan.sources(1)), "2018 3.00 EUR, 2019 4.00 EUR");
  EXPECT_EQ(Told(plan.sources(2)), "");
  EXPECT_EQ(Told(plan), "2017 10.00 EUR, 2018 23.00 EUR, 2019 4.00 EUR, rest 5.00 EUR");
  EXPECT_EQ(Shown(plan.total().secured()), "42.00 EUR");
}

TEST(PlanYears, AreNoneWhereNoAwardSaysThem) {
  ProjectFacts facts = EmptyProject("2017-04-05");
  AddAwarded(&facts, "a", "30", {});
  EXPECT_EQ(Told(MakeFundingPlan(facts)), "");
}

// A ceiling does not say whose year it takes from.
TEST(PlanYears, SumToWhatTheGrantCanPay) {
  ProjectFacts facts = EmptyProject("2017-04-05");
  SetCeiling(AddAwarded(&facts, "a", "30", {{2017, "10"}, {2018, "20"}}), "25");
  const v1::FundingPlan plan = MakeFundingPlan(facts);
  EXPECT_EQ(Told(plan.sources(0)), "2017 10.00 EUR, 2018 20.00 EUR, rest -5.00 EUR");
  EXPECT_EQ(Shown(plan.total().secured()), "25.00 EUR");
}

TEST(PlanYears, AreNotThoseOfAnAwardThatIsLost) {
  ProjectFacts facts = EmptyProject("2017-04-05");
  AddAwarded(&facts, "a", "30", {{2017, "30"}});
  facts.grants.clear();
  AddLostGrant(&facts, "a", "2017-01-01", "2017-03-01")
      ->set_application(facts.applications.front().name());
  EXPECT_EQ(Told(MakeFundingPlan(facts)), "");
}

// The rows of a table that is not the first.
std::vector<std::string> Rows(const v1::Document& document, const std::string& id) {
  v1::Document only;
  for (const v1::Block& block : document.blocks()) {
    if (block.table().id() == id) *only.add_blocks() = block;
  }
  return only.blocks().empty() ? std::vector<std::string>() : TableText(only, Language::kFrench);
}

TEST(PlanYears, HaveTablesOfTheirOwn) {
  ProjectFacts facts = EmptyProject("2017-04-05");
  AddAwarded(&facts, "a", "30", {{2017, "10"}, {2018, "20"}});
  AddAwarded(&facts, "b", "5", {});
  const v1::Document document = LayOut(MakeFundingPlan(facts), {}, Part{}, Language::kFrench);
  EXPECT_THAT(Rows(document, "source_years"),
              ElementsAre("source | exercice | acquis", "a | 2017 | 10,00", "a | 2018 | 20,00"));
  EXPECT_THAT(Rows(document, "years"),
              ElementsAre("exercice | acquis", "2017 | 10,00", "2018 | 20,00", "non réparti | 5,00",
                          "Total | 35,00"));
  EXPECT_TRUE(EveryColumnSums(document));
  EXPECT_TRUE(HoldsTogether(document));
  facts.applications.front().clear_year_amounts();
  const v1::Document without = LayOut(MakeFundingPlan(facts), {}, Part{}, Language::kFrench);
  EXPECT_THAT(Rows(without, "years"), ElementsAre());
}

}  // namespace
}  // namespace cofi::reporting
