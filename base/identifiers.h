// Random identifiers and digests.
#ifndef COFI_BASE_IDENTIFIERS_H_
#define COFI_BASE_IDENTIFIERS_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace cofi {

// A random UUID of version 4 (RFC 9562), 36 characters.
std::string NewUuid();

// A UUID of version 7, which sorts by the time it was made, to the millisecond: a
// request id is a key of the store, and keys that come in order stand side by side.
std::string NewRequestId();

// A resource identifier of 20 lowercase letters and digits that sorts by `time`,
// to the millisecond: new rows then stand side by side in every index.
std::string NewResourceId(absl::Time time);

// One that is always the same for the same text.
std::string ResourceIdFrom(absl::string_view text);

// A UUID of version 4's form that is always the same for the same text: the
// request id of work that must happen once for a given cause.
std::string UuidFrom(absl::string_view text);

// Of any version that RFC 9562 knows; not the one of zeros.
bool IsUuid(absl::string_view text);

// SHA-256, 32 bytes.
std::string Sha256(absl::string_view bytes);

}  // namespace cofi

#endif  // COFI_BASE_IDENTIFIERS_H_
