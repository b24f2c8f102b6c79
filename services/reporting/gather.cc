#include "services/reporting/gather.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "base/names.h"
#include "base/refusal.h"
#include "clients/services.h"
#include "cofi/applications/internal/v1/facts.pb.h"
#include "cofi/attachments/v1/attachments.pb.h"
#include "cofi/attachments/v1/papers.pb.h"
#include "cofi/budgets/internal/v1/facts.pb.h"
#include "cofi/projects/internal/v1/facts.pb.h"
#include "cofi/projects/v1/organizations.pb.h"
#include "services/reporting/join.h"
#include "services/reporting/list_pages.h"

namespace cofi::reporting {
namespace {

namespace apps = applications::internal::v1;
namespace files = attachments::v1;
namespace money = budgets::internal::v1;
namespace plans = projects::internal::v1;

// Each project is three calls: enough to keep the services busy, few enough to leave room for
// others.
constexpr int kProjectsAtOnce = 8;
constexpr int kPageSize = 1'000;
// Papers, and attachments of expenses, that are looked at.
constexpr size_t kFilesMax = 20'000;

// Asks for what a service has of a project.
template <typename Request>
void AskOf(const std::string& project, const Inquiry& inquiry, const char* service,
           const Date& as_of, google::protobuf::Message* response, Done done) {
  Request request;
  request.set_name(project);
  if (IsSet(as_of)) *request.mutable_as_of_date() = as_of;
  if constexpr (requires { request.mutable_movements(); }) {
    if (inquiry.movements.has_value()) *request.mutable_movements() = *inquiry.movements;
  }
  Ask(inquiry, service, std::move(request), response, std::move(done));
}

template <typename M>
std::vector<M> Taken(google::protobuf::RepeatedPtrField<M>* field) {
  return {std::make_move_iterator(field->begin()), std::make_move_iterator(field->end())};
}

std::shared_ptr<const Catalogue> CatalogueOf(apps::Directory& directory) {
  auto catalogue = std::make_shared<Catalogue>();
  for (Funder& funder : *directory.mutable_funders()) {
    std::string name = funder.name();
    catalogue->funders.emplace(std::move(name), std::move(funder));
  }
  for (Call& call : *directory.mutable_calls()) {
    std::string name = call.name();
    catalogue->calls.emplace(std::move(name), std::move(call));
  }
  catalogue->positions.push_back(
      PositionIn(kApplications, kSharedRoot, directory.journal_sequence()));
  return catalogue;
}

using ExpenseFiles =
    Listing<files::ListAttachmentsRequest, files::ListAttachmentsResponse, files::Attachment>;

// What the services said of a project.
struct ProjectAnswers {
  plans::ProjectFacts project;
  // Whose fiscal years count, where they do.
  projects::v1::Organization lead;
  apps::ApplicationFacts applications;
  money::BudgetFacts budgets;
  // Null unless they are asked for.
  std::shared_ptr<ExpenseFiles> files;
};

// All of the project at once: who asks for each expense asks a thousand times.
void AskForFiles(const std::string& project, const Inquiry& inquiry, ProjectAnswers* answers,
                 const Done& done) {
  answers->files = std::make_shared<ExpenseFiles>();
  answers->files->request.set_parent(project);
  answers->files->request.set_filter("expense:*");
  answers->files->rows_max = kFilesMax;
  answers->files->take = [](files::ListAttachmentsResponse& page,
                            std::vector<files::Attachment>* rows) {
    TakeAll(page.mutable_attachments(), rows);
    return true;
  };
  ReadList(inquiry, kAttachments, answers->files, done);
}

ProjectFacts FactsOf(ProjectAnswers& answers) {
  ProjectFacts facts;
  facts.as_of = Day(answers.project.as_of_date());
  facts.project = std::move(*answers.project.mutable_project());
  if (answers.lead.has_fiscal_year_start_month()) {
    facts.fiscal_year_start_month = answers.lead.fiscal_year_start_month();
  }
  facts.phases = Taken(answers.project.mutable_phases());
  facts.updates = Taken(answers.project.mutable_updates());
  facts.applications = Taken(answers.applications.mutable_applications());
  facts.stages = Taken(answers.applications.mutable_stages());
  facts.obligations = Taken(answers.applications.mutable_obligations());
  if (answers.budgets.has_budget()) facts.budget = std::move(*answers.budgets.mutable_budget());
  facts.superseded = Taken(answers.budgets.mutable_superseded());
  facts.lines = Taken(answers.budgets.mutable_lines());
  facts.grants = Taken(answers.budgets.mutable_grants());
  facts.movements = Taken(answers.budgets.mutable_movements());
  facts.movements_before = Taken(answers.budgets.mutable_movements_before());
  const std::string& root = facts.project.name();
  facts.positions = {PositionIn(kProjects, root, answers.project.journal_sequence()),
                     PositionIn(kApplications, root, answers.applications.journal_sequence()),
                     PositionIn(kBudgets, root, answers.budgets.journal_sequence())};
  if (answers.files != nullptr) {
    facts.expense_files = std::move(answers.files->rows);
    facts.positions.push_back(
        PositionIn(kAttachments, root, answers.files->page.journal_sequence()));
  }
  return facts;
}

void GatherProject(const Inquiry& inquiry, const std::string& name,
                   const std::function<void(absl::StatusOr<ProjectFacts>)>& done) {
  const auto answers = std::make_shared<ProjectAnswers>();
  // The rest, once the project is known, and its fiscal years where they matter.
  const auto ask_others = [=](const Inquiry& asked) {
    const auto join = std::make_shared<Join>([=](const absl::Status& status) {
      if (!status.ok()) return done(status);
      done(FactsOf(*answers));
    });
    const Date& day = answers->project.as_of_date();
    AskOf<apps::ReadFactsRequest>(name, asked, kApplications, day, &answers->applications,
                                  join->Begin());
    AskOf<money::ReadFactsRequest>(name, asked, kBudgets, day, &answers->budgets, join->Begin());
    if (asked.expense_files) AskForFiles(name, asked, answers.get(), join->Begin());
    join->Begun();
  };
  AskOf<plans::ReadFactsRequest>(
      name, inquiry, kProjects, inquiry.as_of, &answers->project, [=](const absl::Status& found) {
        if (!found.ok()) return done(found);
        const std::string& lead = answers->project.project().lead();
        const bool by_year = inquiry.movements.has_value() && inquiry.movements->by_year();
        if (lead.empty() || !(by_year || inquiry.fiscal_years)) return ask_others(inquiry);
        projects::v1::GetOrganizationRequest request;
        request.set_name(lead);
        Ask(inquiry, kProjects, request, &answers->lead, [=](const absl::Status& status) {
          if (!status.ok()) return done(status);
          Inquiry asked = inquiry;
          if (by_year) {
            asked.movements->set_fiscal_year_start_month(answers->lead.fiscal_year_start_month());
          }
          ask_others(asked);
        });
      });
}

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
  Crew(Inquiry inquiry, std::vector<std::string> wanted, bool every)
      : inquiry_(std::move(inquiry)), wanted_(std::move(wanted)), every_(every) {
    gathered_.resize(wanted_.size(), absl::NotFoundError(""));
  }

