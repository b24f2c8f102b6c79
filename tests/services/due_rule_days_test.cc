// Due dates that agreements word in days, and from the days on which they begin and were signed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <tuple>
#include <utility>

#include "services/applications/due_date_rules.h"
#include "tests/reasons.h"
#include "tests/services/facts.h"

namespace cofi::applications {
namespace {

using v1::Application;
using v1::DueRule;
using v1::Obligation;

Obligation DueAfter(DueRule::Anchor anchor, int months, int days) {
  Obligation obligation;
  obligation.mutable_due_rule()->set_anchor(anchor);
  obligation.mutable_due_rule()->set_months(months);
  obligation.mutable_due_rule()->set_days(days);
  return obligation;
}

// So many months and days after the end of a fiscal year.
Obligation DueAfterYear(const std::string& end, int months, int days) {
  Obligation obligation = DueAfter(DueRule::ANCHOR_FISCAL_YEAR_END, months, days);
  *obligation.mutable_due_rule()->mutable_anchor_date() = On(end);
  return obligation;
}

std::string WorkedOut(const Application& application, Obligation obligation) {
  EXPECT_THAT(ApplyDueRule(application, &obligation), IsOk());
  return IsoDate(obligation.due_date());
}

TEST(DaysOfADueRule, AreCountedBehindItsMonths) {
  for (const auto& [anchor, months, days, due] :
       {std::tuple("2017-12-31", 6, 15, "2018-07-15"),
        std::tuple("2017-12-31", 0, 45, "2018-02-14"),
        std::tuple("2017-12-31", 0, -30, "2017-12-01"),
        std::tuple("2017-12-31", 6, -30, "2018-05-31"),
        // The month lacks that day, and the day after is counted from its last.
        std::tuple("2018-01-30", 1, 1, "2018-03-01"), std::tuple("2018-01-30", 1, 0, "2018-02-28"),
        std::tuple("2018-01-31", -2, 10, "2017-12-10")}) {
    EXPECT_EQ(WorkedOut({}, DueAfterYear(anchor, months, days)), due)
        << anchor << " " << months << " " << days;
  }
}

TEST(DaysOfADueRule, AreTenYearsAtMost) {
  for (const auto& [days, accepted] :
       {std::pair(-3'660, true), std::pair(3'660, true), std::pair(-3'661, false),
        std::pair(3'661, false), std::pair(std::numeric_limits<int32_t>::min(), false),
        std::pair(std::numeric_limits<int32_t>::max(), false)}) {
    const absl::Status status = CheckDueRule(DueAfterYear("2017-12-31", 0, days));
    if (accepted) {
      EXPECT_THAT(status, IsOk()) << days;
    } else {
      EXPECT_THAT(status,
                  IsReasonWith(type::v1::REASON_VALUE_OUT_OF_RANGE, "accepted", "-3660…3660"))
          << days;
    }
  }
}

TEST(DaysOfADueRule, LeadToNoDateThatWeDoNotKeep) {
  for (const auto& [anchor, days, value] :
       {std::tuple("9999-12-31", 1, "10000-01-01"), std::tuple("1900-01-01", -1, "1899-12-31")}) {
    Obligation obligation = DueAfterYear(anchor, 0, days);
    EXPECT_THAT(ApplyDueRule({}, &obligation),
                IsReasonWith(type::v1::REASON_VALUE_OUT_OF_RANGE, "value", value));
    EXPECT_FALSE(obligation.has_due_date());
  }
}

TEST(DaysOfADueRule, MoveTheDateWhenTheyAreChanged) {
  Obligation obligation = DueAfterYear("2017-12-31", 6, 0);
  ASSERT_THAT(ApplyDueRule({}, &obligation), IsOk());
  const Obligation before = obligation;
  obligation.mutable_due_rule()->set_days(30);
  ASSERT_THAT(ApplyUpdatedRule({}, before, &obligation), IsOk());
  EXPECT_EQ(IsoDate(obligation.due_date()), "2018-07-30");
}

// Each anchor has the date of its own, and none while the application does not say it.
TEST(AnchorsOfADueRule, AreDatesOfTheApplication) {
  Application application;
  *application.mutable_decision_date() = On("2018-02-01");
  v1::AgreementTerms& terms = *application.mutable_agreement_terms();
  *terms.mutable_signature_date() = On("2018-02-20");
  *terms.mutable_eligible_start_date() = On("2018-03-01");
  *terms.mutable_eligible_end_date() = On("2019-02-28");
  for (const auto& [anchor, due] : {std::pair(DueRule::ANCHOR_DECISION, "2018-02-11"),
                                    std::pair(DueRule::ANCHOR_SIGNATURE, "2018-03-02"),
                                    std::pair(DueRule::ANCHOR_AGREEMENT_START, "2018-03-11"),
                                    std::pair(DueRule::ANCHOR_AGREEMENT_END, "2019-03-10")}) {
    SCOPED_TRACE(DueRule::Anchor_Name(anchor));
    const Obligation obligation = DueAfter(anchor, 0, 10);
    EXPECT_THAT(CheckDueRule(obligation), IsOk());
    EXPECT_EQ(WorkedOut({}, obligation), "");
    EXPECT_EQ(WorkedOut(application, obligation), due);
  }
}

TEST(AnchorsOfADueRule, AreFollowedWhenTheyMove) {
  Application application;
  *application.mutable_agreement_terms()->mutable_eligible_start_date() = On("2018-03-01");
  Obligation obligation = DueAfter(DueRule::ANCHOR_AGREEMENT_START, 1, 0);
  ASSERT_THAT(ApplyDueRule(application, &obligation), IsOk());
  ASSERT_EQ(IsoDate(obligation.due_date()), "2018-04-01");
  *application.mutable_agreement_terms()->mutable_eligible_start_date() = On("2018-05-15");
  ASSERT_THAT(ApplyDueRule(application, &obligation), IsOk());
  EXPECT_EQ(IsoDate(obligation.due_date()), "2018-06-15");
  EXPECT_EQ(IsoDate(obligation.due_rule().anchor_date()), "2018-05-15");
}

}  // namespace
}  // namespace cofi::applications
