// What `cofi` promises about its own words, flags and files, against running servers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/cli/sent/transfer.h"
#include "clients/methods.h"
#include "cofi/journal/v1/journal.pb.h"
#include "tests/installations/installation.h"
#include "tests/installations/programs.h"
#include "tests/installations/project.h"

namespace cofi::end_to_end {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

class CommandLines : public EndToEnd {
 protected:
  Outcome Run(const Words& words) { return RunCofi(cofi().address(), words); }

  // Runs it; it must be granted.
  std::string Done(const Words& words) {
    const Outcome outcome = Run(words);
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    return outcome.out;
  }
};
COFI_IN_BOTH_SHAPES(CommandLines);

TEST_P(CommandLines, AnEmptyValueClearsAndTakesNothingElse) {
  const Project project(cofi(), "cleared");
  Done({"project", "update", "cleared", "--description=Un essai"});
  Done({"project", "update", "cleared", "--description=", "--territory=35196"});
  const std::string json = Done({"project", "get", "cleared", "-ojson"});
  EXPECT_THAT(json, HasSubstr("\"description\": \"\""));
  EXPECT_THAT(json, HasSubstr("\"territory\": \"35196\""));
}

class AppliedFiles : public CommandLines {
 protected:
  // Applies a file of these lines.
  Outcome Apply(const std::string& text, const Words& flags = {}) {
    return Run(With({"apply", "-f", folder_.Write("file.yaml", text)}, flags));
  }

