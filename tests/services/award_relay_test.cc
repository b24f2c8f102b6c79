// What an application makes of its grant.
#include "services/budgets/award_relay.h"

#include <gtest/gtest.h>

#include "cofi/applications/v1/application_verbs.pb.h"
#include "services/rpc/verb.h"
#include "tests/services/facts.h"

namespace cofi::budgets {
namespace {

using applications::v1::Application;

constexpr auto kAward = &rpc::VerbOf<applications::v1::AwardApplicationRequest>;
constexpr auto kSign = &rpc::VerbOf<applications::v1::SignApplicationAgreementRequest>;
constexpr auto kEdit = &rpc::VerbOf<applications::v1::UpdateApplicationRequest>;
constexpr auto kWithdraw = &rpc::VerbOf<applications::v1::WithdrawApplicationRequest>;

Application Awarded() {
  return FromText<Application>(R"pb(
    name: "projects/p/applications/fdf"
    display_name: "Financement principal"
    funder: "funders/fondation"
    state: STATE_AWARDED
    state_date { year: 2016 month: 7 day: 15 }
    decision_date { year: 2016 month: 7 day: 15 }
    requested_amount { currency_code: "EUR" units: 90000 }
    awarded_amount { currency_code: "EUR" units: 80000 }
  )pb");
}

TEST(ApplyAward, MakesTheGrant) {
  v1::Grant grant;
  ASSERT_TRUE(ApplyAward(Awarded(), kAward(), &grant));
  EXPECT_EQ(grant.DebugString(), FromText<v1::Grant>(R"pb(
                                   name: "projects/p/grants/fdf"
                                   display_name: "Financement principal"
                                   application: "projects/p/applications/fdf"
                                   funder: "funders/fondation"
                                   awarded_amount { currency_code: "EUR" units: 80000 }
                                   award_date { year: 2016 month: 7 day: 15 }
                                 )pb")
                                     .DebugString());
}

TEST(ApplyAward, SecuresAConditionalAwardToo) {
  Application application = Awarded();
  application.set_state(Application::STATE_AWARDED_CONDITIONALLY);
  v1::Grant grant;
  ASSERT_TRUE(ApplyAward(application, kAward(), &grant));
  EXPECT_EQ(Minor(grant.awarded_amount()), 80'000'00);
}

Application Agreed() {
  Application application = Awarded();
  application.set_state(Application::STATE_AGREED);
  *application.mutable_agreement_terms()->mutable_eligible_start_date() = On("2017-06-01");
  *application.mutable_agreement_terms()->mutable_eligible_end_date() = On("2019-05-31");
  return application;
}

TEST(ApplyAward, TakesTheEligiblePeriodFromTheAgreement) {
  v1::Grant grant;
  ASSERT_TRUE(ApplyAward(Awarded(), kAward(), &grant));
  EXPECT_FALSE(grant.has_eligible_start_date());
  ASSERT_TRUE(ApplyAward(Agreed(), kSign(), &grant));
  EXPECT_EQ(IsoDate(grant.eligible_start_date()), "2017-06-01");
  EXPECT_EQ(IsoDate(grant.eligible_end_date()), "2019-05-31");
}

TEST(ApplyAward, KeepsWhatTheOfficerSet) {
  v1::Grant grant;
  ASSERT_TRUE(ApplyAward(Awarded(), kAward(), &grant));
  grant.set_display_name("FdF");
  grant.add_eligible_accounts("62");
  *grant.mutable_ceiling() = Eur("70000");
  ASSERT_TRUE(ApplyAward(Awarded(), kAward(), &grant));
  EXPECT_EQ(grant.display_name(), "FdF");
  EXPECT_EQ(grant.eligible_accounts_size(), 1);
  EXPECT_EQ(Minor(grant.ceiling()), 70'000'00);
}

// The agreement is about the period: an amendment of the award is not undone by it.
TEST(ApplyAward, KeepsAnAmendedAwardWhenTheAgreementIsSigned) {
  v1::Grant grant;
  ASSERT_TRUE(ApplyAward(Awarded(), kAward(), &grant));
  *grant.mutable_awarded_amount() = Eur("90000");
  *grant.mutable_award_date() = On("2016-09-01");
  ASSERT_TRUE(ApplyAward(Agreed(), kSign(), &grant));
  EXPECT_EQ(Minor(grant.awarded_amount()), 90'000'00);
  EXPECT_EQ(IsoDate(grant.award_date()), "2016-09-01");
}

TEST(ApplyAward, HasNothingToSayWhenTheApplicationIsEdited) {
  for (const Application& application : {Awarded(), Agreed()}) {
    v1::Grant grant;
    EXPECT_FALSE(ApplyAward(application, kEdit(), &grant));
    EXPECT_EQ(grant.ByteSizeLong(), 0);
  }
}

// The grant may have been deleted, as long as it had no money.
TEST(ApplyAward, MakesTheGrantWithTheAgreementIfItIsMissing) {
  v1::Grant grant;
  ASSERT_TRUE(ApplyAward(Agreed(), kSign(), &grant));
  EXPECT_EQ(grant.name(), "projects/p/grants/fdf");
  EXPECT_EQ(Minor(grant.awarded_amount()), 80'000'00);
  EXPECT_EQ(IsoDate(grant.award_date()), "2016-07-15");
  EXPECT_EQ(IsoDate(grant.eligible_end_date()), "2019-05-31");
}

TEST(ApplyAward, LosesTheGrantWithTheApplication) {
  for (const auto state : {Application::STATE_WITHDRAWN, Application::STATE_REJECTED}) {
    v1::Grant grant;
    Application application = Awarded();
    ASSERT_TRUE(ApplyAward(application, kAward(), &grant));
    application.set_state(state);
    *application.mutable_state_date() = On("2017-03-01");
    ASSERT_TRUE(ApplyAward(application, kWithdraw(), &grant));
    EXPECT_EQ(IsoDate(grant.lost_date()), "2017-03-01");
    // What was awarded stays on record.
    EXPECT_EQ(Minor(grant.awarded_amount()), 80'000'00);
  }
}

TEST(ApplyAward, HasNothingToSayBeforeAnAwardOrAfterTheEnd) {
  for (int i = 0; i < Application::State_descriptor()->value_count(); ++i) {
    const auto state = static_cast<Application::State>(i);
    const bool awarded = state == Application::STATE_AWARDED ||
                         state == Application::STATE_AWARDED_CONDITIONALLY ||
                         state == Application::STATE_AGREED;
    Application application = Awarded();
    application.set_state(state);
    v1::Grant grant;
    EXPECT_EQ(ApplyAward(application, kAward(), &grant), awarded) << Application::State_Name(state);
    EXPECT_EQ(grant.ByteSizeLong() > 0, awarded) << Application::State_Name(state);
  }
}

}  // namespace
}  // namespace cofi::budgets
