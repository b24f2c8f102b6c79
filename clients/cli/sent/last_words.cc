#include "clients/cli/sent/last_words.h"

#include <unistd.h>

#include <cstddef>
#include <utility>

#include "absl/strings/str_cat.h"

namespace cofi::cli {
namespace {

const std::string* last_words = nullptr;

// Only what a signal may interrupt (signal-safety(7)).
extern "C" void SayAndEnd(int signal) {
  // Whether anybody hears it, the program cannot help.
  (void)!write(STDERR_FILENO, last_words->data(), last_words->size());
  _exit(128 + signal);
}

}  // namespace

LastWords::LastWords(absl::string_view words)
    : words_(absl::StrCat("\n! ", words, "\n")), words_before_(std::exchange(last_words, &words_)) {
  for (size_t i = 0; i < std::size(kSignals); ++i) {
    sigaction(kSignals[i], nullptr, &actions_before_[i]);
    if (actions_before_[i].sa_handler == SIG_IGN) continue;
    struct sigaction ours {};
    ours.sa_handler = &SayAndEnd;
    // One at a time, and each to its end.
    sigfillset(&ours.sa_mask);
    sigaction(kSignals[i], &ours, nullptr);
  }
}

LastWords::~LastWords() {
  for (size_t i = 0; i < std::size(kSignals); ++i) {
    sigaction(kSignals[i], &actions_before_[i], nullptr);
  }
  last_words = words_before_;
}

}  // namespace cofi::cli
