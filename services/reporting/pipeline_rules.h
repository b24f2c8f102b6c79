// Where the applications stand in the funders' selection, and what comes next.
#ifndef COFI_SERVICES_REPORTING_PIPELINE_RULES_H_
#define COFI_SERVICES_REPORTING_PIPELINE_RULES_H_

#include "base/language.h"
#include "cofi/reporting/v1/reports.pb.h"
#include "services/reporting/facts_rules.h"

namespace cofi::reporting {

// By project, within it the furthest in the selection last, then by the name of the application.
// A key has what that looks at, and nothing else.
bool ComesBefore(const v1::PipelineEntry& a, const v1::PipelineEntry& b);
v1::PipelineEntry KeyOf(const v1::PipelineEntry& entry);

// Entries in that order. Totals by state, and by currency where projects have several. Over all
// projects, those without which a total could not be told are left out, and named.
//
// `language` is that of a next step that has no name of its own, such as
// signing the agreement. `graph` is whether it says of all pages who waits for whom.
enum class Graph { kLeftOut, kShown };
v1::Pipeline MakePipeline(const GatheredFacts& gathered, Language language,
                          Graph graph = Graph::kLeftOut);

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_PIPELINE_RULES_H_
