#include "services/reporting/decision_rules.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace cofi::reporting {
namespace {

bool IsCritical(const rules::DecisionGraph& graph, const std::string& application) {
  return std::find(graph.critical_path.begin(), graph.critical_path.end(), application) !=
         graph.critical_path.end();
}

}  // namespace

Date ExpectedDecisionOf(const Application& application, const std::vector<const Stage*>& stages) {
  if (IsSet(application.expected_decision_date())) return application.expected_decision_date();
  const auto last = std::find_if(stages.rbegin(), stages.rend(), [](const Stage* stage) {
    return IsSet(stage->expected_decision_date());
  });
  return last == stages.rend() ? Date() : (*last)->expected_decision_date();
}

rules::DecisionGraph DecisionsOf(const ProjectFacts& facts) {
  const StagesByApplication stages = StagesOf(facts);
  std::vector<rules::AwaitingApplication> all;
  all.reserve(facts.applications.size());
  for (const Application& application : facts.applications) {
    const auto own = stages.find(application.name());
    const Date expected = ExpectedDecisionOf(
        application, own == stages.end() ? std::vector<const Stage*>() : own->second);
    all.push_back({application.name(),
                   application.state(),
                   IsSet(expected) ? std::optional(Day(expected)) : std::nullopt,
                   {application.awaits().begin(), application.awaits().end()}});
  }
  return rules::GraphOf(all);
}

void SetDecision(const rules::DecisionGraph& graph, const Application& application,
                 v1::PipelineEntry* entry) {
  *entry->mutable_awaits() = application.awaits();
  const rules::DecisionStep* const step = graph.Find(application.name());
  if (step == nullptr) return;
  for (const std::string& name : step->waits_for) entry->add_waits_for(name);
  if (step->earliest.has_value()) {
    *entry->mutable_earliest_decision_date() = DateFromDay(*step->earliest);
  }
  entry->set_critical(IsCritical(graph, application.name()));
}

void SetGraph(const rules::DecisionGraph& graph, bool with_decisions, v1::Pipeline* pipeline) {
  for (const std::string& name : graph.critical_path) pipeline->add_critical_path(name);
  if (!with_decisions) return;
  std::vector<const rules::DecisionStep*> steps;
  for (const rules::DecisionStep& step : graph.steps) {
    if (step.awaited || !step.waits_for.empty() || IsCritical(graph, step.name)) {
      steps.push_back(&step);
    }
  }
  std::stable_sort(steps.begin(), steps.end(),
                   [](const rules::DecisionStep* a, const rules::DecisionStep* b) {
                     return a->level > b->level;
                   });
  for (const rules::DecisionStep* step : steps) {
    v1::PendingDecision* const decision = pipeline->add_decisions();
    decision->set_application(step->name);
    for (const std::string& name : step->waits_for) decision->add_waits_for(name);
    decision->set_level(step->level);
    decision->set_held_up_by(step->held_up_by);
    if (step->expected.has_value()) {
      *decision->mutable_expected_decision_date() = DateFromDay(*step->expected);
    }
    if (step->earliest.has_value()) {
      *decision->mutable_earliest_decision_date() = DateFromDay(*step->earliest);
    }
  }
}

}  // namespace cofi::reporting
