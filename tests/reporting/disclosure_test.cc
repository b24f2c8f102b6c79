// What funders were told of each other, held against the plan; and what else the overview says of
// few applications only.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/names.h"
#include "services/reporting/application_overview_rules.h"
#include "services/reporting/disclosure_rules.h"
#include "services/reporting/funding_plan_rules.h"
#include "services/reporting/layouts.h"
#include "tests/reporting/documents.h"
#include "tests/reporting/examples.h"

namespace cofi::reporting {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

void Declare(Application* application, const std::string& amount, const std::string& date = "") {
  *application->mutable_declared_cofunding_amount() = Eur(amount);
  if (!date.empty()) *application->mutable_declared_cofunding_date() = On(date);
}

v1::ApplicationOverview OverviewOf(const ProjectFacts& facts) {
  return MakeApplicationOverview(PortfolioOf({facts}), Language::kEnglish);
}

// `a 24000.00 -> 30000.00 (6000.00)`: the same in the plan and in the overview.
std::vector<std::string> Stale(const ProjectFacts& facts) {
  const auto text = [](const std::string& application, const v1::StaleDisclosure& stale) {
    return absl::StrCat(IdOf(application), " ", DecimalFromMinor(Minor(stale.declared())), " -> ",
                        DecimalFromMinor(Minor(stale.current())), " (",
                        DecimalFromMinor(Minor(stale.difference())), ")");
  };
  std::vector<std::string> of_plan, of_overview;
  const v1::FundingPlan plan = MakeFundingPlan(facts);
  for (const v1::PlanSource& source : plan.sources()) {
    if (!source.has_stale_disclosure()) continue;
    of_plan.push_back(text(source.application(), source.stale_disclosure()));
  }
  const v1::ApplicationOverview overview = OverviewOf(facts);
  for (const v1::ApplicationRow& row : overview.rows()) {
    if (!row.has_stale_disclosure()) continue;
    of_overview.push_back(text(row.application(), row.stale_disclosure()));
  }
  EXPECT_THAT(of_overview, ::testing::UnorderedElementsAreArray(of_plan));
  return of_plan;
}

// A funder that was told of 24 000 from another that was asked for them.
ProjectFacts Told() {
  ProjectFacts facts = EmptyProject("2018-03-23");
  facts.catalogue = Funders({{"a", "Fondation de France"}, {"b", "LEADER"}});
  AddLine(&facts, "62", "100000");
  facts.applications.reserve(10);
  Declare(AddApplication(&facts, "a", Application::STATE_SUBMITTED, "50000"), "24000",
          "2018-03-12");
  AddApplication(&facts, "b", Application::STATE_SUBMITTED, "24000");
  return facts;
}

TEST(StaleDisclosure, IsNoneWhereThePlanSaysTheSame) { EXPECT_THAT(Stale(Told()), IsEmpty()); }

TEST(StaleDisclosure, IsOneOfMoreOrLess) {
  ProjectFacts facts = Told();
  *facts.applications[1].mutable_requested_amount() = Eur("30000");
  EXPECT_THAT(Stale(facts), ElementsAre("a 24000.00 -> 30000.00 (6000.00)"));
  facts.applications[1].set_state(Application::STATE_REJECTED);
  EXPECT_THAT(Stale(facts), ElementsAre("a 24000.00 -> 0.00 (-24000.00)"));
}

TEST(StaleDisclosure, CountsWhatWasAwardedAndWhatAGrantCanPay) {
  ProjectFacts facts = Told();
  Application& other = facts.applications[1];
  other.set_state(Application::STATE_AWARDED);
  *other.mutable_awarded_amount() = Eur("20000");
  EXPECT_THAT(Stale(facts), ElementsAre("a 24000.00 -> 20000.00 (-4000.00)"))
      << "before there is a grant";
  Grant* grant = AddGrant(&facts, "b", "20000", "2018-03-01");
  grant->set_application(other.name());
  grant->set_funder(other.funder());
  SetCeiling(grant, "18000");
  EXPECT_THAT(Stale(facts), ElementsAre("a 24000.00 -> 18000.00 (-6000.00)"));
  AddGrant(&facts, "c", "6000", "2018-03-02")->set_funder("funders/c");
  EXPECT_THAT(Stale(facts), IsEmpty()) << "a grant without an application is another's part too";
}

TEST(StaleDisclosure, CountsNoDraftsNorOwnFunds) {
  ProjectFacts facts = Told();
  AddApplication(&facts, "c", Application::STATE_DRAFT, "1000");
  AddApplication(&facts, "d", Application::STATE_WITHDRAWN, "1000");
  AddLine(&facts, "75", "5000");
  EXPECT_THAT(Stale(facts), IsEmpty());
}

TEST(StaleDisclosure, IsOfWhoeverWasAskedOrHasAwarded) {
  ProjectFacts facts = Told();
  Application& told = facts.applications[0];
  *told.mutable_declared_cofunding_amount() = Eur("1");
  for (const auto state :
       {Application::STATE_DRAFT, Application::STATE_REJECTED, Application::STATE_WITHDRAWN}) {
    told.set_state(state);
    EXPECT_THAT(Stale(facts), IsEmpty()) << Application::State_Name(state);
  }
  for (const auto state : {Application::STATE_ON_HOLD, Application::STATE_AGREED}) {
    told.set_state(state);
    EXPECT_THAT(Stale(facts), ElementsAre("a 1.00 -> 24000.00 (23999.00)"));
  }
  told.clear_declared_cofunding_amount();
  EXPECT_THAT(Stale(facts), IsEmpty()) << "who was told nothing was told nothing wrong";
}

TEST(StaleDisclosure, IsAWarningInBothReports) {
  ProjectFacts facts = Told();
  *facts.applications[1].mutable_requested_amount() = Eur("30000");
  constexpr char kEnglish[] =
      "! a, Fondation de France: declared 24,000.00 of other funding on 2018-03-12; the plan now"
      " says 30,000.00 (+6,000.00)";
  EXPECT_THAT(Sentences(LayOut(MakeFundingPlan(facts), {}, Part{}, Language::kEnglish)),
              Contains(kEnglish));
  EXPECT_THAT(Sentences(LayOut(OverviewOf(facts), {}, Part{}, Language::kEnglish)),
              ElementsAre(kEnglish));
  facts.applications[1].set_state(Application::STATE_REJECTED);
  facts.applications[0].clear_declared_cofunding_date();
  EXPECT_THAT(Sentences(LayOut(OverviewOf(facts), {}, Part{}, Language::kEnglish)),
              ElementsAre("! a, Fondation de France: declared 24,000.00 of other funding; the plan"
                          " now says 0.00 (-24,000.00)"));
}

TEST(ApplicationOverviewDocument, HasAColumnForWhatTheFunderSaysWhereItSaysSomething) {
  ProjectFacts facts = Told();
  const auto text = [&] {
    const v1::Document document = LayOut(OverviewOf(facts), {}, Part{}, Language::kFrench);
    EXPECT_TRUE(HoldsTogether(document));
    return absl::StrCat(TableText(document, Language::kFrench)[0], "\n",
                        TableText(document, Language::kFrench)[1]);
  };
  EXPECT_THAT(text(), Not(::testing::HasSubstr("statut")));
  EXPECT_THAT(text(), Not(::testing::HasSubstr("fait suite")));
  facts.applications[0].set_funder_status("En cours d'instruction");
  *facts.applications[0].mutable_funder_status_date() = On("2018-03-20");
  facts.applications[0].set_resubmits("projects/p/applications/z");
  EXPECT_THAT(text(), ::testing::HasSubstr("statut chez le financeur"));
  EXPECT_THAT(text(), ::testing::HasSubstr("fait suite à"));
  EXPECT_THAT(text(), ::testing::HasSubstr("En cours d'instruction | 20/03/2018 | z"));
}

}  // namespace
}  // namespace cofi::reporting
