// What bytes from outside must be to be taken as text.
#ifndef COFI_BASE_TEXT_H_
#define COFI_BASE_TEXT_H_

#include "absl/strings/string_view.h"

namespace cofi {

bool IsUtf8(absl::string_view bytes);

// Whether a text that is UTF-8 has characters that are not to be read: controls other
// than tab and the ends of lines, and those that turn the direction of what stands
// around them, so that a line reads as another.
bool HasControls(absl::string_view text);

// Whether somebody may be called so: 1 to 128 bytes of UTF-8 without controls, in one line.
bool IsPrincipal(absl::string_view bytes);

}  // namespace cofi

#endif  // COFI_BASE_TEXT_H_
