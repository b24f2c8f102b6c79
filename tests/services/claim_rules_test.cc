// Which shares a claim gathers, and how much of a grant can be claimed.
#include "services/budgets/claim_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/money.h"
#include "base/names.h"
#include "base/rules/expenses.h"
#include "tests/services/facts.h"

namespace cofi::budgets {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using type::v1::Rate;

constexpr char kGrant[] = "projects/p/grants/g";

v1::Grant Grant(const std::string& awarded) {
  v1::Grant grant;
  grant.set_name(kGrant);
  *grant.mutable_awarded_amount() = Eur(awarded);
  return grant;
}

// Of which the grant pays `share` and another one `other`.
v1::Expense Expense(const std::string& id, const std::string& date, const std::string& amount,
                    const std::string& share, const std::string& paid = "",
                    const std::string& other = "") {
  v1::Expense expense;
  expense.set_name(absl::StrCat("projects/p/expenses/", id));
  *expense.mutable_invoice_date() = On(date);
  if (!paid.empty()) *expense.mutable_payment_date() = On(paid);
  *expense.mutable_amount() = Eur(amount);
  const auto add = [&](const char* grant, const std::string& part) {
    if (part.empty()) return;
    v1::Share& each = *expense.add_shares();
    each.set_grant(grant);
    *each.mutable_amount() = Eur(part);
  };
  add(kGrant, share);
  add("projects/p/grants/h", other);
  return expense;
}

// `e1 60.00, e2 5.00`
std::vector<std::string> Texts(const ClaimGathering& gathering) {
  std::vector<std::string> texts;
  texts.reserve(gathering.shares().size());
  for (const ClaimableShare& share : gathering.shares()) {
    texts.push_back(absl::StrCat(share.expense.substr(share.expense.rfind('/') + 1), " ",
                                 DecimalFromMinor(share.minor)));
  }
  return texts;
}

// Every line has this account.
auto OnAccount(const char* account) {
  return [account](absl::string_view /*line*/) -> absl::string_view { return account; };
}

TEST(SharesOfGrant, AreThoseOfOneGrantAndOfAll) {
  const v1::Expense expense = Expense("e", "2018-01-10", "100", "60", "", "30");
  const rules::LinePart part = rules::LinePartsOf(expense).front();
  EXPECT_EQ(SharesOfGrant(part, kGrant), 60'00);
  EXPECT_EQ(SharesOfGrant(part, "projects/p/grants/none"), 0);
  EXPECT_EQ(SharesOfAll(part), 90'00);
}

TEST(ClaimGathering, TakesWhatIsPaidInItsPeriodAndInNoOtherClaim) {
  v1::Claim claim;
  *claim.mutable_period_start_date() = On("2018-01-01");
  *claim.mutable_period_end_date() = On("2018-03-31");
  const v1::Grant grant = Grant("1000");
  ClaimGathering gathering(claim, grant);
  gathering.Add(Expense("before", "2017-12-31", "10", "10", "2018-01-02"), OnAccount("62"), false);
  gathering.Add(Expense("first", "2018-01-01", "100", "60", "2018-04-05"), OnAccount("62"), false);
  gathering.Add(Expense("unpaid", "2018-02-01", "10", "10"), OnAccount("62"), false);
  gathering.Add(Expense("elsewhere", "2018-02-02", "10", "10", "2018-02-02"), OnAccount("62"),
                true);
  gathering.Add(Expense("own", "2018-02-03", "10", "", "2018-02-03"), OnAccount("62"), false);
  gathering.Add(Expense("last", "2018-03-31", "5", "5", "2018-03-31"), OnAccount("62"), false);
  gathering.Add(Expense("after", "2018-04-01", "10", "10", "2018-04-01"), OnAccount("62"), false);
  EXPECT_THAT(Texts(gathering), ElementsAre("first 60.00", "last 5.00"));
  EXPECT_EQ(gathering.shares_minor(), 65'00);
  EXPECT_EQ(gathering.shares()[0].last_day, DayOn("2018-04-05"));
  // What could be claimed in all is of all that was spent by then, claimed or not.
  EXPECT_EQ(gathering.spent().shares, 85'00);
  EXPECT_EQ(gathering.spent().eligible, 135'00);
  EXPECT_EQ(gathering.spent().total, 135'00);
}

TEST(ClaimGathering, TakesUnpaidInvoicesWhereTheFunderDoes) {
  v1::Claim claim;
  claim.set_include_unpaid(true);
  const v1::Grant grant = Grant("1000");
  ClaimGathering gathering(claim, grant);
  gathering.Add(Expense("unpaid", "2018-02-01", "10", "10"), OnAccount("62"), false);
  EXPECT_THAT(Texts(gathering), ElementsAre("unpaid 10.00"));
}

TEST(ClaimGathering, LeavesOutWhatTheTermsNoLongerPay) {
  v1::Grant grant = Grant("1000");
  *grant.mutable_eligible_end_date() = On("2018-02-28");
  grant.add_eligible_accounts("62");
  const v1::Claim claim;
  ClaimGathering gathering(claim, grant);
  gathering.Add(Expense("late", "2018-03-01", "10", "10", "2018-03-01"), OnAccount("62"), false);
  gathering.Add(Expense("account", "2018-02-28", "10", "10", "2018-03-01"), OnAccount("64"), false);
  EXPECT_THAT(Texts(gathering), IsEmpty());
  EXPECT_EQ(gathering.spent().eligible, 0);
  EXPECT_EQ(gathering.spent().total, 20'00);
  gathering.Add(Expense("in", "2018-02-28", "10", "10", "2018-03-01"), OnAccount("6226"), false);
  EXPECT_THAT(Texts(gathering), ElementsAre("in 10.00"));
}

// One share of all that the grant pays, of those lines alone that it may.
TEST(ClaimGathering, TakesOfAnInvoiceTheLinesThatTheGrantPays) {
  v1::Grant grant = Grant("1000");
  grant.add_eligible_accounts("62");
  v1::Expense expense = Expense("e", "2018-02-01", "150", "", "2018-02-01");
  for (const auto& [line, amount, share] :
       {std::tuple("60", "100", "50"), std::tuple("62", "40", "30"),
        std::tuple("625", "10", "5")}) {
    v1::Split& split = *expense.add_splits();
    split.set_line(absl::StrCat("projects/p/lines/", line));
    *split.mutable_amount() = Eur(amount);
    split.add_shares()->set_grant(kGrant);
    *split.mutable_shares(0)->mutable_amount() = Eur(share);
  }
  const v1::Claim claim;
  ClaimGathering gathering(claim, grant);
  gathering.Add(expense, &IdOf, false);
  EXPECT_THAT(Texts(gathering), ElementsAre("e 35.00"));
  EXPECT_EQ(gathering.spent().eligible, 50'00);
  EXPECT_EQ(gathering.spent().public_aid, 35'00);
  EXPECT_EQ(gathering.spent().total, 150'00);
}

// Refunded or not: what the supplier gives back is not asked for.
TEST(ClaimGathering, TakesCreditNotesOffWhereTheirInvoicesCount) {
  const auto note = [](const std::string& id, const std::string& invoice,
                       const std::string& amount) {
    v1::Expense expense = Expense(id, "2018-03-01", "0", "0");
    expense.set_credits(absl::StrCat("projects/p/expenses/", invoice));
    *expense.mutable_amount() = MoneyFromMinor(-Minor(Eur(amount)), "EUR");
    *expense.mutable_shares(0)->mutable_amount() = expense.amount();
    return expense;
  };
  v1::Grant grant = Grant("1000");
  *grant.mutable_eligible_end_date() = On("2018-02-28");
  const v1::Claim claim;
  ClaimGathering gathering(claim, grant);
  gathering.Add(Expense("paid", "2018-02-01", "100", "60", "2018-02-01"), OnAccount("62"), false);
  gathering.Add(Expense("unpaid", "2018-02-02", "50", "50"), OnAccount("62"), false);
  gathering.Add(note("of-paid", "paid", "12"), OnAccount("62"), false);
  gathering.Add(note("of-unpaid", "unpaid", "10"), OnAccount("62"), false);
  EXPECT_THAT(Texts(gathering), ElementsAre("paid 60.00", "of-paid -12.00"));
  EXPECT_EQ(gathering.shares_minor(), 48'00);
  EXPECT_EQ(gathering.spent().shares, 48'00);
  EXPECT_EQ(gathering.spent().total, 88'00);
}

// Before the claim was made the supplier gave back what it would ask for.
TEST(ClaimGathering, TakesCreditNotesOffThatCameAfterItsPeriod) {
  v1::Claim claim;
  *claim.mutable_period_end_date() = On("2018-03-31");
  const v1::Grant grant = Grant("1000");
  ClaimGathering gathering(claim, grant);
  const auto note = [&](const std::string& id, const std::string& invoice) {
    v1::Expense expense = Expense(id, "2018-04-02", "0", "0");
    expense.set_credits(absl::StrCat("projects/p/expenses/", invoice));
    *expense.mutable_amount() = MoneyFromMinor(-30'00, "EUR");
    *expense.mutable_shares(0)->mutable_amount() = expense.amount();
    return expense;
  };
  gathering.Add(Expense("in", "2018-03-01", "100", "60", "2018-03-01"), OnAccount("62"), false);
  gathering.Add(Expense("after", "2018-04-01", "50", "50", "2018-04-01"), OnAccount("62"), false);
  gathering.Add(note("of-in", "in"), OnAccount("62"), false);
  gathering.Add(note("of-after", "after"), OnAccount("62"), false);
  EXPECT_THAT(Texts(gathering), ElementsAre("in 60.00", "of-in -30.00"));
  EXPECT_EQ(gathering.spent().shares, 30'00);
  EXPECT_EQ(gathering.shares()[1].last_day, DayOn("2018-04-02"));
}

// The last change of who pays is a day of the expense as its payment is.
TEST(ClaimGathering, KnowsSinceWhenAShareIsThere) {
  v1::Expense expense = Expense("e", "2018-02-01", "100", "60", "2018-02-05");
  v1::ShareChange& change = *expense.add_share_changes();
  *change.mutable_effective_date() = On("2018-03-01");
  change.set_line(expense.line());
  const v1::Grant grant = Grant("1000");
  const v1::Claim claim;
  ClaimGathering gathering(claim, grant);
  gathering.Add(expense, OnAccount("62"), false);
  EXPECT_EQ(gathering.shares()[0].last_day, DayOn("2018-03-01"));
}

TEST(ClaimableMinor, IsTheLeastOfTheAwardTheSharesAndTheRate) {
  v1::Grant grant = Grant("1000");
  const SpentForGrant spent{
      .shares = 800'00, .eligible = 900'00, .public_aid = 850'00, .total = 2'000'00};
  EXPECT_EQ(ClaimableMinor(grant, spent, 0), 800'00);
  EXPECT_EQ(ClaimableMinor(grant, spent, 300'00), 500'00);
  EXPECT_EQ(ClaimableMinor(grant, spent, 900'00), 0) << "an advance that is not used up";
  *grant.mutable_ceiling() = Eur("700");
  EXPECT_EQ(ClaimableMinor(grant, spent, 0), 700'00);
  grant.mutable_rate()->set_basis_points(5'000);
  for (const auto& [base, minor] :
       {std::pair(Rate::BASE_ELIGIBLE_COST, 450'00), std::pair(Rate::BASE_PUBLIC_AID, 425'00),
        std::pair(Rate::BASE_TOTAL_COST, 700'00)}) {
    grant.mutable_rate()->set_base(base);
    EXPECT_EQ(ClaimableMinor(grant, spent, 0), minor) << base;
  }
  *grant.mutable_lost_date() = On("2018-01-01");
  EXPECT_EQ(ClaimableMinor(grant, spent, 0), 0) << "it pays nothing any more";
}

// 26.32 % of 10.01 is 2.634632: a cent more would be too much.
TEST(ClaimableMinor, RoundsRatesDown) {
  v1::Grant grant = Grant("1000");
  grant.mutable_rate()->set_basis_points(2'632);
  grant.mutable_rate()->set_base(Rate::BASE_ELIGIBLE_COST);
  EXPECT_EQ(ClaimableMinor(grant, {.shares = 10'01, .eligible = 10'01}, 0), 2'63);
  // Beyond what a product of 64 bits holds.
  EXPECT_EQ(ClaimableMinor(grant, {.shares = kMinorMax, .eligible = kMinorMax}, 0), 1'000'00);
}

// What a line's shares are dealt is a cent above at most.
TEST(AboveRate, IsWhatAGrantBearsBeyondItsRate) {
  v1::Grant grant = Grant("1000");
  EXPECT_FALSE(AboveRateOf(grant, {.shares = 100'00, .eligible = 100'00}, 1, "EUR").has_value())
      << "it has no rate";
  grant.mutable_rate()->set_basis_points(2'632);
  grant.mutable_rate()->set_base(Rate::BASE_ELIGIBLE_COST);
  EXPECT_FALSE(AboveRateOf(grant, {.shares = 2'63, .eligible = 10'01}, 1, "EUR").has_value());
  EXPECT_FALSE(AboveRateOf(grant, {.shares = 2'64, .eligible = 10'01}, 1, "EUR").has_value());
  EXPECT_FALSE(AboveRateOf(grant, {.shares = 2'65, .eligible = 10'01}, 2, "EUR").has_value());
  const auto above = AboveRateOf(grant, {.shares = 2'65, .eligible = 10'01}, 1, "EUR");
  ASSERT_TRUE(above.has_value());
  EXPECT_EQ(above->grant(), grant.name());
  EXPECT_EQ(Minor(above->base_amount()), 10'01);
  EXPECT_EQ(Minor(above->amount()), 2'65);
  EXPECT_EQ(Minor(above->rated_amount()), 2'63);
  grant.mutable_rate()->set_base(Rate::BASE_PUBLIC_AID);
  EXPECT_TRUE(AboveRateOf(grant, {.shares = 2'00, .eligible = 10'00, .public_aid = 5'00}, 1, "EUR")
                  .has_value());
}

TEST(AdvanceMinor, IsWhatTheGrantCanPayBeforeAnythingIsSpent) {
  v1::Grant grant = Grant("1000");
  EXPECT_EQ(AdvanceMinor(grant, 300'00), 700'00);
  *grant.mutable_ceiling() = Eur("200");
  EXPECT_EQ(AdvanceMinor(grant, 300'00), 0);
}

TEST(HoldsShares, FromTheSubmissionUntilItIsTakenBackOrRejected) {
  EXPECT_FALSE(HoldsShares(v1::Claim::STATE_DRAFT));
  EXPECT_TRUE(HoldsShares(v1::Claim::STATE_SUBMITTED));
  EXPECT_TRUE(HoldsShares(v1::Claim::STATE_CHANGES_REQUESTED));
  EXPECT_TRUE(HoldsShares(v1::Claim::STATE_ACCEPTED));
  EXPECT_TRUE(HoldsShares(v1::Claim::STATE_PAID));
  EXPECT_FALSE(HoldsShares(v1::Claim::STATE_REJECTED));
}

}  // namespace
}  // namespace cofi::budgets
