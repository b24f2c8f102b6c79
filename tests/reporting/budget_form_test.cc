#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/dates.h"
#include "base/money.h"
#include "services/reporting/budget_form_rules.h"
#include "services/reporting/layouts.h"
#include "tests/reporting/case_facts.h"
#include "tests/reporting/documents.h"
#include "tests/reporting/examples.h"
#include "tests/reporting/form_documents.h"

namespace cofi::reporting {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::StartsWith;
using Rows = google::protobuf::RepeatedPtrField<v1::BudgetFormRow>;

v1::BudgetForm FormOf(const ProjectFacts& facts, Language language = Language::kFrench) {
  return MakeBudgetForm(facts, facts.budget.value_or(Budget()), facts.lines, language);
}

// Without the headings of which nothing is planned; what is below a heading is set in.
std::vector<std::string> Planned(const Rows& rows) {
  std::vector<std::string> texts;
  for (const v1::BudgetFormRow& row : rows) {
    if (Minor(row.planned()) == 0) continue;
    texts.push_back(absl::StrCat(row.depth() == 0 ? "" : "  ", row.account(), " ",
                                 row.display_name(), " ", DecimalFromMinor(Minor(row.planned())),
                                 row.funder_display_name().empty() ? "" : " of ",
                                 row.funder_display_name()));
  }
  return texts;
}

std::vector<std::string> Headings(const Rows& rows) {
  std::vector<std::string> headings;
  for (const v1::BudgetFormRow& row : rows) {
    if (row.depth() == 0) headings.push_back(row.account());
  }
  return headings;
}

TEST(BudgetForm, OfTheCase) {
  const v1::BudgetForm form = FormOf(CaseOn("2018-03-23"));
  EXPECT_EQ(form.chart_of_accounts(), "crc-99-01");
  EXPECT_EQ(form.budget_version(), 1);
  EXPECT_EQ(IsoDate(form.adoption_date()), "2016-05-31");
  EXPECT_THAT(
      Planned(form.charges()),
      ElementsAre("60 Achats 4000.00", "  60 fournitures 4000.00", "61 Services extérieurs 6000.00",
                  "  61 location de salles 6000.00", "62 Autres services extérieurs 48000.00",
                  "  62 honoraires, déplacements, publication 48000.00",
                  "64 Charges de personnel 110000.00", "  641 rémunération 76000.00",
                  "  645 charges sociales 34000.00",
                  "65 Autres charges de gestion courante 2000.00", "  65 autres charges 2000.00",
                  "indirect Charges indirectes 10000.00",
                  "  indirect charges indirectes 10000.00"));
  EXPECT_THAT(Planned(form.produits()),
              ElementsAre("74 Subventions d'exploitation 168000.00",
                          "  748 Fondation de France 80000.00 of Fondation de France",
                          "  746 LEADER 24000.00 of Pays de Rennes (LEADER)",
                          "  743 Département 30000.00 of Département d'Ille-et-Vilaine",
                          "  744 Rennes Métropole 25000.00 of Rennes Métropole",
                          "  745 CIAS 9000.00 of CIAS à l'Ouest de Rennes",
                          "79 Transfert de charges 12000.00", "  79 fonds propres 12000.00"));
  EXPECT_EQ(Shown(form.total_charges()), "180000.00 EUR");
  EXPECT_EQ(Shown(form.total_produits()), "180000.00 EUR");
  EXPECT_THAT(Planned(form.in_kind_uses()),
              ElementsAre("86 Emplois des contributions volontaires en nature 12000.00",
                          "  864 Personnel bénévole 12000.00"));
  EXPECT_THAT(Planned(form.in_kind_sources()),
              ElementsAre("87 Contributions volontaires en nature 12000.00",
                          "  875 Dons en nature 12000.00"));
}

TEST(BudgetForm, NamesTheHeadingsInTheLanguageAndTheLinesAsTheyAre) {
  const v1::BudgetForm form = FormOf(CaseOn("2018-03-23"), Language::kEnglish);
  EXPECT_THAT(Planned(form.charges()), Contains("64 Staff costs 110000.00"));
  EXPECT_THAT(Planned(form.charges()), Contains("  641 rémunération 76000.00"));
}

TEST(BudgetForm, PrintsEveryHeadingOfTheFormAndNoOther) {
  ProjectFacts facts = EmptyProject("2021-04-05");
  AddLine(&facts, "60", "1");
  const v1::BudgetForm form = FormOf(facts);
  EXPECT_THAT(Headings(form.charges()),
              ElementsAre("60", "61", "62", "63", "64", "65", "66", "67", "68", "69", "indirect"));
  EXPECT_THAT(Headings(form.produits()),
              ElementsAre("70", "73", "74", "75", "76", "77", "78", "79"));
  EXPECT_THAT(Headings(form.in_kind_uses()), ElementsAre("86"));
  EXPECT_THAT(Headings(form.in_kind_sources()), ElementsAre("87"));
  // But nothing that is planned is left out.
  AddLine(&facts, "72", "1");
  EXPECT_THAT(Headings(FormOf(facts).produits()),
              ElementsAre("70", "72", "73", "74", "75", "76", "77", "78", "79"));
}

TEST(BudgetForm, SetsInvestmentsApart) {
  ProjectFacts facts = EmptyProject("2021-04-05");
  AddLine(&facts, "60", "1");
  EXPECT_FALSE(FormOf(facts).has_total_investments());
  AddLine(&facts, "2184", "30");
  AddLine(&facts, "205", "4");
  const v1::BudgetForm form = FormOf(facts);
  EXPECT_THAT(Headings(form.charges()),
              ElementsAre("60", "61", "62", "63", "64", "65", "66", "67", "68", "69", "indirect"));
  EXPECT_EQ(Shown(form.total_charges()), "1.00 EUR");
  EXPECT_THAT(Planned(form.investments()),
              ElementsAre("20 Immobilisations incorporelles 4.00", "  205 line 3 4.00",
                          "21 Immobilisations corporelles 30.00", "  2184 line 2 30.00"));
  EXPECT_EQ(Shown(form.total_investments()), "34.00 EUR");
}

TEST(BudgetForm, FollowsTheBudgetBelowAHeadingAndLeavesOutWhatIsNotPlanned) {
  ProjectFacts facts = EmptyProject("2018-04-05");
  AddLine(&facts, "625", "2")->set_position(9);
  AddLine(&facts, "622", "3")->set_position(1);
  *AddLine(&facts, "62", "0")->mutable_spent_amount() = Eur("7");
  const v1::BudgetForm form = FormOf(facts);
  EXPECT_THAT(Planned(form.charges()), ElementsAre("62 Autres services extérieurs 5.00",
                                                   "  622 line 2 3.00", "  625 line 1 2.00"));
  EXPECT_EQ(form.charges(3).line(), "projects/p/budgets/v1/lines/622-2");
  EXPECT_EQ(form.charges(2).line(), "") << "a heading is no line";
}

// ANC 2018-06 swapped the numbers; the form prints volunteer work first.
TEST(InKind, StandsInTheRowsOfTheForm) {
  const auto sources = [](int fiscal_year) {
    ProjectFacts facts = EmptyProject("2018-04-05");
    for (const char* account : {"8701", "875", "8702", "871", "87"}) {
      Line* line = AddLine(&facts, account, "1");
      line->set_side(Line::SIDE_IN_KIND_SOURCE);
      line->set_fiscal_year(fiscal_year);
    }
    return Planned(FormOf(facts).in_kind_sources());
  };
  EXPECT_THAT(sources(2018), ElementsAre("87 Contributions volontaires en nature 5.00",
                                         "  870 Bénévolat 2.00", "  871 Prestations en nature 1.00",
                                         "  875 Dons en nature 1.00", "  87 line 5 1.00"));
  EXPECT_THAT(sources(2022), ElementsAre("87 Contributions volontaires en nature 5.00",
                                         "  875 Bénévolat 1.00", "  871 Prestations en nature 1.00",
                                         "  870 Dons en nature 2.00", "  87 line 5 1.00"));
}

TEST(BudgetForm, IsOfTheVersionThatIsGiven) {
  const ProjectFacts facts = CaseOn("2018-03-23");
  Budget draft;
  draft.set_name("projects/precarisation/budgets/v2");
  draft.set_version(2);
  ProjectFacts other = EmptyProject("2018-03-23");
  AddLine(&other, "61", "5");
  const v1::BudgetForm form = MakeBudgetForm(facts, draft, other.lines, Language::kEnglish);
  EXPECT_EQ(form.budget(), draft.name());
  EXPECT_EQ(form.project(), "projects/precarisation");
  EXPECT_FALSE(form.has_adoption_date());
  EXPECT_EQ(Shown(form.total_charges()), "5.00 EUR");
  EXPECT_EQ(Shown(form.total_produits()), "0.00 EUR");
}

TEST(BudgetForm, OfNoBudgetHasNoRows) {
  const v1::BudgetForm form = FormOf(EmptyProject("2018-03-23"));
  EXPECT_EQ(form.project_display_name(), "Project");
  EXPECT_THAT(form.charges(), IsEmpty());
  EXPECT_THAT(form.in_kind_sources(), IsEmpty());
  const v1::Document document = LayOut(form, {}, Part{}, Language::kFrench);
  EXPECT_THAT(TablesOf(document), IsEmpty());
  EXPECT_THAT(Sentences(document), ElementsAre("Aucun budget n'était adopté à cette date."));
}

TEST(BudgetFormDocument, OfTheCase) {
  const v1::BudgetForm form = FormOf(CaseOn("2018-03-23"));
  const v1::Document document = LayOut(form, {}, Part{}, Language::kFrench);
  EXPECT_EQ(document.title(),
            "Budget prévisionnel – Précarisation — expérimentation sociale coopérative");
  EXPECT_EQ(document.facts(0), "budget v1, adopté le 31/05/2016");
  EXPECT_EQ(document.facts(1), "plan comptable CRC 99-01");
  EXPECT_THAT(TablesOf(document),
              ElementsAre("charges", "produits", "in_kind_uses", "in_kind_sources"));
  EXPECT_THAT(
      RowsOf(document, "charges", Language::kFrench),
      ElementsAre("60 | Achats | 4 000,00", "61 | Services extérieurs | 6 000,00",
                  "62 | Autres services extérieurs | 48 000,00", "63 | Impôts et taxes",
                  "[64 | Charges de personnel]", "> 641 | rémunération | 76 000,00",
                  "> 645 | charges sociales | 34 000,00", "= Total 64 | 110 000,00",
                  "65 | Autres charges de gestion courante | 2 000,00", "66 | Charges financières",
                  "67 | Charges exceptionnelles", "68 | Dotations aux amortissements et provisions",
                  "69 | Impôts sur les bénéfices", "indirect | Charges indirectes | 10 000,00",
                  "== Total des charges | 180 000,00"));
  EXPECT_THAT(RowsOf(document, "in_kind_uses", Language::kFrench),
              ElementsAre("[86 | Emplois des contributions volontaires en nature]",
                          "> 864 | Personnel bénévole | 12 000,00 | 729,00"));
  EXPECT_THAT(Sentences(document),
              Contains("Les charges et les produits sont égaux : 180\u202F000,00."));
  EXPECT_TRUE(EveryColumnSums(document));
  EXPECT_TRUE(HoldsTogether(document));
}

TEST(BudgetFormDocument, InEnglish) {
  const v1::Document document =
      LayOut(FormOf(CaseOn("2018-03-23"), Language::kEnglish), {}, Part{}, Language::kEnglish);
  EXPECT_THAT(RowsOf(document, "charges", Language::kEnglish),
              Contains("= Total of 64 | 110,000.00"));
  EXPECT_THAT(Sentences(document), Contains("In the headings of the form CERFA 12156*06."));
}

TEST(BudgetFormDocument, SaysWhatMakesItsFiguresIfTheyAreThoseInForce) {
  const v1::BudgetForm form = FormOf(CaseOn("2018-03-23"));
  v1::GetBudgetFormRequest request;
  EXPECT_THAT(RefsOf(LayOut(form, request, Part{}, Language::kFrench)),
              ::testing::IsSupersetOf(
                  {"precarisation/planned,account=64", "precarisation/planned,line=641",
                   "precarisation/planned,line=748", "precarisation/planned",
                   "precarisation/planned,account=7", "precarisation/planned,account=864"}));
  request.set_budget("v1");
  EXPECT_THAT(RefsOf(LayOut(form, request, Part{}, Language::kFrench)), IsEmpty());
}

TEST(BudgetFormDocument, WarnsOfSidesThatDiffer) {
  ProjectFacts facts = EmptyProject("2018-04-05");
  AddLine(&facts, "60", "100");
  AddLine(&facts, "75", "60");
  AddLine(&facts, "864", "5");
  const v1::Document document = LayOut(FormOf(facts), {}, Part{}, Language::kEnglish);
  EXPECT_THAT(Sentences(document),
              ElementsAre("! Charges are 40.00 above income; the form asks for equal totals.",
                          "! In kind, what is used (5.00) and what is given (0.00) differ.",
                          "In the headings of the form CERFA 12156*06."));
  AddLine(&facts, "70", "50");
  EXPECT_THAT(Sentences(LayOut(FormOf(facts), {}, Part{}, Language::kFrench)),
              Contains(StartsWith("! Les produits dépassent les charges de 10,00")));
}

// A funder is named, though its line is alone below the heading.
TEST(BudgetFormDocument, NamesTheOnlyFunder) {
  ProjectFacts facts = EmptyProject("2018-04-05");
  AddLine(&facts, "741", "100")->set_funder("funders/f");
  EXPECT_THAT(
      RowsOf(LayOut(FormOf(facts), {}, Part{}, Language::kFrench), "produits", Language::kFrench),
      ::testing::IsSupersetOf(
          {"[74 | Subventions d'exploitation]", "> 741 | line 1 | f | 100,00"}));
}

}  // namespace
}  // namespace cofi::reporting
