// Sixty-four clients at the same cent: as many win as fit, everyone else hears
// why not, and no sum goes over.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/barrier.h"
#include "base/fields.h"
#include "base/identifiers.h"
#include "clients/methods.h"
#include "cofi/budgets/v1/claim_service.pb.h"
#include "cofi/budgets/v1/fiscal_years.pb.h"
#include "tests/installations/installation.h"
#include "tests/installations/project.h"
#include "tests/installations/refusals.h"
#include "tests/services/facts.h"

namespace cofi::model {
namespace {

using end_to_end::EndToEnd;
using end_to_end::Project;
using end_to_end::Said;
using google::protobuf::Message;
using ::testing::ElementsAre;
using ::testing::Pair;
using ::testing::StartsWith;

constexpr int kClients = 64;

class Race : public EndToEnd {
 protected:
  // A project of its own for each race.
  std::string Fresh() {
    static int projects = 0;
    return absl::StrCat("race-", ++projects);
  }

  // Sends every client's request at once; how many were told what.
  template <typename Request>
  std::map<std::string, int> Run(const std::function<Request(int client)>& request_of) {
    std::vector<std::string> told(kClients);
    auto* const barrier = new absl::Barrier(kClients);
    std::vector<std::thread> clients;
    clients.reserve(kClients);
    for (int i = 0; i < kClients; ++i) {
      const Request request = request_of(i);
      clients.emplace_back([this, request, barrier, i, &told] {
        const auto* output = clients::MethodOf(request.GetDescriptor())->output_type();
        const std::unique_ptr<Message> response = NewMessage(output);
        if (barrier->Block()) delete barrier;
        const std::string said = Said(cofi().Call(request, response.get()));
        // `CODE REASON field: sentence`, without the field and the sentence.
        const size_t end = said.find_first_of(": ", said.find(' ') + 1);
        told[i] = said.substr(0, end);
      });
    }
    for (std::thread& client : clients) client.join();
    std::map<std::string, int> counts;
    for (const std::string& each : told) ++counts[each];
    return counts;
  }
};
COFI_IN_ALL_SHAPES(Race);

TEST_P(Race, ForTheLastCentOfALineByExpenses) {
  const Project project(cofi(), Fresh());
  project.Spend("most", {.amount = "8999.99"});
  EXPECT_THAT(
      Run<budgets::v1::CreateExpenseRequest>(
          [&](int i) { return project.Expense(absl::StrCat("e", i), {.amount = "0.01"}); }),
      ElementsAre(Pair("FAILED_PRECONDITION INSUFFICIENT_FUNDS", kClients - 1), Pair("OK", 1)));
  EXPECT_EQ(project.LineFigures("62"), "committed 0.00, spent 9000.00, paid 0.00, available 0.00");
}

TEST_P(Race, ForTheLastCentsOfALineByCommitmentsAndExpenses) {
  const Project project(cofi(), Fresh());
  project.Spend("most", {.amount = "8999.90"});
  // Ten cents: five of two fit, of either kind.
  std::map<std::string, int> told;
  std::thread orders([&] {
    told = Run<budgets::v1::CreateCommitmentRequest>(
        [&](int i) { return project.Commitment(absl::StrCat("c", i), {.amount = "0.02"}); });
  });
  const auto invoices = Run<budgets::v1::CreateExpenseRequest>(
      [&](int i) { return project.Expense(absl::StrCat("e", i), {.amount = "0.02"}); });
  orders.join();
  for (const auto& [what, count] : invoices) told[what] += count;
  EXPECT_THAT(told, ElementsAre(Pair("FAILED_PRECONDITION INSUFFICIENT_FUNDS", 2 * kClients - 5),
                                Pair("OK", 5)));
  EXPECT_THAT(project.LineFigures("62"), ::testing::EndsWith("available 0.00"));
}

TEST_P(Race, ForTheLastCentsOfAGrant) {
  const Project project(cofi(), Fresh());
  project.Win("g", {.amount = "1000"});
  project.Spend("most", {.amount = "999.93", .shares = {{"g", "999.93"}}});
  EXPECT_THAT(
      Run<budgets::v1::CreateExpenseRequest>([&](int i) {
        return project.Expense(absl::StrCat("e", i), {.amount = "0.05", .shares = {{"g", "0.01"}}});
      }),
      ElementsAre(Pair("FAILED_PRECONDITION INSUFFICIENT_GRANT", kClients - 7), Pair("OK", 7)));
  EXPECT_EQ(project.GrantFigures("g"),
            "awarded 1000.00, spent 1000.00, received 0.00, remaining 0.00");
}

TEST_P(Race, ToReceiveTheLastOfAGrant) {
  const Project project(cofi(), Fresh());
  project.Win("g", {.amount = "1000"});
  EXPECT_THAT(
      Run<budgets::v1::CreateReceiptRequest>(
          [&](int i) { return project.Receipt(absl::StrCat("q", i), "g", "333.33"); }),
      ElementsAre(Pair("FAILED_PRECONDITION INSUFFICIENT_GRANT", kClients - 3), Pair("OK", 3)));
  EXPECT_EQ(project.GrantFigures("g"),
            "awarded 1000.00, spent 0.00, received 999.99, remaining 1000.00");
}

TEST_P(Race, WithTheSameEtag) {
  const Project project(cofi(), Fresh());
  project.Win("g", {.amount = "1000"});
  budgets::v1::GetGrantRequest get;
  get.set_name(project.Name("grants", "g"));
  const auto seen = cofi().Ask<budgets::v1::Grant>(get);
  EXPECT_THAT(Run<budgets::v1::UpdateGrantRequest>([&](int i) {
                budgets::v1::UpdateGrantRequest request;
                request.mutable_grant()->set_name(seen.name());
                request.mutable_grant()->set_etag(seen.etag());
                *request.mutable_grant()->mutable_awarded_amount() = Eur(absl::StrCat(2'000 + i));
                return request;
              }),
              ElementsAre(Pair("ABORTED ETAG_MISMATCH", kClients - 1), Pair("OK", 1)));
}

TEST_P(Race, ToConsumeOneCommitment) {
  const Project project(cofi(), Fresh());
  project.Commit("c", {.amount = "1"});
  // Each takes what is open, up to a quarter: four use it up.
  EXPECT_THAT(
      Run<budgets::v1::CreateExpenseRequest>([&](int i) {
        return project.Expense(absl::StrCat("e", i), {.amount = "0.25", .commitment = "c"});
      }),
      ElementsAre(Pair("FAILED_PRECONDITION COMMITMENT_RESOLVED", kClients - 4), Pair("OK", 4)));
  EXPECT_EQ(project.CommitmentFigures("c"), "SPENT, consumed 1.00, open 0.00");
  EXPECT_EQ(project.LineFigures("62"), "committed 0.00, spent 1.00, paid 0.00, available 8999.00");
}

TEST_P(Race, ToReleaseOneCommitment) {
  const Project project(cofi(), Fresh());
  project.Commit("c", {.amount = "100"});
  EXPECT_THAT(
      Run<budgets::v1::ReleaseCommitmentRequest>([&](int) { return project.Release("c"); }),
      ElementsAre(Pair("FAILED_PRECONDITION VERB_NOT_ALLOWED", kClients - 1), Pair("OK", 1)));
  EXPECT_EQ(project.LineFigures("62"), "committed 0.00, spent 0.00, paid 0.00, available 9000.00");
}

TEST_P(Race, ToReverseOneExpense) {
  const Project project(cofi(), Fresh());
  project.Spend("e", {.amount = "100", .paid = "2018-03-02"});
  EXPECT_THAT(
      Run<budgets::v1::ReverseExpenseRequest>([&](int) { return project.Reversal("e"); }),
      ElementsAre(Pair("FAILED_PRECONDITION ALREADY_REVERSED", kClients - 1), Pair("OK", 1)));
  EXPECT_EQ(project.LineFigures("62"), "committed 0.00, spent 0.00, paid 0.00, available 9000.00");
}

TEST_P(Race, ToReverseOneReceipt) {
  const Project project(cofi(), Fresh());
  project.Win("g", {.amount = "1000"});
  cofi().Ask<budgets::v1::Receipt>(project.Receipt("q", "g", "600"));
  EXPECT_THAT(
      Run<budgets::v1::ReverseReceiptRequest>([&](int) { return project.ReceiptReversal("q"); }),
      ElementsAre(Pair("FAILED_PRECONDITION ALREADY_REVERSED", kClients - 1), Pair("OK", 1)));
  EXPECT_EQ(project.GrantFigures("g"),
            "awarded 1000.00, spent 0.00, received 0.00, remaining 1000.00");
}

TEST_P(Race, ToPayOneExpense) {
  const Project project(cofi(), Fresh());
  project.Spend("e", {.amount = "100"});
  EXPECT_THAT(
      Run<budgets::v1::PayExpenseRequest>([&](int) { return project.Payment("e", "2018-03-15"); }),
      ElementsAre(Pair("FAILED_PRECONDITION ALREADY_PAID", kClients - 1), Pair("OK", 1)));
  EXPECT_EQ(project.LineFigures("62"),
            "committed 0.00, spent 100.00, paid 100.00, available 8900.00");
}

// A year is closed while others post in it: what was posted is what it is closed with.
TEST_P(Race, ToCloseAYearWhileOthersPostInIt) {
  const Project project(cofi(), Fresh());
  budgets::v1::FiscalYear closed;
  std::thread closing([&] {
    budgets::v1::CloseFiscalYearRequest request;
    request.set_name(project.Name("fiscalYears", "2018"));
    closed = cofi().Ask<budgets::v1::FiscalYear>(request);
  });
  const auto told = Run<budgets::v1::CreateExpenseRequest>(
      [&](int i) { return project.Expense(absl::StrCat("e", i), {.amount = "1"}); });
  closing.join();
  const auto posted = told.find("OK");
  const int count = posted == told.end() ? 0 : posted->second;
  const auto refused = told.find("FAILED_PRECONDITION YEAR_CLOSED");
  EXPECT_EQ(count + (refused == told.end() ? 0 : refused->second), kClients);
  EXPECT_EQ(closed.spent_amount().units(), count);
  EXPECT_EQ(project.LineFigures("62"),
            absl::StrCat("committed 0.00, spent ", count, ".00, paid 0.00, available ",
                         9'000 - count, ".00"));
  // It is closed with what the ledger has of it, and stays so.
  EXPECT_TRUE(cofi().Verify("budgets").sound());
  budgets::v1::Expense late;
  EXPECT_THAT(Said(cofi().Call(project.Expense("late", {.amount = "1"}), &late)),
              StartsWith("FAILED_PRECONDITION YEAR_CLOSED"));
}

// An invoice on two lines is recorded on both of them, or on none.
TEST_P(Race, ForTheLastCentOfALineByInvoicesOnTwo) {
  const Project project(cofi(), Fresh());
  project.Spend("most", {.amount = "8999.99"});
  EXPECT_THAT(
      Run<budgets::v1::CreateExpenseRequest>([&](int i) {
        return project.SplitExpense(absl::StrCat("e", i), {.amount = "1.01"},
                                    {{.line = "60", .amount = "1"}, {.line = "62", .amount = ""}});
      }),
      ElementsAre(Pair("FAILED_PRECONDITION INSUFFICIENT_FUNDS", kClients - 1), Pair("OK", 1)));
  EXPECT_EQ(project.LineFigures("62"), "committed 0.00, spent 9000.00, paid 0.00, available 0.00");
  EXPECT_EQ(project.LineFigures("60"), "committed 0.00, spent 1.00, paid 0.00, available 999.00");
}

// Each has gathered the same share; a share is asked for once.
TEST_P(Race, ToClaimOneShare) {
  const Project project(cofi(), Fresh());
  project.Win("g", {.amount = "1000"});
  project.Spend("e", {.amount = "100", .paid = "2018-03-02", .shares = {{"g", "60"}}});
  const std::string grant = project.Name("grants", "g");
  for (int i = 0; i < kClients; ++i) {
    budgets::v1::CreateClaimRequest create;
    create.set_parent(grant);
    create.set_claim_id(absl::StrCat("c", i));
    create.mutable_claim()->set_display_name("Acompte");
    create.mutable_claim()->set_kind(budgets::v1::Receipt::KIND_INTERIM);
    cofi().Ask<budgets::v1::Claim>(create);
  }
  EXPECT_THAT(Run<budgets::v1::SubmitClaimRequest>([&](int i) {
                budgets::v1::SubmitClaimRequest submit;
                submit.set_name(absl::StrCat(grant, "/claims/c", i));
                *submit.mutable_effective_date() = On("2018-04-01");
                submit.set_request_id(NewRequestId());
                return submit;
              }),
              ElementsAre(Pair("FAILED_PRECONDITION CLAIM_STALE", kClients - 1), Pair("OK", 1)));
  budgets::v1::GetGrantRequest get;
  get.set_name(grant);
  EXPECT_EQ(Minor(cofi().Ask<budgets::v1::Grant>(get).claimed_amount()), 60'00);
}

// The same invoice from two desks, whatever each calls it.
TEST_P(Race, ToRecordOneInvoice) {
  const Project project(cofi(), Fresh());
  EXPECT_THAT(Run<budgets::v1::CreateExpenseRequest>([&](int i) {
                return project.Expense(absl::StrCat("e", i), {.amount = "100", .reference = "F-1"});
              }),
              ElementsAre(Pair("ALREADY_EXISTS DUPLICATE_INVOICE", kClients - 1), Pair("OK", 1)));
  EXPECT_EQ(project.LineFigures("62"),
            "committed 0.00, spent 100.00, paid 0.00, available 8900.00");
}

}  // namespace
}  // namespace cofi::model
