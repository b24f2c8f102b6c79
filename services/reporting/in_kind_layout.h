// The lines in kind of a budget status, laid out apart from those of money.
#ifndef COFI_SERVICES_REPORTING_IN_KIND_LAYOUT_H_
#define COFI_SERVICES_REPORTING_IN_KIND_LAYOUT_H_

#include "base/language.h"
#include "cofi/reporting/v1/budget_status.pb.h"
#include "cofi/reporting/v1/documents.pb.h"

namespace cofi::reporting {

// A table of what uses them and one of where they come from; none of a side that has no lines.
void AddInKindTables(const v1::BudgetStatus& status, Language language, v1::Document* document);

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_IN_KIND_LAYOUT_H_
