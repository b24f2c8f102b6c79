#include "clients/cli/printed/sentences.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/text.h"
#include "clients/cli/typed/text.h"

namespace cofi::cli {
namespace {

constexpr int kIndent = 2;
// The columns of an ideogram, which no line is too narrow for.
constexpr int kCharacterMax = 2;

// As much of the beginning as fits; one character at least.
absl::string_view Beginning(absl::string_view text, int width) {
  size_t end = 0;
  for (int taken = 0; end < text.size();) {
    const absl::string_view character = FirstCharacters(text.substr(end), 1);
    taken += Width(character);
    if (end > 0 && taken > width) break;
    end += character.size();
  }
  return text.substr(0, end);
}

// What of `text` stands on a line of `width` columns: to the last space that fits, or all that fits
// of a word that has none.
absl::string_view Line(absl::string_view text, int width) {
  const absl::string_view fits = Beginning(text, width);
  if (fits.size() == text.size()) return text;
  // The space that follows may be the one to break at.
  const size_t space = text.substr(0, fits.size() + 1).rfind(' ');
  return space == absl::string_view::npos || space == 0 ? fits : text.substr(0, space);
}

}  // namespace

std::vector<std::string> WrapParts(const std::vector<std::string>& parts, int width) {
  const std::string indent(std::clamp(width - kCharacterMax, 0, kIndent), ' ');
  std::vector<std::string> lines;
  for (const std::string& part : parts) {
    if (part.empty()) continue;
    if (!lines.empty() &&
        (width == 0 || Width(lines.back()) + Width(kDot) + Width(part) <= width)) {
      absl::StrAppend(&lines.back(), kDot, part);
      continue;
    }
    for (absl::string_view rest = part; !rest.empty();) {
      const int room = lines.empty() ? width : width - Width(indent);
      const absl::string_view line = width == 0 ? rest : Line(rest, room);
      lines.push_back(absl::StrCat(lines.empty() ? "" : indent, line));
      rest = absl::StripLeadingAsciiWhitespace(rest.substr(line.size()));
    }
  }
  return lines;
}

}  // namespace cofi::cli
