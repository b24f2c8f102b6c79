// Who waits for whom among the applications of a project, laid out: a part of the pipeline.
#ifndef COFI_SERVICES_REPORTING_PIPELINE_GRAPH_LAYOUT_H_
#define COFI_SERVICES_REPORTING_PIPELINE_GRAPH_LAYOUT_H_

#include "base/language.h"
#include "cofi/reporting/v1/documents.pb.h"
#include "cofi/reporting/v1/pipeline.pb.h"

namespace cofi::reporting {

// A line for each decision, below it those that it waits for, each with all of its own once; the
// critical path in a sentence; and a warning for each plan that cannot hold.
void AddGraph(const v1::Pipeline& pipeline, Language language, v1::Document* document);

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_PIPELINE_GRAPH_LAYOUT_H_
