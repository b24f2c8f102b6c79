// Awards and agreements that change from a day on: the days before stay what they were, in every
// service and report, and those after follow by themselves.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/fields.h"
#include "base/identifiers.h"
#include "cofi/applications/v1/agreements.pb.h"
#include "cofi/applications/v1/obligations.pb.h"
#include "cofi/reporting/v1/reports.pb.h"
#include "tests/installations/everything.h"
#include "tests/installations/installation.h"
#include "tests/installations/process.h"
#include "tests/installations/project.h"
#include "tests/installations/refusals.h"
#include "tests/services/facts.h"

namespace cofi::end_to_end {
namespace {

namespace apps = applications::v1;
using apps::Agreement;
using apps::Application;
using apps::Obligation;
using ::testing::AllOf;
using ::testing::HasSubstr;

std::string Decimal(const Money& money) { return DecimalFromMinor(Minor(money)); }

// Each test has a project of its own, with one application: `aide`.
class Amendments : public EndToEnd {
 protected:
  Amendments() : project_(cofi(), "m-" + NewUuid().substr(0, 8)) {}

  std::string Name(const std::string& below = "") const {
    return project_.Name("applications", "aide") + below;
  }

  // Awarded on 2018-02-01, and signed on 2018-02-20 for 2018-03-01 to 2019-02-28.
  void Agree(const std::string& requested, const std::string& awarded) {
    project_.Apply("aide", requested);
    cofi().Ask<Application>(project_.Award("aide", awarded, "2018-02-01"));
    apps::SignApplicationAgreementRequest sign;
    sign.set_name(Name());
    sign.set_agreement_id("convention");
    *sign.mutable_effective_date() = On("2018-02-20");
    *sign.mutable_eligible_start_date() = On("2018-03-01");
    *sign.mutable_eligible_end_date() = On("2019-02-28");
    cofi().Ask<Application>(sign);
    EXPECT_TRUE(cofi().books().AwaitRelays());
  }

  apps::AmendAgreementRequest Amendment(const std::string& date) {
    apps::AmendAgreementRequest request;
    request.set_name(Name("/agreements/convention"));
    request.set_reference("avenant n° 1");
    *request.mutable_effective_date() = On(date);
    return request;
  }
  void Amend(const apps::AmendAgreementRequest& request) {
    cofi().Ask<Agreement>(request);
    EXPECT_TRUE(cofi().books().AwaitRelays());
  }

  // A report that is due two months after the end of the agreement.
  void Owe() {
    apps::CreateObligationRequest request;
    request.set_parent(Name());
    request.set_obligation_id("bilan");
    request.mutable_obligation()->set_display_name("Bilan");
    request.mutable_obligation()->set_kind(Obligation::KIND_FINANCIAL_REPORT);
    request.mutable_obligation()->mutable_due_rule()->set_anchor(
        apps::DueRule::ANCHOR_AGREEMENT_END);
    request.mutable_obligation()->mutable_due_rule()->set_months(2);
    cofi().Ask<Obligation>(request);
  }

  // So much of the expenses of 20 000 must be secured before the project starts.
  void Require(int basis_points, bool unconditional_only = false) {
    projects::v1::UpdateProjectRequest request;
    request.mutable_project()->set_name(project_.name());
    auto& condition = *request.mutable_project()->mutable_start_condition();
    condition.set_secured_basis_points(basis_points);
    condition.set_unconditional_only(unconditional_only);
    cofi().Ask<projects::v1::Project>(request);
  }

  void MoveTo(const std::string& time_zone) {
    projects::v1::UpdateProjectRequest request;
    request.mutable_project()->set_name(project_.name());
    request.mutable_project()->set_time_zone(time_zone);
    cofi().Ask<projects::v1::Project>(request);
    EXPECT_TRUE(cofi().books().AwaitRelays());
  }

  projects::v1::StartProjectRequest Start(const std::string& date) {
    projects::v1::StartProjectRequest request;
    request.set_name(project_.name());
    *request.mutable_effective_date() = On(date);
    return request;
  }

