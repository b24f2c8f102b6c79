#include "services/reporting/funding_plan_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/dates.h"
#include "base/money.h"
#include "base/names.h"
#include "services/reporting/source_rules.h"
#include "tests/reporting/asked.h"
#include "tests/reporting/examples.h"

namespace cofi::reporting {
namespace {

using ::testing::ElementsAre;

// 180 000.00 of expenses, 80 % to be secured.
ProjectFacts EightyPercentOf180000() {
  ProjectFacts facts = EmptyProject("2017-04-05");
  facts.project.mutable_start_condition()->set_secured_basis_points(8000);
  AddLine(&facts, "62", "180000");
  return facts;
}

TEST(StartCondition, HoldsAtExactlyTheThreshold) {
  ProjectFacts facts = EightyPercentOf180000();
  AddGrant(&facts, "a", "144000.00", "2017-04-05");
  EXPECT_TRUE(JudgeStartCondition(facts).met());
}

TEST(StartCondition, DoesNotHoldOneCentBelow) {
  ProjectFacts facts = EightyPercentOf180000();
  AddGrant(&facts, "a", "143999.99", "2017-04-05");
  const v1::StartConditionVerdict verdict = JudgeStartCondition(facts);
  EXPECT_FALSE(verdict.met());
  EXPECT_FALSE(verdict.has_since_date());
  EXPECT_EQ(Shown(verdict.missing_amount()), "0.01 EUR");
  EXPECT_EQ(MakeFundingPlan(facts).funding().secured_basis_points(), 7999);
}

TEST(StartCondition, AsksForTheNextCentWhereTheShareHasAFraction) {
  ProjectFacts facts = EmptyProject("2017-04-05");
  facts.project.mutable_start_condition()->set_secured_basis_points(3300);
  AddLine(&facts, "62", "0.01");
  AddGrant(&facts, "a", "0.01", "2017-04-05");
  const v1::StartConditionVerdict verdict = JudgeStartCondition(facts);
  EXPECT_EQ(Shown(verdict.required_amount()), "0.01 EUR");
  EXPECT_TRUE(verdict.met());
}

TEST(StartCondition, IsExactForTheLargestAmounts) {
  ProjectFacts facts = EmptyProject("2017-04-05");
  facts.project.mutable_start_condition()->set_secured_basis_points(10000);
  AddLine(&facts, "62", "45035996273704.95");
  AddGrant(&facts, "a", "45035996273704.94", "2017-04-05");
  EXPECT_FALSE(JudgeStartCondition(facts).met());
  AddGrant(&facts, "b", "0.01", "2017-04-06");
  EXPECT_TRUE(JudgeStartCondition(facts).met());
}

TEST(StartCondition, HoldsSinceTheAwardThatReachedIt) {
  ProjectFacts facts = EightyPercentOf180000();
  AddGrant(&facts, "late", "9000", "2017-04-20");
  AddGrant(&facts, "first", "100000", "2016-07-15");
  AddGrant(&facts, "second", "44000", "2017-03-15");
  EXPECT_EQ(IsoDate(JudgeStartCondition(facts).since_date()), "2017-03-15");
}

TEST(StartCondition, OfTwoAwardsOnOneDayHoldsSinceThatDay) {
  ProjectFacts facts = EightyPercentOf180000();
  AddGrant(&facts, "a", "72000", "2017-03-15");
  AddGrant(&facts, "b", "72000", "2017-03-15");
  EXPECT_EQ(IsoDate(JudgeStartCondition(facts).since_date()), "2017-03-15");
}

TEST(StartCondition, DoesNotHoldBeforeTheFirstBudgetWhateverItsVersion) {
  for (const int version : {1, 2}) {
    ProjectFacts facts = EightyPercentOf180000();
    facts.budget->set_version(version);
    *facts.budget->mutable_adoption_date() = On("2017-04-01");
    AddGrant(&facts, "a", "144000", "2017-03-15");
    EXPECT_EQ(IsoDate(JudgeStartCondition(facts).since_date()), "2017-04-01") << version;
  }
}

TEST(StartCondition, IsJudgedOnEachDayByTheBudgetInForce) {
  for (const auto& [before, since] :
       {std::pair("180000", "2017-03-15"), std::pair("180000.01", "2017-04-01")}) {
    ProjectFacts facts = EightyPercentOf180000();
    *facts.budget->mutable_adoption_date() = On("2017-04-01");
    Budget& first = facts.superseded.emplace_back();
    *first.mutable_adoption_date() = On("2016-05-31");
    *first.mutable_planned_expenses() = Eur(before);
    AddGrant(&facts, "a", "144000", "2017-03-15");
    EXPECT_EQ(IsoDate(JudgeStartCondition(facts).since_date()), since) << before;
  }
}

TEST(StartCondition, NeverHoldsWithoutABudget) {
  ProjectFacts facts = EmptyProject("2017-04-05");
  facts.project.mutable_start_condition()->set_secured_basis_points(8000);
  AddGrant(&facts, "a", "144000", "2017-04-05");
  EXPECT_FALSE(JudgeStartCondition(facts).met());
}

TEST(StartCondition, WaitsForTheApplicationsThatItNames) {
  ProjectFacts facts = EightyPercentOf180000();
  auto* condition = facts.project.mutable_start_condition();
  condition->add_awarded_applications("projects/p/applications/a");
  condition->add_awarded_applications("projects/p/applications/b");
  AddGrant(&facts, "a", "144000", "2017-03-15")->set_application("projects/p/applications/a");
  EXPECT_THAT(JudgeStartCondition(facts).missing_applications(),
              ElementsAre("projects/p/applications/b"));
  EXPECT_FALSE(JudgeStartCondition(facts).met());

  AddGrant(&facts, "b", "1", "2017-04-05")->set_application("projects/p/applications/b");
  EXPECT_TRUE(JudgeStartCondition(facts).met());
  EXPECT_EQ(IsoDate(JudgeStartCondition(facts).since_date()), "2017-04-05");
}

TEST(StartCondition, WaitsAgainForAnApplicationWhoseGrantIsLost) {
  ProjectFacts facts = EmptyProject("2017-04-05");
  facts.project.mutable_start_condition()->add_awarded_applications("projects/p/applications/a");
  AddLostGrant(&facts, "a", "2017-03-15", "2017-04-01")
      ->set_application("projects/p/applications/a");
  const v1::StartConditionVerdict verdict = JudgeStartCondition(facts);
  EXPECT_FALSE(verdict.met());
  EXPECT_FALSE(verdict.has_since_date());
  EXPECT_THAT(verdict.missing_applications(), ElementsAre("projects/p/applications/a"));
}

TEST(StartCondition, IsNotJudgedWhereThereIsNone) {
  ProjectFacts facts = EmptyProject("2017-04-05");
  EXPECT_FALSE(MakeFundingPlan(facts).has_start_condition());
  facts.project.mutable_start_condition();
  EXPECT_FALSE(MakeFundingPlan(facts).has_start_condition());
}

TEST(Summary, CountsWhatIsSubmittedAndNotDecided) {
  ProjectFacts facts = EmptyProject("2017-04-05");
  AddLine(&facts, "62", "1000");
  for (int state = Application::STATE_DRAFT; state <= Application::STATE_WITHDRAWN; ++state) {
    Application* application = AddApplication(&facts, "a" + std::to_string(state),
                                              static_cast<Application::State>(state), "100");
    application->set_likelihood_basis_points(5000);
  }
  const v1::FundingSummary summary = Summarize(facts);
  EXPECT_EQ(Shown(summary.pending()), "400.00 EUR");
  EXPECT_EQ(Shown(summary.expected()), "200.00 EUR");
}

TEST(Summary, ExpectsWhatTheLeadCountsOn) {
  ProjectFacts facts = EmptyProject("2017-04-05");
  Application* application = AddApplication(&facts, "a", Application::STATE_SUBMITTED, "100.01");
  application->set_likelihood_basis_points(5000);
  EXPECT_EQ(Shown(Summarize(facts).expected()), "50.01 EUR") << "half a cent is rounded up";
  *application->mutable_expected_amount() = Eur("60");
  EXPECT_EQ(Shown(Summarize(facts).expected()), "30.00 EUR");
  *application->mutable_expected_amount() = Eur("0");
  EXPECT_EQ(Shown(Summarize(facts).expected()), "0.00 EUR") << "nothing is also an answer";
}

TEST(Summary, KeepsTheSignOfTheGap) {
  ProjectFacts facts = EmptyProject("2017-04-05");
  AddLine(&facts, "62", "100");
  AddLine(&facts, "79", "30");
  AddGrant(&facts, "a", "80", "2017-01-01");
  EXPECT_EQ(Shown(Summarize(facts).gap()), "-10.00 EUR");
}

TEST(Plan, OfAnEmptyProjectIsEmpty) {
  const v1::FundingPlan plan = MakeFundingPlan(EmptyProject("2017-04-05"));
  EXPECT_TRUE(plan.sources().empty());
  EXPECT_TRUE(plan.budget().empty());
  EXPECT_EQ(Shown(plan.funding().gap()), "0.00 EUR");
  EXPECT_EQ(plan.funding().secured_basis_points(), 0);
  EXPECT_FALSE(plan.has_next_deadline());
}

TEST(Plan, NamesGrantsWithoutApplicationAfterTheApplications) {
  ProjectFacts facts = EmptyProject("2017-04-05");
  AddLine(&facts, "62", "100");
  AddLine(&facts, "79", "20");
  AddGrant(&facts, "gift", "30", "2017-01-01");
  AddGrant(&facts, "won", "50", "2017-01-02")->set_application("projects/p/applications/x");
  AddApplication(&facts, "x", Application::STATE_AWARDED, "50")->set_funder("funders/won");
  AddApplication(&facts, "refused", Application::STATE_REJECTED, "40");
  std::vector<std::string> sources;
  const v1::FundingPlan plan = MakeFundingPlan(facts);
  for (const v1::PlanSource& each : plan.sources()) {
    sources.push_back(each.application() + " " + each.grant() + " " + Shown(each.secured()));
  }
  EXPECT_THAT(sources, ElementsAre("projects/p/applications/x projects/p/grants/won 50.00 EUR",
                                   "projects/p/applications/refused  0.00 EUR",
                                   " projects/p/grants/gift 30.00 EUR", "  0.00 EUR"));
}

// Nobody wrote how a line is shared among the applications to its funder.
TEST(Plan, SaysWhatIsPlannedFromAFunderOnceWithTheFirstOfItsSources) {
  ProjectFacts facts = EmptyProject("2017-04-05");
  AddLine(&facts, "62", "120.01");
  AddLine(&facts, "743", "100.01")->set_funder("funders/d");
  AddLine(&facts, "744", "20")->set_funder("funders/e");
  AddApplication(&facts, "a", Application::STATE_REJECTED, "50")->set_funder("funders/d");
  AddApplication(&facts, "e", Application::STATE_SUBMITTED, "20");
  AddApplication(&facts, "b", Application::STATE_SUBMITTED, "50")->set_funder("funders/d");
  AddGrant(&facts, "gift", "7", "2017-01-01")->set_funder("funders/d");
  std::vector<std::string> planned;
  const v1::FundingPlan plan = MakeFundingPlan(facts);
  for (const v1::PlanSource& each : plan.sources()) {
    planned.push_back(each.funder() + " " + Shown(each.planned()) + " " + Shown(each.requested()));
  }
  EXPECT_THAT(planned, ElementsAre("funders/d 100.01 EUR 50.00 EUR", "funders/d 0.00 EUR 50.00 EUR",
                                   "funders/d 0.00 EUR 0.00 EUR", "funders/e 20.00 EUR 20.00 EUR"))
      << "those of a funder together";
  EXPECT_EQ(Shown(plan.total().planned()), "120.01 EUR");
}

TEST(Plan, HasARowForEveryFunderWhomNobodyHasAsked) {
  ProjectFacts facts = EmptyProject("2017-04-05");
  AddLine(&facts, "62", "100");
  AddLine(&facts, "743", "30")->set_funder("funders/d");
  AddLine(&facts, "744", "40")->set_funder("funders/e");
  AddLine(&facts, "745", "5")->set_funder("funders/d");
  AddLine(&facts, "79", "25");
  v1::FundingPlan plan = MakeFundingPlan(facts);
  ASSERT_EQ(plan.sources_size(), 3);
  EXPECT_EQ(plan.sources(0).funder(), "funders/d");
  EXPECT_EQ(Shown(plan.sources(0).to_request()), "35.00 EUR");
  EXPECT_EQ(Shown(plan.total().planned()), "100.00 EUR");
  EXPECT_EQ(Shown(plan.funding().to_request()), "75.00 EUR");

  // A draft asks nobody yet; neither did one withdrawn before it was submitted.
  AddApplication(&facts, "d", Application::STATE_DRAFT, "30");
  AddApplication(&facts, "e", Application::STATE_WITHDRAWN, "40")->clear_submit_date();
  plan = MakeFundingPlan(facts);
  EXPECT_EQ(Shown(plan.total().requested()), "0.00 EUR");
  EXPECT_EQ(Shown(plan.funding().to_request()), "75.00 EUR");

  for (Application& each : facts.applications) {
    each.set_state(Application::STATE_SUBMITTED);
    *each.mutable_submit_date() = On("2017-04-01");
  }
  plan = MakeFundingPlan(facts);
  EXPECT_EQ(Shown(plan.total().requested()), "70.00 EUR");
  EXPECT_EQ(Shown(plan.funding().to_request()), "0.00 EUR");
}

TEST(Plan, CountsAsRequestedWhatWasSubmittedWhateverBecameOfIt) {
  for (int state = Application::STATE_DRAFT; state <= Application::STATE_WITHDRAWN; ++state) {
    for (const bool submitted : {true, false}) {
      ProjectFacts facts = EmptyProject("2017-04-05");
      Application* application =
          AddApplication(&facts, "a", static_cast<Application::State>(state), "100");
      if (!submitted) application->clear_submit_date();
      const bool ended = state >= Application::STATE_REJECTED;
      const bool requested = state != Application::STATE_DRAFT && (submitted || !ended);
      EXPECT_EQ(Shown(MakeFundingPlan(facts).sources(0).requested()),
                requested ? "100.00 EUR" : "0.00 EUR")
          << state << submitted;
    }
  }
}

TEST(Plan, SaysWhatIsSecuredUnderConditions) {
  ProjectFacts facts = EmptyProject("2017-04-05");
  for (const auto& [id, state] : {std::pair("a", Application::STATE_AWARDED_CONDITIONALLY),
                                  std::pair("b", Application::STATE_AWARDED)}) {
    AddApplication(&facts, id, state, "50");
    Grant* grant = AddGrant(&facts, id, "50", "2017-01-01");
    grant->set_application(std::string("projects/p/applications/") + id);
    SetCeiling(grant, "40");
  }
  const v1::FundingPlan plan = MakeFundingPlan(facts);
  EXPECT_EQ(Shown(plan.sources(0).conditional()), "40.00 EUR");
  EXPECT_EQ(Shown(plan.sources(1).conditional()), "0.00 EUR");
  EXPECT_EQ(Shown(plan.funding().conditional()), "40.00 EUR");
  EXPECT_EQ(Shown(plan.funding().secured()), "80.00 EUR") << "what they can pay";
}

TEST(Plan, RoundsSharesTogether) {
  ProjectFacts facts = EmptyProject("2017-04-05");
  AddLine(&facts, "62", "3");
  for (const char* id : {"a", "b", "c"}) AddGrant(&facts, id, "1", "2017-01-01");
  const v1::FundingPlan plan = MakeFundingPlan(facts);
  EXPECT_EQ(plan.sources(0).share_basis_points(), 3334);
  EXPECT_EQ(plan.sources(2).share_basis_points(), 3333);
  EXPECT_EQ(plan.total().share_basis_points(), 10000);
}

TEST(StartCondition, CountsWhatAGrantCanPay) {
  ProjectFacts facts = EightyPercentOf180000();
  SetCeiling(AddGrant(&facts, "a", "144000", "2017-03-15"), "143999.99");
  EXPECT_FALSE(JudgeStartCondition(facts).met());
  EXPECT_EQ(Shown(JudgeStartCondition(facts).secured_amount()), "143999.99 EUR");
}

TEST(Plan, SaysWhatIsOverdueBesideWhatIsNext) {
  ProjectFacts facts = EmptyProject("2017-04-05");
  AddApplication(&facts, "a", Application::STATE_AGREED, "1");
  AddObligation(&facts, "a", "late", Obligation::KIND_OTHER, "2017-04-04");
  AddObligation(&facts, "a", "older", Obligation::KIND_OTHER, "2017-02-01");
  AddObligation(&facts, "a", "today", Obligation::KIND_OTHER, "2017-04-05");
  const v1::FundingPlan plan = MakeFundingPlan(facts);
  EXPECT_EQ(plan.overdue_count(), 2);
  EXPECT_EQ(plan.oldest_overdue().display_name(), "older");
  EXPECT_EQ(plan.next_deadline().display_name(), "today");
}

TEST(Plan, ShowsOwnFundsThatWereSpentThoughNonePlanned) {
  ProjectFacts facts = EmptyProject("2017-04-05");
  *AddLine(&facts, "62", "100")->mutable_spent_amount() = Eur("7");
  const v1::FundingPlan plan = MakeFundingPlan(facts);
  ASSERT_EQ(plan.sources_size(), 1);
  EXPECT_EQ(plan.sources(0).funder(), "");
  EXPECT_EQ(Shown(plan.sources(0).spent()), "7.00 EUR");
}

// Of the period is what was received and spent; what each pays in the end, and the summary, are
// not.
TEST(Plan, OfAPeriodHasWhatWasReceivedAndSpentInIt) {
  ProjectFacts facts = EmptyProject("2017-04-05");
  *AddLine(&facts, "62", "100")->mutable_spent_amount() = Eur("57");
  const std::string line(IdOf(facts.lines.front().name()));
  for (const char* id : {"first", "second"}) {
    Grant* grant = AddGrant(&facts, id, "50", "2017-01-01");
    grant->set_application("projects/p/applications/a");
    grant->set_funder("funders/a");
    Pay(grant, "25");
    *grant->mutable_received_amount() = Eur("30");
  }
  AddApplication(&facts, "a", Application::STATE_AWARDED, "100");
  const auto request = Between("2017-03-01", "2017-04-05", v1::GetFundingPlanRequest());
  std::vector<DatedMovement> ledger;
  const auto add = [&](const char* date, const std::string& of, const char* grant, int64_t spent,
                       int64_t received) {
    MovementSum& moved = ledger.emplace_back(DatedMovement{date, {}}).moved;
    moved.set_line(of);
    moved.set_grant(grant);
    moved.set_spent_minor(spent);
    moved.set_received_minor(received);
  };
  add("2017-02-28", line, "first", 20'00, 0);
  add("2017-02-28", "", "first", 0, 30'00);
  add("2017-03-01", line, "first", 5'00, 0);
  add("2017-03-02", line, "second", 25'00, 0);
  add("2017-03-02", line, "", 7'00, 0);
  add("2017-04-05", "", "second", 0, 30'00);
  SumMovements(ledger, MovementsFor(request), &facts);
  const v1::FundingPlan plan = MakeFundingPlan(facts, request);
  ASSERT_EQ(plan.sources_size(), 2);
  EXPECT_EQ(Shown(plan.sources(0).spent()), "30.00 EUR") << "both grants of the application";
  EXPECT_EQ(Shown(plan.sources(0).received()), "30.00 EUR");
  EXPECT_EQ(Shown(plan.sources(0).secured()), "100.00 EUR");
  EXPECT_EQ(Shown(plan.sources(1).spent()), "7.00 EUR");
  EXPECT_EQ(Shown(plan.total().spent()), "37.00 EUR");
  EXPECT_EQ(Shown(plan.total().received()), "30.00 EUR");
  EXPECT_EQ(Shown(plan.funding().received()), "60.00 EUR");
  EXPECT_EQ(IsoDate(plan.from_date()), "2017-03-01");
  EXPECT_EQ(IsoDate(plan.to_date()), "2017-04-05");
  EXPECT_EQ(Shown(MakeFundingPlan(facts).total().spent()), "57.00 EUR") << "of all";
}

TEST(Plan, AsksForMovementsOnlyOfAPeriod) {
  EXPECT_EQ(MovementsFor(v1::GetFundingPlanRequest()), std::nullopt);
  const auto asked = MovementsFor(Between("", "2017-04-05", v1::GetFundingPlanRequest()));
  ASSERT_TRUE(asked.has_value());
  EXPECT_EQ(IsoDate(asked->to_date()), "2017-04-05");
  EXPECT_FALSE(asked->by_year());
}

TEST(Figures, ThatCannotBeToldExactlyAreNamed) {
  ProjectFacts facts = EmptyProject("2017-04-05");
  AddApplication(&facts, "a", Application::STATE_SUBMITTED, "55203253400646");
  EXPECT_EQ(FigureTooLarge(MakeFundingPlan(facts), Language::kEnglish), std::nullopt);
  AddApplication(&facts, "b", Application::STATE_SUBMITTED, "55203253400646");
  EXPECT_EQ(FigureTooLarge(MakeFundingPlan(facts), Language::kFrench), "en attente");
  for (int i = 0; i < 5000; ++i) AddLine(&facts, "62", "90071992547409.91");
  EXPECT_EQ(FigureTooLarge(MakeFundingPlan(facts), Language::kEnglish), "expenses");
}

// An invoice may be older than the first budget, and paid by a grant.
TEST(OwnFunds, HaveSpentNothingWhereNoBudgetSaysWhatWasSpent) {
  ProjectFacts facts = EmptyProject("2017-04-05");
  facts.budget.reset();
  AddGrant(&facts, "a", "500", "2017-01-15");
  Pay(&facts.grants.back(), "100");
  EXPECT_TRUE(OwnFundsSpentMinor(facts) == 0);
  EXPECT_EQ(MakeFundingPlan(facts).sources_size(), 1);
}

}  // namespace
}  // namespace cofi::reporting
