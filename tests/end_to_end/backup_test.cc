// `cofi backup` and `cofi restore` against running servers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/synchronization/notification.h"
#include "base/failpoint.h"
#include "base/identifiers.h"
#include "base/text.h"
#include "clients/services.h"
#include "cofi/journal/v1/backups.pb.h"
#include "db/sqlite/sqlite.h"
#include "google/protobuf/util/json_util.h"
#include "tests/installations/installation.h"
#include "tests/installations/process.h"
#include "tests/installations/programs.h"
#include "tests/installations/project.h"
#include "tests/reasons.h"

namespace cofi::end_to_end {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string Read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class Backup : public ::testing::TestWithParam<Shape> {
 protected:
  Backup() : cofi_(GetParam()), project_(cofi_, "p") {
    project_.Win("ville", {.amount = "5000"});
    project_.Spend("e1", {.amount = "100", .shares = {{"ville", "60"}}});
    EXPECT_TRUE(cofi_.books().AwaitRelays());
  }

  Outcome Run(const Words& words, const std::string& lang = "en") {
    return RunCofi(cofi_.address(), words, lang);
  }
  std::string In(const std::string& name) const { return files_.path() + "/" + name; }

  const Folder files_;
  Installation cofi_;
  Project project_;
};

TEST_P(Backup, UnderLoadIsRestoredElsewhereAndVerified) {
  std::atomic<bool> stop = false;
  std::atomic<int> spent = 0;
  std::thread load([&] {
    for (int i = 0; !stop && i < 400; ++i) {
      project_.Spend(absl::StrCat("load", i), {.amount = "1"});
      ++spent;
    }
  });
  while (spent < 10) std::this_thread::yield();
  const int before = spent;
  const Outcome backup = Run({"backup", In("b"), "--format", "csv"});
  stop = true;
  load.join();
  ASSERT_EQ(backup.code, 0) << backup.err;
  EXPECT_THAT(backup.out, HasSubstr("budgets,"));
  EXPECT_TRUE(IsUtf8(backup.out));
  EXPECT_EQ(std::distance(fs::directory_iterator(files_.path()), {}), 1) << "nothing half done";

  Installation elsewhere(GetParam());
  const Outcome restored = RunCofi(elsewhere.address(), {"restore", In("b")});
  ASSERT_EQ(restored.code, 0) << restored.err;
  EXPECT_THAT(restored.out, HasSubstr("budgets.replaced-"));
  EXPECT_EQ(RunCofi(elsewhere.address(), {"verify"}).code, 0);
  const Outcome there =
      RunCofi(elsewhere.address(), {"expense", "get", absl::StrCat("p/load", before - 1)});
  EXPECT_EQ(there.code, 0) << there.err;
  // It goes on: money moves, and the relay of awards follows.
  EXPECT_TRUE(elsewhere.books().AwaitRelays());
  EXPECT_EQ(elsewhere.books().Discrepancies(), "");
  // What was brought in belongs there from now on.
  for (const std::string& service : clients::Recorded()) {
    elsewhere.Stop(service);
    EXPECT_THAT(elsewhere.TryStart(service), IsOk());
  }
  EXPECT_EQ(RunCofi(elsewhere.address(), {"followers"}).code, 0);
}

TEST_P(Backup, StaleIsRefusedUnlessTheLossIsNamed) {
  ASSERT_EQ(Run({"backup", In("b"), "--timeout", "30m"}).code, 0);
  project_.Spend("later", {.amount = "7"});
  const Outcome refused = Run({"restore", In("b")});
  EXPECT_EQ(refused.code, 1);
  EXPECT_EQ(refused.out, "");
  EXPECT_THAT(refused.err, AllOf(HasSubstr("BACKUP_STALE"), HasSubstr("--losing budgets=1")));
  EXPECT_EQ(Run({"expense", "get", "p/later"}).code, 0) << "nothing was changed";
  EXPECT_THAT(Run({"restore", In("b")}, "fr").err, HasSubstr("perdre à jamais"));

  const Outcome restored = Run({"restore", In("b"), "--losing", "budgets=1"});
  EXPECT_EQ(restored.code, 0) << restored.err;
  EXPECT_EQ(Run({"expense", "get", "p/later"}).code, 5);
  project_.Spend("again", {.amount = "8"});
  EXPECT_EQ(Run({"verify"}).code, 0);
}

// As an earlier version made it, which had fewer services.
TEST_P(Backup, WithoutAServiceIsRestoredIfThatIsSaid) {
  const Outcome attached = Run({"attachment", "create", "p/f", "--file",
                                files_.Write("f.pdf", "%PDF-1.7"), "--expense", "e1"});
  ASSERT_EQ(attached.code, 0) << attached.err;
  ASSERT_EQ(Run({"backup", In("b")}).code, 0);
  std::string manifest;
  for (const absl::string_view line :
       absl::StrSplit(Read(In("b") + "/manifest.jsonl"), '\n', absl::SkipEmpty())) {
    if (!absl::StrContains(line, "attachments")) absl::StrAppend(&manifest, line, "\n");
  }
  std::ofstream(In("b") + "/manifest.jsonl", std::ios::trunc) << manifest;
  fs::remove(In("b") + "/attachments.sqlite");
  const Outcome refused = Run({"restore", In("b")});
  EXPECT_EQ(refused.code, 2);
  EXPECT_THAT(refused.err, HasSubstr("--without attachments"));
  EXPECT_THAT(Run({"restore", In("b")}, "fr").err, HasSubstr("n'a pas de copie de attachments"));
  EXPECT_EQ(Run({"restore", In("b"), "--without", "budgets"}).code, 2);
  const Outcome restored = Run({"restore", In("b"), "--without", "attachments"});
  EXPECT_EQ(restored.code, 0) << restored.err;
  EXPECT_THAT(restored.out, Not(HasSubstr("attachments.replaced-")));
  EXPECT_EQ(Run({"download", "p/f", "-o", "-"}).out, "%PDF-1.7");
  EXPECT_EQ(Run({"verify"}).code, 0);
}

// What is attached is restored with the rest.
TEST_P(Backup, HasTheFilesThatAreAttached) {
  const std::string file = files_.Write("f.pdf", std::string(2'000'000, 'x'));
  ASSERT_EQ(Run({"attachment", "create", "p/f", "--file", file, "--expense", "e1"}).code, 0);
  ASSERT_EQ(Run({"backup", In("b")}).code, 0);
  ASSERT_EQ(Run({"attachment", "delete", "p/f"}).code, 0);
  EXPECT_EQ(Run({"download", "p/f", "-o", "-"}).code, 5);
  const Outcome restored = Run({"restore", In("b"), "--losing", "attachments=1"});
  EXPECT_EQ(restored.code, 0) << restored.err;
  EXPECT_EQ(Run({"download", "p/f", "-o", "-"}).out, std::string(2'000'000, 'x'));
  EXPECT_EQ(Run({"verify"}).code, 0);
}

// The copy of what follows is older than that of what it tells: what was told in
// between is gone, and what comes under its numbers is told all the same.
TEST_P(Backup, OfTheProjectsMayBeAheadOfThatOfTheBudgets) {
  ASSERT_EQ(Run({"backup", In("b")}).code, 0);
  project_.Win("region", {.amount = "11000"});
  project_.Win("caf", {.amount = "10"});
  ASSERT_TRUE(project_.Becomes("READY"));
  ASSERT_TRUE(cofi_.books().AwaitRelays());
  ASSERT_EQ(Run({"backup", In("later")}).code, 0);
  fs::copy_file(In("later") + "/projects.sqlite", In("b") + "/projects.sqlite",
                fs::copy_options::overwrite_existing);
  const auto line_of = [&](const char* folder, bool of_projects) {
    std::string lines;
    for (const absl::string_view line :
         absl::StrSplit(Read(In(folder) + "/manifest.jsonl"), '\n', absl::SkipEmpty())) {
      if (absl::StrContains(line, "projects") == of_projects) absl::StrAppend(&lines, line, "\n");
    }
    return lines;
  };
  const std::string manifest = line_of("b", false) + line_of("later", true);
  std::ofstream(In("b") + "/manifest.jsonl", std::ios::trunc) << manifest;
  const Outcome restored = Run({"restore", In("b"), "--losing", "budgets=2"});
  ASSERT_EQ(restored.code, 0) << restored.err;

  // 5 000 and 16 of 20 000 are secured, where 16 010 had been.
  project_.Win("etat", {.amount = "16"});
  EXPECT_TRUE(project_.Becomes("FINANCING"));
  project_.Win("region", {.amount = "11000"});
  EXPECT_TRUE(project_.Becomes("READY"));
  EXPECT_EQ(Run({"verify"}).code, 0);
}

TEST_P(Backup, DamagedOrForeignIsRefusedAndNothingChanges) {
  ASSERT_EQ(Run({"backup", In("b")}).code, 0);
  const std::string file = In("b") + "/budgets.sqlite";
  const std::string whole = Read(file);
  const auto refused = [&](const std::string& bytes, const std::string& reason) {
    std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
    const Outcome outcome = Run({"restore", In("b")});
    EXPECT_EQ(outcome.code, 1);
    EXPECT_THAT(outcome.err, HasSubstr(reason));
    EXPECT_THAT(outcome.out, Not(HasSubstr("replaced")));
  };
  for (size_t i = 0; i < 8; ++i) {
    refused(whole.substr(0, whole.size() * i / 8), "BACKUP_DAMAGED");
    std::string flipped = whole;
    flipped[whole.size() * i / 8 + 17] ^= 1;
    refused(flipped, "BACKUP_DAMAGED");
  }
  refused(whole + "x", "BACKUP_DAMAGED");
  refused(Read(In("b") + "/projects.sqlite"), "BACKUP_DAMAGED");
  std::ofstream(file, std::ios::binary | std::ios::trunc) << whole;
  EXPECT_EQ(Run({"restore", In("b")}).code, 0);
  EXPECT_EQ(cofi_.books().Discrepancies(), "");
}

// Someone who changes a copy can give it a checksum that fits, but no journal that
// tells of the change.
TEST_P(Backup, ChangedWithAChecksumThatFitsIsRefusedAndNothingChanges) {
  ASSERT_EQ(Run({"backup", In("b")}).code, 0);
  const std::string file = In("b") + "/budgets.sqlite";
  {
    const auto copy = db::OpenSqlite(file, db::Access::kWrite);
    ASSERT_THAT(copy, IsOk());
    ASSERT_THAT((*copy)->Run("UPDATE ledger_total SET spent = spent - 1 WHERE spent > 0"), IsOk());
  }
  std::string manifest;
  for (const absl::string_view line :
       absl::StrSplit(Read(In("b") + "/manifest.jsonl"), '\n', absl::SkipEmpty())) {
    journal::v1::Backup backup;
    ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(std::string(line), &backup).ok());
    if (backup.journal() == "journals/budgets") {
      backup.set_size(static_cast<int64_t>(fs::file_size(file)));
      backup.set_sha256(Sha256(Read(file)));
    }
    std::string changed;
    ASSERT_TRUE(google::protobuf::util::MessageToJsonString(backup, &changed).ok());
    absl::StrAppend(&manifest, changed, "\n");
  }
  std::ofstream(In("b") + "/manifest.jsonl", std::ios::trunc) << manifest;
  const Outcome refused = Run({"restore", In("b")});
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.err, AllOf(HasSubstr("BACKUP_DAMAGED"), HasSubstr("ledger_total")));
  EXPECT_THAT(refused.out, Not(HasSubstr("replaced")));
  EXPECT_EQ(cofi_.books().Discrepancies(), "");
}