  // What is there now, or was on a date.
  template <typename Resource, typename Request>
  Resource Get(const std::string& name, const std::string& as_of) {
    Request request;
    request.set_name(name);
    if (!as_of.empty()) *request.mutable_as_of_date() = On(as_of);
    return cofi().Ask<Resource>(request);
  }
  Application ApplicationOn(const std::string& as_of) {
    return Get<Application, apps::GetApplicationRequest>(Name(), as_of);
  }
  budgets::v1::Grant GrantOn(const std::string& as_of) {
    return Get<budgets::v1::Grant, budgets::v1::GetGrantRequest>(project_.Name("grants", "aide"),
                                                                 as_of);
  }
  Agreement AgreementOn(const std::string& as_of) {
    return Get<Agreement, apps::GetAgreementRequest>(Name("/agreements/convention"), as_of);
  }
  Obligation ObligationOn(const std::string& as_of) {
    return Get<Obligation, apps::GetObligationRequest>(Name("/obligations/bilan"), as_of);
  }
  reporting::v1::FundingPlan PlanOn(const std::string& as_of) {
    reporting::v1::GetFundingPlanRequest request;
    request.set_parent(project_.name());
    if (!as_of.empty()) *request.mutable_as_of_date() = On(as_of);
    return cofi().Ask<reporting::v1::FundingPlan>(request);
  }

  // `5000.00 5000.00 5000.00`: as the application, the grant and the funding plan say.
  std::string Awarded(const std::string& as_of = "") {
    return absl::StrCat(Decimal(ApplicationOn(as_of).awarded_amount()), " ",
                        Decimal(GrantOn(as_of).awarded_amount()), " ",
                        Decimal(PlanOn(as_of).funding().secured()));
  }
  // The last eligible day, as the agreement, the application and the grant say; and when the
  // report is due.
  std::string Ends(const std::string& as_of = "") {
    return absl::StrCat(IsoDate(AgreementOn(as_of).eligible_end_date()), " ",
                        IsoDate(ApplicationOn(as_of).agreement_terms().eligible_end_date()), " ",
                        IsoDate(GrantOn(as_of).eligible_end_date()), ", ",
                        IsoDate(ObligationOn(as_of).due_date()));
  }
  // `met since 2018-06-01`: the start condition.
  std::string Verdict(const std::string& as_of = "") {
    const auto verdict = PlanOn(as_of).start_condition();
    return verdict.met() ? "met since " + IsoDate(verdict.since_date()) : "not met";
  }
  // What the portfolio has kept of what is secured.
  std::string Kept() {
    reporting::v1::GetPortfolioRequest request;
    request.set_filter(absl::StrCat("project = \"", project_.name(), "\""));
    const auto portfolio = cofi().Ask<reporting::v1::Portfolio>(request);
    return portfolio.rows_size() == 1 ? Decimal(portfolio.rows(0).secured()) : "no row";
  }

  // The whole of a refusal; `OK` if there was none.
  template <typename Response>
  std::string Answer(const google::protobuf::Message& request) {
    Response response;
    return Said(cofi().Call(request, &response));
  }
  // `FAILED_PRECONDITION CLOSED receipt.grant`
  template <typename Response>
  std::string Refusal(const google::protobuf::Message& request) {
    const std::string said = Answer<Response>(request);
    return said.substr(0, said.find(':'));
  }