  void Start(Join* join) {
    for (int i = 0; i < kProjectsAtOnce; ++i) Next(join->Begin());
  }

  // Those that were there, in the order of their names, and those that could not be
  // told; the first refusal if there was nothing else. After all have ended.
  absl::Status MoveTo(GatheredFacts* gathered) {
    for (size_t i = 0; i < gathered_.size(); ++i) {
      absl::StatusOr<ProjectFacts>& facts = gathered_[i];
      if (facts.ok()) {
        gathered->projects.push_back(*std::move(facts));
      } else if (!absl::IsNotFound(facts.status())) {
        gathered->omitted.push_back({wanted_[i], facts.status()});
      }
    }
    const bool nothing = gathered->projects.empty() && !gathered->omitted.empty();
    return nothing ? gathered->omitted.front().why : absl::OkStatus();
  }

 private:
  void Next(Done end) {
    const std::optional<size_t> index = Claim();
    if (!index) return end(absl::OkStatus());
    GatherProject(
        inquiry_, wanted_[*index],
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
  const std::vector<std::string> wanted_;
  const bool every_;
  // Each written by one piece of work, read after all have ended.
  std::vector<absl::StatusOr<ProjectFacts>> gathered_;
  absl::Mutex mutex_;
  size_t next_ ABSL_GUARDED_BY(mutex_) = 0;
  bool failed_ ABSL_GUARDED_BY(mutex_) = false;
};

// The latest day of all projects.
absl::CivilDay LatestDay(const Inquiry& inquiry, const std::vector<ProjectFacts>& projects) {
  if (IsSet(inquiry.as_of) || projects.empty()) return SharedDay(inquiry);
  return std::max_element(
             projects.begin(), projects.end(),
             [](const ProjectFacts& a, const ProjectFacts& b) { return a.as_of < b.as_of; })
      ->as_of;
}

void GatherEach(const Inquiry& inquiry, const std::vector<std::string>& wanted, bool every,
                std::function<void(absl::StatusOr<GatheredFacts>)> done) {
  const auto crew = std::make_shared<Crew>(inquiry, wanted, every);
  const auto directory = std::make_shared<apps::Directory>();
  const auto join = std::make_shared<Join>([=, done = std::move(done)](const absl::Status& status) {
    if (!status.ok()) return done(status);
    GatheredFacts gathered;
    gathered.whole = every;
    gathered.catalogue = CatalogueOf(*directory);
    if (absl::Status moved = crew->MoveTo(&gathered); !moved.ok()) return done(moved);
    gathered.as_of = LatestDay(inquiry, gathered.projects);
    gathered.shared_day = SharedDay(inquiry);
    for (ProjectFacts& facts : gathered.projects) facts.catalogue = gathered.catalogue;
    done(std::move(gathered));
  });
  Ask(inquiry, kApplications, apps::ReadDirectoryRequest(), directory.get(), join->Begin());
  crew->Start(join.get());
  join->Begun();
}

// Whose papers are to be renewed; empty for nobody's.
std::string OwnersOfPapers(const GatheredFacts& gathered) {
  if (gathered.whole) return "organizations/-";
  if (gathered.projects.empty()) return "";
  const Project& project = gathered.projects.front().project;
  const bool over =
      project.state() == Project::STATE_CLOSED || project.state() == Project::STATE_ABANDONED;
  return over ? "" : project.lead();
}

// Asks for papers after the facts, which say whose.
void AddPapers(const Inquiry& inquiry, GatheredFacts gathered,
               const std::function<void(absl::StatusOr<GatheredFacts>)>& done) {
  using files::ListPapersRequest, files::ListPapersResponse, files::Paper;
  const std::string owners = OwnersOfPapers(gathered);
  if (owners.empty()) return done(std::move(gathered));
  const auto facts = std::make_shared<GatheredFacts>(std::move(gathered));
  const auto listing = std::make_shared<Listing<ListPapersRequest, ListPapersResponse, Paper>>();
  listing->request.set_parent(owners);
  listing->rows_max = kFilesMax;
  listing->take = [](ListPapersResponse& page, std::vector<Paper>* papers) {
    TakeAll(page.mutable_papers(), papers);
    return true;
  };
  ReadList<ListPapersRequest, ListPapersResponse, Paper>(
      inquiry, kAttachments, listing, [=](const absl::Status& status) {
        if (!status.ok()) return done(status);
        facts->papers = std::move(listing->rows);
        facts->positions.push_back(
            PositionIn(kAttachments, kSharedRoot, listing->page.journal_sequence()));
        done(std::move(*facts));
      });
}

// The names of all projects, page by page.
struct Roll {
  projects::v1::ListProjectsRequest request;
  projects::v1::ListProjectsResponse page;
  std::vector<std::string> names;
};

void CallRoll(const Inquiry& inquiry, const std::shared_ptr<Roll>& roll, const Done& done) {
  roll->request.set_page_size(kPageSize);
  Ask(inquiry, kProjects, roll->request, &roll->page, [=](const absl::Status& status) {
    if (!status.ok()) return done(status);
    for (const Project& project : roll->page.projects()) roll->names.push_back(project.name());
    if (roll->page.next_page_token().empty()) return done(absl::OkStatus());
    roll->request.set_page_token(roll->page.next_page_token());
    CallRoll(inquiry, roll, done);
  });
}

}  // namespace

void Gather(const Inquiry& inquiry, const std::string& project,
            std::function<void(absl::StatusOr<GatheredFacts>)> done) {
  if (inquiry.papers) {
    done = [=, done = std::move(done)](absl::StatusOr<GatheredFacts> gathered) {
      if (!gathered.ok()) return done(gathered.status());
      AddPapers(inquiry, *std::move(gathered), done);
    };
  }
  if (project != kEveryProject) return GatherEach(inquiry, {project}, /*every=*/false, done);
  const auto roll = std::make_shared<Roll>();
  CallRoll(inquiry, roll, [=, done = std::move(done)](const absl::Status& status) {
    if (!status.ok()) return done(status);
    GatherEach(inquiry, roll->names, /*every=*/true, done);
  });
}

void GatherSome(const Inquiry& inquiry, const std::vector<std::string>& projects,
                std::function<void(absl::StatusOr<GatheredFacts>)> done) {
  GatherEach(inquiry, projects, /*every=*/true, std::move(done));
}

}  // namespace cofi::reporting
