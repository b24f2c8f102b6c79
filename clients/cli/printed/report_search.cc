// The page of `cofi search`: what is called so.

#include <string>

#include "absl/strings/str_cat.h"
#include "clients/cli/printed/cells.h"
#include "clients/cli/printed/report_pages.h"
#include "clients/cli/printed/text_table.h"
#include "clients/cli/printed/words_reports.h"
#include "clients/cli/typed/names.h"
#include "clients/cli/typed/words.h"

namespace cofi::cli {

using reporting::v1::SearchHit;

std::string SearchText(const reporting::v1::SearchResponse& found, const Settings& settings) {
  const Language language = settings.language;
  if (found.hits().empty()) return absl::StrCat(words::kNothingFound.In(language), "\n");
  const FieldColumns<SearchHit> column(language);
  TextTable table({column(SearchHit::kKindFieldNumber), column(SearchHit::kDisplayNameFieldNumber),
                   column(SearchHit::kResourceFieldNumber, TextColumn::kWhole)});
  for (const SearchHit& hit : found.hits()) {
    table.Row({EnumLabel(hit.kind(), language), hit.display_name(),
               ShortName(hit.resource(), "projects/-")});
  }
  std::string text = table.Text(settings.width, settings.styled);
  if (found.more()) absl::StrAppend(&text, words::kMoreFound.In(language), "\n");
  return text;
}

}  // namespace cofi::cli
