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
#include "base/fields.h"
#include "base/money.h"
#include "base/names.h"
#include "base/refusal.h"
#include "base/rules/application_states.h"
#include "base/rules/deadlines.h"
#include "services/reporting/deadline_rules.h"
#include "services/reporting/decision_rules.h"

namespace cofi::reporting {
namespace {

struct PipelineStep {
  std::string display_name;
  Date date;
};

// What is known of one application besides itself.
struct PipelineInputs {
  std::vector<const Stage*> stages;
  // Still owed, the earliest due first, those without a date last.
  std::vector<const Obligation*> obligations;
  const Call* call = nullptr;
  // What the grants that stem from it say, in all, if there is any yet.
  bool granted = false;
  Wide awarded = 0, payable = 0, spent = 0, received = 0;
  // What is overdue longest, if anything is.
  const v1::Deadline* late = nullptr;
};

using InputsByApplication = absl::flat_hash_map<absl::string_view, PipelineInputs>;

// The first stage that is not over, as long as the selection lasts.
const Stage* StageInHand(const Application& application, const PipelineInputs& inputs) {
  if (!rules::IsUndecided(application.state())) return nullptr;
  const auto found =
      std::find_if(inputs.stages.begin(), inputs.stages.end(),
                   [](const Stage* stage) { return !rules::IsOver(stage->state()); });
  return found == inputs.stages.end() ? nullptr : *found;
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

// The first obligation of that kind.
const Obligation* FirstOwed(const PipelineInputs& inputs, Obligation::Kind kind) {
  for (const Obligation* obligation : inputs.obligations) {
    if (obligation->kind() == kind) return obligation;
  }
  return nullptr;
}

// An obligation that says when and what, or else the plain words for it.
PipelineStep Owed(const Obligation* obligation, const Text& otherwise, Language language) {
  if (obligation == nullptr) return {otherwise.In(language), {}};
  return {obligation->display_name(), obligation->due_date()};
}

std::string Decision(Language language) { return Text{"decision", "décision"}.In(language); }

PipelineStep SelectionStep(const Application& application, const PipelineInputs& inputs,
                           Language language) {
  const Stage* stage = StageInHand(application, inputs);
  const Date date = stage == nullptr ? application.expected_decision_date() : DateOf(*stage);
  if (stage != nullptr) return {stage->display_name(), date};
  return {Decision(language), date};
}

// An agreement is closed when all is received and accounted for, not before.
PipelineStep AgreedStep(const Application& application, const PipelineInputs& inputs,
                        Language language) {
  if (!inputs.obligations.empty()) return Owed(inputs.obligations.front(), {}, language);
  const Wide due = inputs.granted ? inputs.payable : Minor(application.awarded_amount());
  const Text& step = inputs.spent < due ? Text{"account for what remains", "justifier le reste"}
                     : inputs.received < due ? Text{"receive the balance", "encaisser le solde"}
                                             : Text{"close", "solder"};
  return {step.In(language), {}};
}

// What the state asks for.
PipelineStep StateStep(const Application& application, const PipelineInputs& inputs,
                       Language language) {
  switch (application.state()) {
    case Application::STATE_DRAFT: {
      const Stage* stage = StageInHand(application, inputs);
      return {
          Text{"submit", "déposer la candidature"}.In(language),
          Earlier(stage == nullptr ? Date() : stage->due_date(),
                  inputs.call == nullptr ? Date() : rules::ClosingFor(application, *inputs.call))};
    }
    case Application::STATE_SUBMITTED:
    case Application::STATE_IN_SELECTION:
      return SelectionStep(application, inputs, language);
    case Application::STATE_INFORMATION_REQUESTED:
      return Owed(FirstOwed(inputs, Obligation::KIND_INFORMATION),
                  {"provide the information asked for", "fournir le complément demandé"}, language);
    case Application::STATE_ON_HOLD:
      return {Text{"resume", "reprendre"}.In(language),
              SelectionStep(application, inputs, language).date};
    case Application::STATE_AWARDED:
      return Owed(FirstOwed(inputs, Obligation::KIND_SIGN_AGREEMENT),
                  {"sign the agreement", "signer la convention"}, language);
    case Application::STATE_AWARDED_CONDITIONALLY:
      return {Text{"meet the conditions", "lever les conditions"}.In(language), {}};
    case Application::STATE_AGREED:
      return AgreedStep(application, inputs, language);
    default:
      return {};
  }
}

// What is late is not hidden behind what the state asks for.
PipelineStep NextStep(const Application& application, const PipelineInputs& inputs,
                      Language language) {
  PipelineStep step = StateStep(application, inputs, language);
  if (inputs.late == nullptr) return step;
  const Date& since = inputs.late->date();
  if (IsSet(step.date) && Day(step.date) <= Day(since)) return step;
  if (application.state() == Application::STATE_DRAFT) return {step.display_name, since};
  // An application's own deadline bears its title, which says nothing here.
  if (inputs.late->resource() == application.name()) return {Decision(language), since};
  return {inputs.late->display_name(), since};
}

// By due date, those without one last.
bool IsDueBefore(const Obligation* a, const Obligation* b) {
  const auto key = [](const Obligation* obligation) {
    return std::make_pair(!IsSet(obligation->due_date()), Day(obligation->due_date()));
  };
  return key(a) < key(b);
}

// What a deadline is about: an application itself, or the one of the stage or obligation.
absl::string_view ApplicationOf(const v1::Deadline& deadline) {
  const absl::string_view parent = ParentOf(deadline.resource());
  return parent == RootOf(deadline.resource()) ? deadline.resource() : parent;
}

// `deadlines` are those of the facts, and must stay.
InputsByApplication Survey(const ProjectFacts& facts, const std::vector<v1::Deadline>& deadlines) {
  InputsByApplication all;
  for (auto& [application, stages] : StagesOf(facts)) all[application].stages = stages;
  for (const Obligation& obligation : facts.obligations) {
    if (obligation.state() != Obligation::STATE_PENDING) continue;
    all[ParentOf(obligation.name())].obligations.push_back(&obligation);
  }
  absl::flat_hash_map<absl::string_view, const Application*> applications;
  for (const Application& application : facts.applications) {
    applications.emplace(application.name(), &application);
    const auto call = facts.catalogue->calls.find(application.call());
    if (call != facts.catalogue->calls.end()) all[application.name()].call = &call->second;
  }
  for (const Grant& grant : facts.grants) {
    const auto application = applications.find(grant.application());
    if (application == applications.end() || !StemsFrom(grant, *application->second)) continue;
    PipelineInputs& inputs = all[application->first];
    inputs.granted = true;
    inputs.awarded += Minor(grant.awarded_amount());
    inputs.payable += PayableMinor(grant);
    inputs.spent += Minor(grant.spent_amount());
    inputs.received += Minor(grant.received_amount());
  }
  for (const v1::Deadline& deadline : deadlines) {
    const v1::Deadline*& late = all[ApplicationOf(deadline)].late;
    if (deadline.overdue() && late == nullptr) late = &deadline;
  }
  for (auto& [application, inputs] : all) {
    std::stable_sort(inputs.obligations.begin(), inputs.obligations.end(), &IsDueBefore);
  }
  return all;
}

// Of an application that is in hand: what it asks, or is going to.
Wide RequestedMinor(const Application& application) {
  return rules::IsUndecided(application.state()) || rules::IsRequested(application)
             ? Minor(application.requested_amount())
             : 0;
}

void SetNext(const ProjectFacts& facts, const PipelineStep& next, v1::PipelineEntry* entry) {
  entry->set_next_step(next.display_name);
  *entry->mutable_as_of_date() = DateFromDay(facts.as_of);
  if (!IsSet(next.date)) return;
  *entry->mutable_next_date() = next.date;
  entry->set_days_left(static_cast<int32_t>(Day(next.date) - facts.as_of));
  entry->set_overdue(entry->days_left() < 0);
}

v1::PipelineEntry EntryOf(const ProjectFacts& facts, const Application& application,
                          const PipelineInputs& inputs, Language language) {
  v1::PipelineEntry entry;
  entry.set_project(facts.project.name());
  entry.set_application(application.name());
  entry.set_display_name(application.display_name());
  entry.set_funder(application.funder());
  entry.set_funder_display_name(FunderNameOf(*facts.catalogue, application.funder()));
  entry.set_state(application.state());
  if (const Stage* stage = StageInHand(application, inputs)) {
    entry.set_stage_display_name(stage->display_name());
  }
  int passed = 0, count = 0;
  for (const Stage* stage : inputs.stages) {
    passed += stage->state() == Stage::STATE_PASSED;
    count += stage->state() != Stage::STATE_SKIPPED;
  }
  entry.set_stages_passed(passed);
  entry.set_stage_count(count);
  *entry.mutable_requested() = AmountIn(facts, RequestedMinor(application));
  // As the grant has it now, which is what the funding plan counts too.
  *entry.mutable_awarded() = AmountIn(facts, inputs.awarded);
  if (rules::IsUndecided(application.state()) && application.has_likelihood_basis_points()) {
    entry.set_likelihood_basis_points(application.likelihood_basis_points());
  }
  SetNext(facts, NextStep(application, inputs, language), &entry);
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

using Entries = std::vector<v1::PipelineEntry>;

Entries EntriesOf(const ProjectFacts& facts, Language language) {
  const std::vector<v1::Deadline> deadlines = DeadlinesOf(facts);
  InputsByApplication all = Survey(facts, deadlines);
  const rules::DecisionGraph graph = DecisionsOf(facts);
  Entries entries;
  for (const Application& application : facts.applications) {
    entries.push_back(EntryOf(facts, application, all[application.name()], language));
    SetDecision(graph, application, &entries.back());
  }
  return entries;
}

struct Sum {
  int32_t count = 0;
  Wide requested = 0, awarded = 0;
};
// Of a state, in a currency.
using Totals = std::map<std::pair<Application::State, std::string>, Sum>;

Totals TotalsOf(const Entries& entries) {
  Totals totals;
  for (const v1::PipelineEntry& entry : entries) {
    Sum& sum = totals[{entry.state(), entry.requested().currency_code()}];
    ++sum.count;
    sum.requested += Minor(entry.requested());
    sum.awarded += Minor(entry.awarded());
  }
  return totals;
}

// The projects of a pipeline, of which each total is told exactly.
class Lanes {
 public:
  void Add(const std::string& project, Entries entries) {
    lanes_.push_back({project, TotalsOf(entries), std::move(entries)});
    for (const auto& [key, sum] : lanes_.back().totals) Count(sum, 1, &totals_[key]);
  }

  // Takes out, the largest first, those whose amounts no total can tell.
  std::vector<Omission> OmitTooLarge(Language language) {
    std::vector<Omission> omitted;
    for (const auto figure : {&Sum::requested, &Sum::awarded}) {
      for (auto& [key, total] : totals_) {
        while (!CanBeTold(total.*figure)) {
          const auto largest =
              std::max_element(lanes_.begin(), lanes_.end(),
                               [&, key = &key](const PipelineLane& a, const PipelineLane& b) {
                                 return a.SumOf(*key).*figure < b.SumOf(*key).*figure;
                               });
          for (const auto& [other, sum] : largest->totals) Count(sum, -1, &totals_[other]);
          const int field = figure == &Sum::requested ? v1::PipelineTotal::kRequestedFieldNumber
                                                      : v1::PipelineTotal::kAwardedFieldNumber;
          omitted.push_back(
              {largest->project,
               RefuseFigure(
                   LabelOf(v1::PipelineTotal::descriptor()->FindFieldByNumber(field), language))});
          lanes_.erase(largest);
        }
      }
    }
    return omitted;
  }

  void MoveTo(v1::Pipeline* pipeline) {
    for (PipelineLane& lane : lanes_) {
      for (v1::PipelineEntry& entry : lane.entries) *pipeline->add_entries() = std::move(entry);
    }
    std::sort(
        pipeline->mutable_entries()->begin(), pipeline->mutable_entries()->end(),
        [](const v1::PipelineEntry& a, const v1::PipelineEntry& b) { return ComesBefore(a, b); });
    for (const auto& [key, sum] : totals_) {
      if (sum.count == 0) continue;
      v1::PipelineTotal* total = pipeline->add_totals();
      total->set_state(key.first);
      total->set_count(sum.count);
      *total->mutable_requested() = Told(sum.requested, key.second);
      *total->mutable_awarded() = Told(sum.awarded, key.second);
    }
  }

 private:
  struct PipelineLane {
    std::string project;
    Totals totals;
    Entries entries;

    Sum SumOf(const Totals::key_type& key) const {
      const auto found = totals.find(key);
      return found == totals.end() ? Sum() : found->second;
    }
  };

  static void Count(const Sum& sum, int sign, Sum* total) {
    total->count += sign * sum.count;
    total->requested += sign * sum.requested;
    total->awarded += sign * sum.awarded;
  }

  std::vector<PipelineLane> lanes_;
  Totals totals_;
};

}  // namespace

bool ComesBefore(const v1::PipelineEntry& a, const v1::PipelineEntry& b) {
  const auto key = [](const v1::PipelineEntry& each) {
    return std::make_tuple(absl::string_view(each.project()), SelectionRank(each.state()),
                           each.stages_passed(), absl::string_view(each.application()));
  };
  return key(a) < key(b);
}

v1::PipelineEntry KeyOf(const v1::PipelineEntry& entry) {
  v1::PipelineEntry key;
  key.set_project(entry.project());
  key.set_state(entry.state());
  key.set_stages_passed(entry.stages_passed());
  key.set_application(entry.application());
  return key;
}

v1::Pipeline MakePipeline(const GatheredFacts& gathered, Language language, Graph graph) {
  Lanes lanes;
  for (const ProjectFacts& facts : gathered.projects) {
    lanes.Add(facts.project.name(), EntriesOf(facts, language));
  }
  v1::Pipeline pipeline;
  // Of one project alone there is nothing to tell without it: the service refuses.
  if (gathered.whole) {
    for (const Omission& each : lanes.OmitTooLarge(language)) {
      v1::OmittedProject* omitted = pipeline.add_omitted();
      omitted->set_project(each.project);
      omitted->set_why(Describe(each.why, language));
    }
  }
  lanes.MoveTo(&pipeline);
  if (!gathered.whole && gathered.projects.size() == 1) {
    SetGraph(DecisionsOf(gathered.projects.front()), graph == Graph::kShown, &pipeline);
  }
  return pipeline;
}

}  // namespace cofi::reporting