// What the test does while the store of `applications` is being replaced, between the two others.
std::function<void()> meanwhile;

class PartlyRestored : public Backup {
 protected:
  PartlyRestored() {
    EXPECT_EQ(Run({"backup", In("b")}).code, 0);
    failpoint_hook = [](absl::string_view service, absl::string_view place) {
      if (service == "applications" && place == "restore: before closing") meanwhile();
    };
  }
  ~PartlyRestored() override { failpoint_hook = nullptr; }
};

TEST_P(PartlyRestored, SaysWhatIsInPlaceAndGoesOn) {
  meanwhile = [this] { project_.Spend("meanwhile", {.amount = "7"}); };
  const Outcome partly = Run({"restore", In("b")});
  EXPECT_EQ(partly.code, 1);
  EXPECT_THAT(partly.err,
              AllOf(HasSubstr("BACKUP_STALE"),
                    HasSubstr("\n  restored before that: projects, applications; run")));
  EXPECT_THAT(partly.out,
              AllOf(HasSubstr("projects.replaced-"), HasSubstr("applications.replaced-"),
                    Not(HasSubstr("budgets.replaced-"))));
  meanwhile = [] {};
  const Outcome rest = Run({"restore", In("b"), "--losing", "budgets=1"});
  EXPECT_EQ(rest.code, 0) << rest.err;
  EXPECT_EQ(Run({"expense", "get", "p/meanwhile"}).code, 5);
  EXPECT_EQ(Run({"verify"}).code, 0);
  EXPECT_TRUE(Eventually([this] { return Run({"followers"}).code == 0; }));
}

