#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/dates.h"
#include "base/money.h"
#include "base/names.h"
#include "services/reporting/budget_form_rules.h"
#include "services/reporting/financial_report_rules.h"
#include "services/reporting/layouts.h"
#include "services/reporting/source_rules.h"
#include "tests/properties.h"
#include "tests/reporting/asked.h"
#include "tests/reporting/case_facts.h"
#include "tests/reporting/documents.h"
#include "tests/reporting/examples.h"
#include "tests/reporting/form_documents.h"

namespace cofi::reporting {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using Request = v1::GetFinancialReportRequest;
using Rows = google::protobuf::RepeatedPtrField<v1::FinancialReportRow>;

constexpr char kCaseDay[] = "2018-03-23";

Request OfFunder(const std::string& id) {
  Request request;
  request.set_funder("funders/" + id);
  return request;
}

// An amount without its currency, or nothing for what is not set.
std::string Told(bool is_set, const Money& money) {
  return is_set ? DecimalFromMinor(Minor(money)) : "–";
}

std::string TextOf(const v1::FinancialReportRow& row) {
  return absl::StrCat(row.depth() == 0 ? "" : "  ", row.account(), " ", row.display_name(), ": ",
                      Told(row.has_planned(), row.planned()), " ",
                      Told(row.has_spent(), row.spent()));
}

// Planned and spent, without the headings that have neither.
std::vector<std::string> Texts(const Rows& rows) {
  std::vector<std::string> texts;
  for (const v1::FinancialReportRow& row : rows) {
    if (Minor(row.planned()) != 0 || Minor(row.spent()) != 0) texts.push_back(TextOf(row));
  }
  return texts;
}

const v1::FinancialReportRow* Find(const Rows& rows, const std::string& name) {
  for (const v1::FinancialReportRow& row : rows) {
    if (row.display_name() == name) return &row;
  }
  return nullptr;
}

TEST(FinancialReport, OfTheCase) {
  const v1::FinancialReport report =
      MakeFinancialReport(CaseOn(kCaseDay), Request(), Language::kFrench);
  EXPECT_THAT(Texts(report.charges()),
              ElementsAre("60 Achats: 4000.00 612.40", "61 Services extérieurs: 6000.00 340.50",
                          "62 Autres services extérieurs: 48000.00 6050.00",
                          "64 Charges de personnel: 110000.00 26100.00",
                          "  641 Rémunération des personnels: 76000.00 18000.00",
                          "  645 Charges sociales: 34000.00 8100.00",
                          "65 Autres charges de gestion courante: 2000.00 0.00",
                          "indirect Charges indirectes: 10000.00 0.00"));
  EXPECT_THAT(Texts(report.produits()),
              ElementsAre("74 Subventions d'exploitation: 168000.00 31852.90",
                          "  748 Fondation de France: 80000.00 17850.00",
                          "  746 Pays de Rennes (LEADER): 24000.00 0.00",
                          "  743 Département d'Ille-et-Vilaine: 30000.00 4350.00",
                          "  744 Rennes Métropole: 25000.00 9312.40",
                          "  745 CIAS à l'Ouest de Rennes: 9000.00 340.50",
                          "79 Transfert de charges: 12000.00 1250.00"));
  EXPECT_EQ(TextOf(report.total_charges()), " : 180000.00 33102.90");
  EXPECT_EQ(TextOf(report.total_produits()), " : 180000.00 33102.90");
  EXPECT_THAT(Texts(report.in_kind_uses()),
              ElementsAre("86 Emplois des contributions volontaires en nature: 12000.00 729.00",
                          "  864 Personnel bénévole: 12000.00 729.00"));
  EXPECT_THAT(Texts(report.in_kind_sources()),
              ElementsAre("87 Contributions volontaires en nature: 12000.00 729.00",
                          "  875 Dons en nature: 12000.00 729.00"));
  EXPECT_EQ(report.budget(), "projects/precarisation/budgets/v1");
}

TEST(FinancialReport, TellsTheGapInMoneyAndInPercent) {
  const v1::FinancialReport report =
      MakeFinancialReport(CaseOn(kCaseDay), Request(), Language::kEnglish);
  const v1::FinancialReportRow* staff = Find(report.charges(), "Staff costs");
  ASSERT_NE(staff, nullptr);
  EXPECT_EQ(Shown(staff->gap()), "-83900.00 EUR");
  EXPECT_EQ(staff->used_basis_points(), 2373);
  const v1::FinancialReportRow* financial = Find(report.charges(), "Financial costs");
  ASSERT_NE(financial, nullptr) << "the form prints it, used or not";
  EXPECT_FALSE(financial->has_used_basis_points()) << "nothing was planned";
  EXPECT_EQ(Shown(report.total_charges().gap()), "-146897.10 EUR");
}

TEST(FinancialReport, TellsWhatWasReceivedApartFromWhatIsPaidFor) {
  const v1::FinancialReport report =
      MakeFinancialReport(CaseOn(kCaseDay), Request(), Language::kFrench);
  const v1::FinancialReportRow* funder = Find(report.produits(), "Fondation de France");
  ASSERT_NE(funder, nullptr);
  EXPECT_EQ(funder->funder(), "funders/fdf");
  EXPECT_EQ(Shown(funder->received()), "40000.00 EUR");
  EXPECT_EQ(Shown(Find(report.produits(), "Subventions d'exploitation")->received()),
            "55000.00 EUR");
  EXPECT_FALSE(Find(report.produits(), "Transfert de charges")->has_received());
  EXPECT_EQ(Shown(report.total_produits().received()), "55000.00 EUR");
}

TEST(FinancialReport, OfAPeriodHasWhatWasMovedInIt) {
  const v1::FinancialReport report =
      MakeFinancialReport(CaseBetween("2017-10-01", "2017-12-31", "2017-12-31"),
                          Between("2017-10-01", "2017-12-31", Request()), Language::kFrench);
  EXPECT_EQ(IsoDate(report.from_date()), "2017-10-01");
  EXPECT_EQ(IsoDate(report.to_date()), "2017-12-31");
  EXPECT_THAT(Texts(report.charges()),
              IsSupersetOf({"60 Achats: 4000.00 612.40", "61 Services extérieurs: 6000.00 0.00",
                            "  641 Rémunération des personnels: 76000.00 12000.00",
                            "  645 Charges sociales: 34000.00 5400.00"}));
  EXPECT_THAT(Texts(report.produits()), IsSupersetOf({"  748 Fondation de France: 80000.00 8700.00",
                                                      "  744 Rennes Métropole: 25000.00 9312.40",
                                                      "79 Transfert de charges: 12000.00 0.00"}));
  EXPECT_EQ(Shown(report.total_charges().spent()), "18012.40 EUR");
  EXPECT_EQ(Shown(report.total_produits().spent()), "18012.40 EUR");
  EXPECT_EQ(Shown(report.total_produits().received()), "0.00 EUR");
}

TEST(FinancialReport, OfAFunderHasWhatItPaysOfEachHeading) {
  const v1::FinancialReport report =
      MakeFinancialReport(CaseBetween("", "", kCaseDay), OfFunder("fdf"), Language::kFrench);
  EXPECT_EQ(report.funder_display_name(), "Fondation de France");
  EXPECT_THAT(Texts(report.charges()), ElementsAre("62 Autres services extérieurs: – 4800.00",
                                                   "64 Charges de personnel: – 13050.00",
                                                   "  641 Rémunération des personnels: – 9000.00",
                                                   "  645 Charges sociales: – 4050.00"));
  EXPECT_THAT(Texts(report.produits()),
              ElementsAre("74 Subventions d'exploitation: 80000.00 17850.00",
                          "  748 Fondation de France: 80000.00 17850.00"));
  EXPECT_EQ(TextOf(report.total_charges()), " : 80000.00 17850.00");
  EXPECT_EQ(TextOf(report.total_produits()), " : 80000.00 17850.00");
  EXPECT_EQ(Shown(report.total_produits().received()), "40000.00 EUR");
  EXPECT_THAT(report.in_kind_uses(), IsEmpty());
}

TEST(FinancialReport, AsksForMovementsOfAPeriodOrAFunderOnly) {
  EXPECT_EQ(MovementsFor(Request()), std::nullopt);
  EXPECT_TRUE(MovementsFor(OfFunder("f")).has_value());
  const auto asked = MovementsFor(Between("2017-01-01", "2017-12-31", Request()));
  ASSERT_TRUE(asked.has_value());
  EXPECT_EQ(IsoDate(asked->from_date()), "2017-01-01");
  EXPECT_EQ(IsoDate(asked->to_date()), "2017-12-31");
}

TEST(OwnFunds, AreSharedAsTheyWerePlanned) {
  ProjectFacts facts = EmptyProject(kCaseDay);
  *AddLine(&facts, "62", "100")->mutable_spent_amount() = Eur("10");
  AddLine(&facts, "756", "60");
  AddLine(&facts, "701", "30");
  AddLine(&facts, "758", "0");
  const v1::FinancialReport report = MakeFinancialReport(facts, Request(), Language::kEnglish);
  EXPECT_THAT(Texts(report.produits()), ElementsAre("70 Sales and services: 30.00 3.33",
                                                    "75 Other operating income: 60.00 6.67"));
}

TEST(OwnFunds, OfWhichNothingIsPlannedStandOnTheFirstLine) {
  ProjectFacts facts = EmptyProject(kCaseDay);
  *AddLine(&facts, "62", "100")->mutable_spent_amount() = Eur("10");
  AddLine(&facts, "756", "0");
  AddLine(&facts, "70", "0");
  EXPECT_THAT(Texts(MakeFinancialReport(facts, Request(), Language::kEnglish).produits()),
              ElementsAre("75 Other operating income: 0.00 10.00"));
}

TEST(OwnFunds, WithoutALineAreTheLastRowOfTheForm) {
  ProjectFacts facts = EmptyProject(kCaseDay);
  *AddLine(&facts, "62", "100")->mutable_spent_amount() = Eur("10");
  const v1::FinancialReport report = MakeFinancialReport(facts, Request(), Language::kFrench);
  EXPECT_THAT(Texts(report.produits()),
              ElementsAre(" Ressources propres affectées au projet: 0.00 10.00"));
  EXPECT_EQ(report.produits().rbegin()->account(), "");
}

// What came in of no funder is received too, on the line on which it came.
TEST(OwnFunds, AreReceivedOnTheirLines) {
  ProjectFacts facts = EmptyProject(kCaseDay);
  *AddLine(&facts, "62", "100")->mutable_spent_amount() = Eur("10");
  AddLine(&facts, "701", "30");
  Line* const other = AddLine(&facts, "756", "70");
  *other->mutable_received_amount() = Eur("7");
  Grant* grant = AddGrant(&facts, "g", "60", "2017-01-01");
  *grant->mutable_received_amount() = Eur("5");
  v1::FinancialReport report = MakeFinancialReport(facts, Request(), Language::kEnglish);
  EXPECT_EQ(Shown(report.total_produits().received()), "12.00 EUR");
  EXPECT_EQ(Shown(Find(report.produits(), "Other operating income")->received()), "7.00 EUR");
  EXPECT_FALSE(Find(report.produits(), "Sales and services")->has_received());
  EXPECT_EQ(Shown(report.total_produits().spent()), "10.00 EUR");
  // None of it is of one funder's money.
  EXPECT_EQ(Shown(MakeFinancialReport(facts, OfFunder("g"), Language::kEnglish)
                      .total_produits()
                      .received()),
            "0.00 EUR")
      << "that is of movements, of which there are none";
  // In a period, what came in then.
  MovementSum& moved = facts.movements.emplace_back();
  moved.set_line(std::string(IdOf(other->name())));
  moved.set_received_minor(3'00);
  report = MakeFinancialReport(facts, Between("2018-01-01", "2018-01-31", Request()),
                               Language::kEnglish);
  EXPECT_EQ(Shown(report.total_produits().received()), "3.00 EUR");
  EXPECT_EQ(Shown(Find(report.produits(), "Other operating income")->received()), "3.00 EUR");
}

// By an account of the chart where it is one, and by the line's own name where it is not.
TEST(Accounts, BelowAHeadingAreToldWhereItHasSeveral) {
  ProjectFacts facts = EmptyProject(kCaseDay);
  AddLine(&facts, "645", "1");
  AddLine(&facts, "6419", "2");
  AddLine(&facts, "641", "4");
  AddLine(&facts, "641", "8");
  AddLine(&facts, "613", "16");
  EXPECT_THAT(Texts(MakeFinancialReport(facts, Request(), Language::kEnglish).charges()),
              ElementsAre("61 External services: 16.00 0.00", "64 Staff costs: 15.00 0.00",
                          "  641 Pay: 12.00 0.00", "  6419 line 2: 2.00 0.00",
                          "  645 Social contributions: 1.00 0.00"));
}

TEST(Funders, StandWhereTheyArePlannedAndElseAmongGrants) {
  ProjectFacts facts = EmptyProject(kCaseDay);
  *AddLine(&facts, "62", "100")->mutable_spent_amount() = Eur("10");
  AddLine(&facts, "73", "40")->set_funder("funders/d");
  AddLine(&facts, "74", "20")->set_funder("funders/d");
  Pay(AddGrant(&facts, "d", "60", "2017-01-01"), "6");
  Grant* gift = AddGrant(&facts, "gift", "60", "2017-01-01");
  Pay(gift, "4");
  *gift->mutable_received_amount() = Eur("5");
  const v1::FinancialReport report = MakeFinancialReport(facts, Request(), Language::kEnglish);
  EXPECT_THAT(
      Texts(report.produits()),
      ElementsAre("73 Endowments and tariffs: 40.00 4.00", "  73 d: 40.00 4.00",
                  "74 Operating grants: 20.00 6.00", "  74 d: 20.00 2.00", "  74 gift: 0.00 4.00"));
  EXPECT_EQ(Shown(Find(report.produits(), "gift")->received()), "5.00 EUR");
}

TEST(FinancialReport, WithoutABudgetHasNoRows) {
  ProjectFacts facts = EmptyProject(kCaseDay);
  Pay(AddGrant(&facts, "g", "60", "2017-01-01"), "6");
  const v1::FinancialReport report = MakeFinancialReport(facts, Request(), Language::kEnglish);
  EXPECT_THAT(report.charges(), IsEmpty());
  EXPECT_THAT(report.produits(), IsEmpty());
  const v1::Document document = LayOut(report, Request(), Part{}, Language::kEnglish);
  EXPECT_THAT(TablesOf(document), IsEmpty());
  EXPECT_THAT(Sentences(document), ElementsAre("No budget was adopted by then."));
}

TEST(FinancialReportDocument, OfTheCase) {
  const v1::FinancialReport report =
      MakeFinancialReport(CaseOn(kCaseDay), Request(), Language::kFrench);
  const v1::Document document = LayOut(report, Request(), Part{}, Language::kFrench);
  EXPECT_EQ(document.title(),
            "Compte rendu financier – Précarisation — expérimentation sociale coopérative");
  EXPECT_EQ(document.facts(0), "budget v1");
  EXPECT_THAT(
      RowsOf(document, "charges", Language::kFrench),
      IsSupersetOf(
          {"60 | Achats | 4 000,00 | 612,40 | -3 387,60 | 15,31 %", "[64 | Charges de personnel]",
           "= Total 64 | 110 000,00 | 26 100,00 | -83 900,00 | 23,73 %", "66 | Charges financières",
           "== Total des charges | 180 000,00 | 33 102,90 | -146 897,10 | 18,39 %"}));
  EXPECT_THAT(
      RowsOf(document, "produits", Language::kFrench),
      IsSupersetOf(
          {"> 748 | Fondation de France | 80 000,00 | 17 850,00 | -62 150,00 | 22,31 % | 40 000,00",
           "== Total des produits | 180 000,00 | 33 102,90 | -146 897,10 | 18,39 % | 55 000,00"}));
  EXPECT_THAT(RowsOf(document, "in_kind_sources", Language::kFrench),
              ElementsAre("[87 | Contributions volontaires en nature]",
                          "> 875 | Dons en nature | 12 000,00 | 729,00 | -11 271,00 | 6,08 %"));
  EXPECT_THAT(Sentences(document),
              Contains("Dans les rubriques de l'arrêté du 11 octobre 2006 et du formulaire CERFA "
                       "15059*02. · À déposer dans les six mois suivant la fin de l'exercice pour "
                       "lequel la subvention a été attribuée, et avant toute nouvelle demande (loi "
                       "n° 2000-321, article 10)."));
}

TEST(FinancialReportDocument, SaysWhatMakesItsFigures) {
  const Request request = Between("2017-10-01", "2017-12-31", Request());
  const v1::FinancialReport report = MakeFinancialReport(
      CaseBetween("2017-10-01", "2017-12-31", "2017-12-31"), request, Language::kEnglish);
  const std::string period = ",from=2017-10-01,to=2017-12-31";
  EXPECT_THAT(RefsOf(LayOut(report, request, Part{}, Language::kEnglish)),
              IsSupersetOf(std::vector<std::string>{
                  "precarisation/planned,account=62", "precarisation/spent,account=641" + period,
                  "precarisation/planned,funder=fdf", "precarisation/spent,funder=fdf" + period,
                  "precarisation/spent" + period, "precarisation/planned",
                  "precarisation/planned,account=7", "precarisation/received" + period,
                  "precarisation/planned,account=864"}));
  const v1::FinancialReport of_funder =
      MakeFinancialReport(CaseBetween("", "", kCaseDay), OfFunder("fdf"), Language::kEnglish);
  const v1::Document document = LayOut(of_funder, OfFunder("fdf"), Part{}, Language::kEnglish);
  EXPECT_EQ(document.facts(0), "Fondation de France");
  EXPECT_THAT(
      RefsOf(document),
      IsSupersetOf({"precarisation/spent,account=62,funder=fdf", "precarisation/spent,funder=fdf",
                    "precarisation/planned,funder=fdf", "precarisation/received,funder=fdf"}));
}

// A figure is of an account with all below it, and of a funder wherever it stands.
TEST(FinancialReportDocument, NamesNoFigureThatIsNotTheRows) {
  ProjectFacts facts = EmptyProject(kCaseDay);
  AddLine(&facts, "641", "1");
  AddLine(&facts, "6411", "2");
  AddLine(&facts, "73", "1")->set_funder("funders/d");
  AddLine(&facts, "74", "2")->set_funder("funders/d");
  const std::vector<std::string> refs =
      RefsOf(LayOut(MakeFinancialReport(facts, Request(), Language::kEnglish), Request(), Part{},
                    Language::kEnglish));
  EXPECT_THAT(refs, IsSupersetOf({"p/planned,account=64", "p/planned,account=6411"}));
  EXPECT_THAT(refs, ::testing::Not(Contains("p/planned,account=641")));
  EXPECT_THAT(refs, ::testing::Not(Contains("p/planned,funder=d")));
}

// Facts in which each movement is on a line, and each total of a line or a grant that of its
// movements.
class RandomBooks {
 public:
  RandomBooks() {
    facts_ = EmptyProject(kCaseDay);
    constexpr const char* kAccounts[] = {"60", "62",  "625", "641", "indirect", "74",
                                         "73", "756", "70",  "72",  "864",      "875"};
    AddLine(&facts_, "61", "5");
    for (int i = Pick(12); i > 0; --i) {
      Line* line = AddLine(&facts_, kAccounts[Pick(std::size(kAccounts))],
                           DecimalFromMinor(Pick(3) == 0 ? 0 : Pick(10'000)));
      if (line->side() == Line::SIDE_INCOME && Pick(2) == 0) line->set_funder(Funder());
      if (line->account() == "875") line->set_side(Line::SIDE_IN_KIND_SOURCE);
    }
    for (int i = Pick(4); i > 0; --i) {
      AddGrant(&facts_, absl::StrCat("g", i), "1000", "2017-01-01")->set_funder(Funder());
    }
    for (int i = Pick(20); i > 0; --i) Move();
  }

  const ProjectFacts& For(const Request& request) {
    SumMovements(ledger_, MovementsFor(request), &facts_);
    return facts_;
  }

  static std::string Funder() { return absl::StrCat("funders/f", Pick(3)); }

 private:
  static int Pick(int below) { return *rc::gen::inRange(0, below); }

  void Move() {
    DatedMovement& movement = ledger_.emplace_back();
    movement.date = absl::StrCat("2017-0", 1 + Pick(9), "-15");
    const int64_t minor = Pick(10'000) - 1'000;
    const int which = Pick(static_cast<int>(facts_.grants.size()) + 1);
    Grant* grant = which == 0 ? nullptr : &facts_.grants[which - 1];
    if (grant != nullptr) movement.moved.set_grant(std::string(IdOf(grant->name())));
    if (grant != nullptr && Pick(4) == 0) {
      movement.moved.set_received_minor(minor);
      Add(minor, grant->mutable_received_amount());
      return;
    }
    std::vector<Line*> lines;
    for (Line& line : facts_.lines) {
      if (line.side() == Line::SIDE_EXPENSE) lines.push_back(&line);
    }
    Line* line = lines[Pick(static_cast<int>(lines.size()))];
    movement.moved.set_line(std::string(IdOf(line->name())));
    movement.moved.set_spent_minor(minor);
    Add(minor, line->mutable_spent_amount());
    if (grant != nullptr) Add(minor, grant->mutable_spent_amount());
  }

  static void Add(int64_t minor, Money* sum) { *sum = MoneyFromMinor(Minor(*sum) + minor, "EUR"); }

  ProjectFacts facts_;
  std::vector<DatedMovement> ledger_;
};

int64_t Sum(const Rows& rows, const Money& (v1::FinancialReportRow::*of)() const) {
  int64_t sum = 0;
  for (const v1::FinancialReportRow& row : rows) {
    if (row.depth() == 0) sum += Minor((row.*of)());
  }
  return sum;
}

RC_GTEST_PROP(FinancialReport, IsEqualOnBothSides, ()) {
  using Row = v1::FinancialReportRow;
  RandomBooks books;
  for (const Request& request : {Request(), Between("2017-03-01", "", Request()),
                                 Between("", "2017-06-30", Request()), OfFunder("f1")}) {
    const ProjectFacts& facts = books.For(request);
    const v1::FinancialReport report = MakeFinancialReport(facts, request, Language::kEnglish);
    RC_ASSERT(Minor(report.total_charges().spent()) == Minor(report.total_produits().spent()));
    for (const auto of : {&Row::spent, &Row::received}) {
      RC_ASSERT(Sum(report.produits(), of) == Minor((report.total_produits().*of)()));
    }
    RC_ASSERT(Sum(report.charges(), &Row::spent) == Minor(report.total_charges().spent()));
    RC_ASSERT(Sum(report.produits(), &Row::planned) == Minor(report.total_produits().planned()));
    const v1::Document document = LayOut(report, request, Part{}, Language::kEnglish);
    RC_ASSERT(HoldsTogether(document));
    // What is planned of a funder is of no heading.
    if (request.funder().empty()) RC_ASSERT(EveryColumnSums(document));
  }
}

// One figure, one truth.
RC_GTEST_PROP(FinancialReport, SaysWhatTheBudgetFormAndTheFundingPlanSay, ()) {
  RandomBooks books;
  const ProjectFacts& facts = books.For(Request());
  const v1::FinancialReport report = MakeFinancialReport(facts, Request(), Language::kEnglish);
  const v1::BudgetForm form = MakeBudgetForm(facts, *facts.budget, facts.lines, Language::kEnglish);
  RC_ASSERT(Shown(report.total_charges().planned()) == Shown(form.total_charges()));
  RC_ASSERT(Shown(report.total_produits().planned()) == Shown(form.total_produits()));
  Wide of_grants = 0;
  for (const v1::FinancialReportRow& row : report.produits()) {
    if (!row.funder().empty()) of_grants += Minor(row.spent());
  }
  RC_ASSERT(Minor(report.total_produits().spent()) - of_grants == OwnFundsSpentMinor(facts));
}

}  // namespace
}  // namespace cofi::reporting
