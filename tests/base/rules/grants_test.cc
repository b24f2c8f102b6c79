// What a grant can pay, and since when: by the steps in which it came to that.
#include "base/rules/grants.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/dated_facts.h"
#include "tests/reasons.h"
#include "tests/services/facts.h"

namespace cofi::rules {
namespace {

using budgets::v1::Grant;

// 5 000, awarded on 2018-02-01; as somebody recorded it who knew no other amount.
Grant Recorded() {
  return FromText<Grant>(R"pb(
    name: "projects/p/grants/aide"
    application: "projects/p/applications/aide"
    awarded_amount { currency_code: "EUR" units: 5000 }
    award_date { year: 2018 month: 2 day: 1 }
  )pb");
}

// Changes these fields from a day on.
void Change(const std::string& date, const std::vector<std::string>& fields,
            const std::function<void(Grant*)>& change, Grant* grant) {
  const Grant before = *grant;
  change(grant);
  ASSERT_THAT(ChangeFacts(before, fields, {.effective_date = On(date)}, DayOn("2018-06-15"), grant),
              IsOk());
}

void Amend(const std::string& date, const std::string& amount, Grant* grant) {
  Change(
      date, {"awarded_amount"},
      [&](Grant* amended) { *amended->mutable_awarded_amount() = Eur(amount); }, grant);
}

// As its application tells it: nothing until the award.
Grant Awarded() {
  Grant grant = Recorded();
  grant.clear_awarded_amount();
  Amend("2018-02-01", "5000", &grant);
  return grant;
}

// `5000.00 on 2018-02-01, -5000.00 on 2018-05-01 conditional`
std::string StepsOf(const Grant& grant) {
  return absl::StrJoin(AwardSteps(grant), ", ", [](std::string* out, const auto& step) {
    EXPECT_EQ(step.application, "projects/p/applications/aide");
    absl::StrAppend(out, DecimalFromMinor(step.amount_minor), " on ",
                    absl::FormatCivilTime(step.awarded), step.conditional ? " conditional" : "");
  });
}

// What it was on a day, as a service shows it: nothing before its award, nor lost before its loss.
int64_t PayableOn(absl::CivilDay day, Grant grant) {
  if (Day(grant.award_date()) > day) return 0;
  FactsOn(day, &grant);
  if (grant.has_lost_date() && Day(grant.lost_date()) > day) grant.clear_lost_date();
  return PayableMinor(grant);
}

// The steps up to each day of two years sum to what it can pay then.
void ExpectSums(const Grant& grant) {
  const auto steps = AwardSteps(grant);
  for (absl::CivilDay day(2017, 12, 31); day < absl::CivilDay(2020, 1, 1); ++day) {
    int64_t sum = 0;
    for (const StartFacts::Award& step : steps) {
      if (step.awarded <= day) sum += step.amount_minor;
    }
    ASSERT_EQ(sum, PayableOn(day, grant)) << day;
  }
}

TEST(AwardSteps, AreOneWhereNothingChanged) {
  EXPECT_EQ(StepsOf(Recorded()), "5000.00 on 2018-02-01");
  EXPECT_EQ(StepsOf(Awarded()), "5000.00 on 2018-02-01");
  ExpectSums(Recorded());
  ExpectSums(Awarded());
}

TEST(AwardSteps, AreByHowMuchEachAmendmentChangedIt) {
  for (Grant grant : {Recorded(), Awarded()}) {
    Amend("2018-06-01", "9000", &grant);
    Amend("2018-09-01", "8000", &grant);
    EXPECT_EQ(StepsOf(grant),
              "5000.00 on 2018-02-01, 4000.00 on 2018-06-01, -1000.00 on 2018-09-01");
    ExpectSums(grant);
  }
}

TEST(AwardSteps, BeginWithTheAward) {
  Grant grant = Recorded();
  Amend("2018-01-10", "4000", &grant);
  EXPECT_EQ(StepsOf(grant), "4000.00 on 2018-02-01");
  ExpectSums(grant);
}

TEST(AwardSteps, EndWithTheLoss) {
  Grant grant = Awarded();
  Amend("2018-06-01", "9000", &grant);
  *grant.mutable_lost_date() = On("2018-09-01");
  EXPECT_EQ(StepsOf(grant), "5000.00 on 2018-02-01, 4000.00 on 2018-06-01, -9000.00 on 2018-09-01");
  ExpectSums(grant);
  EXPECT_EQ(AwardedMinor(grant), 0);
  EXPECT_EQ(PayableMinor(grant), 0);
  // What was to come is lost too.
  *grant.mutable_lost_date() = On("2018-05-01");
  EXPECT_EQ(StepsOf(grant), "5000.00 on 2018-02-01, -5000.00 on 2018-05-01");
  ExpectSums(grant);
  // One that is lost as soon as it was awarded was never any.
  *grant.mutable_lost_date() = On("2018-02-01");
  EXPECT_EQ(StepsOf(grant), "");
  ExpectSums(grant);
}

// Whoever asks for a lost grant is told that it is nothing, as a value of the day of its loss.
TEST(AwardSteps, AreTheSameOfALostGrantAsItIsShown) {
  for (Grant grant : {Recorded(), Awarded()}) {
    Amend("2018-06-01", "9000", &grant);
    *grant.mutable_lost_date() = On("2018-09-01");
    Grant shown = grant;
    *shown.mutable_awarded_amount() = MoneyFromMinor(0, "EUR");
    ASSERT_THAT(ChangeFacts(grant, {"awarded_amount"}, {.effective_date = grant.lost_date()},
                            absl::CivilDay::max(), &shown),
                IsOk());
    ASSERT_EQ(Minor(shown.awarded_amount()), 0);
    EXPECT_EQ(StepsOf(shown), StepsOf(grant));
    ExpectSums(shown);
  }
}

TEST(AwardSteps, GoNoHigherThanTheCeiling) {
  const auto cap = [](const std::string& date, const std::string& amount, Grant* grant) {
    Change(
        date, {"ceiling"}, [&](Grant* capped) { *capped->mutable_ceiling() = Eur(amount); }, grant);
  };
  Grant grant = Awarded();
  cap("2018-03-01", "4500", &grant);
  Amend("2018-06-01", "9000", &grant);
  EXPECT_EQ(StepsOf(grant), "5000.00 on 2018-02-01, -500.00 on 2018-03-01");
  EXPECT_EQ(PayableMinor(grant), 4'500'00);
  EXPECT_EQ(AwardedMinor(grant), 9'000'00);
  cap("2018-07-01", "6000", &grant);
  cap("2018-08-01", "20000", &grant);
  EXPECT_EQ(StepsOf(grant),
            "5000.00 on 2018-02-01, -500.00 on 2018-03-01, 1500.00 on 2018-07-01,"
            " 3000.00 on 2018-08-01");
  ExpectSums(grant);
}

// What hung on conditions goes, and what is firm comes, on the day on which they are met.
TEST(AwardSteps, PartWhatHangsOnConditions) {
  const auto hang = [](const std::string& date, bool conditional, Grant* grant) {
    Change(
        date, {"conditional"}, [&](Grant* changed) { changed->set_conditional(conditional); },
        grant);
  };
  Grant grant = Awarded();
  hang("2018-02-01", true, &grant);
  EXPECT_EQ(StepsOf(grant), "5000.00 on 2018-02-01 conditional");
  hang("2018-05-01", false, &grant);
  Amend("2018-05-01", "8000", &grant);
  EXPECT_EQ(StepsOf(grant),
            "5000.00 on 2018-02-01 conditional, -5000.00 on 2018-05-01 conditional,"
            " 8000.00 on 2018-05-01");
  ExpectSums(grant);
  // An amendment in between is a step of its kind.
  Amend("2018-04-01", "5500", &grant);
  EXPECT_EQ(StepsOf(grant),
            "5000.00 on 2018-02-01 conditional, 500.00 on 2018-04-01 conditional,"
            " -5500.00 on 2018-05-01 conditional, 8000.00 on 2018-05-01");
  ExpectSums(grant);
}

TEST(AwardSteps, TellWhatLiesAhead) {
  Grant grant = Awarded();
  Amend("2019-01-01", "9000", &grant);
  EXPECT_EQ(PayableMinor(grant), 5'000'00) << "today";
  EXPECT_EQ(StepsOf(grant), "5000.00 on 2018-02-01, 4000.00 on 2019-01-01");
  ExpectSums(grant);
}

}  // namespace
}  // namespace cofi::rules
