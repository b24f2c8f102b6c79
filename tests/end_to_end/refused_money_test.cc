// Money that must not move: each refusal is one clear sentence in the caller's
// language, names its field, and leaves every byte as it was.
#include <gtest/gtest.h>

#include "base/identifiers.h"
#include "tests/installations/installation.h"
#include "tests/installations/project.h"
#include "tests/installations/refusals.h"
#include "tests/services/facts.h"

namespace cofi::end_to_end {
namespace {

using budgets::v1::CreateExpenseRequest;

// Two projects in each shape, `refused` and `other`, with a grant `ville` each:
// 5 000, for invoices of 2018 on account 62.
const Project& ProjectIn(Shape shape, const std::string& id) {
  static auto* const made = new std::map<std::pair<Shape, std::string>, Project*>();
  Project*& project = (*made)[{shape, id}];
  if (project == nullptr) {
    project = new Project(Shared(shape), id);
    project->Win("ville", {.amount = "5000",
                           .eligible_from = "2018-01-01",
                           .eligible_to = "2018-12-31",
                           .accounts = {"62"}});
    project->Win("region", {.amount = "3000"});
    project->Commit("commande", {.amount = "500"});
    project->Spend("facture", {.amount = "100", .reference = "A-1"});
  }
  return *project;
}

class RefusedMoney : public EndToEnd {
 protected:
  RefusedMoney() : project_(ProjectIn(GetParam(), "refused")) {}

  void ExpectRefused(const google::protobuf::Message& request, const Refusal& refusal) {
    end_to_end::ExpectRefused(cofi(), request, refusal);
  }

