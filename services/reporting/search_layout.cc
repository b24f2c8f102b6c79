// What is called so, laid out.
#include <string>

#include "base/readable.h"
#include "services/reporting/layout.h"
#include "services/reporting/layouts.h"
#include "services/reporting/words.h"

namespace cofi::reporting {

using v1::SearchHit;

v1::Document LayOut(const v1::SearchResponse& found, const v1::SearchRequest& /*request*/,
                    const Part& /*part*/, Language language) {
  v1::Document document;
  if (found.hits().empty()) {
    AddParagraph({words::kNothingFound.In(language)}, /*warning=*/false, &document);
    return document;
  }
  TableLayout table("hits", "", language, &document);
  table.Column<SearchHit>(SearchHit::kKindFieldNumber, {.priority = 1});
  table.Column<SearchHit>(SearchHit::kDisplayNameFieldNumber);
  table.Column<SearchHit>(SearchHit::kResourceFieldNumber, {.kind = v1::Column::KIND_NAME});
  for (const SearchHit& hit : found.hits()) {
    table.Row({Said(EnumLabel(hit.kind(), language)), Said(hit.display_name()),
               Said(TypedName(hit.resource()), hit.resource())});
  }
  if (found.more()) AddParagraph({words::kMoreFound.In(language)}, /*warning=*/false, &document);
  return document;
}

}  // namespace cofi::reporting
