// Random identifiers and digests.
#ifndef COFI_BASE_IDENTIFIERS_H_
#define COFI_BASE_IDENTIFIERS_H_

#include <string>

#include "absl/strings/string_view.h"

namespace cofi {

// A random UUID of version 4, 36 characters.
std::string NewUuid();

// A UUID of version 4's form that is always the same for the same text: the
// request id of work that must happen once for a given cause.
std::string UuidFrom(absl::string_view text);

bool IsUuid4(absl::string_view text);

// SHA-256, 32 bytes.
std::string Sha256(absl::string_view bytes);

}  // namespace cofi

#endif  // COFI_BASE_IDENTIFIERS_H_
