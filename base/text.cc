#include "base/text.h"

#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/check.h"

namespace cofi {
namespace {

constexpr size_t kPrincipalMax = 128;
constexpr size_t kQuotedMax = 1'000;

// Goes through the code points, each with its bytes, until one is not `good`; bytes that are
// none are below zero.
template <typename Good>
bool AllAre(absl::string_view bytes, Good good) {
  const auto* const data = reinterpret_cast<const uint8_t*>(bytes.data());
  const auto size = static_cast<int32_t>(bytes.size());
  for (int32_t at = 0; at < size;) {
    const int32_t begin = at;
    UChar32 point = 0;
    U8_NEXT(data, at, size, point);
    if (!good(point, bytes.substr(begin, at - begin))) return false;
  }
  return true;
}

// Joins emoji to one.
constexpr UChar32 kJoiner = 0x200d;

// The ends of lines and paragraphs that only some readers know are among them.
bool IsControl(UChar32 point) {
  const int8_t type = u_charType(point);
  return type == U_CONTROL_CHAR || type == U_LINE_SEPARATOR || type == U_PARAGRAPH_SEPARATOR ||
         u_hasBinaryProperty(point, UCHAR_BIDI_CONTROL);
}

using icu::Normalizer2;
using icu::UnicodeString;

// Of the rules here; see FoldVersion.
constexpr int kRules = 1;

const Normalizer2& Form(const Normalizer2* (*get)(UErrorCode&)) {
  UErrorCode error = U_ZERO_ERROR;
  const Normalizer2* const form = get(error);
  COFI_CHECK(U_SUCCESS(error), u_errorName(error));
  return *form;
}
const Normalizer2& Nfd() {
  static const Normalizer2& form = Form(&Normalizer2::getNFDInstance);
  return form;
}
const Normalizer2& Nfc() {
  static const Normalizer2& form = Form(&Normalizer2::getNFCInstance);
  return form;
}
const Normalizer2& NfkcCasefold() {
  static const Normalizer2& form = Form(&Normalizer2::getNFKCCasefoldInstance);
  return form;
}

UnicodeString Normalize(const Normalizer2& form, const UnicodeString& text) {
  UErrorCode error = U_ZERO_ERROR;
  UnicodeString normal = form.normalize(text, error);
  COFI_CHECK(U_SUCCESS(error), u_errorName(error));
  return normal;
}

UnicodeString FromUtf8(absl::string_view text) {
  return UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
}

// Marks above, below and through a letter. Those of one script, for instance the vowels
// of Devanagari or the sound marks of kana, make other words and stay.
bool IsAccent(UChar32 c) {
  return (c >= 0x0300 && c <= 0x036f) || (c >= 0x1ab0 && c <= 0x1aff) ||
         (c >= 0x1dc0 && c <= 0x1dff) || (c >= 0x20d0 && c <= 0x20ff) ||
         (c >= 0xfe20 && c <= 0xfe2f);
}

struct Spelling {
  UChar32 from;
  const char* to;
};
// Letters that Unicode does not take apart, what stands for an apostrophe, and the degree
// sign, with which people write `N°`.
constexpr Spelling kSpellings[] = {
    {U'`', "'"},   {0x00b0, "o"}, {0x00b4, "'"}, {U'æ', "ae"},  {U'ð', "d"},
    {U'ø', "o"},   {U'þ', "th"},  {U'đ', "d"},   {U'ħ', "h"},   {U'ı', "i"},
    {U'ł', "l"},   {U'œ', "oe"},  {U'ŧ', "t"},   {0x02b9, "'"}, {0x02bb, "'"},
    {0x02bc, "'"}, {0x02bd, "'"}, {0x02c8, "'"}, {0x2018, "'"}, {0x2019, "'"},
    {0x201a, "'"}, {0x201b, "'"}, {0x2032, "'"}, {0x2035, "'"}, {0x2044, "/"}};

const char* SpellingOf(UChar32 c) {
  for (const Spelling& each : kSpellings) {
    if (each.from == c) return each.to;
  }
  return nullptr;
}

bool IsDash(UChar32 c) {
  return u_charType(c) == U_DASH_PUNCTUATION || c == 0x2212 /* minus */ || c == 0x2043;
}

// Of a text in NFD: one spelling of what looks the same, and no accents.
UnicodeString Spell(const UnicodeString& text) {
  UnicodeString spelled;
  for (int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
    const UChar32 c = text.char32At(i);
    if (IsAccent(c)) continue;
    if (const char* const spelling = SpellingOf(c)) {
      spelled.append(UnicodeString(spelling, -1, US_INV));
    } else if (IsDash(c)) {
      spelled.append(u'-');
    } else {
      spelled.append(c);
    }
  }
  return spelled;
}

// One space for any run of them, none at the ends.
UnicodeString Space(const UnicodeString& text) {
  UnicodeString spaced;
  bool space = false;
  for (int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
    const UChar32 c = text.char32At(i);
    if (u_isUWhiteSpace(c)) {
      space = true;
      continue;
    }
    if (space && !spaced.isEmpty()) spaced.append(u' ');
    space = false;
    spaced.append(c);
  }
  return spaced;
}

bool IsAscii(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return absl::ascii_isascii(c); });
}

bool Begins(char c) { return (c & 0xc0) != 0x80; }

std::string FoldAny(absl::string_view text) {
  // Decomposed first, so that equivalent texts are one from here on. What folding case
  // and forms brings forth is taken apart in its turn.
  UnicodeString folded = Spell(Normalize(Nfd(), FromUtf8(text)));
  folded = Normalize(NfkcCasefold(), folded);
  folded = Spell(Normalize(Nfd(), folded));
  folded = Space(Normalize(Nfc(), folded));
  std::string utf8;
  return folded.toUTF8String(utf8);
}

