// Money that moves: what is committed, spent, paid and received after each step,
// on the line, on the grant, now and in the past.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "base/identifiers.h"
#include "tests/installations/installation.h"
#include "tests/installations/project.h"
#include "tests/installations/refusals.h"
#include "tests/services/facts.h"

namespace cofi::end_to_end {
namespace {

using budgets::v1::Commitment;
using budgets::v1::Expense;
using budgets::v1::Receipt;

// Each test has a project of its own in an installation that all share.
class Moves : public EndToEnd {
 protected:
  Project NewProject(
      budgets::v1::Line::OverrunPolicy policy = budgets::v1::Line::OVERRUN_POLICY_BLOCK) {
    Project project(cofi(), "p-" + NewUuid().substr(0, 8), policy);
    project.Win("ville", {.amount = "5000"});
    return project;
  }

  // `FAILED_PRECONDITION ALREADY_PAID`
  template <typename Response>
  std::string Refusal(const google::protobuf::Message& request) {
    Response response;
    const std::string said = Said(cofi().Call(request, &response));
    return said.substr(0, said.find(':'));
  }
};
COFI_IN_ALL_SHAPES(Moves);

TEST_P(Moves, AnExpenseIsSpentOnItsInvoiceAndPaidOnItsPayment) {
  const Project project = NewProject();
  EXPECT_EQ(project.LineFigures("62"), "committed 0.00, spent 0.00, paid 0.00, available 9000.00");
  const Expense expense = project.Spend("e", {.amount = "100.10",
                                              .date = "2018-03-01",
                                              .paid = "2018-03-15",
                                              .shares = {{"ville", "60.05"}}});
  EXPECT_EQ(Minor(expense.own_funds_amount()), 40'05);
  EXPECT_EQ(project.LineFigures("62"),
            "committed 0.00, spent 100.10, paid 100.10, available 8899.90");
  EXPECT_EQ(project.LineFigures("62", "2018-02-28"),
            "committed 0.00, spent 0.00, paid 0.00, available 9000.00");
  EXPECT_EQ(project.LineFigures("62", "2018-03-01"),
            "committed 0.00, spent 100.10, paid 0.00, available 8899.90");
  EXPECT_EQ(project.LineFigures("62", "2018-03-15"),
            "committed 0.00, spent 100.10, paid 100.10, available 8899.90");
  EXPECT_EQ(project.GrantFigures("ville"),
            "awarded 5000.00, spent 60.05, received 0.00, remaining 4939.95");
}

TEST_P(Moves, AnExpenseIsReversedOnce) {
  const Project project = NewProject();
  project.Spend("e", {.amount = "100", .paid = "2018-03-15", .shares = {{"ville", "60"}}});
  const auto reversal = cofi().Ask<Expense>(project.Reversal("e", "2018-04-01"));
  EXPECT_EQ(reversal.reverses(), project.Name("expenses", "e"));
  EXPECT_EQ(reversal.note(), "entered twice");
  EXPECT_EQ(project.LineFigures("62"), "committed 0.00, spent 0.00, paid 0.00, available 9000.00");
  EXPECT_EQ(project.GrantFigures("ville"),
            "awarded 5000.00, spent 0.00, received 0.00, remaining 5000.00");
  // Before, it stands.
  EXPECT_EQ(project.LineFigures("62", "2018-03-31"),
            "committed 0.00, spent 100.00, paid 100.00, available 8900.00");
  EXPECT_EQ(project.GrantFigures("ville", "2018-03-31"),
            "awarded 5000.00, spent 60.00, received 0.00, remaining 4940.00");

  EXPECT_EQ(Refusal<Expense>(project.Reversal("e")), "FAILED_PRECONDITION ALREADY_REVERSED");
  auto back = project.Reversal("e");
  back.set_name(reversal.name());
  EXPECT_EQ(Refusal<Expense>(back), "FAILED_PRECONDITION ALREADY_REVERSED");
  EXPECT_EQ(Refusal<Expense>(project.Payment("e", "2018-04-02")),
            "FAILED_PRECONDITION ALREADY_REVERSED");
  EXPECT_EQ(project.LineFigures("62"), "committed 0.00, spent 0.00, paid 0.00, available 9000.00");
}

TEST_P(Moves, AReversedInvoiceIsRecordedAnew) {
  const Project project = NewProject();
  project.Spend("wrong", {.amount = "100", .reference = "F-1"});
  cofi().Ask<Expense>(project.Reversal("wrong"));
  project.Spend("right", {.amount = "110", .reference = "F-1"});
  EXPECT_EQ(project.LineFigures("62"),
            "committed 0.00, spent 110.00, paid 0.00, available 8890.00");
  EXPECT_EQ(Refusal<Expense>(project.Expense("again", {.amount = "110", .reference = "F-1"})),
            "ALREADY_EXISTS DUPLICATE_INVOICE expense.invoice_reference");
}

TEST_P(Moves, NothingIsReversedBeforeItHappened) {
  const Project project = NewProject();
  project.Spend("e", {.amount = "100", .date = "2018-03-01"});
  EXPECT_EQ(Refusal<Expense>(project.Reversal("e", "2018-02-28")),
            "FAILED_PRECONDITION DATE_OUT_OF_ORDER");
}

TEST_P(Moves, APaymentIsRecordedLaterOnce) {
  const Project project = NewProject();
  project.Spend("e", {.amount = "100", .date = "2018-03-01"});
  EXPECT_EQ(project.LineFigures("62"),
            "committed 0.00, spent 100.00, paid 0.00, available 8900.00");
  const auto paid = cofi().Ask<Expense>(project.Payment("e", "2018-04-05"));
  EXPECT_EQ(paid.payment_reference(), "VIR-1");
  EXPECT_EQ(project.LineFigures("62"),
            "committed 0.00, spent 100.00, paid 100.00, available 8900.00");
  EXPECT_EQ(project.LineFigures("62", "2018-04-04"),
            "committed 0.00, spent 100.00, paid 0.00, available 8900.00");
  EXPECT_EQ(Refusal<Expense>(project.Payment("e", "2018-04-06")),
            "FAILED_PRECONDITION ALREADY_PAID");
  cofi().Ask<Expense>(project.Reversal("e", "2018-04-10"));
  EXPECT_EQ(project.LineFigures("62"), "committed 0.00, spent 0.00, paid 0.00, available 9000.00");
}

// What was not paid yet is not unpaid on the way back.
TEST_P(Moves, AReversalIsNotBeforeThePayment) {
  const Project project = NewProject();
  project.Spend("e", {.amount = "100", .date = "2018-03-01", .paid = "2018-03-15"});
  EXPECT_EQ(Refusal<Expense>(project.Reversal("e", "2018-03-10")),
            "FAILED_PRECONDITION DATE_OUT_OF_ORDER");
  cofi().Ask<Expense>(project.Reversal("e", "2018-03-15"));
}

TEST_P(Moves, AReceiptIsReversedOnce) {
  const Project project = NewProject();
  cofi().Ask<Receipt>(project.Receipt("r", "ville", "2000"));
  EXPECT_EQ(project.GrantFigures("ville"),
            "awarded 5000.00, spent 0.00, received 2000.00, remaining 5000.00");
  EXPECT_EQ(project.GrantFigures("ville", "2018-02-09"),
            "awarded 5000.00, spent 0.00, received 0.00, remaining 5000.00");
  const auto reversal = cofi().Ask<Receipt>(project.ReceiptReversal("r"));
  EXPECT_EQ(project.GrantFigures("ville"),
            "awarded 5000.00, spent 0.00, received 0.00, remaining 5000.00");
  EXPECT_EQ(Refusal<Receipt>(project.ReceiptReversal("r")), "FAILED_PRECONDITION ALREADY_REVERSED");
  auto back = project.ReceiptReversal("r");
  back.set_name(reversal.name());
  EXPECT_EQ(Refusal<Receipt>(back), "FAILED_PRECONDITION ALREADY_REVERSED");
  // What was sent back may come again.
  cofi().Ask<Receipt>(project.Receipt("again", "ville", "5000"));
}

TEST_P(Moves, ACommitmentIsConsumedInParts) {
  const Project project = NewProject();
  project.Commit("c", {.amount = "500", .date = "2018-02-01"});
  EXPECT_EQ(project.LineFigures("62"),
            "committed 500.00, spent 0.00, paid 0.00, available 8500.00");
  project.Spend("e1", {.amount = "200", .date = "2018-03-01", .commitment = "c"});
  EXPECT_EQ(project.CommitmentFigures("c"), "OPEN, consumed 200.00, open 300.00");
  EXPECT_EQ(project.LineFigures("62"),
            "committed 300.00, spent 200.00, paid 0.00, available 8500.00");
  // The last invoice is higher than what was still reserved.
  const Expense last =
      project.Spend("e2", {.amount = "310", .date = "2018-04-01", .commitment = "c"});
  EXPECT_EQ(Minor(last.consumed_amount()), 300'00);
  EXPECT_EQ(project.CommitmentFigures("c"), "SPENT, consumed 500.00, open 0.00");
  EXPECT_EQ(project.LineFigures("62"),
            "committed 0.00, spent 510.00, paid 0.00, available 8490.00");
  EXPECT_EQ(project.LineFigures("62", "2018-03-31"),
            "committed 300.00, spent 200.00, paid 0.00, available 8500.00");
  EXPECT_EQ(Refusal<Expense>(project.Expense("e3", {.amount = "1", .commitment = "c"})),
            "FAILED_PRECONDITION COMMITMENT_RESOLVED expense.commitment");
  EXPECT_EQ(Refusal<Commitment>(project.Release("c")), "FAILED_PRECONDITION VERB_NOT_ALLOWED");
}

TEST_P(Moves, ACommitmentIsReleasedOnce) {
  const Project project = NewProject();
  project.Commit("c", {.amount = "500"});
  project.Spend("e", {.amount = "200", .commitment = "c"});
  cofi().Ask<Commitment>(project.Release("c"));
  EXPECT_EQ(project.CommitmentFigures("c"), "RELEASED, consumed 200.00, open 0.00");
  EXPECT_EQ(project.LineFigures("62"),
            "committed 0.00, spent 200.00, paid 0.00, available 8800.00");
  EXPECT_EQ(Refusal<Commitment>(project.Release("c")), "FAILED_PRECONDITION VERB_NOT_ALLOWED");
  EXPECT_EQ(Refusal<Expense>(project.Expense("late", {.amount = "1", .commitment = "c"})),
            "FAILED_PRECONDITION COMMITMENT_RESOLVED expense.commitment");
  // Undoing its expense reserves nothing again: it was given back.
  cofi().Ask<Expense>(project.Reversal("e", "2018-06-01"));
  EXPECT_EQ(project.LineFigures("62"), "committed 0.00, spent 0.00, paid 0.00, available 9000.00");
}

TEST_P(Moves, AReversalGivesBackToTheCommitment) {
  const Project project = NewProject();
  project.Commit("c", {.amount = "500"});
  project.Spend("e", {.amount = "600", .date = "2018-03-01", .commitment = "c"});
  EXPECT_EQ(project.CommitmentFigures("c"), "SPENT, consumed 500.00, open 0.00");
  cofi().Ask<Expense>(project.Reversal("e", "2018-04-01"));
  EXPECT_EQ(project.CommitmentFigures("c"), "OPEN, consumed 0.00, open 500.00");
  EXPECT_EQ(project.LineFigures("62"),
            "committed 500.00, spent 0.00, paid 0.00, available 8500.00");
  // The right invoice is of the date of the wrong one.
  project.Spend("right", {.amount = "500", .date = "2018-03-01", .commitment = "c"});
  EXPECT_EQ(project.CommitmentFigures("c"), "SPENT, consumed 500.00, open 0.00");
  EXPECT_EQ(project.LineFigures("62"),
            "committed 0.00, spent 500.00, paid 0.00, available 8500.00");
  // It takes from the commitment what was given back, and only from then on.
  EXPECT_EQ(project.LineFigures("62", "2018-03-15"),
            "committed 0.00, spent 1100.00, paid 0.00, available 7900.00");
  EXPECT_EQ(project.LineFigures("62", "2018-04-01"),
            "committed 0.00, spent 500.00, paid 0.00, available 8500.00");
  // Undone with an earlier date, it gives back what it took, and not before.
  cofi().Ask<Expense>(project.Reversal("right", "2018-03-10"));
  EXPECT_EQ(project.LineFigures("62", "2018-03-31"),
            "committed 0.00, spent 600.00, paid 0.00, available 8400.00");
  EXPECT_EQ(project.LineFigures("62", "2018-04-01"),
            "committed 500.00, spent 0.00, paid 0.00, available 8500.00");
}

// On no date is less than nothing committed, whatever is recorded late.
TEST_P(Moves, ACommitmentIsNotReleasedBeforeAPartOfItWasGivenBack) {
  const Project project = NewProject();
  project.Commit("c", {.amount = "500", .date = "2018-02-01"});
  project.Spend("e", {.amount = "200", .date = "2018-03-01", .commitment = "c"});
  cofi().Ask<Expense>(project.Reversal("e", "2018-06-01"));
  EXPECT_EQ(project.CommitmentFigures("c"), "OPEN, consumed 0.00, open 500.00");
  EXPECT_EQ(Refusal<Commitment>(project.Release("c")), "FAILED_PRECONDITION DATE_OUT_OF_ORDER");
  EXPECT_EQ(project.LineFigures("62", "2018-05-31"),
            "committed 300.00, spent 200.00, paid 0.00, available 8500.00");
}

// An order comes before its invoices.
TEST_P(Moves, NoInvoiceIsBeforeItsOrder) {
  const Project project = NewProject();
  project.Commit("c", {.amount = "500", .date = "2018-02-01"});
  for (const char* amount : {"200", "500"}) {
    EXPECT_EQ(Refusal<Expense>(project.Expense(
                  "e", {.amount = amount, .date = "2018-01-31", .commitment = "c"})),
              "FAILED_PRECONDITION DATE_OUT_OF_ORDER expense.commitment");
  }
  project.Spend("e", {.amount = "200", .date = "2018-02-01", .commitment = "c"});
}

TEST_P(Moves, ALineThatBlocksTakesExactlyWhatItHas) {
  const Project project = NewProject();
  EXPECT_EQ(Refusal<Commitment>(project.Commitment("c", {.amount = "9000.01"})),
            "FAILED_PRECONDITION INSUFFICIENT_FUNDS");
  project.Commit("c", {.amount = "9000"});
  EXPECT_EQ(project.LineFigures("62"), "committed 9000.00, spent 0.00, paid 0.00, available 0.00");
  EXPECT_EQ(Refusal<Expense>(project.Expense("e", {.amount = "0.01"})),
            "FAILED_PRECONDITION INSUFFICIENT_FUNDS");
  // What was reserved for it is there.
  project.Spend("e", {.amount = "9000", .commitment = "c"});
}

TEST_P(Moves, ALineThatWarnsSaysByHowMuchItIsOverAndOneThatAllowsDoesNot) {
  const struct {
    budgets::v1::Line::OverrunPolicy policy;
    int64_t spent, committed;
  } policies[] = {{budgets::v1::Line::OVERRUN_POLICY_WARN, 50, 2'00},
                  {budgets::v1::Line::OVERRUN_POLICY_ALLOW, 0, 0}};
  for (const auto& [policy, spent, committed] : policies) {
    const Project project = NewProject(policy);
    EXPECT_FALSE(project.Commit("c", {.amount = "8999"}).has_overrun_amount());
    EXPECT_EQ(Minor(project.Spend("e", {.amount = "1.50"}).overrun_amount()), spent);
    EXPECT_EQ(Minor(project.Commit("d", {.amount = "2"}).overrun_amount()), committed);
    EXPECT_EQ(project.LineFigures("62"),
              "committed 9001.00, spent 1.50, paid 0.00, available -2.50");
  }
}

TEST_P(Moves, AGrantPaysNoMoreThanItsCeiling) {
  const Project project = NewProject();
  auto grant = project.Grant("plafond", {.amount = "5000"});
  *grant.mutable_grant()->mutable_ceiling() = Eur("100");
  cofi().Ask<budgets::v1::Grant>(grant);
  EXPECT_EQ(
      Refusal<Expense>(project.Expense("e", {.amount = "200", .shares = {{"plafond", "100.01"}}})),
      "FAILED_PRECONDITION INSUFFICIENT_GRANT expense.shares[0].amount");
  project.Spend("e", {.amount = "200", .shares = {{"plafond", "100"}}});

  // Nor can the ceiling come down on what it has paid.
  budgets::v1::UpdateGrantRequest lower;
  lower.mutable_grant()->set_name(project.Name("grants", "plafond"));
  *lower.mutable_grant()->mutable_ceiling() = Eur("99.99");
  lower.mutable_update_mask()->add_paths("ceiling");
  lower.set_request_id(NewRequestId());
  EXPECT_EQ(Refusal<budgets::v1::Grant>(lower),
            "FAILED_PRECONDITION INSUFFICIENT_GRANT grant.ceiling");
  *lower.mutable_grant()->mutable_ceiling() = Eur("100");
  cofi().Ask<budgets::v1::Grant>(lower);
}

// Sixteen at once, one euro each, for the last ten: whoever comes first.
TEST_P(Moves, TheLastEurosAreNotSpentTwice) {
  const Project project = NewProject();
  project.Commit("most", {.amount = "8990"});
  std::atomic<int> granted = 0;
  std::vector<std::thread> officers;
  officers.reserve(16);
  for (int i = 0; i < 16; ++i) {
    officers.emplace_back([&, i] {
      Commitment commitment;
      const auto request = project.Commitment("c" + std::to_string(i), {.amount = "1"});
      if (cofi().Call(request, &commitment).ok()) ++granted;
    });
  }
  for (std::thread& officer : officers) officer.join();
  EXPECT_EQ(granted, 10);
  EXPECT_EQ(project.LineFigures("62"), "committed 9000.00, spent 0.00, paid 0.00, available 0.00");
}

TEST_P(Moves, ANewBudgetVersionCarriesTheMoneyOn) {
  const Project project = NewProject();
  project.Spend("e", {.amount = "100"});
  project.Commit("c", {.amount = "8000"});
  budgets::v1::CreateBudgetRequest create;
  create.set_parent(project.name());
  create.set_budget_id("v2");
  create.mutable_budget();
  cofi().Ask<budgets::v1::Budget>(create);
  const auto add = [&](const char* id, budgets::v1::Line::Side side) {
    budgets::v1::CreateLineRequest line;
    line.set_parent(project.Name("budgets", "v2"));
    line.set_line_id(id);
    line.mutable_line()->set_side(side);
    line.mutable_line()->set_account(id);
    line.mutable_line()->set_display_name(id);
    *line.mutable_line()->mutable_planned_amount() = Eur("5000");
    cofi().Ask<budgets::v1::Line>(line);
  };
  add("61", budgets::v1::Line::SIDE_EXPENSE);
  add("75", budgets::v1::Line::SIDE_INCOME);
  budgets::v1::AdoptBudgetRequest adopt;
  adopt.set_name(project.Name("budgets", "v2"));
  *adopt.mutable_effective_date() = On("2018-06-01");
  // It drops the line on which money moved.
  EXPECT_EQ(Refusal<budgets::v1::Budget>(adopt), "FAILED_PRECONDITION LINE_IN_USE");
  add("62", budgets::v1::Line::SIDE_EXPENSE);
  EXPECT_EQ(Refusal<budgets::v1::Budget>(adopt), "FAILED_PRECONDITION BUDGET_UNBALANCED");
  add("74", budgets::v1::Line::SIDE_INCOME);
  // It plans less than was committed, on a line that lets nothing be over.
  EXPECT_EQ(Refusal<budgets::v1::Budget>(adopt), "FAILED_PRECONDITION INSUFFICIENT_FUNDS");
  budgets::v1::UpdateLineRequest warn;
  warn.mutable_line()->set_name(project.Name("budgets/v2/lines", "62"));
  warn.mutable_line()->set_overrun_policy(budgets::v1::Line::OVERRUN_POLICY_WARN);
  cofi().Ask<budgets::v1::Line>(warn);
  EXPECT_EQ(cofi().Ask<budgets::v1::Budget>(adopt).version(), 2);
  EXPECT_EQ(project.LineFigures("62"),
            "committed 8000.00, spent 100.00, paid 0.00, available -3100.00");
  // Less is planned than was ordered: what was ordered is paid all the same.
  project.Spend("ordered", {.amount = "500", .commitment = "c"});
  EXPECT_EQ(project.LineFigures("62"),
            "committed 7500.00, spent 600.00, paid 0.00, available -3100.00");
  EXPECT_EQ(Minor(project.Spend("more", {.amount = "0.01"}).overrun_amount()), 1);
  auto old = project.Expense("old", {.amount = "1"});
  old.mutable_expense()->set_line(project.Name("budgets/v1/lines", "62"));
  EXPECT_EQ(Refusal<Expense>(old), "INVALID_ARGUMENT NAME_MALFORMED expense.line");
}

}  // namespace
}  // namespace cofi::end_to_end
