// Each euro is paid once, by a grant that may pay it.
#include "services/budgets/expense_rules.h"

#include <gtest/gtest.h>

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

TEST(OwnFunds, AreWhatNoGrantPays) {
  EXPECT_EQ(OwnFunds(Expense("100.00", {})).value(), 100'00);
  EXPECT_EQ(OwnFunds(Expense("100.00", {"60.00", "39.99"})).value(), 1);
  EXPECT_EQ(OwnFunds(Expense("100.00", {"60.00", "40.00"})).value(), 0);
}

TEST(OwnFunds, RefuseToPayAEuroTwice) {
  const absl::Status status = OwnFunds(Expense("100.00", {"60.00", "40.01"})).status();
  EXPECT_EQ(ReasonOf(status), type::v1::REASON_SHARES_EXCEED_EXPENSE);
  const auto metadata = ViolationsOf(status)[0].metadata();
  EXPECT_EQ(metadata.at("asked"), "100.01 EUR");
  EXPECT_EQ(metadata.at("available"), "100.00 EUR");
  EXPECT_EQ(metadata.at("field"), "expense.shares");
}

TEST(OwnFunds, RefuseOneGrantTwice) {
  v1::Expense expense = Expense("100.00", {"10.00", "10.00"});
  expense.mutable_shares(1)->set_grant(expense.shares(0).grant());
  const absl::Status status = OwnFunds(expense).status();
  EXPECT_EQ(ReasonOf(status), type::v1::REASON_VALUE_MALFORMED);
  EXPECT_EQ(ViolationsOf(status)[0].metadata().at("field"), "expense.shares[1].grant");
}

TEST(OwnFunds, RefuseASumThatOverflows) {
  v1::Expense expense = Expense("100.00", {"1.00", "1.00"});
  *expense.mutable_shares(0)->mutable_amount() = MoneyFromMinor(kMinorMax, "EUR");
  EXPECT_EQ(ReasonOf(OwnFunds(expense).status()), type::v1::REASON_AMOUNT_OVERFLOW);
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
