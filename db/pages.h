// What all that is read page by page has in common.
#ifndef COFI_DB_PAGES_H_
#define COFI_DB_PAGES_H_

#include <algorithm>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "base/refusal.h"

namespace cofi::db {

inline constexpr int kPageSizeDefault = 100;
inline constexpr int kPageSizeMax = 1'000;

// How many rows a page has at most, of what was asked: VALUE_OUT_OF_RANGE below zero.
inline absl::StatusOr<int> PageSize(int asked) {
  if (asked == 0) return kPageSizeDefault;
  if (asked > 0) return std::min(asked, kPageSizeMax);
  return InField("page_size", Refuse(type::v1::REASON_VALUE_OUT_OF_RANGE,
                                     {{"value", absl::StrCat(asked)},
                                      {"accepted", absl::StrCat("0…", kPageSizeMax)}}));
}

// A token that is not one of this query.
inline absl::Status InvalidToken() {
  return InField("page_token", Refuse(type::v1::REASON_PAGE_TOKEN_INVALID));
}

}  // namespace cofi::db

#endif  // COFI_DB_PAGES_H_