  const Folder folder_;
};
COFI_IN_BOTH_SHAPES(AppliedFiles);

TEST_P(AppliedFiles, TheSameVerbTwiceHappensTwiceAndNotAgain) {
  Project project(cofi(), "held-twice");
  project.Apply("a", "100");
  const std::string file =
      "- application hold: held-twice/a\n"
      "- application resume: held-twice/a\n"
      "- application hold: held-twice/a\n";
  const Outcome once = Apply(file);
  EXPECT_EQ(once.code, 0) << once.err;
  EXPECT_THAT(once.err, HasSubstr("3 actions, 0 up to date."));
  EXPECT_THAT(Done({"application", "get", "held-twice/a"}), HasSubstr("on hold"));
  EXPECT_THAT(Apply(file).err, HasSubstr("Nothing to change (3 up to date)."));
  EXPECT_THAT(Done({"application", "get", "held-twice/a"}), HasSubstr("on hold"));
}

TEST_P(AppliedFiles, ADryRunSaysWhatIsStillToDo) {
  Project project(cofi(), "dry");
  project.Apply("a", "100");
  const std::string hold = "- application hold: dry/a\n", resume = "- application resume: dry/a\n";
  const Outcome before = Apply(hold + resume, {"--dry-run"});
  EXPECT_THAT(before.out, HasSubstr("to do       application hold dry/a\n"));
  EXPECT_THAT(Apply(hold).err, HasSubstr(" 1 action, "));
  const Outcome after = Apply(hold + resume, {"--dry-run"});
  EXPECT_EQ(after.out, "to do       application resume dry/a\n");
  EXPECT_THAT(after.err, HasSubstr("1 action, 1 up to date."));
}

TEST_P(AppliedFiles, ADryRunIsOneInAnyWord) {
  Project project(cofi(), "dry-words");
  for (const char* flag : {"--dry-run=yes", "--dry-run=1", "--dry-run=True", "--dry-run=oui"}) {
    const Outcome outcome = Apply("- phase: dry-words/study\n  display_name: Étude\n", {flag});
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    EXPECT_THAT(outcome.out, StartsWith("to create")) << flag;
    EXPECT_EQ(Run({"phase", "get", "dry-words/study"}).code, 5) << flag;
  }
}

TEST_P(AppliedFiles, AFailureSaysHowFarItCame) {
  Project project(cofi(), "halfway");
  project.Spend("e", {.amount = "1"});
  // An invoice is recorded once and for all.
  const std::string file =
      "- phase: halfway/study\n  display_name: Étude\n"
      "- expense: halfway/e\n  supplier: Un autre\n";
  const Outcome dry = Apply(file, {"--dry-run"});
  EXPECT_EQ(dry.code, 1);
  EXPECT_THAT(dry.err, HasSubstr("file.yaml:3, expense halfway/e\n"));
  EXPECT_EQ(Run({"phase", "get", "halfway/study"}).code, 5);
  const Outcome outcome = Apply(file);
  EXPECT_EQ(outcome.code, 1);
  EXPECT_THAT(outcome.err, HasSubstr("can never be changed: supplier\n"));
  EXPECT_THAT(outcome.err,
              HasSubstr("file.yaml:3, expense halfway/e; what stands before it is done,"
                        " apply again to go on\n"));
  EXPECT_EQ(Run({"phase", "get", "halfway/study"}).code, 0);
}

TEST_P(CommandLines, ALimitEndsAPageWhereItsTokenGoesOn) {
  Project project(cofi(), "pages");
  for (int i = 0; i < 8; ++i) project.Spend(absl::StrCat("e", i), {.amount = "1"});
  const Outcome page =
      Run({"expense", "list", "pages", "--page-size", "6", "--limit", "2", "-o", "csv"});
  const std::string token = page.err.substr(page.err.rfind(' ') + 1);
  EXPECT_THAT(page.out, HasSubstr("projects/pages/expenses/e1,"));
  EXPECT_THAT(page.out, Not(HasSubstr("projects/pages/expenses/e2,")));
  const std::string next = Done(
      {"expense", "list", "pages", "-o", "csv", "--page-token", token.substr(0, token.find('\n'))});
  EXPECT_THAT(next, HasSubstr("projects/pages/expenses/e2,"));
}

TEST_P(CommandLines, CompletesWhatIsBeyondTheFirstPageToo) {
  Project project(cofi(), "many");
  for (int i = 0; i < 105; ++i) project.Spend(absl::StrCat("e", i), {.amount = "1"});
  const std::string candidates = Done({"__complete", "expense", "get", "many/"});
  const std::vector<std::string> lines = absl::StrSplit(candidates, '\n', absl::SkipEmpty());
  EXPECT_THAT(lines, SizeIs(105));
}

// Whoever cannot keep what comes has no use for the rest.
TEST_P(CommandLines, AStreamEndsWithTheFirstAnswerThatFails) {
  const Project project(cofi(), "streamed");
  journal::v1::WatchChangesRequest request;
  request.set_journal("journals/projects");
  journal::v1::Change change;
  cli::Settings settings;
  settings.timeout = kGuard;
  int answers = 0;
  const grpc::Status status = cli::Download(
      cofi().channel("projects"), settings,
      clients::PathOf(clients::MethodOf(request.GetDescriptor())), request, &change, [&] {
        ++answers;
        return grpc::Status(grpc::StatusCode::ABORTED, "the disk is full");
      });
  EXPECT_EQ(status.error_code(), grpc::StatusCode::ABORTED);
  EXPECT_EQ(status.error_message(), "the disk is full");
  EXPECT_EQ(answers, 1);
}

// A database on a server is copied by that one's own programs; a file is copied here.
TEST_P(CommandLines, CopiesFilesOnly) {
  const Folder folder;
  const std::string there = folder.path() + "/copy";
  const Outcome copied = Run({"backup", there});
  EXPECT_EQ(copied.code, OnPostgres() ? 1 : 0) << copied.err;
  if (OnPostgres()) {
    EXPECT_THAT(copied.err, HasSubstr("! DATABASE_ON_SERVER budgets is kept on a database server"));
    EXPECT_THAT(RunCofi(cofi().address(), {"backup", there}, "fr").err,
                HasSubstr("budgets est sur un serveur de bases de données"));
  } else {
    EXPECT_THAT(copied.out, HasSubstr("budgets"));
  }
}

}  // namespace
}  // namespace cofi::end_to_end
