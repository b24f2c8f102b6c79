// BatchCreate…: several are recorded, all or none, in their order; or only rehearsed, with a
// verdict for each.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/dates.h"
#include "base/identifiers.h"
#include "base/money.h"
#include "cofi/journal/v1/history.pb.h"
#include "cofi/journal/v1/rehearsals.pb.h"
#include "cofi/projects/v1/partners.pb.h"
#include "tests/installations/installation.h"
#include "tests/installations/project.h"
#include "tests/installations/refusals.h"

namespace cofi::end_to_end {
namespace {

using budgets::v1::BatchCreateExpensesRequest;
using budgets::v1::BatchCreateExpensesResponse;
using budgets::v1::BatchCreateLinesRequest;
using budgets::v1::BatchCreateLinesResponse;
using budgets::v1::BatchCreateReceiptsRequest;
using budgets::v1::BatchCreateReceiptsResponse;
using budgets::v1::CreateExpenseRequest;
using budgets::v1::Expense;
using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// As a client sends it: what it says for all is said once.
BatchCreateExpensesRequest BatchOf(const Project& project,
                                   std::vector<CreateExpenseRequest> requests) {
  BatchCreateExpensesRequest batch;
  batch.set_parent(project.name());
  batch.set_request_id(NewRequestId());
  for (CreateExpenseRequest& each : requests) {
    each.clear_parent();
    each.clear_request_id();
    *batch.add_requests() = std::move(each);
  }
  return batch;
}

grpc::Status StatusOf(const google::rpc::Status& verdict) {
  return {static_cast<grpc::StatusCode>(verdict.code()), verdict.message(),
          verdict.code() == 0 ? "" : verdict.SerializeAsString()};
}

class Batches : public EndToEnd {
 protected:
  BatchCreateExpensesResponse Rehearse(BatchCreateExpensesRequest batch,
                                       Language language = Language::kEnglish) {
    batch.set_validate_only(true);
    BatchCreateExpensesResponse response;
    const auto before = cofi().books().Contents();
    const grpc::Status status = cofi().Call(batch, &response, language);
    EXPECT_TRUE(status.ok()) << status.error_message();
    EXPECT_EQ(cofi().books().Contents(), before);
    return response;
  }
  // `granted`, or what the refusal says, of each.
  std::vector<std::string> Verdicts(const BatchCreateExpensesResponse& response,
                                    Language language = Language::kEnglish) {
    std::vector<std::string> said;
    for (const google::rpc::Status& verdict : response.verdicts()) {
      said.push_back(verdict.code() == 0 ? "granted" : Said(StatusOf(verdict), language));
    }
    return said;
  }
  std::vector<std::string> Journal(const Project& project, const std::string& columns) {
    return cofi().books().Values(
        "budgets", absl::StrCat("SELECT ", columns, " FROM journal WHERE root = '", project.name(),
                                "' AND name LIKE '%/expenses/%' ORDER BY sequence"));
  }
};
COFI_IN_ALL_SHAPES(Batches);

// Each on what those before it left: the second uses up what the first left of the order.
TEST_P(Batches, AreRecordedInTheirOrder) {
  const Project project(cofi(), "batch-order");
  project.Commit("c", {.amount = "100"});
  const auto batch = BatchOf(
      project, {project.Expense("b", {.amount = "60", .commitment = "c"}),
                project.Expense("a", {.amount = "70", .commitment = "c"}),
                project.Expense("", {.amount = "1", .reference = "F-3", .paid = "2018-03-02"})});
  const auto response = cofi().Ask<BatchCreateExpensesResponse>(batch);
  ASSERT_EQ(response.expenses_size(), 3);
  EXPECT_EQ(response.expenses(0).name(), project.Name("expenses", "b"));
  EXPECT_EQ(DecimalFromMoney(response.expenses(0).consumed_amount()), "60.00 EUR");
  EXPECT_EQ(response.expenses(1).name(), project.Name("expenses", "a"));
  EXPECT_EQ(DecimalFromMoney(response.expenses(1).consumed_amount()), "40.00 EUR");
  EXPECT_EQ(response.verdicts_size(), 0);
  EXPECT_EQ(project.LineFigures("62"),
            "committed 0.00, spent 131.00, paid 1.00, available 8869.00");
  EXPECT_THAT(Journal(project, "name"),
              ElementsAre(project.Name("expenses", "b"), project.Name("expenses", "a"),
                          response.expenses(2).name()));
  // The journal says what became of each, and by which request.
  EXPECT_THAT(Journal(project, "verb"), Each("CreateExpense"));
  EXPECT_THAT(Journal(project, "request_id"), Each(batch.request_id()));
  // As they are found afterwards.
  for (const Expense& each : response.expenses()) {
    budgets::v1::GetExpenseRequest get;
    get.set_name(each.name());
    EXPECT_EQ(cofi().Ask<Expense>(get).SerializeAsString(), each.SerializeAsString());
  }
}

TEST_P(Batches, AreRefusedWholeByTheFirstThatIsRefused) {
  const Project project(cofi(), "batch-refused");
  ExpectRefused(cofi(),
                BatchOf(project, {project.Expense("a", {.amount = "8000"}),
                                  project.Expense("b", {.amount = "1000"}),
                                  project.Expense("c", {.amount = "1", .line = "99"}),
                                  project.Expense("d", {.amount = "1", .line = "98"})}),
                {.code = "FAILED_PRECONDITION",
                 .reason = "REFERENCE_NOT_FOUND",
                 .field = "requests[2].expense.line",
                 .english = "…",
                 .french = "…"});
  ExpectRefused(cofi(),
                BatchOf(project, {project.Expense("a", {.amount = "8000"}),
                                  project.Expense("b", {.amount = "1000.01"})}),
                {.code = "FAILED_PRECONDITION",
                 .reason = "INSUFFICIENT_FUNDS",
                 .field = "requests[1]",
                 .english = "…",
                 .french = "…"});
  // The same invoice twice, within one.
  ExpectRefused(cofi(),
                BatchOf(project, {project.Expense("a", {.amount = "1", .reference = "F"}),
                                  project.Expense("b", {.amount = "1", .reference = "F"})}),
                {.code = "ALREADY_EXISTS",
                 .reason = "DUPLICATE_INVOICE",
                 .field = "requests[1].expense.invoice_reference",
                 .english = "…",
                 .french = "…"});
  // Refused, it was not carried out: corrected, it is, under the same id.
  auto batch = BatchOf(project, {project.Expense("a", {.amount = "9000.01"})});
  BatchCreateExpensesResponse response;
  EXPECT_FALSE(cofi().Call(batch, &response).ok());
  *batch.mutable_requests(0)->mutable_expense()->mutable_amount() = MoneyFromMinor(900'000, "EUR");
  cofi().Ask<BatchCreateExpensesResponse>(batch);
}

// What can be seen of the requests alone is said of all of them at once.
TEST_P(Batches, ThatAreMalformedSayWhere) {
  const Project project(cofi(), "batch-malformed");
  auto batch = BatchOf(
      project, {project.Expense("a", {.amount = "1"}), project.Expense("b", {.amount = "-1"}),
                project.Expense("c", {.amount = "1", .supplier = ""})});
  BatchCreateExpensesResponse response;
  EXPECT_THAT(Said(cofi().Call(batch, &response)),
              HasSubstr("AMOUNT_NOT_POSITIVE requests[1].expense.amount"
                        " requests[2].expense.supplier: "));
  batch = BatchOf(project, {project.Expense("a", {.amount = "1"})});
  batch.mutable_requests(0)->mutable_expense()->mutable_amount()->set_currency_code("CHF");
  EXPECT_THAT(Said(cofi().Call(batch, &response)),
              HasSubstr("CURRENCY_MISMATCH requests[0].expense.amount"));
}

TEST_P(Batches, SayOnceWhatIsForAll) {
  const Project project(cofi(), "batch-all"), other(cofi(), "batch-other");
  auto batch = BatchOf(
      project, {project.Expense("a", {.amount = "1"}), project.Expense("b", {.amount = "1"})});
  batch.mutable_requests(1)->set_parent(other.name());
  ExpectRefused(cofi(), batch,
                {.code = "INVALID_ARGUMENT",
                 .reason = "VALUE_MALFORMED",
                 .field = "requests[1].parent",
                 .english = "requests[1].parent is \"projects/batch-other\"; accepted:"
                            " projects/batch-all",
                 .french = "requests[1].parent vaut « projects/batch-other » ; accepté :"
                           " projects/batch-all"});
  batch.mutable_requests(1)->set_parent(project.name());
  batch.clear_request_id();
  ExpectRefused(cofi(), batch,
                {.code = "INVALID_ARGUMENT",
                 .reason = "FIELD_REQUIRED",
                 .field = "request_id",
                 .english = "…",
                 .french = "…"});
  batch.set_request_id(NewRequestId());
  batch.clear_parent();
  ExpectRefused(cofi(), batch,
                {.code = "INVALID_ARGUMENT",
                 .reason = "FIELD_REQUIRED",
                 .field = "parent",
                 .english = "…",
                 .french = "…"});
  batch.set_parent(project.name());
  // Neither another id nor a rehearsal is one request's own affair.
  batch.mutable_requests(0)->set_request_id("nonsense");
  batch.mutable_requests(0)->set_validate_only(true);
  EXPECT_EQ(cofi().Ask<BatchCreateExpensesResponse>(batch).expenses_size(), 2);
  EXPECT_THAT(Journal(project, "request_id"), Each(batch.request_id()));
}

TEST_P(Batches, HaveAVerdictForEachWhenTheyAreRehearsed) {
  const Project project(cofi(), "batch-verdicts");
  auto batch = BatchOf(
      project, {project.Expense("a", {.amount = "8999", .reference = "A"}),
                project.Expense("b", {.amount = "1", .reference = "A"}),
                project.Expense("c", {.amount = "1.01", .reference = "C"}),
                project.Expense("d", {.amount = "-1"}), project.Expense("e", {.amount = "1"}),
                project.Expense("f", {.amount = "1"})});
  batch.mutable_requests(4)->set_parent("projects/batch-other");
  const BatchCreateExpensesResponse response = Rehearse(batch);
  const auto refused = [](const char* what) { return ::testing::StartsWith(what); };
  EXPECT_THAT(
      Verdicts(response),
      ElementsAre("granted", refused("ALREADY_EXISTS DUPLICATE_INVOICE requests[1]"),
                  refused("FAILED_PRECONDITION INSUFFICIENT_FUNDS requests[2]"),
                  refused("INVALID_ARGUMENT AMOUNT_NOT_POSITIVE"
                          " requests[3].expense.amount"),
                  refused("INVALID_ARGUMENT VALUE_MALFORMED requests[4].parent"), "granted"));
  ASSERT_EQ(response.expenses_size(), 6);
  EXPECT_EQ(response.expenses(0).name(), project.Name("expenses", "a"));
  EXPECT_EQ(DecimalFromMoney(response.expenses(0).own_funds_amount()), "8999.00 EUR");
  for (int i = 1; i < 5; ++i) EXPECT_EQ(response.expenses(i).ByteSizeLong(), 0u);
  EXPECT_EQ(response.expenses(5).name(), project.Name("expenses", "f"));
  EXPECT_THAT(Verdicts(Rehearse(batch, Language::kFrench), Language::kFrench)[3],
              HasSubstr("il faut plus que zéro"));
  // In earnest, with what was granted, under the same id: nothing was noted of it.
  batch.mutable_requests()->DeleteSubrange(1, 4);
  EXPECT_THAT(Verdicts(Rehearse(batch)), Each("granted"));
  EXPECT_EQ(cofi().Ask<BatchCreateExpensesResponse>(batch).expenses_size(), 2);
}

TEST_P(Batches, AreRehearsedAlsoWhereNothingIsLooked) {
  const Project project(cofi(), "batch-nowhere");
  auto batch = BatchOf(project, {project.Expense("a", {.amount = "1"})});
  batch.set_parent("projects/batch-nobody");
  batch.set_validate_only(true);
  BatchCreateExpensesResponse response;
  EXPECT_THAT(Said(cofi().Call(batch, &response)), HasSubstr("NOT_FOUND RESOURCE_NOT_FOUND"));
}

TEST_P(Batches, AreCarriedOutOnce) {
  const Project project(cofi(), "batch-once");
  auto batch = BatchOf(project, {project.Expense("", {.amount = "1", .reference = "1"}),
                                 project.Expense("", {.amount = "2", .reference = "2"})});
  BatchCreateExpensesResponse first, again;
  bool replayed = true;
  ASSERT_TRUE(cofi().Call(batch, &first, Language::kEnglish, &replayed).ok());
  EXPECT_FALSE(replayed);
  ASSERT_TRUE(cofi().Call(batch, &again, Language::kEnglish, &replayed).ok());
  EXPECT_TRUE(replayed);
  EXPECT_EQ(again.SerializeAsString(), first.SerializeAsString());
  // What each request says of what is for all makes no other batch.
  batch.mutable_requests(0)->set_parent(project.name());
  ASSERT_TRUE(cofi().Call(batch, &again, Language::kEnglish, &replayed).ok());
  EXPECT_TRUE(replayed);
  EXPECT_EQ(Journal(project, "name").size(), 2u);

  journal::v1::GetRequestOutcomeRequest question;
  question.set_journal("journals/budgets");
  question.set_request_id(batch.request_id());
  const auto outcome = cofi().Ask<journal::v1::RequestOutcome>(question);
  EXPECT_EQ(outcome.verb(), "BatchCreateExpenses");
  ASSERT_TRUE(outcome.answer().UnpackTo(&again));
  EXPECT_EQ(again.SerializeAsString(), first.SerializeAsString());

  batch.mutable_requests(1)->mutable_expense()->set_supplier("Cabinet B");
  EXPECT_THAT(Said(cofi().Call(batch, &again)), HasSubstr("REQUEST_ID_REUSED request_id"));
}

TEST_P(Batches, HaveFiveHundredAtMost) {
  const Project project(cofi(), "batch-many");
  BatchCreateExpensesRequest batch = BatchOf(project, {});
  for (int i = 0; i < 500; ++i) {
    auto request = project.Expense(absl::StrCat("e", i), {.amount = "1"});
    request.clear_parent();
    request.clear_request_id();
    *batch.add_requests() = std::move(request);
  }
  EXPECT_THAT(Verdicts(Rehearse(batch)), AllOf(::testing::SizeIs(500), Each("granted")));
  EXPECT_EQ(cofi().Ask<BatchCreateExpensesResponse>(batch).expenses_size(), 500);
  EXPECT_EQ(project.LineFigures("62"),
            "committed 0.00, spent 500.00, paid 0.00, available 8500.00");
  *batch.add_requests() = project.Expense("e500", {.amount = "1"});
  for (const bool rehearsed : {false, true}) {
    batch.set_validate_only(rehearsed);
    ExpectRefused(cofi(), batch,
                  {.code = "INVALID_ARGUMENT",
                   .reason = "TOO_MANY_ITEMS",
                   .field = "requests",
                   .english = "…",
                   .french = "…"});
  }
}

TEST_P(Batches, OfReceipts) {
  const Project project(cofi(), "batch-receipts");
  project.Win("g", {.amount = "100"});
  BatchCreateReceiptsRequest batch;
  batch.set_parent(project.name());
  batch.set_request_id(NewRequestId());
  for (const char* amount : {"60", "41"}) {
    auto request = project.Receipt(absl::StrCat("r", amount), "g", amount);
    request.clear_parent();
    request.clear_request_id();
    *batch.add_requests() = std::move(request);
  }
  ExpectRefused(cofi(), batch,
                {.code = "FAILED_PRECONDITION",
                 .reason = "INSUFFICIENT_GRANT",
                 .field = "requests[1].receipt.amount",
                 .english = "…",
                 .french = "…"});
  *batch.mutable_requests(1)->mutable_receipt()->mutable_amount() = MoneyFromMinor(4'000, "EUR");
  EXPECT_EQ(cofi().Ask<BatchCreateReceiptsResponse>(batch).receipts_size(), 2);
  EXPECT_THAT(project.GrantFigures("g"), HasSubstr("received 100.00"));
}

// What their requests name of other services must be there.
TEST_P(Batches, OfLinesNamePhasesAndFunders) {
  const Project project(cofi(), "batch-lines");
  projects::v1::CreatePhaseRequest phase;
  phase.set_parent(project.name());
  phase.set_phase_id("x");
  phase.mutable_phase()->set_display_name("X");
  cofi().Ask<projects::v1::Phase>(phase);
  budgets::v1::CreateBudgetRequest budget;
  budget.set_parent(project.name());
  budget.set_budget_id("v2");
  budget.mutable_budget();
  cofi().Ask<budgets::v1::Budget>(budget);
  BatchCreateLinesRequest batch;
  batch.set_parent(project.Name("budgets", "v2"));
  batch.set_request_id(NewRequestId());
  for (const char* id : {"60", "61", "62"}) {
    auto* request = batch.add_requests();
    request->set_line_id(id);
    budgets::v1::Line& line = *request->mutable_line();
    line.set_side(budgets::v1::Line::SIDE_EXPENSE);
    line.set_account(id);
    line.set_display_name(id);
    line.set_phase(project.Name("phases", "x"));
    *line.mutable_planned_amount() = MoneyFromMinor(100, "EUR");
  }
  batch.mutable_requests(1)->mutable_line()->set_phase(project.Name("phases", "none"));
  batch.mutable_requests(2)->mutable_line()->set_phase(project.Name("phases", "none"));
  ExpectRefused(cofi(), batch,
                {.code = "FAILED_PRECONDITION",
                 .reason = "REFERENCE_NOT_FOUND",
                 .field = "requests[1].line.phase",
                 .english = "…",
                 .french = "…"});
  batch.set_validate_only(true);
  const auto rehearsed = cofi().Ask<BatchCreateLinesResponse>(batch);
  EXPECT_EQ(rehearsed.verdicts(0).code(), 0);
  for (const int refused : {1, 2}) {
    EXPECT_THAT(Said(StatusOf(rehearsed.verdicts(refused))),
                HasSubstr(absl::StrCat("REFERENCE_NOT_FOUND requests[", refused, "].line.phase")));
  }
  batch.set_validate_only(false);
  for (auto& request : *batch.mutable_requests()) {
    request.mutable_line()->set_phase(project.Name("phases", "x"));
  }
  const auto made = cofi().Ask<BatchCreateLinesResponse>(batch);
  ASSERT_EQ(made.lines_size(), 3);
  EXPECT_EQ(made.lines(2).position(), 3);
  projects::v1::DeletePhaseRequest deletion;
  deletion.set_name(project.Name("phases", "x"));
  google::protobuf::Empty nothing;
  EXPECT_THAT(Said(cofi().Call(deletion, &nothing)), HasSubstr("RESOURCE_IN_USE"));
}

// A rehearsal of several requests may have one that is a batch; nothing in it goes unlooked at.
TEST_P(Batches, AreRehearsedAmongOthers) {
  const Project project(cofi(), "batch-among");
  auto nonsense = BatchOf(project, {project.Expense("c", {.amount = "1"})});
  nonsense.set_validate_only(true);
  nonsense.mutable_requests(0)->mutable_expense()->mutable_invoice_date()->set_month(77);
  journal::v1::RehearseRequest request;
  request.set_journal("journals/budgets");
  for (const auto& batch : {BatchOf(project, {project.Expense("a", {.amount = "8999"})}),
                            BatchOf(project, {project.Expense("b", {.amount = "1"}),
                                              project.Expense("d", {.amount = "1"})}),
                            nonsense}) {
    request.add_steps()->mutable_request()->PackFrom(batch);
  }
  const auto response = cofi().Ask<journal::v1::RehearseResponse>(request);
  BatchCreateExpensesResponse answer;
  ASSERT_TRUE(response.outcomes(0).answer().UnpackTo(&answer));
  EXPECT_EQ(answer.expenses_size(), 1);
  EXPECT_THAT(Said(StatusOf(response.outcomes(1).refusal())),
              HasSubstr("INSUFFICIENT_FUNDS requests[1]"));
  EXPECT_THAT(Said(StatusOf(response.outcomes(2).refusal())),
              HasSubstr("requests[0].expense.invoice_date"));
}

}  // namespace
}  // namespace cofi::end_to_end
