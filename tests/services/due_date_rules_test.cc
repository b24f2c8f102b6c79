// Due dates are facts: from a rule or given, moved by extensions only.
#include "services/applications/due_date_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <tuple>

#include "cofi/applications/v1/stages.pb.h"
#include "tests/reasons.h"
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
  EXPECT_THAT(ApplyDueRule(application, &obligation), IsOk());
  return IsoDate(obligation.due_date());
}

TEST(DueRule, CountsMonthsFromTheEndOfTheAgreement) {
  const Obligation obligation = WithRule(DueRule::ANCHOR_AGREEMENT_END, 2);
  Application application;
  EXPECT_EQ(DueOn(application, obligation), "");  // No agreement yet, so no date.
  *application.mutable_agreement_terms()->mutable_eligible_end_date() = On("2019-05-31");
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
  // Six whole months: July to December.
  EXPECT_EQ(DueOn({}, WithRule(DueRule::ANCHOR_FISCAL_YEAR_END, 6, "2018-06-30")), "2018-12-31");
  EXPECT_EQ(DueOn({}, WithRule(DueRule::ANCHOR_FISCAL_YEAR_END, -1, "2016-03-31")), "2016-02-29");
}

TEST(DueRule, LeavesADateThatWasGivenAlone) {
  Obligation obligation;
  *obligation.mutable_due_date() = On("2018-06-30");
  EXPECT_EQ(DueOn({}, obligation), "2018-06-30");
}

TEST(DueRule, GivesWayToAnExtension) {
  Application application;
  *application.mutable_agreement_terms()->mutable_eligible_end_date() = On("2019-05-31");
  Obligation obligation = WithRule(DueRule::ANCHOR_AGREEMENT_END, 2);
  ASSERT_THAT(ApplyDueRule(application, &obligation), IsOk());
  ASSERT_THAT(Extend(&obligation, On("2019-09-30"), On("2019-07-01"), "agreed by phone"), IsOk());
  EXPECT_EQ(DueOn(application, obligation), "2019-09-30");
}

TEST(DueRule, AsksForTenYearsAtMost) {
  for (const auto& [months, accepted] :
       {std::pair(-120, true), std::pair(120, true), std::pair(-121, false), std::pair(121, false),
        std::pair(std::numeric_limits<int32_t>::min(), false),
        std::pair(std::numeric_limits<int32_t>::max(), false)}) {
    const absl::Status status =
        CheckDueRule(WithRule(DueRule::ANCHOR_FISCAL_YEAR_END, months, "2017-12-31"));
    if (accepted) {
      EXPECT_THAT(status, IsOk()) << months;
    } else {
      EXPECT_THAT(status, IsReasonWith(type::v1::REASON_VALUE_OUT_OF_RANGE, "accepted", "-120…120"))
          << months;
    }
  }
}

TEST(DueRule, GivesNoDateThatWeDoNotKeep) {
  for (const auto& [anchor, months, value] :
       {std::tuple("9999-12-31", 1, "10000-01-31"), std::tuple("1900-01-01", -1, "1899-12-01")}) {
    Obligation obligation = WithRule(DueRule::ANCHOR_FISCAL_YEAR_END, months, anchor);
    EXPECT_THAT(ApplyDueRule({}, &obligation),
                IsReasonWith(type::v1::REASON_VALUE_OUT_OF_RANGE, "value", value));
    EXPECT_FALSE(obligation.has_due_date());
  }
}

// Updates `before` in the steps that the service takes.
std::string UpdatedTo(const Application& application, const Obligation& before, Obligation* after) {
  EXPECT_THAT(ApplyUpdatedRule(application, before, after), IsOk());
  EXPECT_THAT(KeepChangedDueDate(before, On("2018-02-01"), after), IsOk());
  return IsoDate(after->due_date());
}

TEST(UpdatedRule, MovesTheDateEachTimeThatItIsChanged) {
  Obligation obligation = WithRule(DueRule::ANCHOR_FISCAL_YEAR_END, 6, "2017-12-31");
  ASSERT_THAT(ApplyDueRule({}, &obligation), IsOk());
  for (const auto& [anchor, due] :
       {std::pair("2018-12-31", "2019-06-30"), std::pair("2019-12-31", "2020-06-30")}) {
    const Obligation before = obligation;
    *obligation.mutable_due_rule()->mutable_anchor_date() = On(anchor);
    EXPECT_EQ(UpdatedTo({}, before, &obligation), due);
    EXPECT_EQ(IsoDate(obligation.extensions().rbegin()->previous_date()),
              IsoDate(before.due_date()));
  }
  EXPECT_EQ(obligation.extensions_size(), 2);
}

