// Text as people compare it: a reader takes `ÉTAT`, `état` and `etat` for one word, and
// `F-12` for one invoice however its dash and spaces were typed. What is searched, sorted
// and held against each other is the folded text; what is shown and kept is as it came.
//
//   Fold("  L’Œuvre  N°12 ") == "l'oeuvre no12"
#ifndef COFI_BASE_FOLD_H_
#define COFI_BASE_FOLD_H_

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"

namespace cofi {

// Without case, accents, ligatures and invisible characters, all forms of a digit or letter
// one (Unicode's NFKC_Casefold), apostrophes `'`, dashes `-`, spaces of any kind and number
// one space, none at either end. Folded again, it stays the same; texts that are
// canonically equivalent fold alike. What is no UTF-8 counts as U+FFFD.
std::string Fold(absl::string_view text);

// Changes when a text may fold otherwise than it did: with these rules, or with the
// library's version of Unicode.
std::string FoldVersion();

// How many characters people see, about: code points of the composed form (NFC), so that
// `é` is one however it was typed. Never more than there are bytes.
size_t CountCharacters(absl::string_view text);

// The first `count` code points of a text; all if it has no more.
absl::string_view FirstCharacters(absl::string_view text, size_t count);

}  // namespace cofi

#endif  // COFI_BASE_FOLD_H_
