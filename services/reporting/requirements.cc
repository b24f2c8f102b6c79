// What is missing from the files of applications: the facts of a project, and beside them its
// files, the papers of its lead, and its expenses.
#include <memory>
#include <string>
#include <utility>

#include "cofi/attachments/v1/attachments.pb.h"
#include "cofi/attachments/v1/papers.pb.h"
#include "cofi/budgets/v1/expenses.pb.h"
#include "services/reporting/answering.h"
#include "services/reporting/entries.h"
#include "services/reporting/gather.h"
#include "services/reporting/join.h"
#include "services/reporting/list_pages.h"
#include "services/reporting/requirements_rules.h"

namespace cofi::reporting {
namespace {

namespace files = attachments::v1;
namespace money = budgets::v1;

// Rows of each list that are looked at.
constexpr size_t kRowsMax = 20'000;

// One question on its way.
struct RequirementSearch {
  GatheredFacts gathered;
  ProjectFiles files;
  // How far the journal of files was read: of the project, and of its lead.
  int64_t attachments_at = 0, papers_at = 0;
};

// All of a list below `parent`; `*at`, unless null, is then how far its journal was read.
template <typename Request, typename Response, typename Row, typename Field>
void ReadWhole(const Inquiry& inquiry, const char* service, Request request, Field field,
               std::vector<Row>* rows, int64_t* at, const Done& done) {
  const auto listing = std::make_shared<Listing<Request, Response, Row>>();
  listing->request = std::move(request);
  listing->rows_max = kRowsMax;
  listing->take = [field](Response& page, std::vector<Row>* taken) {
    TakeAll(field(&page), taken);
    return true;
  };
  ReadList<Request, Response, Row>(inquiry, service, listing, [=](const absl::Status& status) {
    if (status.ok()) *rows = std::move(listing->rows);
    if (at != nullptr) *at = listing->page.journal_sequence();
    done(status);
  });
}

template <typename Request>
Request Below(const std::string& parent) {
  Request request;
  request.set_parent(parent);
  return request;
}

void ReadFiles(const Inquiry& inquiry, RequirementSearch* search,
               const std::shared_ptr<Join>& join) {
  const ProjectFacts& facts = search->gathered.projects.front();
  ReadWhole<files::ListAttachmentsRequest, files::ListAttachmentsResponse>(
      inquiry, kAttachments, Below<files::ListAttachmentsRequest>(facts.project.name()),
      [](auto* page) { return page->mutable_attachments(); }, &search->files.attachments,
      &search->attachments_at, join->Begin());
  if (!facts.project.lead().empty()) {
    ReadWhole<files::ListPapersRequest, files::ListPapersResponse>(
        inquiry, kAttachments, Below<files::ListPapersRequest>(facts.project.lead()),
        [](auto* page) { return page->mutable_papers(); }, &search->files.papers,
        &search->papers_at, join->Begin());
  }
  auto expenses = Below<money::ListExpensesRequest>(facts.project.name());
  *expenses.mutable_as_of_date() = DateFromDay(facts.as_of);
  ReadWhole<money::ListExpensesRequest, money::ListExpensesResponse>(
      inquiry, kBudgets, std::move(expenses), [](auto* page) { return page->mutable_expenses(); },
      &search->files.expenses, /*at=*/nullptr, join->Begin());
}

}  // namespace

void FindRequirements(const Inquiry& inquiry, const v1::GetRequirementsRequest& request,
                      Language language, v1::Requirements* answer, const Answered& done) {
  if (const absl::Status asked = CheckAsked(request, Every::kRefused); !asked.ok()) {
    return done(asked);
  }
  // The messages stay until `done` is called.
  Gather(inquiry, request.parent(), [=, &request](absl::StatusOr<GatheredFacts> gathered) {
    if (!gathered.ok()) return done(gathered.status());
    const auto search = std::make_shared<RequirementSearch>();
    search->gathered = *std::move(gathered);
    const auto join = std::make_shared<Join>([=, &request](const absl::Status& status) {
      if (!status.ok()) return done(status);
      ProjectFacts& facts = search->gathered.projects.front();
      *answer = MakeRequirements(facts, search->files);
      facts.positions.push_back(
          PositionIn(kAttachments, facts.project.name(), search->attachments_at));
      if (!facts.project.lead().empty()) {
        facts.positions.push_back(PositionIn(kAttachments, kSharedRoot, search->papers_at));
      }
      done(Finish(search->gathered, request, language, answer));
    });
    ReadFiles(inquiry, search.get(), join);
    join->Begun();
  });
}

}  // namespace cofi::reporting
