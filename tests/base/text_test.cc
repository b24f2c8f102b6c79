#include "base/text.h"

#include <gtest/gtest.h>
#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "tests/properties.h"

namespace cofi {
namespace {

TEST(Folding, TakesWhatPeopleTakeForOneText) {
  struct Row {
    const char* folded;
    std::vector<const char*> texts;
  };
  const Row kRows[] = {
      {"", {"", " ", "\t\n", "\u00a0", "\u0301", "\u200b", "\ufeff"}},
      {"etat", {"etat", "ETAT", "État", "E\u0301tat", "ｅｔａｔ", "é\u00adtat", " état\u202f"}},
      {"oeuvres", {"Œuvres", "œuvres", "OEuvres", "oeuvres"}},
      {"aether", {"Æther", "æther", "ǽther"}},
      {"strasse", {"Straße", "STRASSE", "STRAẞE"}},
      {"file", {"ﬁle", "FILE"}},
      {"garcon", {"garçon", "garc\u0327on", "GARÇON"}},
      {"a b", {"a b", "a  b", "a\u00a0b", "a\u202fb", "a\tb", "a \u2009 b", "a\u3000b", "a\r\nb"}},
      {"l'etat", {"l'état", "l’état", "L‘ÉTAT", "lʼétat", "l`état", "l´état", "l＇état"}},
      {"f-12", {"F-12", "F–12", "F—12", "F‑12", "F−12", "Ｆ－１２", "f‐12"}},
      {"f-2018-042", {"F-2018-042", " F-2018-042", "Ｆ－２０１８－０４２"}},
      {"no12", {"N°12", "n\u00b012", "Nº12"}},
      {"soren lodz dubrovnik", {"Søren Łódź Đubrovnik", "soren lodz dubrovnik"}},
      {"istanbul", {"İstanbul", "ISTANBUL", "ıstanbul"}},
      {"1/2", {"½", "1/2", "1⁄2"}},
  };
  for (const Row& row : kRows) {
    for (const char* text : row.texts) EXPECT_EQ(Fold(text), row.folded) << text;
  }
}

TEST(Folding, KeepsApartWhatAreOtherTexts) {
  const char* const kTexts[] = {"a",  "b",  "ab", "a b", "a.b", "a-b", "a_b", "1", "11",
                                "é1", "が", "か", "कि",  "क",   "й",   "ы",   "ω", "o"};
  for (const char* a : kTexts) {
    for (const char* b : kTexts) EXPECT_EQ(Fold(a) == Fold(b), a == b) << a << " and " << b;
  }
}

// Of all that people write, and of what is only in tables.
std::string AnyText() {
  static const std::vector<std::string> kPieces = {
      "a",      "É",  "œ",      "ß", "İ", "ﬁ",       "\u0301", "\u0327", "\u0345",
      "ᾴ",      " ",  "\u00a0", "´", "’", "–",       "가",     "\u1100", "\u1161",
      "\u11a8", "か", "\u3099", "ŉ", "ǆ", "ẛ\u0323", "\u2126", "\xff"};
  std::string text;
  for (const int which : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 52))) {
    if (which < static_cast<int>(kPieces.size())) {
      text += kPieces[which];
    } else {
      const int c = *rc::gen::inRange(0x20, 0x2ffff);
      icu::UnicodeString(static_cast<UChar32>(c)).toUTF8String(text);
    }
  }
  return text;
}

RC_GTEST_PROP(Folding, IsDoneOnce, ()) {
  const std::string text = AnyText(), once = Fold(text);
  if (Fold(once) != once) RC_FAIL(absl::StrCat(text, ": ", once, ", then ", Fold(once)));
}

TEST(Folding, IsDoneOnceForEveryCharacter) {
  for (UChar32 c = 1; c <= 0x10ffff; ++c) {
    if (c >= 0xd800 && c < 0xe000) continue;
    std::string text = "x";
    icu::UnicodeString(c).toUTF8String(text);
    const std::string once = Fold(text + "y");
    ASSERT_EQ(Fold(once), once) << c;
  }
}

// Most texts go by a table; a sign that is not in it makes any text go the long way.
RC_GTEST_PROP(Folding, ByTheTableIsTheSame, ()) {
  std::string text;
  for (const int c : *rc::gen::container<std::vector<int>>(rc::gen::inRange(1, 0x300))) {
    icu::UnicodeString(static_cast<UChar32>(c)).toUTF8String(text);
  }
  RC_ASSERT(Fold("<" + text + ">" + "–") == Fold("<" + text + ">") + "-");
}