TEST(UpdatedRule, ThatStaysLeavesTheDateToTheUpdate) {
  Obligation obligation = WithRule(DueRule::ANCHOR_FISCAL_YEAR_END, 6, "2017-12-31");
  ASSERT_THAT(ApplyDueRule({}, &obligation), IsOk());
  const Obligation before = obligation;
  *obligation.mutable_due_date() = On("2018-09-30");
  EXPECT_EQ(UpdatedTo({}, before, &obligation), "2018-09-30");
  EXPECT_EQ(obligation.extensions_size(), 1);

  const Obligation extended = obligation;
  obligation.clear_due_date();
  EXPECT_EQ(UpdatedTo({}, extended, &obligation), "2018-06-30") << "as the rule has it";
}

// Whoever applies a file again writes the rule without what the server filled in.
TEST(UpdatedRule, IsTheSameWithoutTheAnchorThatTheApplicationGives) {
  Application application;
  *application.mutable_agreement_terms()->mutable_eligible_end_date() = On("2019-05-31");
  Obligation obligation = WithRule(DueRule::ANCHOR_AGREEMENT_END, 2);
  ASSERT_THAT(ApplyDueRule(application, &obligation), IsOk());
  ASSERT_THAT(Extend(&obligation, On("2019-09-30"), On("2018-01-15"), ""), IsOk());
  const Obligation before = obligation;
  obligation.mutable_due_rule()->clear_anchor_date();
  EXPECT_EQ(UpdatedTo(application, before, &obligation), "2019-09-30");
  EXPECT_EQ(obligation.extensions_size(), 1);
}

TEST(Extensions, KeepEveryDateThatWas) {
  Obligation obligation;
  *obligation.mutable_due_date() = On("2018-06-30");
  ASSERT_THAT(Extend(&obligation, On("2018-09-30"), On("2018-06-15"), "first"), IsOk());
  ASSERT_THAT(Extend(&obligation, On("2018-12-31"), On("2018-09-15"), "second"), IsOk());
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
    ASSERT_THAT(Extend(&obligation, On("2018-09-30"), On("2018-06-15"), ""), IsOk());
    ASSERT_THAT(Extend(&obligation, On("2018-12-31"), On("2018-09-15"), ""), IsOk());
    DueDateOn(DayOn(day), &obligation);
    EXPECT_EQ(IsoDate(obligation.due_date()), due) << day;
  }
}

TEST(Extensions, AreGrantedInTheOrderOfTheirDates) {
  Obligation obligation;
  obligation.set_name("projects/p/applications/a/obligations/o");
  *obligation.mutable_due_date() = On("2018-06-30");
  ASSERT_THAT(Extend(&obligation, On("2018-09-30"), On("2018-06-15"), ""), IsOk());
  const Obligation before = obligation;
  EXPECT_THAT(Extend(&obligation, On("2018-12-31"), On("2018-06-14"), ""),
              IsReasonWith(type::v1::REASON_DATE_OUT_OF_ORDER, "previous", "2018-06-15"));
  EXPECT_EQ(obligation.SerializeAsString(), before.SerializeAsString());
  EXPECT_THAT(Extend(&obligation, On("2018-12-31"), On("2018-06-15"), ""), IsOk());
}

TEST(Extensions, MayTakeTheDateAway) {
  v1::Stage before;
  *before.mutable_due_date() = On("2018-06-30");
  v1::Stage after;
  ASSERT_THAT(KeepChangedDueDate(before, On("2018-06-15"), &after), IsOk());
  EXPECT_FALSE(after.has_due_date());
  EXPECT_FALSE(after.extensions(0).has_due_date());
  DueDateOn(DayOn("2018-06-14"), &after);
  EXPECT_EQ(IsoDate(after.due_date()), "2018-06-30");
}

TEST(Extensions, MayGiveTheFirstDate) {
  Obligation obligation;
  ASSERT_THAT(Extend(&obligation, On("2018-09-30"), On("2018-06-15"), ""), IsOk());
  DueDateOn(DayOn("2018-06-14"), &obligation);
  EXPECT_FALSE(obligation.has_due_date());
}

TEST(Extensions, AreSoManyAtMost) {
  v1::Stage stage;
  stage.set_name("projects/p/applications/a/stages/s");
  for (int i = 0; i < kChangesMax; ++i) {
    ASSERT_THAT(Extend(&stage, On("2018-01-02"), On("2018-01-01"), ""), IsOk());
  }
  EXPECT_THAT(Extend(&stage, On("2018-01-02"), On("2018-01-01"), ""),
              IsReason(type::v1::REASON_TOO_MANY_ITEMS));
}

}  // namespace
}  // namespace cofi::applications
