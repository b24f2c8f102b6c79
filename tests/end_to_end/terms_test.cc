// The terms that money moves under, and what they refuse: dates, accounts and places
// of lines, what a budget and a grant can hold.
#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/identifiers.h"
#include "cofi/applications/v1/stages.pb.h"
#include "cofi/projects/internal/v1/funding.pb.h"
#include "cofi/projects/v1/partners.pb.h"
#include "tests/installations/installation.h"
#include "tests/installations/project.h"
#include "tests/installations/refusals.h"
#include "tests/services/facts.h"

namespace cofi::end_to_end {
namespace {

using budgets::v1::Budget;
using budgets::v1::CreateLineRequest;
using budgets::v1::Expense;
using budgets::v1::Grant;
using budgets::v1::Line;

class MoneyTerms : public EndToEnd {
 protected:
  Project NewProject() {
    Project project(cofi(), "t-" + NewUuid().substr(0, 8));
    project.Win("ville", {.amount = "5000"});
    return project;
  }

  // A draft of the project's second budget, without lines.
  void Draft(const Project& project) {
    budgets::v1::CreateBudgetRequest create;
    create.set_parent(project.name());
    create.set_budget_id("v2");
    create.mutable_budget();
    cofi().Ask<Budget>(create);
  }

  CreateLineRequest LineOf(const Project& project, const std::string& id, Line::Side side,
                           const std::string& account, const std::string& planned) {
    CreateLineRequest request;
    request.set_parent(project.Name("budgets", "v2"));
    request.set_line_id(id);
    request.mutable_line()->set_side(side);
    request.mutable_line()->set_account(account);
    request.mutable_line()->set_display_name(id);
    *request.mutable_line()->mutable_planned_amount() = Eur(planned);
    return request;
  }

  // `FAILED_PRECONDITION ALREADY_PAID field`; empty if it was granted.
  template <typename Response>
  std::string Refusal(const google::protobuf::Message& request) {
    Response response;
    const grpc::Status status = cofi().Call(request, &response);
    if (status.ok()) return "";
    const std::string said = Said(status);
    return said.substr(0, said.find(':'));
  }

  // The sentence of a refusal.
  template <typename Response>
  std::string Sentence(const google::protobuf::Message& request) {
    Response response;
    return Plain(cofi().Call(request, &response).error_message());
  }

