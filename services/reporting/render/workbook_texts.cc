#include "services/reporting/render/workbook_texts.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/text.h"

namespace cofi::reporting {
namespace {

constexpr size_t kCellMax = 32'767;
constexpr size_t kSheetNameMax = 31;
// Of the 255 that a head may have, with room for what `&` becomes.
constexpr size_t kHeaderMax = 80;

constexpr Text kSheet{"Sheet", "Feuille"};

// `_x` and four hexadecimal digits and `_` stand for a character.
bool IsEscape(absl::string_view text) {
  constexpr absl::string_view kForm = "_x0000_";
  if (text.size() < kForm.size() || text.substr(0, 2) != "_x" || text[kForm.size() - 1] != '_') {
    return false;
  }
  const absl::string_view digits = text.substr(2, kForm.size() - 3);
  return std::all_of(digits.begin(), digits.end(), absl::ascii_isxdigit);
}

std::string Escaped(const std::string& text) {
  // An underscore of its own, by that same rule.
  constexpr char kUnderscore[] = "_x005F_";
  std::string escaped;
  for (size_t i = 0; i < text.size(); ++i) {
    if (IsEscape(absl::string_view(text).substr(i))) {
      escaped += kUnderscore;
    } else {
      escaped += text[i];
    }
  }
  return escaped;
}

}  // namespace

std::string WorkbookText(absl::string_view text) {
  std::string clean = Visible(text);
  if (clean.find("_x") != std::string::npos) clean = Escaped(clean);
  if (clean.find("\xEF\xBF") != std::string::npos) {
    clean = absl::StrReplaceAll(clean, {{"\uFFFE", "\uFFFD"}, {"\uFFFF", "\uFFFD"}});
  }
  // Nothing has more characters than bytes.
  if (clean.size() <= kCellMax || FirstUnits(clean, kCellMax).size() == clean.size()) return clean;
  return absl::StrCat(FirstUnits(clean, kCellMax - 1), "…");
}

std::string HeaderText(absl::string_view text) {
  // Before `G` and `[` not even an escaped one: the library would look for the picture.
  return absl::StrReplaceAll(FirstUnits(WorkbookText(text), kHeaderMax),
                             {{"&G", "&& G"}, {"&[", "&& ["}, {"&", "&&"}});
}

absl::string_view FirstUnits(absl::string_view text, size_t count) {
  size_t end = 0;
  while (end < text.size()) {
    const auto lead = static_cast<unsigned char>(text[end]);
    const size_t bytes = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    // What takes four bytes here is two units there.
    const size_t units = bytes == 4 ? 2 : 1;
    if (units > count) break;
    count -= units;
    end += bytes;
  }
  return text.substr(0, end);
}

// Excel keeps this name for itself, in the language that it speaks.
SheetNames::SheetNames(Language language)
    : language_(language), taken_{Fold("History"), Fold("Historique")} {}

std::string SheetNames::Next(absl::string_view title) {
  // An apostrophe quotes a name in formulas, and may stand at neither end.
  std::string clean = absl::StrReplaceAll(WorkbookText(title), {{"[", "("},
                                                                {"]", ")"},
                                                                {":", "-"},
                                                                {"*", "-"},
                                                                {"?", "-"},
                                                                {"/", "-"},
                                                                {"\\", "-"},
                                                                {"'", "’"}});
  clean = std::string(absl::StripAsciiWhitespace(clean));
  if (clean.empty()) clean = kSheet.In(language_);
  std::string name;
  for (int i = 1; name.empty() || !taken_.insert(Fold(name)).second; ++i) {
    const std::string number = i == 1 ? "" : absl::StrCat(" (", i, ")");
    name = absl::StrCat(
        absl::StripTrailingAsciiWhitespace(FirstUnits(clean, kSheetNameMax - number.size())),
        number);
  }
  return name;
}

}  // namespace cofi::reporting
