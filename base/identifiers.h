// Random identifiers and digests.
#ifndef COFI_BASE_IDENTIFIERS_H_
#define COFI_BASE_IDENTIFIERS_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace cofi {

// A random UUID of version 4, 36 characters.
std::string NewUuid();

// A resource identifier of 20 lowercase letters and digits that sorts by `time`,
// to the millisecond: new rows then stand side by side in every index.
std::string NewResourceId(absl::Time time);

// A UUID of version 4's form that is always the same for the same text: the
// request id of work that must happen once for a given cause.
std::string UuidFrom(absl::string_view text);

bool IsUuid4(absl::string_view text);

// SHA-256, 32 bytes.
std::string Sha256(absl::string_view bytes);

}  // namespace cofi

#endif  // COFI_BASE_IDENTIFIERS_H_
