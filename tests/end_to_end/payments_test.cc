// An invoice that is paid in parts, before it comes and after, and payments that come back.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "base/identifiers.h"
#include "cofi/reporting/v1/expense_statement.pb.h"
#include "tests/installations/installation.h"
#include "tests/installations/project.h"
#include "tests/installations/refusals.h"
#include "tests/services/facts.h"

namespace cofi::end_to_end {
namespace {

using budgets::v1::Expense;
using budgets::v1::PayExpenseRequest;
using budgets::v1::ReverseExpensePaymentRequest;
using ::testing::ElementsAre;

class Payments : public EndToEnd {
 protected:
  Payments() : project_(cofi(), "p-" + NewUuid().substr(0, 8)) {
    project_.Win("ville", {.amount = "5000"});
  }

  PayExpenseRequest Part(const std::string& id, const std::string& amount,
                         const std::string& date) {
    PayExpenseRequest request = project_.Payment(id, date);
    *request.mutable_amount() = Eur(amount);
    return request;
  }

  ReverseExpensePaymentRequest Back(const std::string& id, int payment, const std::string& date) {
    ReverseExpensePaymentRequest request;
    request.set_name(project_.Name("expenses", id));
    request.set_payment_id(payment);
    request.set_note("rejected");
    *request.mutable_effective_date() = On(date);
    request.set_request_id(NewRequestId());
    return request;
  }

  // `FAILED_PRECONDITION ALREADY_PAID`
  std::string Refused(const google::protobuf::Message& request) {
    Expense expense;
    const std::string said = Said(cofi().Call(request, &expense));
    return said.substr(0, said.find(':'));
  }

  // `paid 60.00, unpaid 40.00, 2 payments`
  std::string Figures(const std::string& id, const std::string& as_of = "") {
    budgets::v1::GetExpenseRequest request;
    request.set_name(project_.Name("expenses", id));
    if (!as_of.empty()) *request.mutable_as_of_date() = On(as_of);
    const auto expense = cofi().Ask<Expense>(request);
    return absl::StrCat("paid ", DecimalFromMinor(Minor(expense.paid_amount())), ", unpaid ",
                        DecimalFromMinor(Minor(expense.unpaid_amount())), ", ",
                        expense.payments_size(), " payments",
                        expense.has_payment_date() ? ", whole on " : "",
                        IsoDate(expense.payment_date()));
  }

