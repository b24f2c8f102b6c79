#include "services/reporting/all_projects.h"

#include <algorithm>
#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/container/btree_set.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "base/fields.h"
#include "base/money.h"
#include "base/names.h"
#include "base/rules/deadlines.h"
#include "base/status.h"
#include "base/text.h"
#include "cofi/applications/internal/v1/deadlines.pb.h"
#include "cofi/applications/internal/v1/facts.pb.h"
#include "cofi/applications/internal/v1/pipeline.pb.h"
#include "cofi/applications/internal/v1/search.pb.h"
#include "cofi/attachments/internal/v1/deadlines.pb.h"
#include "cofi/attachments/internal/v1/search.pb.h"
#include "cofi/budgets/internal/v1/deadlines.pb.h"
#include "cofi/budgets/internal/v1/portfolio.pb.h"
#include "cofi/budgets/internal/v1/search.pb.h"
#include "cofi/projects/internal/v1/deadlines.pb.h"
#include "cofi/projects/internal/v1/facts.pb.h"
#include "cofi/projects/internal/v1/search.pb.h"
#include "services/reporting/deadline_rules.h"
#include "services/reporting/gather.h"
#include "services/reporting/join.h"
#include "services/reporting/own_days.h"
#include "services/reporting/pipeline_rules.h"

namespace cofi::reporting {
namespace {

namespace apps = applications::internal::v1;
namespace files = attachments::internal::v1;
namespace money = budgets::internal::v1;
namespace plans = projects::internal::v1;
using v1::Deadline;

std::string Quoted(absl::string_view text) {
  return absl::StrCat("\"", absl::StrReplaceAll(text, {{"\\", "\\\\"}, {"\"", "\\\""}}), "\"");
}

// What a request asks of deadlines, besides their dates.
std::string FilterOf(const v1::ListDeadlinesRequest& request) {
  std::vector<std::string> all;
  if (!request.funder().empty()) all.push_back(absl::StrCat("funder = ", Quoted(request.funder())));
  if (!request.text().empty()) {
    all.push_back(absl::StrCat("display_name:", Quoted(request.text())));
  }
  std::vector<std::string> any;
  for (const int kind : request.kinds()) {
    if (kind == Deadline::KIND_UNSPECIFIED) continue;
    any.push_back(absl::StrCat("kind = ", EnumNameOf(Deadline::Kind(kind))));
  }
  if (!any.empty()) all.push_back(absl::StrCat("(", absl::StrJoin(any, " OR "), ")"));
  return absl::StrJoin(all, " AND ");
}

// One question of deadlines on its way.
class DeadlineSearch : public std::enable_shared_from_this<DeadlineSearch> {
 public:
  DeadlineSearch(Inquiry inquiry, const v1::ListDeadlinesRequest& request,
                 const rpc::PageCut<Deadline>& page, v1::DeadlineList* answer, Done done)
      : inquiry_(std::move(inquiry)),
        filter_{.within_days = request.within_days(),
                .overdue_only = request.overdue_only(),
                .funder = request.funder()},
        asked_(FilterOf(request)),
        page_(page),
        answer_(answer),
        done_(std::move(done)) {}

  void Start() {
    const auto join = std::make_shared<Join>(
        [self = shared_from_this()](const absl::Status& status) { self->Merge(status); });
    AskFor<apps::ReadDeadlinesRequest>(kApplications, &applications_, join.get());
    AskFor<money::ReadDeadlinesRequest>(kBudgets, &budgets_, join.get());
    AskFor<plans::ReadDeadlinesRequest>(kProjects, &projects_, join.get());
    if (inquiry_.papers) {
      AskFor<files::ReadDeadlinesRequest>(kAttachments, &papers_, join.get());
    }
    join->Begun();
  }

 private:
  template <typename Request, typename Response>
  void AskFor(const char* service, Response* response, Join* join) {
    Request request;
    request.set_filter(asked_);
    request.set_page_size(page_.rows_max());
    *request.mutable_since_date() = DateFromDay(FirstDayAnywhere());
    *request.mutable_open_date() = DateFromDay(SharedDay(inquiry_));
    if (page_.last().has_value()) *request.mutable_after() = *page_.last();
    // Where it is the last day already, so that what is left out is left out everywhere.
    if (filter_.overdue_only) *request.mutable_last_date() = DateFromDay(LastDayAnywhere() - 1);
    if (filter_.within_days > 0) {
      *request.mutable_last_date() = DateFromDay(LastDayAnywhere() + filter_.within_days);
    }
    Ask(inquiry_, service, std::move(request), response, join->Begin());
  }

  template <typename Response>
  void Take(const char* service, Response& response) {
    for (Deadline& each : *response.mutable_deadlines()) merged_.push_back(std::move(each));
    more_ = more_ || response.more();
    *answer_->add_journal_positions() = PositionIn(service, "", response.journal_sequence());
  }

