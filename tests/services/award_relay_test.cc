// What an application makes of its grant.
#include "services/budgets/award_relay.h"

#include <gtest/gtest.h>

#include "base/dated_facts.h"
#include "base/states.h"
#include "cofi/applications/v1/agreements.pb.h"
#include "cofi/applications/v1/application_verbs.pb.h"
#include "cofi/applications/v1/undo.pb.h"
#include "services/rpc/verb.h"
#include "tests/services/facts.h"

namespace cofi::budgets {
namespace {

using applications::v1::Agreement;
using applications::v1::Application;

constexpr auto kAward = &rpc::VerbOf<applications::v1::AwardApplicationRequest>;
constexpr auto kSign = &rpc::VerbOf<applications::v1::SignApplicationAgreementRequest>;
constexpr auto kEdit = &rpc::VerbOf<applications::v1::UpdateApplicationRequest>;
constexpr auto kWithdraw = &rpc::VerbOf<applications::v1::WithdrawApplicationRequest>;
constexpr auto kClose = &rpc::VerbOf<applications::v1::CloseApplicationRequest>;
constexpr auto kReopen = &rpc::VerbOf<applications::v1::ReopenApplicationRequest>;
constexpr auto kUndo = &rpc::VerbOf<applications::v1::UndoApplicationRequest>;

// Whether the grant is to be stored, on a day after all that is told here.
bool Apply(const Application& application, absl::string_view verb, v1::Grant* grant) {
  return ApplyAward(application, verb, DayOn("2030-01-01"), grant) == Followed::kStore;
}

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
  ASSERT_TRUE(Apply(Awarded(), kAward(), &grant));
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
  ASSERT_TRUE(Apply(application, kAward(), &grant));
  EXPECT_EQ(Minor(grant.awarded_amount()), 80'000'00);
}

// Since when, and until when.
TEST(ApplyAward, SaysWhetherItHangsOnConditions) {
  Application application = Awarded();
  Enter(&application, Application::STATE_AWARDED_CONDITIONALLY, "AWARD_CONDITIONALLY",
        On("2016-07-15"), "a second funder");
  v1::Grant grant;
  ASSERT_TRUE(Apply(application, kAward(), &grant));
  EXPECT_TRUE(grant.conditional());
  Enter(&application, Application::STATE_AWARDED, "AWARD", On("2016-09-01"), "");
  ASSERT_TRUE(Apply(application, kAward(), &grant));
  EXPECT_FALSE(grant.conditional());
  FactsOn(DayOn("2016-08-31"), &grant);
  EXPECT_TRUE(grant.conditional());
}

// What was awarded first stays true of the days before.
TEST(ApplyAward, TakesAnotherAmountFromItsDayOn) {
  v1::Grant grant;
  Application application = Awarded();
  ASSERT_TRUE(Apply(application, kAward(), &grant));
  Application more = application;
  *more.mutable_awarded_amount() = Eur("85000");
  ASSERT_TRUE(ChangeFacts(application, {"awarded_amount"}, {.effective_date = On("2017-01-01")},
                          DayOn("2030-01-01"), &more)
                  .ok());
  ASSERT_TRUE(Apply(more, kAward(), &grant));
  EXPECT_EQ(Minor(grant.awarded_amount()), 85'000'00);
  EXPECT_EQ(IsoDate(grant.award_date()), "2016-07-15");
  FactsOn(DayOn("2016-12-31"), &grant);
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
  ASSERT_TRUE(Apply(Awarded(), kAward(), &grant));
  EXPECT_FALSE(grant.has_eligible_start_date());
  ASSERT_TRUE(Apply(Agreed(), kSign(), &grant));
  EXPECT_EQ(IsoDate(grant.eligible_start_date()), "2017-06-01");
  EXPECT_EQ(IsoDate(grant.eligible_end_date()), "2019-05-31");
}

TEST(ApplyAward, KeepsWhatTheOfficerSet) {
  v1::Grant grant;
  ASSERT_TRUE(Apply(Awarded(), kAward(), &grant));
  grant.set_display_name("FdF");
  grant.add_eligible_accounts("62");
  *grant.mutable_ceiling() = Eur("70000");
  ASSERT_TRUE(Apply(Awarded(), kAward(), &grant));
  EXPECT_EQ(grant.display_name(), "FdF");
  EXPECT_EQ(grant.eligible_accounts_size(), 1);
  EXPECT_EQ(Minor(grant.ceiling()), 70'000'00);
}

// The agreement is about the period: an amendment of the award is not undone by it.
TEST(ApplyAward, KeepsAnAmendedAwardWhenTheAgreementIsSigned) {
  v1::Grant grant;
  ASSERT_TRUE(Apply(Awarded(), kAward(), &grant));
  *grant.mutable_awarded_amount() = Eur("90000");
  *grant.mutable_award_date() = On("2016-09-01");
  ASSERT_TRUE(Apply(Agreed(), kSign(), &grant));
  EXPECT_EQ(Minor(grant.awarded_amount()), 90'000'00);
  EXPECT_EQ(IsoDate(grant.award_date()), "2016-09-01");
}

TEST(ApplyAward, HasNothingToSayWhenTheApplicationIsEdited) {
  for (const Application& application : {Awarded(), Agreed()}) {
    v1::Grant grant;
    EXPECT_FALSE(Apply(application, kEdit(), &grant));
    EXPECT_EQ(grant.ByteSizeLong(), 0);
  }
}

// The grant may have been deleted, as long as it had no money.
TEST(ApplyAward, MakesTheGrantWithTheAgreementIfItIsMissing) {
  v1::Grant grant;
  ASSERT_TRUE(Apply(Agreed(), kSign(), &grant));
  EXPECT_EQ(grant.name(), "projects/p/grants/fdf");
  EXPECT_EQ(Minor(grant.awarded_amount()), 80'000'00);
  EXPECT_EQ(IsoDate(grant.award_date()), "2016-07-15");
  EXPECT_EQ(IsoDate(grant.eligible_end_date()), "2019-05-31");
}

TEST(ApplyAward, LosesTheGrantWithTheApplication) {
  for (const auto state : {Application::STATE_WITHDRAWN, Application::STATE_REJECTED}) {
    v1::Grant grant;
    Application application = Awarded();
    ASSERT_TRUE(Apply(application, kAward(), &grant));
    application.set_state(state);
    *application.mutable_state_date() = On("2017-03-01");
    ASSERT_TRUE(Apply(application, kWithdraw(), &grant));
    EXPECT_EQ(IsoDate(grant.lost_date()), "2017-03-01");
    // What was awarded stays on record.
    EXPECT_EQ(Minor(grant.awarded_amount()), 80'000'00);
  }
}

// And makes none that is closed from the beginning.
TEST(ApplyAward, ClosesTheGrantWithTheApplication) {
  Application application = Agreed();
  v1::Grant grant;
  ASSERT_TRUE(Apply(application, kSign(), &grant));
  EXPECT_FALSE(grant.has_close_date());
  application.set_state(Application::STATE_CLOSED);
  *application.mutable_state_date() = On("2019-12-31");
  ASSERT_TRUE(Apply(application, kClose(), &grant));
  EXPECT_EQ(IsoDate(grant.close_date()), "2019-12-31");
  EXPECT_EQ(Minor(grant.awarded_amount()), 80'000'00);
  v1::Grant none;
  EXPECT_FALSE(Apply(application, kClose(), &none));
  EXPECT_EQ(none.ByteSizeLong(), 0);

  application.set_state(Application::STATE_AGREED);
  ASSERT_TRUE(Apply(application, kReopen(), &grant));
  EXPECT_FALSE(grant.has_close_date());
}

TEST(ApplyAward, LeavesWhatWasReceivedOfASettledGrant) {
  Application application = Agreed();
  v1::Grant grant;
  ASSERT_TRUE(Apply(application, kSign(), &grant));
  Application settled = application;
  settled.set_state(Application::STATE_CLOSED);
  *settled.mutable_state_date() = On("2019-12-31");
  *settled.mutable_awarded_amount() = Eur("40000");
  ASSERT_TRUE(ChangeFacts(application, {"awarded_amount"}, {.effective_date = On("2019-12-31")},
                          DayOn("2030-01-01"), &settled)
                  .ok());
  ASSERT_TRUE(Apply(settled, kClose(), &grant));
  EXPECT_EQ(Minor(grant.awarded_amount()), 40'000'00);
  FactsOn(DayOn("2019-12-30"), &grant);
  EXPECT_EQ(Minor(grant.awarded_amount()), 80'000'00);
}

// An award that was a slip, and the loss of one.
TEST(ApplyAward, IsUndoneWithTheApplication) {
  Application application = Awarded();
  v1::Grant grant;
  ASSERT_TRUE(Apply(application, kAward(), &grant));
  Application lost = application;
  lost.set_state(Application::STATE_WITHDRAWN);
  *lost.mutable_state_date() = On("2017-03-01");
  ASSERT_TRUE(Apply(lost, kWithdraw(), &grant));
  ASSERT_TRUE(grant.has_lost_date());
  ASSERT_TRUE(Apply(application, kUndo(), &grant));
  EXPECT_FALSE(grant.has_lost_date());

  application.set_state(Application::STATE_SUBMITTED);
  EXPECT_EQ(ApplyAward(application, kUndo(), DayOn("2030-01-01"), &grant), Followed::kUndo);
  v1::Grant none;
  EXPECT_EQ(ApplyAward(application, kUndo(), DayOn("2030-01-01"), &none), Followed::kNothing);
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
    EXPECT_EQ(Apply(application, kAward(), &grant), awarded) << Application::State_Name(state);
    EXPECT_EQ(grant.ByteSizeLong() > 0, awarded) << Application::State_Name(state);
  }
}

