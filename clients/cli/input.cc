#include "clients/cli/input.h"

#include <fstream>
#include <iostream>
#include <iterator>

#include "clients/cli/text.h"
#include "clients/cli/words.h"

namespace cofi::cli {
namespace {

// Far more than the cases of a large organization.
constexpr size_t kBytesMax = 4 << 20;

bool ReadAll(std::istream& in, std::string* text) {
  char block[1 << 16];
  // One more than the limit tells that there is more.
  while (text->size() <= kBytesMax && (in.read(block, sizeof block) || in.gcount() > 0)) {
    text->append(block, in.gcount());
  }
  return !in.bad();
}

}  // namespace

absl::StatusOr<std::string> ReadInput(const std::string& file, Language language) {
  const auto mistake = [&](const Text& sentence) {
    return Mistake(sentence, language, Printable(file), FormatCount(kBytesMax, language));
  };
  std::string text;
  if (file == "-") {
    if (!ReadAll(std::cin, &text)) return mistake(words::kCannotRead);
  } else {
    std::ifstream in(file, std::ios::binary);
    if (!in || !ReadAll(in, &text)) return mistake(words::kCannotRead);
  }
  if (text.size() > kBytesMax) return mistake(words::kFileTooLarge);
  if (!IsUtf8(text)) return mistake(words::kFileNotUtf8);
  return text;
}

}  // namespace cofi::cli
