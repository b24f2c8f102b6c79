// No unknowable outcome: whoever got no answer can ask what became of a request,
// and `cofi` asks again by itself.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/identifiers.h"
#include "cofi/journal/v1/history.pb.h"
#include "tests/installations/installation.h"
#include "tests/installations/programs.h"
#include "tests/installations/project.h"
#include "tests/installations/refusals.h"
#include "tests/installations/wire.h"

namespace cofi::end_to_end {
namespace {

using budgets::v1::Expense;
using journal::v1::GetRequestOutcomeRequest;
using journal::v1::RequestOutcome;
using ::testing::HasSubstr;

class Outcomes : public ::testing::TestWithParam<Shape> {
 protected:
  // Its own servers: these tests block and stop them.
  Outcomes() : cofi_(GetParam()), project_(cofi_, "p") { EXPECT_TRUE(cofi_.books().AwaitRelays()); }
  ~Outcomes() override { EXPECT_EQ(cofi_.books().Discrepancies(), ""); }

  static GetRequestOutcomeRequest Question(const std::string& id) {
    GetRequestOutcomeRequest request;
    request.set_journal("journals/budgets");
    request.set_request_id(id);
    return request;
  }

  // For a lock that another has, on PostgreSQL.
  bool AWriteWaits() {
    return cofi_.books().Value("budgets",
                               "SELECT CAST(COUNT(*) AS TEXT) FROM pg_locks"
                               " WHERE NOT granted") != "0";
  }

  RequestOutcome OutcomeOf(const std::string& id, const std::string& principal = "test") {
    const clients::Peer peer(cofi_.channel("budgets"), {.timeout = kGuard, .principal = principal});
    RequestOutcome outcome;
    const grpc::Status status = peer.CallAndWait(Question(id), &outcome);
    EXPECT_TRUE(status.ok()) << status.error_message();
    EXPECT_EQ(outcome.request_id(), id);
    return outcome;
  }

  std::string Socket() const {
    return cofi_.folder().path() +
           (GetParam() == Shape::kOneProcess ? "/all.sock" : "/budgets.sock");
  }
  bool IsRecorded(const std::string& expense) const {
    return cofi_.books().Value("budgets", absl::StrCat("SELECT COUNT(*) FROM expense WHERE name = "
                                                       "'projects/p/expenses/",
                                                       expense, "'")) == "1";
  }