// Below the first accent, all letters of French among it, what a code point becomes does
// not depend on those beside it: most texts are folded by a table.
constexpr UChar32 kAlone = 0x300;

const std::vector<std::string>& FoldedAlone() {
  static const auto* const table = [] {
    auto* const made = new std::vector<std::string>;
    for (UChar32 c = 0; c < kAlone; ++c) {
      std::string between = "x";
      UnicodeString(c).toUTF8String(between);
      const std::string folded = FoldAny(between + "x");
      made->push_back(folded.substr(1, folded.size() - 2));
    }
    return made;
  }();
  return *table;
}

// Nothing if one of its code points is not in the table.
std::optional<std::string> FoldByTable(absl::string_view text) {
  const std::vector<std::string>& table = FoldedAlone();
  std::string folded;
  folded.reserve(text.size());
  bool space = false;
  for (size_t i = 0; i < text.size(); ++i) {
    auto c = static_cast<unsigned char>(text[i]);
    UChar32 point = c;
    if (c >= 0x80) {
      // Two bytes make what is below U+0800.
      if (c < 0xc2 || c >= 0xe0 || i + 1 == text.size() || Begins(text[i + 1])) return std::nullopt;
      point = (c & 0x1f) << 6 | (text[++i] & 0x3f);
      if (point >= kAlone) return std::nullopt;
    }
    const std::string& alone = table[point];
    // Most are one byte.
    const bool one = alone.size() == 1;
    if (one && alone[0] == ' ') {
      space = true;
      continue;
    }
    if (alone.empty()) continue;
    if (space && !folded.empty()) folded += ' ';
    space = false;
    if (one) {
      folded += alone[0];
    } else {
      folded += alone;
    }
  }
  return folded;
}

}  // namespace

std::string Fold(absl::string_view text) {
  std::optional<std::string> folded = FoldByTable(text);
  return folded.has_value() ? *std::move(folded) : FoldAny(text);
}

std::string Slug(absl::string_view text) {
  std::string slug;
  for (const char c : Fold(text)) {
    if (absl::ascii_isalnum(c)) {
      slug += c;
    } else if (!slug.empty() && slug.back() != '-') {
      slug += '-';
    }
  }
  if (!slug.empty() && slug.back() == '-') slug.pop_back();
  return slug;
}

std::string Lower(absl::string_view text) {
  std::string lower;
  return FromUtf8(text).toLower(icu::Locale::getFrench()).toUTF8String(lower);
}

std::string UpperCase(absl::string_view text) {
  std::string upper;
  return FromUtf8(text).toUpper(icu::Locale::getFrench()).toUTF8String(upper);
}

std::string FoldVersion() { return absl::StrCat(kRules, "/", U_UNICODE_VERSION); }

size_t CountCharacters(absl::string_view text) {
  if (IsAscii(text)) return text.size();
  return static_cast<size_t>(Normalize(Nfc(), FromUtf8(text)).countChar32());
}

absl::string_view FirstCharacters(absl::string_view text, size_t count) {
  size_t end = 0;
  for (; end < text.size(); ++end) {
    if (Begins(text[end]) && count-- == 0) break;
  }
  return text.substr(0, end);
}

bool IsUtf8(absl::string_view bytes) {
  return AllAre(bytes, [](UChar32 point, absl::string_view) { return point >= 0; });
}

bool HasControls(absl::string_view text) {
  return !AllAre(text, [](UChar32 point, absl::string_view) {
    return point == '\n' || point == '\r' || point == '\t' || !IsControl(point);
  });
}

bool IsPrincipal(absl::string_view bytes) {
  return !bytes.empty() && bytes.size() <= kPrincipalMax &&
         AllAre(bytes,
                [](UChar32 point, absl::string_view) { return point >= 0 && !IsControl(point); });
}

std::string Printable(absl::string_view bytes) {
  std::string clean;
  clean.reserve(bytes.size());
  AllAre(bytes, [&](UChar32 point, absl::string_view its_bytes) {
    absl::StrAppend(&clean, point < 0 || IsControl(point) ? " " : its_bytes);
    return true;
  });
  return clean;
}

std::string Visible(absl::string_view bytes) {
  constexpr UChar32 kPictures = 0x2400;
  constexpr UChar32 kPictureOfDelete = 0x2421;
  const auto is_plain = [](char c) { return c >= ' ' && c < '\x7f'; };
  if (std::all_of(bytes.begin(), bytes.end(), is_plain)) return std::string(bytes);
  std::string clean;
  clean.reserve(bytes.size());
  AllAre(bytes, [&](UChar32 point, absl::string_view its_bytes) {
    if (point >= ' ' && point < 0x7f) {
      clean += static_cast<char>(point);
    } else if (point < 0) {
      clean += "\uFFFD";
    } else if (point == '\n' || point == '\r' || point == '\t') {
      clean += ' ';
    } else if (point < ' ' || point == 0x7f) {
      UnicodeString(point == 0x7f ? kPictureOfDelete : kPictures + point).toUTF8String(clean);
    } else if (IsControl(point) || (u_charType(point) == U_FORMAT_CHAR && point != kJoiner)) {
      absl::StrAppendFormat(&clean, "[U+%04X]", point);
    } else {
      absl::StrAppend(&clean, its_bytes);
    }
    return true;
  });
  return clean;
}

std::string Quoted(absl::string_view bytes) {
  const absl::string_view begin = FirstCharacters(bytes, kQuotedMax);
  return absl::StrCat(Printable(begin), begin.size() < bytes.size() ? "…" : "");
}

}  // namespace cofi
