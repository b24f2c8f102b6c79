// What a call says of the applications to it: in which days, between which bounds, and which part
// of their cost it pays; and how somebody may pass over that.
#include "services/applications/call_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/overridden.h"
#include "tests/reasons.h"
#include "tests/services/facts.h"

namespace cofi::applications {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr auto kOutside = type::v1::REASON_OUTSIDE_CALL_BOUNDS;
constexpr auto kOutOfRange = type::v1::REASON_VALUE_OUT_OF_RANGE;

v1::Call Call(const std::string& text) {
  v1::Call call = FromText<v1::Call>(text);
  call.set_name("funders/f/calls/c");
  return call;
}

v1::Application Costing(const std::string& cost) {
  v1::Application application;
  *application.mutable_eligible_cost() = Eur(cost);
  return application;
}

v1::Application Answering(const std::string& session) {
  v1::Application application;
  application.set_session(session);
  return application;
}

constexpr char kSessions[] = R"pb(
  open_date { year: 2018 month: 1 day: 1 }
  close_date { year: 2018 month: 12 day: 31 }
  sessions {
    session_id: 'spring'
    open_date { year: 2018 month: 2 day: 1 }
    close_date { year: 2018 month: 3 day: 31 }
  }
  sessions { session_id: 'autumn' }
)pb";

TEST(CallWindows, AreThoseOfTheSessionThatIsNamed) {
  const v1::Call call = Call(kSessions);
  const auto on = [&](const char* session, const char* date) {
    return CheckWindow(call, Answering(session), On(date));
  };
  EXPECT_THAT(on("spring", "2018-02-01"), IsOk());
  EXPECT_THAT(on("spring", "2018-03-31"), IsOk());
  EXPECT_THAT(on("spring", "2018-01-31"),
              IsReasonWith(kOutOfRange, "accepted", "2018-02-01 … 2018-03-31"));
  EXPECT_THAT(on("spring", "2018-04-01"), IsReasonWith(kOutOfRange, "field", "effective_date"));
  // One without dates is always open, whatever the call's own are.
  EXPECT_THAT(on("autumn", "2019-01-01"), IsOk());
  EXPECT_THAT(on("", "2018-04-01"), IsOk());
  EXPECT_THAT(on("", "2019-01-01"), IsReason(kOutOfRange));
  EXPECT_THAT(on("winter", "2018-04-01"),
              IsReasonWith(type::v1::REASON_REFERENCE_NOT_FOUND, "field", "application.session"));
}

TEST(CallBounds, OfAnotherBaseThanItsOwnAidAreNotThoseOfTheAmount) {
  v1::Call call = Call("award_ceiling { currency_code: 'EUR' units: 5000 }");
  for (const v1::AmountBase base : {v1::AMOUNT_BASE_PUBLIC_AID, v1::AMOUNT_BASE_ELIGIBLE_COST}) {
    call.set_award_ceiling_base(base);
    EXPECT_THAT(CheckBounds(call, "x", Eur("6000"), Bounded::kAsked), IsOk()) << base;
  }
  for (const v1::AmountBase base : {v1::AMOUNT_BASE_UNSPECIFIED, v1::AMOUNT_BASE_OWN_AID}) {
    call.set_award_ceiling_base(base);
    EXPECT_THAT(CheckBounds(call, "x", Eur("6000"), Bounded::kAsked), IsReason(kOutside)) << base;
  }
}

TEST(CallBounds, OfTheEligibleCostAreHeldAgainstThat) {
  const v1::Call call = Call(R"pb(
    award_floor { currency_code: 'EUR' units: 1000 }
    award_ceiling { currency_code: 'EUR' units: 5000 }
    award_floor_base: AMOUNT_BASE_ELIGIBLE_COST
    award_ceiling_base: AMOUNT_BASE_ELIGIBLE_COST
  )pb");
  const auto check = [&](const char* cost, Bounded bounded) {
    return CheckEligibleCost(call, Costing(cost), bounded);
  };
  EXPECT_THAT(check("1000", Bounded::kAsked), IsOk());
  EXPECT_THAT(check("5000", Bounded::kAsked), IsOk());
  EXPECT_THAT(check("999.99", Bounded::kAsked),
              IsReasonWith(kOutside, "field", "application.eligible_cost"));
  EXPECT_THAT(check("999.99", Bounded::kAwarded), IsOk());
  const absl::Status above = check("5000.01", Bounded::kAwarded);
  EXPECT_EQ(Describe(above, Language::kEnglish),
            "application.eligible_cost is €5,000.01; call f/c gives aid for an eligible cost of"
            " €5,000.00 or less");
  // Who says no cost is compared with nothing.
  EXPECT_THAT(CheckEligibleCost(call, v1::Application(), Bounded::kAsked), IsOk());
}

