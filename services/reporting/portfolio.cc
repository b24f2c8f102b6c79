// All projects side by side: their figures from `budgets`, what is due next from all three.
#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/btree_set.h"
#include "absl/container/flat_hash_map.h"
#include "base/status.h"
#include "cofi/applications/internal/v1/deadlines.pb.h"
#include "cofi/budgets/internal/v1/deadlines.pb.h"
#include "cofi/budgets/internal/v1/portfolio.pb.h"
#include "cofi/projects/internal/v1/deadlines.pb.h"
#include "cofi/projects/internal/v1/facts.pb.h"
#include "services/reporting/all_projects.h"
#include "services/reporting/deadline_rules.h"
#include "services/reporting/join.h"
#include "services/reporting/own_days.h"

namespace cofi::reporting {
namespace {

namespace apps = applications::internal::v1;
namespace money = budgets::internal::v1;
namespace plans = projects::internal::v1;
using v1::Deadline;

constexpr char kByDeadline[] = "next_deadline";

// One question on its way: which projects, then their days, then what is due next of each.
class PortfolioSearch : public std::enable_shared_from_this<PortfolioSearch> {
 public:
  PortfolioSearch(Inquiry inquiry, const v1::GetPortfolioRequest& request, v1::Portfolio* answer,
                  Done done)
      : inquiry_(std::move(inquiry)), request_(request), answer_(answer), done_(std::move(done)) {}

  void Start() {
    const auto join = Then(&PortfolioSearch::AskForDays);
    money::ReadPortfolioTotalsRequest totals;
    totals.set_filter(request_.filter());
    Ask(inquiry_, kBudgets, std::move(totals), &totals_, join->Begin());
    if (request_.overdue_only() || request_.order_by() == kByDeadline) {
      StartByDeadline(join.get());
    } else {
      money::ReadPortfolioRequest asked = Figures();
      asked.set_order_by(request_.order_by());
      asked.set_page_size(request_.page_size());
      asked.set_page_token(request_.page_token());
      Ask(inquiry_, kBudgets, std::move(asked), &figures_, join->Begin());
    }
    join->Begun();
  }

 private:
  std::shared_ptr<Join> Then(void (PortfolioSearch::*next)()) {
    return std::make_shared<Join>([self = shared_from_this(), next](const absl::Status& status) {
      status.ok() ? ((*self).*next)() : self->done_(status);
    });
  }

  money::ReadPortfolioRequest Figures() const {
    money::ReadPortfolioRequest asked;
    asked.set_filter(request_.filter());
    return asked;
  }

  // By what is due first: pages of what may be the first of its project, from all three; and when
  // there is no more, the projects of which nothing is due, by their names.
  void StartByDeadline(Join* join) {
    auto page = rpc::PageCut<Deadline>::Of(request_);
    if (!page.ok()) return join->Begin()(page.status());
    page_ = *std::move(page);
    if (const absl::Status place = CheckPlace(*page_); !place.ok()) return join->Begin()(place);
    if (page_->last().has_value() && !IsSet(page_->last()->date())) {
      without_ = true;
      money::ReadPortfolioRequest asked = Figures();
      asked.set_after_project(page_->last()->project());
      asked.set_page_size(page_->rows_max());
      return Ask(inquiry_, kBudgets, std::move(asked), &figures_, join->Begin());
    }
    AskForFirsts<apps::ReadDeadlinesRequest>(kApplications, &firsts_of_applications_, join);
    AskForFirsts<money::ReadDeadlinesRequest>(kBudgets, &firsts_of_budgets_, join);
    AskForFirsts<plans::ReadDeadlinesRequest>(kProjects, &firsts_of_projects_, join);
  }

  template <typename Request, typename Response>
  void AskForFirsts(const char* service, Response* response, Join* join) {
    Request request;
    request.set_firsts(true);
    request.set_page_size(page_->rows_max());
    *request.mutable_since_date() = DateFromDay(FirstDayAnywhere());
    if (request_.overdue_only()) {
      *request.mutable_last_date() = DateFromDay(LastDayAnywhere() - 1);
    }
    if (page_->last().has_value()) *request.mutable_after() = *page_->last();
    Ask(inquiry_, service, std::move(request), response, join->Begin());
  }

  template <typename Response>
  void Take(Response& response) {
    for (Deadline& each : *response.mutable_deadlines()) firsts_.push_back(std::move(each));
    more_ = more_ || response.more();
  }

  bool by_deadline() const { return page_.has_value() && !without_; }

  void AskForDays() {
    plans::ReadProjectsRequest request;
    if (by_deadline()) {
      Take(firsts_of_applications_);
      Take(firsts_of_budgets_);
      Take(firsts_of_projects_);
      std::sort(firsts_.begin(), firsts_.end(),
                [](const Deadline& a, const Deadline& b) { return ComesBefore(a, b); });
      if (firsts_.size() > static_cast<size_t>(page_->rows_max())) {
        firsts_.resize(page_->rows_max());
        more_ = true;
      }
      absl::btree_set<std::string> names;
      for (const Deadline& each : firsts_) names.insert(each.project());
      for (const std::string& name : names) request.add_names(name);
    } else {
      for (const v1::PortfolioRow& row : figures_.rows()) request.add_names(row.project());
    }
    const auto join = Then(&PortfolioSearch::AskForDeadlines);
    Ask(inquiry_, kProjects, std::move(request), &projects_, join->Begin());
    join->Begun();
  }

