// An invoice that is corrected in one step, or recorded the same again, alone or with others; and
// the rate of a grant, which is kept to, or said.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/identifiers.h"
#include "base/names.h"
#include "clients/cli/printed/records.h"
#include "cofi/budgets/v1/expenses_derived.pb.h"
#include "cofi/budgets/v1/fiscal_years.pb.h"
#include "cofi/reporting/v1/reports.pb.h"
#include "tests/installations/installation.h"
#include "tests/installations/project.h"
#include "tests/installations/refusals.h"
#include "tests/services/facts.h"

namespace cofi::end_to_end {
namespace {

using budgets::v1::BatchRepeatExpensesRequest;
using budgets::v1::BatchRepeatExpensesResponse;
using budgets::v1::CorrectExpenseRequest;
using budgets::v1::Expense;
using budgets::v1::Grant;
using budgets::v1::RepeatExpenseRequest;
using google::protobuf::Message;
using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

// Each test has a project of its own, with a grant of 5,000.
class DerivedExpenses : public EndToEnd {
 protected:
  DerivedExpenses() : project_(cofi(), "p-" + NewUuid().substr(0, 8)) {
    project_.Win("ville", {.amount = "5000"});
  }

  CorrectExpenseRequest Correction(const std::string& id, const std::string& amount = "") {
    CorrectExpenseRequest request;
    request.set_name(project_.Name("expenses", id));
    if (!amount.empty()) *request.mutable_amount() = Eur(amount);
    request.set_note("read wrong");
    request.set_request_id(NewRequestId());
    return request;
  }
  RepeatExpenseRequest Repetition(const std::string& id, int months = 0) {
    RepeatExpenseRequest request;
    request.set_name(project_.Name("expenses", id));
    request.set_months(months);
    request.set_request_id(NewRequestId());
    return request;
  }
  BatchRepeatExpensesRequest Batch(const std::vector<std::string>& ids) {
    BatchRepeatExpensesRequest batch;
    batch.set_parent(project_.name());
    batch.set_request_id(NewRequestId());
    for (const std::string& id : ids) {
      RepeatExpenseRequest& each = *batch.add_requests();
      each = Repetition(id, 1);
      each.clear_request_id();
    }
    return batch;
  }

  Expense Get(const std::string& name) {
    budgets::v1::GetExpenseRequest request;
    request.set_name(name);
    return cofi().Ask<Expense>(request);
  }
  // `FAILED_PRECONDITION PAID_BEYOND amount`
  std::string Refused(const Message& request) {
    Expense expense;
    const std::string said = Said(cofi().Call(request, &expense));
    return said.substr(0, said.find(':'));
  }
  // `2018-03-01: 120.00, ville 72.00, paid 0.00`
  static std::string Told(const Expense& expense) {
    std::string told = absl::StrCat(IsoDate(expense.invoice_date()), ": ",
                                    DecimalFromMinor(Minor(expense.amount())));
    for (const budgets::v1::Share& share : expense.shares()) {
      absl::StrAppend(&told, ", ", IdOf(share.grant()), " ",
                      DecimalFromMinor(Minor(share.amount())));
    }
    return absl::StrCat(told, ", paid ", DecimalFromMinor(Minor(expense.paid_amount())));
  }
  std::vector<std::string> Verbs() {
    return cofi().books().Values(
        "budgets", absl::StrCat("SELECT verb FROM journal WHERE root = '", project_.name(),
                                "' AND name LIKE '%/expenses/%' ORDER BY sequence"));
  }
  void ExpectSound() { EXPECT_TRUE(cofi().Verify("budgets").sound()); }

