// Each euro is paid once, by a grant that may pay it.
#include "services/budgets/expense_rules.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/refusal.h"
#include "tests/services/facts.h"

namespace cofi::budgets {
namespace {

v1::Expense Expense(const std::string& amount, const std::vector<std::string>& shares) {
  v1::Expense expense;
  *expense.mutable_amount() = Eur(amount);
  for (const std::string& share : shares) {
    v1::Share& each = *expense.add_shares();
    each.set_grant("projects/p/grants/g" + std::to_string(expense.shares_size()));
    *each.mutable_amount() = Eur(share);
  }
  return expense;
}

// `60.00 | 20.00 15.00 + 5.00`: what is on each line, and of what has shares those and own funds.
std::string Settled(v1::Expense expense) {
  const absl::Status settled = SettleAmounts(&expense);
  if (!settled.ok()) {
    return absl::StrCat(ReasonName(ReasonOf(settled)), " ",
                        ViolationsOf(settled)[0].metadata().at("field"));
  }
  std::vector<std::string> parts;
  const auto add = [&](const auto& part) {
    std::string& text = parts.emplace_back(DecimalFromMinor(Minor(part.amount())));
    for (const v1::Share& share : part.shares()) {
      absl::StrAppend(&text, " ", DecimalFromMinor(Minor(share.amount())));
      EXPECT_EQ(share.basis_points(), 0);
    }
    absl::StrAppend(&text, " + ", DecimalFromMinor(Minor(part.own_funds_amount())));
  };
  if (expense.splits().empty()) add(expense);
  for (const v1::Split& split : expense.splits()) add(split);
  return absl::StrJoin(parts, " | ");
}

TEST(SettleAmounts, OwnFundsAreWhatNoGrantPays) {
  EXPECT_EQ(Settled(Expense("100.00", {})), "100.00 + 100.00");
  EXPECT_EQ(Settled(Expense("100.00", {"60.00", "39.99"})), "100.00 60.00 39.99 + 0.01");
  EXPECT_EQ(Settled(Expense("100.00", {"60.00", "40.00"})), "100.00 60.00 40.00 + 0.00");
}

TEST(SettleAmounts, RefusesToPayAEuroTwice) {
  v1::Expense expense = Expense("100.00", {"60.00", "40.01"});
  const absl::Status status = SettleAmounts(&expense);
  EXPECT_EQ(ReasonOf(status), type::v1::REASON_SHARES_EXCEED_EXPENSE);
  const auto metadata = ViolationsOf(status)[0].metadata();
  EXPECT_EQ(metadata.at("asked"), "100.01 EUR");
  EXPECT_EQ(metadata.at("available"), "100.00 EUR");
  EXPECT_EQ(metadata.at("field"), "expense.shares");
}

TEST(SettleAmounts, RefusesOneGrantTwice) {
  v1::Expense expense = Expense("100.00", {"10.00", "10.00"});
  expense.mutable_shares(1)->set_grant(expense.shares(0).grant());
  EXPECT_EQ(Settled(expense), "VALUE_MALFORMED expense.shares[1].grant");
}

TEST(SettleAmounts, RefusesASumThatOverflows) {
  v1::Expense expense = Expense("100.00", {"1.00", "1.00"});
  *expense.mutable_shares(0)->mutable_amount() = MoneyFromMinor(kMinorMax, "EUR");
  EXPECT_EQ(ReasonOf(SettleAmounts(&expense)), type::v1::REASON_AMOUNT_OVERFLOW);
}

// With shares at these rates, in hundredths of a percent.
v1::Expense AtRates(const std::string& amount, const std::vector<int>& rates) {
  v1::Expense expense = Expense(amount, std::vector<std::string>(rates.size(), "1"));
  for (int i = 0; i < expense.shares_size(); ++i) {
    expense.mutable_shares(i)->clear_amount();
    expense.mutable_shares(i)->set_basis_points(rates[i]);
  }
  return expense;
}

// The cent that is left over goes to the largest remainder, own funds included.
TEST(SettleAmounts, RatesSumToTheWholeWithOwnFunds) {
  EXPECT_EQ(Settled(AtRates("100.00", {8000})), "100.00 80.00 + 20.00");
  EXPECT_EQ(Settled(AtRates("0.10", {3333, 3333})), "0.10 0.03 0.03 + 0.04");
  EXPECT_EQ(Settled(AtRates("100.01", {5000, 5000})), "100.01 50.01 50.00 + 0.00");
  EXPECT_EQ(Settled(AtRates("100.00", {6000, 4001})), "SHARES_EXCEED_EXPENSE expense.shares");
  EXPECT_EQ(Settled(AtRates("0.10", {1})), "AMOUNT_NOT_POSITIVE expense.shares[0].amount");
  v1::Expense both = Expense("100.00", {"60.00"});
  both.mutable_shares(0)->set_basis_points(6000);
  EXPECT_EQ(Settled(both), "VALUE_MALFORMED expense.shares[0].basis_points");
}

// Of 100.00: on each of the lines 1, 2, … an amount, a rate (`20%`), or the rest (``).
v1::Expense OnLines(const std::vector<std::string>& splits) {
  v1::Expense expense = Expense("100.00", {});
  for (const std::string& each : splits) {
    v1::Split& split = *expense.add_splits();
    split.set_line(absl::StrCat("projects/p/lines/", expense.splits_size()));
    int rate = 0;
    if (each.ends_with('%')) {
      EXPECT_TRUE(absl::SimpleAtoi(each.substr(0, each.size() - 1), &rate));
      split.set_basis_points(rate * 100);
    } else if (!each.empty()) {
      *split.mutable_amount() = Eur(each);
    }
  }
  return expense;
}

TEST(SettleAmounts, SplitsSumToTheExpense) {
  EXPECT_EQ(Settled(OnLines({"60.00", "40.00"})), "60.00 + 60.00 | 40.00 + 40.00");
  EXPECT_EQ(Settled(OnLines({"20%", "80%"})), "20.00 + 20.00 | 80.00 + 80.00");
  EXPECT_EQ(Settled(OnLines({"60.00", "15%", ""})),
            "60.00 + 60.00 | 15.00 + 15.00 | 25.00 + 25.00");
  EXPECT_EQ(Settled(OnLines({"60.00", "39.99"})), "SPLITS_DIFFER expense.splits");
  EXPECT_EQ(Settled(OnLines({"60.00", "40.01"})), "SPLITS_DIFFER expense.splits");
  EXPECT_EQ(Settled(OnLines({"60.00", "40.00", ""})), "SPLITS_DIFFER expense.splits");
  EXPECT_EQ(Settled(OnLines({"60.00", "", ""})), "FIELD_REQUIRED expense.splits[2].amount");
  EXPECT_EQ(Settled(OnLines({"100.00"})), "VALUE_OUT_OF_RANGE expense.splits");
}

TEST(SettleAmounts, EachSplitHasItsShares) {
  v1::Expense expense = OnLines({"60.00", "40.00"});
  v1::Share& share = *expense.mutable_splits(1)->add_shares();
  share.set_grant("projects/p/grants/g");
  share.set_basis_points(2500);
  EXPECT_EQ(Settled(expense), "60.00 + 60.00 | 40.00 10.00 + 30.00");
  EXPECT_TRUE(SettleAmounts(&expense).ok());
  EXPECT_EQ(Minor(expense.own_funds_amount()), 90'00);
  *expense.mutable_splits(1)->mutable_shares(0)->mutable_amount() = Eur("40.01");
  EXPECT_EQ(Settled(expense), "SHARES_EXCEED_EXPENSE expense.splits[1].shares");
}

TEST(SettleAmounts, NothingIsSaidTwice) {
  v1::Expense expense = OnLines({"60.00", "40.00"});
  expense.mutable_splits(1)->set_line(expense.splits(0).line());
  EXPECT_EQ(Settled(expense), "VALUE_MALFORMED expense.splits[1].line");
  expense = OnLines({"60.00", "40.00"});
  expense.set_line("projects/p/lines/3");
  EXPECT_EQ(Settled(expense), "VALUE_MALFORMED expense.line");
  expense = OnLines({"60.00", "40.00"});
  expense.set_commitment("projects/p/commitments/c");
  EXPECT_EQ(Settled(expense), "VALUE_MALFORMED expense.commitment");
  expense = OnLines({"60.00", "40.00"});
  *expense.mutable_shares() = Expense("100.00", {"1.00"}).shares();
  EXPECT_EQ(Settled(expense), "VALUE_MALFORMED expense.shares");
}

// Whether a grant that is eligible from 2017-06-01 to 2019-05-31, on accounts 62
// and 641, pays an invoice.
Reason Judge(const std::string& account, const std::string& date) {
  v1::Grant grant;
  grant.set_display_name("Fondation");
  *grant.mutable_eligible_start_date() = On("2017-06-01");
  *grant.mutable_eligible_end_date() = On("2019-05-31");
  grant.add_eligible_accounts("62");
  grant.add_eligible_accounts("641");
  v1::Line line;
  line.set_account(account);
  v1::Expense expense = Expense("1.00", {});
  *expense.mutable_invoice_date() = On(date);
  return ReasonOf(CheckEligible(grant, line, expense));
}

TEST(CheckEligible, TakesTheFirstAndTheLastDay) {
  EXPECT_EQ(Judge("62", "2017-05-31"), type::v1::REASON_OUTSIDE_ELIGIBLE_PERIOD);
  EXPECT_EQ(Judge("62", "2017-06-01"), type::v1::REASON_UNSPECIFIED);
  EXPECT_EQ(Judge("62", "2019-05-31"), type::v1::REASON_UNSPECIFIED);
  EXPECT_EQ(Judge("62", "2019-06-01"), type::v1::REASON_OUTSIDE_ELIGIBLE_PERIOD);
}

TEST(CheckEligible, TakesTheAccountsBelowTheOnesNamed) {
  EXPECT_EQ(Judge("6226", "2018-01-01"), type::v1::REASON_UNSPECIFIED);
  EXPECT_EQ(Judge("641", "2018-01-01"), type::v1::REASON_UNSPECIFIED);
  EXPECT_EQ(Judge("64", "2018-01-01"), type::v1::REASON_ACCOUNT_NOT_ELIGIBLE);
  EXPECT_EQ(Judge("645", "2018-01-01"), type::v1::REASON_ACCOUNT_NOT_ELIGIBLE);
  EXPECT_EQ(Judge("indirect", "2018-01-01"), type::v1::REASON_ACCOUNT_NOT_ELIGIBLE);
}

TEST(CheckEligible, KnowsNoLimitThatWasNotSet) {
  v1::Line line;
  line.set_account("indirect");
  v1::Expense expense;
  *expense.mutable_invoice_date() = On("1900-01-01");
  v1::Grant grant;
  EXPECT_TRUE(CheckEligible(grant, line, expense).ok());
  *grant.mutable_eligible_end_date() = On("2019-05-31");
  EXPECT_TRUE(CheckEligible(grant, line, expense).ok());
}

}  // namespace
}  // namespace cofi::budgets
