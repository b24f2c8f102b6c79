#include "clients/cli/printed/progress.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "clients/cli/typed/text.h"

namespace cofi::cli {
namespace {

constexpr int kWidth = 24;

}  // namespace

void ProgressBar::Show(absl::string_view what, int64_t done, int64_t total) {
  if (!shown_) return;
  const int full = total <= 0 ? 0 : static_cast<int>(kWidth * done / total);
  std::string bar;
  for (int i = 0; i < kWidth; ++i) absl::StrAppend(&bar, i < full ? "█" : "░");
  // Back to the first column, and away with what was there.
  err_ << "\r\x1b[K" << PadRight(what, kWidth) << " " << bar << " " << done << " / " << total
       << std::flush;
  there_ = true;
}

void ProgressBar::ShowCount(absl::string_view what) {
  if (!shown_) return;
  err_ << "\r\x1b[K" << what << std::flush;
  there_ = true;
}

void ProgressBar::Clear() {
  if (there_) err_ << "\r\x1b[K" << std::flush;
  there_ = false;
}

}  // namespace cofi::cli
