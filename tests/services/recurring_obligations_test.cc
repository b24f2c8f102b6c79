// Obligations that come back: each is due by the rule, from the day from which that counts.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/applications/due_date_rules.h"
#include "tests/reasons.h"
#include "tests/services/facts.h"

namespace cofi::applications {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using v1::Application;
using v1::DueRule;
using v1::Obligation;

Application Eligible(const std::string& from, const std::string& to) {
  Application application;
  v1::AgreementTerms& terms = *application.mutable_agreement_terms();
  if (!from.empty()) *terms.mutable_eligible_start_date() = On(from);
  if (!to.empty()) *terms.mutable_eligible_end_date() = On(to);
  return application;
}

// The accounts of a year, which are due six months after it.
Obligation YearlyAccounts(const std::string& year_end) {
  Obligation obligation;
  obligation.set_display_name("Accounts");
  obligation.set_kind(Obligation::KIND_FINANCIAL_REPORT);
  obligation.set_certifier("treasurer");
  DueRule& rule = *obligation.mutable_due_rule();
  rule.set_anchor(DueRule::ANCHOR_FISCAL_YEAR_END);
  *rule.mutable_anchor_date() = On(year_end);
  rule.set_months(6);
  rule.set_every_months(12);
  EXPECT_THAT(ApplyDueRule({}, &obligation), IsOk());
  return obligation;
}

Obligation EveryMonths(int every, DueRule::Anchor anchor, int months,
                       const Application& application) {
  Obligation obligation;
  DueRule& rule = *obligation.mutable_due_rule();
  rule.set_anchor(anchor);
  rule.set_months(months);
  rule.set_every_months(every);
  EXPECT_THAT(ApplyDueRule(application, &obligation), IsOk());
  return obligation;
}

// The due dates of those that follow, ten at most.
std::vector<std::string> DueAfter(const Application& application, const Obligation& first) {
  std::vector<std::string> due;
  std::optional<Obligation> next = NextOf(application, first);
  for (; next.has_value() && due.size() < 10; next = NextOf(application, *next)) {
    due.push_back(IsoDate(next->due_date()));
  }
  return due;
}

TEST(Recurring, IsWhatFollowsThoughNotWhatUnlocksAPayment) {
  Obligation first = YearlyAccounts("2017-12-31");
  first.set_state(Obligation::STATE_DONE);
  first.mutable_unlocked_amount()->set_units(100);
  first.add_required_documents("Audit report");
  const Obligation next = *NextOf({}, first);
  EXPECT_EQ(next.name(), "");
  EXPECT_EQ(next.display_name(), "Accounts");
  EXPECT_EQ(next.kind(), Obligation::KIND_FINANCIAL_REPORT);
  EXPECT_EQ(next.certifier(), "treasurer");
  EXPECT_THAT(next.required_documents(), ElementsAre("Audit report"));
  EXPECT_EQ(next.state(), Obligation::STATE_PENDING);
  EXPECT_EQ(next.occurrence(), 2);
  EXPECT_FALSE(next.has_unlocked_amount()) << "that payment is made once";
  EXPECT_EQ(IsoDate(next.due_rule().anchor_date()), "2018-12-31");
  EXPECT_EQ(next.due_rule().months(), 6);
  EXPECT_EQ(NextOf({}, next)->occurrence(), 3);
}

TEST(Recurring, IsNothingWithoutAPeriod) {
  Obligation once = YearlyAccounts("2017-12-31");
  once.mutable_due_rule()->clear_every_months();
  EXPECT_EQ(NextOf({}, once), std::nullopt);
  EXPECT_EQ(NextOf({}, Obligation()), std::nullopt);
}

// Those of the last year are due when the period is over.
TEST(Recurring, OfAYearGoesOnAsLongAsTheYearsEndWithinThePeriod) {
  EXPECT_THAT(DueAfter(Eligible("", "2019-12-31"), YearlyAccounts("2017-12-31")),
              ElementsAre("2019-06-30", "2020-06-30"));
  EXPECT_THAT(DueAfter(Eligible("", "2019-12-30"), YearlyAccounts("2017-12-31")),
              ElementsAre("2019-06-30"));
}

TEST(Recurring, OfAnotherAnchorGoesOnAsLongAsItIsDueWithinThePeriod) {
  const Application application = Eligible("2018-01-31", "2019-01-31");
  EXPECT_THAT(
      DueAfter(application, EveryMonths(3, DueRule::ANCHOR_AGREEMENT_START, 3, application)),
      ElementsAre("2018-07-31", "2018-10-31", "2019-01-31"));
  EXPECT_THAT(DueAfter(application, EveryMonths(3, DueRule::ANCHOR_AGREEMENT_END, 2, application)),
              IsEmpty());
}

// Months are counted from the anchor, so that a short month shortens no later one.
TEST(Recurring, EndsOfMonthsStick) {
  const Application application = Eligible("2018-01-30", "2018-06-30");
  EXPECT_THAT(
      DueAfter(application, EveryMonths(1, DueRule::ANCHOR_AGREEMENT_START, 0, application)),
      ElementsAre("2018-02-28", "2018-03-30", "2018-04-30", "2018-05-30", "2018-06-30"));
}

TEST(Recurring, GoesOnForTenYearsAtMostWhereNobodySaysAnEnd) {
  const Application application = Eligible("2018-01-01", "");
  EXPECT_THAT(
      DueAfter(application, EveryMonths(48, DueRule::ANCHOR_AGREEMENT_START, 12, application)),
      ElementsAre("2023-01-01", "2027-01-01"));
}

TEST(Recurring, IsCountedFromTheDateThatHoldsUntilTheAnchorIsKnown) {
  Obligation obligation = EveryMonths(6, DueRule::ANCHOR_SIGNATURE, 6, {});
  EXPECT_EQ(NextOf({}, obligation), std::nullopt) << "nobody knows when";
  *obligation.mutable_due_date() = On("2018-08-31");
  EXPECT_EQ(IsoDate(NextOf({}, obligation)->due_date()), "2019-02-28");
}

TEST(Recurring, IsNotMovedByAnExtensionOfTheOneBefore) {
  Obligation accounts = YearlyAccounts("2017-12-31");
  EXPECT_THAT(Extend(&accounts, On("2018-09-30"), On("2018-06-01"), ""), IsOk());
  const Obligation next = *NextOf({}, accounts);
  EXPECT_EQ(IsoDate(next.due_date()), "2019-06-30");
  EXPECT_EQ(next.extensions_size(), 0);
}

TEST(Recurring, ComesBackWithinTenYears) {
  for (const auto& [months, fine] : {std::pair(120, true), std::pair(121, false)}) {
    Obligation accounts = YearlyAccounts("2017-12-31");
    accounts.mutable_due_rule()->set_every_months(months);
    EXPECT_EQ(CheckDueRule(accounts).ok(), fine) << months;
  }
}

TEST(NamesOfRecurring, AreNumbered) {
  EXPECT_EQ(NextId("report", 0, 2), "report-2");
  EXPECT_EQ(NextId("report-2", 2, 3), "report-3");
  EXPECT_EQ(NextId("report-9", 9, 10), "report-10");
  // Where one was taken, the number is another than the place.
  EXPECT_EQ(NextId("report-4", 3, 5), "report-5");
  EXPECT_EQ(NextId("report-2017", 0, 2), "report-2017-2");
  EXPECT_EQ(NextId("report-2", 0, 2), "report-2-2");
  const std::string longest(63, 'r');
  EXPECT_EQ(NextId(longest, 0, 2), absl::StrCat(std::string(61, 'r'), "-2"));
}

}  // namespace
}  // namespace cofi::applications
