// What makes a figure, of the reference case.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/names.h"
#include "base/refusal.h"
#include "services/reporting/explanation_rules.h"
#include "services/reporting/layouts.h"
#include "tests/reporting/case_books.h"
#include "tests/reporting/case_facts.h"
#include "tests/reporting/documents.h"
#include "tests/reporting/examples.h"

namespace cofi::reporting {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using Texts = std::vector<std::string>;

constexpr char kDay[] = "2018-03-23";

v1::FigureExplanation Explain(const ProjectFacts& facts, const Books& books, const std::string& ref,
                              Language language = Language::kEnglish) {
  const absl::StatusOr<FigureName> figure = ParseFigure(ref);
  EXPECT_TRUE(figure.ok()) << ref << ": " << figure.status();
  if (!figure.ok()) return {};
  absl::StatusOr<v1::FigureExplanation> made = ExplainFigure(facts, books, *figure, language);
  EXPECT_TRUE(made.ok()) << ref << ": " << made.status();
  return made.ok() ? *made : v1::FigureExplanation();
}

v1::FigureExplanation ExplainCase(const std::string& figure, Language language = Language::kEnglish,
                                  const std::string& day = kDay) {
  return Explain(CaseOn(day), CaseBooksOn(day), absl::StrCat("precarisation/", figure), language);
}

// `2017-06-20 e1 4800.00 EUR`
Texts Entries(const v1::FigureExplanation& explanation) {
  Texts entries;
  entries.reserve(explanation.entries_size());
  for (const v1::FigureEntry& entry : explanation.entries()) {
    entries.push_back(absl::StrCat(IsoDate(entry.date()), " ", IdOf(entry.resource()), " ",
                                   Shown(entry.amount())));
  }
  return entries;
}

TEST(Explanation, OfWhatIsSpentOnALineIsItsInvoices) {
  const v1::FigureExplanation explanation = ExplainCase("spent,line=62");
  EXPECT_EQ(explanation.display_name(), "spent, line 62 honoraires, déplacements, publication");
  EXPECT_THAT(Entries(explanation),
              ElementsAre("2017-06-20 e1 4800.00 EUR", "2018-02-28 e8 1250.00 EUR"));
  EXPECT_EQ(Shown(explanation.total()), "6050.00 EUR");
  const v1::FigureEntry& entry = explanation.entries(0);
  EXPECT_EQ(entry.kind(), "invoice");
  EXPECT_EQ(entry.display_name(), "enquête");
  EXPECT_EQ(entry.counterparty(), "Atelier Nord");
  EXPECT_EQ(entry.reference(), "F-1");
  EXPECT_THAT(entry.documents(), ElementsAre("F-1.pdf"));
}

TEST(Explanation, OfAFunderIsItsSharesAndOfOwnFundsTheRest) {
  EXPECT_THAT(Entries(ExplainCase("spent,funder=departement")),
              ElementsAre("2017-07-31 e2 3000.00 EUR", "2017-07-31 e3 1350.00 EUR"));
  EXPECT_THAT(Entries(ExplainCase("spent,grant=metropole,line=641")),
              ElementsAre("2017-11-30 e6 6000.00 EUR"));
  EXPECT_THAT(Entries(ExplainCase("spent,application=cias")),
              ElementsAre("2017-09-15 e4 340.50 EUR"));
  EXPECT_THAT(Entries(ExplainCase("paid,funder=")), ElementsAre("2018-02-28 e8 1250.00 EUR"));
}

TEST(Explanation, OfAPeriodHasItsEnds) {
  EXPECT_THAT(Entries(ExplainCase("spent,account=6,from=2017-09-15,to=2017-10-05")),
              ElementsAre("2017-09-15 e4 340.50 EUR", "2017-10-05 e5 612.40 EUR"));
}

TEST(Explanation, OfWhatIsAvailableTakesAway) {
  const v1::FigureExplanation explanation = ExplainCase("available,line=62", Language::kFrench);
  EXPECT_EQ(explanation.display_name(),
            "disponible, ligne 62 honoraires, déplacements, publication");
  EXPECT_THAT(Entries(explanation),
              ElementsAre("2016-05-31 62 48000.00 EUR", "2017-06-05 c1 -4700.00 EUR",
                          "2017-06-20 e1 -4800.00 EUR", "2018-01-15 c2 -3000.00 EUR",
                          "2018-02-28 e8 -1250.00 EUR"));
  EXPECT_EQ(Shown(explanation.total()), "34250.00 EUR");
  EXPECT_EQ(explanation.entries(0).kind(), "ligne du budget");
  EXPECT_EQ(explanation.entries(1).kind(), "engagement");
  EXPECT_EQ(explanation.entries(2).kind(), "facture");
}

TEST(Explanation, OfWhatRemainsIsWhatTheGrantPaysLessWhatItPaid) {
  EXPECT_THAT(Entries(ExplainCase("remaining,funder=cias")),
              ElementsAre("2017-04-05 cias 9000.00 EUR", "2017-09-15 e4 -340.50 EUR"));
  EXPECT_THAT(Entries(ExplainCase("remaining,funder=")),
              ElementsAre("2016-05-31 79 12000.00 EUR", "2018-02-28 e8 -1250.00 EUR"));
}

TEST(Explanation, OfTheGapIsWhatIsPlannedLessWhatIsThere) {
  const v1::FigureExplanation explanation = ExplainCase("gap");
  EXPECT_EQ(Shown(explanation.total()), "24000.00 EUR");
  EXPECT_THAT(Entries(explanation), Contains("2016-07-15 fdf -80000.00 EUR"));
  EXPECT_THAT(Entries(explanation), Contains("2016-05-31 79 -12000.00 EUR"));
}

TEST(Explanation, OfWhatIsExpectedSaysHowLikelyItIs) {
  const v1::FigureExplanation explanation = ExplainCase("expected", Language::kFrench);
  ASSERT_EQ(explanation.entries_size(), 1);
  EXPECT_EQ(explanation.entries(0).kind(), "candidature, probabilité de 50\u202F%");
  EXPECT_EQ(explanation.entries(0).counterparty(), "Pays de Rennes (LEADER)");
  EXPECT_EQ(Shown(explanation.total()), "12000.00 EUR");
}

// Before it is asked, the income that was planned.
TEST(Explanation, OfWhatIsToRequestIsTheIncomeOfWhomNobodyAsked) {
  EXPECT_THAT(Entries(ExplainCase("to-request", Language::kEnglish, "2016-06-14")),
              ElementsAre("2016-05-31 743 30000.00 EUR", "2016-05-31 744 25000.00 EUR",
                          "2016-05-31 745 9000.00 EUR"));
}

TEST(Explanation, OfPlannedIncomeIsByItsFunderOrItsAccount) {
  EXPECT_THAT(Entries(ExplainCase("planned,funder=fdf")),
              ElementsAre("2016-05-31 748 80000.00 EUR"));
  EXPECT_EQ(Shown(ExplainCase("planned,account=7").total()), "180000.00 EUR");
  EXPECT_EQ(Shown(ExplainCase("planned,account=74").total()), "168000.00 EUR");
  EXPECT_EQ(Shown(ExplainCase("planned,account=86").total()), "12000.00 EUR");
}

TEST(Explanation, RefusesWhatTheProjectDoesNotHave) {
  for (const char* figure : {"spent,line=99", "spent,funder=nobody", "spent,grant=leader",
                             "pending,application=x", "spent,phase=x"}) {
    const auto name = ParseFigure(absl::StrCat("precarisation/", figure));
    const absl::Status refused =
        ExplainFigure(CaseOn(kDay), CaseBooksOn(kDay), *name, Language::kFrench).status();
    EXPECT_EQ(ReasonOf(refused), type::v1::REASON_REFERENCE_NOT_FOUND) << figure;
    EXPECT_EQ(ViolationsOf(refused)[0].metadata().at("field"), "figure");
  }
}

TEST(Explanation, RefusesMoreEntriesThanAnybodyReads) {
  constexpr int kMost = 10'000;
  ProjectFacts facts = EmptyProject(kDay);
  AddLine(&facts, "62", "0")->set_name("projects/p/budgets/v1/lines/62");
  Books books;
  for (int i = 0; i <= kMost; ++i) {
    books.expenses.push_back(
        MakeExpense("projects/p", absl::StrCat("e", i), "62", "1", "2017-01-01", ""));
  }
  const FigureName name = *ParseFigure("p/spent");
  const auto refused = ExplainFigure(facts, books, name, Language::kEnglish);
  EXPECT_EQ(ReasonOf(refused.status()), type::v1::REASON_TOO_MANY_ITEMS);
  books.expenses.pop_back();
  EXPECT_EQ(Explain(facts, books, "p/spent").entries_size(), kMost);
}

TEST(Needs, AreTheListsThatAFigureIsMadeOf) {
  const auto needs = [](const char* figure) { return NeedsOf(*ParseFigure(figure)); };
  EXPECT_EQ(needs("p/spent,line=62,from=2018-01-01").expenses,
            "(invoice_date >= \"2018-01-01\" OR share_changes:*)"
            " AND (line = \"projects/p/lines/62\" OR splits:*)");
  EXPECT_EQ(needs("p/paid").expenses, "(payment_date:* OR paid_in_parts = true)");
  EXPECT_EQ(needs("p/available").expenses, "");
  EXPECT_EQ(needs("p/available,line=62").commitments, "line = \"projects/p/lines/62\"");
  EXPECT_EQ(needs("p/remaining,funder=a").expenses, "");
  EXPECT_EQ(needs("p/received,to=2018-01-01").receipts, "receipt_date <= \"2018-01-01\"");
  for (const char* figure : {"p/planned", "p/secured", "p/gap", "p/to-request", "p/expected"}) {
    EXPECT_FALSE(needs(figure).expenses.has_value()) << figure;
    EXPECT_FALSE(needs(figure).commitments.has_value()) << figure;
    EXPECT_FALSE(needs(figure).receipts.has_value()) << figure;
  }
  EXPECT_FALSE(needs("p/spent").commitments.has_value());
}

TEST(ExplanationLayout, SaysWhatItIsAndSums) {
  v1::FigureExplanation explanation =
      ExplainCase("spent,funder=departement,from=2017-01-01,to=2017-12-31", Language::kFrench);
  *explanation.mutable_as_of_date() = On(kDay);
  const v1::Document document = LayOut(explanation, {}, Part{}, Language::kFrench);
  EXPECT_EQ(document.title(), "réalisé, Département d'Ille-et-Vilaine");
  EXPECT_THAT(document.facts(), ElementsAre("Précarisation — expérimentation sociale coopérative",
                                            "du 01/01/2017 au 31/12/2017", "au 23/03/2018"));
  EXPECT_TRUE(EveryColumnSums(document));
  EXPECT_TRUE(HoldsTogether(document));
  EXPECT_THAT(TableText(document, Language::kFrench),
              ElementsAre("date | nature | objet | tiers | pièce | montant | identifiant |"
                          " pièces justificatives",
                          "31/07/2017 | facture | juillet | Paie | F-2 | 3\u202F000,00 | e2 |"
                          " F-2.pdf",
                          "31/07/2017 | facture | juillet | URSSAF | F-3 | 1\u202F350,00 | e3 |"
                          " F-3.pdf",
                          " |  | Total |  |  | 4\u202F350,00 |  | "));
}

TEST(ExplanationLayout, OfNothingSaysSo) {
  const v1::Document document =
      LayOut(ExplainCase("committed,line=60"), {}, Part{}, Language::kEnglish);
  EXPECT_THAT(Sentences(document), ElementsAre("Nothing is summed in it."));
}

}  // namespace
}  // namespace cofi::reporting
