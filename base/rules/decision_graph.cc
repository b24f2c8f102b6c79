#include "base/rules/decision_graph.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <utility>

#include "base/rules/application_states.h"

namespace cofi::rules {
namespace {

// The one of these steps that can be decided last, by name where several can; null if none has a
// date.
const DecisionStep* LastOf(const DecisionGraph& graph, const std::vector<std::string>& names) {
  const DecisionStep* last = nullptr;
  for (const std::string& name : names) {
    const DecisionStep* const step = graph.Find(name);
    if (step == nullptr || !step->earliest.has_value()) continue;
    const bool later = last == nullptr || *step->earliest > *last->earliest;
    const bool equal = last != nullptr && *step->earliest == *last->earliest;
    if (later || (equal && step->name < last->name)) last = step;
  }
  return last;
}

// What follows from those that a step waits for, which are worked out already.
void WorkOut(const DecisionGraph& graph, DecisionStep* step) {
  step->earliest = step->expected;
  for (const std::string& name : step->waits_for) {
    step->level = std::max(step->level, graph.Find(name)->level + 1);
  }
  const DecisionStep* const last = LastOf(graph, step->waits_for);
  if (last == nullptr) return;
  if (step->expected.has_value() && *step->expected < *last->earliest) {
    step->held_up_by = last->name;
  }
  step->earliest = std::max(step->expected.value_or(*last->earliest), *last->earliest);
}

// Those that wait for each, by the place of both in the graph.
std::vector<std::vector<size_t>> FollowersIn(DecisionGraph* graph) {
  std::vector<std::vector<size_t>> followers(graph->steps.size());
  for (size_t i = 0; i < graph->steps.size(); ++i) {
    for (const std::string& name : graph->steps[i].waits_for) {
      const size_t at = graph->Find(name) - graph->steps.data();
      followers[at].push_back(i);
      graph->steps[at].awaited = true;
    }
  }
  return followers;
}

std::vector<std::string> CriticalPath(const DecisionGraph& graph) {
  std::vector<std::string> ends;
  for (const DecisionStep& step : graph.steps) {
    if (!step.awaited) ends.push_back(step.name);
  }
  std::vector<std::string> path;
  for (const DecisionStep* step = LastOf(graph, ends);
       step != nullptr && path.size() < graph.steps.size(); step = LastOf(graph, step->waits_for)) {
    path.push_back(step->name);
  }
  std::reverse(path.begin(), path.end());
  return path;
}

}  // namespace

std::vector<std::string> WayBack(const std::string& name,
                                 const std::vector<AwaitingApplication>& applications) {
  std::map<std::string, std::set<std::string>> awaits;
  for (const AwaitingApplication& each : applications) {
    awaits[each.name].insert(each.awaits.begin(), each.awaits.end());
  }
  // From where each was come to first.
  std::map<std::string, std::string> from;
  std::vector<std::string> ahead = {name};
  for (size_t i = 0; i < ahead.size(); ++i) {
    const std::string at = ahead[i];
    for (const std::string& next : awaits[at]) {
      if (!from.emplace(next, at).second) continue;
      if (next != name) {
        ahead.push_back(next);
        continue;
      }
      std::vector<std::string> way = {name};
      for (std::string step = at; step != name; step = from[step]) way.push_back(step);
      way.push_back(name);
      std::reverse(way.begin(), way.end());
      return way;
    }
  }
  return {};
}

const DecisionStep* DecisionGraph::Find(const std::string& name) const {
  const auto found = std::lower_bound(
      steps.begin(), steps.end(), name,
      [](const DecisionStep& step, const std::string& wanted) { return step.name < wanted; });
  return found == steps.end() || found->name != name ? nullptr : &*found;
}

DecisionGraph GraphOf(const std::vector<AwaitingApplication>& applications) {
  DecisionGraph graph;
  std::set<std::string> undecided;
  for (const AwaitingApplication& each : applications) {
    if (IsUndecided(each.state)) undecided.insert(each.name);
  }
  for (const AwaitingApplication& each : applications) {
    if (undecided.count(each.name) == 0) continue;
    DecisionStep step;
    step.name = each.name;
    step.expected = each.expected;
    for (const std::string& name : std::set<std::string>(each.awaits.begin(), each.awaits.end())) {
      if (name != each.name && undecided.count(name) > 0) step.waits_for.push_back(name);
    }
    graph.steps.push_back(std::move(step));
  }
  std::sort(graph.steps.begin(), graph.steps.end(),
            [](const DecisionStep& a, const DecisionStep& b) { return a.name < b.name; });
  const std::vector<std::vector<size_t>> followers = FollowersIn(&graph);
  // Each after all that it waits for.
  std::vector<size_t> left, ready;
  for (size_t i = 0; i < graph.steps.size(); ++i) {
    left.push_back(graph.steps[i].waits_for.size());
    if (left.back() == 0) ready.push_back(i);
  }
  for (size_t i = 0; i < ready.size(); ++i) {
    WorkOut(graph, &graph.steps[ready[i]]);
    for (const size_t follower : followers[ready[i]]) {
      if (--left[follower] == 0) ready.push_back(follower);
    }
  }
  graph.critical_path = CriticalPath(graph);
  return graph;
}

}  // namespace cofi::rules
