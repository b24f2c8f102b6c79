// An invoice on several lines: what each line, order and grant has of it, now and in the past.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "base/identifiers.h"
#include "cofi/reporting/v1/expense_statement.pb.h"
#include "cofi/reporting/v1/explanation.pb.h"
#include "tests/installations/installation.h"
#include "tests/installations/project.h"
#include "tests/installations/refusals.h"
#include "tests/services/facts.h"

namespace cofi::end_to_end {
namespace {

using budgets::v1::CreateExpenseRequest;
using budgets::v1::Expense;
using ::testing::ElementsAre;

class Splits : public EndToEnd {
 protected:
  Splits() : project_(cofi(), "p-" + NewUuid().substr(0, 8)) {
    project_.Win("ville", {.amount = "5000"});
  }

  // `FAILED_PRECONDITION SPLITS_DIFFER expense.splits`
  std::string Refused(const CreateExpenseRequest& request) {
    Expense expense;
    const std::string said = Said(cofi().Call(request, &expense));
    return said.substr(0, said.find(':'));
  }

  const Project project_;
};
COFI_IN_ALL_SHAPES(Splits);

TEST_P(Splits, EachLineHasItsPart) {
  const auto expense = cofi().Ask<Expense>(
      project_.SplitExpense("e", {.amount = "100", .date = "2018-03-01", .paid = "2018-03-15"},
                            {{.line = "60", .amount = "20", .shares = {{"ville", "5"}}},
                             {.line = "62", .amount = "", .shares = {{"ville", "60"}}}}));
  EXPECT_EQ(expense.line(), "");
  EXPECT_EQ(Minor(expense.splits(1).amount()), 80'00);
  EXPECT_EQ(Minor(expense.splits(0).own_funds_amount()), 15'00);
  EXPECT_EQ(Minor(expense.own_funds_amount()), 35'00);
  EXPECT_EQ(project_.LineFigures("60"),
            "committed 0.00, spent 20.00, paid 20.00, available 980.00");
  EXPECT_EQ(project_.LineFigures("62"),
            "committed 0.00, spent 80.00, paid 80.00, available 8920.00");
  EXPECT_EQ(project_.LineFigures("62", "2018-03-14"),
            "committed 0.00, spent 80.00, paid 0.00, available 8920.00");
  EXPECT_EQ(project_.GrantFigures("ville"),
            "awarded 5000.00, spent 65.00, received 0.00, remaining 4935.00");
  cofi().Ask<Expense>(project_.Reversal("e", "2018-04-01"));
  EXPECT_EQ(project_.LineFigures("60"), "committed 0.00, spent 0.00, paid 0.00, available 1000.00");
  EXPECT_EQ(project_.LineFigures("62"), "committed 0.00, spent 0.00, paid 0.00, available 9000.00");
  EXPECT_EQ(project_.GrantFigures("ville"),
            "awarded 5000.00, spent 0.00, received 0.00, remaining 5000.00");
  EXPECT_TRUE(cofi().Verify("budgets").sound());
}

TEST_P(Splits, AnInvoiceIsPaidLaterOnAllItsLines) {
  cofi().Ask<Expense>(project_.SplitExpense(
      "e", {.amount = "100"}, {{.line = "60", .amount = "20"}, {.line = "62", .amount = "80"}}));
  cofi().Ask<Expense>(project_.Payment("e", "2018-04-05"));
  EXPECT_EQ(project_.LineFigures("60"),
            "committed 0.00, spent 20.00, paid 20.00, available 980.00");
  EXPECT_EQ(project_.LineFigures("62"),
            "committed 0.00, spent 80.00, paid 80.00, available 8920.00");
}

// Each split uses up the order of its own line.
TEST_P(Splits, EachConsumesItsOrder) {
  project_.Commit("achats", {.amount = "50", .line = "60"});
  project_.Commit("services", {.amount = "60", .line = "62"});
  const auto expense = cofi().Ask<Expense>(
      project_.SplitExpense("e", {.amount = "100", .date = "2018-03-01"},
                            {{.line = "", .amount = "20", .commitment = "achats"},
                             {.line = "62", .amount = "80", .commitment = "services"}}));
  EXPECT_EQ(expense.splits(0).line(), project_.Name("lines", "60"));
  EXPECT_EQ(Minor(expense.splits(0).consumed_amount()), 20'00);
  EXPECT_EQ(Minor(expense.splits(1).consumed_amount()), 60'00);
  EXPECT_EQ(Minor(expense.consumed_amount()), 80'00);
  EXPECT_EQ(project_.CommitmentFigures("achats"), "OPEN, consumed 20.00, open 30.00");
  EXPECT_EQ(project_.CommitmentFigures("services"), "SPENT, consumed 60.00, open 0.00");
  EXPECT_EQ(project_.CommitmentFigures("achats", "2018-02-28"), "OPEN, consumed 0.00, open 50.00");
  EXPECT_EQ(project_.CommitmentFigures("services", "2018-02-28"),
            "OPEN, consumed 0.00, open 60.00");
  EXPECT_EQ(project_.CommitmentFigures("achats", "2018-03-01"), "OPEN, consumed 20.00, open 30.00");
  // Undone as if it had never been, each gets its own back.
  budgets::v1::ReverseExpenseRequest reversal = project_.Reversal("e");
  reversal.clear_effective_date();
  cofi().Ask<Expense>(reversal);
  for (const std::string as_of : {"", "2018-03-01"}) {
    EXPECT_EQ(project_.CommitmentFigures("achats", as_of), "OPEN, consumed 0.00, open 50.00");
    EXPECT_EQ(project_.CommitmentFigures("services", as_of), "OPEN, consumed 0.00, open 60.00");
  }
  EXPECT_EQ(project_.LineFigures("62", "2018-03-01"),
            "committed 60.00, spent 0.00, paid 0.00, available 8940.00");
  EXPECT_TRUE(cofi().Verify("budgets").sound());
}

TEST_P(Splits, AreRefusedWithTheirPlace) {
  project_.Commit("achats", {.amount = "50", .line = "60"});
  const auto refused = [&](const std::string& amount, const std::vector<OnLine>& splits) {
    return Refused(project_.SplitExpense("x", {.amount = amount}, splits));
  };
  EXPECT_EQ(refused("100", {{.line = "60", .amount = "20"}, {.line = "62", .amount = "79.99"}}),
            "FAILED_PRECONDITION SPLITS_DIFFER expense.splits");
  EXPECT_EQ(refused("100", {{.line = "62", .amount = "20"}, {.line = "60", .amount = "0"}}),
            "INVALID_ARGUMENT AMOUNT_NOT_POSITIVE expense.splits[1].amount");
  EXPECT_EQ(refused("100", {{.line = "62", .amount = "20"}, {.line = "99", .amount = "80"}}),
            "FAILED_PRECONDITION REFERENCE_NOT_FOUND expense.splits[1].line");
  EXPECT_EQ(refused("100", {{.line = "62", .amount = "20"}, {.line = "74", .amount = "80"}}),
            "FAILED_PRECONDITION NOT_AN_EXPENSE_LINE expense.splits[1].line");
  EXPECT_EQ(refused("100", {{.line = "62", .amount = "20"}, {.line = "", .amount = "80"}}),
            "INVALID_ARGUMENT FIELD_REQUIRED expense.splits[1].line");
  EXPECT_EQ(refused("100", {{.line = "62", .amount = "20", .commitment = "achats"},
                            {.line = "60", .amount = ""}}),
            "FAILED_PRECONDITION COMMITMENT_ON_ANOTHER_LINE expense.splits[0].commitment");
  EXPECT_EQ(refused("2000", {{.line = "62", .amount = "999"}, {.line = "60", .amount = "1001"}}),
            "FAILED_PRECONDITION INSUFFICIENT_FUNDS expense.splits[1].amount");
  // What the lines ask of a grant counts together.
  EXPECT_EQ(refused("5000.01", {{.line = "60", .amount = "900", .shares = {{"ville", "900"}}},
                                {.line = "62", .amount = "", .shares = {{"ville", "4100.01"}}}}),
            "FAILED_PRECONDITION INSUFFICIENT_GRANT expense.splits[1].shares[0].amount");
  EXPECT_EQ(project_.LineFigures("62"), "committed 0.00, spent 0.00, paid 0.00, available 9000.00");
  EXPECT_EQ(project_.CommitmentFigures("achats"), "OPEN, consumed 0.00, open 50.00");
}

TEST_P(Splits, TheSameInvoiceIsKnownOnWhateverLines) {
  project_.Spend("e", {.amount = "100", .reference = "F-1"});
  EXPECT_EQ(Refused(project_.SplitExpense(
                "f", {.amount = "100", .reference = "f-1"},
                {{.line = "60", .amount = "20"}, {.line = "62", .amount = "80"}})),
            "ALREADY_EXISTS DUPLICATE_INVOICE expense.invoice_reference");
}

TEST_P(Splits, VatThatIsRecoveredIsToldAndCountedNowhere) {
  CreateExpenseRequest request = project_.Expense("e", {.amount = "100"});
  *request.mutable_expense()->mutable_recovered_vat_amount() = Eur("-20");
  EXPECT_EQ(Refused(request), "INVALID_ARGUMENT AMOUNT_NEGATIVE expense.recovered_vat_amount");
  *request.mutable_expense()->mutable_recovered_vat_amount() = Eur("20");
  EXPECT_EQ(Minor(cofi().Ask<Expense>(request).recovered_vat_amount()), 20'00);
  EXPECT_EQ(project_.LineFigures("62"),
            "committed 0.00, spent 100.00, paid 0.00, available 8900.00");
  const auto reversal = cofi().Ask<Expense>(project_.Reversal("e"));
  EXPECT_EQ(Minor(reversal.recovered_vat_amount()), -20'00);
}

TEST_P(Splits, ReportsShowEachOnItsLine) {
  project_.Spend("one", {.amount = "7", .line = "60", .date = "2018-02-01"});
  cofi().Ask<Expense>(
      project_.SplitExpense("e", {.amount = "100", .date = "2018-03-01"},
                            {{.line = "60", .amount = "20"}, {.line = "62", .amount = "80"}}));
  reporting::v1::GetExpenseStatementRequest request;
  request.set_parent(project_.name());
  request.set_line("60");
  const auto statement = cofi().Ask<reporting::v1::ExpenseStatement>(request);
  std::vector<std::string> rows;
  for (const auto& row : statement.rows()) {
    rows.push_back(absl::StrCat(row.line(), " ", DecimalFromMinor(Minor(row.amount()))));
  }
  EXPECT_THAT(rows, ElementsAre("60 7.00", "60 20.00"));
  EXPECT_EQ(Minor(statement.total().amount()), 27'00);

  reporting::v1::ExplainFigureRequest explain;
  explain.set_figure(
      absl::StrCat(project_.name().substr(sizeof("projects/") - 1), "/spent,line=62"));
  const auto explanation = cofi().Ask<reporting::v1::FigureExplanation>(explain);
  EXPECT_EQ(explanation.entries_size(), 1);
  EXPECT_EQ(Minor(explanation.total()), 80'00);
}

}  // namespace
}  // namespace cofi::end_to_end
