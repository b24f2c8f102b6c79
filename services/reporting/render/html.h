// A document as one page of HTML that needs nothing beside it and runs nothing: what the HTML
// renderer writes, and what the PDF renderer prints.
#ifndef COFI_SERVICES_REPORTING_RENDER_HTML_H_
#define COFI_SERVICES_REPORTING_RENDER_HTML_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "base/language.h"
#include "cofi/reporting/v1/documents.pb.h"
#include "services/reporting/render/markup.h"

namespace cofi::reporting {

// What browsers still show at once.
inline constexpr int64_t kPageRowsMax = 20'000;

// The page of a whole document.
std::string HtmlPage(const v1::Document& document);

// Writes a table (html_table.cc). It is called `name` for those who do not see where it stands, if
// it has no title.
void WriteTable(const v1::Table& table, absl::string_view name, Language language, Markup* markup);

// Writes the sign of what is late or over plan, and what it means for those who do not see it.
void WriteWarning(Language language, Markup* markup);

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_RENDER_HTML_H_
