// How a budget is revised: a version that begins as a copy of another, transfers between lines,
// what changes from one version to the next, and which lines are over their plan.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/fields.h"
#include "base/identifiers.h"
#include "base/money.h"
#include "base/names.h"
#include "cofi/projects/v1/partners.pb.h"
#include "cofi/reporting/v1/reports.pb.h"
#include "tests/installations/installation.h"
#include "tests/installations/process.h"
#include "tests/installations/project.h"
#include "tests/installations/refusals.h"
#include "tests/services/facts.h"

namespace cofi::end_to_end {
namespace {

using budgets::v1::Budget;
using budgets::v1::Line;
using budgets::v1::TransferBudgetRequest;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string Decimal(const Money& money) { return DecimalFromMinor(Minor(money)); }

class BudgetVersions : public EndToEnd {
 protected:
  std::string NewId() { return "b-" + NewUuid().substr(0, 8); }

  budgets::v1::CreateBudgetRequest Copy(const Project& project, const std::string& from,
                                        const std::string& id = "v2") {
    budgets::v1::CreateBudgetRequest request;
    request.set_parent(project.name());
    request.set_budget_id(id);
    request.mutable_budget();
    request.set_copy_from(from);
    return request;
  }

  // On 2018-06-01, of the first version.
  TransferBudgetRequest Move(const Project& project, const std::string& from, const std::string& to,
                             const std::string& amount, const std::string& date = "2018-06-01") {
    TransferBudgetRequest request;
    request.set_name(project.Name("budgets", "v1"));
    request.set_from_line(from);
    request.set_to_line(to);
    *request.mutable_amount() = Eur(amount);
    *request.mutable_effective_date() = On(date);
    request.set_note("n");
    return request;
  }

  void Adopt(const Project& project, const std::string& budget, const std::string& date) {
    cofi().Ask<Budget>(Adoption(project, budget, date));
  }
  budgets::v1::AdoptBudgetRequest Adoption(const Project& project, const std::string& budget,
                                           const std::string& date) {
    budgets::v1::AdoptBudgetRequest adopt;
    adopt.set_name(project.Name("budgets", budget));
    *adopt.mutable_effective_date() = On(date);
    return adopt;
  }

  void Change(const Project& project, const std::string& line, const std::string& planned) {
    budgets::v1::UpdateLineRequest request;
    request.mutable_line()->set_name(project.Name("budgets/v2/lines", line));
    *request.mutable_line()->mutable_planned_amount() = Eur(planned);
    cofi().Ask<Line>(request);
  }

  // `60 1000.00`, in the order of the budget.
  std::vector<std::string> Planned(const std::string& budget, const std::string& as_of = "") {
    budgets::v1::ListLinesRequest request;
    request.set_parent(budget);
    if (!as_of.empty()) *request.mutable_as_of_date() = On(as_of);
    std::vector<std::string> planned;
    const auto page = cofi().Ask<budgets::v1::ListLinesResponse>(request);
    for (const Line& line : page.lines()) {
      planned.push_back(absl::StrCat(IdOf(line.name()), " ", Decimal(line.planned_amount())));
    }
    return planned;
  }

  Budget Get(const Project& project, const std::string& budget, const std::string& as_of = "") {
    budgets::v1::GetBudgetRequest request;
    request.set_name(project.Name("budgets", budget));
    if (!as_of.empty()) *request.mutable_as_of_date() = On(as_of);
    return cofi().Ask<Budget>(request);
  }

  reporting::v1::BudgetChanges Changes(const Project& project, const std::string& before = "",
                                       const std::string& after = "") {
    reporting::v1::GetBudgetChangesRequest request;
    request.set_parent(project.name());
    request.set_before(before);
    request.set_after(after);
    return cofi().Ask<reporting::v1::BudgetChanges>(request);
  }

