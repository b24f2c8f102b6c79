// Where the applications stand in the funders' selection, and what comes next.
#ifndef COFI_SERVICES_REPORTING_PIPELINE_RULES_H_
#define COFI_SERVICES_REPORTING_PIPELINE_RULES_H_

#include "base/language.h"
#include "cofi/reporting/v1/reports.pb.h"
#include "services/reporting/facts_rules.h"

namespace cofi::reporting {

// Entries by project, within it the furthest in the selection last. Totals by
// state, and by currency where projects have several. Over all projects, those
// without which a total could not be told are left out, and named.
//
// `language` is that of a next step that has no name of its own, such as
// signing the agreement.
v1::Pipeline MakePipeline(const Portfolio& portfolio, Language language);

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_PIPELINE_RULES_H_
