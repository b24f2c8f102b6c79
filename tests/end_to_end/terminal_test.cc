// `cofi` between a terminal, a pipe and a full disk: what it does when nobody reads it, and when it
// is told to end.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>

#include "absl/strings/str_cat.h"
#include "tests/installations/installation.h"
#include "tests/installations/programs.h"
#include "tests/installations/project.h"

namespace cofi::end_to_end {
namespace {

using ::testing::HasSubstr;

class Terminals : public EndToEnd {
 protected:
  // A shell's words after which nobody reads standard output any more.
  std::string Unread() const {
    const std::string pipe = folder_.path() + "/pipe";
    return absl::StrCat("mkfifo ", pipe, "; exec 9<>", pipe, "; exec >", pipe, "; exec 9<&-");
  }

  const Folder folder_;
};
COFI_IN_ONE_SHAPE(Terminals);

TEST_P(Terminals, WhatCannotBePrintedIsAFailure) {
  const Words version = {"version"};
  const Outcome full = RunCofiAfter("exec >/dev/full", cofi().address(), version);
  EXPECT_EQ(full.code, 1);
  EXPECT_EQ(full.err, "! stdout cannot be written: No space left on device\n");
  const Outcome closed = RunCofiAfter("exec >&-", cofi().address(), version, "fr");
  EXPECT_EQ(closed.code, 1);
  EXPECT_EQ(closed.err, "! stdout ne peut être écrit : c'est fermé\n");
  // With nothing to print, nothing is lost; and with nowhere to say why, the code says it.
  EXPECT_EQ(RunCofiAfter("exec >&-", cofi().address(), {"fundr"}).code, 2);
  EXPECT_EQ(RunCofiAfter("exec >&- 2>&- <&-", cofi().address(), version).code, 1);
}

TEST_P(Terminals, AFileIsAppliedToItsEndWhoeverReads) {
  Project project(cofi(), "unread");
  const std::string file = folder_.Write("file.yaml",
                                         "- phase: unread/a\n  display_name: A\n"
                                         "- phase: unread/b\n  display_name: B\n"
                                         "- phase: unread/c\n  display_name: C\n");
  const Outcome applied = RunCofiAfter(Unread(), cofi().address(), {"apply", "-f", file});
  EXPECT_EQ(applied.code, 128 + SIGPIPE) << applied.err;
  EXPECT_THAT(applied.err, HasSubstr("3 created"));
  EXPECT_EQ(RunCofi(cofi().address(), {"phase", "get", "unread/c"}).code, 0);
}

// As any other program in a pipe.
TEST_P(Terminals, WhatIsPrintedAtTheEndEndsWithItsReader) {
  EXPECT_EQ(RunCofiAfter(Unread(), cofi().address(), {"version"}).code, -SIGPIPE);
}

// A server that takes a call and never answers.
class Mute {
 public:
  explicit Mute(const std::string& path) : file_(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.data(), path.size());
    EXPECT_EQ(bind(file_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(listen(file_, 1), 0);
  }
  ~Mute() {
    close(caller_);
    close(file_);
  }
  Mute(const Mute&) = delete;
  Mute& operator=(const Mute&) = delete;

  void AwaitCaller() {
    pollfd input = {.fd = file_, .events = POLLIN, .revents = 0};
    ASSERT_EQ(poll(&input, 1, static_cast<int>(absl::ToInt64Milliseconds(kGuard))), 1);
    caller_ = accept(file_, nullptr, nullptr);
  }

 private:
  const int file_;
  int caller_ = -1;
};

TEST_P(Terminals, AnInterruptedChangeSaysHowToFindOut) {
  const std::string path = folder_.path() + "/mute.sock";
  Mute server(path);
  const std::string id = "4f6c2f0a-8a53-4c0e-9d0b-0f1f0b7f3d12";
  Process waiting(
      CofiCommand({"project", "create", "p", "--display-name", "P", "--request-id", id}),
      {"COFI_SERVER=unix:" + path, "COFI_LANG=en"});
  server.AwaitCaller();
  waiting.Signal(SIGINT);
  EXPECT_EQ(waiting.Wait(), 128 + SIGINT);
  EXPECT_EQ(waiting.err(), absl::StrCat("\n! interrupted before an answer came\n  cofi outcome ",
                                        id, " says whether it was carried out\n"));
}

TEST_P(Terminals, AnInterruptedBackupSaysWhatIsLeft) {
  const std::string path = folder_.path() + "/mute.sock";
  const std::string copy = folder_.path() + "/b";
  {
    Mute server(path);
    Process waiting(CofiCommand({"backup", copy}), {"COFI_SERVER=unix:" + path, "COFI_LANG=fr"});
    server.AwaitCaller();
    waiting.Signal(SIGTERM);
    EXPECT_EQ(waiting.Wait(), 128 + SIGTERM);
    EXPECT_THAT(waiting.err(),
                HasSubstr(absl::StrCat("! interrompu : le début de la copie est dans ", copy,
                                       ".part et ne sert à rien")));
  }
  EXPECT_TRUE(std::filesystem::exists(copy + ".part"));
  EXPECT_EQ(RunCofi(cofi().address(), {"backup", copy}).code, 0);
  EXPECT_FALSE(std::filesystem::exists(copy + ".part"));
}

TEST_P(Terminals, AnInterruptedQuestionSaysNothing) {
  const std::string path = folder_.path() + "/mute.sock";
  Mute server(path);
  Process waiting(CofiCommand({"project", "list"}), {"COFI_SERVER=unix:" + path});
  server.AwaitCaller();
  waiting.Signal(SIGINT);
  EXPECT_EQ(waiting.Wait(), -SIGINT);
  EXPECT_EQ(waiting.err(), "");
}

// What is not a file may never end, or never begin.
TEST_P(Terminals, WhatIsNoFileIsNotWaitedFor) {
  const std::string pipe = folder_.path() + "/pipe";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  const std::string copy = folder_.path() + "/copy";
  ASSERT_EQ(RunCofi(cofi().address(), {"backup", copy}).code, 0);
  ASSERT_EQ(unlink((copy + "/budgets.sqlite").c_str()), 0);
  ASSERT_EQ(mkfifo((copy + "/budgets.sqlite").c_str(), 0600), 0);
  for (const Words& words :
       {Words{"apply", "-f", pipe}, Words{"rpc", "x/Y", "--data", "@" + pipe},
        Words{"checkpoint", folder_.path() + "/c", "--key", pipe}, Words{"restore", copy},
        Words{"verify", "--checkpoint", pipe, "--key", pipe}}) {
    const Outcome outcome = RunCofi(cofi().address(), words);
    EXPECT_EQ(outcome.code, 2) << words[0];
    EXPECT_THAT(outcome.err, HasSubstr("cannot be read: it is no file")) << words[0];
  }
}

}  // namespace
}  // namespace cofi::end_to_end
