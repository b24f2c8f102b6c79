// What a payment pays of each part that is borne.
#include "services/budgets/payment_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/names.h"
#include "base/refusal.h"
#include "base/rules/expenses.h"
#include "tests/services/facts.h"

namespace cofi::budgets {
namespace {

using ::testing::ElementsAre;

// 100.00 on two lines: 20.00 of own funds, and 80.00 of which a grant pays 50.00.
v1::Expense Expense() {
  return FromText<v1::Expense>(R"pb(
    name: "projects/p/expenses/e"
    invoice_date { year: 2018 month: 3 day: 1 }
    amount { currency_code: "EUR" units: 100 }
    splits {
      line: "projects/p/lines/60"
      amount { currency_code: "EUR" units: 20 }
    }
    splits {
      line: "projects/p/lines/62"
      amount { currency_code: "EUR" units: 80 }
      shares {
        grant: "projects/p/grants/g"
        amount { currency_code: "EUR" units: 50 }
      }
    }
  )pb");
}

// `60/ 2.00, 62/g 5.00, 62/ 3.00`
std::string Parts(const v1::Payment& payment) {
  std::vector<std::string> parts;
  for (const v1::PaymentPart& part : payment.parts()) {
    parts.push_back(absl::StrCat(IdOf(part.line()), "/", IdOf(part.grant()), " ",
                                 DecimalFromMinor(Minor(part.amount()))));
  }
  return absl::StrJoin(parts, ", ");
}

std::string Last(const v1::Expense& expense) { return Parts(*expense.payments().rbegin()); }

TEST(RecordPayment, IsDealtOverWhatIsLeftOfEachPart) {
  v1::Expense expense = Expense();
  EXPECT_EQ(Parts(RecordPayment(10'00, On("2018-03-05"), "V1", &expense)),
            "60/ 2.00, 62/g 5.00, 62/ 3.00");
  EXPECT_EQ(UnpaidMinor(expense), 90'00);
  EXPECT_FALSE(expense.has_payment_date());
  // A cent goes to the largest remainder: that of the grant.
  EXPECT_EQ(Parts(RecordPayment(1, On("2018-03-06"), "V2", &expense)), "62/g 0.01");
  // The last one pays all that is left, to the cent.
  EXPECT_EQ(Parts(RecordPayment(89'99, On("2018-03-07"), "V3", &expense)),
            "60/ 18.00, 62/g 44.99, 62/ 27.00");
  EXPECT_EQ(UnpaidMinor(expense), 0);
  EXPECT_EQ(IsoDate(expense.payment_date()), "2018-03-07");
  EXPECT_EQ(expense.payment_reference(), "V3");
}

// Whatever the parts, none of them is ever paid beyond what it is, and all are in the end.
TEST(RecordPayment, PaysNoPartBeyondWhatItIs) {
  v1::Expense expense = Expense();
  int64_t left = 100'00;
  for (int64_t part = 1; left > 0; part = part * 3 % 997) {
    const int64_t paid = std::min(part, left);
    RecordPayment(paid, On("2018-03-05"), "", &expense);
    left -= paid;
    std::map<std::string, int64_t> of_each;
    for (const v1::Payment& payment : expense.payments()) {
      for (const v1::PaymentPart& each : payment.parts()) {
        EXPECT_GT(Minor(each.amount()), 0);
        of_each[absl::StrCat(each.line(), each.grant())] += Minor(each.amount());
      }
    }
    for (const rules::BornePart& each : rules::BornePartsOf(expense)) {
      const int64_t of_it = of_each[absl::StrCat(each.line, each.grant)];
      EXPECT_LE(of_it, each.minor);
      EXPECT_TRUE(left > 0 || of_it == each.minor);
    }
  }
}

TEST(TakeBackPayment, TheLastOrTheOneThatIsNamed) {
  v1::Expense expense = Expense();
  RecordPayment(10'00, On("2018-03-05"), "V1", &expense);
  RecordPayment(20'00, On("2018-03-06"), "V2", &expense);
  EXPECT_TRUE(TakeBackPayment(1, On("2018-03-08"), "rejected", &expense).ok());
  EXPECT_EQ(Last(expense), "60/ -2.00, 62/g -5.00, 62/ -3.00");
  EXPECT_EQ(expense.payments(0).reversed_by(), 3);
  EXPECT_EQ(expense.payments(2).reverses(), 1);
  EXPECT_EQ(expense.payments(2).note(), "rejected");
  EXPECT_EQ(UnpaidMinor(expense), 80'00);
  for (const int32_t none : {1, 3, 4}) {
    const absl::Status refused = TakeBackPayment(none, On("2018-03-09"), "", &expense);
    EXPECT_EQ(ReasonOf(refused), type::v1::REASON_PAYMENT_NOT_FOUND);
    EXPECT_EQ(ViolationsOf(refused)[0].metadata().at("accepted"), "2");
  }
  EXPECT_EQ(ReasonOf(TakeBackPayment(2, On("2018-03-05"), "", &expense)),
            type::v1::REASON_DATE_OUT_OF_ORDER);
  EXPECT_TRUE(TakeBackPayment(0, On("2018-03-06"), "", &expense).ok());
  EXPECT_EQ(UnpaidMinor(expense), 100'00);
  EXPECT_FALSE(HasPayment(expense));
}

// Of a credit note: what it gives back of each part.
v1::Payment GivenBack(const std::string& parts) {
  auto payment = FromText<v1::Payment>(
      absl::StrCat("payment_date { year: 2018 month: 4 day: 1 } payment_reference: 'A-1'", parts));
  int64_t minor = 0;
  for (const v1::PaymentPart& part : payment.parts()) minor += Minor(part.amount());
  *payment.mutable_amount() = MoneyFromMinor(minor, "EUR");
  return payment;
}

TEST(RecordSetOff, IsOfTheSamePartsThenOfTheSameLines) {
  v1::Expense expense = Expense();
  const auto& first = RecordSetOff(GivenBack(R"pb(
                                     parts {
                                       line: "projects/p/lines/62"
                                       grant: "projects/p/grants/g"
                                       amount { currency_code: "EUR" units: -30 }
                                     }
                                   )pb"),
                                   &expense);
  EXPECT_EQ(Parts(first), "62/g 30.00");
  EXPECT_EQ(IsoDate(first.payment_date()), "2018-04-01");
  EXPECT_EQ(first.payment_reference(), "A-1");
  // Of the grant 20 are left; the line has the rest.
  RecordSetOff(GivenBack(R"pb(
                 parts {
                   line: "projects/p/lines/60"
                   amount { currency_code: "EUR" units: -10 }
                 }
                 parts {
                   line: "projects/p/lines/62"
                   grant: "projects/p/grants/g"
                   amount { currency_code: "EUR" units: -40 }
                 }
               )pb"),
               &expense);
  EXPECT_EQ(Last(expense), "60/ 10.00, 62/g 20.00, 62/ 20.00");
  // And then what is left elsewhere.
  RecordSetOff(GivenBack(R"pb(
                 parts {
                   line: "projects/p/lines/62"
                   grant: "projects/p/grants/g"
                   amount { currency_code: "EUR" units: -15 }
                 }
               )pb"),
               &expense);
  EXPECT_EQ(Last(expense), "60/ 5.00, 62/ 10.00");
  EXPECT_EQ(UnpaidMinor(expense), 5'00);
}

// Whatever else was paid of it, what comes back is what that payment paid.
TEST(TakeBackPayment, GivesBackWhatItPaid) {
  v1::Expense expense = Expense();
  RecordSetOff(GivenBack(R"pb(
                 parts {
                   line: "projects/p/lines/62"
                   grant: "projects/p/grants/g"
                   amount { currency_code: "EUR" units: -30 }
                 }
               )pb"),
               &expense)
      .set_set_off_with("projects/p/expenses/note");
  EXPECT_EQ(Parts(RecordPayment(35'00, On("2018-04-05"), "V1", &expense)),
            "60/ 10.00, 62/g 10.00, 62/ 15.00");
  EXPECT_TRUE(TakeBackPayment(0, On("2018-04-08"), "rejected", &expense).ok());
  EXPECT_EQ(Last(expense), "60/ -10.00, 62/g -10.00, 62/ -15.00");
  EXPECT_EQ(UnpaidMinor(expense), 70'00);
}

// Of those who bear the line now, and not before they do.
TEST(TakeBackPayment, OfSharesThatWereChangedSince) {
  v1::Expense expense = Expense();
  RecordPayment(10'00, On("2018-03-05"), "V1", &expense);
  MovePayments(
      "projects/p/lines/62", On("2018-04-01"),
      [&] {
        v1::ShareChange& change = *expense.add_share_changes();
        *change.mutable_effective_date() = On("2018-04-01");
        change.set_line("projects/p/lines/62");
        *change.mutable_earlier_shares() = expense.splits(1).shares();
        expense.mutable_splits(1)->clear_shares();
      },
      &expense);
  EXPECT_EQ(Last(expense), "62/ 5.00, 62/g -5.00");
  EXPECT_EQ(ReasonOf(TakeBackPayment(1, On("2018-03-20"), "", &expense)),
            type::v1::REASON_DATE_OUT_OF_ORDER);
  EXPECT_TRUE(TakeBackPayment(1, On("2018-04-01"), "rejected", &expense).ok());
  EXPECT_EQ(Last(expense), "60/ -2.00, 62/ -8.00");
  EXPECT_EQ(UnpaidMinor(expense), 100'00);
}

// One that was paid at once has no payments until one of them is undone.
TEST(TakeBackPayment, OfWhatWasPaidAtOnce) {
  v1::Expense expense = Expense();
  *expense.mutable_payment_date() = On("2018-03-05");
  expense.set_payment_reference("V1");
  EXPECT_TRUE(HasPayment(expense));
  EXPECT_TRUE(TakeBackPayment(0, On("2018-03-08"), "rejected", &expense).ok());
  EXPECT_EQ(Parts(expense.payments(0)), "60/ 20.00, 62/g 50.00, 62/ 30.00");
  EXPECT_EQ(Last(expense), "60/ -20.00, 62/g -50.00, 62/ -30.00");
  EXPECT_FALSE(expense.has_payment_date());
  EXPECT_EQ(expense.payment_reference(), "");
  RecordPayment(100'00, On("2018-03-09"), "V2", &expense);
  EXPECT_EQ(IsoDate(expense.payment_date()), "2018-03-09");
  // As of a day before it came back, it was paid.
  v1::Expense then = expense;
  PaymentsOn(DayOn("2018-03-07"), &then);
  EXPECT_EQ(then.payments_size(), 1);
  EXPECT_EQ(then.payments(0).reversed_by(), 0);
  EXPECT_EQ(IsoDate(then.payment_date()), "2018-03-05");
  EXPECT_EQ(then.payment_reference(), "V1");
  PaymentsOn(DayOn("2018-03-04"), &then);
  EXPECT_EQ(then.payments_size(), 0);
  EXPECT_EQ(UnpaidMinor(then), 100'00);
}

// Recorded in any order, it is whole from the day on which nothing is left.
TEST(PaidWholeSince, IsTheDayOnWhichNothingWasLeft) {
  v1::Expense expense = Expense();
  RecordPayment(60'00, On("2018-03-20"), "V1", &expense);
  RecordPayment(40'00, On("2018-02-10"), "V2", &expense);
  EXPECT_EQ(IsoDate(expense.payment_date()), "2018-03-20");
  PaymentsOn(DayOn("2018-03-01"), &expense);
  EXPECT_FALSE(expense.has_payment_date());
  EXPECT_EQ(UnpaidMinor(expense), 60'00);
}

TEST(TellPayments, SaysTheOnePaymentOfTheWhole) {
  v1::Expense expense = Expense();
  TellPayments(&expense);
  EXPECT_EQ(Minor(expense.unpaid_amount()), 100'00);
  EXPECT_EQ(Minor(expense.paid_amount()), 0);
  EXPECT_EQ(expense.payments_size(), 0);
  *expense.mutable_payment_date() = On("2018-03-05");
  expense.set_payment_reference("V1");
  TellPayments(&expense);
  EXPECT_EQ(Minor(expense.unpaid_amount()), 0);
  ASSERT_EQ(expense.payments_size(), 1);
  EXPECT_EQ(expense.payments(0).payment_reference(), "V1");
  EXPECT_EQ(Minor(expense.payments(0).amount()), 100'00);
}

// What of it was paid on each line, payment by payment.
TEST(PaidPartsOf, AreLineByLine) {
  v1::Expense expense = Expense();
  RecordPayment(10'00, On("2018-03-05"), "V1", &expense);
  RecordPayment(90'00, On("2018-03-06"), "V2", &expense);
  std::vector<std::string> parts;
  for (const rules::MovedPart& part : rules::PaidPartsOf(expense)) {
    parts.push_back(absl::StrCat(IsoDate(*part.date), " ", IdOf(part.line), " ",
                                 DecimalFromMinor(part.Minor()), " ", part.reference));
  }
  EXPECT_THAT(parts, ElementsAre("2018-03-05 60 2.00 V1", "2018-03-05 62 8.00 V1",
                                 "2018-03-06 60 18.00 V2", "2018-03-06 62 72.00 V2"));
}

}  // namespace
}  // namespace cofi::budgets
