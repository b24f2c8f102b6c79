#include "clients/cli/typed/text.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <numeric>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace cofi::cli {
namespace {

// The code point at `*at`, which moves behind it; negative if it is no UTF-8.
UChar32 Next(absl::string_view text, int32_t* at) {
  UChar32 code;
  U8_NEXT(reinterpret_cast<const uint8_t*>(text.data()), *at, static_cast<int32_t>(text.size()),
          code);
  return code;
}

int WidthOf(UChar32 code) {
  const int8_t type = u_charType(code);
  if (type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK || type == U_FORMAT_CHAR) return 0;
  const int wide = u_getIntPropertyValue(code, UCHAR_EAST_ASIAN_WIDTH);
  return wide == U_EA_WIDE || wide == U_EA_FULLWIDTH ? 2 : 1;
}

// Levenshtein's distance, where two swapped neighbours count as one mistake.
int Distance(absl::string_view a, absl::string_view b) {
  std::vector<int> before(b.size() + 1), last(b.size() + 1), now(b.size() + 1);
  std::iota(last.begin(), last.end(), 0);
  for (size_t i = 1; i <= a.size(); ++i) {
    now[0] = static_cast<int>(i);
    for (size_t j = 1; j <= b.size(); ++j) {
      const int cost = a[i - 1] == b[j - 1] ? 0 : 1;
      now[j] = std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + cost});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        now[j] = std::min(now[j], before[j - 2] + 1);
      }
    }
    before = last;
    last = now;
  }
  return last[b.size()];
}

}  // namespace

int Width(absl::string_view text) {
  int width = 0;
  for (int32_t at = 0; at < static_cast<int32_t>(text.size());) {
    const UChar32 code = Next(text, &at);
    width += code < 0 ? 1 : WidthOf(code);
  }
  return width;
}

std::string Shorten(absl::string_view text, int width) {
  if (Width(text) <= width) return std::string(text);
  int taken = 0;
  int32_t at = 0;
  while (at < static_cast<int32_t>(text.size())) {
    int32_t next = at;
    const UChar32 code = Next(text, &next);
    taken += code < 0 ? 1 : WidthOf(code);
    if (taken > width - 1) break;
    at = next;
  }
  return absl::StrCat(absl::StripTrailingAsciiWhitespace(text.substr(0, at)), "…");
}

std::string Capital(absl::string_view text) {
  int32_t at = 0;
  const UChar32 code = text.empty() ? -1 : Next(text, &at);
  if (code < 0) return std::string(text);
  char letter[U8_MAX_LENGTH];
  int32_t size = 0;
  U8_APPEND_UNSAFE(letter, size, u_toupper(code));
  return absl::StrCat(absl::string_view(letter, size), text.substr(at));
}

std::string PadRight(absl::string_view text, int width) {
  return absl::StrCat(text, std::string(std::max(0, width - Width(text)), ' '));
}

std::string PadLeft(absl::string_view text, int width) {
  return absl::StrCat(std::string(std::max(0, width - Width(text)), ' '), text);
}

std::vector<std::string> Wrap(absl::string_view text, int width) {
  std::vector<std::string> lines;
  std::string line;
  for (const absl::string_view word : absl::StrSplit(text, ' ', absl::SkipEmpty())) {
    if (!line.empty() && Width(line) + 1 + Width(word) > width) {
      lines.push_back(std::move(line));
      line.clear();
    }
    absl::StrAppend(&line, line.empty() ? "" : " ", word);
  }
  if (!line.empty()) lines.push_back(std::move(line));
  return lines;
}

std::string Nearest(absl::string_view word, absl::Span<const std::string> candidates) {
  const std::string wanted = absl::AsciiStrToLower(word);
  std::string nearest;
  // A third of the letters may be wrong: more is another word.
  int least = static_cast<int>(std::max<size_t>(1, word.size() / 3)) + 1;
  for (const std::string& candidate : candidates) {
    // The distance is at least that of the lengths, and takes their product to find.
    const auto [less, more] = std::minmax({wanted.size(), candidate.size()});
    if (more - less >= static_cast<size_t>(least)) continue;
    const int distance = Distance(wanted, absl::AsciiStrToLower(candidate));
    if (distance < least) {
      least = distance;
      nearest = candidate;
    }
  }
  return nearest;
}

}  // namespace cofi::cli
