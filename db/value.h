// A value on its way into a statement.
#ifndef COFI_DB_VALUE_H_
#define COFI_DB_VALUE_H_

#include <cstdint>
#include <string>
#include <utility>
#include <variant>

#include "absl/strings/string_view.h"

namespace cofi::db {

struct Null {
  bool operator==(const Null&) const = default;
};

// Bytes that are no text.
struct Blob {
  std::string bytes;
  bool operator==(const Blob&) const = default;
};

struct BlobView {
  absl::string_view bytes;
  bool operator==(const BlobView&) const = default;
};

// A view must stay until the statement has run; a string or Blob is owned.
using Value = std::variant<Null, int64_t, absl::string_view, std::string, Blob, BlobView>;

}  // namespace cofi::db

#endif  // COFI_DB_VALUE_H_