  // Two days on, so that midnight does not matter.
  static Date Ahead() { return DateFromDay(TodayIn("Europe/Paris", absl::Now()) + 2); }
};
COFI_IN_ALL_SHAPES(MoneyTerms);

// It could not be undone before that date.
TEST_P(MoneyTerms, NothingIsRecordedBeforeItHappened) {
  const Project project = NewProject();
  auto grant = project.Grant("ahead", {.amount = "100"});
  *grant.mutable_grant()->mutable_award_date() = Ahead();
  EXPECT_EQ(Refusal<Grant>(grant), "INVALID_ARGUMENT VALUE_OUT_OF_RANGE grant.award_date");
  budgets::v1::UpdateGrantRequest later;
  later.mutable_grant()->set_name(project.Name("grants", "ville"));
  *later.mutable_grant()->mutable_award_date() = Ahead();
  EXPECT_EQ(Refusal<Grant>(later), "INVALID_ARGUMENT VALUE_OUT_OF_RANGE grant.award_date");

  auto receipt = project.Receipt("ahead", "ville", "100");
  *receipt.mutable_receipt()->mutable_receipt_date() = Ahead();
  EXPECT_EQ(Refusal<budgets::v1::Receipt>(receipt),
            "INVALID_ARGUMENT VALUE_OUT_OF_RANGE receipt.receipt_date");
  auto commitment = project.Commitment("ahead", {.amount = "100"});
  *commitment.mutable_commitment()->mutable_commitment_date() = Ahead();
  EXPECT_EQ(Refusal<budgets::v1::Commitment>(commitment),
            "INVALID_ARGUMENT VALUE_OUT_OF_RANGE commitment.commitment_date");

  auto paid = project.Expense("ahead", {.amount = "100"});
  *paid.mutable_expense()->mutable_payment_date() = Ahead();
  EXPECT_EQ(Refusal<Expense>(paid), "INVALID_ARGUMENT VALUE_OUT_OF_RANGE expense.payment_date");
  auto invoice = project.Expense("ahead", {.amount = "100"});
  *invoice.mutable_expense()->mutable_invoice_date() = Ahead();
  const std::string day = IsoDate(Ahead());
  ExpectRefused(cofi(), invoice,
                {.code = "INVALID_ARGUMENT",
                 .reason = "VALUE_OUT_OF_RANGE",
                 .field = "expense.invoice_date",
                 .english = "expense.invoice_date is " + day + "; accepted: on …",
                 .french = "expense.invoice_date vaut " +
                           FormatDate(Day(Ahead()), Language::kFrench) + " ; accepté : le …"});
}

TEST_P(MoneyTerms, AGrantHasOneShareOfAnExpense) {
  const Project project = NewProject();
  const auto twice =
      project.Expense("twice", {.amount = "100", .shares = {{"ville", "1"}, {"ville", "2"}}});
  const std::string ville = project.Name("grants", "ville");
  ExpectRefused(
      cofi(), twice,
      {.code = "INVALID_ARGUMENT",
       .reason = "VALUE_MALFORMED",
       .field = "expense.shares[1].grant",
       .english = "expense.shares[1].grant is \"" + ville + "\"; accepted: each grant once",
       .french = "expense.shares[1].grant vaut « " + ville +
                 " » ; accepté : chaque financement une fois"});
}

// Whatever it is told: a project is not ready before today.
TEST_P(MoneyTerms, AnAwardThatLiesAheadDoesNotLockTheProject) {
  const Project project = NewProject();
  EXPECT_TRUE(cofi().books().AwaitRelays());
  projects::internal::v1::ReportFundingRequest report;
  report.set_name(project.name());
  report.set_request_id(NewRequestId());
  report.set_journal_sequence(1'000);
  *report.mutable_funding()->mutable_planned_expenses() = Eur("20000");
  *report.mutable_funding()->mutable_adoption_date() = On("2018-01-01");
  projects::v1::Award& award = *report.mutable_funding()->add_awards();
  *award.mutable_amount() = Eur("20000");
  *award.mutable_award_date() = Ahead();
  cofi().Ask<projects::internal::v1::ReportFundingResponse>(report);
  EXPECT_EQ(project.State(), "FINANCING");
  EXPECT_TRUE(cofi().Verify("projects").sound());
  projects::v1::AbandonProjectRequest abandon;
  abandon.set_name(project.name());
  cofi().Ask<projects::v1::Project>(abandon);
  EXPECT_EQ(project.State(), "ABANDONED");
  // The next change tells the truth again, so that verifying finds nothing.
  budgets::v1::UpdateGrantRequest title;
  title.mutable_grant()->set_name(project.Name("grants", "ville"));
  title.mutable_grant()->set_display_name("Ville");
  cofi().Ask<budgets::v1::Grant>(title);
  EXPECT_TRUE(cofi().books().AwaitRelays());
  EXPECT_TRUE(cofi().Verify("budgets").sound());
}

TEST_P(MoneyTerms, ALineAsOfADateIsThatOfTheBudgetInForceThen) {
  const Project project = NewProject();
  Draft(project);
  cofi().Ask<Line>(LineOf(project, "62", Line::SIDE_EXPENSE, "62", "12000"));
  cofi().Ask<Line>(LineOf(project, "75", Line::SIDE_INCOME, "75", "12000"));
  budgets::v1::AdoptBudgetRequest adopt;
  adopt.set_name(project.Name("budgets", "v2"));
  *adopt.mutable_effective_date() = On("2018-06-01");
  cofi().Ask<Budget>(adopt);
  EXPECT_EQ(project.LineFigures("62"), "committed 0.00, spent 0.00, paid 0.00, available 12000.00");
  EXPECT_EQ(project.LineFigures("62", "2018-06-01"),
            "committed 0.00, spent 0.00, paid 0.00, available 12000.00");
  EXPECT_EQ(project.LineFigures("62", "2018-05-31"),
            "committed 0.00, spent 0.00, paid 0.00, available 9000.00");
  budgets::v1::GetLineRequest before;
  before.set_name(project.Name("lines", "62"));
  *before.mutable_as_of_date() = On("2017-12-31");
  EXPECT_EQ(Refusal<Line>(before), "NOT_FOUND RESOURCE_NOT_FOUND");
}

TEST_P(MoneyTerms, NothingIsPlacedBehindTheLastPlace) {
  const Project project = NewProject();
  Draft(project);
  auto last = LineOf(project, "60", Line::SIDE_EXPENSE, "60", "1");
  last.mutable_line()->set_position(std::numeric_limits<int32_t>::max());
  cofi().Ask<Line>(last);
  EXPECT_EQ(Refusal<Line>(LineOf(project, "62", Line::SIDE_EXPENSE, "62", "1")),
            "INVALID_ARGUMENT VALUE_OUT_OF_RANGE line.position");

  projects::v1::CreatePhaseRequest phase;
  phase.set_parent(project.name());
  phase.mutable_phase()->set_display_name("Last");
  phase.mutable_phase()->set_position(std::numeric_limits<int32_t>::max() - 1);
  cofi().Ask<projects::v1::Phase>(phase);
  phase.mutable_phase()->clear_position();
  EXPECT_EQ(cofi().Ask<projects::v1::Phase>(phase).position(), std::numeric_limits<int32_t>::max());
  EXPECT_EQ(Refusal<projects::v1::Phase>(phase),
            "INVALID_ARGUMENT VALUE_OUT_OF_RANGE phase.position");

  project.Apply("aide", "100");
  applications::v1::CreateStageRequest stage;
  stage.set_parent(project.Name("applications", "aide"));
  stage.mutable_stage()->set_display_name("Last");
  stage.mutable_stage()->set_kind(applications::v1::STAGE_KIND_COMMITTEE);
  stage.mutable_stage()->set_position(std::numeric_limits<int32_t>::max());
  cofi().Ask<applications::v1::Stage>(stage);
  stage.mutable_stage()->clear_position();
  EXPECT_EQ(Refusal<applications::v1::Stage>(stage),
            "INVALID_ARGUMENT VALUE_OUT_OF_RANGE stage.position");
}

// What is planned is told to the projects, as an amount.
TEST_P(MoneyTerms, ASideOfABudgetSumsToAnAmount) {
  const Project project = NewProject();
  Draft(project);
  // A single amount is 10^12 at most, so it takes ninety lines and one for the rest.
  const auto fill = [&](Line::Side side, const std::string& account) {
    for (int i = 0; i < 90; ++i) {
      cofi().Ask<Line>(
          LineOf(project, absl::StrCat(account, "-", i), side, account, "1000000000000"));
    }
    const int64_t rest = kMinorMax - 90 * int64_t{100'000'000'000'000};
    cofi().Ask<Line>(LineOf(project, account, side, account, DecimalFromMinor(rest)));
  };
  fill(Line::SIDE_EXPENSE, "60");
  EXPECT_EQ(Refusal<Line>(LineOf(project, "62", Line::SIDE_EXPENSE, "62", "0.01")),
            "INVALID_ARGUMENT AMOUNT_OVERFLOW line.planned_amount");
  cofi().Ask<Line>(LineOf(project, "62", Line::SIDE_EXPENSE, "62", "0"));
  fill(Line::SIDE_INCOME, "74");
  budgets::v1::UpdateLineRequest more;
  more.mutable_line()->set_name(project.Name("budgets/v2/lines", "62"));
  *more.mutable_line()->mutable_planned_amount() = Eur("0.01");
  EXPECT_EQ(Refusal<Line>(more), "INVALID_ARGUMENT AMOUNT_OVERFLOW line.planned_amount");
  more.mutable_line()->set_name(project.Name("budgets/v2/lines", "60"));
  cofi().Ask<Line>(more);
}

TEST_P(MoneyTerms, AnAccountIsOneOfItsSide) {
  const Project project = NewProject();
  Draft(project);
  const struct {
    Line::Side side;
    std::vector<std::string> taken, refused;
  } sides[] = {{Line::SIDE_EXPENSE, {"60", "6411", "indirect", "2184"}, {"70", "86"}},
               {Line::SIDE_INCOME, {"70", "7588"}, {"64", "87", "indirect", "21"}},
               {Line::SIDE_IN_KIND_USE, {"86", "864"}, {"87", "60"}},
               {Line::SIDE_IN_KIND_SOURCE, {"87", "875"}, {"86", "70"}}};
  for (const auto& [side, taken, refused] : sides) {
    for (const std::string& account : taken) {
      cofi().Ask<Line>(LineOf(project, "l" + account, side, account, "1"));
    }
    for (const std::string& account : refused) {
      EXPECT_EQ(Refusal<Line>(LineOf(project, "l", side, account, "1")),
                "INVALID_ARGUMENT VALUE_OUT_OF_RANGE line.account")
          << Line::Side_Name(side) << " " << account;
    }
  }
  budgets::v1::UpdateLineRequest moved;
  moved.mutable_line()->set_name(project.Name("budgets/v2/lines", "l60"));
  moved.mutable_line()->set_account("70");
  EXPECT_EQ(Sentence<Line>(moved), "line.account is 70; accepted: 60…69, indirect, 20…29");
}

// What was spent on fees is not staff costs all of a sudden.
TEST_P(MoneyTerms, ALineWithMoneyStaysWhatItIs) {
  const Project project = NewProject();
  project.Spend("e", {.amount = "700"});
  Draft(project);
  auto line = LineOf(project, "62", Line::SIDE_EXPENSE, "64", "1000");
  cofi().Ask<Line>(line);
  cofi().Ask<Line>(LineOf(project, "74", Line::SIDE_INCOME, "74", "1000"));
  budgets::v1::AdoptBudgetRequest adopt;
  adopt.set_name(project.Name("budgets", "v2"));
  ExpectRefused(
      cofi(), adopt,
      {.code = "FAILED_PRECONDITION",
       .reason = "LINE_REPURPOSED",
       .field = "",
       .english =
           "line 62 has €700.00 committed or spent on 62; budget v2 makes it 64: give the new"
           " line an identifier of its own",
       .french = "la ligne 62 porte 700,00 € engagés ou dépensés au titre de 62 ; le budget v2 en"
                 " fait 64 : donnez à la nouvelle ligne son propre identifiant"});
  // Nor within its class, where grants may pay for one account and not the other.
  budgets::v1::UpdateLineRequest change;
  change.mutable_line()->set_name(project.Name("budgets/v2/lines", "62"));
  change.mutable_line()->set_account("622");
  cofi().Ask<Line>(change);
  EXPECT_EQ(Refusal<Budget>(adopt), "FAILED_PRECONDITION LINE_REPURPOSED");
  // On the other side.
  budgets::v1::DeleteLineRequest remove;
  remove.set_name(change.line().name());
  cofi().Ask<google::protobuf::Empty>(remove);
  cofi().Ask<Line>(LineOf(project, "6", Line::SIDE_EXPENSE, "62", "1000"));
  remove.set_name(project.Name("budgets/v2/lines", "74"));
  cofi().Ask<google::protobuf::Empty>(remove);
  cofi().Ask<Line>(LineOf(project, "62", Line::SIDE_INCOME, "74", "1000"));
  EXPECT_EQ(Refusal<Budget>(adopt), "FAILED_PRECONDITION LINE_REPURPOSED");
}

TEST_P(MoneyTerms, ALineWithMoneyMayHaveAnotherTitle) {
  const Project project = NewProject();
  project.Spend("e", {.amount = "700"});
  // No money any more.
  project.Spend("wrong", {.amount = "100", .line = "60"});
  cofi().Ask<Expense>(project.Reversal("wrong"));
  Draft(project);
  cofi().Ask<Line>(LineOf(project, "62", Line::SIDE_EXPENSE, "62", "700"));
  cofi().Ask<Line>(LineOf(project, "60", Line::SIDE_EXPENSE, "64", "300"));
  cofi().Ask<Line>(LineOf(project, "74", Line::SIDE_INCOME, "74", "1000"));
  budgets::v1::AdoptBudgetRequest adopt;
  adopt.set_name(project.Name("budgets", "v2"));
  cofi().Ask<Budget>(adopt);
}

TEST_P(MoneyTerms, ABudgetCoversWhatIsSpentUnlessItsLineMayBeOver) {
  const struct {
    Line::OverrunPolicy policy;
    const char* refusal;
  } policies[] = {{Line::OVERRUN_POLICY_UNSPECIFIED, "FAILED_PRECONDITION INSUFFICIENT_FUNDS"},
                  {Line::OVERRUN_POLICY_BLOCK, "FAILED_PRECONDITION INSUFFICIENT_FUNDS"},
                  {Line::OVERRUN_POLICY_WARN, ""},
                  {Line::OVERRUN_POLICY_ALLOW, ""}};
  for (const auto& [policy, refusal] : policies) {
    const Project project = NewProject();
    project.Spend("e", {.amount = "700"});
    project.Commit("c", {.amount = "680"});
    Draft(project);
    auto line = LineOf(project, "62", Line::SIDE_EXPENSE, "62", "1000");
    line.mutable_line()->set_overrun_policy(policy);
    cofi().Ask<Line>(line);
    cofi().Ask<Line>(LineOf(project, "74", Line::SIDE_INCOME, "74", "1000"));
    budgets::v1::AdoptBudgetRequest adopt;
    adopt.set_name(project.Name("budgets", "v2"));
    if (refusal[0] != '\0') {
      EXPECT_EQ(Sentence<Budget>(adopt),
                "62 62: €1,000.00 available, €1,380.00 asked; budget"
                " v2 plans less than is committed and spent already");
    }
    EXPECT_EQ(Refusal<Budget>(adopt), refusal);
    if (refusal[0] != '\0') continue;
    EXPECT_EQ(project.LineFigures("62"),
              "committed 680.00, spent 700.00, paid 0.00, available -380.00");
  }
}

TEST_P(MoneyTerms, AGrantIsNotLoweredBelowWhatWasReceived) {
  const Project project = NewProject();
  cofi().Ask<budgets::v1::Receipt>(project.Receipt("r", "ville", "2100"));
  budgets::v1::UpdateGrantRequest lower;
  lower.mutable_grant()->set_name(project.Name("grants", "ville"));
  *lower.mutable_grant()->mutable_awarded_amount() = Eur("2000");
  ExpectRefused(
      cofi(), lower,
      {.code = "FAILED_PRECONDITION",
       .reason = "GRANT_RECEIVED",
       .field = "grant.awarded_amount",
       .english = "Aide ville: €2,100.00 are received already; €2,000.00 would be less",
       .french = "Aide ville : 2 100,00 € sont déjà encaissés ; 2 000,00 € serait moins"});
  project.Spend("e", {.amount = "2200", .shares = {{"ville", "2200"}}});
  *lower.mutable_grant()->mutable_awarded_amount() = Eur("2150");
  EXPECT_EQ(Sentence<Grant>(lower),
            "Aide ville: €2,150.00 left, €2,200.00 asked, because that is spent already");
  *lower.mutable_grant()->mutable_awarded_amount() = Eur("2200");
  cofi().Ask<Grant>(lower);
}

// Mostly the invoice is that of an order, and nobody has said so.
TEST_P(MoneyTerms, ForWantOfFundsTheOrdersOfTheLineAreNamed) {
  const Project project = NewProject();
  const auto said = [&] { return Sentence<Expense>(project.Expense("e", {.amount = "8990"})); };
  auto order = project.Commitment("c", {.amount = "8000"});
  order.mutable_commitment()->set_supplier("Froid Ouest");
  cofi().Ask<budgets::v1::Commitment>(order);
  ExpectRefused(cofi(), project.Expense("e", {.amount = "8990"}),
                {.code = "FAILED_PRECONDITION",
                 .reason = "INSUFFICIENT_FUNDS",
                 .field = "",
                 .english = "62 Services: €1,000.00 available, €8,990.00 asked; the commitment c"
                            " (Froid Ouest), of which €8,000.00 are left, is on this line: name it"
                            " as the expense's commitment",
                 .french = "62 Services : 1 000,00 € disponibles, 8 990,00 € demandés ;"
                           " l'engagement c (Froid Ouest), dont il reste 8 000,00 €, porte sur"
                           " cette ligne : indiquez-le comme engagement de la dépense"});
  project.Commit("d", {.amount = "10"});
  project.Commit("elsewhere", {.amount = "10", .line = "60"});
  EXPECT_EQ(said(),
            "62 Services: €990.00 available, €8,990.00 asked; the commitments c (Froid Ouest), d"
            " are on this line: name the one that it fulfils as the expense's commitment");
  // What would not be enough is no way out.
  EXPECT_EQ(Sentence<Expense>(project.Expense("e", {.amount = "8990.01"})),
            "62 Services: €990.00 available, €8,990.01 asked; release a commitment or adopt a new"
            " budget version");
}

TEST_P(MoneyTerms, WhatRemainsOfAGrantIsWhatItCanStillPay) {
  const Project project = NewProject();
  auto grant = project.Grant("plafond", {.amount = "5000"});
  *grant.mutable_grant()->mutable_ceiling() = Eur("100");
  cofi().Ask<Grant>(grant);
  EXPECT_EQ(project.GrantFigures("plafond"),
            "awarded 5000.00, spent 0.00, received 0.00, remaining 100.00");
  project.Spend("e", {.amount = "200", .shares = {{"plafond", "60"}}});
  EXPECT_EQ(project.GrantFigures("plafond"),
            "awarded 5000.00, spent 60.00, received 0.00, remaining 40.00");
}

TEST_P(MoneyTerms, AGrantWithMoneyIsNotDeleted) {
  const Project project = NewProject();
  budgets::v1::DeleteGrantRequest request;
  request.set_name(project.Name("grants", "ville"));
  cofi().Ask<budgets::v1::Receipt>(project.Receipt("r", "ville", "100"));
  ExpectRefused(
      cofi(), request,
      {.code = "FAILED_PRECONDITION",
       .reason = "GRANT_IN_USE",
       .field = "",
       .english = "grant ville has money in the ledger, which stays: amend it instead",
       .french = "la subvention ville porte des mouvements au grand livre, qui y restent :"
                 " modifiez-la plutôt"});
}

TEST_P(MoneyTerms, APeriodThatIsOpenAtOneEndSaysSo) {
  const Project project = NewProject();
  auto grant = project.Grant("until", {.amount = "100"});
  *grant.mutable_grant()->mutable_eligible_end_date() = On("2018-02-28");
  cofi().Ask<Grant>(grant);
  ExpectRefused(cofi(), project.Expense("e", {.amount = "10", .shares = {{"until", "10"}}}),
                {.code = "FAILED_PRECONDITION",
                 .reason = "OUTSIDE_ELIGIBLE_PERIOD",
                 .field = "expense.shares[0]",
                 .english = "Aide until pays invoices from … to 2018-02-28; this one is of"
                            " 2018-03-01",
                 .french = "Aide until paie les factures du … au 28/02/2018 ; celle-ci est du"
                           " 01/03/2018"});
}

TEST_P(MoneyTerms, WhatWasReversedIsNotPaidAndSaysWhy) {
  const Project project = NewProject();
  project.Spend("e", {.amount = "10"});
  cofi().Ask<Expense>(project.Reversal("e"));
  ExpectRefused(cofi(), project.Payment("e", "2018-04-02"),
                {.code = "FAILED_PRECONDITION",
                 .reason = "ALREADY_REVERSED",
                 .field = "",
                 .english = "expense e and expense e-x undo each other: nothing of them is paid"
                            " or reversed any more",
                 .french = "la dépense e et la dépense e-x s'annulent : plus rien n'en est payé ni"
                           " extourné"});
}

TEST_P(MoneyTerms, AShareOfTheExpensesNeedsABudget) {
  projects::v1::CreateProjectRequest create;
  create.set_project_id("t-" + NewUuid().substr(0, 8));
  create.mutable_project()->set_display_name("Without a budget");
  create.mutable_project()->mutable_start_condition()->set_secured_basis_points(8000);
  const auto project = cofi().Ask<projects::v1::Project>(create);
  projects::v1::SeekProjectFundingRequest seek;
  seek.set_name(project.name());
  cofi().Ask<projects::v1::Project>(seek);
  projects::v1::StartProjectRequest start;
  start.set_name(project.name());
  EXPECT_EQ(Sentence<projects::v1::Project>(start),
            "project " + create.project_id() + " has no adopted budget; adopt one first");
}

}  // namespace
}  // namespace cofi::end_to_end