// To the cent: 26.32 % of 1 000.01 is 263.202632.
TEST(CallRates, AreExact) {
  const v1::Call call = Call(R"pb(
    min_rate { basis_points: 1000 base: BASE_ELIGIBLE_COST }
    max_rate { basis_points: 2632 base: BASE_ELIGIBLE_COST }
  )pb");
  const auto check = [&](const char* cost, const char* amount) {
    return CheckRates(call, Costing(cost), "x", Eur(amount));
  };
  EXPECT_THAT(check("1000.01", "263.20"), IsOk());
  EXPECT_THAT(check("1000.01", "263.21"), IsReasonWith(kOutside, "bound", "263.20 EUR"));
  // 10 % of it is 100.001.
  EXPECT_THAT(check("1000.01", "100.01"), IsOk());
  EXPECT_THAT(check("1000.01", "100.00"), IsReasonWith(kOutside, "bound", "100.01 EUR"));
  // The largest amounts there are do not overflow.
  EXPECT_THAT(check("900000000000", "236880000000"), IsOk());
  EXPECT_THAT(check("900000000000", "236880000000.01"), IsReason(kOutside));
}

TEST(CallRates, AreSaidInWords) {
  const v1::Call call = Call("max_rate { basis_points: 2632 base: BASE_ELIGIBLE_COST }");
  const absl::Status refused = CheckRates(call, Costing("10000"), "awarded_amount", Eur("3000"));
  EXPECT_THAT(Describe(refused, Language::kEnglish),
              HasSubstr("gives at most €2,632.00, 26.32% of the eligible cost"));
  EXPECT_THAT(Describe(refused, Language::kFrench), HasSubstr("du coût éligible"));
}

TEST(CallRates, OfAnotherBaseOrOfNoCostAreNotChecked) {
  for (const char* base : {"BASE_PUBLIC_AID", "BASE_TOTAL_COST"}) {
    const v1::Call call = Call("max_rate { basis_points: 100 base: " + std::string(base) + " }");
    EXPECT_THAT(CheckRates(call, Costing("100"), "x", Eur("100")), IsOk()) << base;
  }
  const v1::Call call = Call("max_rate { basis_points: 100 base: BASE_ELIGIBLE_COST }");
  EXPECT_THAT(CheckRates(call, v1::Application(), "x", Eur("100")), IsOk());
}

TEST(Calls, HaveRatesOfOneBaseTheRightWayRound) {
  const auto check = [](const std::string& text) { return CheckCall(Call(text)); };
  const std::string min = "min_rate { basis_points: 2000 base: BASE_ELIGIBLE_COST } ";
  EXPECT_THAT(check(min), IsOk());
  EXPECT_THAT(check(min + "max_rate { basis_points: 2000 base: BASE_ELIGIBLE_COST }"), IsOk());
  EXPECT_THAT(check(min + "max_rate { basis_points: 1999 base: BASE_ELIGIBLE_COST }"),
              IsReasonWith(kOutOfRange, "field", "call.max_rate.basis_points"));
  EXPECT_THAT(check(min + "max_rate { basis_points: 8000 base: BASE_PUBLIC_AID }"),
              IsReasonWith(kOutOfRange, "field", "call.max_rate.base"));
}

