// How far long work is, on a terminal: one line that is written over and over,
// and leaves nothing behind.
#ifndef COFI_CLIENTS_CLI_PRINTED_PROGRESS_H_
#define COFI_CLIENTS_CLI_PRINTED_PROGRESS_H_

#include <cstdint>
#include <ostream>

#include "absl/strings/string_view.h"

namespace cofi::cli {

class ProgressBar {
 public:
  // Shows nothing unless `shown`: standard error is a terminal.
  ProgressBar(std::ostream& err, bool shown) : err_(err), shown_(shown) {}
  ~ProgressBar() { Clear(); }
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  // `what  ████████░░░░░░░░  512 / 1 024`
  void Show(absl::string_view what, int64_t done, int64_t total);
  // `12,000 rows`, of work of which nobody knows how long it is.
  void ShowCount(absl::string_view what);
  // Takes the line away, before something else is said.
  void Clear();

 private:
  std::ostream& err_;
  const bool shown_;
  bool there_ = false;
};

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_PRINTED_PROGRESS_H_