  const Project& project_;
};
COFI_IN_ONE_SHAPE(RefusedMoney);

TEST_P(RefusedMoney, NegativeAmount) {
  ExpectRefused(project_.Expense("x", {.amount = "-0.01"}),
                {.code = "INVALID_ARGUMENT",
                 .reason = "AMOUNT_NOT_POSITIVE",
                 .field = "expense.amount",
                 .english = "expense.amount is -€0.01; it must be above zero",
                 .french = "expense.amount vaut -0,01 € ; il faut plus que zéro"});
}

TEST_P(RefusedMoney, NoAmount) {
  ExpectRefused(project_.Expense("x", {.amount = "0"}),
                {.code = "INVALID_ARGUMENT",
                 .reason = "AMOUNT_NOT_POSITIVE",
                 .field = "expense.amount",
                 .english = "expense.amount is €0.00; it must be above zero",
                 .french = "expense.amount vaut 0,00 € ; il faut plus que zéro"});
}

TEST_P(RefusedMoney, PartOfACent) {
  CreateExpenseRequest request = project_.Expense("x", {.amount = "10"});
  request.mutable_expense()->mutable_amount()->set_nanos(5'000'000);
  ExpectRefused(request,
                {.code = "INVALID_ARGUMENT",
                 .reason = "AMOUNT_SUB_CENT",
                 .field = "expense.amount",
                 .english = "expense.amount is 10.005000000 EUR; amounts have two decimals",
                 .french = "expense.amount vaut 10.005000000 EUR ; un montant a deux décimales"});
}

TEST_P(RefusedMoney, ForeignCurrency) {
  CreateExpenseRequest request = project_.Expense("x", {.amount = "10"});
  request.mutable_expense()->mutable_amount()->set_currency_code("USD");
  ExpectRefused(request, {.code = "INVALID_ARGUMENT",
                          .reason = "CURRENCY_MISMATCH",
                          .field = "expense.amount",
                          .english = "expense.amount is in USD; it must be in EUR",
                          .french = "expense.amount est en USD ; il doit être en EUR"});
}

TEST_P(RefusedMoney, ForeignCurrencyInAShare) {
  CreateExpenseRequest request =
      project_.Expense("x", {.amount = "10", .shares = {{"ville", "5"}, {"region", "5"}}});
  request.mutable_expense()->mutable_shares(1)->mutable_amount()->set_currency_code("CHF");
  ExpectRefused(request, {.code = "INVALID_ARGUMENT",
                          .reason = "CURRENCY_MISMATCH",
                          .field = "expense.shares[1].amount",
                          .english = "expense.shares[1].amount is in CHF; it must be in EUR",
                          .french = "expense.shares[1].amount est en CHF ; il doit être en EUR"});
}

TEST_P(RefusedMoney, SharesAboveTheInvoice) {
  ExpectRefused(
      project_.Expense("x", {.amount = "100", .shares = {{"ville", "60"}, {"region", "40.01"}}}),
      {.code = "FAILED_PRECONDITION",
       .reason = "SHARES_EXCEED_EXPENSE",
       .field = "expense.shares",
       .english = "the shares sum to €100.01, the expense is €100.00: each euro is paid once",
       .french = "les parts font 100,01 €, la dépense 100,00 € : chaque euro est payé une fois"});
}

TEST_P(RefusedMoney, SharesAboveTheGrant) {
  ExpectRefused(project_.Expense("x", {.amount = "8000", .shares = {{"ville", "5000.01"}}}),
                {.code = "FAILED_PRECONDITION",
                 .reason = "INSUFFICIENT_GRANT",
                 .field = "expense.shares[0].amount",
                 .english = "Aide ville: €5,000.00 left, €5,000.01 asked",
                 .french = "Aide ville : il reste 5 000,00 €, 5 000,01 € demandés"});
}

TEST_P(RefusedMoney, InvoiceOutsideTheGrantsPeriod) {
  ExpectRefused(
      project_.Expense("x", {.amount = "10", .date = "2019-01-01", .shares = {{"ville", "10"}}}),
      {.code = "FAILED_PRECONDITION",
       .reason = "OUTSIDE_ELIGIBLE_PERIOD",
       .field = "expense.shares[0]",
       .english = "Aide ville pays invoices from 2018-01-01 to 2018-12-31; this one is of"
                  " 2019-01-01",
       .french = "Aide ville paie les factures du 01/01/2018 au 31/12/2018 ; celle-ci est du"
                 " 01/01/2019"});
}

TEST_P(RefusedMoney, AccountThatTheGrantDoesNotPay) {
  ExpectRefused(project_.Expense("x", {.amount = "10", .line = "64", .shares = {{"ville", "10"}}}),
                {.code = "FAILED_PRECONDITION",
                 .reason = "ACCOUNT_NOT_ELIGIBLE",
                 .field = "expense.shares[0]",
                 .english = "Aide ville does not pay account 64; it pays 62",
                 .french = "Aide ville ne paie pas le compte 64 ; elle paie 62"});
}

TEST_P(RefusedMoney, UnknownGrant) {
  ExpectRefused(
      project_.Expense("x", {.amount = "10", .shares = {{"nobody", "10"}}}),
      {.code = "FAILED_PRECONDITION",
       .reason = "REFERENCE_NOT_FOUND",
       .field = "expense.shares[0].grant",
       .english = "expense.shares[0].grant names grant nobody, which does not exist",
       .french = "expense.shares[0].grant désigne la subvention nobody, qui n'existe pas"});
}

TEST_P(RefusedMoney, InvoiceOfASupplierTwice) {
  ExpectRefused(project_.Expense("x", {.amount = "10", .reference = "A-1"}),
                {.code = "ALREADY_EXISTS",
                 .reason = "DUPLICATE_INVOICE",
                 .field = "expense.invoice_reference",
                 .english = "invoice A-1 of Cabinet A is already recorded as expense facture;"
                            " reverse that one to record it anew",
                 .french = "la facture A-1 de Cabinet A est déjà enregistrée : la dépense facture ;"
                           " extournez-la pour la saisir à nouveau"});
}

TEST_P(RefusedMoney, ExpenseThatExists) {
  ExpectRefused(project_.Expense("facture", {.amount = "10", .reference = "A-2"}),
                {.code = "ALREADY_EXISTS",
                 .reason = "RESOURCE_EXISTS",
                 .field = "",
                 .english = "expense facture exists",
                 .french = "la dépense facture existe déjà"});
}

// 9 000 planned, 500 committed, 100 spent.
TEST_P(RefusedMoney, MoreThanTheLineHas) {
  Refusal refusal = {
      .code = "FAILED_PRECONDITION",
      .reason = "INSUFFICIENT_FUNDS",
      .field = "",
      .english =
          "62 Services: €8,400.00 available, €8,400.01 asked; release a commitment or adopt"
          " a new budget version",
      .french =
          "62 Services : 8 400,00 € disponibles, 8 400,01 € demandés ; libérez un engagement"
          " ou adoptez une nouvelle version du budget"};
  ExpectRefused(project_.Commitment("x", {.amount = "8400.01"}), refusal);
  // An invoice may be that of the order.
  refusal.english =
      "62 Services: €8,400.00 available, €8,400.01 asked; the commitment commande, of which"
      " €500.00 are left, is on this line: name it as the expense's commitment";
  refusal.french =
      "62 Services : 8 400,00 € disponibles, 8 400,01 € demandés ; l'engagement commande, dont il"
      " reste 500,00 €, porte sur cette ligne : indiquez-le comme engagement de la dépense";
  ExpectRefused(project_.Expense("x", {.amount = "8400.01"}), refusal);
}

TEST_P(RefusedMoney, LineOfIncome) {
  ExpectRefused(project_.Expense("x", {.amount = "10", .line = "74"}),
                {.code = "FAILED_PRECONDITION",
                 .reason = "NOT_AN_EXPENSE_LINE",
                 .field = "expense.line",
                 .english = "line 74 is not a line of expenses",
                 .french = "la ligne 74 n'est pas une ligne de charges"});
}

// Later versions carry on what is booked on a line, so none of them is named.
TEST_P(RefusedMoney, LineOfAVersionOfTheBudget) {
  CreateExpenseRequest request = project_.Expense("x", {.amount = "10"});
  for (const std::string budget : {"v1", "adopted", "-"}) {
    const std::string line = project_.Name("budgets/" + budget + "/lines", "62");
    request.mutable_expense()->set_line(line);
    ExpectRefused(request, {.code = "INVALID_ARGUMENT",
                            .reason = "NAME_MALFORMED",
                            .field = "expense.line",
                            .english = "expense.line is \"" + line +
                                       "\"; accepted: projects/{project}/lines/{line},"
                                       " identifiers of lowercase letters, digits and hyphens",
                            .french = "expense.line vaut « " + line +
                                      " » ; accepté : projects/{project}/lines/{line},"
                                      " identifiants en minuscules, chiffres et traits d'union"});
  }
}

TEST_P(RefusedMoney, CommitmentOnAnotherLine) {
  ExpectRefused(project_.Expense("x", {.amount = "10", .line = "60", .commitment = "commande"}),
                {.code = "FAILED_PRECONDITION",
                 .reason = "COMMITMENT_ON_ANOTHER_LINE",
                 .field = "expense.commitment",
                 .english = "commitment commande was made on line 62, not on line 60",
                 .french = "l'engagement commande porte sur la ligne 62, non sur la ligne 60"});
}

TEST_P(RefusedMoney, MoreReceivedThanAwarded) {
  ExpectRefused(project_.Receipt("x", "ville", "5000.01"),
                {.code = "FAILED_PRECONDITION",
                 .reason = "INSUFFICIENT_GRANT",
                 .field = "receipt.amount",
                 .english = "Aide ville: €5,000.00 left, €5,000.01 asked",
                 .french = "Aide ville : il reste 5 000,00 €, 5 000,01 € demandés"});
}

TEST_P(RefusedMoney, NoRequestIdWhereMoneyMoves) {
  CreateExpenseRequest request = project_.Expense("x", {.amount = "10"});
  request.clear_request_id();
  ExpectRefused(request, {.code = "INVALID_ARGUMENT",
                          .reason = "FIELD_REQUIRED",
                          .field = "request_id",
                          .english = "request_id is required",
                          .french = "request_id est obligatoire"});
}

TEST_P(RefusedMoney, RequestIdUsedForSomethingElse) {
  CreateExpenseRequest request = project_.Expense("once", {.amount = "10"});
  request.set_request_id("7b1a6b0e-3f5c-4c58-9a0e-6d2f1c9b8a70");
  cofi().Ask<budgets::v1::Expense>(request);
  *request.mutable_expense()->mutable_amount() = Eur("10.01");
  ExpectRefused(request,
                {.code = "ALREADY_EXISTS",
                 .reason = "REQUEST_ID_REUSED",
                 .field = "request_id",
                 .english = "request_id 7b1a6b0e-3f5c-4c58-9a0e-6d2f1c9b8a70 was used for"
                            " another request; take a new one",
                 .french = "l'identifiant de requête 7b1a6b0e-3f5c-4c58-9a0e-6d2f1c9b8a70 a"
                           " servi à une autre requête ; prenez-en un nouveau"});
}

// What belongs to another project is not there: neither its line, nor its
// commitment, nor its grant.
class OtherProjects : public RefusedMoney {
 protected:
  OtherProjects() : other_(ProjectIn(GetParam(), "other")) {}

