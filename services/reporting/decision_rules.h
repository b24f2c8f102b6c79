// Who waits for whose decision among the applications of a project, and when each can be decided.
#ifndef COFI_SERVICES_REPORTING_DECISION_RULES_H_
#define COFI_SERVICES_REPORTING_DECISION_RULES_H_

#include <vector>

#include "base/dates.h"
#include "base/rules/decision_graph.h"
#include "cofi/reporting/v1/pipeline.pb.h"
#include "services/reporting/facts_rules.h"

namespace cofi::reporting {

// When the funder's answer is expected: what the application says, else its last stage that says
// it.
Date ExpectedDecisionOf(const Application& application, const std::vector<const Stage*>& stages);

rules::DecisionGraph DecisionsOf(const ProjectFacts& facts);

// Says in the entry of an application who it waits for, and when it can be decided.
void SetDecision(const rules::DecisionGraph& graph, const Application& application,
                 v1::PipelineEntry* entry);

// Says in the pipeline of one project which chain ends latest; and, where that is asked for, all
// who wait or are waited for, and that chain.
void SetGraph(const rules::DecisionGraph& graph, bool with_decisions, v1::Pipeline* pipeline);

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_DECISION_RULES_H_