  // `62 6700.00 of 6000.00, 700.00`, of what tells of overruns.
  template <typename Told>
  std::vector<std::string> Overruns(const Told& told) {
    std::vector<std::string> overruns;
    for (const budgets::v1::LineOverrun& each : told.overruns()) {
      overruns.push_back(absl::StrCat(IdOf(each.line()), " ", Decimal(each.used()), " of ",
                                      Decimal(each.planned()), ", ", Decimal(each.over())));
    }
    return overruns;
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
};
COFI_IN_ALL_SHAPES(BudgetVersions);

TEST_P(BudgetVersions, BeginAsACopyOfAnother) {
  const Project project(cofi(), NewId());
  const auto copy = Copy(project, project.Name("budgets", "v1"));
  const Budget made = cofi().Ask<Budget>(copy);
  EXPECT_EQ(made.state(), Budget::STATE_DRAFT);
  EXPECT_EQ(made.version(), 2);
  EXPECT_EQ(Decimal(made.planned_expenses()), "20000.00");
  EXPECT_EQ(Decimal(made.planned_income()), "20000.00");
  EXPECT_THAT(Planned(made.name()),
              ElementsAre("60 1000.00", "62 9000.00", "64 10000.00", "74 16000.00", "75 4000.00"));
  budgets::v1::GetLineRequest get;
  get.set_name(made.name() + "/lines/74");
  const Line copied = cofi().Ask<Line>(get);
  get.set_name(project.Name("budgets/v1/lines", "74"));
  const Line original = cofi().Ask<Line>(get);
  EXPECT_EQ(copied.funder(), "funders/ville");
  EXPECT_EQ(copied.position(), original.position());
  EXPECT_NE(copied.uid(), original.uid());
  // One version is not the other: what changes in one stays in the other as it is.
  Change(project, "62", "8000");
  EXPECT_THAT(Planned(project.Name("budgets", "v1")).at(1), "62 9000.00");
  // The one in force by what it is called.
  EXPECT_THAT(
      Planned(cofi().Ask<Budget>(Copy(project, project.Name("budgets", "adopted"), "v3")).name()),
      testing::SizeIs(5));
  EXPECT_TRUE(cofi().Verify("budgets").sound());
}

TEST_P(BudgetVersions, ACopyHasWhatTransfersLeftAndNotWhatTheyMoved) {
  const Project project(cofi(), NewId());
  cofi().Ask<Budget>(Move(project, "62", "60", "500"));
  const Budget made = cofi().Ask<Budget>(Copy(project, project.Name("budgets", "v1")));
  EXPECT_THAT(made.transfers(), IsEmpty());
  EXPECT_THAT(Planned(made.name()).at(1), "62 8500.00");
  EXPECT_THAT(Planned(made.name(), "2018-05-31").at(1), "62 8500.00") << "a draft has no past";
  Adopt(project, "v2", "2018-07-01");
  EXPECT_THAT(Planned(project.Name("budgets", "adopted"), "2018-05-31").at(1), "62 9000.00");
  EXPECT_THAT(Planned(project.Name("budgets", "adopted"), "2018-06-30").at(1), "62 8500.00");
}

TEST_P(BudgetVersions, BeginAsACopyOfAnotherProject) {
  const Project other(cofi(), NewId()), project(cofi(), NewId());
  projects::v1::CreatePhaseRequest phase;
  phase.set_parent(other.name());
  phase.set_phase_id("diagnosis");
  phase.mutable_phase()->set_display_name("Diagnosis");
  cofi().Ask<projects::v1::Phase>(phase);
  cofi().Ask<Budget>(Copy(other, other.Name("budgets", "v1")));
  budgets::v1::UpdateLineRequest line;
  line.mutable_line()->set_name(other.Name("budgets/v2/lines", "62"));
  line.mutable_line()->set_phase(other.Name("phases", "diagnosis"));
  cofi().Ask<Line>(line);

  // Nothing is left out in silence: what the copy would lack is said.
  const auto copy = Copy(project, other.Name("budgets", "v2"));
  EXPECT_EQ(Refusal<Budget>(copy), "FAILED_PRECONDITION REFERENCE_NOT_FOUND copy_from");
  budgets::v1::ListBudgetsRequest list;
  list.set_parent(project.name());
  EXPECT_EQ(cofi().Ask<budgets::v1::ListBudgetsResponse>(list).budgets_size(), 1);
  phase.set_parent(project.name());
  cofi().Ask<projects::v1::Phase>(phase);
  // The budgets service hears of the phase by itself.
  ASSERT_TRUE(Eventually([&] { return Refusal<Budget>(copy).empty(); }));
  EXPECT_THAT(Planned(project.Name("budgets", "v2")), Planned(other.Name("budgets", "v2")));
  budgets::v1::GetLineRequest get;
  get.set_name(project.Name("budgets/v2/lines", "62"));
  EXPECT_EQ(cofi().Ask<Line>(get).phase(), project.Name("phases", "diagnosis"));
}

TEST_P(BudgetVersions, ThereIsNoCopyOfNothing) {
  const Project project(cofi(), NewId());
  EXPECT_EQ(Refusal<Budget>(Copy(project, project.Name("budgets", "v9"))),
            "FAILED_PRECONDITION REFERENCE_NOT_FOUND copy_from");
  EXPECT_EQ(Refusal<Budget>(Copy(project, project.name())),
            "INVALID_ARGUMENT NAME_MALFORMED copy_from");
  EXPECT_EQ(Refusal<Budget>(Copy(project, project.Name("budgets", "v1"), "v1")),
            "ALREADY_EXISTS RESOURCE_EXISTS");
}

TEST_P(BudgetVersions, ATransferIsAFactFromItsDayOn) {
  const Project project(cofi(), NewId());
  const Budget budget = cofi().Ask<Budget>(Move(project, "62", "60", "500"));
  EXPECT_EQ(Decimal(budget.planned_expenses()), "20000.00");
  ASSERT_EQ(budget.transfers_size(), 1);
  EXPECT_EQ(budget.transfers(0).from_line(), "62");
  EXPECT_EQ(budget.transfers(0).note(), "n");
  const std::string adopted = project.Name("budgets", "adopted");
  EXPECT_THAT(Planned(adopted),
              ElementsAre("60 1500.00", "62 8500.00", "64 10000.00", "74 16000.00", "75 4000.00"));
  EXPECT_THAT(Planned(adopted, "2018-06-01").at(1), "62 8500.00");
  EXPECT_THAT(Planned(adopted, "2018-05-31").at(1), "62 9000.00");
  EXPECT_EQ(project.LineFigures("62", "2018-05-31"),
            "committed 0.00, spent 0.00, paid 0.00, available 9000.00");
  EXPECT_EQ(Get(project, "v1", "2018-05-31").transfers_size(), 0);
  EXPECT_EQ(Get(project, "v1", "2018-06-01").transfers_size(), 1);

  // The opposite takes it back, and what was in between stays what it was.
  cofi().Ask<Budget>(Move(project, "60", "62", "500", "2018-07-01"));
  EXPECT_THAT(Planned(adopted).at(1), "62 9000.00");
  EXPECT_THAT(Planned(adopted, "2018-06-30").at(1), "62 8500.00");
  EXPECT_EQ(Refusal<Budget>(Move(project, "62", "64", "1", "2018-06-30")),
            "FAILED_PRECONDITION DATE_OUT_OF_ORDER");
  EXPECT_EQ(Refusal<Budget>(Move(project, "64", "62", "1", "2018-06-30")),
            "FAILED_PRECONDITION DATE_OUT_OF_ORDER");
  EXPECT_EQ(Refusal<Budget>(Move(project, "74", "75", "1", "2017-12-31")),
            "FAILED_PRECONDITION DATE_OUT_OF_ORDER")
      << "before the adoption";
  EXPECT_TRUE(cofi().Verify("budgets").sound());
}

TEST_P(BudgetVersions, ATransferTakesNothingThatIsSpent) {
  const Project project(cofi(), NewId());
  project.Spend("e", {.amount = "5000"});
  project.Commit("c", {.amount = "3000"});
  ExpectRefused(cofi(), Move(project, "62", "60", "1000.01"),
                {.code = "FAILED_PRECONDITION",
                 .reason = "INSUFFICIENT_FUNDS",
                 .field = "amount",
                 .english = "62 Services: €1,000.00 available, €1,000.01 asked; transfer "
                            "less, or release a commitment",
                 .french = "62 Services : 1 000,00 € disponibles, 1 000,01 € demandés ; "
                           "virez moins, ou libérez un engagement"});
  cofi().Ask<Budget>(Move(project, "62", "60", "1000"));
  EXPECT_EQ(project.LineFigures("62"),
            "committed 3000.00, spent 5000.00, paid 0.00, available 0.00");
  EXPECT_EQ(Refusal<Budget>(Move(project, "75", "74", "4000.01")),
            "FAILED_PRECONDITION INSUFFICIENT_FUNDS amount");
}

TEST_P(BudgetVersions, ATransferIsBetweenTwoLinesOfASide) {
  const Project project(cofi(), NewId());
  for (const char* to : {"74", "62"}) {
    EXPECT_EQ(Refusal<Budget>(Move(project, "62", to, "1")),
              "INVALID_ARGUMENT VALUE_OUT_OF_RANGE to_line");
  }
  EXPECT_EQ(Refusal<Budget>(Move(project, "62", "99", "1")),
            "FAILED_PRECONDITION REFERENCE_NOT_FOUND to_line");
  EXPECT_EQ(Refusal<Budget>(Move(project, "99", "62", "1")),
            "FAILED_PRECONDITION REFERENCE_NOT_FOUND from_line");
  TransferBudgetRequest silent = Move(project, "62", "60", "1");
  silent.clear_note();
  EXPECT_EQ(Refusal<Budget>(silent), "INVALID_ARGUMENT FIELD_REQUIRED note");
}

TEST_P(BudgetVersions, TransfersKeepWithinTheLimitOfTheBudget) {
  const Project project(cofi(), NewId());
  budgets::v1::UpdateBudgetRequest limit;
  limit.mutable_budget()->set_name(project.Name("budgets", "v1"));
  limit.mutable_budget()->set_transfer_limit_basis_points(2000);
  cofi().Ask<Budget>(limit);
  cofi().Ask<Budget>(Move(project, "62", "60", "1500"));
  ExpectRefused(
      cofi(), Move(project, "62", "64", "300.01"),
      {.code = "FAILED_PRECONDITION",
       .reason = "TRANSFER_LIMIT_EXCEEDED",
       .field = "amount",
       .english = "62 Services: transfers may still take €300.00, €300.01 asked; budget v1 "
                  "limits them to €1,800.00 of this line: more takes a new version",
       .french = "62 Services : les virements peuvent encore en retirer 300,00 €, "
                 "300,01 € demandés ; le budget v1 les limite à 1 800,00 € pour cette ligne : "
                 "au-delà, il faut une nouvelle version"});
  cofi().Ask<Budget>(Move(project, "62", "64", "300"));
  // What was received may be given back, whatever the limit is.
  cofi().Ask<Budget>(Move(project, "60", "62", "1500", "2018-06-02"));
}

TEST_P(BudgetVersions, ADraftIsPlannedOtherwise) {
  const Project project(cofi(), NewId());
  const Budget draft = cofi().Ask<Budget>(Copy(project, project.Name("budgets", "v1")));
  TransferBudgetRequest move = Move(project, "62", "60", "9000");
  move.set_name(draft.name());
  cofi().Ask<Budget>(move);
  EXPECT_THAT(Planned(draft.name()).at(1), "62 0.00");
  budgets::v1::GetLineRequest get;
  get.set_name(draft.name() + "/lines/62");
  EXPECT_THAT(cofi().Ask<Line>(get).dated_values(), IsEmpty());
  Adopt(project, "v2", "2018-03-01");
  EXPECT_THAT(Planned(project.Name("budgets", "adopted"), "2018-03-01").at(1), "62 0.00");
  EXPECT_EQ(Refusal<Budget>(Move(project, "62", "60", "1")), "FAILED_PRECONDITION VERB_NOT_ALLOWED")
      << "the first version is superseded";
}

// As of each day one budget is in force, and an adoption that money stands on is not taken back.
TEST_P(BudgetVersions, AnAdoptionStandsInOrderWithTransfers) {
  const Project project(cofi(), NewId());
  cofi().Ask<Budget>(Move(project, "62", "60", "500"));
  budgets::v1::UndoBudgetRequest undo;
  undo.set_name(project.Name("budgets", "v1"));
  undo.set_note("n");
  EXPECT_EQ(Refusal<Budget>(undo), "FAILED_PRECONDITION NOT_UNDOABLE");
  cofi().Ask<Budget>(Copy(project, project.Name("budgets", "v1")));
  EXPECT_EQ(Refusal<Budget>(Adoption(project, "v2", "2018-05-31")),
            "FAILED_PRECONDITION DATE_OUT_OF_ORDER");
  Adopt(project, "v2", "2018-06-01");
}

TEST_P(BudgetVersions, AnAdoptionTellsOfLinesThatPlanLessThanIsSpent) {
  const Project project(cofi(), NewId(), Line::OVERRUN_POLICY_WARN);
  project.Spend("e", {.amount = "5000"});
  project.Commit("c", {.amount = "1700"});
  cofi().Ask<Budget>(Copy(project, project.Name("budgets", "v1")));
  Change(project, "62", "6000");
  Change(project, "64", "13000");
  const Budget adopted = cofi().Ask<Budget>(Adoption(project, "v2", "2018-06-01"));
  EXPECT_THAT(Overruns(adopted), ElementsAre("62 6700.00 of 6000.00, 700.00"));
  EXPECT_THAT(Overruns(Get(project, "v2")), ElementsAre("62 6700.00 of 6000.00, 700.00"));

  // The status says the same, and the portfolio too.
  reporting::v1::GetBudgetStatusRequest status;
  status.set_parent(project.name());
  EXPECT_THAT(Overruns(cofi().Ask<reporting::v1::BudgetStatus>(status)),
              ElementsAre("62 6700.00 of 6000.00, 700.00"));
  *status.mutable_as_of_date() = On("2018-05-31");
  EXPECT_THAT(Overruns(cofi().Ask<reporting::v1::BudgetStatus>(status)), IsEmpty());
  reporting::v1::GetPortfolioRequest portfolio;
  portfolio.set_filter("project = \"" + project.name() + "\"");
  ASSERT_TRUE(
      Eventually([&] { return cofi().Ask<reporting::v1::Portfolio>(portfolio).rows_size() == 1; }));
  EXPECT_THAT(Overruns(cofi().Ask<reporting::v1::Portfolio>(portfolio).rows(0)),
              ElementsAre("62 6700.00 of 6000.00, 700.00"));
}

TEST_P(BudgetVersions, WhatMayBeOverIsNoFinding) {
  const Project project(cofi(), NewId(), Line::OVERRUN_POLICY_ALLOW);
  project.Spend("e", {.amount = "9500"});
  EXPECT_THAT(Overruns(Get(project, "v1")), IsEmpty());
  reporting::v1::GetBudgetStatusRequest status;
  status.set_parent(project.name());
  EXPECT_THAT(Overruns(cofi().Ask<reporting::v1::BudgetStatus>(status)), IsEmpty());
}

TEST_P(BudgetVersions, AreComparedLineByLine) {
  const Project project(cofi(), NewId());
  EXPECT_EQ(Changes(project).before().budget(), "") << "there is none before";
  cofi().Ask<Budget>(Copy(project, project.Name("budgets", "v1")));
  Change(project, "62", "8000");
  Change(project, "64", "11000");
  // A draft, against the one in force.
  const auto drafted = Changes(project, "", "v2");
  EXPECT_EQ(drafted.before().budget(), project.Name("budgets", "v1"));
  EXPECT_EQ(drafted.after().state(), Budget::STATE_DRAFT);
  std::vector<std::string> rows;
  for (const auto& row : drafted.rows()) {
    rows.push_back(absl::StrCat(row.key(), " ", Decimal(row.difference())));
  }
  EXPECT_THAT(rows, ElementsAre("60 0.00", "62 -1000.00", "64 1000.00", "74 0.00", "75 0.00"));
  // The one in force, against the one before.
  Adopt(project, "v2", "2018-06-01");
  const auto adopted = Changes(project);
  EXPECT_EQ(adopted.before().budget(), project.Name("budgets", "v1"));
  EXPECT_EQ(adopted.after().budget(), project.Name("budgets", "v2"));
  EXPECT_EQ(adopted.rows_size(), 5);
  reporting::v1::GetBudgetChangesRequest unknown;
  unknown.set_parent(project.name());
  unknown.set_after("v9");
  EXPECT_EQ(Refusal<reporting::v1::BudgetChanges>(unknown), "NOT_FOUND RESOURCE_NOT_FOUND after");
}

TEST_P(BudgetVersions, MayInvest) {
  const Project project(cofi(), NewId());
  cofi().Ask<Budget>(Copy(project, project.Name("budgets", "v1")));
  budgets::v1::CreateLineRequest kitchen;
  kitchen.set_parent(project.Name("budgets", "v2"));
  kitchen.mutable_line()->set_side(Line::SIDE_EXPENSE);
  kitchen.mutable_line()->set_account("2184");
  kitchen.mutable_line()->set_display_name("Cuisine");
  *kitchen.mutable_line()->mutable_planned_amount() = Eur("3000");
  cofi().Ask<Line>(kitchen);
  Change(project, "64", "7000");
  Adopt(project, "v2", "2018-06-01");
  reporting::v1::GetBudgetStatusRequest status;
  status.set_parent(project.name());
  const auto told = cofi().Ask<reporting::v1::BudgetStatus>(status);
  EXPECT_EQ(Decimal(told.investment().planned()), "3000.00");
  EXPECT_EQ(Decimal(told.operation().planned()), "17000.00");
  reporting::v1::GetBudgetFormRequest form;
  form.set_parent(project.name());
  const auto formed = cofi().Ask<reporting::v1::BudgetForm>(form);
  EXPECT_EQ(Decimal(formed.total_charges()), "17000.00");
  EXPECT_EQ(Decimal(formed.total_investments()), "3000.00");
}

}  // namespace
}  // namespace cofi::end_to_end