  Refusal NotThere(const std::string& field, const std::string& english,
                   const std::string& french) {
    return {.code = "FAILED_PRECONDITION",
            .reason = "REFERENCE_NOT_FOUND",
            .field = field,
            .english = field + " names " + english + ", which does not exist",
            .french = field + " désigne " + french + ", qui n'existe pas"};
  }

  const Project& other_;
};
COFI_IN_ONE_SHAPE(OtherProjects);

TEST_P(OtherProjects, LineIsNotThere) {
  CreateExpenseRequest request = project_.Expense("x", {.amount = "10"});
  request.mutable_expense()->set_line(other_.Name("lines", "62"));
  ExpectRefused(request, NotThere("expense.line", "line 62", "la ligne 62"));
}

TEST_P(OtherProjects, CommitmentIsNotThere) {
  CreateExpenseRequest request = project_.Expense("x", {.amount = "10"});
  request.mutable_expense()->set_commitment(other_.Name("commitments", "commande"));
  ExpectRefused(request,
                NotThere("expense.commitment", "commitment commande", "l'engagement commande"));
}

TEST_P(OtherProjects, GrantIsNotThere) {
  CreateExpenseRequest request =
      project_.Expense("x", {.amount = "10", .shares = {{"ville", "10"}}});
  request.mutable_expense()->mutable_shares(0)->set_grant(other_.Name("grants", "ville"));
  ExpectRefused(request, NotThere("expense.shares[0].grant", "grant ville", "la subvention ville"));

  budgets::v1::CreateReceiptRequest receipt = project_.Receipt("x", "ville", "10");
  receipt.mutable_receipt()->set_grant(other_.Name("grants", "ville"));
  ExpectRefused(receipt, NotThere("receipt.grant", "grant ville", "la subvention ville"));
}

TEST_P(OtherProjects, AreNotAllProjectsAtOnce) {
  CreateExpenseRequest request = project_.Expense("x", {.amount = "10"});
  request.set_parent("projects/-");
  ExpectRefused(request, {.code = "INVALID_ARGUMENT",
                          .reason = "NAME_MALFORMED",
                          .field = "parent",
                          .english = "parent is \"projects/-\"; accepted: projects/{project},"
                                     " identifiers of lowercase letters, digits and hyphens",
                          .french = "parent vaut « projects/- » ; accepté : projects/{project},"
                                    " identifiants en minuscules, chiffres et traits d'union"});
}

}  // namespace
}  // namespace cofi::end_to_end