TEST_P(PartlyRestored, IsSaidOfAnInterruptionToo) {
  absl::Notification reached, ended;
  meanwhile = [&] {
    if (reached.HasBeenNotified()) return;
    reached.Notify();
    ended.WaitForNotification();
  };
  Process restoring(CofiCommand({"restore", In("b")}),
                    {"COFI_SERVER=" + cofi_.address(), "COFI_LANG=en"});
  EXPECT_TRUE(reached.WaitForNotificationWithTimeout(kGuard));
  restoring.Signal(SIGINT);
  EXPECT_EQ(restoring.Wait(), 128 + SIGINT);
  ended.Notify();
  EXPECT_THAT(restoring.err(), HasSubstr("\n! interrupted while applications was being restored; "
                                         "run the same command again"));
  EXPECT_TRUE(Eventually([&] { return Run({"restore", In("b")}).code == 0; }));
  EXPECT_EQ(Run({"verify"}).code, 0);
}

TEST_P(Backup, FolderThatIsThereIsLeftAlone) {
  fs::create_directory(In("b"));
  EXPECT_EQ(Run({"backup", In("b")}).code, 2);
  EXPECT_TRUE(fs::is_empty(In("b")));
  EXPECT_EQ(Run({"restore", In("b")}).code, 2);
}

// A file may have 4 KiB: as if the disk were full.
TEST_P(Backup, OnAFullDiskIsAFailureAndLeavesNothing) {
  const Outcome outcome =
      RunCofiAfter("trap '' XFSZ; ulimit -f 8", cofi_.address(), {"backup", In("b")}, "fr");
  EXPECT_EQ(outcome.code, 1) << outcome.err;
  EXPECT_THAT(outcome.err,
              HasSubstr("b/attachments.sqlite ne peut être écrit : fichier trop grand"));
  EXPECT_EQ(outcome.out, "");
  EXPECT_TRUE(fs::is_empty(files_.path()));
}

TEST_P(Backup, InterruptedLeavesNothing) {
  cofi_.Stop("projects");
  const Outcome outcome = Run({"backup", In("b"), "--timeout", "2s"});
  EXPECT_EQ(outcome.code, 3) << outcome.err;
  EXPECT_TRUE(fs::is_empty(files_.path()));
  cofi_.Start("projects");
}

COFI_IN_BOTH_SHAPES(Backup);
COFI_IN_BOTH_SHAPES(PartlyRestored);

}  // namespace
}  // namespace cofi::end_to_end
