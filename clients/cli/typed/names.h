// Resource names in the short forms that people type, and back.
//
//   precarisation/fdf          projects/precarisation/applications/fdf
//   62 (under precarisation)   projects/precarisation/lines/62
//
// The full name is always accepted too. A missing budget is the adopted one.
#ifndef COFI_CLIENTS_CLI_TYPED_NAMES_H_
#define COFI_CLIENTS_CLI_TYPED_NAMES_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "base/language.h"
#include "base/names.h"

namespace cofi::cli {

// Identifiers by the variable of their pattern: {"project": "precarisation"}.
// What a short reference is completed from.
using Identifiers = std::map<std::string, std::string>;

// Adds the identifiers of `name`; those that are known stay.
void Learn(const NamePattern& pattern, absl::string_view name, Identifiers* known);

// `PROJECT/APPLICATION`, as in a usage line.
std::string ShortForm(const NamePattern& pattern);
// `PROJECT`, or empty for a resource at the top.
std::string ShortFormOfParent(const NamePattern& pattern);

// What words and references stand for. INVALID_ARGUMENT where they do not have the
// form of the pattern, which is then named in the user's language, or hold what is no
// identifier.

// The name that words give, joined or apart: `precarisation/fdf`, `precarisation fdf`.
absl::StatusOr<std::string> ExpandName(const NamePattern& pattern,
                                       absl::Span<const std::string> words, Language language);

// The parent for a list; what is missing or `-` means all.
absl::StatusOr<std::string> ExpandParent(const NamePattern& pattern,
                                         absl::Span<const std::string> words, Language language);

// The parent and, if given, the identifier of a resource to be made.
absl::StatusOr<std::pair<std::string, std::string>> ExpandParentAndId(
    const NamePattern& pattern, absl::Span<const std::string> words, Language language);

// A reference, its outer identifiers taken from what is known.
absl::StatusOr<std::string> ExpandReference(const NamePattern& pattern, absl::string_view text,
                                            const Identifiers& known, Language language);

// The shortest form of `name` for a list of those below `parent`: `fdf` below
// projects/precarisation, `precarisation/fdf` below projects/-.
std::string ShortName(absl::string_view name, absl::string_view parent);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_TYPED_NAMES_H_
