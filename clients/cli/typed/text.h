// Text as a terminal shows it: how many columns it takes, and where it can be cut.
#ifndef COFI_CLIENTS_CLI_TYPED_TEXT_H_
#define COFI_CLIENTS_CLI_TYPED_TEXT_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace cofi::cli {

// Columns of a terminal: an accent on its own takes none, an ideogram two.
int Width(absl::string_view text);

// At most `width` columns; what is cut ends in `…`.
std::string Shorten(absl::string_view text, int width);

// With a capital letter at its beginning.
std::string Capital(absl::string_view text);

// Exactly `width` columns where the text is not longer.
std::string PadRight(absl::string_view text, int width);
std::string PadLeft(absl::string_view text, int width);

// Lines of at most `width` columns, broken at spaces.
std::vector<std::string> Wrap(absl::string_view text, int width);

// The candidate that was probably meant by `word`; empty if none is near.
std::string Nearest(absl::string_view word, absl::Span<const std::string> candidates);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_TYPED_TEXT_H_