// Those of earlier days and of days to come too.
TEST(ApplyAgreement, GivesTheGrantItsTerms) {
  const auto agreement = FromText<Agreement>(R"pb(
    name: "projects/p/applications/fdf/agreements/convention"
    eligible_start_date { year: 2017 month: 6 day: 1 }
    eligible_end_date { year: 2019 month: 5 day: 31 }
    eligible_accounts: "62"
    ceiling { currency_code: "EUR" units: 70000 }
  )pb");
  Agreement amended = agreement;
  *amended.mutable_eligible_end_date() = On("2019-12-31");
  ASSERT_TRUE(ChangeFacts(agreement, {"eligible_end_date"}, {.effective_date = On("2018-09-01")},
                          DayOn("2018-03-23"), &amended)
                  .ok());
  v1::Grant grant;
  ASSERT_TRUE(Apply(Awarded(), kAward(), &grant));
  ApplyAgreement(amended, DayOn("2018-03-23"), &grant);
  EXPECT_EQ(IsoDate(grant.eligible_start_date()), "2017-06-01");
  EXPECT_EQ(IsoDate(grant.eligible_end_date()), "2019-05-31");
  EXPECT_EQ(grant.eligible_accounts(0), "62");
  EXPECT_EQ(Minor(grant.ceiling()), 70'000'00);
  EXPECT_EQ(Minor(grant.awarded_amount()), 80'000'00);
  FactsOn(DayOn("2018-09-01"), &grant);
  EXPECT_EQ(IsoDate(grant.eligible_end_date()), "2019-12-31");
}

