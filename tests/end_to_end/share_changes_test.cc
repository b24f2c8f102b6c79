// An invoice that other grants pay from a day on: what was spent and paid until then stays.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/identifiers.h"
#include "base/names.h"
#include "cofi/reporting/v1/expense_statement.pb.h"
#include "tests/installations/installation.h"
#include "tests/installations/project.h"
#include "tests/installations/refusals.h"
#include "tests/services/facts.h"

namespace cofi::end_to_end {
namespace {

using budgets::v1::Expense;
using budgets::v1::ShareExpenseRequest;
using ::testing::ElementsAre;

class ShareChanges : public EndToEnd {
 protected:
  ShareChanges() : project_(cofi(), "p-" + NewUuid().substr(0, 8)) {
    project_.Win("ville", {.amount = "5000"});
    project_.Win("caf", {.amount = "50", .award_date = "2018-03-20"});
  }

  ShareExpenseRequest Share(const std::string& date,
                            const std::vector<std::pair<std::string, std::string>>& shares,
                            const std::string& line = "") {
    ShareExpenseRequest request;
    request.set_name(project_.Name("expenses", "e"));
    if (!line.empty()) request.set_line(project_.Name("lines", line));
    for (const auto& [grant, amount] : shares) {
      budgets::v1::Share& share = *request.add_shares();
      share.set_grant(project_.Name("grants", grant));
      *share.mutable_amount() = Eur(amount);
    }
    request.set_note("the CAF came later");
    *request.mutable_effective_date() = On(date);
    request.set_request_id(NewRequestId());
    return request;
  }

  std::string Refused(const google::protobuf::Message& request) {
    Expense expense;
    const std::string said = Said(cofi().Call(request, &expense));
    return said.substr(0, said.find(':'));
  }

  // `ville 60.00, own 40.00`
  std::string Shares(const std::string& as_of = "") {
    budgets::v1::GetExpenseRequest request;
    request.set_name(project_.Name("expenses", "e"));
    if (!as_of.empty()) *request.mutable_as_of_date() = On(as_of);
    const auto expense = cofi().Ask<Expense>(request);
    std::vector<std::string> shares;
    for (const auto& share : expense.shares()) {
      shares.push_back(
          absl::StrCat(IdOf(share.grant()), " ", DecimalFromMinor(Minor(share.amount()))));
    }
    shares.push_back(absl::StrCat("own ", DecimalFromMinor(Minor(expense.own_funds_amount()))));
    return absl::StrJoin(shares, ", ");
  }

  // Of a grant.
  std::string Spent(const std::string& grant, const std::string& as_of = "") {
    budgets::v1::GetGrantRequest request;
    request.set_name(project_.Name("grants", grant));
    if (!as_of.empty()) *request.mutable_as_of_date() = On(as_of);
    return DecimalFromMinor(Minor(cofi().Ask<budgets::v1::Grant>(request).spent_amount()));
  }

