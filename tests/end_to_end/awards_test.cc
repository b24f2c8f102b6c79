// An award becomes a grant by itself, and a grant makes the project ready: across
// services, once, and after any outage.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/fields.h"
#include "base/identifiers.h"
#include "base/refusal.h"
#include "clients/peer.h"
#include "cofi/applications/v1/agreements.pb.h"
#include "cofi/projects/internal/v1/funding.pb.h"
#include "cofi/reporting/v1/reports.pb.h"
#include "tests/installations/installation.h"
#include "tests/installations/process.h"
#include "tests/installations/project.h"
#include "tests/services/facts.h"

namespace cofi::end_to_end {
namespace {

using applications::v1::Application;

class Awards : public ::testing::TestWithParam<Shape> {
 protected:
  // Its own servers: these tests stop some of them.
  Awards() : cofi_(GetParam()), project_(cofi_, "p") {}
  ~Awards() override {
    EXPECT_TRUE(cofi_.books().AwaitRelays());
    EXPECT_EQ(cofi_.books().Discrepancies(), "");
  }

  // `ville 16000.00 from 2018-02-01`, each grant of the project.
  std::string Grants() {
    EXPECT_TRUE(cofi_.books().AwaitRelays());
    budgets::v1::ListGrantsRequest request;
    request.set_parent(project_.name());
    const auto response = cofi_.Ask<budgets::v1::ListGrantsResponse>(request);
    return absl::StrJoin(response.grants(), ", ", [](std::string* out, const auto& grant) {
      absl::StrAppend(out, grant.name().substr(grant.name().rfind('/') + 1), " ",
                      DecimalFromMinor(Minor(grant.awarded_amount())), " from ",
                      IsoDate(grant.award_date()),
                      grant.has_lost_date() ? " lost " + IsoDate(grant.lost_date()) : "");
    });
  }

  // `met since 2018-02-01`, as the funding plan judges the start condition.
  std::string Verdict(const std::string& as_of = "") {
    EXPECT_TRUE(cofi_.books().AwaitRelays());
    reporting::v1::GetFundingPlanRequest request;
    request.set_parent(project_.name());
    if (!as_of.empty()) *request.mutable_as_of_date() = On(as_of);
    const auto verdict = cofi_.Ask<reporting::v1::FundingPlan>(request).start_condition();
    return verdict.met() ? "met since " + IsoDate(verdict.since_date()) : "not met";
  }

  // How often a grant was written down.
  std::string EntriesOf(const std::string& grant) {
    return cofi_.books().Value("budgets",
                               "SELECT CAST(COUNT(*) AS TEXT) FROM journal WHERE name = '" +
                                   project_.Name("grants", grant) + "'");
  }

  void Award(const std::string& amount, const std::string& date) {
    cofi_.Ask<Application>(project_.Award("aide", amount, date));
  }

  applications::v1::WithdrawApplicationRequest Withdrawal(const std::string& date) {
    applications::v1::WithdrawApplicationRequest request;
    request.set_name(project_.Name("applications", "aide"));
    *request.mutable_effective_date() = On(date);
    return request;
  }

  applications::v1::SignApplicationAgreementRequest Agreement() {
    applications::v1::SignApplicationAgreementRequest request;
    request.set_name(project_.Name("applications", "aide"));
    *request.mutable_effective_date() = On("2018-02-20");
    *request.mutable_eligible_start_date() = On("2018-03-01");
    *request.mutable_eligible_end_date() = On("2019-02-28");
    return request;
  }