  Installation cofi_;
  const Project project_;
};
COFI_IN_BOTH_SHAPES(Outcomes);

TEST_P(Outcomes, CommittedWithItsAnswer) {
  const auto request = project_.Expense("e", {.amount = "100"});
  const absl::Time before = absl::Now();
  const auto expense = cofi_.Ask<Expense>(request);
  const RequestOutcome outcome = OutcomeOf(request.request_id());
  EXPECT_EQ(outcome.state(), RequestOutcome::STATE_COMMITTED);
  EXPECT_EQ(outcome.root(), "projects/p");
  EXPECT_EQ(outcome.verb(), "CreateExpense");
  Expense answer;
  ASSERT_TRUE(outcome.answer().UnpackTo(&answer));
  EXPECT_EQ(answer.SerializeAsString(), expense.SerializeAsString());
  const absl::Time committed = absl::FromUnixSeconds(outcome.commit_time().seconds()) +
                               absl::Nanoseconds(outcome.commit_time().nanos());
  EXPECT_GE(committed, before - absl::Microseconds(1));
  EXPECT_LE(committed, absl::Now());
  // The answer as it was given, though the expense has changed since.
  cofi_.Ask<Expense>(project_.Payment("e", "2018-03-15"));
  cofi_.Stop("budgets");
  cofi_.Start("budgets");
  EXPECT_EQ(OutcomeOf(request.request_id()).SerializeAsString(), outcome.SerializeAsString());
}

TEST_P(Outcomes, NeverApplied) {
  EXPECT_EQ(OutcomeOf(NewRequestId()).state(), RequestOutcome::STATE_NEVER_APPLIED);
  // Refused.
  const auto refused = project_.Expense("e", {.amount = "100000"});
  Expense expense;
  EXPECT_FALSE(cofi_.Call(refused, &expense).ok());
  const RequestOutcome outcome = OutcomeOf(refused.request_id());
  EXPECT_EQ(outcome.state(), RequestOutcome::STATE_NEVER_APPLIED);
  EXPECT_FALSE(outcome.has_commit_time() || outcome.has_answer());
  // Only checked.
  auto checked = project_.Expense("e", {.amount = "1"});
  checked.set_validate_only(true);
  cofi_.Ask<Expense>(checked);
  EXPECT_EQ(OutcomeOf(checked.request_id()).state(), RequestOutcome::STATE_NEVER_APPLIED);
}

TEST_P(Outcomes, AnothersRequestIsNotMine) {
  const auto request = project_.Expense("e", {.amount = "100"});
  cofi_.Ask<Expense>(request);
  EXPECT_EQ(OutcomeOf(request.request_id(), "other").state(), RequestOutcome::STATE_NEVER_APPLIED);
  EXPECT_EQ(OutcomeOf(request.request_id(), "").state(), RequestOutcome::STATE_NEVER_APPLIED);
}

// While another holds the database, a write waits in the server.
TEST_P(Outcomes, InProgressThenCommitted) {
  const auto request = project_.Expense("e", {.amount = "100"});
  auto blocker = cofi_.books().Block("budgets", "projects/p");
  std::thread client([&] {
    Expense expense;
    EXPECT_TRUE(cofi_.Call(request, &expense).ok());
  });
  // Where others write too, a question that comes before it would wait for the end.
  EXPECT_TRUE(!OnPostgres() || Eventually([&] { return AWriteWaits(); }));
  EXPECT_TRUE(Eventually([&] {
    return OutcomeOf(request.request_id()).state() == RequestOutcome::STATE_IN_PROGRESS;
  }));
  // This one would as well.
  if (!OnPostgres()) {
    EXPECT_EQ(OutcomeOf(request.request_id(), "other").state(),
              RequestOutcome::STATE_NEVER_APPLIED);
  }
  blocker.reset();
  client.join();
  EXPECT_EQ(OutcomeOf(request.request_id()).state(), RequestOutcome::STATE_COMMITTED);
}

// A request whose deadline passes while it waits is not carried out any more.
TEST_P(Outcomes, InProgressThenNeverApplied) {
  const auto request = project_.Expense("e", {.amount = "100"});
  auto blocker = cofi_.books().Block("budgets", "projects/p");
  // Long enough to come as far as the queue, on a slow machine too.
  const clients::Peer peer(cofi_.channel("budgets"),
                           {.timeout = absl::Seconds(3), .principal = "test"});
  std::thread client([&] {
    Expense expense;
    EXPECT_EQ(peer.CallAndWait(request, &expense).error_code(),
              grpc::StatusCode::DEADLINE_EXCEEDED);
  });
  EXPECT_TRUE(!OnPostgres() || Eventually([&] { return AWriteWaits(); }));
  EXPECT_TRUE(Eventually([&] {
    return OutcomeOf(request.request_id()).state() == RequestOutcome::STATE_IN_PROGRESS;
  }));
  client.join();
  EXPECT_EQ(OutcomeOf(request.request_id()).state(), RequestOutcome::STATE_IN_PROGRESS);
  // gRPC rounds up what it tells the server.
  absl::SleepFor(absl::Milliseconds(500));
  blocker.reset();
  EXPECT_TRUE(Eventually([&] {
    return OutcomeOf(request.request_id()).state() != RequestOutcome::STATE_IN_PROGRESS;
  }));
  EXPECT_EQ(OutcomeOf(request.request_id()).state(), RequestOutcome::STATE_NEVER_APPLIED);
  EXPECT_FALSE(IsRecorded("e"));
}

TEST_P(Outcomes, WhatCannotBeAskedIsRefused) {
  GetRequestOutcomeRequest request = Question(NewRequestId());
  request.set_journal("journals/reporting");
  RequestOutcome outcome;
  EXPECT_THAT(
      Said(cofi_.Call(request, &outcome)),
      HasSubstr("INVALID_ARGUMENT VALUE_MALFORMED journal: journal is \"journals/reporting\";"));
  EXPECT_THAT(Said(cofi_.Call(request, &outcome, Language::kFrench), Language::kFrench),
              HasSubstr("journal vaut"));
  request = Question("42");
  EXPECT_THAT(Said(cofi_.Call(request, &outcome)), HasSubstr("VALUE_MALFORMED request_id"));
  EXPECT_THAT(Said(cofi_.Call(GetRequestOutcomeRequest(), &outcome)), HasSubstr("FIELD_REQUIRED"));
}

TEST_P(Outcomes, AtTheCommandLine) {
  const auto request = project_.Expense("e", {.amount = "100"});
  cofi_.Ask<Expense>(request);
  const Outcome unknown = RunCofi(cofi_.address(), {"outcome", NewRequestId()});
  EXPECT_EQ(unknown.code, 5);
  EXPECT_THAT(unknown.out, HasSubstr("never applied"));
  EXPECT_THAT(RunCofi(cofi_.address(), {"outcome", NewRequestId()}, "fr").out,
              HasSubstr("jamais appliquée"));
  const std::string id = NewRequestId();
  const Words create = {"expense",
                        "create",
                        "p/f",
                        "--line",
                        "62",
                        "--supplier",
                        "A",
                        "--invoice-reference",
                        "F-1",
                        "--invoice-date",
                        "2018-03-01",
                        "--amount",
                        "12.50",
                        "--request-id",
                        id};
  EXPECT_EQ(RunCofi(cofi_.address(), create).code, 0);
  const Outcome committed = RunCofi(cofi_.address(), {"outcome", id});
  EXPECT_EQ(committed.code, 0) << committed.err;
  EXPECT_THAT(committed.out, HasSubstr("committed"));
  EXPECT_THAT(committed.out, HasSubstr("p/f"));
  const Outcome json = RunCofi(cofi_.address(), {"outcome", id, "--format", "json"});
  EXPECT_THAT(json.out, HasSubstr("\"state\": \"COMMITTED\""));
  EXPECT_THAT(json.out, HasSubstr("\"@type\": \"cofi.budgets.v1.Expense\""));
  EXPECT_THAT(json.out, HasSubstr("\"amount\": \"12.50\""));
}

// The server dies after the commit and before the answer: `cofi` sends the same
// request again to the one that comes back, and it is carried out once.
TEST_P(Outcomes, TheCommandLineSurvivesAServerThatDies) {
  const std::string path = cofi_.folder().path() + "/wire.sock";
  Wire wire(
      path, Socket(), [&] { return IsRecorded("e"); },
      [&] {
        cofi_.Stop("budgets");
        cofi_.Start("budgets");
      });
  const std::string address = absl::StrReplaceAll(cofi_.address(), {{Socket(), path}});
  const Outcome outcome = RunCofi(
      address, {"expense", "create", "p/e", "--line", "62", "--supplier", "A",
                "--invoice-reference", "F-1", "--invoice-date", "2018-03-01", "--amount", "100"});
  EXPECT_TRUE(wire.broke());
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("100.00"));
  EXPECT_EQ(project_.LineFigures("62"),
            "committed 0.00, spent 100.00, paid 0.00, available 8900.00");
}

// A server that stays away: the user learns how to ask later.
TEST_P(Outcomes, TheCommandLineSaysHowToAsk) {
  const std::string path = cofi_.folder().path() + "/wire.sock";
  Wire wire(
      path, Socket(), [&] { return IsRecorded("e"); }, [&] { cofi_.Stop("budgets"); });
  const std::string address = absl::StrReplaceAll(cofi_.address(), {{Socket(), path}});
  const std::string id = NewRequestId();
  const Outcome outcome =
      RunCofi(address,
              {"expense", "create", "p/e", "--line", "62", "--supplier", "A", "--invoice-reference",
               "F-1", "--invoice-date", "2018-03-01", "--amount", "100", "--request-id", id});
  EXPECT_TRUE(wire.broke());
  EXPECT_EQ(outcome.code, 3) << outcome.err;
  EXPECT_THAT(outcome.err, HasSubstr(absl::StrCat("cofi outcome ", id)));
  cofi_.Start("budgets");
  EXPECT_EQ(RunCofi(cofi_.address(), {"outcome", id, "--service", "budgets"}).code, 0);
}

}  // namespace
}  // namespace cofi::end_to_end
