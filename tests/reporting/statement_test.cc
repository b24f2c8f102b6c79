// Statements of expenses and of receipts: whose entries, by which date, and their sums.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "base/names.h"
#include "services/reporting/layouts.h"
#include "services/reporting/statement_rules.h"
#include "tests/reporting/asked.h"
#include "tests/reporting/case_books.h"
#include "tests/reporting/case_facts.h"
#include "tests/reporting/documents.h"
#include "tests/reporting/examples.h"

namespace cofi::reporting {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ExpensesAsked = v1::GetExpenseStatementRequest;
using ReceiptsAsked = v1::GetReceiptStatementRequest;
using Texts = std::vector<std::string>;

constexpr char kDay[] = "2018-03-23";
constexpr Part kFirst{.first = true, .last = false};
constexpr Part kLast{.first = false, .last = true};

template <typename Request>
Request Asked(const std::string& funder = "") {
  Request request;
  request.set_parent("projects/precarisation");
  request.set_funder(funder);
  return request;
}

v1::ExpenseStatement CaseExpenses(const ExpensesAsked& request) {
  return MakeExpenseStatement(
      CaseBetween(IsoDate(request.from_date()), IsoDate(request.to_date()), kDay),
      CaseBooksOn(kDay).expenses, request);
}

v1::ReceiptStatement CaseReceipts(const ReceiptsAsked& request) {
  return MakeReceiptStatement(
      CaseBetween(IsoDate(request.from_date()), IsoDate(request.to_date()), kDay),
      CaseBooksOn(kDay).receipts, request);
}

Texts Shares(const v1::ExpenseRow& row) {
  Texts shares;
  shares.reserve(row.shares_size());
  for (const Money& share : row.shares()) shares.push_back(Shown(share));
  return shares;
}

Texts Ids(const v1::ExpenseStatement& statement) {
  Texts ids;
  ids.reserve(statement.rows_size());
  for (const v1::ExpenseRow& row : statement.rows()) ids.emplace_back(IdOf(row.expense()));
  return ids;
}

// What the rows of all pages sum to.
Texts SumOfShares(const v1::ExpenseStatement& statement) {
  std::vector<int64_t> sums(statement.sources_size());
  for (const v1::ExpenseRow& row : statement.rows()) {
    for (int i = 0; i < row.shares_size(); ++i) sums[i] += Minor(row.shares(i));
  }
  Texts shown;
  shown.reserve(sums.size());
  for (const int64_t sum : sums) shown.push_back(Shown(MoneyFromMinor(sum, "EUR")));
  return shown;
}

// A project with two grants of one funder and one of another, and a line.
struct Example {
  Example() {
    AddLine(&facts, "62", "1000")->set_name("projects/p/budgets/v1/lines/62");
    for (const char* id : {"a1", "b", "a2"}) {
      Grant* grant = AddGrant(&facts, id, "1000", "2017-01-01");
      if (id[0] == 'a') grant->set_funder("funders/a");
    }
  }

  budgets::v1::Expense* Spend(const std::string& id, const std::string& amount,
                              const std::string& invoiced, const std::string& paid) {
    expenses.push_back(MakeExpense("projects/p", id, "62", amount, invoiced, paid));
    return &expenses.back();
  }
  v1::ExpenseStatement Make(const ExpensesAsked& request) {
    return MakeExpenseStatement(facts, expenses, request);
  }

