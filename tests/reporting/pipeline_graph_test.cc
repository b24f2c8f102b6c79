// Who waits for whose decision, and the board, as people read them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "services/reporting/layouts.h"
#include "services/reporting/pipeline_graph_layout.h"
#include "services/reporting/pipeline_rules.h"
#include "tests/reporting/documents.h"
#include "tests/reporting/examples.h"

namespace cofi::reporting {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr Language kEnglish = Language::kEnglish;
constexpr Language kFrench = Language::kFrench;

std::string NameOf(const std::string& id) { return "projects/p/applications/" + id; }

// A funder that decides last, after two others, of which one is late: not before June.
ProjectFacts Waiting() {
  ProjectFacts facts = EmptyProject("2018-03-23");
  Application* const leader =
      AddApplication(&facts, "leader", Application::STATE_SUBMITTED, "24000");
  *leader->mutable_expected_decision_date() = On("2018-05-15");
  leader->add_awaits(NameOf("metropole"));
  leader->add_awaits(NameOf("departement"));
  leader->add_awaits(NameOf("cias"));
  *AddApplication(&facts, "departement", Application::STATE_SUBMITTED, "30000")
       ->mutable_expected_decision_date() = On("2018-04-10");
  AddApplication(&facts, "metropole", Application::STATE_IN_SELECTION, "25000");
  *AddStage(&facts, "metropole", "commission", Stage::STATE_OPEN)
       ->mutable_expected_decision_date() = On("2018-06-15");
  AddApplication(&facts, "cias", Application::STATE_AWARDED, "9000");
  AddApplication(&facts, "alone", Application::STATE_DRAFT, "5000");
  return facts;
}

v1::Pipeline PipelineOf(const ProjectFacts& facts, Graph graph = Graph::kShown) {
  return MakePipeline(PortfolioOf({facts}), kEnglish, graph);
}

v1::PipelineEntry EntryOf(const v1::Pipeline& pipeline, const std::string& id) {
  for (const v1::PipelineEntry& each : pipeline.entries()) {
    if (each.application() == NameOf(id)) return each;
  }
  return {};
}

v1::Document GraphIn(const v1::Pipeline& pipeline, Language language) {
  v1::Document document;
  AddGraph(pipeline, language, &document);
  return document;
}

TEST(WhoWaits, IsSaidOfEachApplication) {
  const v1::Pipeline pipeline = PipelineOf(Waiting(), Graph::kLeftOut);
  const v1::PipelineEntry leader = EntryOf(pipeline, "leader");
  EXPECT_THAT(leader.awaits(),
              ElementsAre(NameOf("metropole"), NameOf("departement"), NameOf("cias")));
  EXPECT_THAT(leader.waits_for(), ElementsAre(NameOf("departement"), NameOf("metropole")))
      << "the CIAS has decided";
  EXPECT_EQ(IsoDate(leader.earliest_decision_date()), "2018-06-15");
  EXPECT_TRUE(leader.critical());
  // What its last stage says.
  EXPECT_EQ(IsoDate(EntryOf(pipeline, "metropole").earliest_decision_date()), "2018-06-15");
  EXPECT_FALSE(EntryOf(pipeline, "departement").critical());
  EXPECT_FALSE(EntryOf(pipeline, "cias").has_earliest_decision_date()) << "it is decided";
  EXPECT_THAT(pipeline.critical_path(), ElementsAre(NameOf("metropole"), NameOf("leader")));
  EXPECT_THAT(pipeline.decisions(), IsEmpty()) << "nobody asked for the graph";
}

TEST(WhoWaits, IsSaidOfSeveralProjectsWithoutAPath) {
  const v1::Pipeline pipeline =
      MakePipeline(PortfolioOf({Waiting()}, /*whole=*/true), kEnglish, Graph::kShown);
  EXPECT_TRUE(EntryOf(pipeline, "leader").critical());
  EXPECT_THAT(pipeline.critical_path(), IsEmpty());
  EXPECT_THAT(pipeline.decisions(), IsEmpty());
}

TEST(WhoWaits, IsATree) {
  const v1::Document document = GraphIn(PipelineOf(Waiting()), kEnglish);
  EXPECT_THAT(
      TableText(document, kEnglish),
      ElementsAre("decision of | expected decision date | earliest decision date | critical",
                  "leader ← departement, metropole (2 decisions awaited) | 2018-05-15 |"
                  " 2018-06-15 | × !",
                  "departement | 2018-04-10 | 2018-04-10 | ",
                  "metropole | 2018-06-15 | 2018-06-15 | ×"));
  EXPECT_EQ(TableOf(document).rows(0).depth(), 0);
  EXPECT_EQ(TableOf(document).rows(1).depth(), 1);
  EXPECT_EQ(TableOf(document).rows(2).depth(), 1);
  EXPECT_TRUE(HoldsTogether(document));
}

TEST(WhoWaits, IsSaidInSentencesInBothLanguages) {
  const v1::Pipeline pipeline = PipelineOf(Waiting());
  EXPECT_THAT(
      Sentences(GraphIn(pipeline, kEnglish)),
      ElementsAre("Critical path: metropole → leader; the last decision on 2018-06-15 at the"
                  " earliest.",
                  "! leader expects its decision on 2018-05-15, but waits for metropole, which is"
                  " decided on 2018-06-15 at the earliest."));
  EXPECT_THAT(Sentences(GraphIn(pipeline, kFrench)),
              ElementsAre("Chemin critique : metropole → leader ; dernière décision au plus tôt le"
                          " 15/06/2018.",
                          "! leader attend sa décision le 15/05/2018, mais après celle de"
                          " metropole, au plus tôt le 15/06/2018."));
  EXPECT_EQ(TableOf(GraphIn(pipeline, kFrench)).rows(0).cells(0).text(),
            "leader ← departement, metropole (2 décisions attendues)");
}

TEST(WhoWaits, ToldOnceWithAllThatIsBelow) {
  ProjectFacts facts = EmptyProject("2018-03-23");
  AddApplication(&facts, "a", Application::STATE_SUBMITTED, "1")->add_awaits(NameOf("c"));
  AddApplication(&facts, "b", Application::STATE_SUBMITTED, "1")->add_awaits(NameOf("c"));
  AddApplication(&facts, "c", Application::STATE_SUBMITTED, "1")->add_awaits(NameOf("d"));
  AddApplication(&facts, "d", Application::STATE_SUBMITTED, "1");
  EXPECT_THAT(TableText(GraphIn(PipelineOf(facts), kEnglish), kEnglish),
              ElementsAre("decision of", "a ← c (1 decision awaited)", "c ← d (1 decision awaited)",
                          "d", "b ← c (1 decision awaited)", "c (see above)"));
}

TEST(WhoWaits, NobodyIsSaidToo) {
  ProjectFacts facts = EmptyProject("2018-03-23");
  AddApplication(&facts, "a", Application::STATE_SUBMITTED, "1");
  EXPECT_THAT(Sentences(GraphIn(PipelineOf(facts), kEnglish)),
              ElementsAre("No application waits for another's decision."));
  *facts.applications[0].mutable_expected_decision_date() = On("2018-05-15");
  EXPECT_THAT(Sentences(GraphIn(PipelineOf(facts), kFrench)),
              ElementsAre("Aucune candidature n'attend la décision d'une autre.",
                          "Chemin critique : a ; dernière décision au plus tôt le 15/05/2018."));
}

TEST(WhoWaits, StandsInThePipelineOnlyIfAskedFor) {
  const v1::Pipeline pipeline = PipelineOf(Waiting());
  v1::GetPipelineRequest request;
  request.set_parent("projects/p");
  const int plain = LayOut(pipeline, request, Part{}, kEnglish).blocks_size();
  request.set_graph(true);
  EXPECT_EQ(LayOut(pipeline, request, Part{}, kEnglish).blocks_size(), plain + 3);
  EXPECT_TRUE(HoldsTogether(LayOut(pipeline, request, Part{}, kEnglish)));
  EXPECT_EQ(LayOut(pipeline, request, {.first = true, .last = false}, kEnglish).blocks_size(), 1)
      << "at the end of all pages";
}

// The titles of the lanes, and of each the cards.
std::vector<std::string> LanesOf(const v1::Document& document) {
  std::vector<std::string> lanes;
  for (const v1::Block& block : document.blocks()) {
    EXPECT_TRUE(block.table().cards());
    std::string lane = block.table().title() + ":";
    for (const v1::Row& row : block.table().rows()) lane += " " + row.cells(0).text();
    lanes.push_back(lane);
  }
  return lanes;
}

TEST(Board, HasALaneForEachStateThatSomeAreIn) {
  ProjectFacts facts = Waiting();
  AddApplication(&facts, "held", Application::STATE_ON_HOLD, "1");
  AddApplication(&facts, "lost", Application::STATE_REJECTED, "1");
  const v1::Pipeline pipeline = PipelineOf(facts);
  v1::GetBoardRequest request;
  request.set_parent("projects/p");
  const v1::Document document = LayOut(pipeline, request, Part{}, kEnglish);
  EXPECT_EQ(document.title(), "Board of applications");
  EXPECT_THAT(
      LanesOf(document),
      ElementsAre("Draft (1): alone", "Submitted (2): departement leader",
                  "In selection (2): held metropole", "Awarded (1): cias", "Over (1): lost"));
  EXPECT_THAT(
      LanesOf(LayOut(pipeline, request, Part{}, kFrench)),
      ElementsAre("Brouillon (1): alone", "Déposée (2): departement leader",
                  "En sélection (2): held metropole", "Accordée (1): cias", "Close (1): lost"));
  EXPECT_TRUE(HoldsTogether(document));
  // What the lane does not say.
  EXPECT_EQ(document.blocks(2).table().rows(0).cells(2).text(), "on hold");
  EXPECT_EQ(document.blocks(2).table().rows(1).cells(2).text(), "commission");
  EXPECT_EQ(document.blocks(4).table().rows(0).cells(2).text(), "rejected");
}

TEST(Board, OfSeveralProjectsNamesThem) {
  v1::GetBoardRequest request;
  request.set_parent("projects/-");
  EXPECT_THAT(LanesOf(LayOut(PipelineOf(Waiting()), request, Part{}, kEnglish)),
              ::testing::Contains("Draft (1): p/alone"));
}

TEST(Board, OfNothingIsASentence) {
  EXPECT_THAT(Sentences(LayOut(Parsed<v1::Pipeline>("as_of_date #2026-11-29"),
                               v1::GetBoardRequest(), Part{}, kFrench)),
              ElementsAre("Aucune candidature au 29/11/2026."));
}

}  // namespace
}  // namespace cofi::reporting
