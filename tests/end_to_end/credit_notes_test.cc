// What a supplier gives back of an invoice: to whom, and what is then left to pay or to be
// refunded.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/identifiers.h"
#include "tests/installations/installation.h"
#include "tests/installations/project.h"
#include "tests/installations/refusals.h"
#include "tests/services/facts.h"

namespace cofi::end_to_end {
namespace {

using budgets::v1::CreditExpenseRequest;
using budgets::v1::Expense;
using budgets::v1::PayExpenseRequest;

class CreditNotes : public EndToEnd {
 protected:
  CreditNotes() : project_(cofi(), "p-" + NewUuid().substr(0, 8)) {
    project_.Win("ville", {.amount = "5000"});
  }

  // Of all that is left when the amount is empty.
  CreditExpenseRequest Credit(const std::string& id, const std::string& reference,
                              const std::string& amount, const std::string& date = "2018-04-01") {
    CreditExpenseRequest request;
    request.set_name(project_.Name("expenses", id));
    request.set_invoice_reference(reference);
    if (!amount.empty()) *request.mutable_amount() = Eur(amount);
    *request.mutable_effective_date() = On(date);
    request.set_request_id(NewRequestId());
    return request;
  }

  PayExpenseRequest Payment(const std::string& name, const std::string& amount,
                            const std::string& date) {
    PayExpenseRequest request = project_.Payment("e", date);
    request.set_name(name);
    if (!amount.empty()) *request.mutable_amount() = Eur(amount);
    return request;
  }

  std::string Refused(const google::protobuf::Message& request) {
    Expense expense;
    const std::string said = Said(cofi().Call(request, &expense));
    return said.substr(0, said.find(':'));
  }

  // `credited 20.00, paid 0.00, unpaid 80.00`
  std::string Figures(const std::string& name, const std::string& as_of = "") {
    budgets::v1::GetExpenseRequest request;
    request.set_name(name);
    if (!as_of.empty()) *request.mutable_as_of_date() = On(as_of);
    const auto expense = cofi().Ask<Expense>(request);
    return absl::StrCat("credited ", DecimalFromMinor(Minor(expense.credited_amount())), ", paid ",
                        DecimalFromMinor(Minor(expense.paid_amount())), ", unpaid ",
                        DecimalFromMinor(Minor(expense.unpaid_amount())));
  }
  std::string Invoice(const std::string& as_of = "") {
    return Figures(project_.Name("expenses", "e"), as_of);
  }

