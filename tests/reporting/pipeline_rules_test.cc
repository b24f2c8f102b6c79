#include "services/reporting/pipeline_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/reporting/examples.h"

namespace cofi::reporting {
namespace {

using ::testing::ElementsAre;

v1::PipelineEntry Only(const ProjectFacts& facts, Language language = Language::kEnglish) {
  const v1::Pipeline pipeline = MakePipeline(PortfolioOf({facts}), language);
  return pipeline.entries_size() == 1 ? pipeline.entries(0) : v1::PipelineEntry();
}

std::string Next(const ProjectFacts& facts, Language language = Language::kEnglish) {
  const v1::PipelineEntry entry = Only(facts, language);
  return entry.next_step() + " " + IsoDate(entry.next_date());
}

TEST(Pipeline, OfAnEmptyProjectIsEmpty) {
  const v1::Pipeline pipeline =
      MakePipeline(PortfolioOf({EmptyProject("2018-03-23")}), Language::kEnglish);
  EXPECT_TRUE(pipeline.entries().empty());
  EXPECT_TRUE(pipeline.totals().empty());
}

TEST(Pipeline, PutsTheFurthestStageLast) {
  ProjectFacts facts = EmptyProject("2018-03-23");
  AddApplication(&facts, "refused", Application::STATE_REJECTED, "1");
  AddApplication(&facts, "held with two", Application::STATE_ON_HOLD, "1");
  AddApplication(&facts, "one", Application::STATE_IN_SELECTION, "1");
  AddApplication(&facts, "won", Application::STATE_AWARDED, "1");
  AddApplication(&facts, "none", Application::STATE_SUBMITTED, "1");
  AddApplication(&facts, "draft", Application::STATE_DRAFT, "1");
  AddStage(&facts, "one", "s1", Stage::STATE_PASSED);
  AddStage(&facts, "held with two", "s1", Stage::STATE_PASSED);
  AddStage(&facts, "held with two", "s2", Stage::STATE_PASSED);
  std::vector<std::string> order;
  const v1::Pipeline pipeline = MakePipeline(PortfolioOf({facts}), Language::kEnglish);
  for (const v1::PipelineEntry& entry : pipeline.entries()) {
    order.push_back(entry.display_name());
  }
  EXPECT_THAT(order, ElementsAre("draft", "none", "one", "held with two", "won", "refused"));
}

TEST(Stages, AreCountedWithoutThoseLeftOut) {
  ProjectFacts facts = EmptyProject("2018-03-23");
  AddApplication(&facts, "a", Application::STATE_IN_SELECTION, "1");
  AddStage(&facts, "a", "third", Stage::STATE_UPCOMING)->set_position(3);
  AddStage(&facts, "a", "second", Stage::STATE_SKIPPED)->set_position(2);
  AddStage(&facts, "a", "first", Stage::STATE_PASSED)->set_position(1);
  const v1::PipelineEntry entry = Only(facts);
  EXPECT_EQ(entry.stages_passed(), 1);
  EXPECT_EQ(entry.stage_count(), 2);
  EXPECT_EQ(entry.stage_display_name(), "third");
}

TEST(NextStep, OfADraftIsToSubmitBeforeTheCallCloses) {
  ProjectFacts facts = EmptyProject("2018-03-23");
  auto catalogue = std::make_shared<Catalogue>();
  AddCall(catalogue.get(), "funders/a/calls/c", "2018-05-01");
  facts.catalogue = catalogue;
  AddApplication(&facts, "a", Application::STATE_DRAFT, "1")->set_call("funders/a/calls/c");
  EXPECT_EQ(Next(facts), "submit 2018-05-01");
  EXPECT_EQ(Next(facts, Language::kFrench), "déposer la candidature 2018-05-01");
  *AddStage(&facts, "a", "note", Stage::STATE_OPEN)->mutable_due_date() = On("2018-04-01");
  EXPECT_EQ(Next(facts), "submit 2018-04-01");
}

TEST(NextStep, InTheSelectionIsTheStage) {
  ProjectFacts facts = EmptyProject("2018-03-23");
  Application* application = AddApplication(&facts, "a", Application::STATE_SUBMITTED, "1");
  *application->mutable_expected_decision_date() = On("2018-07-15");
  EXPECT_EQ(Next(facts), "decision 2018-07-15");
  Stage* stage = AddStage(&facts, "a", "full file", Stage::STATE_OPEN);
  *stage->mutable_due_date() = On("2018-04-01");
  *stage->mutable_expected_decision_date() = On("2018-05-01");
  EXPECT_EQ(Next(facts), "full file 2018-04-01");
  stage->set_state(Stage::STATE_SUBMITTED);
  EXPECT_EQ(Next(facts), "full file 2018-05-01");
}

TEST(NextStep, AfterTheAwardIsWhatIsOwedNext) {
  ProjectFacts facts = EmptyProject("2018-03-23");
  Application* application = AddApplication(&facts, "a", Application::STATE_AWARDED, "1");
  EXPECT_EQ(Next(facts), "sign the agreement ");
  AddObligation(&facts, "a", "final", Obligation::KIND_FINAL_REPORT, "2019-07-31");
  AddObligation(&facts, "a", "sign here", Obligation::KIND_SIGN_AGREEMENT, "2018-09-01");
  AddObligation(&facts, "a", "interim", Obligation::KIND_INTERIM_REPORT, "2018-06-30");
  EXPECT_EQ(Next(facts), "sign here 2018-09-01");
  application->set_state(Application::STATE_AWARDED_CONDITIONALLY);
  EXPECT_EQ(Next(facts), "meet the conditions ");
  application->set_state(Application::STATE_AGREED);
  EXPECT_EQ(Next(facts), "interim 2018-06-30");
  for (Obligation& each : facts.obligations) each.set_state(Obligation::STATE_DONE);
  EXPECT_EQ(Next(facts), "close ") << "nothing was awarded";
  *application->mutable_awarded_amount() = Eur("100");
  EXPECT_EQ(Next(facts), "account for what remains ") << "the grant is still to come";
  Grant* grant = AddGrant(&facts, "a", "100", "2018-01-01");
  grant->set_application("projects/p/applications/a");
  SetCeiling(grant, "80");
  EXPECT_EQ(Next(facts), "account for what remains ");
  Pay(grant, "80");
  *grant->mutable_received_amount() = Eur("79.99");
  EXPECT_EQ(Next(facts), "receive the balance ");
  EXPECT_EQ(Next(facts, Language::kFrench), "encaisser le solde ");
  *grant->mutable_received_amount() = Eur("80");
  EXPECT_EQ(Next(facts), "close ");
  application->set_state(Application::STATE_CLOSED);
  EXPECT_EQ(Next(facts), " ");
}

TEST(NextStep, ToARequestIsTheAnswer) {
  ProjectFacts facts = EmptyProject("2018-03-23");
  AddApplication(&facts, "a", Application::STATE_INFORMATION_REQUESTED, "1");
  EXPECT_EQ(Next(facts), "provide the information asked for ");
  AddObligation(&facts, "a", "accounts of 2017", Obligation::KIND_INFORMATION, "2018-04-15");
  EXPECT_EQ(Next(facts), "accounts of 2017 2018-04-15");
}

TEST(Totals, AreByStateAndNeverMixCurrencies) {
  ProjectFacts euros = EmptyProject("2018-03-23");
  AddApplication(&euros, "a", Application::STATE_SUBMITTED, "100");
  AddApplication(&euros, "b", Application::STATE_DRAFT, "1");
  ProjectFacts francs = EmptyProject("2018-03-23");
  francs.project.set_currency("CHF");
  AddApplication(&francs, "c", Application::STATE_SUBMITTED, "50");
  std::vector<std::string> totals;
  const v1::Pipeline pipeline =
      MakePipeline(PortfolioOf({euros, francs}, true), Language::kEnglish);
  for (const v1::PipelineTotal& total : pipeline.totals()) {
    totals.push_back(std::to_string(total.count()) + " " + Shown(total.requested()));
  }
  EXPECT_THAT(totals, ElementsAre("1 1.00 EUR", "1 50.00 CHF", "1 100.00 EUR"));
}

// One truth about an award: what its grant says, which the funding plan counts too.
TEST(Awarded, IsWhatTheGrantSays) {
  ProjectFacts facts = EmptyProject("2018-03-23");
  Application* application = AddApplication(&facts, "a", Application::STATE_AGREED, "100");
  *application->mutable_awarded_amount() = Eur("80");
  Grant* grant = AddGrant(&facts, "a", "60", "2018-01-01");
  grant->set_application(application->name());
  SetCeiling(grant, "50");
  const v1::Pipeline pipeline = MakePipeline(PortfolioOf({facts}), Language::kEnglish);
  EXPECT_EQ(Shown(pipeline.entries(0).awarded()), "60.00 EUR") << "the award, not its ceiling";
  EXPECT_EQ(Shown(pipeline.totals(0).awarded()), "60.00 EUR");
  grant->clear_application();
  EXPECT_EQ(Shown(Only(facts).awarded()), "0.00 EUR");
}

TEST(Requested, IsNothingOfADraftThatWasWithdrawn) {
  ProjectFacts facts = EmptyProject("2018-03-23");
  Application* application = AddApplication(&facts, "a", Application::STATE_DRAFT, "100");
  EXPECT_EQ(Shown(Only(facts).requested()), "100.00 EUR") << "what it is going to ask";
  application->set_state(Application::STATE_WITHDRAWN);
  EXPECT_EQ(Shown(Only(facts).requested()), "0.00 EUR");
  *application->mutable_submit_date() = On("2018-01-01");
  EXPECT_EQ(Shown(Only(facts).requested()), "100.00 EUR");
}

TEST(Likelihood, IsSaidUntilTheDecision) {
  for (int state = Application::STATE_DRAFT; state <= Application::STATE_WITHDRAWN; ++state) {
    ProjectFacts facts = EmptyProject("2018-03-23");
    AddApplication(&facts, "a", static_cast<Application::State>(state), "1")
        ->set_likelihood_basis_points(6000);
    EXPECT_EQ(Only(facts).likelihood_basis_points(), state <= Application::STATE_ON_HOLD ? 6000 : 0)
        << state;
  }
}

TEST(Late, IsMarkedAndCounted) {
  ProjectFacts facts = EmptyProject("2018-03-23");
  Application* application = AddApplication(&facts, "a", Application::STATE_SUBMITTED, "1");
  for (const auto& [date, days] :
       {std::pair("2018-03-22", -1), std::pair("2018-03-23", 0), std::pair("2018-03-24", 1)}) {
    *application->mutable_expected_decision_date() = On(date);
    const v1::PipelineEntry entry = Only(facts);
    EXPECT_EQ(entry.days_left(), days);
    EXPECT_EQ(entry.overdue(), days < 0);
    EXPECT_EQ(IsoDate(entry.as_of_date()), "2018-03-23");
  }
}

// Whatever the state asks for next.
TEST(Late, IsNotHiddenBehindWhatIsNext) {
  ProjectFacts facts = EmptyProject("2018-03-23");
  Application* application = AddApplication(&facts, "a", Application::STATE_AWARDED, "1");
  AddObligation(&facts, "a", "sign here", Obligation::KIND_SIGN_AGREEMENT, "2018-09-01");
  AddObligation(&facts, "a", "publicity", Obligation::KIND_PUBLICITY, "2018-03-01");
  EXPECT_EQ(Next(facts), "publicity 2018-03-01");
  EXPECT_TRUE(Only(facts).overdue());

  application->set_state(Application::STATE_IN_SELECTION);
  *application->mutable_expected_decision_date() = On("2018-03-02");
  *AddStage(&facts, "a", "jury", Stage::STATE_OPEN)->mutable_due_date() = On("2018-04-01");
  EXPECT_EQ(Next(facts), "decision 2018-03-02");
  application->set_state(Application::STATE_DRAFT);
  EXPECT_EQ(Next(facts), "submit 2018-03-02");
}

TEST(Totals, ThatCannotBeToldCostTheProjectsThatMakeThem) {
  ProjectFacts small = EmptyProject("2018-03-23"), large = small, last = small;
  small.project.set_name("projects/small");
  large.project.set_name("projects/large");
  last.project.set_name("projects/last");
  AddApplication(&small, "a", Application::STATE_SUBMITTED, "1");
  AddApplication(&last, "a", Application::STATE_SUBMITTED, "2");
  for (const char* id : {"a", "b"}) {
    AddApplication(&large, id, Application::STATE_SUBMITTED, "55203253400646");
  }
  AddApplication(&large, "c", Application::STATE_ON_HOLD, "1");
  const v1::Pipeline all =
      MakePipeline(PortfolioOf({small, large, last}, /*whole=*/true), Language::kEnglish);
  ASSERT_EQ(all.omitted_size(), 1);
  EXPECT_EQ(all.omitted(0).project(), "projects/large");
  EXPECT_EQ(all.omitted(0).why(), "requested is too large; the limit is 90,071,992,547,409.91");
  EXPECT_EQ(all.entries_size(), 2);
  ASSERT_EQ(all.totals_size(), 1);
  EXPECT_EQ(Shown(all.totals(0).requested()), "3.00 EUR");
  EXPECT_EQ(all.totals(0).count(), 2);
  EXPECT_NE(
      FigureTooLarge(MakePipeline(PortfolioOf({large}), Language::kEnglish), Language::kEnglish),
      std::nullopt);
}

}  // namespace
}  // namespace cofi::reporting
