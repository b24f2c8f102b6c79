#include "services/reporting/deadline_rules.h"

#include <algorithm>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/match.h"
#include "base/dates.h"
#include "base/fields.h"
#include "base/names.h"
#include "base/rules/deadlines.h"
#include "base/text.h"
#include "base/working_days.h"

namespace cofi::reporting {
namespace {

using v1::Deadline;

// Where deadlines are collected, all of one catalogue.
class Collector {
 public:
  explicit Collector(const Catalogue& catalogue) : catalogue_(catalogue) {}

  // Those that are not over on the day on which they are judged.
  void Add(absl::CivilDay as_of, rules::Deadlines deadlines) {
    for (Deadline& deadline : deadlines) {
      JudgeOn(as_of, &deadline);
      if (deadline.overdue() && rules::EndsWithItsDay(deadline.kind())) continue;
      if (!deadline.funder().empty()) {
        deadline.set_funder_display_name(FunderNameOf(catalogue_, deadline.funder()));
      }
      deadlines_.push_back(std::move(deadline));
    }
  }

  std::vector<Deadline> TakeSorted() {
    std::sort(deadlines_.begin(), deadlines_.end(), &ComesBefore);
    return std::move(deadlines_);
  }

 private:
  const Catalogue& catalogue_;
  std::vector<Deadline> deadlines_;
};

// A call concerns those who are about to answer it, even when they are too late; in the view over
// all projects, also whoever might.
void AddCallClosings(absl::Span<const ProjectFacts> projects, const Catalogue& catalogue,
                     absl::CivilDay day, bool anybody, Collector* deadlines) {
  // By call, the sessions that drafts name.
  absl::flat_hash_map<absl::string_view, std::set<std::string>> awaited;
  for (const ProjectFacts& facts : projects) {
    for (const Application& application : facts.applications) {
      if (application.state() == Application::STATE_DRAFT) {
        awaited[application.call()].insert(application.session());
      }
    }
  }
  for (const auto& [name, call] : catalogue.calls) {
    rules::Deadlines all = rules::DeadlinesOf(call);
    const auto drafts = awaited.find(name);
    std::erase_if(all, [&, &call = call](const Deadline& deadline) {
      return !(drafts != awaited.end() && rules::ConcernsDrafts(deadline, drafts->second, day)) &&
             !(anybody && rules::ConcernsAnybody(deadline, call, day));
    });
    deadlines->Add(day, std::move(all));
  }
}

void AddProject(const ProjectFacts& facts, Collector* deadlines) {
  StagesByApplication stages = StagesOf(facts);
  absl::flat_hash_map<absl::string_view, std::vector<const Obligation*>> obligations;
  for (const Obligation& obligation : facts.obligations) {
    obligations[ParentOf(obligation.name())].push_back(&obligation);
  }
  for (const Application& application : facts.applications) {
    deadlines->Add(facts.as_of, rules::DeadlinesOf(application, stages[application.name()],
                                                   obligations[application.name()]));
  }
  for (const Grant& grant : facts.grants) deadlines->Add(facts.as_of, rules::DeadlinesOf(grant));
  for (const ProjectUpdate& update : facts.updates) {
    deadlines->Add(facts.as_of, rules::DeadlinesOf(update));
  }
}

bool Concerns(const Deadline& deadline, const DeadlineFilter& filter) {
  return (filter.funder.empty() || deadline.funder() == filter.funder) &&
         (filter.kinds.empty() || absl::c_linear_search(filter.kinds, deadline.kind())) &&
         (filter.text.empty() ||
          absl::StrContains(Fold(deadline.display_name()), Fold(filter.text)));
}

}  // namespace

bool NeedsPapers(const v1::ListDeadlinesRequest& request) {
  bool any = true;
  for (const int kind : request.kinds()) {
    if (kind == Deadline::KIND_PAPER_EXPIRY) return request.funder().empty();
    any = any && kind == Deadline::KIND_UNSPECIFIED;
  }
  return any && request.funder().empty();
}

bool IsInTime(const Deadline& deadline, const DeadlineFilter& filter) {
  return (filter.within_days == 0 || deadline.days_left() <= filter.within_days) &&
         (!filter.overdue_only || deadline.overdue());
}

void JudgeOn(absl::CivilDay day, Deadline* deadline) {
  *deadline->mutable_as_of_date() = DateFromDay(day);
  deadline->set_days_left(static_cast<int32_t>(Day(deadline->date()) - day));
  deadline->set_overdue(deadline->days_left() < 0);
  deadline->set_very_late(deadline->days_left() < -rules::kVeryLateDays);
  deadline->clear_last_working_date();
  deadline->clear_non_working();
  const absl::CivilDay due = Day(deadline->date());
  if (IsWorkingDay(due) || !rules::IsDoneByItsDay(deadline->kind())) return;
  *deadline->mutable_last_working_date() = DateFromDay(LastWorkingDayUntil(due));
  deadline->set_non_working(DayOffOn(due));
}

// By the parts of the date, because that in a page token may be none.
bool ComesBefore(const Deadline& a, const Deadline& b) {
  const auto key = [](const Deadline& each) {
    const Date& date = each.date();
    return std::make_tuple(date.year(), date.month(), date.day(),
                           absl::string_view(each.resource()), EnumNameOf(each.kind()),
                           absl::string_view(each.session()));
  };
  return key(a) < key(b);
}

Deadline KeyOf(const Deadline& deadline) {
  Deadline key;
  *key.mutable_date() = deadline.date();
  key.set_resource(deadline.resource());
  key.set_kind(deadline.kind());
  key.set_session(deadline.session());
  return key;
}

v1::DeadlineList MakeDeadlineList(const GatheredFacts& gathered, const DeadlineFilter& filter) {
  Collector all(*gathered.catalogue);
  const absl::CivilDay day = gathered.whole || gathered.projects.empty()
                                 ? gathered.shared_day
                                 : gathered.projects[0].as_of;
  AddCallClosings(gathered.projects, *gathered.catalogue, day, gathered.whole, &all);
  for (const attachments::v1::Paper& paper : gathered.papers) {
    all.Add(day, rules::DeadlinesOf(paper));
  }
  for (const ProjectFacts& facts : gathered.projects) AddProject(facts, &all);
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
  AddCallClosings(absl::MakeConstSpan(&facts, 1), *facts.catalogue, facts.as_of,
                  /*anybody=*/false, &all);
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
