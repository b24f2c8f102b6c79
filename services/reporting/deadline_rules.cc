#include "services/reporting/deadline_rules.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/container/flat_hash_map.h"
#include "base/dates.h"
#include "base/names.h"
#include "base/rules/application_states.h"

namespace cofi::reporting {
namespace {

using v1::Deadline;

// Where deadlines are collected, all of one catalogue.
class Collector {
 public:
  explicit Collector(const Catalogue& catalogue) : catalogue_(catalogue) {}

  // Of which day the next ones are judged.
  void On(absl::CivilDay as_of) { as_of_ = as_of; }

  // What was added, to say more about it; null without a date, when nothing is.
  Deadline* Add(Deadline::Kind kind, const Date& date, const std::string& display_name,
                const std::string& resource, const std::string& funder) {
    if (!IsSet(date)) return nullptr;
    const absl::CivilDay day = Day(date);
    Deadline& deadline = deadlines_.emplace_back();
    *deadline.mutable_date() = date;
    *deadline.mutable_as_of_date() = DateFromDay(as_of_);
    deadline.set_days_left(static_cast<int32_t>(day - as_of_));
    deadline.set_kind(kind);
    deadline.set_display_name(display_name);
    // A call is of no project, whoever means to answer it.
    if (kind != Deadline::KIND_CALL_CLOSING) deadline.set_project(std::string(RootOf(resource)));
    deadline.set_resource(resource);
    deadline.set_funder(funder);
    if (!funder.empty()) deadline.set_funder_display_name(FunderNameOf(catalogue_, funder));
    deadline.set_overdue(day < as_of_);
    return &deadline;
  }

  // As Add, for what is over once its day has passed, rather than overdue.
  void AddIfAhead(Deadline::Kind kind, const Date& date, const std::string& display_name,
                  const std::string& resource, const std::string& funder) {
    if (IsSet(date) && Day(date) >= as_of_) Add(kind, date, display_name, resource, funder);
  }

  std::vector<Deadline> TakeSorted() {
    std::sort(deadlines_.begin(), deadlines_.end(), &ComesBefore);
    return std::move(deadlines_);
  }

