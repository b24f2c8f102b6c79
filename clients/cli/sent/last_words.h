// What is said when the program is told to end before it is done: SIGINT, SIGTERM or SIGHUP.
//
//   const LastWords last("interrupted before an answer came");
//   … what may be interrupted
//
// Then it says so and ends with 128 and the signal's number. A signal that was ignored before
// stays so: `nohup cofi backup …` outlives its terminal.
#ifndef COFI_CLIENTS_CLI_SENT_LAST_WORDS_H_
#define COFI_CLIENTS_CLI_SENT_LAST_WORDS_H_

#include <signal.h>

#include <iterator>
#include <string>

#include "absl/strings/string_view.h"

namespace cofi::cli {

class LastWords {
 public:
  // The newest are said.
  explicit LastWords(absl::string_view words);
  // What was done before is done again.
  ~LastWords();
  LastWords(const LastWords&) = delete;
  LastWords& operator=(const LastWords&) = delete;

 private:
  static constexpr int kSignals[] = {SIGINT, SIGTERM, SIGHUP};

  const std::string words_;
  const std::string* const words_before_;
  struct sigaction actions_before_[std::size(kSignals)];
};

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_SENT_LAST_WORDS_H_
