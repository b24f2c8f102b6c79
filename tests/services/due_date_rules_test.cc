// Due dates are facts: from a rule or given, moved by extensions only.
#include "services/applications/due_date_rules.h"

#include <gtest/gtest.h>

#include "tests/services/facts.h"

namespace cofi::applications {
namespace {

using v1::Application;
using v1::DueRule;
using v1::Obligation;

Obligation WithRule(DueRule::Anchor anchor, int months, const std::string& anchor_date = "") {
  Obligation obligation;
  obligation.mutable_due_rule()->set_anchor(anchor);
  obligation.mutable_due_rule()->set_months(months);
  if (!anchor_date.empty()) *obligation.mutable_due_rule()->mutable_anchor_date() = On(anchor_date);
  return obligation;
}

std::string DueOn(const Application& application, Obligation obligation) {
  ApplyDueRule(application, &obligation);
  return IsoDate(obligation.due_date());
}

TEST(DueRule, CountsMonthsFromTheEndOfTheAgreement) {
  const Obligation obligation = WithRule(DueRule::ANCHOR_AGREEMENT_END, 2);
  Application application;
  EXPECT_EQ(DueOn(application, obligation), "");  // No agreement yet, so no date.
  *application.mutable_agreement()->mutable_eligible_end_date() = On("2019-05-31");
  EXPECT_EQ(DueOn(application, obligation), "2019-07-31");
}

TEST(DueRule, CountsMonthsFromTheDecision) {
  Application application;
  const Obligation obligation = WithRule(DueRule::ANCHOR_DECISION, 3);
  EXPECT_EQ(DueOn(application, obligation), "");
  *application.mutable_decision_date() = On("2016-11-30");
  EXPECT_EQ(DueOn(application, obligation), "2017-02-28");  // The last day of a short month.
}

TEST(DueRule, CountsMonthsFromTheEndOfTheFiscalYear) {
  EXPECT_EQ(DueOn({}, WithRule(DueRule::ANCHOR_FISCAL_YEAR_END, 6, "2017-12-31")), "2018-06-30");
  EXPECT_EQ(DueOn({}, WithRule(DueRule::ANCHOR_FISCAL_YEAR_END, -1, "2016-03-31")), "2016-02-29");
}

TEST(DueRule, LeavesADateThatWasGivenAlone) {
  Obligation obligation;
  *obligation.mutable_due_date() = On("2018-06-30");
  EXPECT_EQ(DueOn({}, obligation), "2018-06-30");
}

TEST(DueRule, GivesWayToAnExtension) {
  Application application;
  *application.mutable_agreement()->mutable_eligible_end_date() = On("2019-05-31");
  Obligation obligation = WithRule(DueRule::ANCHOR_AGREEMENT_END, 2);
  ApplyDueRule(application, &obligation);
  Extend(&obligation, On("2019-09-30"), On("2019-07-01"), "agreed by phone");
  EXPECT_EQ(DueOn(application, obligation), "2019-09-30");
}

TEST(Extensions, KeepEveryDateThatWas) {
  Obligation obligation;
  *obligation.mutable_due_date() = On("2018-06-30");
  Extend(&obligation, On("2018-09-30"), On("2018-06-15"), "first");
  Extend(&obligation, On("2018-12-31"), On("2018-09-15"), "second");
  EXPECT_EQ(IsoDate(obligation.due_date()), "2018-12-31");
  ASSERT_EQ(obligation.extensions_size(), 2);
  EXPECT_EQ(IsoDate(obligation.extensions(1).previous_date()), "2018-09-30");
  EXPECT_EQ(obligation.extensions(1).note(), "second");
}

TEST(Extensions, AreNotThereBeforeTheyWereGranted) {
  const std::vector<std::pair<const char*, const char*>> days = {
      {"2018-06-14", "2018-06-30"}, {"2018-06-15", "2018-09-30"}, {"2018-09-14", "2018-09-30"},
      {"2018-09-15", "2018-12-31"}, {"2019-01-01", "2018-12-31"},
  };
  for (const auto& [day, due] : days) {
    Obligation obligation;
    *obligation.mutable_due_date() = On("2018-06-30");
    Extend(&obligation, On("2018-09-30"), On("2018-06-15"), "");
    Extend(&obligation, On("2018-12-31"), On("2018-09-15"), "");
    DueDateOn(DayOn(day), &obligation);
    EXPECT_EQ(IsoDate(obligation.due_date()), due) << day;
  }
}

TEST(Extensions, MayGiveTheFirstDate) {
  Obligation obligation;
  Extend(&obligation, On("2018-09-30"), On("2018-06-15"), "");
  DueDateOn(DayOn("2018-06-14"), &obligation);
  EXPECT_FALSE(obligation.has_due_date());
}

}  // namespace
}  // namespace cofi::applications