  const Project project_;
};
COFI_IN_ALL_SHAPES(ShareChanges);

TEST_P(ShareChanges, AGrantThatCameLaterPaysFromADayOn) {
  project_.Spend("e", {.amount = "100", .date = "2018-03-01", .shares = {{"ville", "60"}}});
  const auto shared = cofi().Ask<Expense>(Share("2018-04-01", {{"ville", "30"}, {"caf", "50"}}));
  EXPECT_EQ(shared.share_changes_size(), 1);
  EXPECT_EQ(shared.share_changes(0).note(), "the CAF came later");
  EXPECT_EQ(Shares(), "ville 30.00, caf 50.00, own 20.00");
  EXPECT_EQ(Shares("2018-03-31"), "ville 60.00, own 40.00");
  EXPECT_EQ(Spent("ville"), "30.00");
  EXPECT_EQ(Spent("ville", "2018-03-31"), "60.00");
  EXPECT_EQ(Spent("caf"), "50.00");
  EXPECT_EQ(Spent("caf", "2018-03-31"), "0.00");
  EXPECT_EQ(project_.LineFigures("62"),
            "committed 0.00, spent 100.00, paid 0.00, available 8900.00");
  // Paid later, by those who bear it then; changed again, and undone, all of it goes back.
  cofi().Ask<Expense>(project_.Payment("e", "2018-04-10"));
  cofi().Ask<Expense>(Share("2018-05-01", {{"caf", "40"}}));
  EXPECT_EQ(Shares("2018-04-30"), "ville 30.00, caf 50.00, own 20.00");
  EXPECT_EQ(Shares(), "caf 40.00, own 60.00");
  EXPECT_TRUE(cofi().Verify("budgets").sound());
  cofi().Ask<Expense>(project_.Reversal("e", "2018-06-01"));
  EXPECT_EQ(Spent("caf"), "0.00");
  EXPECT_EQ(Spent("ville"), "0.00");
  EXPECT_EQ(project_.LineFigures("62"), "committed 0.00, spent 0.00, paid 0.00, available 9000.00");
  EXPECT_TRUE(cofi().Verify("budgets").sound());
}

TEST_P(ShareChanges, WhatWasPaidGoesAlong) {
  project_.Spend("e", {.amount = "100", .date = "2018-03-01", .shares = {{"ville", "60"}}});
  budgets::v1::PayExpenseRequest part = project_.Payment("e", "2018-03-10");
  *part.mutable_amount() = Eur("50");
  cofi().Ask<Expense>(part);
  const auto shared = cofi().Ask<Expense>(Share("2018-04-01", {{"caf", "50"}}));
  ASSERT_EQ(shared.payments_size(), 2);
  EXPECT_EQ(Minor(shared.payments(1).amount()), 0);
  EXPECT_EQ(Minor(shared.paid_amount()), 50'00);
  // It is no payment that could come back.
  budgets::v1::ReverseExpensePaymentRequest back;
  back.set_name(project_.Name("expenses", "e"));
  back.set_payment_id(2);
  back.set_note("no");
  back.set_request_id(NewRequestId());
  EXPECT_EQ(Refused(back), "FAILED_PRECONDITION PAYMENT_NOT_FOUND payment_id");
  reporting::v1::GetExpenseStatementRequest request;
  request.set_parent(project_.name());
  request.set_basis(reporting::v1::GetExpenseStatementRequest::BASIS_PAID);
  const auto statement = cofi().Ask<reporting::v1::ExpenseStatement>(request);
  std::vector<std::string> rows;
  for (const auto& row : statement.rows()) {
    rows.push_back(
        absl::StrCat(IsoDate(row.payment_date()), " ", DecimalFromMinor(Minor(row.amount()))));
  }
  EXPECT_THAT(rows, ElementsAre("2018-03-10 50.00", "2018-04-01 0.00"));
  auto undated = project_.Reversal("e");
  undated.clear_effective_date();
  cofi().Ask<Expense>(undated);
  EXPECT_EQ(Spent("ville", "2018-03-15"), "0.00");
  EXPECT_EQ(Spent("caf", "2018-04-15"), "0.00");
  EXPECT_TRUE(cofi().Verify("budgets").sound());
}

// A payment that is recorded late is told on every day by the same shares as it is summed by.
TEST_P(ShareChanges, APaymentOfADayBeforeThemIsToldAsItIsSummed) {
  project_.Spend("e", {.amount = "100", .date = "2018-03-01", .shares = {{"ville", "60"}}});
  cofi().Ask<Expense>(Share("2018-04-01", {{"caf", "50"}}));
  const auto paid = cofi().Ask<Expense>(project_.Payment("e", "2018-03-21"));
  EXPECT_EQ(Minor(paid.unpaid_amount()), 0);
  EXPECT_EQ(IsoDate(paid.payment_date()), "2018-03-21");
  for (const char* day : {"2018-03-25", "2018-04-25"}) {
    reporting::v1::GetExpenseStatementRequest request;
    request.set_parent(project_.name());
    request.set_basis(reporting::v1::GetExpenseStatementRequest::BASIS_PAID);
    *request.mutable_as_of_date() = On(day);
    const auto statement = cofi().Ask<reporting::v1::ExpenseStatement>(request);
    ASSERT_EQ(statement.rows_size(), 1) << day;
    ASSERT_EQ(statement.rows(0).shares_size(), statement.total().shares_size()) << day;
    for (int i = 0; i < statement.total().shares_size(); ++i) {
      EXPECT_EQ(Minor(statement.rows(0).shares(i)), Minor(statement.total().shares(i))) << day;
    }
  }
  EXPECT_TRUE(cofi().Verify("budgets").sound());
}

// Nobody has back on a day what others bore on it.
TEST_P(ShareChanges, AndCreditNotesAreInTheOrderOfTheirDays) {
  project_.Spend("e", {.amount = "100", .date = "2018-03-01", .shares = {{"ville", "60"}}});
  cofi().Ask<Expense>(Share("2018-04-01", {{"caf", "50"}}));
  budgets::v1::CreditExpenseRequest credit;
  credit.set_name(project_.Name("expenses", "e"));
  credit.set_invoice_reference("A-1");
  *credit.mutable_amount() = Eur("20");
  *credit.mutable_effective_date() = On("2018-03-31");
  credit.set_request_id(NewRequestId());
  EXPECT_EQ(Refused(credit), "FAILED_PRECONDITION DATE_OUT_OF_ORDER effective_date");
  *credit.mutable_effective_date() = On("2018-04-10");
  credit.set_request_id(NewRequestId());
  const auto note = cofi().Ask<Expense>(credit);
  EXPECT_EQ(Spent("caf"), "40.00");
  budgets::v1::ReverseExpenseRequest undo = project_.Reversal("e", "2018-05-01");
  undo.set_name(note.name());
  cofi().Ask<Expense>(undo);
  EXPECT_EQ(Refused(Share("2018-04-20", {{"ville", "60"}})),
            "FAILED_PRECONDITION DATE_OUT_OF_ORDER effective_date");
  cofi().Ask<Expense>(Share("2018-05-01", {{"ville", "60"}}));
  EXPECT_EQ(Spent("caf", "2018-04-30"), "40.00");
  EXPECT_EQ(Spent("caf"), "0.00");
  EXPECT_EQ(Spent("ville"), "60.00");
  EXPECT_TRUE(cofi().Verify("budgets").sound());
}

TEST_P(ShareChanges, OfOneLineOfSeveral) {
  cofi().Ask<Expense>(
      project_.SplitExpense("e", {.amount = "100", .date = "2018-03-01", .paid = "2018-03-05"},
                            {{.line = "60", .amount = "20"},
                             {.line = "62", .amount = "80", .shares = {{"ville", "50"}}}}));
  EXPECT_EQ(Refused(Share("2018-04-01", {{"caf", "10"}})), "INVALID_ARGUMENT FIELD_REQUIRED line");
  EXPECT_EQ(Refused(Share("2018-04-01", {{"caf", "10"}}, "64")),
            "FAILED_PRECONDITION REFERENCE_NOT_FOUND line");
  EXPECT_EQ(Refused(Share("2018-04-01", {{"caf", "20.01"}}, "60")),
            "FAILED_PRECONDITION SHARES_EXCEED_EXPENSE shares");
  const auto shared = cofi().Ask<Expense>(Share("2018-04-01", {{"caf", "15"}}, "60"));
  EXPECT_EQ(Minor(shared.splits(0).own_funds_amount()), 5'00);
  EXPECT_EQ(Minor(shared.own_funds_amount()), 35'00);
  EXPECT_EQ(IsoDate(shared.payment_date()), "2018-03-05");
  EXPECT_EQ(Spent("caf"), "15.00");
  EXPECT_TRUE(cofi().Verify("budgets").sound());
}

TEST_P(ShareChanges, AreRefusedAsSharesAre) {
  project_.Spend("e", {.amount = "100", .date = "2018-03-01", .shares = {{"ville", "60"}}});
  EXPECT_EQ(Refused(Share("2018-02-28", {})),
            "FAILED_PRECONDITION DATE_OUT_OF_ORDER effective_date");
  EXPECT_EQ(Refused(Share("2018-04-01", {{"caf", "50.01"}})),
            "FAILED_PRECONDITION INSUFFICIENT_GRANT shares[0].amount");
  EXPECT_EQ(Refused(Share("2018-04-01", {{"ville", "60"}, {"ville", "10"}})),
            "INVALID_ARGUMENT VALUE_MALFORMED shares[1].grant");
  EXPECT_EQ(Refused(Share("2018-04-01", {{"caf", "50"}, {"ville", "50.01"}})),
            "FAILED_PRECONDITION SHARES_EXCEED_EXPENSE shares");
  EXPECT_EQ(Shares(), "ville 60.00, own 40.00");
  cofi().Ask<Expense>(Share("2018-04-01", {}));
  EXPECT_EQ(Shares(), "own 100.00");
  EXPECT_EQ(Refused(Share("2018-03-31", {{"caf", "5"}})),
            "FAILED_PRECONDITION DATE_OUT_OF_ORDER effective_date");
}

}  // namespace
}  // namespace cofi::end_to_end
