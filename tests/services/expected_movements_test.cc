// Which movements each entry of the journal calls for.
#include "services/budgets/expected_movements.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/budgets/reversal.h"
#include "tests/services/facts.h"

namespace cofi::budgets {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> Texts(const std::vector<PostedMovement>& movements) {
  std::vector<std::string> texts;
  texts.reserve(movements.size());
  for (const PostedMovement& each : movements) texts.push_back(each.Text());
  return texts;
}

// 100 EUR of which a grant pays 60; all of it was on order. Made and changed within one
// tick of the clock.
v1::Expense Expense() {
  return FromText<v1::Expense>(R"pb(
    name: "projects/p/expenses/e"
    create_time { seconds: 1 }
    update_time { seconds: 1 }
    line: "projects/p/lines/62"
    invoice_date { year: 2018 month: 3 day: 1 }
    amount { currency_code: "EUR" units: 100 }
    commitment: "projects/p/commitments/c"
    consumed_amount { currency_code: "EUR" units: 100 }
    shares {
      grant: "projects/p/grants/g"
      amount { currency_code: "EUR" units: 60 }
    }
  )pb");
}

v1::Commitment Commitment(const std::string& date) {
  auto commitment = FromText<v1::Commitment>(R"pb(
    name: "projects/p/commitments/c" state: STATE_OPEN
  )pb");
  *commitment.mutable_state_date() = On(date);
  return commitment;
}

TEST(Amounts, AreSaidByTheNamesOfTheirColumns) {
  Amounts amounts({Measure::kSpent, Measure::kPaid}, 6'000);
  EXPECT_EQ(amounts.Text(), "spent=6000 paid=6000");
  EXPECT_EQ((amounts += Amounts({Measure::kCommitted}, -1)).Text(),
            "committed=-1 spent=6000 paid=6000");
  EXPECT_EQ((amounts -= amounts).Text(), "0");
  EXPECT_TRUE(amounts.IsZero());
  EXPECT_EQ(MeasureList("SUM(e.$0)"),
            "SUM(e.committed), SUM(e.spent), SUM(e.paid), SUM(e.received), SUM(e.claimed),"
            " SUM(e.accepted), SUM(e.in_kind)");
}

TEST(MovementsOf, AnInvoiceAndItsPaymentWhateverTheClockSays) {
  v1::Expense expense = Expense();
  EXPECT_THAT(
      Texts(MovementsOf(expense, "CreateExpense", {Commitment("2018-02-01")})),
      ElementsAre("projects/p/expenses/e 2018-03-01 line=62 grant=g spent=6000",
                  "projects/p/expenses/e 2018-03-01 line=62 grant= committed=-10000 spent=4000"));
  *expense.mutable_payment_date() = On("2018-03-15");
  EXPECT_THAT(Texts(MovementsOf(expense, "PayExpense", {Commitment("2018-02-01")})),
              ElementsAre("projects/p/expenses/e 2018-03-15 line=62 grant=g paid=6000",
                          "projects/p/expenses/e 2018-03-15 line=62 grant= paid=4000"));
}

TEST(MovementsOf, AnOrderThatChangedLaterThanTheInvoice) {
  EXPECT_THAT(Texts(MovementsOf(Expense(), "CreateExpense", {Commitment("2018-04-01")})),
              ElementsAre("projects/p/expenses/e 2018-03-01 line=62 grant=g spent=6000",
                          "projects/p/expenses/e 2018-03-01 line=62 grant= spent=4000",
                          "projects/p/expenses/e 2018-04-01 line=62 grant= committed=-10000"));
}

TEST(MovementsOf, AReversalAndNothingForWhatItUndoes) {
  v1::Expense undone = Expense();
  undone.set_reversed_by("projects/p/expenses/r-e");
  EXPECT_THAT(MovementsOf(undone, "ReverseExpense", {Commitment("2018-04-01")}), IsEmpty());

  v1::Expense reversal = Expense();
  Negate(&reversal);
  reversal.set_name("projects/p/expenses/r-e");
  reversal.set_reverses("projects/p/expenses/e");
  *reversal.mutable_invoice_date() = On("2018-04-01");
  v1::Commitment released = Commitment("2018-04-01");
  released.set_state(v1::Commitment::STATE_RELEASED);
  EXPECT_THAT(Texts(MovementsOf(reversal, "ReverseExpense", {Commitment("2018-04-01")})),
              ElementsAre("projects/p/expenses/r-e 2018-04-01 line=62 grant=g spent=-6000",
                          "projects/p/expenses/r-e 2018-04-01 line=62 grant= committed=10000"
                          " spent=-4000"));
  EXPECT_THAT(Texts(MovementsOf(reversal, "ReverseExpense", {released})),
              ElementsAre("projects/p/expenses/r-e 2018-04-01 line=62 grant=g spent=-6000",
                          "projects/p/expenses/r-e 2018-04-01 line=62 grant= spent=-4000"));
  // The payment is undone on its own day.
  *reversal.mutable_payment_date() = On("2018-04-09");
  EXPECT_THAT(Texts(MovementsOf(reversal, "ReverseExpense", {released})),
              ElementsAre("projects/p/expenses/r-e 2018-04-01 line=62 grant=g spent=-6000",
                          "projects/p/expenses/r-e 2018-04-01 line=62 grant= spent=-4000",
                          "projects/p/expenses/r-e 2018-04-09 line=62 grant=g paid=-6000",
                          "projects/p/expenses/r-e 2018-04-09 line=62 grant= paid=-4000"));
}

TEST(MovementsOf, OtherIncomeIsOnItsLine) {
  const auto receipt = FromText<v1::Receipt>(R"pb(
    name: "projects/p/receipts/r"
    line: "projects/p/lines/75"
    receipt_date { year: 2018 month: 2 day: 10 }
    amount { currency_code: "EUR" units: 5 }
  )pb");
  EXPECT_THAT(Texts(MovementsOf(receipt, "CreateReceipt")),
              ElementsAre("projects/p/receipts/r 2018-02-10 line=75 grant= received=500"));
}

// 20 on a line of their own with an order of their own, the rest on another.
TEST(MovementsOf, EachSplitOnItsLine) {
  auto expense = FromText<v1::Expense>(R"pb(
    name: "projects/p/expenses/e"
    invoice_date { year: 2018 month: 3 day: 1 }
    payment_date { year: 2018 month: 3 day: 2 }
    amount { currency_code: "EUR" units: 100 }
    splits {
      line: "projects/p/lines/60"
      amount { currency_code: "EUR" units: 20 }
      commitment: "projects/p/commitments/c"
      consumed_amount { currency_code: "EUR" units: 15 }
    }
    splits {
      line: "projects/p/lines/62"
      amount { currency_code: "EUR" units: 80 }
      shares {
        grant: "projects/p/grants/g"
        amount { currency_code: "EUR" units: 80 }
      }
    }
  )pb");
  v1::Commitment other = Commitment("2018-05-01");
  other.set_name("projects/p/commitments/d");
  const std::vector<v1::Commitment> commitments = {Commitment("2018-02-01"), other};
  EXPECT_THAT(Texts(MovementsOf(expense, "CreateExpense", commitments)),
              ElementsAre("projects/p/expenses/e 2018-03-01 line=60 grant= committed=-1500"
                          " spent=2000",
                          "projects/p/expenses/e 2018-03-01 line=62 grant=g spent=8000",
                          "projects/p/expenses/e 2018-03-02 line=60 grant= paid=2000",
                          "projects/p/expenses/e 2018-03-02 line=62 grant=g paid=8000"));
  // Undone, it gives back from the day on which it was taken, on that line.
  Negate(&expense);
  expense.set_reverses("projects/p/expenses/x");
  const std::vector<Taken> taken = {{"60", On("2018-03-05"), On("2018-03-01")}};
  EXPECT_THAT(Texts(MovementsOf(expense, "ReverseExpense", commitments, taken)),
              ElementsAre("projects/p/expenses/e 2018-03-01 line=60 grant= spent=-2000",
                          "projects/p/expenses/e 2018-03-05 line=60 grant= committed=1500",
                          "projects/p/expenses/e 2018-03-01 line=62 grant=g spent=-8000",
                          "projects/p/expenses/e 2018-03-02 line=60 grant= paid=-2000",
                          "projects/p/expenses/e 2018-03-02 line=62 grant=g paid=-8000"));
}

// 20 of the 60 go to own funds; what was paid goes along.
TEST(MovementsOf, AChangeOfSharesAndWhatWasPaid) {
  v1::Expense expense = Expense();
  auto& change = *expense.add_share_changes();
  *change.mutable_effective_date() = On("2018-05-01");
  change.set_line(expense.line());
  *change.mutable_earlier_shares() = expense.shares();
  *expense.mutable_shares(0)->mutable_amount() = Eur("40");
  EXPECT_THAT(Texts(MovementsOf(expense, "ShareExpense", {})),
              ElementsAre("projects/p/expenses/e 2018-05-01 line=62 grant=g spent=-2000",
                          "projects/p/expenses/e 2018-05-01 line=62 grant= spent=2000"));
  auto payment = FromText<v1::Payment>(R"pb(
    payment_id: 2
    share_change: 1
    payment_date { year: 2018 month: 5 day: 1 }
    parts {
      line: "projects/p/lines/62"
      grant: "projects/p/grants/g"
      amount { currency_code: "EUR" units: -20 }
    }
    parts {
      line: "projects/p/lines/62"
      amount { currency_code: "EUR" units: 20 }
    }
  )pb");
  expense.set_paid_in_parts(true);
  *expense.add_payments() = payment;
  EXPECT_THAT(Texts(MovementsOf(expense, "ShareExpense", {})),
              ElementsAre("projects/p/expenses/e 2018-05-01 line=62 grant=g spent=-2000",
                          "projects/p/expenses/e 2018-05-01 line=62 grant= spent=2000",
                          "projects/p/expenses/e 2018-05-01 line=62 grant=g paid=-2000",
                          "projects/p/expenses/e 2018-05-01 line=62 grant= paid=2000"));
}

// The credit note moves all that it has; its invoice only what was set off with it.
TEST(MovementsOf, ACreditNoteAndWhatItWasSetOffWith) {
  v1::Expense note = Expense();
  note.clear_commitment();
  note.clear_consumed_amount();
  Negate(&note);
  note.set_name("projects/p/expenses/n");
  note.set_credits("projects/p/expenses/e");
  EXPECT_THAT(Texts(MovementsOf(note, "CreditExpense", {})),
              ElementsAre("projects/p/expenses/n 2018-03-01 line=62 grant=g spent=-6000",
                          "projects/p/expenses/n 2018-03-01 line=62 grant= spent=-4000"));
  v1::Expense invoice = Expense();
  invoice.set_paid_in_parts(true);
  *invoice.add_payments() = FromText<v1::Payment>(R"pb(
    payment_id: 1
    set_off_with: "projects/p/expenses/n"
    payment_date { year: 2018 month: 5 day: 1 }
    parts {
      line: "projects/p/lines/62"
      amount { currency_code: "EUR" units: 5 }
    }
  )pb");
  EXPECT_THAT(Texts(MovementsOf(invoice, "CreditExpense", {}, {}, note.name())),
              ElementsAre("projects/p/expenses/e 2018-05-01 line=62 grant= paid=500"));
  EXPECT_THAT(MovementsOf(invoice, "CreditExpense", {}, {}, "projects/p/expenses/m"), IsEmpty());
  EXPECT_THAT(MovementsOf(invoice, "ReverseExpense", {}), IsEmpty());
}

TEST(MovementsOf, AReceiptAndItsReversal) {
  auto receipt = FromText<v1::Receipt>(R"pb(
    name: "projects/p/receipts/r"
    create_time { seconds: 1 }
    update_time { seconds: 1 }
    grant: "projects/p/grants/g"
    receipt_date { year: 2018 month: 2 day: 10 }
    amount { currency_code: "EUR" units: 5 }
  )pb");
  EXPECT_THAT(Texts(MovementsOf(receipt, "CreateReceipt")),
              ElementsAre("projects/p/receipts/r 2018-02-10 line= grant=g received=500"));
  receipt.set_reversed_by("projects/p/receipts/r-r");
  EXPECT_THAT(MovementsOf(receipt, "ReverseReceipt"), IsEmpty());
  receipt.clear_reversed_by();
  receipt.set_reverses("projects/p/receipts/q");
  Negate(&receipt);
  EXPECT_THAT(Texts(MovementsOf(receipt, "ReverseReceipt")),
              ElementsAre("projects/p/receipts/r 2018-02-10 line= grant=g received=-500"));
}

TEST(MovementsOf, AContributionInKindOnBothOfItsLines) {
  auto contribution = FromText<v1::Contribution>(R"pb(
    name: "projects/p/contributions/k"
    line: "projects/p/lines/864"
    source_line: "projects/p/lines/87"
    contribution_date { year: 2018 month: 2 day: 10 }
    hours_hundredths: 350
    amount { currency_code: "EUR" units: 63 }
  )pb");
  EXPECT_THAT(Texts(MovementsOf(contribution, "CreateContribution")),
              ElementsAre("projects/p/contributions/k 2018-02-10 line=864 grant= in_kind=6300",
                          "projects/p/contributions/k 2018-02-10 line=87 grant= in_kind=6300"));
  contribution.set_reversed_by("projects/p/contributions/k-x");
  EXPECT_THAT(MovementsOf(contribution, "ReverseContribution"), IsEmpty());
  contribution.clear_reversed_by();
  contribution.set_reverses("projects/p/contributions/j");
  Negate(&contribution);
  EXPECT_EQ(contribution.hours_hundredths(), -350);
  EXPECT_THAT(Texts(MovementsOf(contribution, "ReverseContribution")),
              ElementsAre("projects/p/contributions/k 2018-02-10 line=864 grant= in_kind=-6300",
                          "projects/p/contributions/k 2018-02-10 line=87 grant= in_kind=-6300"));
}

// It is recorded as any other, and then said to pay the claim.
TEST(MovementsOf, AReceiptThatPaysAClaim) {
  auto receipt = FromText<v1::Receipt>(R"pb(
    name: "projects/p/receipts/r"
    grant: "projects/p/grants/g"
    receipt_date { year: 2018 month: 2 day: 10 }
    amount { currency_code: "EUR" units: 5 }
  )pb");
  EXPECT_THAT(Texts(MovementsOf(receipt, "PayClaim")),
              ElementsAre("projects/p/receipts/r 2018-02-10 line= grant=g received=500"));
  receipt.set_claim("projects/p/grants/g/claims/c");
  EXPECT_THAT(MovementsOf(receipt, "PayClaim"), IsEmpty());
}

TEST(MovementsOf, AClaimByItsVerbs) {
  auto claim = FromText<v1::Claim>(R"pb(
    name: "projects/p/grants/g/claims/c"
    state: STATE_SUBMITTED
    state_date { year: 2018 month: 5 day: 1 }
    claimed_amount { currency_code: "EUR" units: 50 }
    history {
      verb: "SUBMIT"
      state: "SUBMITTED"
      date { year: 2018 month: 5 day: 1 }
    }
  )pb");
  EXPECT_THAT(MovementsOf(claim, "CreateClaim"), IsEmpty());
  EXPECT_THAT(Texts(MovementsOf(claim, "SubmitClaim")),
              ElementsAre("projects/p/grants/g/claims/c 2018-05-01 line= grant=g claimed=5000"));
  // What comes back with its changes is asked for already.
  auto again = claim;
  again.mutable_history(0)->set_state("CHANGES_REQUESTED");
  *again.add_history() = claim.history(0);
  EXPECT_THAT(MovementsOf(again, "SubmitClaim"), IsEmpty());
  EXPECT_THAT(Texts(MovementsOf(claim, "WithdrawClaim")),
              ElementsAre("projects/p/grants/g/claims/c 2018-05-01 line= grant=g claimed=-5000"));
  EXPECT_THAT(Texts(MovementsOf(claim, "RejectClaim")),
              ElementsAre("projects/p/grants/g/claims/c 2018-05-01 line= grant=g claimed=-5000"));
  *claim.mutable_accepted_amount() = Eur("45");
  EXPECT_THAT(Texts(MovementsOf(claim, "AcceptClaim")),
              ElementsAre("projects/p/grants/g/claims/c 2018-05-01 line= grant=g claimed=-500"
                          " accepted=4500"));
  EXPECT_THAT(MovementsOf(claim, "PayClaim"), IsEmpty());
}

}  // namespace
}  // namespace cofi::budgets
