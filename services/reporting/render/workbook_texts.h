// Texts as a workbook (Office Open XML) takes them. A workbook that breaks one of these rules is
// "repaired" by who opens it, which loses more than the text.
#ifndef COFI_SERVICES_REPORTING_RENDER_WORKBOOK_TEXTS_H_
#define COFI_SERVICES_REPORTING_RENDER_WORKBOOK_TEXTS_H_

#include <cstddef>
#include <set>
#include <string>

#include "absl/strings/string_view.h"
#include "base/language.h"

namespace cofi::reporting {

// `Visible` (base/text.h), on which no reader's unescaping does anything (`_x0041_` is `A` to one),
// without the two characters that XML forbids; what is longer than a cell holds ends in `…`.
std::string WorkbookText(absl::string_view text);

// As part of the head of a printed page, cut to `kHeaderMax`: no `&` of it is a command.
std::string HeaderText(absl::string_view text);

// The first so many UTF-16 units, which is how a spreadsheet counts characters; never half of one.
absl::string_view FirstUnits(absl::string_view text, size_t count);

// The names of a workbook's sheets.
class SheetNames {
 public:
  explicit SheetNames(Language language);

  // One for a table of this title: at most 31 characters, none of `[]:*?/\'`, not empty, and no
  // other's, whatever its case.
  std::string Next(absl::string_view title);

 private:
  const Language language_;
  std::set<std::string> taken_;
};

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_RENDER_WORKBOOK_TEXTS_H_
