// The statement of a payment claim: its expenses with what is claimed of each, and its documents.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "services/reporting/claim_statement_rules.h"
#include "services/reporting/layouts.h"
#include "tests/reporting/documents.h"
#include "tests/reporting/examples.h"

namespace cofi::reporting {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;

constexpr Language kEnglish = Language::kEnglish;
constexpr Language kFrench = Language::kFrench;
constexpr char kClaim[] = "projects/p/grants/g/claims/c";

ProjectFacts Facts() {
  ProjectFacts facts = EmptyProject("2018-06-01");
  facts.catalogue = Funders({{"ville", "Ville de M."}});
  AddGrant(&facts, "g", "1000", "2018-01-01")->set_funder("funders/ville");
  AddLine(&facts, "62", "1000")->set_name("projects/p/budgets/v1/lines/62");
  return facts;
}

ClaimBooks Books() {
  ClaimBooks books;
  books.one = true;
  books.claims.push_back(Parsed<budgets::v1::Claim>(R"(
    name: 'projects/p/grants/g/claims/c' display_name: 'Acompte 2018' reference: 'DP-1'
    kind: KIND_INTERIM period_end_date #2018-03-31 state: STATE_ACCEPTED
    state_date #2018-04-20 eligible_amount @65 claimed_amount @65 accepted_amount @60
    received_amount @20 receivable_amount @40 required_documents: ['Bilan', 'RIB']
    entries { expense: 'projects/p/expenses/e2' amount @5 }
    entries { expense: 'projects/p/expenses/e1' amount @60 } )"));
  books.expenses.push_back(Parsed<budgets::v1::Expense>(R"(
    name: 'projects/p/expenses/e1' line: 'projects/p/lines/62' supplier: 'Cabinet A'
    invoice_reference: 'A-1' display_name: 'Étude' invoice_date #2018-03-01 amount @100
    payment_date #2018-03-15 payment_reference: 'VIR-1' )"));
  books.expenses.push_back(Parsed<budgets::v1::Expense>(R"(
    name: 'projects/p/expenses/e2' line: 'projects/p/lines/62' supplier: 'Papeterie'
    invoice_reference: 'P-9' invoice_date #2018-02-01 amount @20 payment_date #2018-02-01
    reversed_by: 'projects/p/expenses/e2-x' )"));
  books.attachments.push_back(Parsed<attachments::v1::Attachment>(
      "name: 'projects/p/attachments/rib' display_name: 'rib.pdf'"
      " claim: 'projects/p/grants/g/claims/c'"));
  books.attachments.push_back(Parsed<attachments::v1::Attachment>(
      "name: 'projects/p/attachments/a-1' display_name: 'a-1.pdf' sha256: 'aa' size_bytes: 7"
      " expense: 'projects/p/expenses/e1'"));
  books.attachments.push_back(Parsed<attachments::v1::Attachment>(
      "name: 'projects/p/attachments/a-0' display_name: 'bon.pdf' location: 'Classeur 3'"
      " expense: 'projects/p/expenses/e1' claim: 'projects/p/grants/g/claims/c'"));
  // Of an expense that is not in it.
  books.attachments.push_back(Parsed<attachments::v1::Attachment>(
      "name: 'projects/p/attachments/bilan' display_name: 'bilan.pdf'"
      " expense: 'projects/p/expenses/e9'"));
  return books;
}

v1::Document LaidOut(const ClaimBooks& books, Language language) {
  v1::ClaimStatement statement = MakeClaimStatement(Facts(), books);
  *statement.mutable_as_of_date() = On("2018-06-01");
  v1::GetClaimStatementRequest request;
  if (books.one) request.set_claim(kClaim);
  return LayOut(statement, request, Part{}, language);
}

TEST(ClaimStatement, StatesEachExpenseWithWhatIsClaimedOfIt) {
  const v1::Document document = LaidOut(Books(), kEnglish);
  EXPECT_EQ(document.title(), "Statement of expenses – Ville de M.");
  EXPECT_TRUE(HoldsTogether(document));
  EXPECT_EQ(CellAt(document, 0, "supplier").text(), "Papeterie") << "in the order of the claim";
  EXPECT_EQ(CellAt(document, 0, "reversed_by").text(), "e2-x");
  EXPECT_EQ(CellAt(document, 1, "supplier").text(), "Cabinet A");
  EXPECT_EQ(CellAt(document, 1, "supplier").resource(), "projects/p/expenses/e1");
  EXPECT_EQ(CellAt(document, 1, "invoice_reference").text(), "A-1");
  EXPECT_EQ(CellAt(document, 1, "display_name").text(), "Étude");
  EXPECT_EQ(CellAt(document, 1, "account").text(), "62");
  EXPECT_EQ(Shown(CellAt(document, 1, "amount").amount()), "100.00 EUR");
  EXPECT_EQ(Shown(CellAt(document, 1, "claimed").amount()), "60.00 EUR");
  EXPECT_EQ(CellAt(document, 1, "payment_reference").text(), "VIR-1");
  EXPECT_EQ(Shown(CellAt(document, 2, "amount").amount()), "120.00 EUR");
  EXPECT_EQ(Shown(CellAt(document, 2, "claimed").amount()), "65.00 EUR");
  EXPECT_TRUE(TableOf(document).rows(0).warning()) << "it was reversed since";
}

TEST(ClaimStatement, SpeaksFrench) {
  const v1::Document document = LaidOut(Books(), kFrench);
  EXPECT_EQ(document.title(), "État récapitulatif des dépenses – Ville de M.");
  EXPECT_THAT(document.facts(), Contains("Acompte 2018"));
  EXPECT_THAT(document.facts(), Contains("acompte"));
  EXPECT_THAT(document.facts(), Contains("acceptée"));
  EXPECT_THAT(Sentences(document),
              ElementsAre("parts éligibles 65,00 · demandé 65,00 · retenu 60,00 · reçu 20,00 ·"
                          " reste à recevoir 40,00",
                          "! Dépenses justifiées : 1 sur 2"));
}

TEST(ClaimStatement, SaysWhatProvesItsExpenses) {
  const v1::ClaimStatement statement = MakeClaimStatement(Facts(), Books());
  EXPECT_EQ(statement.evidence().entry_count(), 2);
  EXPECT_EQ(statement.evidence().proved_count(), 1);
  EXPECT_EQ(statement.rows(0).file_count(), 0);
  EXPECT_EQ(statement.rows(1).file_count(), 2);
  std::vector<std::string> files;
  for (const v1::ClaimFile& file : statement.files()) {
    files.push_back(file.attachment() + " " + file.expense());
  }
  EXPECT_THAT(files, ElementsAre("projects/p/attachments/a-0 projects/p/expenses/e1",
                                 "projects/p/attachments/a-1 projects/p/expenses/e1",
                                 "projects/p/attachments/rib "))
      << "each once, those of the claim last";
  EXPECT_EQ(statement.files(0).location(), "Classeur 3");
  EXPECT_EQ(statement.files(1).sha256(), "aa");
  EXPECT_EQ(statement.files(1).size_bytes(), 7);
}

TEST(ClaimStatement, IsContentOnceEachExpenseIsProved) {
  ClaimBooks books = Books();
  books.attachments.push_back(Parsed<attachments::v1::Attachment>(
      "name: 'projects/p/attachments/p-9' expense: 'projects/p/expenses/e2'"));
  EXPECT_THAT(Sentences(LaidOut(books, kEnglish)), Contains("Proved expenses: 2 of 2"));
}

TEST(ClaimStatement, SaysWhichDocumentsAreThere) {
  const v1::ClaimStatement statement = MakeClaimStatement(Facts(), Books());
  ASSERT_EQ(statement.documents_size(), 2);
  EXPECT_EQ(statement.documents(0).attachment(), "") << "no file is called so";
  EXPECT_EQ(statement.documents(1).attachment(), "projects/p/attachments/rib");
}

TEST(ClaimStatement, ListsTheClaimsWhereNoneIsNamed) {
  ClaimBooks books = Books();
  books.one = false;
  const v1::Document document = LaidOut(books, kEnglish);
  EXPECT_EQ(document.title(), "Payment claims");
  EXPECT_EQ(CellAt(document, 0, "claim").text(), "p/g/c");
  EXPECT_EQ(CellAt(document, 0, "claim").resource(), kClaim);
  EXPECT_EQ(CellAt(document, 0, "state").text(), "accepted");
  EXPECT_EQ(Shown(CellAt(document, 0, "receivable").amount()), "40.00 EUR");
  EXPECT_THAT(Sentences(LaidOut({}, kEnglish)), ElementsAre("There are no payment claims."));
}

}  // namespace
}  // namespace cofi::reporting
