// Exactly once: the same request gives the first answer again, and moves the
// money once, however often it is sent.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "absl/strings/str_cat.h"
#include "base/identifiers.h"
#include "tests/installations/installation.h"
#include "tests/installations/programs.h"
#include "tests/installations/project.h"
#include "tests/installations/refusals.h"

namespace cofi::end_to_end {
namespace {

using budgets::v1::Expense;
using ::testing::HasSubstr;
using ::testing::Not;

class Once : public ::testing::TestWithParam<Shape> {
 protected:
  // Its own servers: these tests stop some of them.
  Once() : cofi_(GetParam()), project_(cofi_, "p") {
    EXPECT_TRUE(cofi_.books().AwaitRelays());
    entries_ = Entries();
  }
  ~Once() override { EXPECT_EQ(cofi_.books().Discrepancies(), ""); }

  int64_t Entries() { return cofi_.books().Sequences().at("budgets projects/p"); }

  Installation cofi_;
  const Project project_;
  int64_t entries_;
};
COFI_IN_ALL_SHAPES(Once);

TEST_P(Once, TheFirstAnswerIsGivenAgain) {
  const auto request = project_.Expense("e", {.amount = "100"});
  Expense first, second;
  bool replayed = true;
  ASSERT_TRUE(cofi_.Call(request, &first, Language::kEnglish, &replayed).ok());
  EXPECT_FALSE(replayed);
  ASSERT_TRUE(cofi_.Call(request, &second, Language::kEnglish, &replayed).ok());
  EXPECT_TRUE(replayed);
  EXPECT_EQ(second.SerializeAsString(), first.SerializeAsString());
  EXPECT_EQ(Entries(), entries_ + 1);
  EXPECT_EQ(project_.LineFigures("62"),
            "committed 0.00, spent 100.00, paid 0.00, available 8900.00");
}

// As it was, though the expense has changed since.
TEST_P(Once, TheFirstAnswerIsGivenAgainAfterARestart) {
  const auto request = project_.Expense("e", {.amount = "100"});
  const auto first = cofi_.Ask<Expense>(request);
  cofi_.Ask<Expense>(project_.Payment("e", "2018-03-15"));
  cofi_.Stop("budgets");
  cofi_.Start("budgets");
  Expense second;
  bool replayed = false;
  ASSERT_TRUE(cofi_.Call(request, &second, Language::kEnglish, &replayed).ok());
  EXPECT_TRUE(replayed);
  EXPECT_EQ(second.SerializeAsString(), first.SerializeAsString());
}

TEST_P(Once, ManyAtTheSameTimeAreOne) {
  const auto request = project_.Expense("e", {.amount = "100"});
  std::vector<Expense> answers(16);
  std::vector<std::thread> clients;
  clients.reserve(answers.size());
  for (Expense& answer : answers) {
    clients.emplace_back([&] { EXPECT_TRUE(cofi_.Call(request, &answer).ok()); });
  }
  for (std::thread& client : clients) client.join();
  for (const Expense& answer : answers) {
    EXPECT_EQ(answer.SerializeAsString(), answers[0].SerializeAsString());
  }
  EXPECT_EQ(Entries(), entries_ + 1);
}

TEST_P(Once, AVerbTooIsCarriedOutOnce) {
  project_.Apply("aide", "16000");
  auto award = project_.Award("aide", "16000", "2018-02-01");
  award.set_request_id(NewRequestId());
  const auto first = cofi_.Ask<applications::v1::Application>(award);
  applications::v1::Application second;
  bool replayed = false;
  ASSERT_TRUE(cofi_.Call(award, &second, Language::kEnglish, &replayed).ok());
  EXPECT_TRUE(replayed);
  EXPECT_EQ(second.SerializeAsString(), first.SerializeAsString());
}

// Whoever asks again is told that nothing happened, of every kind of change and in every format.
TEST_P(Once, ThatItWasDoneBeforeIsSaidOnTheCommandLine) {
  project_.Apply("aide", "16000");
  constexpr char kSaid[] = "Carried out before; this is the answer that it had then.\n";
  for (const Words& change :
       {Words{"organization", "create", "o", "--display-name", "O", "--kind", "association"},
        Words{"organization", "update", "o", "--display-name", "P"},
        Words{"application", "hold", "p/aide"}, Words{"organization", "delete", "o"}}) {
    const Words once = With(change, {"--request-id", NewRequestId()});
    const Outcome first = RunCofi(cofi_.address(), once);
    EXPECT_EQ(first.code, 0) << first.err;
    EXPECT_THAT(first.err, Not(HasSubstr(kSaid)));
    for (const char* format : {"table", "json"}) {
      const Outcome again = RunCofi(cofi_.address(), With(once, {"-o", format}));
      EXPECT_EQ(again.code, 0) << again.err;
      EXPECT_THAT(again.err, HasSubstr(kSaid)) << format;
      if (format == std::string("table")) {
        EXPECT_EQ(again.out, first.out);
      }
    }
    EXPECT_THAT(RunCofi(cofi_.address(), once, "fr").err,
                HasSubstr("Déjà fait ; voici la réponse d'alors.\n"));
  }
  const Words call = {"rpc", "cofi.projects.v1.OrganizationService/CreateOrganization", "-d",
                      absl::StrCat("{\"organization\": {\"display_name\": \"O\", \"kind\":"
                                   " \"KIND_ASSOCIATION\"}, \"request_id\": \"",
                                   NewRequestId(), "\"}")};
  const Outcome first = RunCofi(cofi_.address(), call);
  EXPECT_EQ(first.err, "");
  const Outcome again = RunCofi(cofi_.address(), call);
  EXPECT_EQ(again.err, kSaid);
  EXPECT_EQ(again.out, first.out);
}

TEST_P(Once, ARefusalIsNotRemembered) {
  auto request = project_.Expense("e", {.amount = "100", .commitment = "c"});
  Expense expense;
  EXPECT_EQ(Said(cofi_.Call(request, &expense)).substr(0, 39),
            "FAILED_PRECONDITION REFERENCE_NOT_FOUND");
  project_.Commit("c", {.amount = "100"});
  bool replayed = true;
  ASSERT_TRUE(cofi_.Call(request, &expense, Language::kEnglish, &replayed).ok());
  EXPECT_FALSE(replayed);
}

// Whoever gave up waiting does not know what happened; asking again tells, and
// does it if it was not done.
TEST_P(Once, ACallThatTimedOutIsAskedAgain) {
  const auto request = project_.Expense("e", {.amount = "100"});
  Expense expense;
  {
    // While another holds the database, a write waits.
    auto blocker = cofi_.books().Block("budgets", "projects/p");
    const clients::Peer peer(cofi_.channel("budgets"),
                             {.timeout = absl::Milliseconds(200), .principal = "test"});
    EXPECT_EQ(peer.CallAndWait(request, &expense).error_code(),
              grpc::StatusCode::DEADLINE_EXCEEDED);
    blocker.reset();
  }
  EXPECT_TRUE(cofi_.Call(request, &expense).ok());
  EXPECT_EQ(Entries(), entries_ + 1);
  EXPECT_EQ(project_.LineFigures("62"),
            "committed 0.00, spent 100.00, paid 0.00, available 8900.00");
}

// A request id is that of one person: another's is another request.
TEST_P(Once, AnothersRequestIdIsNotMine) {
  auto request = project_.Expense("e", {.amount = "100"});
  const auto mine = cofi_.Ask<Expense>(request);
  const clients::Peer other(cofi_.channel("budgets"), {.timeout = kGuard, .principal = "other"});
  Expense expense;
  EXPECT_EQ(other.CallAndWait(request, &expense).error_code(), grpc::StatusCode::ALREADY_EXISTS);
}

}  // namespace
}  // namespace cofi::end_to_end