  const Project project_;
};
COFI_IN_ALL_SHAPES(DerivedExpenses);

TEST_P(DerivedExpenses, ACorrectionIsAReversalAndANewExpense) {
  project_.Commit("c", {.amount = "200"});
  project_.Spend("e", {.amount = "100", .commitment = "c", .shares = {{"ville", "60"}}});
  const Expense corrected = cofi().Ask<Expense>(Correction("e", "120"));
  EXPECT_EQ(Told(corrected), "2018-03-01: 120.00, ville 72.00, paid 0.00");
  EXPECT_EQ(corrected.corrects(), project_.Name("expenses", "e"));
  EXPECT_EQ(corrected.kind(), Expense::KIND_INVOICE);
  EXPECT_EQ(corrected.invoice_reference(), "F-e");
  EXPECT_EQ(corrected.supplier(), "Cabinet A");
  EXPECT_EQ(Minor(corrected.consumed_amount()), 120'00);
  const Expense wrong = Get(corrected.corrects());
  const Expense reversal = Get(wrong.reversed_by());
  EXPECT_EQ(reversal.note(), "read wrong");
  EXPECT_EQ(reversal.corrects(), "");
  EXPECT_EQ(project_.LineFigures("62"),
            "committed 80.00, spent 120.00, paid 0.00, available 8800.00");
  EXPECT_EQ(project_.GrantFigures("ville"),
            "awarded 5000.00, spent 72.00, received 0.00, remaining 4928.00");
  EXPECT_EQ(project_.CommitmentFigures("c"), "OPEN, consumed 120.00, open 80.00");
  EXPECT_THAT(Verbs(),
              ElementsAre("CreateExpense", "ReverseExpense", "ReverseExpense", "CreateExpense"));
  // It is the invoice now: it may be corrected in turn, and the wrong one no more.
  EXPECT_EQ(Refused(Correction("e", "130")), "FAILED_PRECONDITION ALREADY_REVERSED");
  CorrectExpenseRequest again = Correction("e", "130");
  again.set_name(corrected.name());
  EXPECT_EQ(cofi().Ask<Expense>(again).corrects(), corrected.name());
  ExpectSound();
}

// One that was used up has what the wrong invoice took again; one that was released has not.
TEST_P(DerivedExpenses, ACorrectionIsOfTheSameOrderUnlessThatWasReleased) {
  project_.Commit("c", {.amount = "100"});
  project_.Spend("e", {.amount = "100", .commitment = "c"});
  EXPECT_EQ(project_.CommitmentFigures("c"), "SPENT, consumed 100.00, open 0.00");
  const Expense less = cofi().Ask<Expense>(Correction("e", "90"));
  EXPECT_EQ(project_.CommitmentFigures("c"), "OPEN, consumed 90.00, open 10.00");
  cofi().Ask<budgets::v1::Commitment>(project_.Release("c"));
  CorrectExpenseRequest request = Correction("e", "95");
  request.set_name(less.name());
  const Expense last = cofi().Ask<Expense>(request);
  EXPECT_EQ(last.commitment(), "");
  EXPECT_EQ(project_.LineFigures("62"),
            "committed 0.00, spent 95.00, paid 0.00, available 8905.00");
  ExpectSound();
}

TEST_P(DerivedExpenses, WhatWasPaidIsPaidOfTheNewOne) {
  project_.Spend("e", {.amount = "100", .paid = "2018-03-05", .shares = {{"ville", "60"}}});
  const Expense more = cofi().Ask<Expense>(Correction("e", "120"));
  EXPECT_EQ(Told(more), "2018-03-01: 120.00, ville 72.00, paid 100.00");
  ASSERT_EQ(more.payments_size(), 1);
  EXPECT_EQ(IsoDate(more.payments(0).payment_date()), "2018-03-05");
  EXPECT_FALSE(more.has_payment_date());
  EXPECT_EQ(project_.LineFigures("62"),
            "committed 0.00, spent 120.00, paid 100.00, available 8880.00");
  EXPECT_EQ(project_.LineFigures("62", "2018-03-04"),
            "committed 0.00, spent 120.00, paid 0.00, available 8880.00");
  // As much as was paid: it is paid all at once again.
  CorrectExpenseRequest back = Correction("e", "100");
  back.set_name(more.name());
  const Expense same = cofi().Ask<Expense>(back);
  EXPECT_EQ(IsoDate(same.payment_date()), "2018-03-05");
  EXPECT_FALSE(same.paid_in_parts());
  // Less is a refund, which a credit note records.
  CorrectExpenseRequest less = Correction("e", "99.99");
  less.set_name(same.name());
  EXPECT_EQ(Refused(less), "FAILED_PRECONDITION PAID_BEYOND amount");
  EXPECT_EQ(Get(same.name()).reversed_by(), "");
  ExpectSound();
}

TEST_P(DerivedExpenses, OnlyPaymentsThatStandAreTakenOver) {
  project_.Spend("e", {.amount = "100"});
  budgets::v1::PayExpenseRequest pay = project_.Payment("e", "2018-03-05");
  *pay.mutable_amount() = Eur("30");
  cofi().Ask<Expense>(pay);
  pay = project_.Payment("e", "2018-03-06");
  *pay.mutable_amount() = Eur("20");
  cofi().Ask<Expense>(pay);
  budgets::v1::ReverseExpensePaymentRequest back;
  back.set_name(project_.Name("expenses", "e"));
  back.set_payment_id(1);
  back.set_note("rejected");
  *back.mutable_effective_date() = On("2018-03-07");
  back.set_request_id(NewRequestId());
  cofi().Ask<Expense>(back);
  CorrectExpenseRequest request = Correction("e", "60");
  request.set_line(project_.Name("lines", "60"));
  const Expense corrected = cofi().Ask<Expense>(request);
  EXPECT_EQ(Told(corrected), "2018-03-01: 60.00, paid 20.00");
  EXPECT_EQ(project_.LineFigures("62"), "committed 0.00, spent 0.00, paid 0.00, available 9000.00");
  EXPECT_EQ(project_.LineFigures("60"),
            "committed 0.00, spent 60.00, paid 20.00, available 940.00");
  ExpectSound();
}

TEST_P(DerivedExpenses, ARefusalLeavesTheInvoiceAsItWas) {
  project_.Spend("e", {.amount = "100", .shares = {{"ville", "60"}}});
  project_.Spend("f", {.amount = "10"});
  CorrectExpenseRequest request = Correction("e");
  request.set_invoice_reference("F-f");
  EXPECT_EQ(Refused(request), "ALREADY_EXISTS DUPLICATE_INVOICE invoice_reference");
  request = Correction("e");
  *request.mutable_invoice_date() = On("2999-01-01");
  EXPECT_EQ(Refused(request), "INVALID_ARGUMENT VALUE_OUT_OF_RANGE invoice_date");
  EXPECT_EQ(Refused(Correction("e", "9000")),
            "FAILED_PRECONDITION INSUFFICIENT_GRANT shares[0].amount");
  request = Correction("e");
  request.mutable_update_mask()->add_paths("amount");
  EXPECT_EQ(Refused(request), "INVALID_ARGUMENT FIELD_REQUIRED amount");
  request = Correction("e");
  request.mutable_update_mask()->add_paths("payment_date");
  EXPECT_EQ(Refused(request), "INVALID_ARGUMENT FIELD_UNKNOWN update_mask.payment_date");
  EXPECT_EQ(Get(project_.Name("expenses", "e")).reversed_by(), "");
  EXPECT_EQ(project_.LineFigures("62"),
            "committed 0.00, spent 110.00, paid 0.00, available 8890.00");
  ExpectSound();
}

// The year of the invoice stays as it was closed; both entries are of the open one.
TEST_P(DerivedExpenses, InClosedAccountsACorrectionCountsLater) {
  project_.Spend("e", {.amount = "100", .paid = "2018-03-05", .shares = {{"ville", "60"}}});
  budgets::v1::CloseFiscalYearRequest close;
  close.set_name(project_.Name("fiscalYears", "2018"));
  cofi().Ask<budgets::v1::FiscalYear>(close);
  EXPECT_EQ(Refused(Correction("e", "120")), "FAILED_PRECONDITION YEAR_CLOSED effective_date");
  CorrectExpenseRequest request = Correction("e", "120");
  *request.mutable_effective_date() = On("2019-02-01");
  const Expense corrected = cofi().Ask<Expense>(request);
  EXPECT_EQ(Told(corrected), "2019-02-01: 120.00, ville 72.00, paid 100.00");
  EXPECT_EQ(project_.LineFigures("62", "2018-12-31"),
            "committed 0.00, spent 100.00, paid 100.00, available 8900.00");
  EXPECT_EQ(project_.LineFigures("62"),
            "committed 0.00, spent 120.00, paid 100.00, available 8880.00");
  ExpectSound();
}

TEST_P(DerivedExpenses, TheSameAgainIsAnotherInvoiceOfTheSameProportions) {
  cofi().Ask<Expense>(
      project_.SplitExpense("e", {.amount = "100", .date = "2018-01-31", .reference = "2018-01"},
                            {{.line = "60", .amount = "20"},
                             {.line = "62", .amount = "80", .shares = {{"ville", "50"}}}}));
  RepeatExpenseRequest request = Repetition("e");
  request.set_invoice_reference("F-2");
  *request.mutable_effective_date() = On("2018-04-02");
  *request.mutable_amount() = Eur("50");
  const Expense half = cofi().Ask<Expense>(request);
  EXPECT_EQ(Told(half), "2018-04-02: 50.00, paid 0.00");
  ASSERT_EQ(half.splits_size(), 2);
  EXPECT_EQ(Minor(half.splits(0).amount()), 10'00);
  EXPECT_EQ(Minor(half.splits(1).shares(0).amount()), 25'00);
  EXPECT_EQ(half.corrects(), "");
  // The end of a month, and the number of the next.
  const Expense next = cofi().Ask<Expense>(Repetition("e", 1));
  EXPECT_EQ(Told(next), "2018-02-28: 100.00, paid 0.00");
  EXPECT_EQ(next.invoice_reference(), "2018-02");
  EXPECT_EQ(Refused(Repetition("e", 1)), "ALREADY_EXISTS DUPLICATE_INVOICE invoice_reference");
  EXPECT_EQ(Refused(Repetition("e")), "INVALID_ARGUMENT FIELD_REQUIRED invoice_reference");
  EXPECT_EQ(Refused(Repetition("e", 13)), "INVALID_ARGUMENT VALUE_OUT_OF_RANGE months");
  EXPECT_THAT(Verbs(), Each("CreateExpense"));
  ExpectSound();
}

// What is left of an order is used up, and one that is used up is none of the next invoice.
TEST_P(DerivedExpenses, TheSameAgainIsOfTheSameOrderWhileThatIsOpen) {
  project_.Commit("c", {.amount = "150"});
  project_.Spend("e", {.amount = "100", .reference = "2018-03", .commitment = "c"});
  const Expense next = cofi().Ask<Expense>(Repetition("e", 1));
  EXPECT_EQ(next.commitment(), project_.Name("commitments", "c"));
  EXPECT_EQ(Minor(next.consumed_amount()), 50'00);
  const Expense last = cofi().Ask<Expense>(Repetition("e", 2));
  EXPECT_EQ(last.commitment(), "");
  EXPECT_EQ(last.invoice_reference(), "2018-05");
  ExpectSound();
}

TEST_P(DerivedExpenses, OnlyAnInvoiceIsCorrectedOrRepeated) {
  project_.Spend("e", {.amount = "100"});
  budgets::v1::CreditExpenseRequest credit;
  credit.set_name(project_.Name("expenses", "e"));
  credit.set_invoice_reference("A-1");
  *credit.mutable_amount() = Eur("10");
  *credit.mutable_effective_date() = On("2018-04-01");
  credit.set_request_id(NewRequestId());
  const Expense note = cofi().Ask<Expense>(credit);
  EXPECT_EQ(Refused(Correction("e", "90")), "FAILED_PRECONDITION CREDITED");
  CorrectExpenseRequest correct = Correction("e", "90");
  correct.set_name(note.name());
  EXPECT_EQ(Refused(correct), "FAILED_PRECONDITION NOT_AN_INVOICE");
  RepeatExpenseRequest repeat = Repetition("e", 1);
  repeat.set_name(note.name());
  EXPECT_EQ(Refused(repeat), "FAILED_PRECONDITION NOT_AN_INVOICE");
  // The invoice itself is what it was before the credit note.
  EXPECT_EQ(Told(cofi().Ask<Expense>(Repetition("e", 1))), "2018-04-01: 100.00, paid 0.00");
}

// The salaries of a month: all of them or none.
TEST_P(DerivedExpenses, SeveralAreRepeatedTogether) {
  project_.Spend("a", {.amount = "400", .date = "2018-01-31", .reference = "a 2018-01"});
  project_.Spend("b", {.amount = "1000",
                       .date = "2018-01-31",
                       .reference = "b 2018-01",
                       .shares = {{"ville", "800"}}});
  BatchRepeatExpensesRequest batch = Batch({"a", "b"});
  batch.set_validate_only(true);
  const auto rehearsed = cofi().Ask<BatchRepeatExpensesResponse>(batch);
  ASSERT_EQ(rehearsed.expenses_size(), 2);
  EXPECT_EQ(Told(rehearsed.expenses(1)), "2018-02-28: 1000.00, ville 800.00, paid 0.00");
  EXPECT_EQ(rehearsed.verdicts(1).code(), 0);
  EXPECT_EQ(Verbs().size(), 2U);
  const auto recorded = cofi().Ask<BatchRepeatExpensesResponse>(Batch({"a", "b"}));
  ASSERT_EQ(recorded.expenses_size(), 2);
  EXPECT_EQ(recorded.expenses(0).invoice_reference(), "a 2018-02");
  EXPECT_EQ(recorded.verdicts_size(), 0);
  // The second finds itself recorded, and the first is not recorded either.
  project_.Spend("c", {.amount = "1", .date = "2018-01-31", .reference = "c 2018-01"});
  BatchRepeatExpensesResponse refused;
  EXPECT_THAT(Said(cofi().Call(Batch({"c", "b"}), &refused)),
              StartsWith("ALREADY_EXISTS DUPLICATE_INVOICE requests[1].invoice_reference"));
  EXPECT_EQ(Verbs().size(), 5U);
  ExpectSound();
}

TEST_P(DerivedExpenses, ABatchIsOfOneProject) {
  const Project other(cofi(), "o-" + NewUuid().substr(0, 8));
  other.Spend("a", {.amount = "1"});
  BatchRepeatExpensesRequest batch = Batch({"a"});
  batch.mutable_requests(0)->set_name(other.Name("expenses", "a"));
  BatchRepeatExpensesResponse response;
  EXPECT_THAT(Said(cofi().Call(batch, &response)),
              HasSubstr("REFERENCE_NOT_FOUND requests[0].name"));
  batch.set_validate_only(true);
  batch.set_request_id(NewRequestId());
  response = cofi().Ask<BatchRepeatExpensesResponse>(batch);
  ASSERT_EQ(response.verdicts_size(), 1);
  EXPECT_NE(response.verdicts(0).code(), 0);
}

// A share above the rate is accepted, and said when it is typed; the grant shows what it bears.
TEST_P(DerivedExpenses, ARateIsKeptToOrSaid) {
  budgets::v1::CreateGrantRequest create =
      project_.Grant("dep", {.amount = "1000", .accounts = {"62"}});
  create.mutable_grant()->mutable_rate()->set_basis_points(5'000);
  create.mutable_grant()->mutable_rate()->set_base(type::v1::Rate::BASE_ELIGIBLE_COST);
  cofi().Ask<Grant>(create);
  const auto grant = [&] {
    budgets::v1::GetGrantRequest request;
    request.set_name(project_.Name("grants", "dep"));
    return cofi().Ask<Grant>(request);
  };
  EXPECT_FALSE(grant().has_observed_rate_basis_points()) << "nothing is spent";
  EXPECT_EQ(project_.Spend("e", {.amount = "100", .shares = {{"dep", "50"}}}).above_rates_size(),
            0);
  EXPECT_EQ(grant().observed_rate_basis_points(), 5'000);
  const Expense above = project_.Spend("f", {.amount = "100", .shares = {{"dep", "80"}}});
  ASSERT_EQ(above.above_rates_size(), 1);
  EXPECT_EQ(above.above_rates(0).grant(), project_.Name("grants", "dep"));
  EXPECT_EQ(above.above_rates(0).basis_points(), 5'000);
  EXPECT_EQ(Minor(above.above_rates(0).base_amount()), 100'00);
  EXPECT_EQ(Minor(above.above_rates(0).amount()), 80'00);
  EXPECT_EQ(Minor(above.above_rates(0).rated_amount()), 50'00);
  // Of the moment, and kept nowhere.
  EXPECT_EQ(Get(above.name()).above_rates_size(), 0);
  EXPECT_THAT(cli::WarningsOf(above, Language::kEnglish),
              AllOf(StartsWith("warning: dep bears €80.00"), HasSubstr("50%")));
  EXPECT_THAT(cli::WarningsOf(above, Language::kFrench),
              AllOf(StartsWith("attention : dep porte 80,00"), HasSubstr("au-delà de son taux")));
  EXPECT_EQ(grant().observed_rate_basis_points(), 6'500);
  EXPECT_EQ(Minor(grant().rated_spent_amount()), 200'00);

  reporting::v1::GetBudgetStatusRequest report;
  report.set_parent(project_.name());
  report.add_group_by(reporting::v1::GetBudgetStatusRequest::GROUP_BY_FUNDER);
  // The other grant of the funder has no rate, and theirs together is none.
  const auto status = cofi().Ask<reporting::v1::BudgetStatus>(report);
  for (const auto& row : status.rows()) {
    EXPECT_FALSE(row.has_observed_rate_basis_points()) << row.key();
  }
}

TEST_P(DerivedExpenses, TheObservedRateIsInTheStatusByFunder) {
  const Project project(cofi(), "r-" + NewUuid().substr(0, 8));
  budgets::v1::CreateGrantRequest create = project.Grant("dep", {.amount = "1000"});
  create.mutable_grant()->mutable_rate()->set_basis_points(5'000);
  create.mutable_grant()->mutable_rate()->set_base(type::v1::Rate::BASE_ELIGIBLE_COST);
  cofi().Ask<Grant>(create);
  project.Spend("e", {.amount = "100", .shares = {{"dep", "80"}}});
  reporting::v1::GetBudgetStatusRequest report;
  report.set_parent(project.name());
  report.add_group_by(reporting::v1::GetBudgetStatusRequest::GROUP_BY_FUNDER);
  const auto status = cofi().Ask<reporting::v1::BudgetStatus>(report);
  std::vector<std::pair<std::string, int>> rates;
  for (const auto& row : status.rows()) {
    if (row.has_observed_rate_basis_points()) {
      rates.emplace_back(row.key(), row.observed_rate_basis_points());
    }
  }
  EXPECT_THAT(rates, ElementsAre(std::pair<std::string, int>("ville", 8'000)));
  EXPECT_FALSE(status.total().has_observed_rate_basis_points());
}

}  // namespace
}  // namespace cofi::end_to_end