  // Whoever has more has a page of his own before that, so the first of all are among these.
  void Merge(const absl::Status& status) {
    if (!status.ok()) return done_(status);
    Take(kApplications, applications_);
    Take(kBudgets, budgets_);
    Take(kProjects, projects_);
    if (inquiry_.papers) Take(kAttachments, papers_);
    std::sort(merged_.begin(), merged_.end(),
              [](const Deadline& a, const Deadline& b) { return ComesBefore(a, b); });
    if (merged_.size() > static_cast<size_t>(page_.rows_max())) {
      merged_.resize(page_.rows_max());
      more_ = true;
    }
    AskForNames();
  }

  void AskForNames() {
    plans::ReadProjectsRequest projects;
    apps::ReadFundersRequest funders;
    absl::btree_set<std::string> names;
    for (const Deadline& each : merged_) {
      if (!each.project().empty()) names.insert(each.project());
    }
    for (const std::string& name : names) projects.add_names(name);
    names.clear();
    if (!filter_.funder.empty()) names.insert(filter_.funder);
    for (const Deadline& each : merged_) {
      if (!each.funder().empty()) names.insert(each.funder());
    }
    for (const std::string& name : names) funders.add_names(name);
    const auto join = std::make_shared<Join>(
        [self = shared_from_this()](const absl::Status& status) { self->Finish(status); });
    if (projects.names_size() > 0) {
      Ask(inquiry_, kProjects, std::move(projects), &named_projects_, join->Begin());
    }
    if (funders.names_size() > 0) {
      Ask(inquiry_, kApplications, std::move(funders), &named_funders_, join->Begin());
    }
    join->Begun();
  }

  void Finish(const absl::Status& status) {
    if (!status.ok()) return done_(status);
    const OwnDays days = DaysOf(named_projects_);
    absl::flat_hash_map<absl::string_view, absl::string_view> funders;
    for (const applications::v1::Funder& funder : named_funders_.funders()) {
      funders.emplace(funder.name(), funder.display_name());
    }
    if (!filter_.funder.empty() && !funders.contains(filter_.funder)) {
      return done_(InField(
          "funder", Refuse(type::v1::REASON_REFERENCE_NOT_FOUND, {{"name", filter_.funder}})));
    }
    absl::CivilDay latest = SharedDay(inquiry_);
    for (Deadline& deadline : merged_) {
      absl::CivilDay day = SharedDay(inquiry_);
      if (!deadline.project().empty()) {
        const auto found = days.find(deadline.project());
        // Deleted meanwhile.
        if (found == days.end()) continue;
        day = found->second;
      }
      latest = std::max(latest, day);
      JudgeOn(day, &deadline);
      if (deadline.overdue() && rules::EndsWithItsDay(deadline.kind())) continue;
      if (!deadline.funder().empty()) {
        const auto funder = funders.find(deadline.funder());
        deadline.set_funder_display_name(
            std::string(funder == funders.end() ? IdOf(deadline.funder()) : funder->second));
      }
      if (IsInTime(deadline, filter_)) {
        *answer_->add_deadlines() = deadline;
      } else if (!answer_->has_next_beyond()) {
        *answer_->mutable_next_beyond() = deadline;
      }
    }
    *answer_->mutable_as_of_date() = DateFromDay(latest);
    if (more_ && !merged_.empty() && !IsBeyond(merged_.back())) {
      answer_->clear_next_beyond();
      answer_->set_next_page_token(page_.TokenBehind(KeyOf(merged_.back())));
    }
    done_(absl::OkStatus());
  }

  // Whether all behind it are left out by their date, on whatever day they are judged.
  bool IsBeyond(const Deadline& deadline) const {
    Deadline judged = deadline;
    JudgeOn(LastDayAnywhere(), &judged);
    return !IsInTime(judged, filter_);
  }

  const Inquiry inquiry_;
  const DeadlineFilter filter_;
  const std::string asked_;
  const rpc::PageCut<Deadline> page_;
  v1::DeadlineList* const answer_;
  const Done done_;
  apps::ReadDeadlinesResponse applications_;
  money::ReadDeadlinesResponse budgets_;
  plans::ReadDeadlinesResponse projects_;
  files::ReadDeadlinesResponse papers_;
  plans::ReadProjectsResponse named_projects_;
  apps::ReadFundersResponse named_funders_;
  std::vector<Deadline> merged_;
  bool more_ = false;
};

// One question of the pipeline on its way.
struct PipelineSearch {
  apps::ReadPipelineResponse page;
  apps::ReadPipelineTotalsResponse requested;
  money::ReadAwardsResponse awards;
};

void SetTotals(const PipelineSearch& search, v1::Pipeline* answer) {
  absl::flat_hash_map<std::pair<int, std::string>, const Money*> awarded;
  for (const money::AwardSum& sum : search.awards.sums()) {
    awarded[{sum.state(), sum.awarded().currency_code()}] = &sum.awarded();
  }
  answer->clear_totals();
  for (const v1::PipelineTotal& each : search.requested.totals()) {
    v1::PipelineTotal* const total = answer->add_totals();
    *total = each;
    const std::string& currency = each.requested().currency_code();
    const auto found = awarded.find({each.state(), currency});
    *total->mutable_awarded() =
        found == awarded.end() ? MoneyFromMinor(0, currency) : *found->second;
  }
  std::sort(answer->mutable_totals()->begin(), answer->mutable_totals()->end(),
            [](const v1::PipelineTotal& a, const v1::PipelineTotal& b) {
              return std::make_tuple(a.state(), absl::string_view(a.requested().currency_code())) <
                     std::make_tuple(b.state(), absl::string_view(b.requested().currency_code()));
            });
}

// One search on its way.
struct NameSearch {
  apps::ReadHitsResponse applications;
  money::ReadHitsResponse budgets;
  plans::ReadHitsResponse projects;
  files::ReadHitsResponse attachments;

