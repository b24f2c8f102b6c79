// `cofi verify` and `cofi checkpoint` against running servers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <semaphore>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "cofi/journal/v1/journal.pb.h"
#include "tests/installations/installation.h"
#include "tests/installations/programs.h"
#include "tests/installations/project.h"
#include "tests/installations/refusals.h"
#include "tests/reasons.h"

namespace cofi::end_to_end {
namespace {

using journal::v1::Verdict;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class Verify : public ::testing::TestWithParam<Shape> {
 protected:
  // Its own servers, because the databases are changed behind their backs.
  Verify() : cofi_(GetParam()), project_(cofi_, "p") {
    project_.Win("ville", {.amount = "5000"});
    project_.Commit("c", {.amount = "500"});
    project_.Spend("e1", {.amount = "100", .commitment = "c", .shares = {{"ville", "60"}}});
    project_.Spend("e2", {.amount = "7"});
    EXPECT_TRUE(cofi_.books().AwaitRelays());
  }

  Outcome Run(const Words& words, const std::string& lang = "en") {
    return RunCofi(cofi_.address(), words, lang);
  }

  std::string In(const std::string& file) const { return cofi_.folder().path() + "/" + file; }

  // Changes a database past its server.
  void Change(const std::string& service, const std::string& sql) {
    const absl::Status changed = cofi_.books().Open(service, db::Access::kWrite)->Run(sql);
    ASSERT_TRUE(changed.ok()) << changed;
  }

  Installation cofi_;
  Project project_;
};
COFI_IN_BOTH_SHAPES(Verify);

TEST_P(Verify, SaysThatAllIsSound) {
  const Outcome outcome = Run({"verify"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(outcome.err, "Nothing was altered.\n");
  const std::vector<std::string> lines = absl::StrSplit(outcome.out, '\n', absl::SkipEmpty());
  ASSERT_EQ(lines.size(), 5u) << outcome.out;
  EXPECT_THAT(lines[0], AllOf(StartsWith("journal"), HasSubstr("entries"), HasSubstr("verdict")));
  for (const size_t line : {1, 2, 3, 4}) EXPECT_THAT(lines[line], HasSubstr("  sound"));
  const Outcome french = Run({"verify", "--service", "budgets"}, "fr");
  EXPECT_THAT(french.out, AllOf(HasSubstr("entrées"), HasSubstr("intact")));
  EXPECT_THAT(french.out, Not(HasSubstr("projects")));
  EXPECT_EQ(french.err, "Rien n'a été altéré.\n");
  // Programs read it off the verdicts.
  EXPECT_EQ(Run({"verify", "-o", "json"}).err, "");
}

TEST_P(Verify, CountsWhatTheJournalHas) {
  const Verdict verdict = cofi_.Verify("budgets");
  EXPECT_TRUE(verdict.sound());
  EXPECT_EQ(absl::StrCat(verdict.entries()),
            cofi_.books().Value("budgets", "SELECT CAST(COUNT(*) AS TEXT) FROM journal"));
  EXPECT_EQ(verdict.chains(), 1);
  // A budget, five lines, a grant, a commitment, two expenses.
  EXPECT_EQ(verdict.resources(), 10);
}

TEST_P(Verify, NamesTheFirstBadEntryAndExitsWithOne) {
  Change("budgets", "UPDATE expense SET amount = 800 WHERE name = 'projects/p/expenses/e2'");
  const Outcome outcome = Run({"verify"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.err, StartsWith("! RESOURCE_DIFFERS budgets: projects/p/expenses/e2: amount"
                                      " is 800, entry "));
  EXPECT_THAT(outcome.err, HasSubstr(" of the journal of projects/p has 700\n"));
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("NOT SOUND"), HasSubstr("  sound")));
  EXPECT_THAT(outcome.err, Not(HasSubstr("Nothing was altered")));
  EXPECT_THAT(Run({"verify"}, "fr").err,
              HasSubstr("! RESOURCE_DIFFERS budgets: projects/p/expenses/e2 : amount vaut 800,"));
  EXPECT_EQ(Run({"verify", "--service", "projects"}).code, 0);
  const Outcome json = Run({"verify", "--service", "budgets", "-o", "json"});
  EXPECT_EQ(json.code, 1);
  EXPECT_THAT(json.out, AllOf(HasSubstr("\"sound\": false"), HasSubstr("\"RESOURCE_DIFFERS\""),
                              HasSubstr("\"found\": \"800\"")));
  const Outcome csv = Run({"verify", "--service", "budgets", "-o", "csv"});
  EXPECT_THAT(csv.out, AllOf(StartsWith("journal,sound,"), HasSubstr("\njournals/budgets,false,")));
}

// A change upon it would make it look like Cofi's own.
TEST_P(Verify, ARowThatWasChangedIsNotWrittenOver) {
  Change("budgets",
         "UPDATE funding_grant SET awarded_amount = 900000 WHERE name = 'projects/p/grants/ville'");
  budgets::v1::UpdateGrantRequest title;
  title.mutable_grant()->set_name("projects/p/grants/ville");
  title.mutable_grant()->set_display_name("Subvention");
  budgets::v1::Grant grant;
  EXPECT_THAT(Said(cofi_.Call(title, &grant)),
              AllOf(HasSubstr("DATA_LOSS STORE_DAMAGED: projects/p/grants/ville was changed past "
                              "Cofi (awarded_amount is 900000, entry "),
                    HasSubstr(" of the journal of projects/p has 500000)")));
  const Verdict verdict = cofi_.Verify("budgets");
  EXPECT_EQ(verdict.finding().reason(), type::v1::REASON_RESOURCE_DIFFERS);
  EXPECT_EQ(verdict.finding().what(), "awarded_amount");
  // Others are changed as ever.
  project_.Spend("e3", {.amount = "7"});
}

// Code that somebody put into the database.
TEST_P(Verify, WhatActsByItselfIsFoundAndKeepsTheServerFromStarting) {
  const std::string drop = OnPostgres() ? "DROP RULE pay ON receipt" : "DROP TRIGGER pay";
  Change("budgets", OnPostgres()
                        ? "CREATE RULE pay AS ON INSERT TO receipt DO INSTEAD NOTHING"
                        : "CREATE TRIGGER pay BEFORE INSERT ON receipt BEGIN SELECT RAISE(ABORT,"
                          " 'pay me'); END");
  const Outcome outcome = Run({"verify", "--service", "budgets"});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.err,
              AllOf(StartsWith("! SCHEMA_DIFFERS budgets: the database (budgets) is not as Cofi "
                               "makes it: "),
                    HasSubstr(" pay is CREATE "), HasSubstr(", expected —\n")));
  EXPECT_THAT(Run({"verify", "--service", "budgets"}, "fr").err,
              HasSubstr("la base (budgets) n'est pas telle que Cofi la fait : "));
  cofi_.Stop("budgets");
  EXPECT_THAT(cofi_.TryStart("budgets"), IsReason(type::v1::REASON_SCHEMA_DIFFERS));
  Change("budgets", drop);
  cofi_.Start("budgets");
  EXPECT_TRUE(cofi_.Verify("budgets").sound());
}

// Such a row is refused wherever it is read, and nobody else is hurt.
TEST_P(Verify, ARowThatIsNoneIsSaid) {
  Change("budgets",
         "UPDATE expense SET invoice_date = '2018-3-1' WHERE name = "
         "'projects/p/expenses/e1'");
  Change("budgets", "UPDATE commitment SET state = 'NOPE' WHERE root = 'projects/p'");
  budgets::v1::GetExpenseRequest request;
  request.set_name("projects/p/expenses/e1");
  budgets::v1::Expense expense;
  EXPECT_THAT(Said(cofi_.Call(request, &expense)),
              HasSubstr("DATA_LOSS RULE_BROKEN: projects/p/expenses/e1 (projects/p, entry "));
  EXPECT_THAT(Said(cofi_.Call(request, &expense)), HasSubstr("invoice_date is 2018-3-1, "));
  budgets::v1::ListCommitmentsRequest list;
  list.set_parent("projects/p");
  budgets::v1::ListCommitmentsResponse commitments;
  EXPECT_THAT(Said(cofi_.Call(list, &commitments)), HasSubstr("DATA_LOSS RULE_BROKEN"));
  request.set_name("projects/p/expenses/e2");
  EXPECT_TRUE(cofi_.Call(request, &expense).ok());
  EXPECT_FALSE(cofi_.Verify("budgets").sound());
}

TEST_P(Verify, NoFalseAlarmWhileOthersWrite) {
  // Each round of a writer uses up a turn, so that what is written has an end: first
  // until a chain takes several pages, then some while each verification runs.
  constexpr int kTurnsBefore = 150, kTurns = 12, kVerificationsMax = 500;
  std::counting_semaphore turns(0);
  std::atomic<bool> stop = false;
  std::atomic<int> written = 0;
  std::vector<std::thread> writers;
  for (const char* writer : {"x", "y", "z"}) {
    writers.emplace_back([&, writer] {
      for (int i = 0; turns.acquire(), !stop; ++i) {
        const std::string id = absl::StrCat(writer, i);
        project_.Commit(id, {.amount = "0.02"});
        project_.Spend(id, {.amount = "0.02", .commitment = id, .shares = {{"ville", "0.01"}}});
        cofi_.Ask<budgets::v1::Expense>(project_.Reversal(id));
        cofi_.Ask<budgets::v1::Commitment>(project_.Release(id));
        cofi_.Ask<budgets::v1::Grant>(project_.Grant(id, {.amount = "1"}));
        budgets::v1::DeleteGrantRequest remove;
        remove.set_name(project_.Name("grants", id));
        cofi_.Ask<google::protobuf::Empty>(remove);
        ++written;
      }
    });
  }
  int progress = 0, during = 0;
  int64_t entries = 0;
  turns.release(kTurnsBefore);
  EXPECT_TRUE(Eventually([&] { return written == kTurnsBefore; }));
  for (int i = 0; i < kVerificationsMax && (i < 20 || during < 10); ++i) {
    const int before = written;
    turns.release(kTurns);
    const Verdict verdict = cofi_.Verify("budgets", &progress);
    EXPECT_TRUE(verdict.sound()) << verdict.finding().message();
    EXPECT_GE(verdict.entries(), entries);
    entries = verdict.entries();
    if (written > before) ++during;
  }
  stop = true;
  turns.release(static_cast<int>(writers.size()));
  for (std::thread& writer : writers) writer.join();
  EXPECT_GE(during, 10) << "verified while nobody wrote";
  EXPECT_GE(progress, 20);
  EXPECT_GE(entries, 1'000) << "no chain takes several pages";
  EXPECT_TRUE(cofi_.Verify("budgets").sound());
}

TEST_P(Verify, ACheckpointIsSignedAndProved) {
  const std::string file = In("a.checkpoint"), key = In("key.pem");
  const Outcome made = Run({"checkpoint", file, "--key", key});
  EXPECT_EQ(made.code, 0) << made.err;
  EXPECT_THAT(made.err, HasSubstr("New key in " + key));
  EXPECT_EQ(made.out, "");
  struct stat facts {};
  ASSERT_EQ(stat(key.c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777, 0600u);

  // An earlier one is never written over, and the key is used again.
  EXPECT_EQ(Run({"checkpoint", file, "--key", key}).code, 2);
  EXPECT_EQ(Run({"checkpoint", file, "--key", In("new.pem")}).code, 2);
  EXPECT_FALSE(std::filesystem::exists(In("new.pem"))) << "for nothing";
  EXPECT_THAT(Run({"checkpoint", In("b.checkpoint"), "--key", key}).err, Not(HasSubstr("New key")));

  const Outcome proved = Run({"verify", "--checkpoint", file, "--key", key + ".pub"});
  EXPECT_EQ(proved.code, 0) << proved.err;
  EXPECT_THAT(proved.out, HasSubstr("heads"));
  // What comes after it is no contradiction.
  project_.Spend("late", {.amount = "1"});
  EXPECT_EQ(Run({"verify", "--checkpoint", file, "--key", key}).code, 0);
}

TEST_P(Verify, ACheckpointCatchesARootThatIsGone) {
  const std::string file = In("a.checkpoint"), key = In("key.pem");
  ASSERT_EQ(Run({"checkpoint", file, "--key", key}).code, 0);
  for (const char* table : {"project", "phase", "partner", "project_update", "journal"}) {
    Change("projects", absl::StrCat("DELETE FROM ", table, " WHERE root = 'projects/p'"));
  }
  EXPECT_EQ(Run({"verify", "--service", "projects"}).code, 0);
  const Outcome outcome =
      Run({"verify", "--service", "projects", "--checkpoint", file, "--key", key});
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.err, StartsWith("! CHECKPOINT_UNMET projects: journal of projects/p: the hash"
                                      " of entry "));
}

std::string Read(const std::string& file) {
  std::ifstream stream(file);
  return {std::istreambuf_iterator<char>(stream), {}};
}

TEST_P(Verify, ACheckpointThatWasChangedOrSignedByAnotherIsRefused) {
  const std::string file = In("a.checkpoint"), key = In("key.pem");
  ASSERT_EQ(Run({"checkpoint", file, "--key", key}).code, 0);
  const std::string text = Read(file);
  const auto proving = [&](const std::string& changed, const std::string& by) {
    const std::string other = cofi_.folder().Write("changed.checkpoint", changed);
    const Outcome outcome = Run({"verify", "--checkpoint", other, "--key", by});
    EXPECT_EQ(outcome.code, 2) << outcome.out;
    EXPECT_EQ(outcome.out, "");
    return outcome.err;
  };
  // One head less, one number more, another key.
  const size_t head = text.find("head ");
  const std::string less = text.substr(0, head) + text.substr(text.find('\n', head) + 1);
  EXPECT_THAT(proving(less, key), HasSubstr("was not signed with the key"));
  EXPECT_THAT(proving(absl::StrReplaceAll(text, {{"head budgets", "head projects"}}), key),
              HasSubstr("was not signed with the key"));
  const std::string other_key = In("other.pem");
  ASSERT_EQ(Run({"checkpoint", In("other.checkpoint"), "--key", other_key}).code, 0);
  EXPECT_THAT(proving(text, other_key + ".pub"), HasSubstr("was not signed with the key"));
  EXPECT_THAT(proving("nothing of the kind\n", key), HasSubstr("is no checkpoint"));
  EXPECT_THAT(proving(text, file), HasSubstr("is no Ed25519 key"));

  EXPECT_EQ(Run({"verify", "--checkpoint", file}).code, 2);
  chmod(key.c_str(), 0644);
  const Outcome open = Run({"checkpoint", In("c.checkpoint"), "--key", key});
  EXPECT_EQ(open.code, 2);
  EXPECT_THAT(open.err, HasSubstr("others may read"));
  EXPECT_FALSE(std::filesystem::exists(In("c.checkpoint")));
}

TEST_P(Verify, RefusesAServiceThatIsNone) {
  const Outcome outcome = Run({"verify", "--service", "reporting"});
  EXPECT_EQ(outcome.code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("accepted: projects, applications, budgets, attachments"));
}

TEST_P(Verify, SaysWhenAServerIsAway) {
  cofi_.Stop("budgets");
  const Outcome outcome = Run({"verify", "--service", "budgets"});
  EXPECT_EQ(outcome.code, 3);
  EXPECT_EQ(outcome.out, "");
}

}  // namespace
}  // namespace cofi::end_to_end
