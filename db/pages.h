// What all that is read page by page has in common.
#ifndef COFI_DB_PAGES_H_
#define COFI_DB_PAGES_H_

#include <algorithm>
#include <cstddef>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "base/refusal.h"

namespace cofi::db {

inline constexpr int kPageSizeDefault = 100;
inline constexpr int kPageSizeMax = 1'000;

// And so many bytes of what it lists, serialized, however few rows that are: what an answer
// costs in memory must not depend on how large somebody made his rows.
inline constexpr size_t kPageBytesMax = size_t{1} << 20;

// How many rows a page has at most, of what was asked: VALUE_OUT_OF_RANGE below zero.
inline absl::StatusOr<int> PageSize(int asked) {
  if (asked == 0) return kPageSizeDefault;
  if (asked > 0) return std::min(asked, kPageSizeMax);
  return InField("page_size", Refuse(type::v1::REASON_VALUE_OUT_OF_RANGE,
                                     {{"value", absl::StrCat(asked)},
                                      {"accepted", absl::StrCat("0…", kPageSizeMax)}}));
}

// What a page has taken so far.
class PageBounds {
 public:
  // A database on a server sends all rows that it is asked for before one can be looked at
  // (`at_once`).
  PageBounds(int rows_max, bool at_once, size_t bytes_max = kPageBytesMax)
      : rows_max_(rows_max), at_once_(at_once), bytes_max_(bytes_max) {}

  // How many rows to ask for next, one behind the page among them: where they come at once,
  // few at first, and then what may still fit.
  int Portion() const {
    const int left = rows_max_ + 1 - rows_;
    if (!at_once_) return left;
    if (rows_ == 0) return std::min(left, kPageSizeDefault + 1);
    const size_t fits = (bytes_max_ - std::min(bytes_, bytes_max_)) / (bytes_ / rows_ + 1);
    return static_cast<int>(std::min<size_t>(left, fits + 1));
  }

  // Whether a row of so many bytes is still on the page, which has one at least; after the
  // first that is not, none is.
  bool Take(size_t bytes) {
    if (rows_ == rows_max_ || (rows_ > 0 && bytes_ + bytes > bytes_max_)) return false;
    ++rows_;
    bytes_ += bytes;
    return true;
  }

 private:
  const int rows_max_;
  const bool at_once_;
  const size_t bytes_max_;
  int rows_ = 0;
  size_t bytes_ = 0;
};

// What a visitor answers to the first row behind a page: nothing more needs to be read. It
// is no failure.
inline absl::Status PageIsFull() { return absl::CancelledError("the page is full"); }
inline absl::Status UnlessFull(const absl::Status& visited) {
  return absl::IsCancelled(visited) ? absl::OkStatus() : visited;
}

// A token that is not one of this query.
inline absl::Status InvalidToken() {
  return InField("page_token", Refuse(type::v1::REASON_PAGE_TOKEN_INVALID));
}

}  // namespace cofi::db

#endif  // COFI_DB_PAGES_H_