  template <typename Request, typename Response>
  void AskForNext(const char* service, Response* response, Join* join) {
    Request request;
    for (const auto& [project, day] : days_) {
      auto* const each = request.add_projects();
      each->set_project(project);
      *each->mutable_since_date() = DateFromDay(day);
    }
    Ask(inquiry_, service, std::move(request), response, join->Begin());
  }

  void AskForDeadlines() {
    days_ = DaysOf(projects_);
    const auto join =
        Then(by_deadline() ? &PortfolioSearch::AskForFigures : &PortfolioSearch::Finish);
    AskForNext<apps::ReadNextDeadlinesRequest>(kApplications, &of_applications_, join.get());
    AskForNext<money::ReadNextDeadlinesRequest>(kBudgets, &of_budgets_, join.get());
    AskForNext<plans::ReadNextDeadlinesRequest>(kProjects, &of_projects_, join.get());
    join->Begun();
  }

  void TakeNext() {
    for (auto* deadlines : {of_applications_.mutable_deadlines(), of_budgets_.mutable_deadlines(),
                            of_projects_.mutable_deadlines()}) {
      for (Deadline& each : *deadlines) {
        const auto [found, added] = next_.try_emplace(each.project(), each);
        if (!added && ComesBefore(each, found->second)) found->second = each;
      }
    }
  }

  // Of the projects whose first it is, in that order.
  void AskForFigures() {
    TakeNext();
    money::ReadSomeOfPortfolioRequest asked;
    asked.set_filter(request_.filter());
    for (Deadline& each : firsts_) {
      const auto day = days_.find(each.project());
      const auto next = next_.find(each.project());
      if (day == days_.end() || next == next_.end()) continue;
      const bool first = !ComesBefore(each, next->second) && !ComesBefore(next->second, each);
      const bool late = Day(each.date()) < day->second;
      if (first && (late || !request_.overdue_only())) asked.add_projects(each.project());
    }
    const auto join = Then(&PortfolioSearch::Finish);
    if (asked.projects_size() > 0) {
      Ask(inquiry_, kBudgets, std::move(asked), &figures_, join->Begin());
    }
    join->Begun();
  }

  void Finish() {
    if (!by_deadline()) TakeNext();
    absl::CivilDay latest = SharedDay(inquiry_);
    if (!figures_.rows().empty()) last_project_ = figures_.rows().rbegin()->project();
    for (v1::PortfolioRow& row : *figures_.mutable_rows()) {
      const auto day = days_.find(row.project());
      if (day == days_.end()) continue;
      latest = std::max(latest, day->second);
      const auto found = next_.find(row.project());
      if (without_ && found != next_.end()) continue;
      if (found != next_.end()) {
        *row.mutable_next_deadline() = found->second;
        JudgeOn(day->second, row.mutable_next_deadline());
      }
      *answer_->add_rows() = std::move(row);
    }
    *answer_->mutable_as_of_date() = DateFromDay(latest);
    answer_->mutable_totals()->Swap(totals_.mutable_totals());
    answer_->mutable_journal_positions()->Swap(figures_.mutable_journal_positions());
    answer_->set_next_page_token(NextToken());
    done_(absl::OkStatus());
  }

  std::string NextToken() const {
    if (!page_.has_value()) return figures_.next_page_token();
    if (by_deadline()) {
      const bool late = !request_.overdue_only() ||
                        (!firsts_.empty() && Day(firsts_.back().date()) < LastDayAnywhere());
      if (more_ && late) return page_->TokenBehind(KeyOf(firsts_.back()));
      // A place without a date is among those of which nothing is due, behind no name.
      return request_.overdue_only() ? "" : page_->TokenBehind(Deadline());
    }
    if (figures_.next_page_token().empty()) return "";
    Deadline key;
    key.set_project(last_project_);
    return page_->TokenBehind(key);
  }

  const Inquiry inquiry_;
  const v1::GetPortfolioRequest& request_;
  v1::Portfolio* const answer_;
  const Done done_;
  std::optional<rpc::PageCut<Deadline>> page_;
  // Whether it has come to the projects of which nothing is due.
  bool without_ = false;
  bool more_ = false;
  std::vector<Deadline> firsts_;
  apps::ReadDeadlinesResponse firsts_of_applications_;
  money::ReadDeadlinesResponse firsts_of_budgets_;
  plans::ReadDeadlinesResponse firsts_of_projects_;
  money::ReadPortfolioResponse figures_;
  money::ReadPortfolioTotalsResponse totals_;
  plans::ReadProjectsResponse projects_;
  OwnDays days_;
  apps::ReadNextDeadlinesResponse of_applications_;
  money::ReadNextDeadlinesResponse of_budgets_;
  plans::ReadNextDeadlinesResponse of_projects_;
  absl::flat_hash_map<std::string, Deadline> next_;
  std::string last_project_;
};

}  // namespace

void FindPortfolio(const Inquiry& inquiry, const v1::GetPortfolioRequest& request,
                   v1::Portfolio* answer, Done done) {
  std::make_shared<PortfolioSearch>(inquiry, request, answer, std::move(done))->Start();
}

}  // namespace cofi::reporting
