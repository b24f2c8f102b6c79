#include "tests/installations/process.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/check.h"

namespace cofi {
namespace {

std::string ReadAll(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

std::vector<char*> Pointers(const Words& words) {
  std::vector<char*> pointers;
  for (const std::string& word : words) pointers.push_back(const_cast<char*>(word.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace

bool Eventually(const std::function<bool()>& condition, absl::Duration guard) {
  for (const absl::Time end = absl::Now() + guard; absl::Now() < end;) {
    if (condition()) return true;
    absl::SleepFor(absl::Milliseconds(2));
  }
  return condition();
}

Words With(Words words, const Words& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

Process::Process(const Words& command, const Words& environment) {
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
  int number = 1;
  for (const char* name : {"/out", "/err"}) {
    posix_spawn_file_actions_addopen(&files, number++, absl::StrCat(folder_.path(), name).c_str(),
                                     O_WRONLY | O_CREAT | O_APPEND, 0600);
  }
  const Words variables = With({absl::StrCat("PATH=", getenv("PATH"))}, environment);
  const int error = posix_spawn(&id_, command[0].c_str(), &files, nullptr, Pointers(command).data(),
                                Pointers(variables).data());
  posix_spawn_file_actions_destroy(&files);
  COFI_CHECK(error == 0, absl::StrCat(command[0], ": ", strerror(error)));
}

Process::~Process() {
  if (Ended()) return;
  Signal(SIGKILL);
  waitpid(id_, nullptr, 0);
}

void Process::Signal(int signal) const { kill(id_, signal); }

bool Process::Ended() {
  int status;
  if (!code_.has_value() && waitpid(id_, &status, WNOHANG) == id_) {
    code_ = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }
  return code_.has_value();
}

std::optional<int> Process::Wait() {
  Eventually([this] { return Ended(); });
  return code_;
}

std::string Process::out() const { return ReadAll(folder_.path() + "/out"); }
std::string Process::err() const { return ReadAll(folder_.path() + "/err"); }

}  // namespace cofi
