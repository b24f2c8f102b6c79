#include "services/reporting/render/print.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/refusal.h"
#include "services/reporting/render/embedded_text.h"
#include "services/reporting/render/temporary_folder.h"

namespace cofi::reporting {
namespace {

// What print_page.py ends with, and what a shell ends with that does not find what it was to start.
constexpr int kNoWeasyPrint = 3;
constexpr int kNotFound = 127;
// More than 500 rows have ever taken, by far.
constexpr size_t kPdfBytesMax = size_t{64} << 20;
constexpr size_t kPieceBytes = size_t{64} << 10;
// How long it takes to see that a process has ended that says nothing any more.
constexpr absl::Duration kGlance = absl::Milliseconds(2);

absl::Status Unavailable(absl::string_view why) {
  return Refuse(type::v1::REASON_FORMAT_UNAVAILABLE,
                {{"format", "PDF"}, {"why", std::string(why)}});
}
absl::Status NotInstalled() { return Unavailable("WeasyPrint is not installed on the server"); }
absl::Status NotMade() { return Unavailable("the server could not make the page"); }

class OwnDescriptor {
 public:
  OwnDescriptor() = default;
  ~OwnDescriptor() { Close(); }
  OwnDescriptor(const OwnDescriptor&) = delete;
  OwnDescriptor& operator=(const OwnDescriptor&) = delete;

  int* get() { return &number_; }
  int number() const { return number_; }
  void Close() {
    if (number_ >= 0) close(number_);
    number_ = -1;
  }

 private:
  int number_ = -1;
};

std::vector<char*> Pointers(std::vector<std::string>* words) {
  std::vector<char*> pointers;
  pointers.reserve(words->size() + 1);
  for (std::string& word : *words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  return pointers;
}

// A process that is given a page and answers with a PDF. It is gone when this is.
class PrinterProcess {
 public:
  PrinterProcess() = default;
  ~PrinterProcess() {
    if (id_ <= 0) return;
    kill(-id_, SIGKILL);
    waitpid(id_, nullptr, 0);
  }
  PrinterProcess(const PrinterProcess&) = delete;
  PrinterProcess& operator=(const PrinterProcess&) = delete;

  // An error number; 0 if it runs. A program that is not there may also end with 127.
  int Start(const std::string& interpreter, std::vector<std::string> environment) {
    int page[2];
    // A socket takes no signal from us when the other side is gone, as a pipe would.
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, page) != 0) return errno;
    *page_.get() = page[0];
    OwnDescriptor read_end;
    *read_end.get() = page[1];
    // The process waits for the page, and knows of no other way.
    fcntl(read_end.number(), F_SETFL, 0);
    int pdf[2];
    if (pipe2(pdf, O_CLOEXEC) != 0) return errno;
    *pdf_.get() = pdf[0];
    OwnDescriptor write_end;
    *write_end.get() = pdf[1];

    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, read_end.number(), STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&files, write_end.number(), STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    // A group of its own, so that all of it can be ended; and none of the server's signals.
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none;
    sigemptyset(&none);
    sigset_t all;
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(
        &attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    std::vector<std::string> command = {interpreter, "-I", "-c",
                                        std::string(EmbeddedText("print_page.py"))};
    const int error = posix_spawnp(&id_, interpreter.c_str(), &files, &attributes,
                                   Pointers(&command).data(), Pointers(&environment).data());
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    if (error != 0) id_ = 0;
    return error;
  }

  // Gives it the page and takes the PDF; nothing if it takes too long, or makes too much.
  std::optional<std::string> Exchange(absl::string_view page, absl::Time end) {
    std::string pdf;
    while (true) {
      pollfd waiting[] = {{pdf_.number(), POLLIN, 0}, {page_.number(), POLLOUT, 0}};
      const absl::Duration left = end - absl::Now();
      if (left <= absl::ZeroDuration()) return std::nullopt;
      // One whose descriptor is closed is passed over.
      const int ready =
          poll(waiting, std::size(waiting), static_cast<int>(absl::ToInt64Milliseconds(left)) + 1);
      if (ready < 0 && errno != EINTR) return std::nullopt;
      if (ready <= 0) continue;
      if (waiting[1].revents != 0) Give(&page);
      if (waiting[0].revents != 0) {
        const size_t size = pdf.size();
        pdf.resize(size + kPieceBytes);
        const ssize_t got = read(pdf_.number(), pdf.data() + size, kPieceBytes);
        pdf.resize(size + std::max<ssize_t>(got, 0));
        if (got == 0) return pdf;
        if ((got < 0 && errno != EINTR) || pdf.size() > kPdfBytesMax) return std::nullopt;
      }
    }
  }

  // How it ended; nothing if it did not, or was killed.
  std::optional<int> Wait(absl::Time end) {
    int status = 0;
    pid_t ended = 0;
    while ((ended = waitpid(id_, &status, WNOHANG)) == 0 || (ended < 0 && errno == EINTR)) {
      if (absl::Now() >= end) return std::nullopt;
      absl::SleepFor(kGlance);
    }
    id_ = 0;
    if (ended < 0 || !WIFEXITED(status)) return std::nullopt;
    return WEXITSTATUS(status);
  }

 private:
  // The next piece of the page; after the last, or when nobody reads it any more, its end.
  void Give(absl::string_view* page) {
    const ssize_t given = send(page_.number(), page->data(), page->size(), MSG_NOSIGNAL);
    if (given < 0 && (errno == EINTR || errno == EAGAIN)) return;
    page->remove_prefix(given < 0 ? page->size() : given);
    if (page->empty()) page_.Close();
  }

  pid_t id_ = 0;
  OwnDescriptor page_;
  OwnDescriptor pdf_;
};

}  // namespace

absl::StatusOr<std::string> PrintPage(absl::string_view html, absl::CivilDay made,
                                      const PrinterOptions& options) {
  // The printer may write there, as a library of its does for what it found out about fonts.
  const TemporaryFolder home;
  if (!home.IsThere()) return NotMade();
  const char* const path = getenv("PATH");
  const std::vector<std::string> environment = {
      absl::StrCat("PATH=", path == nullptr ? "/usr/bin:/bin" : path), "LANG=C.UTF-8",
      absl::StrCat("HOME=", home.path()),
      absl::StrCat(
          "SOURCE_DATE_EPOCH=",
          std::max<int64_t>(absl::ToUnixSeconds(absl::FromCivil(made, absl::UTCTimeZone())), 0))};
  const absl::Time end = absl::Now() + options.time_max;
  for (const std::string& interpreter : options.interpreters) {
    PrinterProcess process;
    const int error = process.Start(interpreter, environment);
    if (error == ENOENT) continue;
    if (error != 0) return NotMade();
    std::optional<std::string> pdf = process.Exchange(html, end);
    if (!pdf.has_value()) return NotMade();
    const std::optional<int> code = process.Wait(end);
    if (code == kNoWeasyPrint || code == kNotFound) continue;
    if (code != 0) return NotMade();
    return *std::move(pdf);
  }
  return NotInstalled();
}

}  // namespace cofi::reporting