  Installation cofi_;
  const Project project_;
};
COFI_IN_ALL_SHAPES(Awards);

TEST_P(Awards, BecomeGrantsByThemselves) {
  project_.Apply("aide", "20000");
  EXPECT_EQ(Grants(), "");
  Award("15999.99", "2018-02-01");
  EXPECT_EQ(Grants(), "aide 15999.99 from 2018-02-01");
  EXPECT_EQ(project_.GrantFigures("aide"),
            "awarded 15999.99, spent 0.00, received 0.00, remaining 15999.99");
  // A cent below 80 %.
  EXPECT_EQ(project_.State(), "FINANCING");
}

TEST_P(Awards, MakeTheProjectReadySinceTheDayOfTheAward) {
  project_.Apply("aide", "16000");
  Award("16000", "2018-02-01");
  EXPECT_TRUE(project_.Becomes("READY"));
  EXPECT_EQ(project_.State("2018-01-31"), "FINANCING");
  EXPECT_EQ(project_.State("2018-02-01"), "READY");
}

// What was read before another change, and is told after it.
TEST_P(Awards, AnOlderPictureOfTheFundingChangesNothing) {
  project_.Apply("aide", "16000");
  Award("16000", "2018-02-01");
  EXPECT_TRUE(project_.Becomes("READY"));
  EXPECT_TRUE(cofi_.books().AwaitRelays());
  projects::internal::v1::ReportFundingRequest late;
  late.set_name(project_.name());
  late.set_request_id(NewRequestId());
  late.mutable_funding();
  late.set_journal_sequence(1);
  cofi_.Ask<projects::internal::v1::ReportFundingResponse>(late);
  EXPECT_EQ(project_.State(), "READY");
}

// Whoever can reach `projects` can tell it what he likes; but not without being found out.
TEST_P(Awards, APictureThatTheBudgetsDoNotHaveIsFound) {
  project_.Apply("aide", "200");
  Award("100", "2018-02-01");
  ASSERT_TRUE(cofi_.books().AwaitRelays());
  EXPECT_TRUE(cofi_.Verify("budgets").sound());
  projects::internal::v1::ReportFundingRequest forged;
  forged.set_name(project_.name());
  forged.set_request_id(NewRequestId());
  forged.set_journal_sequence(1'000'000);
  *forged.mutable_funding()->mutable_planned_expenses() = Eur("1");
  *forged.mutable_funding()->mutable_adoption_date() = On("2018-01-01");
  projects::v1::Award& award = *forged.mutable_funding()->add_awards();
  *award.mutable_amount() = Eur("1000");
  *award.mutable_award_date() = On("2018-01-02");
  cofi_.Ask<projects::internal::v1::ReportFundingResponse>(forged);
  EXPECT_EQ(project_.State(), "READY");
  const journal::v1::Verdict verdict = cofi_.Verify("budgets");
  EXPECT_FALSE(verdict.sound());
  EXPECT_EQ(verdict.finding().reason(), type::v1::REASON_RULE_BROKEN);
  EXPECT_EQ(verdict.finding().name(), project_.name());
  EXPECT_EQ(verdict.finding().what(), "funding");
  EXPECT_EQ(verdict.finding().found(), "1.00 2018-01-01,  1000.00 2018-01-02");
  EXPECT_THAT(verdict.finding().expected(), ::testing::HasSubstr(", aide 100.00 2018-02-01"));
  // The next change of a grant tells the truth, whatever place the other claimed.
  Award("200", "2018-02-01");
  ASSERT_TRUE(cofi_.books().AwaitRelays());
  EXPECT_EQ(project_.State(), "FINANCING");
  EXPECT_TRUE(cofi_.Verify("budgets").sound());
}

TEST_P(Awards, APictureThatNobodyCanHaveIsRefused) {
  const auto refused =
      [&](const std::function<void(projects::internal::v1::ReportFundingRequest*)>& change) {
        projects::internal::v1::ReportFundingRequest request;
        request.set_name(project_.name());
        request.set_request_id(NewRequestId());
        *request.mutable_funding()->mutable_adoption_date() = On("2018-01-01");
        projects::v1::Award& award = *request.mutable_funding()->add_awards();
        *award.mutable_amount() = Eur("1000");
        *award.mutable_award_date() = On("2018-01-02");
        change(&request);
        projects::internal::v1::ReportFundingResponse response;
        return cofi_.Call(request, &response).error_message();
      };
  using ::testing::HasSubstr;
  EXPECT_THAT(refused([](auto* request) {
                *request->mutable_funding()->mutable_planned_expenses() = Eur("-1");
              }),
              HasSubstr("funding.planned_expenses"));
  EXPECT_THAT(
      refused([](auto* request) {
        request->mutable_funding()->mutable_awards(0)->mutable_amount()->set_currency_code("CHF");
      }),
      HasSubstr("funding.awards[0].amount"));
  EXPECT_THAT(refused([](auto* request) {
                request->mutable_funding()->mutable_awards(0)->set_application("aide");
              }),
              HasSubstr("funding.awards[0].application"));
  EXPECT_THAT(refused([](auto* request) { request->set_journal_sequence(-1); }),
              HasSubstr("journal_sequence"));
  EXPECT_THAT(refused([](auto* request) { request->set_journal_sequence(int64_t{1} << 62); }),
              HasSubstr("journal_sequence"));
  EXPECT_THAT(refused([](auto* request) { request->set_replaced_sequence(int64_t{1} << 62); }),
              HasSubstr("replaced_sequence"));
  // What a grant can pay may become less.
  ASSERT_TRUE(cofi_.books().AwaitRelays());
  EXPECT_EQ(refused([](auto* request) {
              *request->mutable_funding()->mutable_awards(0)->mutable_amount() = Eur("-1000");
            }),
            "");
}

TEST_P(Awards, BecomeOneGrantEachAlsoAfterARestart) {
  project_.Apply("aide", "16000");
  Award("16000", "2018-02-01");
  EXPECT_EQ(Grants(), "aide 16000.00 from 2018-02-01");
  for (int i = 0; i < 2; ++i) {
    cofi_.Stop("budgets");
    cofi_.Start("budgets");
    // The relay is at work again: it sees what comes next.
    project_.Apply("other" + std::to_string(i), "100");
    cofi_.Ask<Application>(project_.Award("other" + std::to_string(i), "100", "2018-03-01"));
  }
  EXPECT_EQ(Grants(),
            "aide 16000.00 from 2018-02-01, other0 100.00 from 2018-03-01,"
            " other1 100.00 from 2018-03-01");
  EXPECT_EQ(EntriesOf("aide"), "1");
}

TEST_P(Awards, GiveTheirGrantTheEligiblePeriodOfTheAgreement) {
  project_.Apply("aide", "16000");
  Award("16000", "2018-02-01");
  cofi_.Ask<Application>(Agreement());
  ASSERT_TRUE(cofi_.books().AwaitRelays());
  budgets::v1::GetGrantRequest request;
  request.set_name(project_.Name("grants", "aide"));
  const auto grant = cofi_.Ask<budgets::v1::Grant>(request);
  EXPECT_EQ(IsoDate(grant.eligible_start_date()), "2018-03-01");
  EXPECT_EQ(IsoDate(grant.eligible_end_date()), "2019-02-28");
  EXPECT_EQ(EntriesOf("aide"), "2");
}

// What was amended stays, whatever is written beside the application.
TEST_P(Awards, AreNotTakenBackToTheirFirstTermsByANote) {
  project_.Apply("aide", "16000");
  Award("16000", "2018-02-01");
  cofi_.Ask<Application>(Agreement());
  ASSERT_TRUE(cofi_.books().AwaitRelays());
  applications::v1::AmendAgreementRequest amend;
  amend.set_name(project_.Name("applications", "aide/agreements/convention"));
  amend.set_reference("avenant n° 1");
  *amend.mutable_effective_date() = On("2018-09-01");
  *amend.mutable_awarded_amount() = Eur("15000");
  *amend.mutable_eligible_end_date() = On("2019-12-31");
  cofi_.Ask<applications::v1::Agreement>(amend);
  applications::v1::UpdateApplicationRequest note;
  note.mutable_application()->set_name(project_.Name("applications", "aide"));
  note.mutable_application()->set_note("extended by letter");
  cofi_.Ask<Application>(note);
  EXPECT_EQ(Grants(), "aide 15000.00 from 2018-02-01");
  project_.Spend("late", {.amount = "100", .date = "2019-12-31", .shares = {{"aide", "100"}}});
}

// Each is changed where it is said, and there only.
TEST_P(Awards, AreNotChangedInTheirGrant) {
  project_.Apply("aide", "16000");
  Award("16000", "2018-02-01");
  ASSERT_TRUE(cofi_.books().AwaitRelays());
  const auto refused = [&](const std::string& text) {
    auto request = FromText<budgets::v1::UpdateGrantRequest>("grant { " + text + " }");
    request.mutable_grant()->set_name(project_.Name("grants", "aide"));
    budgets::v1::Grant grant;
    const grpc::Status status = cofi_.Call(request, &grant);
    return status.ok() ? "" : ReasonName(ReasonOf(clients::FromPeer("budgets", status)));
  };
  for (const char* term : {
           "awarded_amount { currency_code: 'EUR' units: 15000 }",
           "award_date { year: 2018 month: 2 day: 2 }",
           "eligible_start_date { year: 2018 month: 3 day: 1 }",
           "eligible_end_date { year: 2019 month: 12 day: 31 }",
           "eligible_accounts: '62'",
           "rate { basis_points: 2632 base: BASE_ELIGIBLE_COST }",
           "ceiling { currency_code: 'EUR' units: 15000 }",
       }) {
    EXPECT_EQ(refused(term), "FOLLOWS_ANOTHER") << term;
  }
  EXPECT_EQ(refused("awarded_amount { currency_code: 'EUR' units: 16000 }"), "") << "as it is";
  EXPECT_EQ(refused("display_name: 'Aide de la Ville'"), "");
  EXPECT_EQ(Grants(), "aide 16000.00 from 2018-02-01");
}

// Somebody has made a grant that happens to have the application's identifier.
TEST_P(Awards, LeaveTheGrantOfAnotherAlone) {
  auto own = project_.Grant("aide", {.amount = "700"});
  own.mutable_grant()->set_display_name("A gift");
  cofi_.Ask<budgets::v1::Grant>(own);
  project_.Apply("aide", "16000");
  Award("16000", "2018-02-01");
  EXPECT_EQ(Grants(), "aide 700.00 from 2018-01-15, aide-2 16000.00 from 2018-02-01");
  EXPECT_TRUE(project_.Becomes("READY"));
  EXPECT_EQ(Verdict(), "met since 2018-02-01");
  // What follows finds it again.
  cofi_.Ask<Application>(Agreement());
  EXPECT_EQ(Grants(), "aide 700.00 from 2018-01-15, aide-2 16000.00 from 2018-02-01");
  budgets::v1::GetGrantRequest request;
  request.set_name(project_.Name("grants", "aide-2"));
  EXPECT_EQ(IsoDate(cofi_.Ask<budgets::v1::Grant>(request).eligible_end_date()), "2019-02-28");
  request.set_name(project_.Name("grants", "aide"));
  EXPECT_FALSE(cofi_.Ask<budgets::v1::Grant>(request).has_eligible_end_date());
  EXPECT_EQ(EntriesOf("aide"), "1");
}

// That of a grant that was deleted is not free either: others kept it.
TEST_P(Awards, TakeNoIdentifierASecondTime) {
  cofi_.Ask<budgets::v1::Grant>(project_.Grant("aide", {.amount = "700"}));
  cofi_.Ask<budgets::v1::Grant>(project_.Grant("aide-2", {.amount = "800"}));
  budgets::v1::DeleteGrantRequest remove;
  remove.set_name(project_.Name("grants", "aide"));
  cofi_.Ask<google::protobuf::Empty>(remove);
  project_.Apply("aide", "16000");
  Award("16000", "2018-02-01");
  EXPECT_EQ(Grants(), "aide-2 800.00 from 2018-01-15, aide-3 16000.00 from 2018-02-01");
  cofi_.Ask<Application>(Withdrawal("2018-03-01"));
  EXPECT_EQ(Grants(), "aide-2 800.00 from 2018-01-15, aide-3 0.00 from 2018-02-01 lost 2018-03-01");
}

// It is a fact, so it is taken; and said.
TEST_P(Awards, BelowWhatIsSpentAndReceivedSayByHowMuch) {
  project_.Apply("aide", "10000");
  auto conditional = project_.Award("aide", "10000", "2018-02-01");
  conditional.set_conditions("with a second funder");
  cofi_.Ask<Application>(conditional);
  ASSERT_TRUE(cofi_.books().AwaitRelays());
  project_.Spend("e", {.amount = "9000", .shares = {{"aide", "9000"}}});
  cofi_.Ask<budgets::v1::Receipt>(project_.Receipt("r", "aide", "8500"));
  Award("8000", "2018-06-01");
  ASSERT_TRUE(cofi_.books().AwaitRelays());
  EXPECT_EQ(project_.GrantFigures("aide"),
            "awarded 8000.00, spent 9000.00, received 8500.00, remaining 0.00");
  budgets::v1::GetGrantRequest request;
  request.set_name(project_.Name("grants", "aide"));
  const auto grant = cofi_.Ask<budgets::v1::Grant>(request);
  EXPECT_EQ(Minor(grant.overspent_amount()), 1'000'00);
  EXPECT_EQ(Minor(grant.overpaid_amount()), 500'00);
  EXPECT_TRUE(cofi_.Verify("budgets").sound());

  budgets::v1::Expense expense;
  EXPECT_EQ(
      cofi_
          .Call(project_.Expense("more", {.amount = "1", .line = "64", .shares = {{"aide", "1"}}}),
                &expense)
          .error_message(),
      "Aide aide: €0.00 left, €1.00 asked");
  budgets::v1::Receipt receipt;
  EXPECT_EQ(cofi_.Call(project_.Receipt("s", "aide", "1"), &receipt).error_message(),
            "Aide aide: €0.00 left, €1.00 asked");
  // Nor is anything else of it in the way of that.
  budgets::v1::UpdateGrantRequest title;
  title.mutable_grant()->set_name(grant.name());
  title.mutable_grant()->set_display_name("Aide, en moins");
  cofi_.Ask<budgets::v1::Grant>(title);
}

// A grant counts with what it can pay.
TEST_P(Awards, CountUpToTheirCeiling) {
  project_.Apply("aide", "16000");
  Award("16000", "2018-02-01");
  ASSERT_TRUE(project_.Becomes("READY"));
  auto capped = Agreement();
  *capped.mutable_ceiling() = Eur("15999.99");
  cofi_.Ask<Application>(capped);
  EXPECT_TRUE(project_.Becomes("FINANCING"));
}

TEST_P(Awards, AreLostWhenTheApplicationIsWithdrawn) {
  project_.Apply("aide", "16000");
  Award("16000", "2018-02-01");
  ASSERT_TRUE(project_.Becomes("READY"));
  cofi_.Ask<Application>(Withdrawal("2018-03-01"));
  EXPECT_TRUE(project_.Becomes("FINANCING"));
  EXPECT_EQ(Grants(), "aide 0.00 from 2018-02-01 lost 2018-03-01");
  EXPECT_EQ(project_.GrantFigures("aide"),
            "awarded 0.00, spent 0.00, received 0.00, remaining 0.00");
  // What was known of it before stays true.
  EXPECT_EQ(project_.GrantFigures("aide", "2018-02-28"),
            "awarded 16000.00, spent 0.00, received 0.00, remaining 16000.00");
  EXPECT_EQ(project_.State("2018-02-28"), "READY");
}

TEST_P(Awards, AreJudgedAlikeInTheProjectAndInItsFundingPlan) {
  projects::v1::UpdateProjectRequest by_name;
  by_name.mutable_project()->set_name(project_.name());
  by_name.mutable_project()->mutable_start_condition()->add_awarded_applications(
      project_.Name("applications", "aide"));
  project_.Apply("aide", "16000");
  cofi_.Ask<projects::v1::Project>(by_name);
  Award("16000", "2018-02-01");
  ASSERT_TRUE(project_.Becomes("READY"));
  EXPECT_EQ(Verdict(), "met since 2018-02-01");
  EXPECT_EQ(Verdict("2018-01-31"), "not met");
  cofi_.Ask<Application>(Withdrawal("2018-03-01"));
  ASSERT_TRUE(project_.Becomes("FINANCING"));
  EXPECT_EQ(Verdict(), "not met");
  EXPECT_EQ(Verdict("2018-02-28"), "met since 2018-02-01");
}

TEST_P(Awards, ThatAreLostPayNothingAnyMore) {
  project_.Apply("aide", "16000");
  Award("16000", "2018-02-01");
  ASSERT_TRUE(cofi_.books().AwaitRelays());
  project_.Spend("before", {.amount = "100", .shares = {{"aide", "100"}}});
  cofi_.Ask<Application>(Withdrawal("2018-03-01"));
  ASSERT_TRUE(cofi_.books().AwaitRelays());
  budgets::v1::Expense expense;
  const grpc::Status status = cofi_.Call(
      project_.Expense("after", {.amount = "100", .shares = {{"aide", "100"}}}), &expense);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(status.error_message(), "Aide aide: €0.00 left, €100.00 asked");
}

TEST_P(Awards, ThatRunKeepRunning) {
  project_.Apply("aide", "16000");
  Award("16000", "2018-02-01");
  ASSERT_TRUE(project_.Becomes("READY"));
  projects::v1::StartProjectRequest start;
  start.set_name(project_.name());
  *start.mutable_effective_date() = On("2018-02-15");
  cofi_.Ask<projects::v1::Project>(start);
  cofi_.Ask<Application>(Withdrawal("2018-03-01"));
  EXPECT_EQ(Grants(), "aide 0.00 from 2018-02-01 lost 2018-03-01");
  EXPECT_EQ(project_.State(), "RUNNING");
}

// Only where the services can be apart.
class Outage : public Awards {};
INSTANTIATE_TEST_SUITE_P(In, Outage, ::testing::Values(Shape::kFourServers), &NameOf);

TEST_P(Outage, OfTheBudgetsDelaysAnAwardAndLosesNone) {
  project_.Apply("aide", "16000");
  cofi_.Stop("budgets");
  Award("16000", "2018-02-01");
  cofi_.Ask<Application>(Agreement());
  cofi_.Start("budgets");
  EXPECT_EQ(Grants(), "aide 16000.00 from 2018-02-01");
  EXPECT_TRUE(project_.Becomes("READY"));
}

TEST_P(Outage, OfTheProjectsDelaysWhatTheyAreTold) {
  project_.Apply("aide", "16000");
  ASSERT_TRUE(cofi_.books().AwaitRelays());
  cofi_.Stop("projects");
  Award("16000", "2018-02-01");
  EXPECT_TRUE(Eventually([&] { return EntriesOf("aide") == "1"; }));
  cofi_.Start("projects");
  EXPECT_TRUE(project_.Becomes("READY"));
}

TEST_P(Outage, OfTheApplicationsIsFollowedByAllThatCameLater) {
  project_.Apply("aide", "16000");
  cofi_.Stop("applications");
  cofi_.Start("applications");
  Award("16000", "2018-02-01");
  EXPECT_EQ(Grants(), "aide 16000.00 from 2018-02-01");
}

}  // namespace
}  // namespace cofi::end_to_end
