// Text: which bytes are one, what of it is shown to people, and how people compare it.
//
// A reader takes `ÉTAT`, `état` and `etat` for one word, and `F-12` for one invoice however
// its dash and spaces were typed. What is searched, sorted and held against each other is
// the folded text; what is shown and kept is as it came.
//
//   Fold("  L’Œuvre  N°12 ") == "l'oeuvre no12"
#ifndef COFI_BASE_TEXT_H_
#define COFI_BASE_TEXT_H_

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"

namespace cofi {

bool IsUtf8(absl::string_view bytes);

// Whether a text that is UTF-8 has characters that are not to be read: controls other
// than tab and the ends of lines, those that end a line for some readers only (U+2028,
// U+2029), and those that turn the direction of what stands around them, so that a line
// reads as another.
bool HasControls(absl::string_view text);

// Whether somebody may be called so: 1 to 128 bytes of UTF-8 without controls, in one line.
bool IsPrincipal(absl::string_view bytes);

// On one line and without controls, so that what came from outside can neither break a
// table or a line of errors nor move a terminal's cursor: a space in place of each, and of
// what is no UTF-8.
std::string Printable(absl::string_view bytes);

// On one line, and with what is not to be seen shown by a sign of its own, so that a reader of a
// file takes no text for another: `␀` for a control, `[U+202E]` for what turns the direction of
// what stands around it or takes no room; ends of lines and tabs are spaces. What is no UTF-8 is
// U+FFFD.
std::string Visible(absl::string_view bytes);

// As a sentence quotes it: printable, and at most 1,000 characters, then `…`.
std::string Quoted(absl::string_view bytes);

// Without case, accents, ligatures and invisible characters, all forms of a digit or letter
// one (Unicode's NFKC_Casefold), apostrophes `'`, dashes `-`, spaces of any kind and number
// one space, none at either end. Folded again, it stays the same; texts that are
// canonically equivalent fold alike. What is no UTF-8 counts as U+FFFD.
std::string Fold(absl::string_view text);

// Its letters and digits, folded, with a hyphen in place of anything else: `l-oeuvre-no12`. Empty
// if it has none of the Latin alphabet.
std::string Slug(absl::string_view text);

// In lower case and in capitals, as French has them: accents stay.
std::string Lower(absl::string_view text);
std::string UpperCase(absl::string_view text);

// Changes when a text may fold otherwise than it did: with these rules, or with the
// library's version of Unicode.
std::string FoldVersion();

// How many characters people see, about: code points of the composed form (NFC), so that
// `é` is one however it was typed. Never more than there are bytes.
size_t CountCharacters(absl::string_view text);

// The first `count` code points of a text; all if it has no more.
absl::string_view FirstCharacters(absl::string_view text, size_t count);

}  // namespace cofi

#endif  // COFI_BASE_TEXT_H_