TEST(Calls, EndTheirFirstStepBeforeTheyClose) {
  const std::string late =
      "pre_deposit_date { year: 2018 month: 3 day: 2 } close_date { year: 2018 month: 3 day: 1 } ";
  EXPECT_THAT(CheckCall(Call(late)), IsReasonWith(kOutOfRange, "field", "call.pre_deposit_date"));
  EXPECT_THAT(
      CheckCall(Call("sessions { session_id: 's' } sessions { session_id: 't' " + late + "}")),
      IsReasonWith(kOutOfRange, "field", "call.sessions[1].pre_deposit_date"));
  EXPECT_THAT(CheckCall(Call("pre_deposit_date { year: 2018 month: 3 day: 2 }")), IsOk());
}

class Overruling : public ::testing::Test {
 protected:
  const std::vector<absl::Status> objections_ = {
      absl::OkStatus(),
      InField("a", Refuse(type::v1::REASON_FIELD_REQUIRED)),
      InField("b", Refuse(type::v1::REASON_FIELD_REQUIRED)),
  };
  type::v1::StateChange change_;
};

TEST_F(Overruling, NeedsAReason) {
  const absl::Status refused = Overrule(objections_, "", &change_);
  EXPECT_EQ(ViolationsOf(refused).size(), 2U);
  EXPECT_THAT(OverriddenTexts(change_, Language::kEnglish), IsEmpty());
  EXPECT_EQ(change_.note(), "");
}

TEST_F(Overruling, KeepsWhatWouldHaveBeenRefusedAndWhyItIsNot) {
  EXPECT_THAT(Overrule(objections_, "agreed by phone", &change_), IsOk());
  EXPECT_THAT(OverriddenTexts(change_, Language::kEnglish),
              ElementsAre("a is required", "b is required"));
  EXPECT_EQ(change_.note(), "agreed by phone");
}

// Whoever recorded it, each reads it in his own language.
TEST_F(Overruling, IsReadInEitherLanguage) {
  const std::vector<absl::Status> bounds = {
      InField("awarded_amount",
              Refuse(type::v1::REASON_OUTSIDE_CALL_BOUNDS, {{"value", "12.00 EUR"},
                                                            {"call", "funders/f/calls/c"},
                                                            {"accepted", "at most {most:money}"},
                                                            {"most", "10.00 EUR"}}))};
  EXPECT_THAT(Overrule(bounds, "agreed by phone", &change_), IsOk());
  ASSERT_EQ(change_.overridden_refusals_size(), 1);
  EXPECT_EQ(change_.overridden_refusals(0).reason(), "OUTSIDE_CALL_BOUNDS");
  EXPECT_THAT(change_.overridden(), IsEmpty());
  for (const Language language : {Language::kEnglish, Language::kFrench}) {
    EXPECT_THAT(OverriddenTexts(change_, language), ElementsAre(Describe(bounds[0], language)));
  }
  EXPECT_NE(OverriddenTexts(change_, Language::kEnglish),
            OverriddenTexts(change_, Language::kFrench));
}

// Of a version before there are the sentences only.
TEST_F(Overruling, OfAVersionBeforeIsReadAsItStands) {
  change_.add_overridden("a is required");
  EXPECT_THAT(OverriddenTexts(change_, Language::kFrench), ElementsAre("a is required"));
  type::v1::StateChange copy;
  KeepOverridden(objections_[1], &change_);
  CopyOverridden(change_, &copy);
  EXPECT_THAT(OverriddenTexts(copy, Language::kFrench),
              ElementsAre("a est obligatoire", "a is required"));
}

TEST_F(Overruling, LosesNoReasonWhereANoteStands) {
  change_.set_note("a condition");
  EXPECT_THAT(Overrule(objections_, "agreed by phone", &change_), IsOk());
  EXPECT_EQ(change_.note(), "a condition");
  EXPECT_THAT(OverriddenTexts(change_, Language::kEnglish),
              ElementsAre("a is required", "b is required", "agreed by phone"));
}

TEST_F(Overruling, OfNothingIsNotRecorded) {
  EXPECT_THAT(Overrule({absl::OkStatus()}, "for no reason", &change_), IsOk());
  EXPECT_THAT(OverriddenTexts(change_, Language::kEnglish), IsEmpty());
  EXPECT_EQ(change_.note(), "");
}

}  // namespace
}  // namespace cofi::applications