  ProjectFacts facts = EmptyProject("2017-12-31");
  std::vector<budgets::v1::Expense> expenses;
};

TEST(Expenses, OfTheCaseHaveTheSharesOfTheBudgetStatus) {
  const v1::ExpenseStatement statement = CaseExpenses(Asked<ExpensesAsked>());
  Texts sources;
  sources.reserve(statement.sources_size());
  for (const v1::StatementSource& source : statement.sources()) {
    sources.push_back(source.display_name());
  }
  EXPECT_THAT(sources, ElementsAre("Fondation de France", "Département d'Ille-et-Vilaine",
                                   "Rennes Métropole", "CIAS à l'Ouest de Rennes", ""));
  EXPECT_THAT(Ids(statement), ElementsAre("e1", "e2", "e3", "e4", "e5", "e6", "e7", "e8"));
  EXPECT_THAT(Shares(statement.rows(5)),
              ElementsAre("6000.00 EUR", "0.00 EUR", "6000.00 EUR", "0.00 EUR", "0.00 EUR"));
  EXPECT_EQ(Shown(statement.total().amount()), "33102.90 EUR");
  EXPECT_THAT(Shares(statement.total()), ElementsAre("17850.00 EUR", "4350.00 EUR", "9312.40 EUR",
                                                     "340.50 EUR", "1250.00 EUR"));
  EXPECT_EQ(SumOfShares(statement), Shares(statement.total()));
}

TEST(Expenses, OfAFunderAndAYearAreWhatItPaysAPartOf) {
  const v1::ExpenseStatement statement =
      CaseExpenses(Between("2017-07-01", "2017-12-31", Asked<ExpensesAsked>("funders/metropole")));
  EXPECT_EQ(statement.funder_display_name(), "Rennes Métropole");
  ASSERT_EQ(statement.sources_size(), 1);
  EXPECT_THAT(Ids(statement), ElementsAre("e5", "e6", "e7"));
  EXPECT_EQ(Shown(statement.rows(1).amount()), "12000.00 EUR") << "all that the invoice asks";
  EXPECT_THAT(Shares(statement.rows(1)), ElementsAre("6000.00 EUR"));
  EXPECT_THAT(Shares(statement.total()), ElementsAre("9312.40 EUR"));
  EXPECT_FALSE(statement.total().has_amount()) << "a sum of movements does not tell it";
}

TEST(Expenses, OfAFunderWithoutAGrantAreNone) {
  const v1::ExpenseStatement statement = CaseExpenses(Asked<ExpensesAsked>("funders/leader"));
  EXPECT_THAT(statement.rows(), IsEmpty());
  EXPECT_THAT(Shares(statement.total()), ElementsAre("0.00 EUR"));
}

TEST(Expenses, OnALineSumToIt) {
  ExpensesAsked request = Asked<ExpensesAsked>();
  request.set_line("62");
  const v1::ExpenseStatement statement = CaseExpenses(request);
  EXPECT_THAT(Ids(statement), ElementsAre("e1", "e8"));
  EXPECT_EQ(statement.rows(0).account(), "62");
  EXPECT_EQ(statement.rows(0).line_display_name(), "honoraires, déplacements, publication");
  EXPECT_EQ(Shown(statement.total().amount()), "6050.00 EUR");
}

// The total is of all pages, whichever this one is.
TEST(Expenses, HaveTheSameTotalOnEveryPage) {
  const ProjectFacts facts = CaseBetween("", "", kDay);
  const std::vector<budgets::v1::Expense> all = CaseBooksOn(kDay).expenses;
  const ExpensesAsked request = Asked<ExpensesAsked>();
  const v1::ExpenseStatement page = MakeExpenseStatement(facts, {all[3]}, request);
  EXPECT_THAT(Ids(page), ElementsAre("e4"));
  EXPECT_EQ(page.total().DebugString(), CaseExpenses(request).total().DebugString());
}

// Those of an expense from before files could be attached come first.
TEST(Expenses, ShowWhatIsAttachedToThem) {
  Example example;
  example.Spend("new", "10", "2017-01-31", "");
  example.Spend("old", "20", "2017-02-01", "")->add_documents()->set_display_name("classeur 3");
  example.Spend("bare", "30", "2017-02-02", "");
  AddExpenseFile(&example.facts, "new", "bon de livraison.pdf");
  AddExpenseFile(&example.facts, "old", "copie.pdf");
  AddExpenseFile(&example.facts, "new", "facture.pdf");
  AddExpenseFile(&example.facts, "another", "x.pdf");
  const v1::ExpenseStatement statement = example.Make(ExpensesAsked());
  ASSERT_EQ(statement.rows_size(), 3);
  EXPECT_THAT(statement.rows(0).documents(), ElementsAre("bon de livraison.pdf", "facture.pdf"));
  EXPECT_THAT(statement.rows(1).documents(), ElementsAre("classeur 3", "copie.pdf"));
  EXPECT_THAT(statement.rows(2).documents(), IsEmpty());
}

TEST(Expenses, FallIntoAPeriodByTheInvoiceOrByThePayment) {
  Example example;
  example.Spend("invoice", "10", "2017-01-31", "2017-02-03");
  example.Spend("unpaid", "20", "2017-01-31", "");
  // As of the day, its invoice is still to come.
  example.Spend("deposit", "40", "", "2017-01-15");
  example.Spend("late", "80", "2017-02-01", "2017-02-01");
  ExpensesAsked request = Between("2017-01-01", "2017-01-31", ExpensesAsked());
  EXPECT_THAT(Ids(example.Make(request)), ElementsAre("invoice", "unpaid"));
  EXPECT_EQ(Shown(example.Make(request).rows(0).paid()), "10.00 EUR") << "by the day of the facts";
  EXPECT_FALSE(example.Make(request).rows(1).has_paid());
  request.set_basis(ExpensesAsked::BASIS_PAID);
  EXPECT_THAT(Ids(example.Make(request)), ElementsAre("deposit"));
  EXPECT_FALSE(example.Make(request).rows(0).has_invoice_date());
  EXPECT_THAT(Ids(example.Make(Between("2017-02-01", "2017-02-28", request))),
              ElementsAre("invoice", "late"));
}

TEST(Expenses, AreTotalledByTheSameDate) {
  Example example;
  MovementSum moved;
  moved.set_line("62");
  moved.set_grant("b");
  moved.set_spent_minor(3000);
  moved.set_paid_minor(4000);
  moved.set_committed_minor(500);
  example.facts.movements = {moved};
  ExpensesAsked request;
  EXPECT_EQ(Shown(example.Make(request).total().amount()), "30.00 EUR");
  EXPECT_FALSE(example.Make(request).total().has_paid());
  request.set_basis(ExpensesAsked::BASIS_PAID);
  EXPECT_EQ(Shown(example.Make(request).total().amount()), "40.00 EUR");
  EXPECT_EQ(Shown(example.Make(request).total().paid()), "40.00 EUR");
}

TEST(Expenses, JoinTheGrantsOfAFunder) {
  Example example;
  budgets::v1::Expense* expense = example.Spend("e", "100", "2017-05-01", "");
  AddShare(expense, "a1", "10");
  AddShare(expense, "b", "20");
  AddShare(expense, "a2", "30");
  const v1::ExpenseStatement statement = example.Make({});
  ASSERT_EQ(statement.sources_size(), 3);
  EXPECT_EQ(statement.sources(0).funder(), "funders/a");
  EXPECT_THAT(Shares(statement.rows(0)), ElementsAre("40.00 EUR", "20.00 EUR", "40.00 EUR"));
}

// On that day nobody had awarded it: the status says that own funds paid.
TEST(Expenses, OfAGrantThatCameLaterArePaidByOwnFunds) {
  Example example;
  AddShare(example.Spend("e", "100", "2017-05-01", ""), "later", "60");
  EXPECT_THAT(Shares(example.Make({}).rows(0)), ElementsAre("0.00 EUR", "0.00 EUR", "100.00 EUR"));
}

TEST(Expenses, AndTheirReversalsSumToNothing) {
  Example example;
  AddShare(example.Spend("e", "100", "2017-05-01", "2017-05-02"), "b", "60");
  example.expenses.push_back(Undone(example.expenses[0]));
  const v1::ExpenseStatement statement = example.Make({});
  EXPECT_EQ(Shown(statement.rows(1).amount()), "-100.00 EUR");
  EXPECT_EQ(Shown(statement.rows(1).paid()), "-100.00 EUR");
  EXPECT_THAT(SumOfShares(statement), ElementsAre("0.00 EUR", "0.00 EUR", "0.00 EUR"));
}

TEST(Filters, AreThoseOfTheLists) {
  ExpensesAsked request = Asked<ExpensesAsked>("funders/fdf");
  EXPECT_EQ(ExpenseFilter(request), "");
  request = Between("2017-01-01", "2017-12-31", request);
  request.set_line("62");
  EXPECT_EQ(ExpenseFilter(request),
            "(invoice_date >= \"2017-01-01\" OR share_changes:*)"
            " AND (invoice_date <= \"2017-12-31\" OR share_changes:*)"
            " AND (line = \"projects/precarisation/lines/62\" OR splits:*)");
  EXPECT_EQ(ExpenseOrder(request), "invoice_date");
  request.set_line("62\" OR kind = \"INVOICE");
  request.set_basis(ExpensesAsked::BASIS_PAID);
  request.clear_from_date();
  EXPECT_EQ(ExpenseFilter(request), "(payment_date <= \"2017-12-31\" OR paid_in_parts = true)");
  request.clear_to_date();
  EXPECT_EQ(ExpenseFilter(request), "(payment_date:* OR paid_in_parts = true)");
  EXPECT_EQ(ExpenseOrder(request), "payment_date");
  EXPECT_EQ(ReceiptFilter(Between("2017-01-01", "", Asked<ReceiptsAsked>())),
            "receipt_date >= \"2017-01-01\"");
  EXPECT_EQ(ReceiptOrder({}), "receipt_date");
}

TEST(Filters, AskForTheMovementsOfThePeriod) {
  const MovementsAsked asked = MovementsFor(Between("2017-01-01", "", Asked<ExpensesAsked>()));
  EXPECT_EQ(IsoDate(asked.from_date()), "2017-01-01");
  EXPECT_FALSE(asked.has_to_date());
  EXPECT_FALSE(asked.by_year());
}

TEST(Receipts, OfTheCaseSumToWhatWasReceived) {
  const v1::ReceiptStatement statement = CaseReceipts(Asked<ReceiptsAsked>());
  ASSERT_EQ(statement.rows_size(), 2);
  EXPECT_EQ(statement.rows(0).funder_display_name(), "Fondation de France");
  EXPECT_EQ(statement.rows(0).reference(), "VIR-1");
  EXPECT_EQ(Shown(statement.total()), "55000.00 EUR");
}

TEST(Receipts, OfAFunderAndAPeriod) {
  EXPECT_EQ(Shown(CaseReceipts(Asked<ReceiptsAsked>("funders/departement")).total()),
            "15000.00 EUR");
  const v1::ReceiptStatement late = CaseReceipts(Between("2017-08-01", "", Asked<ReceiptsAsked>()));
  ASSERT_EQ(late.rows_size(), 1);
  EXPECT_EQ(late.rows(0).grant(), "projects/precarisation/grants/departement");
  EXPECT_EQ(Shown(late.total()), "15000.00 EUR");
}

TEST(StatementLayout, OfAFunderIsTheOneThatItAsksFor) {
  ExpensesAsked request = Between("2017-01-01", "2017-12-31", Asked<ExpensesAsked>("funders/cias"));
  const v1::Document document = LayOut(CaseExpenses(request), request, Part{}, Language::kFrench);
  EXPECT_EQ(document.title(), "État récapitulatif des dépenses – CIAS à l'Ouest de Rennes");
  EXPECT_THAT(document.facts(),
              ElementsAre("Précarisation — expérimentation sociale coopérative",
                          "du 01/01/2017 au 31/12/2017", "selon la date de facture", "au "));
  EXPECT_THAT(TableText(document, Language::kFrench),
              ElementsAre("date de facture | ligne | fournisseur | facture | objet | montant | part"
                          " CIAS à l'Ouest de Rennes | payée le | référence du paiement |"
                          " dépense",
                          "15/09/2017 | 61 | Ville de Mordelles | F-4 | salle | 340,50 | 340,50 |"
                          " 15/09/2017 | V-4 | e4",
                          " |  | Total |  |  |  | 340,50 |  |  | "));
  EXPECT_EQ(CellAt(document, 1, "share_cias").ref(),
            "precarisation/spent,funder=cias,from=2017-01-01,to=2017-12-31");
  EXPECT_EQ(CellAt(document, 0, "documents").text(), "F-4.pdf");
}

TEST(StatementLayout, HasAColumnForEachSource) {
  ExpensesAsked request = Asked<ExpensesAsked>();
  request.set_basis(ExpensesAsked::BASIS_PAID);
  const v1::Document document = LayOut(CaseExpenses(request), request, Part{}, Language::kEnglish);
  EXPECT_EQ(document.title(), "Expenses");
  EXPECT_TRUE(EveryColumnSums(document));
  EXPECT_TRUE(HoldsTogether(document));
  EXPECT_EQ(CellAt(document, 8, "own_funds").ref(), "precarisation/paid,funder=");
  EXPECT_EQ(CellAt(document, 8, "amount").ref(), "precarisation/paid");
  EXPECT_EQ(CellAt(document, 8, "supplier").text(), "Total");
  EXPECT_EQ(Shown(CellAt(document, 8, "paid").amount()), "33102.90 EUR");
  // What pays goes first where there is no room, and what is asked stays.
  const Texts left = ByPriority(document);
  EXPECT_THAT(Texts(left.begin(), left.begin() + 3),
              ElementsAre("supplier", "amount", "payment_date"));
  EXPECT_EQ(left.back(), "own_funds");
}

TEST(StatementLayout, SaysOfAReversalThatItIsOne) {
  Example example;
  example.Spend("e", "100", "2017-05-01", "2017-05-02");
  example.expenses.push_back(Undone(example.expenses[0]));
  const v1::Document document = LayOut(example.Make({}), {}, kFirst, Language::kFrench);
  EXPECT_EQ(CellAt(document, 0, "kind").text(), "");
  EXPECT_EQ(CellAt(document, 1, "kind").text(), "extourne");
}

TEST(StatementLayout, GoesOnFromPartToPart) {
  const ExpensesAsked request = Asked<ExpensesAsked>();
  const v1::ExpenseStatement statement = CaseExpenses(request);
  const v1::Document first = LayOut(statement, request, kFirst, Language::kEnglish);
  EXPECT_EQ(TableOf(first).rows_size(), statement.rows_size()) << "no total yet";
  const v1::Document last = LayOut(statement, request, kLast, Language::kEnglish);
  EXPECT_TRUE(TableOf(last).continued());
  EXPECT_EQ(last.title(), "");
  EXPECT_EQ(TableOf(last).rows().rbegin()->role(), v1::Row::ROLE_TOTAL);
}

TEST(StatementLayout, OfNothingSaysSo) {
  const ExpensesAsked expenses = Asked<ExpensesAsked>("funders/leader");
  EXPECT_THAT(Sentences(LayOut(CaseExpenses(expenses), expenses, Part{}, Language::kFrench)),
              ElementsAre("Aucune dépense."));
  const ReceiptsAsked receipts = Asked<ReceiptsAsked>("funders/leader");
  EXPECT_THAT(Sentences(LayOut(CaseReceipts(receipts), receipts, Part{}, Language::kEnglish)),
              ElementsAre("There are no receipts."));
}

TEST(StatementLayout, OfReceipts) {
  const ReceiptsAsked request = Asked<ReceiptsAsked>("funders/fdf");
  const v1::Document document = LayOut(CaseReceipts(request), request, Part{}, Language::kFrench);
  EXPECT_EQ(document.title(), "Recettes – Fondation de France");
  EXPECT_TRUE(EveryColumnSums(document));
  EXPECT_TRUE(HoldsTogether(document));
  EXPECT_THAT(TableText(document, Language::kFrench),
              ElementsAre("date | financeur | subvention | nature | référence | montant |"
                          " encaissement",
                          "10/07/2017 | Fondation de France | fdf | avance | VIR-1 |"
                          " 40\u202F000,00 | r1",
                          " | Total |  |  |  | 40\u202F000,00 | "));
  EXPECT_EQ(CellAt(document, 1, "amount").ref(), "precarisation/received,funder=fdf");
}

}  // namespace
}  // namespace cofi::reporting
