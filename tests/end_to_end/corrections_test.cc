// What was entered wrongly and is undone: lists that sum to what counts, on every day;
// and what was paid before its invoice.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/identifiers.h"
#include "cofi/journal/v1/history.pb.h"
#include "tests/installations/installation.h"
#include "tests/installations/programs.h"
#include "tests/installations/project.h"
#include "tests/installations/refusals.h"
#include "tests/services/facts.h"

namespace cofi::end_to_end {
namespace {

using budgets::v1::Expense;
using budgets::v1::Receipt;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class Corrections : public EndToEnd {
 protected:
  Project NewProject(
      budgets::v1::Line::OverrunPolicy policy = budgets::v1::Line::OVERRUN_POLICY_BLOCK) {
    Project project(cofi(), "k-" + NewUuid().substr(0, 8), policy);
    project.Win("ville", {.amount = "5000"});
    return project;
  }

  std::vector<Expense> Expenses(const Installation& cofi, const Project& project,
                                const std::string& as_of = "", const std::string& filter = "") {
    budgets::v1::ListExpensesRequest request;
    request.set_parent(project.name());
    request.set_filter(filter);
    if (!as_of.empty()) *request.mutable_as_of_date() = On(as_of);
    const auto response = cofi.Ask<budgets::v1::ListExpensesResponse>(request);
    return {response.expenses().begin(), response.expenses().end()};
  }

  // `3 rows, 110.00 spent, 0.00 paid, 60.00 of ville`, as the list sums.
  std::string Summed(const Project& project, const std::string& as_of = "") {
    int64_t spent = 0, paid = 0, shared = 0;
    const std::vector<Expense> expenses = Expenses(cofi(), project, as_of);
    for (const Expense& expense : expenses) {
      if (expense.has_invoice_date()) spent += Minor(expense.amount());
      if (expense.has_payment_date()) paid += Minor(expense.amount());
      for (const auto& share : expense.shares()) shared += Minor(share.amount());
    }
    return absl::StrCat(expenses.size(), " rows, ", DecimalFromMinor(spent), " spent, ",
                        DecimalFromMinor(paid), " paid, ", DecimalFromMinor(shared), " of ville");
  }
};
COFI_IN_ALL_SHAPES(Corrections);

TEST_P(Corrections, AReversalHasTheSignOfWhatItDoes) {
  const Project project = NewProject();
  project.Commit("c", {.amount = "80"});
  project.Spend("e", {.amount = "100", .commitment = "c", .shares = {{"ville", "60"}}});
  const auto reversal = cofi().Ask<Expense>(project.Reversal("e"));
  EXPECT_EQ(Minor(reversal.amount()), -100'00);
  EXPECT_EQ(Minor(reversal.shares(0).amount()), -60'00);
  EXPECT_EQ(Minor(reversal.own_funds_amount()), -40'00);
  EXPECT_EQ(Minor(reversal.consumed_amount()), -80'00);
  EXPECT_EQ(Summed(project), "2 rows, 0.00 spent, 0.00 paid, 0.00 of ville");
  const std::vector<Expense> negative = Expenses(cofi(), project, "", "amount < 0");
  ASSERT_EQ(negative.size(), 1u);
  EXPECT_EQ(negative[0].name(), reversal.name());

  cofi().Ask<Receipt>(project.Receipt("r", "ville", "200"));
  EXPECT_EQ(Minor(cofi().Ask<Receipt>(project.ReceiptReversal("r")).amount()), -200'00);
  EXPECT_TRUE(cofi().Verify("budgets").sound());
}

// What was never true is seen on no day.
TEST_P(Corrections, CountFromTheDatesOfWhatTheyUndo) {
  const Project project = NewProject();
  project.Commit("c", {.amount = "500", .date = "2018-02-01"});
  project.Spend("right", {.amount = "10", .date = "2018-02-20", .paid = "2018-03-05"});
  project.Spend("e", {.amount = "100",
                      .date = "2018-03-01",
                      .paid = "2018-03-15",
                      .commitment = "c",
                      .shares = {{"ville", "60"}}});
  auto undo = project.Reversal("e");
  undo.clear_effective_date();
  const auto reversal = cofi().Ask<Expense>(undo);
  EXPECT_EQ(IsoDate(reversal.invoice_date()), "2018-03-01");
  EXPECT_EQ(IsoDate(reversal.payment_date()), "2018-03-15");
  auto unreceived = project.ReceiptReversal("r");
  unreceived.clear_effective_date();
  cofi().Ask<Receipt>(project.Receipt("r", "ville", "200"));
  EXPECT_EQ(IsoDate(cofi().Ask<Receipt>(unreceived).receipt_date()), "2018-02-10");

  for (const auto& [day, line, rows] :
       {std::tuple("2018-02-28", "committed 500.00, spent 10.00, paid 0.00, available 8490.00",
                   "1 rows, 10.00 spent, 0.00 paid, 0.00 of ville"),
        std::tuple("2018-03-01", "committed 500.00, spent 10.00, paid 0.00, available 8490.00",
                   "3 rows, 10.00 spent, 0.00 paid, 0.00 of ville"),
        std::tuple("2018-03-14", "committed 500.00, spent 10.00, paid 10.00, available 8490.00",
                   "3 rows, 10.00 spent, 10.00 paid, 0.00 of ville"),
        std::tuple("2018-03-15", "committed 500.00, spent 10.00, paid 10.00, available 8490.00",
                   "3 rows, 10.00 spent, 10.00 paid, 0.00 of ville"),
        std::tuple("", "committed 500.00, spent 10.00, paid 10.00, available 8490.00",
                   "3 rows, 10.00 spent, 10.00 paid, 0.00 of ville")}) {
    EXPECT_EQ(project.LineFigures("62", day), line) << day;
    EXPECT_EQ(Summed(project, day), rows) << day;
    EXPECT_EQ(project.GrantFigures("ville", day),
              "awarded 5000.00, spent 0.00, received 0.00, remaining 5000.00")
        << day;
  }
  // As of a day on which both are there, each names the other.
  for (const Expense& each : Expenses(cofi(), project, "2018-03-01")) {
    if (each.name() == project.Name("expenses", "e")) {
      EXPECT_EQ(each.reversed_by(), reversal.name());
    }
  }
}

// An order has reserved on every day what it would have without the wrong invoice.
TEST_P(Corrections, LeaveAnOrderAsIfNothingHadBeenTakenOfIt) {
  const Project project = NewProject();
  project.Commit("c", {.amount = "500", .date = "2018-02-01"});
  project.Spend("wrong", {.amount = "400", .date = "2018-03-01", .commitment = "c"});
  project.Spend("last", {.amount = "100", .date = "2018-04-01", .commitment = "c"});
  EXPECT_EQ(project.CommitmentFigures("c"), "SPENT, consumed 500.00, open 0.00");
  EXPECT_EQ(project.CommitmentFigures("c", "2018-02-28"), "OPEN, consumed 0.00, open 500.00");
  EXPECT_EQ(project.CommitmentFigures("c", "2018-03-31"), "OPEN, consumed 400.00, open 100.00");
  EXPECT_EQ(project.CommitmentFigures("c", "2018-04-01"), "SPENT, consumed 500.00, open 0.00");
  auto undo = project.Reversal("wrong");
  undo.clear_effective_date();
  cofi().Ask<Expense>(undo);
  EXPECT_EQ(project.CommitmentFigures("c"), "OPEN, consumed 100.00, open 400.00");
  EXPECT_EQ(project.CommitmentFigures("c", "2018-03-31"), "OPEN, consumed 0.00, open 500.00");
  EXPECT_EQ(project.LineFigures("62", "2018-03-15"),
            "committed 500.00, spent 0.00, paid 0.00, available 8500.00");
  EXPECT_EQ(project.LineFigures("62", "2018-04-01"),
            "committed 400.00, spent 100.00, paid 0.00, available 8500.00");
  // So the right one takes its part on its own day.
  project.Spend("right", {.amount = "380", .date = "2018-03-01", .commitment = "c"});
  EXPECT_EQ(project.LineFigures("62", "2018-03-15"),
            "committed 120.00, spent 380.00, paid 0.00, available 8500.00");
  EXPECT_EQ(project.LineFigures("62"),
            "committed 20.00, spent 480.00, paid 0.00, available 8500.00");
  // And if the rest was released, so would have been this.
  cofi().Ask<budgets::v1::Commitment>(project.Release("c"));
  undo = project.Reversal("right");
  undo.clear_effective_date();
  cofi().Ask<Expense>(undo);
  EXPECT_EQ(project.CommitmentFigures("c"), "RELEASED, consumed 100.00, open 0.00");
  EXPECT_EQ(project.CommitmentFigures("c", "2018-04-30"), "OPEN, consumed 100.00, open 400.00");
  EXPECT_EQ(project.LineFigures("62", "2018-04-30"),
            "committed 400.00, spent 100.00, paid 0.00, available 8500.00");
  EXPECT_EQ(project.LineFigures("62", "2018-05-01"),
            "committed 0.00, spent 100.00, paid 0.00, available 8900.00");
  EXPECT_TRUE(cofi().Verify("budgets").sound());
}

// What is taken back after the rest was released counts as used until then.
TEST_P(Corrections, OfAReleasedOrderCountFromTheDateThatIsGiven) {
  const Project project = NewProject();
  project.Commit("c", {.amount = "500", .date = "2018-02-01"});
  project.Spend("e", {.amount = "400", .date = "2018-03-01", .commitment = "c"});
  cofi().Ask<budgets::v1::Commitment>(project.Release("c"));
  cofi().Ask<Expense>(project.Reversal("e", "2018-06-01"));
  for (const auto& [day, figures] :
       {std::pair("2018-02-28", "OPEN, consumed 0.00, open 500.00"),
        std::pair("2018-04-30", "OPEN, consumed 400.00, open 100.00"),
        std::pair("2018-05-01", "RELEASED, consumed 400.00, open 0.00"),
        std::pair("2018-05-31", "RELEASED, consumed 400.00, open 0.00"),
        std::pair("2018-06-01", "RELEASED, consumed 0.00, open 0.00"),
        std::pair("", "RELEASED, consumed 0.00, open 0.00")}) {
    EXPECT_EQ(project.CommitmentFigures("c", day), figures) << day;
  }
}

TEST_P(Corrections, AnOrderIsThereFromItsDateOn) {
  const Project project = NewProject();
  project.Commit("c", {.amount = "500", .date = "2018-02-01"});
  budgets::v1::GetCommitmentRequest get;
  get.set_name(project.Name("commitments", "c"));
  *get.mutable_as_of_date() = On("2018-01-31");
  budgets::v1::Commitment commitment;
  EXPECT_EQ(cofi().Call(get, &commitment).error_code(), grpc::StatusCode::NOT_FOUND);
  budgets::v1::ListCommitmentsRequest list;
  list.set_parent(project.name());
  *list.mutable_as_of_date() = On("2018-01-31");
  EXPECT_EQ(cofi().Ask<budgets::v1::ListCommitmentsResponse>(list).commitments_size(), 0);
  *list.mutable_as_of_date() = On("2018-02-01");
  list.set_filter("state = OPEN");
  EXPECT_EQ(cofi().Ask<budgets::v1::ListCommitmentsResponse>(list).commitments_size(), 1);
}

// The page of one day does not go on as that of another.
TEST_P(Corrections, ATokenIsOfItsDay) {
  const Project project = NewProject();
  project.Commit("c", {.amount = "500", .date = "2018-02-01"});
  project.Commit("d", {.amount = "500", .date = "2018-02-01"});
  budgets::v1::ListCommitmentsRequest list;
  list.set_parent(project.name());
  list.set_page_size(1);
  *list.mutable_as_of_date() = On("2018-02-01");
  list.set_page_token(cofi().Ask<budgets::v1::ListCommitmentsResponse>(list).next_page_token());
  EXPECT_EQ(cofi().Ask<budgets::v1::ListCommitmentsResponse>(list).commitments(0).name(),
            project.Name("commitments", "d"));
  budgets::v1::ListCommitmentsResponse refused;
  *list.mutable_as_of_date() = On("2018-02-02");
  EXPECT_THAT(Said(cofi().Call(list, &refused)), HasSubstr("PAGE_TOKEN_INVALID"));
  list.clear_as_of_date();
  EXPECT_THAT(Said(cofi().Call(list, &refused)), HasSubstr("PAGE_TOKEN_INVALID"));
}

// In accounts that are closed nothing changes.
TEST_P(Corrections, CountFromTheDateThatIsGiven) {
  const Project project = NewProject();
  project.Spend("e", {.amount = "100", .date = "2018-03-01", .paid = "2018-03-15"});
  cofi().Ask<Expense>(project.Reversal("e", "2019-01-02"));
  EXPECT_EQ(Summed(project, "2018-12-31"), "1 rows, 100.00 spent, 100.00 paid, 0.00 of ville");
  EXPECT_EQ(Summed(project, "2019-01-02"), "2 rows, 0.00 spent, 0.00 paid, 0.00 of ville");
  EXPECT_EQ(project.LineFigures("62", "2018-12-31"),
            "committed 0.00, spent 100.00, paid 100.00, available 8900.00");
}

TEST_P(Corrections, ADepositIsThereFromItsPaymentOn) {
  const Project project = NewProject();
  project.Spend(
      "e",
      {.amount = "100", .date = "2018-03-10", .paid = "2018-02-01", .shares = {{"ville", "60"}}});
  budgets::v1::GetExpenseRequest get;
  get.set_name(project.Name("expenses", "e"));
  *get.mutable_as_of_date() = On("2018-01-31");
  Expense expense;
  EXPECT_EQ(cofi().Call(get, &expense).error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(Summed(project, "2018-01-31"), "0 rows, 0.00 spent, 0.00 paid, 0.00 of ville");
  *get.mutable_as_of_date() = On("2018-02-15");
  expense = cofi().Ask<Expense>(get);
  EXPECT_FALSE(expense.has_invoice_date());
  EXPECT_EQ(IsoDate(expense.payment_date()), "2018-02-01");
  EXPECT_EQ(Summed(project, "2018-02-15"), "1 rows, 0.00 spent, 100.00 paid, 60.00 of ville");
  EXPECT_EQ(project.LineFigures("62", "2018-02-15"),
            "committed 0.00, spent 0.00, paid 100.00, available 9000.00");
  EXPECT_EQ(Summed(project, "2018-03-10"), "1 rows, 100.00 spent, 100.00 paid, 60.00 of ville");
  // Undone, it is on no day any more.
  auto undo = project.Reversal("e");
  undo.clear_effective_date();
  cofi().Ask<Expense>(undo);
  EXPECT_EQ(Summed(project, "2018-02-15"), "2 rows, 0.00 spent, 0.00 paid, 0.00 of ville");
  EXPECT_EQ(Summed(project, "2018-03-10"), "2 rows, 0.00 spent, 0.00 paid, 0.00 of ville");
}

TEST_P(Corrections, AreMarkedAndAnOverrunIsWarnedOf) {
  const Project project = NewProject(budgets::v1::Line::OVERRUN_POLICY_WARN);
  const std::string id = project.name().substr(project.name().find('/') + 1);
  project.Spend("e", {.amount = "8990"});
  const Outcome before = RunCofi(cofi().address(), {"expense", "list", id});
  EXPECT_THAT(Plain(before.out), Not(HasSubstr("reverses")));
  const auto create = [&](const char* lang, const char* reference) {
    return Plain(RunCofi(cofi().address(),
                         {"expense", "create", id + "/" + reference, "--line", "62", "--supplier",
                          "B", "--invoice-reference", reference, "--invoice-date", "2018-03-02",
                          "--amount", "15"},
                         lang)
                     .err);
  };
  EXPECT_EQ(create("en", "f1"),
            absl::StrCat("warning: ", id, "/f1 takes line 62 over its plan by €5.00\n"));
  EXPECT_EQ(create("fr", "f2"), absl::StrCat("attention : avec ", id,
                                             "/f2, la ligne 62 dépasse le prévu de 15,00 €\n"));
  const auto reversal = cofi().Ask<Expense>(project.Reversal("e"));
  // What undoes takes no line over its plan.
  EXPECT_FALSE(cofi().Ask<Expense>(project.Reversal("f1")).has_overrun_amount());
  const Outcome after = RunCofi(cofi().address(), {"expense", "list", id});
  EXPECT_THAT(Plain(after.out), AllOf(HasSubstr("reverses"), HasSubstr("-8,990.00")));
  const Outcome csv = RunCofi(cofi().address(), {"expense", "list", id, "--format", "csv"});
  EXPECT_THAT(csv.out, HasSubstr("-8990.00"));
}

// Reversals of older versions are positive in the journal, on the line of a version, and of no
// kind; their rows were brought to today's form (tests/released).
class OlderReversals : public ::testing::TestWithParam<Shape> {};
COFI_IN_BOTH_SHAPES(OlderReversals);

TEST_P(OlderReversals, AreReadWithTheSignOfWhatTheyDo) {
  const Installation cofi(GetParam());
  const Project project(cofi, "p");
  project.Win("ville", {.amount = "5000"});
  project.Spend("e", {.amount = "100", .shares = {{"ville", "60"}}});
  const auto reversal = cofi.Ask<Expense>(project.Reversal("e"));
  cofi.Ask<Receipt>(project.Receipt("r", "ville", "200"));
  const auto receipt = cofi.Ask<Receipt>(project.ReceiptReversal("r"));

  const auto books = cofi.books().Open("budgets", db::Access::kWrite);
  const auto record = [&](const auto& state) {
    auto recorded = state;
    recorded.clear_etag();
    const absl::Status status =
        books->Run("UPDATE journal SET state = $1 WHERE name = $2",
                   {db::Blob{recorded.SerializeAsString()}, absl::string_view(state.name())});
    ASSERT_TRUE(status.ok()) << status;
  };
  const auto flip = [](Money* money) { money->set_units(-money->units()); };
  Expense old = reversal;
  flip(old.mutable_amount());
  flip(old.mutable_own_funds_amount());
  flip(old.mutable_shares(0)->mutable_amount());
  old.set_line(project.Name("budgets/v1/lines", "62"));
  old.clear_kind();
  record(old);
  Receipt old_receipt = receipt;
  flip(old_receipt.mutable_amount());
  record(old_receipt);

  budgets::v1::GetExpenseRequest get;
  get.set_name(reversal.name());
  get.mutable_known_at()->set_journal_sequence(std::stoll(reversal.etag()));
  EXPECT_EQ(cofi.Ask<Expense>(get).ShortDebugString(), reversal.ShortDebugString());
  *get.mutable_as_of_date() = On("2018-04-01");
  EXPECT_EQ(cofi.Ask<Expense>(get).ShortDebugString(), reversal.ShortDebugString());
  budgets::v1::ListReceiptsRequest list;
  list.set_parent(project.name());
  list.mutable_known_at()->set_journal_sequence(std::stoll(receipt.etag()));
  int64_t received = 0;
  const auto receipts = cofi.Ask<budgets::v1::ListReceiptsResponse>(list);
  for (const Receipt& each : receipts.receipts()) received += Minor(each.amount());
  EXPECT_EQ(receipts.receipts_size(), 2);
  EXPECT_EQ(received, 0);
  list.set_filter("amount = -200");
  EXPECT_EQ(cofi.Ask<budgets::v1::ListReceiptsResponse>(list).receipts_size(), 1);

  journal::v1::ListEntriesRequest history;
  history.set_journal("journals/budgets");
  history.set_name(reversal.name());
  const auto entries = cofi.Ask<journal::v1::ListEntriesResponse>(history);
  Expense recorded;
  ASSERT_EQ(entries.entries_size(), 1);
  ASSERT_TRUE(entries.entries(0).entry().resource().UnpackTo(&recorded));
  EXPECT_EQ(Minor(recorded.amount()), -100'00);
  EXPECT_EQ(Minor(recorded.shares(0).amount()), -60'00);
  EXPECT_EQ(recorded.line(), reversal.line());
  EXPECT_EQ(recorded.kind(), Expense::KIND_REVERSAL);
}

}  // namespace
}  // namespace cofi::end_to_end