  const Project project_;
};
COFI_IN_ALL_SHAPES(CreditNotes);

TEST_P(CreditNotes, GivesBackInProportionAndIsSetOff) {
  project_.Commit("c", {.amount = "100"});
  project_.Spend("e", {.amount = "100",
                       .date = "2018-03-01",
                       .reference = "F-1",
                       .commitment = "c",
                       .shares = {{"ville", "60"}}});
  const auto note = cofi().Ask<Expense>(Credit("e", "A-1", "20"));
  EXPECT_EQ(note.kind(), Expense::KIND_CREDIT_NOTE);
  EXPECT_EQ(note.credits(), project_.Name("expenses", "e"));
  EXPECT_EQ(note.supplier(), "Cabinet A");
  EXPECT_EQ(Minor(note.amount()), -20'00);
  EXPECT_EQ(Minor(note.shares(0).amount()), -12'00);
  EXPECT_EQ(Minor(note.own_funds_amount()), -8'00);
  EXPECT_EQ(Invoice(), "credited 20.00, paid 20.00, unpaid 80.00");
  EXPECT_EQ(Invoice("2018-03-31"), "credited 0.00, paid 0.00, unpaid 100.00");
  EXPECT_EQ(Figures(note.name()), "credited 0.00, paid -20.00, unpaid 0.00");
  // No money was moved, and the order stays used up.
  EXPECT_EQ(project_.LineFigures("62"),
            "committed 0.00, spent 80.00, paid 0.00, available 8920.00");
  EXPECT_EQ(project_.LineFigures("62", "2018-03-31"),
            "committed 0.00, spent 100.00, paid 0.00, available 8900.00");
  EXPECT_EQ(project_.GrantFigures("ville"),
            "awarded 5000.00, spent 48.00, received 0.00, remaining 4952.00");
  EXPECT_EQ(project_.CommitmentFigures("c"), "SPENT, consumed 100.00, open 0.00");
  cofi().Ask<Expense>(project_.Payment("e", "2018-04-05"));
  EXPECT_EQ(project_.LineFigures("62"),
            "committed 0.00, spent 80.00, paid 80.00, available 8920.00");
  EXPECT_TRUE(cofi().Verify("budgets").sound());
}

TEST_P(CreditNotes, WhatWasPaidIsRefunded) {
  project_.Spend("e", {.amount = "100", .date = "2018-03-01", .shares = {{"ville", "60"}}});
  cofi().Ask<Expense>(Payment(project_.Name("expenses", "e"), "90", "2018-03-10"));
  const auto note = cofi().Ask<Expense>(Credit("e", "A-1", "30"));
  // 10 were unpaid; the rest is to come back.
  EXPECT_EQ(Invoice(), "credited 30.00, paid 100.00, unpaid 0.00");
  EXPECT_EQ(Figures(note.name()), "credited 0.00, paid -10.00, unpaid -20.00");
  EXPECT_EQ(project_.LineFigures("62"),
            "committed 0.00, spent 70.00, paid 90.00, available 8930.00");
  EXPECT_EQ(Refused(Payment(note.name(), "20.01", "2018-04-10")),
            "FAILED_PRECONDITION PAYMENT_EXCEEDS_REST amount");
  cofi().Ask<Expense>(Payment(note.name(), "5", "2018-04-10"));
  cofi().Ask<Expense>(Payment(note.name(), "", "2018-04-12"));
  EXPECT_EQ(Figures(note.name()), "credited 0.00, paid -30.00, unpaid 0.00");
  EXPECT_EQ(project_.LineFigures("62"),
            "committed 0.00, spent 70.00, paid 70.00, available 8930.00");
  EXPECT_EQ(project_.LineFigures("62", "2018-04-11"),
            "committed 0.00, spent 70.00, paid 85.00, available 8930.00");
  EXPECT_TRUE(cofi().Verify("budgets").sound());
}

TEST_P(CreditNotes, SaysOfWhichLineAndShare) {
  cofi().Ask<Expense>(
      project_.SplitExpense("e", {.amount = "100", .date = "2018-03-01"},
                            {{.line = "60", .amount = "20"},
                             {.line = "62", .amount = "80", .shares = {{"ville", "50"}}}}));
  CreditExpenseRequest request = Credit("e", "A-1", "25");
  budgets::v1::Split& split = *request.add_splits();
  split.set_line(project_.Name("lines", "62"));
  budgets::v1::Share& share = *split.add_shares();
  share.set_grant(project_.Name("grants", "ville"));
  *share.mutable_amount() = Eur("25");
  const auto note = cofi().Ask<Expense>(request);
  // On one line, it names that itself.
  EXPECT_EQ(note.line(), project_.Name("lines", "62"));
  EXPECT_EQ(Minor(note.own_funds_amount()), 0);
  EXPECT_EQ(project_.GrantFigures("ville"),
            "awarded 5000.00, spent 25.00, received 0.00, remaining 4975.00");
  // Nothing was paid yet, so none of it seems to be: the invoice is set off where it was credited.
  EXPECT_EQ(project_.LineFigures("60"), "committed 0.00, spent 20.00, paid 0.00, available 980.00");
  EXPECT_EQ(project_.LineFigures("62"),
            "committed 0.00, spent 55.00, paid 0.00, available 8945.00");
  // What is left, on both lines.
  const auto rest = cofi().Ask<Expense>(Credit("e", "A-2", ""));
  EXPECT_EQ(Minor(rest.amount()), -75'00);
  EXPECT_EQ(rest.splits_size(), 2);
  EXPECT_EQ(project_.LineFigures("60"), "committed 0.00, spent 0.00, paid 0.00, available 1000.00");
  EXPECT_EQ(project_.LineFigures("62"), "committed 0.00, spent 0.00, paid 0.00, available 9000.00");
  EXPECT_EQ(Invoice(), "credited 100.00, paid 100.00, unpaid 0.00");
  EXPECT_TRUE(cofi().Verify("budgets").sound());
}

TEST_P(CreditNotes, NothingIsGivenBackThatWasNotInvoiced) {
  project_.Spend(
      "e",
      {.amount = "100", .date = "2018-03-01", .reference = "F-1", .shares = {{"ville", "60"}}});
  EXPECT_EQ(Refused(Credit("e", "A-1", "100.01")),
            "FAILED_PRECONDITION CREDIT_EXCEEDS_EXPENSE amount");
  EXPECT_EQ(Refused(Credit("e", "A-1", "20", "2018-02-28")),
            "FAILED_PRECONDITION DATE_OUT_OF_ORDER effective_date");
  EXPECT_EQ(Refused(Credit("e", "f-1", "20")),
            "ALREADY_EXISTS DUPLICATE_INVOICE invoice_reference");
  CreditExpenseRequest request = Credit("e", "A-1", "70");
  budgets::v1::Split& split = *request.add_splits();
  split.set_line(project_.Name("lines", "60"));
  EXPECT_EQ(Refused(request), "FAILED_PRECONDITION REFERENCE_NOT_FOUND splits[0].line");
  split.set_line(project_.Name("lines", "62"));
  budgets::v1::Share& share = *split.add_shares();
  share.set_grant(project_.Name("grants", "ville"));
  share.set_basis_points(9'000);
  EXPECT_EQ(Refused(request),
            "FAILED_PRECONDITION CREDIT_EXCEEDS_EXPENSE splits[0].shares[0].amount");
  EXPECT_EQ(Invoice(), "credited 0.00, paid 0.00, unpaid 100.00");
  const auto note = cofi().Ask<Expense>(Credit("e", "A-1", "20"));
  EXPECT_EQ(Refused(Credit("e", "A-2", "80.01")),
            "FAILED_PRECONDITION CREDIT_EXCEEDS_EXPENSE amount");
  CreditExpenseRequest again = Credit("e", "A-3", "1");
  again.set_name(note.name());
  EXPECT_EQ(Refused(again), "FAILED_PRECONDITION NOT_AN_INVOICE");
}

TEST_P(CreditNotes, AreUndoneBeforeTheirInvoice) {
  project_.Spend("e", {.amount = "100", .date = "2018-03-01", .shares = {{"ville", "60"}}});
  const auto note = cofi().Ask<Expense>(Credit("e", "A-1", "20"));
  EXPECT_EQ(Refused(project_.Reversal("e", "2018-05-01")), "FAILED_PRECONDITION CREDITED");
  // What was set off goes with the credit note, and not by itself.
  budgets::v1::ReverseExpensePaymentRequest back;
  back.set_name(project_.Name("expenses", "e"));
  back.set_payment_id(1);
  back.set_note("no");
  back.set_request_id(NewRequestId());
  EXPECT_EQ(Refused(back), "FAILED_PRECONDITION PAYMENT_NOT_FOUND payment_id");
  budgets::v1::ReverseExpenseRequest undo = project_.Reversal("e", "2018-05-01");
  undo.set_name(note.name());
  const auto reversal = cofi().Ask<Expense>(undo);
  EXPECT_EQ(Minor(reversal.amount()), 20'00);
  EXPECT_EQ(Invoice(), "credited 0.00, paid 0.00, unpaid 100.00");
  EXPECT_EQ(Invoice("2018-04-30"), "credited 20.00, paid 20.00, unpaid 80.00");
  EXPECT_EQ(project_.LineFigures("62"),
            "committed 0.00, spent 100.00, paid 0.00, available 8900.00");
  EXPECT_EQ(project_.GrantFigures("ville"),
            "awarded 5000.00, spent 60.00, received 0.00, remaining 4940.00");
  // Its number is free again, and so is the invoice.
  undo.set_request_id(NewRequestId());
  EXPECT_EQ(Refused(undo), "FAILED_PRECONDITION ALREADY_REVERSED");
  cofi().Ask<Expense>(Credit("e", "A-1", "100"));
  EXPECT_TRUE(cofi().Verify("budgets").sound());
}

// The grant has paid another invoice with what came back.
TEST_P(CreditNotes, AreNotUndoneOnceTheGrantIsSpent) {
  project_.Spend("e", {.amount = "5000", .date = "2018-03-01", .shares = {{"ville", "5000"}}});
  const auto note = cofi().Ask<Expense>(Credit("e", "A-1", "1000"));
  project_.Spend("f", {.amount = "900", .shares = {{"ville", "900"}}});
  budgets::v1::ReverseExpenseRequest undo = project_.Reversal("e", "2018-05-01");
  undo.set_name(note.name());
  EXPECT_EQ(Refused(undo), "FAILED_PRECONDITION INSUFFICIENT_GRANT");
}

}  // namespace
}  // namespace cofi::end_to_end
