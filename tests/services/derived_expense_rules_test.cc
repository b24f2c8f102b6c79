// What an expense that is made of another takes from it.
#include "services/budgets/derived_expense_rules.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/money.h"
#include "base/names.h"
#include "base/refusal.h"
#include "base/rules/expenses.h"
#include "tests/services/facts.h"

namespace cofi::budgets {
namespace {

// 100.00 of which a grant pays 60.00, on an order, and paid.
v1::Expense OnOneLine() {
  return FromText<v1::Expense>(R"pb(
    name: "projects/p/expenses/e"
    etag: "1"
    line: "projects/p/lines/62"
    supplier: "Cabinet A"
    invoice_reference: "F-1"
    invoice_date { year: 2026 month: 1 day: 31 }
    amount { currency_code: "EUR" units: 100 }
    payment_date { year: 2026 month: 2 day: 1 }
    payment_reference: "V"
    commitment: "projects/p/commitments/c"
    shares {
      grant: "projects/p/grants/g"
      amount { currency_code: "EUR" units: 60 }
    }
    own_funds_amount { currency_code: "EUR" units: 40 }
    recovered_vat_amount { currency_code: "EUR" units: 20 }
  )pb");
}

// 100.00 on two lines: 20.00 of own funds, and 80.00 of which a grant pays 50.00.
v1::Expense OnTwoLines() {
  return FromText<v1::Expense>(R"pb(
    name: "projects/p/expenses/e"
    supplier: "Cabinet A"
    invoice_reference: "F-1"
    invoice_date { year: 2026 month: 1 day: 31 }
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

// `60/ 20.00, 62/g 50.00, 62/ 30.00`: who bears what on which line.
std::string Borne(const v1::Expense& expense) {
  std::vector<std::string> parts;
  for (const rules::BornePart& each : rules::BornePartsOf(expense)) {
    parts.push_back(
        absl::StrCat(IdOf(each.line), "/", IdOf(each.grant), " ", DecimalFromMinor(each.minor)));
  }
  return absl::StrJoin(parts, ", ");
}

v1::Expense Changed(v1::Expense expense, const std::string& request) {
  expense = SaidOf(expense);
  const absl::Status changed = Change(FromText<v1::CorrectExpenseRequest>(request), &expense);
  EXPECT_TRUE(changed.ok()) << changed;
  return expense;
}

TEST(SaidOf, IsWhatSomebodySaidAndNotWhatBecameOfIt) {
  const v1::Expense said = SaidOf(OnOneLine());
  EXPECT_EQ(said.name(), "");
  EXPECT_EQ(said.etag(), "");
  EXPECT_EQ(said.invoice_reference(), "F-1");
  EXPECT_EQ(said.commitment(), "projects/p/commitments/c");
  EXPECT_FALSE(said.has_payment_date());
  EXPECT_EQ(said.payment_reference(), "");
  EXPECT_FALSE(said.has_own_funds_amount());
  EXPECT_EQ(Borne(said), "62/g 60.00, 62/ 40.00");
}

TEST(Rescale, KeepsProportionsToTheCent) {
  v1::Expense expense = SaidOf(OnOneLine());
  Rescale(120'00, &expense);
  EXPECT_EQ(Borne(expense), "62/g 72.00, 62/ 48.00");
  EXPECT_EQ(Minor(expense.recovered_vat_amount()), 24'00);
  // 20.006, 50.015 and 30.009 of 100.03: two lines first, then who bears them.
  expense = SaidOf(OnTwoLines());
  Rescale(100'03, &expense);
  EXPECT_EQ(Minor(expense.amount()), 100'03);
  EXPECT_EQ(Borne(expense), "60/ 20.01, 62/g 50.01, 62/ 30.01");
  // The same again is the same.
  expense = SaidOf(OnTwoLines());
  Rescale(100'00, &expense);
  EXPECT_EQ(Borne(expense), "60/ 20.00, 62/g 50.00, 62/ 30.00");
}

TEST(Rescale, LeavesOutAShareOfNothing) {
  v1::Expense expense = SaidOf(OnOneLine());
  *expense.mutable_shares(0)->mutable_amount() = Eur("1");
  Rescale(10, &expense);
  EXPECT_EQ(Borne(expense), "62/ 0.10");
}

TEST(Change, LeavesWhatIsNotSaid) {
  const v1::Expense changed =
      Changed(OnOneLine(), "amount { currency_code: 'EUR' units: 120 } supplier: 'Cabinet B'");
  EXPECT_EQ(changed.supplier(), "Cabinet B");
  EXPECT_EQ(changed.invoice_reference(), "F-1");
  EXPECT_EQ(changed.commitment(), "projects/p/commitments/c");
  EXPECT_EQ(Borne(changed), "62/g 72.00, 62/ 48.00");
}

TEST(Change, TakesSharesAsTheyAreSaid) {
  const std::string share =
      "shares { grant: 'projects/p/grants/h' amount { currency_code: 'EUR' units: 10 } }";
  EXPECT_EQ(Borne(Changed(OnOneLine(), share)), "62/h 10.00, 62/ 90.00");
  EXPECT_EQ(Borne(Changed(OnOneLine(),
                          absl::StrCat("amount { currency_code: 'EUR' units: 200 } ", share))),
            "62/h 10.00, 62/ 190.00");
}

// An order is on its line.
TEST(Change, OnAnotherLineTheOrderIsNone) {
  EXPECT_EQ(Changed(OnOneLine(), "line: 'projects/p/lines/60'").commitment(), "");
  EXPECT_EQ(Changed(OnOneLine(), "line: 'projects/p/lines/62'").commitment(),
            "projects/p/commitments/c");
  EXPECT_EQ(
      Changed(OnOneLine(), "line: 'projects/p/lines/60' commitment: 'projects/p/commitments/d'")
          .commitment(),
      "projects/p/commitments/d");
}

TEST(Change, FromSplitsToALineAndBack) {
  const v1::Expense joined = Changed(OnTwoLines(), "line: 'projects/p/lines/62'");
  EXPECT_EQ(joined.splits_size(), 0);
  EXPECT_EQ(Borne(joined), "62/g 50.00, 62/ 50.00");
  const v1::Expense split =
      Changed(OnOneLine(),
              "splits { line: 'projects/p/lines/60' amount { currency_code: 'EUR' units: 30 } }"
              " splits { line: 'projects/p/lines/62' amount { currency_code: 'EUR' units: 70 } }");
  EXPECT_EQ(split.line(), "");
  EXPECT_EQ(split.commitment(), "");
  EXPECT_EQ(Borne(split), "60/ 30.00, 62/ 70.00");
}

TEST(Change, AMaskEmptiesWhatIsNotGiven) {
  const v1::Expense changed = Changed(OnOneLine(),
                                      "update_mask { paths: 'shares' paths: 'commitment' }"
                                      " supplier: 'not in the mask'");
  EXPECT_EQ(Borne(changed), "62/ 100.00");
  EXPECT_EQ(changed.commitment(), "");
  EXPECT_EQ(changed.supplier(), "Cabinet A");
  v1::Expense expense = SaidOf(OnOneLine());
  const absl::Status unknown = Change(
      FromText<v1::CorrectExpenseRequest>("update_mask { paths: 'payment_date' }"), &expense);
  EXPECT_EQ(ReasonOf(unknown), type::v1::REASON_FIELD_UNKNOWN);
  EXPECT_EQ(ViolationsOf(unknown)[0].metadata().at("field"), "update_mask.payment_date");
}

TEST(ReferenceIn, HasTheNewMonthInsteadOfTheOldOrBehindIt) {
  const auto in = [](const std::string& reference, absl::CivilMonth month) {
    v1::Expense expense = OnOneLine();
    expense.set_invoice_reference(reference);
    return ReferenceIn(month, expense);
  };
  EXPECT_EQ(in("PAIE 2026-01 Gwenn", absl::CivilMonth(2026, 2)), "PAIE 2026-02 Gwenn");
  EXPECT_EQ(in("01/2026", absl::CivilMonth(2027, 1)), "01/2027");
  EXPECT_EQ(in("F-1", absl::CivilMonth(2026, 12)), "F-1 2026-12");
  // Of another month than its invoice is from.
  EXPECT_EQ(in("2025-12", absl::CivilMonth(2026, 2)), "2025-12 2026-02");
}

}  // namespace
}  // namespace cofi::budgets
