#include "clients/cli/typed/input.h"

#include <fstream>
#include <iostream>
#include <iterator>

#include "clients/cli/typed/text.h"
#include "clients/cli/typed/words.h"

namespace cofi::cli {
namespace {

bool ReadAll(std::istream& in, size_t bytes_max, std::string* text) {
  char block[1 << 16];
  // One more than the limit tells that there is more.
  while (text->size() <= bytes_max && (in.read(block, sizeof block) || in.gcount() > 0)) {
    text->append(block, in.gcount());
  }
  return !in.bad();
}

}  // namespace

absl::StatusOr<std::string> ReadInput(const std::string& file, Language language,
                                      size_t bytes_max) {
  const auto mistake = [&](const Text& sentence) {
    return Mistake(sentence, language, Printable(file),
                   FormatCount(static_cast<int64_t>(bytes_max), language));
  };
  std::string text;
  if (file == "-") {
    if (!ReadAll(std::cin, bytes_max, &text)) return mistake(words::kCannotRead);
  } else {
    std::ifstream in(file, std::ios::binary);
    if (!in || !ReadAll(in, bytes_max, &text)) return mistake(words::kCannotRead);
  }
  if (text.size() > bytes_max) return mistake(words::kFileTooLarge);
  if (!IsUtf8(text)) return mistake(words::kFileNotUtf8);
  return text;
}

}  // namespace cofi::cli
