// How the rows of a form are laid out: headings with what is below them.
#ifndef COFI_SERVICES_REPORTING_FORM_LAYOUT_H_
#define COFI_SERVICES_REPORTING_FORM_LAYOUT_H_

#include <string>
#include <utility>
#include <vector>

#include "base/language.h"
#include "cofi/reporting/v1/documents.pb.h"
#include "google/protobuf/repeated_field.h"
#include "services/reporting/layout.h"
#include "services/reporting/words_forms.h"

namespace cofi::reporting {

// Rows of `depth` 0, each followed by those below it, as rows of a table that sums each amount
// once: a heading with several is their head, and its sum stands below them; one with none is a
// detail itself, and so is one with a single row that says no more than it.
//
// `cells_of` gives the cells of a row, of which the first two are its account and its name;
// `says_more` says whether one that is alone is to be read beside its heading.
template <typename Row, typename CellsOf, typename SaysMore>
void AddFormRows(const google::protobuf::RepeatedPtrField<Row>& rows, Language language,
                 const CellsOf& cells_of, const SaysMore& says_more, TableLayout* table) {
  for (int i = 0; i < rows.size();) {
    const Row& heading = rows[i];
    const int first = ++i;
    while (i < rows.size() && rows[i].depth() > 0) ++i;
    const int below = i - first;
    if (below == 0 || (below == 1 && !says_more(rows[first]))) {
      table->Row(cells_of(heading));
      continue;
    }
    table->Row({Said(heading.account()), Said(heading.display_name())}, v1::Row::ROLE_GROUP);
    for (int each = first; each < i; ++each) {
      table->Row(cells_of(rows[each]))->set_depth(rows[each].depth());
    }
    if (below == 1) continue;
    std::vector<v1::Cell> sum = cells_of(heading);
    sum[0] = Nothing();
    sum[1] = Said(Say(words::kSubtotal, language, heading.account()));
    table->Row(std::move(sum), v1::Row::ROLE_SUBTOTAL);
  }
}

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_FORM_LAYOUT_H_
