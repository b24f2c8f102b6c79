// The budget status as a document: rows, periods, crossings, bars.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "services/reporting/budget_status_rules.h"
#include "services/reporting/layouts.h"
#include "tests/reporting/case_facts.h"
#include "tests/reporting/documents.h"
#include "tests/reporting/examples.h"
#include "tests/reporting/form_documents.h"

namespace cofi::reporting {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Request = v1::GetBudgetStatusRequest;

constexpr Language kEnglish = Language::kEnglish;
constexpr Language kFrench = Language::kFrench;

v1::Document LaidOut(const v1::BudgetStatus& status, Language language = kEnglish) {
  return LayOut(status, Request(), Part{}, language);
}

v1::BudgetStatus CaseStatus(GroupBy group_by, Language language = kEnglish) {
  Request request;
  request.add_group_by(group_by);
  ProjectFacts facts = CaseOn("2018-03-23");
  *facts.project.mutable_planned_start_date() = On("2017-06-01");
  *facts.project.mutable_planned_end_date() = On("2019-05-31");
  v1::BudgetStatus status = MakeBudgetStatus(facts, request, language);
  *status.mutable_as_of_date() = On("2018-03-23");
  return status;
}

TEST(StatusLayout, SaysWhatIsLeftOfEachLine) {
  const v1::Document document = LaidOut(CaseStatus(Request::GROUP_BY_LINE));
  EXPECT_EQ(document.title(), "Précarisation — expérimentation sociale coopérative");
  EXPECT_THAT(document.facts(),
              ElementsAre("running", "budget v1, adopted 2016-05-31", "as of 2018-03-23"));
  EXPECT_THAT(
      TableText(document, kEnglish),
      ElementsAre("line | label | planned | theoretical | committed | spent | available | %",
                  "60 | fournitures | 4,000.00 | 1,621.92 |  | 612.40 | 3,387.60 | 15",
                  "61 | location de salles | 6,000.00 | 2,432.88 |  | 340.50 | 5,659.50 | 6",
                  "62 | honoraires, déplacements, publication | 48,000.00 | 19,463.01 | 7,700.00 | "
                  "6,050.00 |"
                  " 34,250.00 | 29",
                  "641 | rémunération | 76,000.00 | 30,816.44 |  | 18,000.00 | 58,000.00 | 24",
                  "645 | charges sociales | 34,000.00 | 13,786.30 |  | 8,100.00 | 25,900.00 | 24",
                  "65 | autres charges | 2,000.00 | 810.96 |  |  | 2,000.00 | 0",
                  "indirect | charges indirectes | 10,000.00 | 4,054.79 |  |  | 10,000.00 | 0",
                  " | Total | 180,000.00 | 72,986.30 | 7,700.00 | 33,102.90 | 139,197.10 | 23"));
  EXPECT_THAT(
      Sentences(document),
      ElementsAre("Secured 144,000.00 of 180,000.00 (80%) · pending 24,000.00 · expected 12,000.00"
                  " · own funds 12,000.00 · gap 24,000.00 · received 55,000.00",
                  "Paid for by Fondation de France 17,850.00 · Département d'Ille-et-Vilaine"
                  " 4,350.00 · Rennes Métropole 9,312.40 · CIAS à l'Ouest de Rennes 340.50 ·"
                  " own funds 1,250.00",
                  "Next: 2018-04-10 réunion (in 18 days)"));
}

TEST(StatusLayout, SpeaksFrench) {
  const v1::Document document = LaidOut(CaseStatus(Request::GROUP_BY_ACCOUNT, kFrench), kFrench);
  EXPECT_THAT(document.facts(),
              ElementsAre("en cours", "budget v1, adopté le 31/05/2016", "au 23/03/2018"));
  const std::vector<std::string> table = TableText(document, kFrench);
  EXPECT_EQ(
      table.front(),
      "compte | libellé | prévu | théorique à date | engagé | réalisé | disponible | consommé");
  EXPECT_THAT(
      table,
      Contains("64 | Charges de personnel | 110\u202F000,00 | 44\u202F602,74 |  | 26\u202F100,00 |"
               " 83\u202F900,00 | 24\u202F%"));
  EXPECT_THAT(Sentences(document), Contains(HasSubstr("Acquis 144\u202F000,00 sur")));
  EXPECT_THAT(Sentences(document), Contains(HasSubstr("Prochaine échéance : 10/04/2018 réunion")));
  EXPECT_EQ(ChartOf(document)->caption(),
            "Le budget est réalisé à 18\u202F% et engagé à 4\u202F%, pour un temps écoulé de"
            " 41\u202F%.");
}

TEST(StatusLayout, NamesWhatMakesEachFigure) {
  const v1::Document lines = LaidOut(CaseStatus(Request::GROUP_BY_LINE));
  EXPECT_EQ(CellAt(lines, 2, "planned").ref(), "precarisation/planned,line=62");
  EXPECT_EQ(CellAt(lines, 2, "committed").ref(), "precarisation/committed,line=62");
  EXPECT_EQ(CellAt(lines, 2, "spent").ref(), "precarisation/spent,line=62");
  EXPECT_EQ(CellAt(lines, 2, "available").ref(), "precarisation/available,line=62");
  EXPECT_EQ(CellAt(lines, 7, "available").ref(), "precarisation/available");
  EXPECT_EQ(CellAt(lines, 2, "id").resource(), "projects/precarisation/lines/62");
  const v1::Document accounts = LaidOut(CaseStatus(Request::GROUP_BY_ACCOUNT));
  EXPECT_EQ(CellAt(accounts, 3, "spent").ref(), "precarisation/spent,account=64");
  EXPECT_EQ(CellAt(accounts, 3, "id").resource(), "") << "an account is no resource";
  const v1::Document phases = LaidOut(CaseStatus(Request::GROUP_BY_PHASE));
  EXPECT_EQ(CellAt(phases, 0, "spent").ref(), "precarisation/spent,phase=") << "of no phase";
  const v1::Document funders = LaidOut(CaseStatus(Request::GROUP_BY_FUNDER));
  EXPECT_EQ(CellAt(funders, 0, "remaining").ref(), "precarisation/remaining,funder=fdf");
  EXPECT_EQ(CellAt(funders, 0, "id").resource(), "funders/fdf");
  EXPECT_EQ(CellAt(funders, 5, "spent").ref(), "precarisation/spent,funder=");
}

TEST(StatusLayout, ByFunderSaysWhatRemains) {
  EXPECT_THAT(TableText(LaidOut(CaseStatus(Request::GROUP_BY_FUNDER)), kEnglish),
              ElementsAre("funder | label | planned | spent | remaining | %",
                          "fdf | Fondation de France | 80,000.00 | 17,850.00 | 62,150.00 | 22",
                          "leader | Pays de Rennes (LEADER) | 24,000.00 |  | 0.00 | 0",
                          "departement | Département d'Ille-et-Vilaine | 30,000.00 | 4,350.00 |"
                          " 25,650.00 | 15",
                          "metropole | Rennes Métropole | 25,000.00 | 9,312.40 | 15,687.60 | 37",
                          "cias | CIAS à l'Ouest de Rennes | 9,000.00 | 340.50 | 8,659.50 | 4",
                          " | own funds | 12,000.00 | 1,250.00 | 10,750.00 | 10",
                          " | Total | 180,000.00 | 33,102.90 | 122,897.10 | 18"));
}

TEST(StatusLayout, KeepsWhatIsLeftWhereThereIsNoRoom) {
  EXPECT_THAT(ByPriority(LaidOut(CaseStatus(Request::GROUP_BY_LINE))),
              ElementsAre("id", "label", "available", "planned", "used", "spent", "committed",
                          "theoretical"));
}

TEST(StatusLayout, NamesTheAccountOfALineThatIsCalledOtherwise) {
  const auto status = Parsed<v1::BudgetStatus>(R"(
    project: 'projects/p' budget: 'projects/p/budgets/v1' group_by: GROUP_BY_LINE
    rows { key: 'cuisine' account: '6063' display_name: 'Cuisine' planned @30 available @30 }
    rows { key: '60' account: '60' display_name: 'Achats' planned @10 available @10 }
    rows { key: '61' account: '61' planned @10 available @10 }
    rows { key: 'fg' account: 'indirect' display_name: 'Frais' planned @5 available @5 }
    total { planned @55 available @55 } )");
  std::vector<std::string> labels;
  labels.reserve(status.rows_size());
  const v1::Document document = LaidOut(status);
  for (int row = 0; row < 4; ++row) {
    labels.push_back(CellAt(document, row, "id").text() + ": " +
                     CellAt(document, row, "label").text());
  }
  EXPECT_THAT(labels, ElementsAre("cuisine: 6063 Cuisine", "60: Achats", "61: ", "fg: Frais"));
  EXPECT_EQ(CellAt(document, 0, "account").text(), "6063");
}

TEST(StatusLayout, SetsInvestmentsApart) {
  const auto status = Parsed<v1::BudgetStatus>(R"(
    project: 'projects/p' budget: 'projects/p/budgets/v1' group_by: GROUP_BY_LINE
    as_of_date #2018-03-23
    rows { key: '60' planned @10 committed @0 spent @4 paid @4 available @6 }
    rows { key: '2184' planned @30 committed @0 spent @0 paid @0 available @30 is_investment: true }
    operation { planned @10 committed @0 spent @4 paid @4 available @6 }
    investment { planned @30 committed @0 spent @0 paid @0 available @30 }
    total { planned @40 committed @0 spent @4 paid @4 available @36 } )");
  const v1::Document document = LaidOut(status);
  std::vector<std::string> labels;
  for (const v1::Row& row : TableOf(document).rows()) labels.push_back(row.cells(1).text());
  EXPECT_THAT(labels, ElementsAre("Operation", "", "Total operation", "Investments (fixed assets)",
                                  "", "Total investments", "Total"));
  EXPECT_EQ(CellAt(document, 5, "planned").ref(), "p/planned,account=2");
  EXPECT_EQ(CellAt(document, 2, "planned").ref(), "");
  EXPECT_TRUE(EveryColumnSums(document));
  EXPECT_TRUE(HoldsTogether(document));
}

TEST(StatusLayout, SaysWhichLinesAreOverTheirPlan) {
  auto status = Parsed<v1::BudgetStatus>(R"(
    project: 'projects/p' budget: 'projects/p/budgets/v1' group_by: GROUP_BY_LINE
    rows { key: '62' planned @6000 committed @0 spent @6700 paid @6700 available @-700
           overrun: true }
    total { planned @6000 committed @0 spent @6700 paid @6700 available @-700 overrun: true }
    overruns { line: 'projects/p/lines/62' account: '62' display_name: 'Services'
               planned @6000 used @6700 over @700 } )");
  EXPECT_THAT(Sentences(LaidOut(status)),
              Contains("! Over its plan: 62 Services, 6,700.00 of 6,000.00, 700.00 too much."));
  EXPECT_THAT(Sentences(LaidOut(status, kFrench)),
              Contains(HasSubstr("Ligne en dépassement : 62 Services, ")));
}

v1::BudgetStatus Overrun() {
  return Parsed<v1::BudgetStatus>(R"(
    project: 'projects/p' budget: 'projects/p/budgets/v1' group_by: GROUP_BY_LINE
    as_of_date #2018-03-23
    rows { key: '60' planned @4000 committed @0 spent @612 paid @612 available @3388
           used_basis_points: 1530 }
    rows { key: '62' planned @0 committed @0 spent @10 paid @4 available @-10 overrun: true }
    total { planned @4000 committed @0 spent @622 paid @616 available @3378
            used_basis_points: 1555 } )");
}

TEST(StatusLayout, MarksWhatIsOverrunAndShowsWhatIsNotYetPaid) {
  const v1::Document document = LaidOut(Overrun());
  EXPECT_THAT(TableText(document, kEnglish),
              ElementsAre("line | label | planned | committed | spent | paid | available | %",
                          "60 |  | 4,000.00 |  | 612.00 | 612.00 | 3,388.00 | 15",
                          "62 |  | 0.00 |  | 10.00 | 4.00 | -10.00 | – !",
                          " | Total | 4,000.00 | 0.00 | 622.00 | 616.00 | 3,378.00 | 16"));
  EXPECT_TRUE(EveryColumnSums(document));
  EXPECT_TRUE(HoldsTogether(document));
}

TEST(StatusLayout, SaysWhatIsLateBeforeWhatIsNext) {
  v1::BudgetStatus status = Overrun();
  status.set_overdue_count(2);
  *status.mutable_oldest_overdue() =
      Parsed<v1::Deadline>("date #2018-01-15 display_name: 'Bilan' days_left: -67");
  *status.mutable_next_deadline() = Parsed<v1::Deadline>(
      "date #2018-06-30 display_name: 'Acompte' funder_display_name: 'FDF' days_left: 99");
  const std::vector<std::string> sentences = Sentences(LaidOut(status));
  ASSERT_EQ(sentences.size(), 3u);
  EXPECT_EQ(sentences[1], "! 2 overdue, the oldest 2018-01-15 Bilan (67 days overdue)");
  EXPECT_EQ(sentences[2], "Next: 2018-06-30 Acompte, FDF (in 99 days)");
}

TEST(StatusLayout, TellsWhatIsInKindApart) {
  const v1::Document document = LaidOut(CaseStatus(Request::GROUP_BY_LINE));
  EXPECT_THAT(TablesOf(document), ElementsAre("rows", "in_kind_uses", "in_kind_sources"));
  EXPECT_THAT(RowsOf(document, "in_kind_uses", kEnglish),
              ElementsAre("864 | line 14 | 864 | 12,000.00 | 729.00 | 11,271.00 | 6",
                          "== Total | 12,000.00 | 729.00 | 11,271.00 | 6"));
  EXPECT_THAT(RefsOf(document),
              ::testing::IsSupersetOf(
                  {"precarisation/planned,line=864", "precarisation/in-kind,line=864",
                   "precarisation/in-kind,account=86", "precarisation/in-kind,account=87"}));
  EXPECT_TRUE(EveryColumnSums(document));
  EXPECT_TRUE(HoldsTogether(document));
  EXPECT_THAT(TablesOf(LaidOut(CaseStatus(Request::GROUP_BY_FUNDER))), ElementsAre("rows"))
      << "no funder pays it";
}

TEST(StatusLayout, WithoutABudgetThereIsNoTable) {
  const v1::Document document = LaidOut(Parsed<v1::BudgetStatus>(
      "project_display_name: 'P' project_state: STATE_FINANCING as_of_date #2016-01-01"
      " group_by: GROUP_BY_LINE next_deadline { date #2016-01-02 display_name: 'x' days_left: 1 "
      "}"));
  EXPECT_EQ(document.title(), "P");
  EXPECT_THAT(document.facts(), ElementsAre("financing", "as of 2016-01-01"));
  EXPECT_THAT(Sentences(document),
              ElementsAre("No budget was adopted by then.", "Next: 2016-01-02 x (in 1 day)"));
  EXPECT_EQ(document.blocks_size(), 2);
}

TEST(StatusLayout, OfAPeriodSaysWhatWasSpentBeforeIt) {
  const auto status = Parsed<v1::BudgetStatus>(R"(
    project: 'projects/p' budget: 'projects/p/budgets/v1' group_by: GROUP_BY_LINE
    as_of_date #2018-12-31 from_date #2018-01-01 to_date #2018-12-31
    rows { key: '62' planned @100 committed @5 spent_before @20 spent @30 paid @25 available @45
           used_basis_points: 5500 }
    total { planned @100 committed @5 spent_before @20 spent @30 paid @25 available @45
            used_basis_points: 5500 } )");
  const v1::Document document = LaidOut(status);
  EXPECT_THAT(document.facts(), Contains("from 2018-01-01 to 2018-12-31"));
  EXPECT_THAT(
      TableText(document, kEnglish),
      ElementsAre("line | label | planned | committed | spent before | spent | paid | available"
                  " | %",
                  "62 |  | 100.00 | 5.00 | 20.00 | 30.00 | 25.00 | 45.00 | 55",
                  " | Total | 100.00 | 5.00 | 20.00 | 30.00 | 25.00 | 45.00 | 55"));
  EXPECT_EQ(CellAt(document, 0, "spent").ref(), "p/spent,line=62,from=2018-01-01,to=2018-12-31");
  EXPECT_EQ(CellAt(document, 1, "paid").ref(), "p/paid,from=2018-01-01,to=2018-12-31");
  EXPECT_EQ(CellAt(document, 0, "spent_before").ref(), "p/spent,line=62,to=2017-12-31");
  EXPECT_EQ(CellAt(document, 0, "available").ref(), "p/available,line=62")
      << "what is left is left on the day";
  EXPECT_EQ(ChartOf(document), nullptr);
  EXPECT_TRUE(HoldsTogether(document));
}

v1::BudgetStatus Crossed(const std::string& rows_by, const std::string& columns_by,
                         const std::string& rest) {
  return Parsed<v1::BudgetStatus>(
      "project: 'projects/p' budget: 'projects/p/budgets/v1'"
      " as_of_date #2018-03-23 measure: MEASURE_SPENT group_by: " +
      rows_by + " group_by: " + columns_by + rest);
}

TEST(StatusLayout, CrossesLinesWithFunders) {
  const v1::Document document = LaidOut(Crossed("GROUP_BY_LINE", "GROUP_BY_FUNDER", R"(
    columns { key: 'fdf' display_name: 'Fondation de France' } columns { }
    rows { key: '60' display_name: 'Achats' crossings @10 crossings @0 crossing_total @10 }
    rows { key: '62' display_name: 'Services' crossings @20 crossings @5 crossing_total @25 }
    total { crossings @30 crossings @5 crossing_total @35 } )"));
  EXPECT_THAT(document.facts(), Contains("spent"));
  EXPECT_THAT(TableText(document, kEnglish),
              ElementsAre("line | label | Fondation de France | own funds | Total",
                          "60 | Achats | 10.00 |  | 10.00", "62 | Services | 20.00 | 5.00 | 25.00",
                          " | Total | 30.00 | 5.00 | 35.00"));
  EXPECT_EQ(CellAt(document, 0, "funder=fdf").ref(), "p/spent,line=60,funder=fdf");
  EXPECT_EQ(CellAt(document, 1, "funder=").ref(), "p/spent,line=62,funder=");
  EXPECT_EQ(CellAt(document, 1, "total").ref(), "p/spent,line=62");
  EXPECT_EQ(CellAt(document, 2, "funder=").ref(), "p/spent,funder=");
  EXPECT_EQ(CellAt(document, 2, "total").ref(), "p/spent");
  EXPECT_THAT(ByPriority(document), ElementsAre("id", "label", "total", "funder=fdf", "funder="));
  EXPECT_EQ(ChartOf(document), nullptr);
  EXPECT_TRUE(EveryColumnSums(document));
  EXPECT_TRUE(HoldsTogether(document));
}

TEST(StatusLayout, CrossesWithTheYearsOfWhatWasMoved) {
  v1::BudgetStatus status = Crossed("GROUP_BY_FUNDER", "GROUP_BY_YEAR", R"(
    columns { key: '2017' display_name: '2017' } columns { key: '2018' display_name: '2018' }
    rows { key: 'fdf' display_name: 'FDF' crossings @10 crossings @1 crossing_total @11 }
    total { crossings @10 crossings @1 crossing_total @11 } )");
  status.set_measure(Request::MEASURE_PAID);
  const v1::Document document = LaidOut(status);
  EXPECT_THAT(document.facts(), Contains("paid"));
  EXPECT_EQ(CellAt(document, 0, "year=2017").ref(),
            "p/paid,funder=fdf,from=2017-01-01,to=2017-12-31");
  EXPECT_EQ(CellAt(document, 0, "year=2018").ref(),
            "p/paid,funder=fdf,from=2018-01-01,to=2018-03-23")
      << "no period ends after the day";
  *status.mutable_from_date() = On("2017-06-01");
  *status.mutable_to_date() = On("2018-02-28");
  const v1::Document within = LaidOut(status);
  EXPECT_EQ(CellAt(within, 0, "year=2017").ref(),
            "p/paid,funder=fdf,from=2017-06-01,to=2017-12-31");
  EXPECT_EQ(CellAt(within, 1, "year=2018").ref(), "p/paid,from=2018-01-01,to=2018-02-28");
  EXPECT_EQ(CellAt(within, 0, "total").ref(), "p/paid,funder=fdf,from=2017-06-01,to=2018-02-28");
  EXPECT_TRUE(HoldsTogether(within));
}

TEST(PortfolioLayout, NamesTheLinesOverTheirPlan) {
  const auto portfolio = Parsed<v1::Portfolio>(R"(
    as_of_date #2018-03-23
    rows { project: 'projects/a' planned @100 available @50
           overruns { line: 'projects/a/lines/62' account: '62' display_name: 'Services'
                      planned @10 used @12 over @2 }
           overruns { line: 'projects/a/lines/64' account: '64' display_name: 'Staff'
                      planned @10 used @13 over @3 } } )");
  const v1::Document document = LayOut(portfolio, {}, Part{}, kEnglish);
  EXPECT_EQ(CellAt(document, 0, "overruns").text(), "62 Services 2.00, 64 Staff 3.00");
  EXPECT_TRUE(TableOf(document).rows(0).warning());
}

// What was moved in a fiscal year is explained by its days, what is planned by the lines of it.
TEST(StatusLayout, ExplainsAYearByTheDatesOfWhatWasMoved) {
  v1::BudgetStatus status = CaseStatus(Request::GROUP_BY_LINE);
  status.clear_rows();
  status.clear_group_by();
  status.add_group_by(Request::GROUP_BY_YEAR);
  status.set_fiscal_year_start_month(9);
  v1::BudgetRow* row = status.add_rows();
  row->set_key("2016");
  for (Money* money : {row->mutable_planned(), row->mutable_committed(), row->mutable_spent()}) {
    *money = Eur("5");
  }
  const v1::Document document = LaidOut(status);
  EXPECT_EQ(CellAt(document, 0, "planned").ref(), "precarisation/planned,year=2016");
  EXPECT_EQ(CellAt(document, 0, "spent").ref(),
            "precarisation/spent,from=2016-09-01,to=2017-08-31");
}

TEST(StatusBars, HoldSpendingAgainstTheTime) {
  const v1::Document document = LaidOut(CaseStatus(Request::GROUP_BY_LINE));
  const v1::Chart* chart = ChartOf(document);
  ASSERT_NE(chart, nullptr);
  EXPECT_EQ(chart->kind(), v1::Chart::KIND_BARS);
  EXPECT_EQ(chart->caption(),
            "18% of the budget is spent and 4% committed, while 41% of the time has passed.");
  EXPECT_EQ(chart->elapsed_basis_points(), 4055);
  ASSERT_EQ(chart->tracks_size(), 7);
  const v1::Chart::Track& track = chart->tracks(2);
  EXPECT_EQ(track.label(), "62 honoraires, déplacements, publication");
  EXPECT_EQ(Shown(track.whole()), "48000.00 EUR");
  ASSERT_EQ(track.marks_size(), 2);
  EXPECT_EQ(track.marks(0).style(), v1::Chart::STYLE_SURE);
  EXPECT_EQ(Shown(track.marks(0).amount()), "6050.00 EUR");
  EXPECT_EQ(track.marks(1).style(), v1::Chart::STYLE_RESERVED);
  EXPECT_EQ(Shown(track.marks(1).amount()), "7700.00 EUR");
}

TEST(StatusBars, SayNothingOfATimeThatNobodyKnows) {
  v1::BudgetStatus status = CaseStatus(Request::GROUP_BY_FUNDER);
  status.clear_elapsed_basis_points();
  const v1::Document document = LaidOut(status);
  EXPECT_EQ(ChartOf(document)->caption(), "18% of the budget is spent.");
  EXPECT_FALSE(ChartOf(document)->has_elapsed_basis_points());
}

TEST(StatusBars, AreOfTheLargestWhereThereAreMany) {
  v1::BudgetStatus status = Overrun();
  for (int i = 0; i < 12; ++i) {
    v1::BudgetRow* row = status.add_rows();
    row->set_key("l" + std::to_string(i));
    *row->mutable_planned() = Eur(std::to_string(1'000 + i));
  }
  const v1::Document document = LaidOut(status);
  EXPECT_EQ(ChartOf(document)->title(), "Spending: the 12 largest");
  ASSERT_EQ(ChartOf(document)->tracks_size(), 12);
  EXPECT_EQ(ChartOf(document)->tracks(0).label(), "60");
  EXPECT_EQ(ChartOf(document)->tracks(1).label(), "l11");
  EXPECT_EQ(ChartOf(document)->tracks(11).label(), "l1") << "and neither l0 nor 62";
}

TEST(StatusBars, AreNotDrawnWhereNothingIsPlanned) {
  v1::BudgetStatus status = Overrun();
  *status.mutable_total()->mutable_planned() = Eur("0");
  EXPECT_EQ(ChartOf(LaidOut(status)), nullptr);
}

}  // namespace
}  // namespace cofi::reporting