  const Project project_;
};
COFI_IN_ALL_SHAPES(Amendments);

TEST_P(Amendments, F1AnAmendedAwardLeavesTheEarlierDaysAndTheStartConditionAlone) {
  Require(4'000);
  Agree("9000", "5000");
  auto more = Amendment("2018-06-01");
  *more.mutable_awarded_amount() = Eur("9000");
  Amend(more);

  EXPECT_EQ(Awarded("2018-05-31"), "5000.00 5000.00 5000.00");
  EXPECT_EQ(Awarded("2018-06-01"), "9000.00 9000.00 9000.00");
  EXPECT_EQ(Awarded(), "9000.00 9000.00 9000.00");
  EXPECT_EQ(Verdict("2018-05-31"), "not met");
  EXPECT_EQ(Verdict(), "met since 2018-06-01");
  ASSERT_TRUE(project_.Becomes("READY"));
  EXPECT_EQ(project_.State("2018-05-31"), "FINANCING");
  EXPECT_EQ(project_.State("2018-06-01"), "READY");

  EXPECT_EQ(Refusal<projects::v1::Project>(Start("2018-05-31")),
            "FAILED_PRECONDITION DATE_OUT_OF_ORDER");
  cofi().Ask<projects::v1::Project>(Start("2018-06-01"));
  EXPECT_EQ(project_.State(), "RUNNING");
}

TEST_P(Amendments, F2AConditionalAwardBecomesFinalWithAnotherAmount) {
  Require(4'000, /*unconditional_only=*/true);
  project_.Apply("aide", "9000");
  auto conditional = project_.Award("aide", "8500", "2018-02-01");
  conditional.set_conditions("with a second funder");
  cofi().Ask<Application>(conditional);
  cofi().Ask<Application>(project_.Award("aide", "8000", "2018-05-01"));
  ASSERT_TRUE(cofi().books().AwaitRelays());

  EXPECT_EQ(Awarded("2018-04-30"), "8500.00 8500.00 8500.00");
  EXPECT_EQ(Awarded("2018-05-01"), "8000.00 8000.00 8000.00");
  EXPECT_EQ(ApplicationOn("2018-04-30").conditions(), "with a second funder");
  EXPECT_EQ(ApplicationOn("").conditions(), "");
  EXPECT_TRUE(GrantOn("2018-04-30").conditional());
  EXPECT_FALSE(GrantOn("2018-05-01").conditional());
  EXPECT_EQ(IsoDate(GrantOn("").award_date()), "2018-02-01") << "secured since then";
  EXPECT_EQ(Decimal(PlanOn("2018-04-30").funding().conditional()), "8500.00");
  EXPECT_EQ(Decimal(PlanOn("").funding().conditional()), "0.00");

  // 8 000 are asked, and what hangs on conditions does not count; unless that is not asked.
  EXPECT_EQ(Verdict("2018-04-30"), "not met");
  EXPECT_EQ(Verdict(), "met since 2018-05-01");
  ASSERT_TRUE(project_.Becomes("READY"));
  EXPECT_EQ(project_.State("2018-04-30"), "FINANCING");
  Require(4'000);
  EXPECT_EQ(Verdict("2018-04-30"), "met since 2018-02-01");
}

TEST_P(Amendments, F3AProlongedAgreementMovesItsGrantAndWhatIsDueByRule) {
  Agree("9000", "9000");
  Owe();
  EXPECT_EQ(Ends(), "2019-02-28 2019-02-28 2019-02-28, 2019-04-30");
  const auto late = project_.Expense(
      "late", {.amount = "100", .date = "2019-06-01", .shares = {{"aide", "100"}}});
  EXPECT_EQ(Refusal<budgets::v1::Expense>(late),
            "FAILED_PRECONDITION OUTSIDE_ELIGIBLE_PERIOD expense.shares[0]");

  auto longer = Amendment("2018-09-01");
  *longer.mutable_eligible_end_date() = On("2019-12-31");
  Amend(longer);
  EXPECT_EQ(Ends("2018-08-31"), "2019-02-28 2019-02-28 2019-02-28, 2019-04-30");
  EXPECT_EQ(Ends("2018-09-01"), Ends());
  EXPECT_EQ(Ends(), "2019-12-31 2019-12-31 2019-12-31, 2020-02-29");
  EXPECT_EQ(IsoDate(AgreementOn("").eligible_start_date()), "2018-03-01") << "is not named";
  cofi().Ask<budgets::v1::Expense>(late);

  const Agreement amended = AgreementOn("");
  ASSERT_EQ(amended.dated_values_size(), 2);
  EXPECT_EQ(amended.dated_values(1).reference(), "avenant n° 1");
  EXPECT_EQ(Refusal<Agreement>(Amendment("2018-10-01")),
            "INVALID_ARGUMENT FIELD_REQUIRED awarded_amount")
      << "it changes nothing";
  auto early = Amendment("2018-02-19");
  *early.mutable_eligible_end_date() = On("2020-12-31");
  EXPECT_EQ(Refusal<Agreement>(early), "FAILED_PRECONDITION DATE_OUT_OF_ORDER effective_date")
      << "before it was signed";
  auto shorter = Amendment("2018-10-01");
  *shorter.mutable_eligible_end_date() = On("2018-02-28");
  EXPECT_EQ(Refusal<Agreement>(shorter), "INVALID_ARGUMENT VALUE_OUT_OF_RANGE eligible_end_date")
      << "before it begins";
}

TEST_P(Amendments, F9WhatIsOwedIsSettledOrKeepsTheApplicationOpen) {
  Agree("9000", "9000");
  Owe();
  apps::CloseApplicationRequest close;
  close.set_name(Name());
  *close.mutable_effective_date() = On("2018-12-31");
  EXPECT_THAT(Answer<Application>(close),
              AllOf(HasSubstr("FAILED_PRECONDITION STILL_OPEN"), HasSubstr("1 grant"),
                    HasSubstr("1 obligation"), HasSubstr("€9,000.00 to receive")));
  cofi().Ask<budgets::v1::Receipt>(project_.Receipt("advance", "aide", "4000"));
  EXPECT_THAT(Answer<Application>(close), HasSubstr("€5,000.00 to receive"));
  EXPECT_EQ(EnumNameOf(ApplicationOn("").state()), "AGREED");

  close.set_settle(true);
  close.set_note("the partner gave up");
  cofi().Ask<Application>(close);
  ASSERT_TRUE(cofi().books().AwaitRelays());
  EXPECT_EQ(EnumNameOf(ApplicationOn("").state()), "CLOSED");
  EXPECT_EQ(Awarded("2018-12-30"), "9000.00 9000.00 9000.00");
  EXPECT_EQ(Awarded("2018-12-31"), "4000.00 4000.00 4000.00");
  EXPECT_EQ(Awarded(), "4000.00 4000.00 4000.00");
  EXPECT_EQ(EnumNameOf(ObligationOn("2018-12-30").state()), "PENDING");
  EXPECT_EQ(EnumNameOf(ObligationOn("").state()), "WAIVED");
  EXPECT_FALSE(GrantOn("2018-12-30").has_close_date());
  EXPECT_EQ(IsoDate(GrantOn("").close_date()), "2018-12-31");

  // It takes nothing more.
  const auto rest = project_.Receipt("rest", "aide", "5000");
  EXPECT_EQ(Refusal<budgets::v1::Receipt>(rest), "FAILED_PRECONDITION CLOSED receipt.grant");
  const auto share = project_.Expense("e", {.amount = "100", .shares = {{"aide", "100"}}});
  EXPECT_EQ(Refusal<budgets::v1::Expense>(share),
            "FAILED_PRECONDITION CLOSED expense.shares[0].grant");
  auto more = Amendment("2019-01-01");
  *more.mutable_awarded_amount() = Eur("8000");
  EXPECT_EQ(Refusal<Agreement>(more), "FAILED_PRECONDITION CLOSED");

  apps::ReopenApplicationRequest reopen;
  reopen.set_name(Name());
  *reopen.mutable_effective_date() = On("2019-01-15");
  EXPECT_EQ(Refusal<Application>(reopen), "INVALID_ARGUMENT FIELD_REQUIRED note");
  reopen.set_note("the partner came back");
  cofi().Ask<Application>(reopen);
  ASSERT_TRUE(cofi().books().AwaitRelays());
  EXPECT_EQ(EnumNameOf(ApplicationOn("").state()), "AGREED");
  EXPECT_EQ(Awarded("2019-01-14"), "4000.00 4000.00 4000.00");
  EXPECT_EQ(Awarded("2019-01-15"), "9000.00 9000.00 9000.00");
  EXPECT_FALSE(GrantOn("").has_close_date());
  cofi().Ask<budgets::v1::Receipt>(rest);
  cofi().Ask<budgets::v1::Expense>(share);
  EXPECT_EQ(project_.GrantFigures("aide"),
            "awarded 9000.00, spent 100.00, received 9000.00, remaining 8900.00");
}

// The day comes as the project moves to where it is tomorrow already: nobody writes a word of the
// award, and all that was kept of it follows.
TEST_P(Amendments, AheadTakeEffectWhenTheirDayComes) {
  const std::string west = "Pacific/Pago_Pago", east = "Pacific/Kiritimati";
  MoveTo(west);
  Require(4'000);
  Agree("9000", "5000");
  Owe();
  const absl::CivilDay today = TodayIn(west, absl::Now());
  const std::string tomorrow = absl::FormatCivilTime(today + 1);
  auto more = Amendment(tomorrow);
  *more.mutable_awarded_amount() = Eur("9000");
  *more.mutable_eligible_end_date() = On("2019-12-31");
  Amend(more);
  const auto is_still = [&](const std::string& expected, const std::function<std::string()>& told) {
    // What was remembered of the project's days is forgotten soon; and it may be midnight there.
    return Eventually([&] { return told() == expected || TodayIn(west, absl::Now()) != today; });
  };
  EXPECT_TRUE(is_still("5000.00 5000.00 5000.00", [&] { return Awarded(); }));
  EXPECT_TRUE(is_still("2019-02-28 2019-02-28 2019-02-28, 2019-04-30", [&] { return Ends(); }));
  EXPECT_TRUE(is_still("5000.00", [&] { return Kept(); }));
  EXPECT_TRUE(is_still("not met", [&] { return Verdict(); }));
  EXPECT_TRUE(is_still("FINANCING", [&] { return project_.State(); }));
  EXPECT_EQ(Awarded(tomorrow), "9000.00 9000.00 9000.00") << "that is told already";
  EXPECT_EQ(Verdict(tomorrow), "met since " + tomorrow);

  MoveTo(east);
  EXPECT_TRUE(Eventually([&] { return Kept() == "9000.00"; }));
  EXPECT_TRUE(Eventually([&] { return Awarded() == "9000.00 9000.00 9000.00"; }));
  EXPECT_TRUE(Eventually([&] { return Ends() == "2019-12-31 2019-12-31 2019-12-31, 2020-02-29"; }));
  EXPECT_TRUE(project_.Becomes("READY"));
  EXPECT_EQ(Verdict(), "met since " + tomorrow);
  // It is written once, as what it is.
  const auto verbs = [&](const std::string& name) {
    return cofi().books().Values(
        "applications",
        absl::StrCat("SELECT verb FROM journal WHERE name = '", name, "' AND verb = 'TakeEffect'"));
  };
  for (const std::string& name : {Name(), Name("/agreements/convention")}) {
    EXPECT_TRUE(Eventually([&] { return !verbs(name).empty(); })) << name;
  }
  ASSERT_TRUE(cofi().books().AwaitRelays());
  EXPECT_EQ(verbs(Name("/agreements/convention")).size(), 1u);
  EXPECT_EQ(Unsound(cofi()), "");
}

TEST_P(Amendments, ThatWereWrongAreCorrectedOnTheEarlierDaysToo) {
  Agree("9000", "5000");
  auto more = Amendment("2018-06-01");
  *more.mutable_awarded_amount() = Eur("8000");
  Amend(more);
  // What counted on a day of March.
  auto right = project_.Award("aide", "5500", "2018-03-15");
  right.set_correction(true);
  cofi().Ask<Application>(right);
  ASSERT_TRUE(cofi().books().AwaitRelays());
  EXPECT_EQ(Awarded("2018-02-01"), "5500.00 5500.00 5500.00");
  EXPECT_EQ(Awarded("2018-05-31"), "5500.00 5500.00 5500.00");
  EXPECT_EQ(Awarded("2018-06-01"), "8000.00 8000.00 8000.00");
  // What counts today, since it began to; by the agreement too.
  right = project_.Award("aide", "8200", "2018-03-15");
  right.clear_effective_date();
  right.set_correction(true);
  cofi().Ask<Application>(right);
  ASSERT_TRUE(cofi().books().AwaitRelays());
  EXPECT_EQ(Awarded("2018-06-01"), "8200.00 8200.00 8200.00");
  auto mended = Amendment("2018-07-01");
  mended.set_correction(true);
  *mended.mutable_awarded_amount() = Eur("8300");
  Amend(mended);
  EXPECT_EQ(Awarded("2018-05-31"), "5500.00 5500.00 5500.00");
  EXPECT_EQ(Awarded("2018-06-01"), "8300.00 8300.00 8300.00");
  // It is still the award of that day, and no other.
  EXPECT_EQ(IsoDate(ApplicationOn("").decision_date()), "2018-02-01");
  EXPECT_EQ(ApplicationOn("").history_size(), 3);
  EXPECT_EQ(IsoDate(GrantOn("").award_date()), "2018-02-01");
}

TEST_P(Amendments, B9AnAwardAboveTheRequestIsToBeMeant) {
  project_.Apply("aide", "9000");
  auto award = project_.Award("aide", "9000.01", "2018-02-01");
  EXPECT_EQ(Refusal<Application>(award), "FAILED_PRECONDITION AWARD_ABOVE_REQUEST awarded_amount");
  EXPECT_EQ(EnumNameOf(ApplicationOn("").state()), "SUBMITTED");
  award.set_above_request(true);
  cofi().Ask<Application>(award);
  ASSERT_TRUE(cofi().books().AwaitRelays());
  EXPECT_EQ(Awarded(), "9000.01 9000.01 9000.01");
  EXPECT_EQ(Refusal<Application>(project_.Award("aide", "9000.02", "2018-03-01")),
            "FAILED_PRECONDITION AWARD_ABOVE_REQUEST awarded_amount")
      << "of each award anew";
}

TEST_P(Amendments, AboveTheRequestAreToBeMeantToo) {
  Agree("9000", "9000");
  auto more = Amendment("2018-06-01");
  *more.mutable_awarded_amount() = Eur("10000");
  EXPECT_EQ(Refusal<Agreement>(more), "FAILED_PRECONDITION AWARD_ABOVE_REQUEST awarded_amount");
  more.set_above_request(true);
  Amend(more);
  EXPECT_EQ(Awarded("2018-05-31"), "9000.00 9000.00 9000.00");
  EXPECT_EQ(Awarded(), "10000.00 10000.00 10000.00");
}

// The grant is a copy of what application and agreement say: its own are only its words.
TEST_P(Amendments, AreNotMadeInTheCopy) {
  Agree("9000", "9000");
  const std::string grant = project_.Name("grants", "aide");
  const auto refused = [&](const std::function<void(budgets::v1::Grant*)>& change) {
    budgets::v1::UpdateGrantRequest request;
    request.mutable_grant()->set_name(grant);
    change(request.mutable_grant());
    return Refusal<budgets::v1::Grant>(request);
  };
  const std::string follows = "FAILED_PRECONDITION FOLLOWS_ANOTHER grant.";
  EXPECT_EQ(refused([](auto* changed) { *changed->mutable_awarded_amount() = Eur("8000"); }),
            follows + "awarded_amount");
  EXPECT_EQ(refused([](auto* changed) { *changed->mutable_award_date() = On("2018-02-02"); }),
            follows + "award_date");
  EXPECT_EQ(
      refused([](auto* changed) { *changed->mutable_eligible_end_date() = On("2020-01-01"); }),
      follows + "eligible_end_date");
  EXPECT_EQ(refused([](auto* changed) { changed->add_eligible_accounts("62"); }),
            follows + "eligible_accounts");
  EXPECT_EQ(refused([](auto* changed) { *changed->mutable_ceiling() = Eur("8000"); }),
            follows + "ceiling");
  EXPECT_EQ(refused([](auto* changed) {
              changed->mutable_rate()->set_basis_points(5'000);
              changed->mutable_rate()->set_base(type::v1::Rate::BASE_TOTAL_COST);
            }),
            follows + "rate");
  EXPECT_EQ(refused([](auto* changed) { changed->set_display_name("Aide, dite autrement"); }),
            "OK");
  EXPECT_EQ(Awarded(), "9000.00 9000.00 9000.00");
  EXPECT_EQ(GrantOn("").display_name(), "Aide, dite autrement");
}

// One that was recorded by hand stands for itself, and its past stays too.
TEST_P(Amendments, OfAGrantWithoutAnApplicationAreDated) {
  project_.Win("don", {.amount = "5000"});
  budgets::v1::UpdateGrantRequest more;
  more.mutable_grant()->set_name(project_.Name("grants", "don"));
  *more.mutable_grant()->mutable_awarded_amount() = Eur("7000");
  *more.mutable_effective_date() = On("2018-06-01");
  cofi().Ask<budgets::v1::Grant>(more);
  EXPECT_EQ(project_.GrantFigures("don", "2018-05-31"),
            "awarded 5000.00, spent 0.00, received 0.00, remaining 5000.00");
  EXPECT_EQ(project_.GrantFigures("don", "2018-06-01"),
            "awarded 7000.00, spent 0.00, received 0.00, remaining 7000.00");
  // It was wrong, since it began to count.
  *more.mutable_grant()->mutable_awarded_amount() = Eur("7500");
  *more.mutable_effective_date() = On("2018-09-01");
  more.set_correction(true);
  cofi().Ask<budgets::v1::Grant>(more);
  EXPECT_EQ(project_.GrantFigures("don", "2018-06-01"),
            "awarded 7500.00, spent 0.00, received 0.00, remaining 7500.00");
  EXPECT_EQ(project_.GrantFigures("don", "2018-05-31"),
            "awarded 5000.00, spent 0.00, received 0.00, remaining 5000.00");
  // Other fields have no days.
  budgets::v1::UpdateGrantRequest title;
  title.mutable_grant()->set_name(project_.Name("grants", "don"));
  title.mutable_grant()->set_display_name("Don");
  *title.mutable_effective_date() = On("2018-06-01");
  EXPECT_EQ(Refusal<budgets::v1::Grant>(title),
            "INVALID_ARGUMENT VALUE_OUT_OF_RANGE effective_date");
}

// Of whoever names no day, what he changes counts from today on.
TEST_P(Amendments, CountFromTodayOnIfNoDayIsNamed) {
  project_.Apply("aide", "9000");
  // However close to midnight.
  const std::string before = absl::FormatCivilTime(TodayIn("Europe/Paris", absl::Now()) - 1);
  apps::UpdateApplicationRequest update;
  update.mutable_application()->set_name(Name());
  update.mutable_application()->set_likelihood_basis_points(6'000);
  *update.mutable_application()->mutable_requested_amount() = Eur("9500");
  cofi().Ask<Application>(update);
  EXPECT_EQ(ApplicationOn("").likelihood_basis_points(), 6'000);
  EXPECT_EQ(Decimal(ApplicationOn("").requested_amount()), "9500.00");
  EXPECT_FALSE(ApplicationOn(before).has_likelihood_basis_points());
  EXPECT_EQ(Decimal(ApplicationOn(before).requested_amount()), "9000.00");
}

}  // namespace
}  // namespace cofi::end_to_end
