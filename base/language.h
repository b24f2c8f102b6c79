// The two languages that people read, and how each writes amounts, dates and
// counts. The figures are never computed here.
#ifndef COFI_BASE_LANGUAGE_H_
#define COFI_BASE_LANGUAGE_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"

namespace cofi {

enum class Language { kEnglish, kFrench };

// From a tag such as `fr`, `fr_FR.UTF-8` or `fr-FR,fr;q=0.9`. English unless
// the tag begins with `fr`.
Language LanguageFromTag(absl::string_view tag);

// `en` or `fr`.
absl::string_view TagOf(Language language);

// A text in both languages, side by side so that neither is forgotten.
struct Text {
  const char* en;
  const char* fr;
  const char* In(Language language) const { return language == Language::kFrench ? fr : en; }
};

// Whether a noun that is counted so often stands in the singular: in French nothing does too.
inline bool IsSingular(int64_t count, Language language) {
  return count == 1 || (count == 0 && language == Language::kFrench);
}

// `1 234,56` in French (U+202F between thousands), `1,234.56` in English.
std::string FormatMinorUnits(int64_t minor, Language language);

// As above with the currency: `1 234,56 €`, `€1,234.56`.
std::string FormatAmount(int64_t minor, absl::string_view currency, Language language);

// `23/03/2018` in French; ISO 8601 `2018-03-23` in English.
std::string FormatDate(absl::CivilDay day, Language language);

// `1 234` or `1,234`.
std::string FormatCount(int64_t count, Language language);

}  // namespace cofi

#endif  // COFI_BASE_LANGUAGE_H_