 private:
  const Catalogue& catalogue_;
  absl::CivilDay as_of_;
  std::vector<Deadline> deadlines_;
};

bool TakesApplicationsOn(const Call& call, absl::CivilDay day) {
  return (!IsSet(call.open_date()) || Day(call.open_date()) <= day) &&
         (!IsSet(call.close_date()) || Day(call.close_date()) >= day);
}

// A call concerns those who are about to answer it, even when they are too
// late; in the view over all projects, also whoever might.
void AddCallClosings(absl::Span<const ProjectFacts> projects, const Catalogue& catalogue,
                     std::optional<absl::CivilDay> anybody, Collector* deadlines) {
  absl::btree_map<absl::string_view, absl::CivilDay> awaited;
  for (const ProjectFacts& facts : projects) {
    for (const Application& application : facts.applications) {
      if (application.state() != Application::STATE_DRAFT) continue;
      const auto [day, added] = awaited.try_emplace(application.call(), facts.as_of);
      if (!added) day->second = std::max(day->second, facts.as_of);
    }
  }
  for (const auto& [name, call] : catalogue.calls) {
    const auto day = awaited.find(name);
    if (day != awaited.end()) {
      deadlines->On(day->second);
    } else if (anybody && TakesApplicationsOn(call, *anybody)) {
      deadlines->On(*anybody);
    } else {
      continue;
    }
    deadlines->Add(Deadline::KIND_CALL_CLOSING, call.close_date(), call.display_name(), name,
                   std::string(ParentOf(name)));
  }
}

void AddStage(const Application& application, const Stage& stage, Collector* deadlines) {
  const bool to_hand_in =
      stage.state() == Stage::STATE_UPCOMING || stage.state() == Stage::STATE_OPEN;
  if (to_hand_in) {
    deadlines->Add(Deadline::KIND_STAGE_DUE, stage.due_date(), stage.display_name(), stage.name(),
                   application.funder());
  }
  if (to_hand_in || stage.state() == Stage::STATE_SUBMITTED) {
    deadlines->Add(Deadline::KIND_DECISION_EXPECTED, stage.expected_decision_date(),
                   stage.display_name(), stage.name(), application.funder());
  }
}

// Whether a stage still ahead already says that the answer comes on that day.
bool CarriesDecision(const std::vector<const Stage*>& stages, const Date& date) {
  return std::any_of(stages.begin(), stages.end(), [&](const Stage* stage) {
    return !rules::IsOver(stage->state()) && IsSet(stage->expected_decision_date()) &&
           Day(stage->expected_decision_date()) == Day(date);
  });
}

void AddSelection(const ProjectFacts& facts, Collector* deadlines) {
  const StagesByApplication stages_of = StagesOf(facts);
  const std::vector<const Stage*> none;
  for (const Application& application : facts.applications) {
    if (!rules::IsUndecided(application.state())) continue;
    const auto found = stages_of.find(application.name());
    const std::vector<const Stage*>& stages = found == stages_of.end() ? none : found->second;
    for (const Stage* stage : stages) AddStage(application, *stage, deadlines);
    if (!CarriesDecision(stages, application.expected_decision_date())) {
      deadlines->Add(Deadline::KIND_DECISION_EXPECTED, application.expected_decision_date(),
                     application.display_name(), application.name(), application.funder());
    }
  }
}

// Nothing is owed for an award that has not come, except answers.
bool IsOwed(const Obligation& obligation, const Application& application) {
  if (obligation.state() != Obligation::STATE_PENDING) return false;
  return rules::IsAwarded(application.state()) ||
         (obligation.kind() == Obligation::KIND_INFORMATION &&
          rules::IsUndecided(application.state()));
}

void AddObligations(const ProjectFacts& facts, Collector* deadlines) {
  absl::flat_hash_map<absl::string_view, const Application*> applications;
  for (const Application& application : facts.applications) {
    applications.emplace(application.name(), &application);
  }
  for (const Obligation& obligation : facts.obligations) {
    const auto found = applications.find(ParentOf(obligation.name()));
    if (found == applications.end() || !IsOwed(obligation, *found->second)) continue;
    Deadline* deadline =
        deadlines->Add(Deadline::KIND_OBLIGATION, obligation.due_date(), obligation.display_name(),
                       obligation.name(), found->second->funder());
    if (deadline != nullptr) deadline->set_obligation_kind(obligation.kind());
  }
}

void AddProject(const ProjectFacts& facts, Collector* deadlines) {
  deadlines->On(facts.as_of);
  AddSelection(facts, deadlines);
  AddObligations(facts, deadlines);
  for (const Grant& grant : facts.grants) {
    // A lost one pays nothing more, whatever its agreement says.
    if (grant.has_lost_date()) continue;
    deadlines->AddIfAhead(Deadline::KIND_ELIGIBILITY_END, grant.eligible_end_date(),
                          grant.display_name(), grant.name(), grant.funder());
  }
  for (const ProjectUpdate& update : facts.updates) {
    deadlines->AddIfAhead(
        Deadline::KIND_EVENT, update.event_date(),
        update.event_display_name().empty() ? update.display_name() : update.event_display_name(),
        update.name(), "");
  }
}

// On which day a call is still open to anybody: as long as it is so for anyone.
absl::CivilDay EarliestDay(const Portfolio& portfolio) {
  absl::CivilDay earliest = portfolio.as_of;
  for (const ProjectFacts& facts : portfolio.projects) earliest = std::min(earliest, facts.as_of);
  return earliest;
}

bool Concerns(const Deadline& deadline, const DeadlineFilter& filter) {
  return filter.funder.empty() || deadline.funder() == filter.funder;
}

bool IsInTime(const Deadline& deadline, const DeadlineFilter& filter) {
  return (filter.within_days == 0 || deadline.days_left() <= filter.within_days) &&
         (!filter.overdue_only || deadline.overdue());
}

}  // namespace

// By date rather than by the days left, which projects count from days of their own; and by its
// parts, because the date in a page token may be none.
bool ComesBefore(const Deadline& a, const Deadline& b) {
  const auto key = [](const Deadline& each) {
    const Date& date = each.date();
    return std::make_tuple(!each.overdue(), date.year(), date.month(), date.day(),
                           absl::string_view(each.resource()), each.kind());
  };
  return key(a) < key(b);
}

Deadline KeyOf(const Deadline& deadline) {
  Deadline key;
  key.set_overdue(deadline.overdue());
  *key.mutable_date() = deadline.date();
  key.set_resource(deadline.resource());
  key.set_kind(deadline.kind());
  return key;
}

v1::DeadlineList MakeDeadlineList(const Portfolio& portfolio, const DeadlineFilter& filter) {
  Collector all(*portfolio.catalogue);
  AddCallClosings(portfolio.projects, *portfolio.catalogue,
                  portfolio.whole ? std::optional(EarliestDay(portfolio)) : std::nullopt, &all);
  for (const ProjectFacts& facts : portfolio.projects) AddProject(facts, &all);
  v1::DeadlineList list;
  for (Deadline& deadline : all.TakeSorted()) {
    if (!Concerns(deadline, filter)) continue;
    if (IsInTime(deadline, filter)) {
      *list.add_deadlines() = std::move(deadline);
    } else if (!list.has_next_beyond()) {
      *list.mutable_next_beyond() = std::move(deadline);
    }
  }
  return list;
}

std::vector<Deadline> DeadlinesOf(const ProjectFacts& facts) {
  Collector all(*facts.catalogue);
  AddCallClosings(absl::MakeConstSpan(&facts, 1), *facts.catalogue, std::nullopt, &all);
  AddProject(facts, &all);
  return all.TakeSorted();
}

LateAndNext LateAndNextOf(const ProjectFacts& facts) {
  LateAndNext found;
  for (Deadline& deadline : DeadlinesOf(facts)) {
    if (!deadline.overdue()) {
      found.next = std::move(deadline);
      break;
    }
    if (++found.overdue_count == 1) found.oldest_overdue = std::move(deadline);
  }
  return found;
}

}  // namespace cofi::reporting