  template <typename Response>
  static void Take(Response& response, v1::SearchResponse* answer) {
    for (v1::SearchHit& hit : *response.mutable_hits()) *answer->add_hits() = std::move(hit);
    if (response.more()) answer->set_more(true);
  }
};

}  // namespace

absl::Status CheckPlace(const rpc::PageCut<Deadline>& page) {
  if (!page.last().has_value()) return absl::OkStatus();
  const Deadline& place = *page.last();
  const bool fine =
      IsSet(place.date())
          ? DayFromDate(place.date()).ok() && !HasControls(place.resource()) &&
                !HasControls(place.session()) && Deadline::Kind_IsValid(place.kind())
          : place.project().empty() ||
                NamePattern::Of(projects::v1::Project::descriptor()).Check(place.project()).ok();
  return fine ? absl::OkStatus() : db::InvalidToken();
}

void FindDeadlines(const Inquiry& inquiry, const v1::ListDeadlinesRequest& request,
                   const rpc::PageCut<Deadline>& page, v1::DeadlineList* answer, Done done) {
  if (const absl::Status place = CheckPlace(page); !place.ok()) return done(place);
  std::make_shared<DeadlineSearch>(inquiry, request, page, answer, std::move(done))->Start();
}

void FindPipeline(const Inquiry& inquiry, const rpc::PageCut<v1::PipelineEntry>& page,
                  Language language, v1::Pipeline* answer, const Done& done) {
  const auto search = std::make_shared<PipelineSearch>();
  const auto gathered = [=](const absl::StatusOr<GatheredFacts>& facts) {
    if (!facts.ok()) return done(facts.status());
    *answer = MakePipeline(*facts, language);
    SetTotals(*search, answer);
    *answer->mutable_as_of_date() = DateFromDay(facts->as_of);
    for (const JournalPosition& position : PositionsOf(*facts)) {
      *answer->add_journal_positions() = position;
    }
    for (const Omission& each : facts->omitted) {
      v1::OmittedProject* const omitted = answer->add_omitted();
      omitted->set_project(each.project);
      omitted->set_why(Describe(each.why, language));
    }
    page.Cut({&ComesBefore, &KeyOf}, answer->mutable_entries(), answer->mutable_next_page_token());
    const bool more = search->page.more() && answer->next_page_token().empty();
    if (more && answer->entries_size() > 0) {
      answer->set_next_page_token(
          page.TokenBehind(KeyOf(answer->entries(answer->entries_size() - 1))));
    }
    done(absl::OkStatus());
  };
  const auto join = std::make_shared<Join>([=](const absl::Status& status) {
    if (!status.ok()) return done(status);
    const auto& names = search->page.projects();
    GatherSome(inquiry, {names.begin(), names.end()}, gathered);
  });
  apps::ReadPipelineRequest request;
  if (page.last().has_value()) request.set_first_project(page.last()->project());
  request.set_page_size(page.rows_max());
  Ask(inquiry, kApplications, std::move(request), &search->page, join->Begin());
  Ask(inquiry, kApplications, apps::ReadPipelineTotalsRequest(), &search->requested, join->Begin());
  Ask(inquiry, kBudgets, money::ReadAwardsRequest(), &search->awards, join->Begin());
  join->Begun();
}

void FindNames(const Inquiry& inquiry, const v1::SearchRequest& request, v1::SearchResponse* answer,
               const Done& done) {
  const auto search = std::make_shared<NameSearch>();
  const auto join = std::make_shared<Join>([=](const absl::Status& status) {
    if (!status.ok()) return done(status);
    NameSearch::Take(search->applications, answer);
    NameSearch::Take(search->budgets, answer);
    NameSearch::Take(search->projects, answer);
    NameSearch::Take(search->attachments, answer);
    std::stable_sort(
        answer->mutable_hits()->begin(), answer->mutable_hits()->end(),
        [](const v1::SearchHit& a, const v1::SearchHit& b) { return a.kind() < b.kind(); });
    done(absl::OkStatus());
  });
  const auto ask = [&](const char* service, auto asked, auto* response) {
    asked.set_text(request.text());
    asked.set_page_size(request.page_size());
    Ask(inquiry, service, std::move(asked), response, join->Begin());
  };
  ask(kApplications, apps::ReadHitsRequest(), &search->applications);
  ask(kBudgets, money::ReadHitsRequest(), &search->budgets);
  ask(kProjects, plans::ReadHitsRequest(), &search->projects);
  ask(kAttachments, files::ReadHitsRequest(), &search->attachments);
  join->Begun();
}

}  // namespace cofi::reporting