// And those of before are gone, whatever was received of them.
TEST(ApplyAgreement, PromisesItsPayments) {
  const auto agreement = FromText<Agreement>(R"pb(
    name: "projects/p/applications/fdf/agreements/convention"
    signature_date { year: 2017 month: 5 day: 2 }
    payments { kind: KIND_ADVANCE share_basis_points: 5000 condition: "À la signature" }
    payments {
      kind: KIND_BALANCE
      amount { currency_code: "EUR" units: 40000 }
      expected_date { year: 2019 month: 9 day: 30 }
      obligation: "projects/p/applications/fdf/obligations/bilan"
    }
  )pb");
  v1::Grant grant;
  ASSERT_TRUE(Apply(Awarded(), kAward(), &grant));
  grant.add_payments();
  ApplyAgreement(agreement, DayOn("2018-03-23"), &grant);
  ASSERT_EQ(grant.payments_size(), 2);
  EXPECT_EQ(grant.payments(0).kind(), v1::Receipt::KIND_ADVANCE);
  EXPECT_EQ(grant.payments(0).share_basis_points(), 5'000);
  EXPECT_FALSE(grant.payments(0).has_amount());
  EXPECT_EQ(IsoDate(grant.payments(0).agreed_date()), "2017-05-02");
  EXPECT_EQ(grant.payments(1).kind(), v1::Receipt::KIND_BALANCE);
  EXPECT_EQ(Minor(grant.payments(1).amount()), 40'000'00);
  EXPECT_EQ(IsoDate(grant.payments(1).expected_date()), "2019-09-30");
  Agreement gone;
  gone.set_name(agreement.name());
  ApplyAgreement(gone, DayOn("2018-03-23"), &grant);
  EXPECT_EQ(grant.payments_size(), 0);
}

}  // namespace
}  // namespace cofi::budgets
