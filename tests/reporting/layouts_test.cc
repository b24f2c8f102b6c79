// The reports as documents, but for the budget status.
#include "services/reporting/layouts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/documents.h"
#include "services/reporting/budget_status_rules.h"
#include "services/reporting/deadline_rules.h"
#include "services/reporting/funding_plan_rules.h"
#include "services/reporting/pipeline_rules.h"
#include "tests/reporting/case_facts.h"
#include "tests/reporting/documents.h"
#include "tests/reporting/examples.h"

namespace cofi::reporting {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr Language kEnglish = Language::kEnglish;
constexpr Language kFrench = Language::kFrench;
constexpr Part kFirst{.first = true, .last = false};
constexpr Part kMiddle{.first = false, .last = false};
constexpr Part kLast{.first = false, .last = true};

// Parts put together, as whoever prints them does.
v1::Document Together(const std::vector<v1::Document>& parts) {
  v1::Document whole;
  for (v1::Document part : parts) {
    part.set_report("some");
    AppendPart(part, &whole);
  }
  return whole;
}

// Every report of the case on a day.
std::vector<v1::Document> CaseDocuments(const std::string& as_of, Language language) {
  const ProjectFacts facts = CaseOn(as_of);
  const GatheredFacts gathered = PortfolioOf({facts});
  std::vector<v1::Document> documents;
  using Status = v1::GetBudgetStatusRequest;
  for (const GroupBy group_by :
       {Status::GROUP_BY_LINE, Status::GROUP_BY_ACCOUNT, Status::GROUP_BY_PHASE,
        Status::GROUP_BY_FUNDER, Status::GROUP_BY_YEAR}) {
    Status request;
    request.add_group_by(group_by);
    documents.push_back(
        LayOut(MakeBudgetStatus(facts, request, language), request, Part{}, language));
  }
  documents.push_back(LayOut(MakeFundingPlan(facts), {}, Part{}, language));
  documents.push_back(LayOut(MakeDeadlineList(gathered, {}), {}, Part{}, language));
  documents.push_back(
      LayOut(MakePipeline(gathered, language), v1::GetPipelineRequest(), Part{}, language));
  return documents;
}

TEST(Layouts, SumAndHoldTogetherOnEveryDayOfTheCase) {
  for (const char* day : {"2016-01-01", "2016-06-14", "2017-03-15", "2017-04-05", "2018-03-23"}) {
    for (const Language language : {kEnglish, kFrench}) {
      for (const v1::Document& document : CaseDocuments(day, language)) {
        EXPECT_TRUE(EveryColumnSums(document)) << day;
        EXPECT_TRUE(HoldsTogether(document)) << day;
      }
    }
  }
}

TEST(Layouts, AreFoundOutWhereAColumnDoesNotSum) {
  v1::Document document = CaseDocuments("2018-03-23", kEnglish)[0];
  v1::Table* const table = document.mutable_blocks(0)->mutable_table();
  table->mutable_rows(0)->mutable_cells(3)->mutable_amount()->set_units(4'001);
  EXPECT_FALSE(EveryColumnSums(document));
  table->mutable_rows(0)->mutable_cells(3)->set_ref("precarisation/nothing");
  EXPECT_FALSE(HoldsTogether(document));
}

v1::Document PlanOn(const std::string& day, Language language = kEnglish) {
  v1::FundingPlan plan = MakeFundingPlan(CaseOn(day));
  *plan.mutable_as_of_date() = On(day);
  return LayOut(plan, {}, Part{}, language);
}

TEST(PlanLayout, SaysWhoPaysWhat) {
  const v1::Document document = PlanOn("2017-03-15");
  EXPECT_THAT(document.facts(), ElementsAre("financing", "as of 2017-03-15"));
  EXPECT_THAT(
      TableText(document, kEnglish),
      ElementsAre("source | state | planned | requested | secured | pending | likelihood |"
                  " expected | share",
                  "Fondation de France | awarded | 80,000.00 | 80,000.00 | 80,000.00 |  |  |  |"
                  " 44.44%",
                  "Pays de Rennes (LEADER) | submitted | 24,000.00 | 24,000.00 |  | 24,000.00 |"
                  " 50% | 12,000.00 | 13.33%",
                  "Département d'Ille-et-Vilaine | awarded | 30,000.00 | 30,000.00 | 30,000.00 |"
                  "  |  |  | 16.67%",
                  "Rennes Métropole | awarded | 25,000.00 | 25,000.00 | 25,000.00 |  |  |  |"
                  " 13.89%",
                  "CIAS à l'Ouest de Rennes | submitted | 9,000.00 | 9,000.00 |  | 9,000.00 | 90% |"
                  " 8,100.00 | 5%",
                  "own funds |  | 12,000.00 |  |  |  |  |  | 6.67%",
                  "Total |  | 180,000.00 | 168,000.00 | 135,000.00 | 33,000.00 |  | 20,100.00 |"
                  " 100%"));
  EXPECT_THAT(Sentences(document),
              Contains("To start: 80% secured (144,000.00) · not met: 9,000.00 missing"));
  EXPECT_THAT(Sentences(PlanOn("2018-03-23")),
              Contains("To start: 80% secured (144,000.00) · met since 2017-04-05"));
}

TEST(PlanLayout, NamesWhatMakesEachFigure) {
  const v1::Document document = PlanOn("2018-03-23");
  EXPECT_EQ(CellAt(document, 0, "source").resource(), "projects/precarisation/applications/fdf");
  EXPECT_EQ(CellAt(document, 0, "planned").ref(), "precarisation/planned,funder=fdf");
  EXPECT_EQ(CellAt(document, 0, "requested").ref(), "precarisation/requested,application=fdf");
  EXPECT_EQ(CellAt(document, 0, "secured").ref(), "precarisation/secured,grant=fdf");
  EXPECT_EQ(CellAt(document, 0, "received").ref(), "precarisation/received,grant=fdf");
  EXPECT_EQ(CellAt(document, 1, "pending").ref(), "precarisation/pending,application=leader");
  EXPECT_EQ(CellAt(document, 5, "planned").ref(), "precarisation/planned,funder=");
  EXPECT_EQ(CellAt(document, 5, "spent").ref(), "precarisation/spent,funder=");
  EXPECT_EQ(CellAt(document, 6, "secured").ref(), "precarisation/secured");
  EXPECT_EQ(CellAt(document, 0, "application").text(), "fdf");
  EXPECT_THAT(
      ByPriority(document),
      ElementsAre("source", "state", "secured", "planned", "pending", "to_request", "received",
                  "requested", "spent", "conditional", "share_basis_points", "expected",
                  "likelihood_basis_points", "claimable", "claimed", "receivable"));
}

v1::FundingPlan Conditional() {
  return Parsed<v1::FundingPlan>(R"(
    project: 'projects/p' project_display_name: 'P' as_of_date #2017-03-15
    sources { funder: 'funders/f' application: 'projects/p/applications/f' display_name: 'FDF'
              grant: 'projects/p/grants/f2' state: STATE_AWARDED_CONDITIONALLY planned @50
              requested @60 secured @48 conditional @40 received @20 spent @10 }
    sources { funder: 'funders/c' display_name: 'CAF' planned @25 to_request @25 }
    total { planned @75 to_request @25 requested @60 secured @48 conditional @40 received @20
            spent @10 }
    start_condition { required_basis_points: 8000 required_amount @60 secured_amount @48
                      missing_applications: 'projects/p/applications/cias' }
    funding { expenses @75 secured @48 secured_basis_points: 6400 conditional @40 to_request @25
              gap @27 pending @0 } )");
}

TEST(PlanLayout, SaysWhatIsUnderConditionsAndWhoWasNotAsked) {
  const v1::Document document = LayOut(Conditional(), {}, Part{}, kFrench);
  EXPECT_THAT(TableText(document, kFrench),
              ElementsAre("source | état | prévu | à demander | demandé | acquis |"
                          " dont sous condition | reçu | réalisé",
                          "FDF | accordée sous condition | 50,00 |  | 60,00 | 48,00 | 40,00 |"
                          " 20,00 | 10,00",
                          "CAF | pas encore demandé | 25,00 | 25,00 |  |  |  |  | ",
                          "Total |  | 75,00 | 25,00 | 60,00 | 48,00 | 40,00 | 20,00 | 10,00"));
  EXPECT_THAT(Sentences(document),
              ElementsAre("Acquis 48,00 sur 75,00 (64\u202F%), dont 40,00 sous condition ·"
                          " en attente 0,00 · à demander 25,00 · reste à financer 27,00",
                          "Pour démarrer : 80\u202F% acquis (60,00) · en comptant 40,00 sous"
                          " condition · condition non remplie · restent à obtenir : cias"));
  EXPECT_EQ(CellAt(document, 0, "conditional").ref(), "p/conditional,grant=f2");
  EXPECT_EQ(CellAt(document, 1, "to_request").ref(), "p/to-request,funder=c");
  EXPECT_TRUE(EveryColumnSums(document));
  EXPECT_TRUE(HoldsTogether(document));
}

TEST(PlanLayout, OfAPeriodSaysWhatWasReceivedInIt) {
  v1::FundingPlan plan = Conditional();
  *plan.mutable_from_date() = On("2017-01-01");
  const v1::Document document = LayOut(plan, {}, Part{}, kEnglish);
  EXPECT_THAT(document.facts(), Contains("since 2017-01-01"));
  EXPECT_EQ(CellAt(document, 0, "received").ref(), "p/received,grant=f2,from=2017-01-01");
  EXPECT_EQ(CellAt(document, 2, "spent").ref(), "p/spent,from=2017-01-01");
  EXPECT_EQ(CellAt(document, 0, "secured").ref(), "p/secured,grant=f2");
}

std::vector<std::string> Pieces(const v1::Chart& chart) {
  std::vector<std::string> pieces;
  for (const v1::Chart::Mark& mark : chart.tracks(0).marks()) {
    pieces.push_back(mark.label() + " " + Shown(mark.amount()));
  }
  return pieces;
}

TEST(PlanStack, HasAPieceForAllThatPaysForTheExpenses) {
  const v1::Document document = LayOut(Conditional(), {}, Part{}, kEnglish);
  const v1::Chart* chart = ChartOf(document);
  ASSERT_NE(chart, nullptr);
  EXPECT_EQ(chart->kind(), v1::Chart::KIND_STACK);
  EXPECT_EQ(Shown(chart->tracks(0).whole()), "75.00 EUR");
  EXPECT_THAT(Pieces(*chart), ElementsAre("secured 8.00 EUR", "under conditions 40.00 EUR",
                                          "to request 25.00 EUR", "not covered 2.00 EUR"));
  EXPECT_EQ(chart->caption(),
            "Secured 48.00 of 75.00 (64%), of which 40.00 under conditions; 27.00 missing,"
            " 25.00 to request.");
  const v1::Document later = PlanOn("2018-03-23", kFrench);
  EXPECT_THAT(Pieces(*ChartOf(later)),
              ElementsAre("acquis 144000.00 EUR", "autofinancement 12000.00 EUR",
                          "en attente 24000.00 EUR"));
  EXPECT_EQ(ChartOf(later)->caption(),
            "Acquis 144\u202F000,00 sur 180\u202F000,00 (80\u202F%) ; il manque 24\u202F000,00,"
            " 24\u202F000,00 en attente.");
}

TEST(PlanStack, SaysThatNothingIsMissing) {
  v1::FundingPlan plan = Conditional();
  *plan.mutable_funding() =
      Parsed<v1::FundingSummary>("expenses @75 secured @80 secured_basis_points: 10666 gap @-5");
  const v1::Document document = LayOut(plan, {}, Part{}, kEnglish);
  EXPECT_EQ(ChartOf(document)->caption(), "Secured 80.00 of 75.00 (106.66%); nothing is missing.");
  EXPECT_THAT(Sentences(document), Contains(HasSubstr("surplus 5.00")));
  EXPECT_THAT(Pieces(*ChartOf(document)), ElementsAre("secured 80.00 EUR"));
  plan.mutable_funding()->Clear();
  EXPECT_EQ(ChartOf(LayOut(plan, {}, Part{}, kEnglish)), nullptr) << "of nothing planned";
}

v1::DeadlineList Due() {
  return Parsed<v1::DeadlineList>(R"(
    as_of_date #2018-03-23
    deadlines { date #2018-03-20 days_left: -3 overdue: true kind: KIND_OBLIGATION
                obligation_kind: KIND_PAYMENT_CLAIM display_name: 'Acompte' funder: 'funders/fdf'
                funder_display_name: 'FDF' project: 'projects/tahiti' as_of_date #2018-03-22
                resource: 'projects/tahiti/applications/fdf/obligations/a' unlocked_amount @150 }
    deadlines { date #2018-03-24 days_left: 1 kind: KIND_EVENT display_name: 'Réunion'
                project: 'projects/paris' resource: 'projects/paris/updates/u'
                as_of_date #2018-03-23 } )");
}

TEST(DeadlinesLayout, SaysWhatIsDueWhen) {
  v1::ListDeadlinesRequest all;
  all.set_parent("projects/-");
  const v1::Document document = LayOut(Due(), all, Part{}, kFrench);
  EXPECT_EQ(document.title(), "Échéances");
  EXPECT_THAT(document.facts(), ElementsAre("au 23/03/2018"));
  EXPECT_THAT(
      TableText(document, kFrench),
      ElementsAre("date | quand | nature | objet | financeur | projet | au | montant débloqué",
                  "20/03/2018 | 3 jours de retard | demande de paiement | Acompte | FDF |"
                  " tahiti | 22/03/2018 | 150,00 !",
                  "24/03/2018 | dans 1 jour | événement | Réunion |  | paris |  | "));
  EXPECT_EQ(CellAt(document, 0, "what").resource(),
            "projects/tahiti/applications/fdf/obligations/a");
  EXPECT_EQ(CellAt(document, 0, "resource").text(), "tahiti/fdf/a");
  EXPECT_EQ(CellAt(document, 0, "funder").resource(), "funders/fdf");
  EXPECT_THAT(ByPriority(document),
              ElementsAre("date", "when", "what", "project", "as_of_date", "funder", "kind",
                          "unlocked_amount", "expected_amount", "received_amount"));
  EXPECT_TRUE(HoldsTogether(document));
  v1::ListDeadlinesRequest one;
  one.set_parent("projects/tahiti");
  EXPECT_EQ(TableText(LayOut(Due(), one, Part{}, kEnglish), kEnglish)[2],
            "2018-03-24 | in 1 day | event | Réunion |  |  | ");
}

TEST(DeadlinesLayout, HasADayOfACalendarForEach) {
  const v1::Document document = LayOut(Due(), {}, Part{}, kFrench);
  const v1::Events& events = document.blocks(1).events();
  ASSERT_EQ(events.events_size(), 2);
  const v1::Events::Event& event = events.events(0);
  EXPECT_EQ(event.uid(), "projects/tahiti/applications/fdf/obligations/a#OBLIGATION");
  EXPECT_EQ(IsoDate(event.date()), "2018-03-20");
  EXPECT_EQ(event.title(), "Acompte – tahiti");
  EXPECT_EQ(event.description(), "FDF, demande de paiement, débloque 150,00");
  EXPECT_EQ(event.category(), "demande de paiement");
  EXPECT_EQ(event.resource(), "projects/tahiti/applications/fdf/obligations/a");
  EXPECT_THAT(event.reminder_days(), ElementsAre(7, 1));
  EXPECT_EQ(events.events(1).description(), "événement");
}

// A due date on a Saturday stays there; and after a month, late is not enough of a word.
TEST(DeadlinesLayout, SaysWhatToBringForwardAndWhatIsVeryLate) {
  const auto list = Parsed<v1::DeadlineList>(R"(
    as_of_date #2018-03-23
    deadlines { date #2018-02-01 days_left: -50 overdue: true very_late: true display_name: 'Bilan'
                resource: 'projects/p/applications/a/obligations/b' as_of_date #2018-03-23 }
    deadlines { date #2018-06-30 days_left: 99 last_working_date #2018-06-29
                non_working: DAY_OFF_SATURDAY display_name: 'Compte rendu' kind: KIND_OBLIGATION
                resource: 'projects/p/applications/a/obligations/c' as_of_date #2018-03-23 })");
  const v1::Document document = LayOut(list, {}, Part{}, kFrench);
  EXPECT_EQ(CellAt(document, 0, "when").text(), "50 jours, très en retard");
  EXPECT_EQ(CellAt(LayOut(list, {}, Part{}, kEnglish), 0, "when").text(),
            "50 days overdue, very late");
  EXPECT_EQ(IsoDate(CellAt(document, 1, "date").date()), "2018-06-30");
  EXPECT_EQ(IsoDate(CellAt(document, 1, "last_working_date").date()), "2018-06-29");
  EXPECT_EQ(CellAt(document, 1, "non_working").text(), "samedi");
  EXPECT_THAT(Sentences(document),
              ElementsAre("Jour non ouvré : 30/06/2018 (samedi) → 29/06/2018"));
  const v1::Events::Event& event = document.blocks(2).events().events(1);
  EXPECT_EQ(IsoDate(event.date()), "2018-06-30");
  EXPECT_EQ(event.description(),
            "échéance d'obligation ; jour non ouvré (samedi) : au plus tard le 29/06/2018");
  EXPECT_TRUE(HoldsTogether(document));
}

TEST(DeadlinesLayout, SaysWhatANothingLeavesOut) {
  const auto list = Parsed<v1::DeadlineList>(
      "as_of_date #2026-11-29"
      " next_beyond { date #2026-12-12 days_left: 13 display_name: 'Bilan' }");
  v1::ListDeadlinesRequest within, overdue;
  within.set_within_days(7);
  overdue.set_overdue_only(true);
  const v1::Document document = LayOut(list, within, Part{}, kEnglish);
  EXPECT_EQ(document.title(), "");
  // The sentence, and a calendar that is empty.
  EXPECT_EQ(document.blocks_size(), 2);
  EXPECT_THAT(Sentences(document),
              ElementsAre("Nothing due until 2026-12-06; the next: 2026-12-12 Bilan (in 13 days)"));
  EXPECT_THAT(Sentences(LayOut(list, within, Part{}, kFrench)),
              ElementsAre("Aucune échéance d'ici au 06/12/2026 ; la prochaine : 12/12/2026 Bilan"
                          " (dans 13 jours)"));
  EXPECT_THAT(Sentences(LayOut(list, overdue, Part{}, kFrench)),
              ElementsAre("Aucun retard au 29/11/2026 ; la prochaine : 12/12/2026 Bilan"
                          " (dans 13 jours)"));
  EXPECT_THAT(
      Sentences(LayOut(Parsed<v1::DeadlineList>("as_of_date #2018-03-23"), {}, Part{}, kFrench)),
      ElementsAre("Aucune échéance au 23/03/2018."));
  EXPECT_THAT(Sentences(LayOut(list, within, kFirst, kFrench)), IsEmpty())
      << "there may be some on the next page";
}

TEST(DeadlinesLayout, GoesOnInParts) {
  const v1::DeadlineList due = Due();
  v1::DeadlineList first, last;
  *first.add_deadlines() = due.deadlines(0);
  *last.add_deadlines() = due.deadlines(1);
  *first.mutable_as_of_date() = *last.mutable_as_of_date() = due.as_of_date();
  v1::ListDeadlinesRequest all;
  all.set_parent("projects/-");
  const v1::Document later = LayOut(last, all, kLast, kEnglish);
  EXPECT_EQ(later.title(), "");
  EXPECT_THAT(later.facts(), IsEmpty());
  EXPECT_TRUE(TableOf(later).continued());
  EXPECT_TRUE(HoldsTogether(later));
  const v1::Document whole = Together({LayOut(first, all, kFirst, kEnglish), later});
  const v1::Document at_once = LayOut(due, all, Part{}, kEnglish);
  EXPECT_EQ(whole.title(), at_once.title());
  EXPECT_EQ(TableText(whole, kEnglish), TableText(at_once, kEnglish));
  ASSERT_EQ(whole.blocks_size(), 2);
  EXPECT_EQ(whole.blocks(1).events().events_size(), 2);
}

v1::Pipeline Applications() {
  return Parsed<v1::Pipeline>(R"(
    as_of_date #2026-11-29
    entries { project: 'projects/p' application: 'projects/p/applications/fdf' funder: 'funders/f'
              funder_display_name: 'Fondation de France' state: STATE_IN_SELECTION
              stage_display_name: 'Réponse' stages_passed: 3 stage_count: 4 requested @80000
              awarded @0 likelihood_basis_points: 6000 next_step: 'Réponse' days_left: 10
              next_date #2026-12-09 as_of_date #2026-11-29 }
    entries { project: 'projects/p' application: 'projects/p/applications/cd35'
              state: STATE_SUBMITTED requested @30000 next_step: 'décision' days_left: -167
              overdue: true next_date #2026-06-15 as_of_date #2026-11-29 }
    entries { project: 'projects/p' application: 'projects/p/applications/caf'
              state: STATE_DRAFT requested @5000 next_step: 'submit' as_of_date #2026-11-29 }
    totals { state: STATE_DRAFT count: 1 requested @5000 }
    totals { state: STATE_SUBMITTED count: 1 requested @30000 }
    totals { state: STATE_AGREED count: 2 requested @60000 awarded @50000 } )");
}

TEST(PipelineLayout, SaysWhereApplicationsStand) {
  v1::GetPipelineRequest request;
  request.set_parent("projects/p");
  const v1::Document document = LayOut(Applications(), request, Part{}, kEnglish);
  EXPECT_EQ(document.title(), "Applications");
  EXPECT_THAT(TableText(document, kEnglish),
              ElementsAre("application | funder | state | stages | requested | likelihood |"
                          " next step | next date | ",
                          "fdf | Fondation de France | in selection | 3/4 Réponse | 80,000.00 |"
                          " 60% | Réponse | 2026-12-09 | ",
                          "cd35 |  | submitted |  | 30,000.00 |  | décision | 2026-06-15 |"
                          " 167 days overdue !",
                          "caf |  | draft |  | 5,000.00 |  | submit |  | "));
  EXPECT_THAT(Sentences(document), ElementsAre("draft 1 (5,000.00) · submitted 1 (30,000.00) ·"
                                               " agreed 2 (50,000.00)"));
  EXPECT_EQ(CellAt(document, 0, "requested").ref(), "p/requested,application=fdf");
  EXPECT_EQ(CellAt(document, 2, "requested").ref(), "") << "nothing was requested yet";
  EXPECT_THAT(ByPriority(document),
              ElementsAre("application", "state", "requested", "awarded", "next_step", "next_date",
                          "late", "as_of_date", "funder", "stages", "likelihood_basis_points"));
  EXPECT_TRUE(HoldsTogether(document));
  request.set_parent("projects/-");
  const v1::Document all = LayOut(Applications(), request, Part{}, kEnglish);
  EXPECT_EQ(CellAt(all, 0, "application").text(), "p/fdf");
  EXPECT_EQ(ChartOf(all), nullptr) << "of several projects";
  EXPECT_THAT(
      Sentences(LayOut(Parsed<v1::Pipeline>("as_of_date #2026-11-29"), request, Part{}, kFrench)),
      ElementsAre("Aucune candidature au 29/11/2026."));
}

TEST(PipelineTimeline, HasWhatComesNextTheEarliestFirst) {
  const v1::Document document = LayOut(Applications(), v1::GetPipelineRequest(), Part{}, kFrench);
  const v1::Chart* chart = ChartOf(document);
  ASSERT_NE(chart, nullptr);
  EXPECT_EQ(chart->kind(), v1::Chart::KIND_TIMELINE);
  EXPECT_EQ(IsoDate(chart->today()), "2026-11-29");
  EXPECT_EQ(chart->caption(), "1 en retard. Prochaine étape : 09/12/2026 Réponse, fdf.");
  ASSERT_EQ(chart->tracks_size(), 2);
  EXPECT_EQ(chart->tracks(0).label(), "cd35");
  EXPECT_EQ(chart->tracks(0).marks(0).style(), v1::Chart::STYLE_MISSING);
  EXPECT_EQ(chart->tracks(1).label(), "fdf");
  EXPECT_EQ(chart->tracks(1).marks(0).style(), v1::Chart::STYLE_OPEN);
  EXPECT_EQ(IsoDate(chart->tracks(1).marks(0).date()), "2026-12-09");
  v1::Pipeline many = Applications();
  for (int i = 0; i < 20; ++i) *many.add_entries() = many.entries(0);
  EXPECT_EQ(ChartOf(LayOut(many, v1::GetPipelineRequest(), Part{}, kEnglish))->tracks_size(), 12);
  v1::Pipeline undated = Applications();
  undated.mutable_entries()->DeleteSubrange(0, 2);
  EXPECT_EQ(ChartOf(LayOut(undated, v1::GetPipelineRequest(), Part{}, kEnglish)), nullptr);
}

TEST(PipelineLayout, SaysTheTotalsOnceInItsLastPart) {
  const v1::Document first = LayOut(Applications(), v1::GetPipelineRequest(), kFirst, kEnglish);
  const v1::Document middle = LayOut(Applications(), v1::GetPipelineRequest(), kMiddle, kEnglish);
  EXPECT_THAT(Sentences(first), IsEmpty());
  EXPECT_EQ(ChartOf(first), nullptr);
  const v1::Document whole =
      Together({first, middle, LayOut(Applications(), v1::GetPipelineRequest(), kLast, kEnglish)});
  EXPECT_EQ(RowCount(whole), 9);
  EXPECT_EQ(Sentences(whole).size(), 1u);
}

v1::Portfolio Projects() {
  return Parsed<v1::Portfolio>(R"(
    as_of_date #2018-03-23
    rows { project: 'projects/a' display_name: 'A' state: STATE_RUNNING planned @100 own_funds @10
           secured @60 pending @20 gap @30 committed @0 spent @40 paid @35 available @60
           received @50
           next_deadline { date #2018-03-20 display_name: 'Bilan' days_left: -3 overdue: true } }
    rows { project: 'projects/b' display_name: 'B' state: STATE_FINANCING planned @50 own_funds @0
           secured @0 pending @0 gap @50 committed @0 spent @0 paid @0 available @50 received @0 }
    totals { count: 2 sums { planned @150 own_funds @10 secured @60 pending @20 gap @80
             committed @0 spent @40 paid @35 available @110 received @50 } } )");
}

TEST(PortfolioLayout, PutsProjectsSideBySide) {
  const v1::Document document = LayOut(Projects(), {}, Part{}, kEnglish);
  EXPECT_EQ(document.title(), "Projects");
  EXPECT_THAT(document.facts(), ElementsAre("as of 2018-03-23"));
  EXPECT_THAT(TableText(document, kEnglish),
              ElementsAre("project | state | planned | secured | pending | gap | committed | spent"
                          " | available | received | next deadline | what | ",
                          "a | running | 100.00 | 60.00 | 20.00 | 30.00 |  | 40.00 | 60.00 | 50.00"
                          " | 2018-03-20 | Bilan | 3 days overdue !",
                          "b | financing | 50.00 |  |  | 50.00 |  |  | 50.00 |  |  |  | ",
                          "Total (2) |  | 150.00 | 60.00 | 20.00 | 80.00 | 0.00 | 40.00 | 110.00 |"
                          " 50.00 |  |  | "));
  EXPECT_EQ(CellAt(document, 0, "own_funds").ref(), "a/own-funds");
  EXPECT_EQ(CellAt(document, 0, "gap").ref(), "a/gap");
  EXPECT_EQ(CellAt(document, 0, "project").resource(), "projects/a");
  EXPECT_EQ(CellAt(document, 2, "gap").ref(), "") << "of several projects";
  EXPECT_THAT(ByPriority(document),
              ElementsAre("project", "state", "gap", "available", "planned", "secured", "spent",
                          "next_date", "late", "pending", "committed", "next_deadline", "received",
                          "overruns"));
  EXPECT_TRUE(EveryColumnSums(document));
  EXPECT_TRUE(HoldsTogether(document));
  v1::Portfolio over = Projects();
  over.mutable_rows(1)->set_over_budget(true);
  EXPECT_TRUE(TableOf(LayOut(over, {}, Part{}, kEnglish)).rows(1).warning());
}

TEST(PortfolioLayout, SaysTheTotalsOnceInItsLastPart) {
  v1::Portfolio first = Projects(), last = Projects();
  first.mutable_rows()->RemoveLast();
  last.mutable_rows()->DeleteSubrange(0, 1);
  const v1::Document whole =
      Together({LayOut(first, {}, kFirst, kFrench), LayOut(last, {}, kLast, kFrench)});
  EXPECT_EQ(TableText(whole, kFrench), TableText(LayOut(Projects(), {}, Part{}, kFrench), kFrench));
  EXPECT_TRUE(EveryColumnSums(whole));
  EXPECT_THAT(Sentences(LayOut(v1::Portfolio(), {}, Part{}, kFrench)),
              ElementsAre("Aucun projet de ce genre."));
  EXPECT_EQ(TableOf(LayOut(v1::Portfolio(), {}, kFirst, kFrench)).rows_size(), 0)
      << "a page may be empty while there are more";
}

TEST(SearchLayout, SaysWhatIsCalledSo) {
  auto found = Parsed<v1::SearchResponse>(R"(
    hits { kind: KIND_FUNDER display_name: 'Fondation de France' resource: 'funders/fdf' }
    hits { kind: KIND_APPLICATION display_name: 'Précarisation'
           resource: 'projects/precarisation/applications/fdf' } )");
  const v1::Document document = LayOut(found, {}, Part{}, kFrench);
  EXPECT_THAT(TableText(document, kFrench),
              ElementsAre("nature | intitulé | ressource", "financeur | Fondation de France | fdf",
                          "candidature | Précarisation | precarisation/fdf"));
  EXPECT_EQ(CellAt(document, 1, "resource").resource(), "projects/precarisation/applications/fdf");
  EXPECT_THAT(Sentences(document), IsEmpty());
  EXPECT_TRUE(HoldsTogether(document));
  found.set_more(true);
  EXPECT_THAT(Sentences(LayOut(found, {}, Part{}, kEnglish)),
              ElementsAre("There are more: a longer text finds fewer."));
  EXPECT_THAT(Sentences(LayOut(v1::SearchResponse(), {}, Part{}, kFrench)),
              ElementsAre("Rien ne s'appelle ainsi."));
}

}  // namespace
}  // namespace cofi::reporting
