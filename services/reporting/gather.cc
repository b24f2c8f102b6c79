#include "services/reporting/gather.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "base/money.h"
#include "base/names.h"
#include "base/refusal.h"
#include "services/reporting/join.h"
#include "services/reporting/sightings.h"

namespace cofi::reporting {
namespace {

namespace apps = applications::v1;

constexpr int kRoundsMax = 3;
// Each project is some ten calls: enough to keep the services busy, few enough
// to leave room for others.
constexpr int kProjectsAtOnce = 8;
constexpr char kEveryProject[] = "projects/-";
// What the projects service gives a project that names no time zone; here for a
// portfolio without projects.
constexpr char kDefaultTimeZone[] = "Europe/Paris";

template <typename T>
using DoneWith = std::function<void(absl::StatusOr<T>)>;

// One attempt at gathering what belongs to one root.
struct Round {
  Inquiry inquiry;
  std::string root;
  std::shared_ptr<Sightings> sightings = std::make_shared<Sightings>();

  // All pages of a list. `items` is the response's field, `out` where it goes.
  template <typename Request, typename Response, typename Item>
  void List(const char* service, Request request,
            google::protobuf::RepeatedPtrField<Item>* (Response::*items)(), std::vector<Item>* out,
            Done done) const {
    using Of = Listing<Request, Response, Item>;
    inquiry.SetKnownAt(&request);
    AskForPages(
        std::make_shared<Of>(Of{inquiry, service, root, std::move(request), items, out, sightings}),
        std::move(done));
  }
};

// ---- the catalogue

struct CatalogueLists {
  std::vector<Funder> funders;
  std::vector<Call> calls;
};

std::shared_ptr<const Catalogue> CatalogueOf(CatalogueLists lists, const Sightings& sightings) {
  auto catalogue = std::make_shared<Catalogue>();
  for (Funder& funder : lists.funders) {
    std::string name = funder.name();
    catalogue->funders.emplace(std::move(name), std::move(funder));
  }
  for (Call& call : lists.calls) {
    std::string name = call.name();
    catalogue->calls.emplace(std::move(name), std::move(call));
  }
  catalogue->positions = sightings.Positions();
  return catalogue;
}

void GatherCatalogue(const Inquiry& inquiry, int round_number,
                     const DoneWith<std::shared_ptr<const Catalogue>>& done) {
  const Round round{inquiry, kSharedRoot};
  auto lists = std::make_shared<CatalogueLists>();
  auto join = std::make_shared<Join>([=](const absl::Status& status) {
    if (!status.ok()) return done(status);
    if (!round.sightings->Agree() && round_number < kRoundsMax) {
      return GatherCatalogue(inquiry, round_number + 1, done);
    }
    done(CatalogueOf(std::move(*lists), *round.sightings));
  });
  round.List(kApplications, PagesOf<apps::ListFundersRequest>(Date()),
             &apps::ListFundersResponse::mutable_funders, &lists->funders, join->Begin());
  round.List(kApplications, PagesOf<apps::ListCallsRequest>("funders/-", Date()),
             &apps::ListCallsResponse::mutable_calls, &lists->calls, join->Begin());
  join->Begun();
}

// ---- one project

void GetProject(const Inquiry& inquiry, const std::string& name, const Date& as_of,
                Project* project, Done done) {
  auto request = std::make_shared<projects::v1::GetProjectRequest>();
  request->set_name(name);
  if (IsSet(as_of)) *request->mutable_as_of_date() = as_of;
  inquiry.SetKnownAt(request.get());
  Ask(inquiry, kProjects, *request, project,
      [request, done = std::move(done)](const absl::Status& status) { done(status); });
}

void ListProject(const Round& round, const Date& as_of, ProjectFacts* facts, Join* join) {
  GetProject(round.inquiry, round.root, as_of, &facts->project, join->Begin());
  round.List(kProjects, PagesOf<projects::v1::ListPhasesRequest>(round.root, as_of),
             &projects::v1::ListPhasesResponse::mutable_phases, &facts->phases, join->Begin());
  round.List(kProjects, PagesOf<projects::v1::ListProjectUpdatesRequest>(round.root, as_of),
             &projects::v1::ListProjectUpdatesResponse::mutable_project_updates, &facts->updates,
             join->Begin());
}

void ListApplications(const Round& round, const Date& as_of, ProjectFacts* facts, Join* join) {
  const std::string each = absl::StrCat(round.root, "/applications/-");
  round.List(kApplications, PagesOf<apps::ListApplicationsRequest>(round.root, as_of),
             &apps::ListApplicationsResponse::mutable_applications, &facts->applications,
             join->Begin());
  round.List(kApplications, PagesOf<apps::ListStagesRequest>(each, as_of),
             &apps::ListStagesResponse::mutable_stages, &facts->stages, join->Begin());
  round.List(kApplications, PagesOf<apps::ListObligationsRequest>(each, as_of),
             &apps::ListObligationsResponse::mutable_obligations, &facts->obligations,
             join->Begin());
}

// The lines of the adopted budget; and behind them, with nothing planned, those of other
// versions on which money counts already: an invoice may be older than the version that has
// its line.
void ListLines(const Round& round, const Date& as_of, const std::shared_ptr<ProjectFacts>& facts,
               const std::function<void(const absl::Status&)>& end) {
  auto all = std::make_shared<std::vector<Line>>();
  round.List(
      kBudgets,
      PagesOf<budgets::v1::ListLinesRequest>(absl::StrCat(round.root, "/budgets/-"), as_of),
      &budgets::v1::ListLinesResponse::mutable_lines, all.get(),
      [facts, all, end](const absl::Status& status) {
        if (!status.ok()) return end(status);
        absl::flat_hash_set<std::string> there;
        for (const Line& line : *all) {
          if (ParentOf(line.name()) != facts->budget->name()) continue;
          there.insert(std::string(IdOf(line.name())));
          facts->lines.push_back(line);
        }
        for (Line& line : *all) {
          const bool has_money = Minor(line.committed_amount()) != 0 ||
                                 Minor(line.spent_amount()) != 0 || Minor(line.paid_amount()) != 0;
          if (!has_money || !there.insert(std::string(IdOf(line.name()))).second) continue;
          *line.mutable_planned_amount() = MoneyFromMinor(0, line.planned_amount().currency_code());
          facts->lines.push_back(std::move(line));
        }
        end(absl::OkStatus());
      });
}

// Lines are known only once the adopted budget is.
void ListAdoptedBudget(const Round& round, const Date& as_of,
                       const std::shared_ptr<ProjectFacts>& facts, Join* join) {
  auto all = std::make_shared<std::vector<Budget>>();
  round.List(kBudgets, PagesOf<budgets::v1::ListBudgetsRequest>(round.root, as_of),
             &budgets::v1::ListBudgetsResponse::mutable_budgets, all.get(),
             [=, end = join->Begin()](const absl::Status& status) {
               if (!status.ok()) return end(status);
               for (Budget& budget : *all) {
                 if (budget.state() == Budget::STATE_SUPERSEDED) {
                   facts->superseded.push_back(std::move(budget));
                 } else if (budget.state() == Budget::STATE_ADOPTED) {
                   facts->budget = std::move(budget);
                 }
               }
               if (!facts->budget) return end(absl::OkStatus());
               ListLines(round, as_of, facts, end);
             });
}

void GatherProject(const Inquiry& inquiry, const std::string& name, absl::CivilDay day,
                   int round_number, const DoneWith<ProjectFacts>& done) {
  const Round round{inquiry, name};
  auto facts = std::make_shared<ProjectFacts>();
  facts->as_of = day;
  auto join = std::make_shared<Join>([=](const absl::Status& status) {
    if (!status.ok()) return done(status);
    if (!round.sightings->Agree() && round_number < kRoundsMax) {
      return GatherProject(inquiry, name, day, round_number + 1, done);
    }
    facts->positions = round.sightings->Positions();
    done(std::move(*facts));
  });
  const Date as_of = DateFromDay(day);
  ListProject(round, as_of, facts.get(), join.get());
  ListApplications(round, as_of, facts.get(), join.get());
  ListAdoptedBudget(round, as_of, facts, join.get());
  round.List(kBudgets, PagesOf<budgets::v1::ListGrantsRequest>(name, as_of),
             &budgets::v1::ListGrantsResponse::mutable_grants, &facts->grants, join->Begin());
  join->Begun();
}

// ---- several projects

// A project, and of which day.
struct Wanted {
  std::string name;
  absl::CivilDay day;
};

// Whether a refusal is about the data of one project among all: it may be deleted
// while the others are read, or hold what a service cannot make sense of.
bool CostsOnlyItself(const absl::Status& refusal) {
  switch (refusal.code()) {
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kDataLoss:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kOutOfRange:
    case absl::StatusCode::kUnknown:
      return true;
    default:
      return false;
  }
}

// Some projects side by side; each that ends starts the next one.
class Crew : public std::enable_shared_from_this<Crew> {
 public:
  Crew(Inquiry inquiry, std::vector<Wanted> wanted, bool every)
      : inquiry_(std::move(inquiry)), wanted_(std::move(wanted)), every_(every) {
    gathered_.resize(wanted_.size(), absl::NotFoundError(""));
  }