RC_GTEST_PROP(Folding, TakesEquivalentTextsForOne, ()) {
  const std::string text = AnyText();
  UErrorCode error = U_ZERO_ERROR;
  const auto unicode = icu::UnicodeString::fromUTF8(text);
  for (const auto* form :
       {icu::Normalizer2::getNFDInstance(error), icu::Normalizer2::getNFCInstance(error)}) {
    std::string other;
    form->normalize(unicode, error).toUTF8String(other);
    if (Fold(other) != Fold(text)) RC_FAIL(absl::StrCat(text, " and ", other));
  }
}

TEST(Utf8, IsKnown) {
  EXPECT_TRUE(IsUtf8(""));
  EXPECT_TRUE(IsUtf8("Précarisation €"));
  EXPECT_FALSE(IsUtf8("caf\xe9"));
  EXPECT_FALSE(IsUtf8("\xc3"));
  EXPECT_FALSE(IsUtf8("\xed\xa0\x80"));  // half of a surrogate pair
}

// What moves a cursor, turns a line around, or ends one for some readers only.
constexpr const char* kControls[] = {"\x01",   "\x1b",   "\x7f",   "\u0080", "\u009b",
                                     "\u061c", "\u200e", "\u200f", "\u202a", "\u202e",
                                     "\u2066", "\u2069", "\u2028", "\u2029"};

TEST(Controls, AreNoText) {
  for (const std::string control : kControls) {
    EXPECT_TRUE(HasControls("a" + control + "b")) << absl::CHexEscape(control);
    EXPECT_FALSE(IsPrincipal("a" + control + "b")) << absl::CHexEscape(control);
    EXPECT_EQ(Printable("a" + control + "b"), "a b") << absl::CHexEscape(control);
  }
  EXPECT_TRUE(HasControls(absl::string_view("a\0b", 3)));
  // A text has lines, a name has not.
  EXPECT_FALSE(HasControls("un\tdeux\r\ntrois\n"));
  EXPECT_FALSE(IsPrincipal("un\ndeux"));
  EXPECT_EQ(Printable("un\tdeux\r\ntrois"), "un deux  trois");
  // Joiners, no-break spaces and soft hyphens are how some words are written.
  for (const char* text : {"Élan", "1\u202f234,56 €", "👩\u200d🌾", "co\u00adfinancement", "数"}) {
    EXPECT_FALSE(HasControls(text)) << text;
    EXPECT_TRUE(IsPrincipal(text)) << text;
    EXPECT_EQ(Printable(text), text);
  }
  EXPECT_EQ(Printable("bad\xff"), "bad ");
}

TEST(Quotes, AreCutBetweenCharacters) {
  std::string text;
  for (int i = 0; i < 1'000; ++i) text += "é";
  EXPECT_EQ(Quoted(text), text);
  EXPECT_EQ(Quoted(text + "é"), text + "…");
  EXPECT_EQ(Quoted("a\x1b[2Jb"), "a [2Jb");
}

TEST(Characters, AreCountedAsPeopleSeeThem) {
  EXPECT_EQ(CountCharacters(""), 0u);
  EXPECT_EQ(CountCharacters("abc"), 3u);
  EXPECT_EQ(CountCharacters("État"), 4u);
  EXPECT_EQ(CountCharacters("E\u0301tat"), 4u);
  EXPECT_EQ(CountCharacters("😀"), 1u);
}

// What has no more bytes than it may have characters need not be counted.
RC_GTEST_PROP(Characters, AreNoMoreThanBytes, ()) {
  const std::string text = AnyText();
  if (text.find('\xff') == text.npos) RC_ASSERT(CountCharacters(text) <= text.size());
}

TEST(Characters, AreCutWhole) {
  EXPECT_EQ(FirstCharacters("", 2), "");
  EXPECT_EQ(FirstCharacters("ab", 2), "ab");
  EXPECT_EQ(FirstCharacters("abc", 2), "ab");
  EXPECT_EQ(FirstCharacters("éàü", 2), "éà");
  EXPECT_EQ(FirstCharacters("😀b", 1), "😀");
  EXPECT_EQ(FirstCharacters("é", 0), "");
}

}  // namespace
}  // namespace cofi
