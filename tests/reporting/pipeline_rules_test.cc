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
  auto directory = std::make_shared<Directory>();
  AddCall(directory.get(), "funders/a/calls/c", "2018-05-01");
  facts.directory = directory;
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

TEST(Totals, CountAnAwardOnlyWhileItStands) {
  for (int state = Application::STATE_DRAFT; state <= Application::STATE_WITHDRAWN; ++state) {
    ProjectFacts facts = EmptyProject("2018-03-23");
    Application* application =
        AddApplication(&facts, "a", static_cast<Application::State>(state), "100");
    *application->mutable_awarded_amount() = Eur("80");
    const v1::Pipeline pipeline = MakePipeline(PortfolioOf({facts}), Language::kEnglish);
    const bool stands = state >= Application::STATE_AWARDED && state <= Application::STATE_CLOSED;
    const std::string awarded = stands ? "80.00 EUR" : "0.00 EUR";
    EXPECT_EQ(Shown(pipeline.entries(0).awarded()), awarded) << state;
    EXPECT_EQ(Shown(pipeline.totals(0).awarded()), awarded) << state;
  }
}

}  // namespace
}  // namespace cofi::reporting