  void Start(Join* join) {
    for (int i = 0; i < kProjectsAtOnce; ++i) Next(join->Begin());
  }

  // Those that were there, in the order of their names, and those that could not be
  // told; the first refusal if there was nothing else. After all have ended.
  absl::Status MoveTo(Portfolio* portfolio) {
    for (size_t i = 0; i < gathered_.size(); ++i) {
      absl::StatusOr<ProjectFacts>& facts = gathered_[i];
      if (facts.ok()) {
        portfolio->projects.push_back(*std::move(facts));
      } else if (!absl::IsNotFound(facts.status())) {
        portfolio->omitted.push_back({wanted_[i].name, facts.status()});
      }
    }
    const bool nothing = portfolio->projects.empty() && !portfolio->omitted.empty();
    return nothing ? portfolio->omitted.front().why : absl::OkStatus();
  }

 private:
  void Next(Done end) {
    const std::optional<size_t> index = Claim();
    if (!index) return end(absl::OkStatus());
    GatherProject(
        inquiry_, wanted_[*index].name, wanted_[*index].day, 1,
        [self = shared_from_this(), index = *index, end = std::move(end)](
            absl::StatusOr<ProjectFacts> facts) { self->Got(index, std::move(facts), end); });
  }

  // Whose turn it is; nobody's after a failure.
  std::optional<size_t> Claim() {
    absl::MutexLock lock(&mutex_);
    if (failed_ || next_ == wanted_.size()) return std::nullopt;
    return next_++;
  }