  const Project project_;
};
COFI_IN_ALL_SHAPES(Payments);

TEST_P(Payments, AnInvoiceIsPaidInParts) {
  project_.Spend("e", {.amount = "100", .date = "2018-03-01", .shares = {{"ville", "60"}}});
  EXPECT_EQ(Figures("e"), "paid 0.00, unpaid 100.00, 0 payments");
  cofi().Ask<Expense>(Part("e", "60", "2018-03-10"));
  EXPECT_EQ(Figures("e"), "paid 60.00, unpaid 40.00, 1 payments");
  EXPECT_EQ(project_.LineFigures("62"),
            "committed 0.00, spent 100.00, paid 60.00, available 8900.00");
  EXPECT_EQ(Refused(Part("e", "40.01", "2018-03-20")),
            "FAILED_PRECONDITION PAYMENT_EXCEEDS_REST amount");
  EXPECT_EQ(Refused(Part("e", "0", "2018-03-20")), "INVALID_ARGUMENT AMOUNT_NOT_POSITIVE amount");
  // Without an amount, all that is left.
  const auto paid = cofi().Ask<Expense>(project_.Payment("e", "2018-03-20"));
  EXPECT_EQ(Minor(paid.payments(1).amount()), 40'00);
  EXPECT_EQ(Minor(paid.payments(1).parts(0).amount()), 24'00);
  EXPECT_EQ(Figures("e"), "paid 100.00, unpaid 0.00, 2 payments, whole on 2018-03-20");
  EXPECT_EQ(Figures("e", "2018-03-19"), "paid 60.00, unpaid 40.00, 1 payments");
  EXPECT_EQ(project_.LineFigures("62", "2018-03-19"),
            "committed 0.00, spent 100.00, paid 60.00, available 8900.00");
  EXPECT_EQ(Refused(Part("e", "0.01", "2018-03-21")), "FAILED_PRECONDITION ALREADY_PAID");
  EXPECT_TRUE(cofi().Verify("budgets").sound());
}

// A deposit is paid before the invoice, the rest after it.
TEST_P(Payments, APartIsPaidBeforeTheInvoice) {
  project_.Spend("e", {.amount = "100", .date = "2018-03-01"});
  cofi().Ask<Expense>(Part("e", "30", "2018-02-10"));
  EXPECT_EQ(project_.LineFigures("62", "2018-02-10"),
            "committed 0.00, spent 0.00, paid 30.00, available 9000.00");
  EXPECT_EQ(Figures("e", "2018-02-10"), "paid 30.00, unpaid 70.00, 1 payments");
}

TEST_P(Payments, OneThatCameBackIsPaidAgain) {
  project_.Spend("e", {.amount = "100", .date = "2018-03-01", .paid = "2018-03-05"});
  EXPECT_EQ(Figures("e"), "paid 100.00, unpaid 0.00, 1 payments, whole on 2018-03-05");
  EXPECT_EQ(Refused(Back("e", 1, "2018-03-04")), "FAILED_PRECONDITION DATE_OUT_OF_ORDER");
  EXPECT_EQ(Refused(Back("e", 2, "2018-03-08")),
            "FAILED_PRECONDITION PAYMENT_NOT_FOUND payment_id");
  cofi().Ask<Expense>(Back("e", 0, "2018-03-08"));
  EXPECT_EQ(Figures("e"), "paid 0.00, unpaid 100.00, 2 payments");
  EXPECT_EQ(Figures("e", "2018-03-07"),
            "paid 100.00, unpaid 0.00, 1 payments, whole on 2018-03-05");
  EXPECT_EQ(project_.LineFigures("62"),
            "committed 0.00, spent 100.00, paid 0.00, available 8900.00");
  EXPECT_EQ(project_.LineFigures("62", "2018-03-07"),
            "committed 0.00, spent 100.00, paid 100.00, available 8900.00");
  EXPECT_EQ(Refused(Back("e", 1, "2018-03-09")),
            "FAILED_PRECONDITION PAYMENT_NOT_FOUND payment_id");
  cofi().Ask<Expense>(project_.Payment("e", "2018-03-12"));
  EXPECT_EQ(Figures("e"), "paid 100.00, unpaid 0.00, 3 payments, whole on 2018-03-12");
  EXPECT_TRUE(cofi().Verify("budgets").sound());
}

TEST_P(Payments, AReversalUndoesAllThatWasPaid) {
  project_.Spend("e", {.amount = "100", .date = "2018-03-01", .shares = {{"ville", "60"}}});
  project_.Spend("f", {.amount = "50", .date = "2018-03-01"});
  for (const char* id : {"e", "f"}) {
    cofi().Ask<Expense>(Part(id, "10", "2018-03-10"));
    cofi().Ask<Expense>(Part(id, "20", "2018-03-12"));
    cofi().Ask<Expense>(Back(id, 1, "2018-03-15"));
  }
  EXPECT_EQ(project_.LineFigures("62"),
            "committed 0.00, spent 150.00, paid 40.00, available 8850.00");
  EXPECT_EQ(Refused(project_.Reversal("e", "2018-03-14")), "FAILED_PRECONDITION DATE_OUT_OF_ORDER");
  const auto reversal = cofi().Ask<Expense>(project_.Reversal("e", "2018-03-31"));
  EXPECT_EQ(Minor(reversal.paid_amount()), -20'00);
  EXPECT_EQ(Minor(reversal.unpaid_amount()), -80'00);
  auto undated = project_.Reversal("f");
  undated.clear_effective_date();
  cofi().Ask<Expense>(undated);
  EXPECT_EQ(project_.LineFigures("62"), "committed 0.00, spent 0.00, paid 0.00, available 9000.00");
  // Undone on its own days, nothing of it ever was.
  EXPECT_EQ(project_.LineFigures("62", "2018-03-12"),
            "committed 0.00, spent 100.00, paid 30.00, available 8900.00");
  EXPECT_TRUE(cofi().Verify("budgets").sound());
}

TEST_P(Payments, EachIsARowOfWhatWasPaid) {
  cofi().Ask<Expense>(
      project_.SplitExpense("e", {.amount = "100", .date = "2018-03-01"},
                            {{.line = "60", .amount = "20"},
                             {.line = "62", .amount = "80", .shares = {{"ville", "80"}}}}));
  cofi().Ask<Expense>(Part("e", "10", "2018-03-10"));
  cofi().Ask<Expense>(Part("e", "50", "2018-04-10"));
  reporting::v1::GetExpenseStatementRequest request;
  request.set_parent(project_.name());
  request.set_basis(reporting::v1::GetExpenseStatementRequest::BASIS_PAID);
  *request.mutable_from_date() = On("2018-04-01");
  const auto statement = cofi().Ask<reporting::v1::ExpenseStatement>(request);
  std::vector<std::string> rows;
  for (const auto& row : statement.rows()) {
    rows.push_back(absl::StrCat(row.line(), " ", DecimalFromMinor(Minor(row.amount())), " ",
                                IsoDate(row.payment_date())));
  }
  EXPECT_THAT(rows, ElementsAre("60 10.00 2018-04-10", "62 40.00 2018-04-10"));
  EXPECT_EQ(Minor(statement.total().paid()), 50'00);
}

}  // namespace
}  // namespace cofi::end_to_end
