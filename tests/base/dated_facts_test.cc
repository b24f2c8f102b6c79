// Facts with dates: a change leaves the days before it alone, a correction does not, and what lies
// ahead is told without counting yet.
#include "base/dated_facts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/states.h"
#include "cofi/applications/v1/agreements.pb.h"
#include "cofi/applications/v1/applications.pb.h"
#include "cofi/applications/v1/stages.pb.h"
#include "cofi/budgets/v1/grants.pb.h"
#include "tests/properties.h"
#include "tests/reasons.h"
#include "tests/services/facts.h"

namespace cofi {
namespace {

using applications::v1::Agreement;
using applications::v1::Application;
using applications::v1::Stage;
using budgets::v1::Grant;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

const absl::CivilDay kToday(2018, 6, 15);

FactChange Since(const std::string& date) { return {.effective_date = On(date)}; }
FactChange Corrected(const std::string& date) {
  return {.effective_date = On(date), .correction = true};
}

Application Submitted() {
  return FromText<Application>(R"pb(
    name: "projects/p/applications/aide"
    requested_amount { currency_code: "EUR" units: 9000 }
  )pb");
}

// Awards an amount as `change` says, seen from kToday.
void Award(const std::string& amount, const FactChange& change, Application* application) {
  const Application before = *application;
  *application->mutable_awarded_amount() = Eur(amount);
  ASSERT_THAT(ChangeFacts(before, {"awarded_amount"}, change, kToday, application), IsOk());
}

// Awarded 5 000 since 2018-02-01, and 9 000 since 2018-06-01.
Application Amended() {
  Application application = Submitted();
  Award("5000", Since("2018-02-01"), &application);
  Award("9000", Since("2018-06-01"), &application);
  return application;
}

std::string AwardOf(const Application& application) {
  return application.has_awarded_amount() ? DecimalFromMinor(Minor(application.awarded_amount()))
                                          : "none";
}

std::string AwardedOn(const std::string& day, Application application) {
  FactsOn(DayOn(day), &application);
  return AwardOf(application);
}

// `none, 5000.00 since 2018-02-01`: all that is told of the award.
std::string Told(const Application& application) {
  return absl::StrJoin(application.dated_values(), ", ", [](std::string* out, const auto& value) {
    absl::StrAppend(out, value.has_amount() ? DecimalFromMinor(Minor(value.amount())) : "none",
                    value.has_effective_date() ? " since " + IsoDate(value.effective_date()) : "");
  });
}

TEST(DatedFacts, KeepWhatWasBeforeAChange) {
  const Application application = Amended();
  EXPECT_EQ(AwardedOn("1900-01-01", application), "none");
  EXPECT_EQ(AwardedOn("2018-01-31", application), "none");
  EXPECT_EQ(AwardedOn("2018-02-01", application), "5000.00");
  EXPECT_EQ(AwardedOn("2018-05-31", application), "5000.00");
  EXPECT_EQ(AwardedOn("2018-06-01", application), "9000.00");
  EXPECT_EQ(AwardedOn("9999-12-31", application), "9000.00");
  EXPECT_EQ(AwardOf(application), "9000.00");
  EXPECT_EQ(Told(application), "none, 5000.00 since 2018-02-01, 9000.00 since 2018-06-01");
}

// Whoever enters an amendment late does not undo the ones after it.
TEST(DatedFacts, MayBeEnteredInAnyOrder) {
  Application application = Submitted();
  Award("9000", Since("2018-06-01"), &application);
  Award("5000", Since("2018-02-01"), &application);
  Award("7000", Since("2018-04-01"), &application);
  EXPECT_EQ(Told(application),
            "none, 5000.00 since 2018-02-01, 7000.00 since 2018-04-01,"
            " 9000.00 since 2018-06-01");
  EXPECT_EQ(AwardedOn("2018-03-31", application), "5000.00");
  EXPECT_EQ(AwardedOn("2018-04-01", application), "7000.00");
  EXPECT_EQ(AwardOf(application), "9000.00") << "which counts today";
}

TEST(DatedFacts, OfTheSameDayReplaceEachOther) {
  Application application = Submitted();
  Award("5000", Since("2018-02-01"), &application);
  Award("6000", Since("2018-02-01"), &application);
  EXPECT_EQ(Told(application), "none, 6000.00 since 2018-02-01");
}

TEST(DatedFacts, AreNotToldAnewWhereTheyAreSoAlready) {
  Application application = Amended();
  Award("5000", Since("2018-03-01"), &application);
  EXPECT_EQ(Told(application), "none, 5000.00 since 2018-02-01, 9000.00 since 2018-06-01");
  EXPECT_EQ(AwardOf(application), "9000.00");
}

// The field is what counts today, also where more is told.
TEST(DatedFacts, ThatLieAheadDoNotCountYet) {
  Application application = Submitted();
  Award("5000", Since("2018-02-01"), &application);
  Award("9000", Since("2018-06-16"), &application);
  EXPECT_EQ(AwardOf(application), "5000.00");
  EXPECT_EQ(AwardedOn("2018-06-15", application), "5000.00");
  EXPECT_EQ(AwardedOn("2018-06-16", application), "9000.00");
  Award("8000", Since("2018-06-15"), &application);
  EXPECT_EQ(AwardOf(application), "8000.00") << "since today";
  EXPECT_EQ(AwardedOn("2018-06-16", application), "9000.00");
}

TEST(DatedFacts, ThatWereNeverChangedAreCorrectedForAllTime) {
  Application application = Submitted();
  const Application before = application;
  *application.mutable_requested_amount() = Eur("9500");
  ASSERT_THAT(
      ChangeFacts(before, {"requested_amount"}, Corrected("2018-06-15"), kToday, &application),
      IsOk());
  EXPECT_THAT(application.dated_values(), IsEmpty());
  FactsOn(DayOn("1900-01-01"), &application);
  EXPECT_EQ(Minor(application.requested_amount()), 9'500'00);
}

TEST(DatedFacts, AreCorrectedWhereTheyStand) {
  Application application = Amended();
  Award("9100", Corrected("2018-06-15"), &application);
  EXPECT_EQ(Told(application), "none, 5000.00 since 2018-02-01, 9100.00 since 2018-06-01");
  EXPECT_EQ(AwardOf(application), "9100.00");
  // What counted on an earlier day.
  Award("5500", Corrected("2018-03-01"), &application);
  EXPECT_EQ(Told(application), "none, 5500.00 since 2018-02-01, 9100.00 since 2018-06-01");
  EXPECT_EQ(AwardedOn("2018-02-01", application), "5500.00");
  EXPECT_EQ(AwardOf(application), "9100.00");
  // And before there was any.
  Award("100", Corrected("2018-01-31"), &application);
  EXPECT_EQ(AwardedOn("1900-01-01", application), "100.00");
  EXPECT_EQ(AwardedOn("2018-02-01", application), "5500.00");
}

TEST(DatedFacts, SayByWhatTheyWereChanged) {
  Application application = Submitted();
  FactChange change = Since("2018-02-01");
  change.reference = "avenant n° 1";
  change.note = "more rooms";
  Award("5000", change, &application);
  ASSERT_EQ(application.dated_values_size(), 2);
  EXPECT_EQ(application.dated_values(0).reference(), "") << "nobody's act";
  EXPECT_EQ(application.dated_values(1).field(), "awarded_amount");
  EXPECT_EQ(application.dated_values(1).reference(), "avenant n° 1");
  EXPECT_EQ(application.dated_values(1).note(), "more rooms");
  // A correction is of the same act, unless it says of which.
  Award("5100", Corrected("2018-06-15"), &application);
  EXPECT_EQ(application.dated_values(1).reference(), "avenant n° 1");
  change = Corrected("2018-06-15");
  change.reference = "avenant n° 1 bis";
  Award("5200", change, &application);
  EXPECT_EQ(application.dated_values(1).reference(), "avenant n° 1 bis");
}

// Only the fields that are named, whatever else differs.
TEST(DatedFacts, ChangeWhatIsNamed) {
  Application application = Submitted();
  const Application before = application;
  *application.mutable_awarded_amount() = Eur("5000");
  *application.mutable_requested_amount() = Eur("1");
  application.set_note("beside it");
  ASSERT_THAT(ChangeFacts(before, {"awarded_amount"}, Since("2018-02-01"), kToday, &application),
              IsOk());
  EXPECT_EQ(AwardOf(application), "5000.00");
  EXPECT_EQ(Minor(application.requested_amount()), 9'000'00);
  EXPECT_EQ(application.note(), "beside it") << "which is no dated field";
}

TEST(DatedFacts, OfADayTellNothingThatCameLater) {
  Application application = Amended();
  FactsOn(DayOn("2018-05-31"), &application);
  EXPECT_EQ(Told(application), "none, 5000.00 since 2018-02-01");
  FactsOn(DayOn("2018-01-31"), &application);
  EXPECT_EQ(Told(application), "none");
  EXPECT_EQ(AwardOf(application), "none");
}

TEST(DatedFacts, TakeEffectWithAllThatIsTold) {
  const std::string all = Told(Amended());
  Application application = Amended();
  for (const auto& [day, award] :
       {std::pair("2018-01-31", "none"), std::pair("2018-02-01", "5000.00"),
        std::pair("2018-06-01", "9000.00")}) {
    TakeEffect(DayOn(day), &application);
    EXPECT_EQ(AwardOf(application), award) << day;
    EXPECT_EQ(Told(application), all) << day;
  }
}

// Changes these fields of `before` into those of `wanted` on 2018-06-01, and expects each of them
// on its side of that day.
template <typename M>
void ExpectBothSides(const std::vector<std::string>& fields, const M& before, const M& wanted) {
  M after = wanted;
  ASSERT_THAT(ChangeFacts(before, fields, Since("2018-06-01"), kToday, &after), IsOk());
  for (const auto& [day, expected] :
       {std::pair("2018-05-31", &before), std::pair("2018-06-01", &wanted)}) {
    M then = after;
    FactsOn(DayOn(day), &then);
    then.clear_dated_values();
    EXPECT_EQ(then.DebugString(), expected->DebugString()) << day;
  }
}

TEST(DatedFacts, AreAmountsDatesRatesTextsNumbersAndAmountsByYear) {
  const std::vector<std::string> terms = {"eligible_end_date", "eligible_accounts", "rate",
                                          "ceiling", "year_amounts"};
  const auto signed_terms = FromText<Agreement>(R"pb(
    name: "projects/p/applications/aide/agreements/c"
    eligible_start_date { year: 2018 month: 3 day: 1 }
    eligible_end_date { year: 2019 month: 2 day: 28 }
    eligible_accounts: "62"
    eligible_accounts: "64"
    rate { basis_points: 2632 base: BASE_TOTAL_COST }
    ceiling { currency_code: "EUR" units: 5000 }
    year_amounts {
      fiscal_year: 2018
      amount { currency_code: "EUR" units: 5000 }
    }
  )pb");
  const auto amended = FromText<Agreement>(R"pb(
    name: "projects/p/applications/aide/agreements/c"
    eligible_start_date { year: 2018 month: 3 day: 1 }
    eligible_end_date { year: 2019 month: 12 day: 31 }
    eligible_accounts: "64"
    eligible_accounts: "62"
    rate { basis_points: 2632 base: BASE_ELIGIBLE_COST }
    ceiling { currency_code: "EUR" units: 9000 nanos: 10000000 }
    year_amounts {
      fiscal_year: 2018
      amount { currency_code: "EUR" units: 5000 }
    }
    year_amounts {
      fiscal_year: 2019
      amount { currency_code: "EUR" units: 4000 }
    }
  )pb");
  auto bare = FromText<Agreement>("name: 'projects/p/applications/aide/agreements/c'");
  *bare.mutable_eligible_start_date() = signed_terms.eligible_start_date();
  ExpectBothSides(terms, signed_terms, amended);
  ExpectBothSides(terms, signed_terms, bare);
  ExpectBothSides(terms, bare, signed_terms);

  Application unknown = Submitted(), none = Submitted(), likely = Submitted();
  none.set_likelihood_basis_points(0);
  likely.set_likelihood_basis_points(6'000);
  ExpectBothSides({"likelihood_basis_points"}, unknown, none);
  ExpectBothSides({"likelihood_basis_points"}, none, likely);
  ExpectBothSides({"likelihood_basis_points"}, likely, unknown);

  Grant firm, conditional;
  conditional.set_conditional(true);
  ExpectBothSides({"conditional"}, firm, conditional);
  ExpectBothSides({"conditional"}, conditional, firm);
}

TEST(DatedFacts, AreThoseThatTheProtosSay) {
  const auto names = [](const Descriptor* type) {
    std::vector<std::string> all;
    for (const FieldDescriptor* field : DatedFields(type)) all.emplace_back(field->name());
    return all;
  };
  EXPECT_THAT(names(Application::descriptor()),
              UnorderedElementsAre("requested_amount", "expected_amount", "awarded_amount",
                                   "likelihood_basis_points", "year_amounts"));
  EXPECT_THAT(names(Agreement::descriptor()),
              UnorderedElementsAre("eligible_start_date", "eligible_end_date", "eligible_accounts",
                                   "rate", "ceiling", "year_amounts"));
  EXPECT_THAT(names(Grant::descriptor()),
              UnorderedElementsAre("awarded_amount", "eligible_start_date", "eligible_end_date",
                                   "eligible_accounts", "rate", "ceiling", "conditional"));
  EXPECT_THAT(names(Stage::descriptor()), IsEmpty());
}

TEST(DatedFacts, AreNoneOfAResourceThatKeepsNone) {
  Stage stage;
  *stage.mutable_due_date() = On("2018-06-30");
  const std::string before = stage.DebugString();
  FactsOn(DayOn("2018-01-01"), &stage);
  TakeEffect(DayOn("2018-01-01"), &stage);
  EXPECT_EQ(stage.DebugString(), before);
  EXPECT_THAT(ChangeDays(stage), IsEmpty());
}

TEST(DatedFacts, AreCopiedWithTheirPastAndWhatIsToCome) {
  Application application = Submitted();
  Award("5000", Since("2018-02-01"), &application);
  Award("9000", Since("2018-07-01"), &application);
  Grant grant, capped;
  *grant.mutable_awarded_amount() = Eur("1");
  capped = grant;
  *capped.mutable_ceiling() = Eur("4000");
  ASSERT_THAT(ChangeFacts(grant, {"ceiling"}, Since("2018-03-01"), kToday, &capped), IsOk());
  CopyFacts(application, {"awarded_amount"}, kToday, &capped);
  EXPECT_EQ(Minor(capped.awarded_amount()), 5'000'00);
  for (const char* day : {"2018-01-31", "2018-02-01", "2018-06-30", "2018-07-01"}) {
    Grant then = capped;
    FactsOn(DayOn(day), &then);
    const std::string award =
        then.has_awarded_amount() ? DecimalFromMinor(Minor(then.awarded_amount())) : "none";
    EXPECT_EQ(award, AwardedOn(day, application)) << day;
    EXPECT_EQ(then.has_ceiling(), DayOn(day) >= DayOn("2018-03-01")) << "its own fact, " << day;
  }
  // What was copied before is replaced, and no longer told.
  CopyFacts(Submitted(), {"awarded_amount"}, kToday, &capped);
  EXPECT_FALSE(capped.has_awarded_amount());
  EXPECT_THAT(ChangeDays(capped, "awarded_amount"), IsEmpty());
  EXPECT_THAT(ChangeDays(capped), ElementsAre(DayOn("2018-03-01")));
}

// The day of another fact may have come, and nobody has written it yet: then what hangs on it has
// not followed either.
TEST(DatedFacts, AreCopiedWithoutAWordOfTheOthers) {
  Application application = Submitted();
  Award("5000", Since("2018-02-01"), &application);
  Award("9000", Since("2018-07-01"), &application);
  Grant grant, capped;
  *grant.mutable_ceiling() = Eur("4000");
  capped = grant;
  *capped.mutable_ceiling() = Eur("3000");
  ASSERT_THAT(ChangeFacts(grant, {"ceiling"}, Since("2018-07-01"), kToday, &capped), IsOk());
  CopyFacts(application, {"awarded_amount"}, DayOn("2018-07-01"), &capped);
  EXPECT_EQ(Minor(capped.awarded_amount()), 9'000'00);
  EXPECT_EQ(Minor(capped.ceiling()), 4'000'00);
  TakeEffect(DayOn("2018-07-01"), &capped);
  EXPECT_EQ(Minor(capped.ceiling()), 3'000'00);
}

TEST(DatedFacts, ChangeOnTheseDays) {
  Agreement agreement;
  *agreement.mutable_eligible_end_date() = On("2019-02-28");
  const auto change = [&](const std::string& date, const std::string& end, const char* ceiling) {
    const Agreement before = agreement;
    *agreement.mutable_eligible_end_date() = On(end);
    *agreement.mutable_ceiling() = Eur(ceiling);
    ASSERT_THAT(
        ChangeFacts(before, {"eligible_end_date", "ceiling"}, Since(date), kToday, &agreement),
        IsOk());
  };
  EXPECT_THAT(ChangeDays(agreement), IsEmpty());
  change("2018-09-01", "2019-12-31", "5000");
  change("2018-06-01", "2019-06-30", "5000");
  EXPECT_THAT(ChangeDays(agreement), ElementsAre(DayOn("2018-06-01"), DayOn("2018-09-01")));
  EXPECT_THAT(ChangeDays(agreement, "eligible_end_date"),
              ElementsAre(DayOn("2018-06-01"), DayOn("2018-09-01")));
  EXPECT_THAT(ChangeDays(agreement, "ceiling"),
              ElementsAre(DayOn("2018-06-01"), DayOn("2018-09-01")));
  EXPECT_THAT(ChangeDays(agreement, "rate"), IsEmpty());
}

TEST(DatedFacts, AreSoManyAtMost) {
  Application application = Submitted();
  for (int i = 0; i < kChangesMax; ++i) {
    auto* value = application.add_dated_values();
    value->set_field("awarded_amount");
    *value->mutable_effective_date() = DateFromDay(DayOn("2010-01-01") + i);
    *value->mutable_amount() = Eur("5000");
  }
  TakeEffect(kToday, &application);
  const Application before = application;
  *application.mutable_awarded_amount() = Eur("6000");
  EXPECT_THAT(ChangeFacts(before, {"awarded_amount"}, Since("2018-06-01"), kToday, &application),
              IsReason(type::v1::REASON_TOO_MANY_ITEMS));
  // To mend one takes no room.
  EXPECT_THAT(
      ChangeFacts(before, {"awarded_amount"}, Corrected("2018-06-01"), kToday, &application),
      IsOk());
}

// The request on each of these days, and on one before them; 0 where there is none.
std::vector<int64_t> EachDay(const Application& application, absl::CivilDay first, int days) {
  std::vector<int64_t> minors;
  minors.reserve(days + 1);
  for (int day = -1; day < days; ++day) {
    Application then = application;
    FactsOn(first + day, &then);
    minors.push_back(then.has_requested_amount() ? Minor(then.requested_amount()) : 0);
  }
  return minors;
}

// Against a map from each day on which something begins to count to what that is.
RC_GTEST_PROP(DatedFacts, AreThoseOfEachDay, ()) {
  constexpr int kDays = 12;
  const absl::CivilDay first(2018, 1, 1);
  const int today = *rc::gen::inRange(0, kDays);
  std::map<int, int64_t> oracle = {{-1, 100}};
  Application application;
  application.set_name("projects/p/applications/aide");
  *application.mutable_requested_amount() = MoneyFromMinor(100, "EUR");
  const int changes = *rc::gen::inRange(1, 16);
  for (int i = 0; i < changes; ++i) {
    const int day = *rc::gen::inRange(0, kDays);
    const int64_t minor = *rc::gen::inRange(0, 4) * 100;
    const bool correction = *rc::gen::arbitrary<bool>();
    RC_LOG() << (correction ? "correct " : "change ") << day << " to " << minor << "\n";
    const auto in_force = std::prev(oracle.upper_bound(day));
    if (in_force->second != minor) (correction ? in_force->second : oracle[day]) = minor;

    const std::vector<int64_t> before = EachDay(application, first, kDays);
    const Application unchanged = application;
    application.clear_requested_amount();
    if (minor != 0) *application.mutable_requested_amount() = MoneyFromMinor(minor, "EUR");
    const FactChange change = {.effective_date = DateFromDay(first + day),
                               .correction = correction};
    RC_ASSERT(
        ChangeFacts(unchanged, {"requested_amount"}, change, first + today, &application).ok());
    const std::vector<int64_t> after = EachDay(application, first, kDays);
    for (int each = -1; each < kDays; ++each) {
      RC_ASSERT(after[each + 1] == std::prev(oracle.upper_bound(each))->second);
      if (!correction && each < day) RC_ASSERT(after[each + 1] == before[each + 1]);
    }
    const int64_t now =
        application.has_requested_amount() ? Minor(application.requested_amount()) : 0;
    RC_ASSERT(now == after[today + 1]);
  }
}

}  // namespace
}  // namespace cofi