  void Stop() {
    absl::MutexLock lock(&mutex_);
    failed_ = true;
  }

  void Got(size_t index, absl::StatusOr<ProjectFacts> facts, const Done& end) {
    if (!facts.ok() && !(every_ && CostsOnlyItself(facts.status()))) {
      Stop();
      return end(facts.status());
    }
    gathered_[index] = std::move(facts);
    Next(end);
  }

  const Inquiry inquiry_;
  const std::vector<Wanted> wanted_;
  const bool every_;
  // Each written by one piece of work, read after all have ended.
  std::vector<absl::StatusOr<ProjectFacts>> gathered_;
  absl::Mutex mutex_;
  size_t next_ ABSL_GUARDED_BY(mutex_) = 0;
  bool failed_ ABSL_GUARDED_BY(mutex_) = false;
};

// Today in a time zone. What was known at a time is told as on the day of that time.
absl::CivilDay TodayFor(const Inquiry& inquiry, const std::string& zone) {
  const absl::Time now = inquiry.known_at.has_value()
                             ? absl::FromUnixSeconds(inquiry.known_at->seconds())
                             : absl::Now();
  return TodayIn(zone.empty() ? kDefaultTimeZone : zone, now);
}

// Each project speaks as of its own today: one day for all would call late what is
// not, or hide what is, wherever it is another day.
Wanted WantedOf(const Inquiry& inquiry, const Project& project, const Date& as_of) {
  return {project.name(), IsSet(as_of) ? Day(as_of) : TodayFor(inquiry, project.time_zone())};
}

// The latest day of those wanted; where there are none, that of the default zone.
absl::CivilDay LatestDay(const Inquiry& inquiry, const Date& as_of,
                         const std::vector<Wanted>& wanted) {
  if (wanted.empty()) return WantedOf(inquiry, Project(), as_of).day;
  return std::max_element(wanted.begin(), wanted.end(),
                          [](const Wanted& a, const Wanted& b) { return a.day < b.day; })
      ->day;
}

void GatherEach(const Inquiry& inquiry, const Date& as_of, const std::vector<Wanted>& wanted,
                bool every, DoneWith<Portfolio> done) {
  Portfolio empty;
  empty.whole = every;
  empty.as_of = LatestDay(inquiry, as_of, wanted);

  auto crew = std::make_shared<Crew>(inquiry, wanted, every);
  auto catalogue = std::make_shared<std::shared_ptr<const Catalogue>>();
  auto join = std::make_shared<Join>(
      [crew, catalogue, empty, done = std::move(done)](const absl::Status& status) {
        if (!status.ok()) return done(status);
        Portfolio portfolio = empty;
        portfolio.catalogue = *catalogue;
        if (absl::Status moved = crew->MoveTo(&portfolio); !moved.ok()) return done(moved);
        for (ProjectFacts& facts : portfolio.projects) facts.catalogue = *catalogue;
        done(std::move(portfolio));
      });
  GatherCatalogue(inquiry, 1,
                  [catalogue, end = join->Begin()](
                      const absl::StatusOr<std::shared_ptr<const Catalogue>>& gathered) {
                    if (gathered.ok()) *catalogue = *gathered;
                    end(gathered.status());
                  });
  crew->Start(join.get());
  join->Begun();
}

void GatherEvery(const Inquiry& inquiry, const Date& as_of, DoneWith<Portfolio> done) {
  // The list spans as many roots as there are projects, so it has no position.
  const Round round{inquiry, ""};
  auto all = std::make_shared<std::vector<Project>>();
  round.List(kProjects, PagesOf<projects::v1::ListProjectsRequest>(as_of),
             &projects::v1::ListProjectsResponse::mutable_projects, all.get(),
             [inquiry, as_of, all, done = std::move(done)](const absl::Status& status) {
               if (!status.ok()) return done(status);
               std::vector<Wanted> wanted;
               for (const Project& project : *all) {
                 wanted.push_back(WantedOf(inquiry, project, as_of));
               }
               GatherEach(inquiry, as_of, wanted, /*every=*/true, done);
             });
}

}  // namespace

void Gather(const Inquiry& inquiry, const std::string& project, const Date& as_of,
            DoneWith<Portfolio> done) {
  if (project == kEveryProject) return GatherEvery(inquiry, as_of, std::move(done));
  // Asked for first: an unknown project is one clear answer, and today depends
  // on its time zone.
  auto found = std::make_shared<Project>();
  GetProject(inquiry, project, as_of, found.get(),
             [inquiry, as_of, found, done = std::move(done)](const absl::Status& status) {
               if (!status.ok()) return done(status);
               GatherEach(inquiry, as_of, {WantedOf(inquiry, *found, as_of)}, /*every=*/false,
                          done);
             });
}

}  // namespace cofi::reporting
