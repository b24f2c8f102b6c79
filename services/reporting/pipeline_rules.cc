#include "services/reporting/pipeline_rules.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "base/dates.h"
#include "base/money.h"
#include "base/names.h"

namespace cofi::reporting {
namespace {

struct Step {
  std::string display_name;
  Date date;
};

// What is known of one application besides itself.
struct Surroundings {
  std::vector<const Stage*> stages;
  // Still owed, the earliest due first, those without a date last.
  std::vector<const Obligation*> obligations;
  const Call* call = nullptr;
};

using SurroundingsByApplication = absl::flat_hash_map<absl::string_view, Surroundings>;

// The first stage that is not over, as long as the selection lasts.
const Stage* StageInHand(const Application& application, const Surroundings& around) {
  if (!IsUndecided(application)) return nullptr;
  const auto found = std::find_if(around.stages.begin(), around.stages.end(),
                                  [](const Stage* stage) { return !IsOver(*stage); });
  return found == around.stages.end() ? nullptr : *found;
}

// What is to be handed in comes before what is to be decided.
Date DateOf(const Stage& stage) {
  const bool handed_in = stage.state() == Stage::STATE_SUBMITTED;
  return !handed_in && IsSet(stage.due_date()) ? stage.due_date() : stage.expected_decision_date();
}

Date Earlier(const Date& a, const Date& b) {
  if (!IsSet(a) || !IsSet(b)) return IsSet(a) ? a : b;
  return Day(b) < Day(a) ? b : a;
}

// The first obligation of that kind; of any kind when UNSPECIFIED.
const Obligation* FirstOwed(const Surroundings& around, Obligation::Kind kind) {
  for (const Obligation* obligation : around.obligations) {
    if (kind == Obligation::KIND_UNSPECIFIED || obligation->kind() == kind) return obligation;
  }
  return nullptr;
}

// An obligation that says when and what, or else the plain words for it.
Step Owed(const Obligation* obligation, const Text& otherwise, Language language) {
  if (obligation == nullptr) return {otherwise.In(language), {}};
  return {obligation->display_name(), obligation->due_date()};
}

Step SelectionStep(const Application& application, const Surroundings& around, Language language) {
  const Stage* stage = StageInHand(application, around);
  const Date date = stage == nullptr ? application.expected_decision_date() : DateOf(*stage);
  if (stage != nullptr) return {stage->display_name(), date};
  return {Text{"decision", "décision"}.In(language), date};
}

Step NextStep(const Application& application, const Surroundings& around, Language language) {
  switch (application.state()) {
    case Application::STATE_DRAFT: {
      const Stage* stage = StageInHand(application, around);
      return {Text{"submit", "déposer la candidature"}.In(language),
              Earlier(stage == nullptr ? Date() : stage->due_date(),
                      around.call == nullptr ? Date() : around.call->close_date())};
    }
    case Application::STATE_SUBMITTED:
    case Application::STATE_IN_SELECTION:
      return SelectionStep(application, around, language);
    case Application::STATE_INFORMATION_REQUESTED:
      return Owed(FirstOwed(around, Obligation::KIND_INFORMATION),
                  {"provide the information asked for", "fournir le complément demandé"}, language);
    case Application::STATE_ON_HOLD:
      return {Text{"resume", "reprendre"}.In(language),
              SelectionStep(application, around, language).date};
    case Application::STATE_AWARDED:
      return Owed(FirstOwed(around, Obligation::KIND_SIGN_AGREEMENT),
                  {"sign the agreement", "signer la convention"}, language);
    case Application::STATE_AWARDED_CONDITIONALLY:
      return {Text{"meet the conditions", "lever les conditions"}.In(language), {}};
    case Application::STATE_AGREED:
      return Owed(FirstOwed(around, Obligation::KIND_UNSPECIFIED), {"close", "solder"}, language);
    default:
      return {};
  }
}

SurroundingsByApplication Survey(const ProjectFacts& facts) {
  SurroundingsByApplication all;
  for (auto& [application, stages] : StagesOf(facts)) all[application].stages = stages;
  for (const Obligation& obligation : facts.obligations) {
    if (obligation.state() != Obligation::STATE_PENDING) continue;
    all[ParentOf(obligation.name())].obligations.push_back(&obligation);
  }
  for (const Application& application : facts.applications) {
    const auto call = facts.directory->calls.find(application.call());
    if (call != facts.directory->calls.end()) all[application.name()].call = &call->second;
  }
  for (auto& [application, around] : all) {
    std::stable_sort(around.obligations.begin(), around.obligations.end(),
                     [](const Obligation* a, const Obligation* b) {
                       const auto key = [](const Obligation* obligation) {
                         return std::make_pair(!IsSet(obligation->due_date()),
                                               Day(obligation->due_date()));
                       };
                       return key(a) < key(b);
                     });
  }
  return all;
}

v1::PipelineEntry EntryOf(const ProjectFacts& facts, const Application& application,
                          const Surroundings& around, Language language) {
  v1::PipelineEntry entry;
  entry.set_project(facts.project.name());
  entry.set_application(application.name());
  entry.set_display_name(application.display_name());
  entry.set_funder(application.funder());
  entry.set_funder_display_name(FunderNameOf(*facts.directory, application.funder()));
  entry.set_state(application.state());
  if (const Stage* stage = StageInHand(application, around)) {
    entry.set_stage_display_name(stage->display_name());
  }
  int passed = 0, count = 0;
  for (const Stage* stage : around.stages) {
    passed += stage->state() == Stage::STATE_PASSED;
    count += stage->state() != Stage::STATE_SKIPPED;
  }
  entry.set_stages_passed(passed);
  entry.set_stage_count(count);
  *entry.mutable_requested() = AmountIn(facts, Minor(application.requested_amount()));
  // What was lost again is worth nothing, as in the funding plan.
  *entry.mutable_awarded() =
      AmountIn(facts, IsAwarded(application) ? Minor(application.awarded_amount()) : 0);
  entry.set_likelihood_percent(application.likelihood_percent());
  const Step next = NextStep(application, around, language);
  entry.set_next_step(next.display_name);
  if (IsSet(next.date)) *entry.mutable_next_date() = next.date;
  return entry;
}

// The states in which the selection goes on count as one, so that an
// application is not further because the funder asked something.
int SelectionRank(Application::State state) {
  switch (state) {
    case Application::STATE_INFORMATION_REQUESTED:
    case Application::STATE_ON_HOLD:
      return Application::STATE_IN_SELECTION;
    default:
      return state;
  }
}

std::vector<v1::PipelineEntry> EntriesOf(const ProjectFacts& facts, Language language) {
  SurroundingsByApplication all = Survey(facts);
  std::vector<v1::PipelineEntry> entries;
  for (const Application& application : facts.applications) {
    entries.push_back(EntryOf(facts, application, all[application.name()], language));
  }
  std::stable_sort(entries.begin(), entries.end(),
                   [](const v1::PipelineEntry& a, const v1::PipelineEntry& b) {
                     return std::make_tuple(SelectionRank(a.state()), a.stages_passed()) <
                            std::make_tuple(SelectionRank(b.state()), b.stages_passed());
                   });
  return entries;
}

struct Sum {
  int32_t count = 0;
  int64_t requested = 0, awarded = 0;
};

void AddTotals(v1::Pipeline* pipeline) {
  std::map<std::pair<Application::State, std::string>, Sum> sums;
  for (const v1::PipelineEntry& entry : pipeline->entries()) {
    Sum& sum = sums[{entry.state(), entry.requested().currency_code()}];
    ++sum.count;
    sum.requested += Minor(entry.requested());
    sum.awarded += Minor(entry.awarded());
  }
  for (const auto& [key, sum] : sums) {
    v1::PipelineTotal* total = pipeline->add_totals();
    total->set_state(key.first);
    total->set_count(sum.count);
    *total->mutable_requested() = MoneyFromMinor(sum.requested, key.second);
    *total->mutable_awarded() = MoneyFromMinor(sum.awarded, key.second);
  }
}

}  // namespace

v1::Pipeline MakePipeline(const Portfolio& portfolio, Language language) {
  v1::Pipeline pipeline;
  for (const ProjectFacts& facts : portfolio.projects) {
    for (v1::PipelineEntry& entry : EntriesOf(facts, language)) {
      *pipeline.add_entries() = std::move(entry);
    }
  }
  AddTotals(&pipeline);
  return pipeline;
}

}  // namespace cofi::reporting
