#include "services/reporting/service.h"

#include <functional>
#include <string>
#include <type_traits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/dates.h"
#include "base/names.h"
#include "base/refusal.h"
#include "cofi/reporting/v1/reports.pb.h"
#include "services/reporting/all_projects.h"
#include "services/reporting/budget_status_rules.h"
#include "services/reporting/deadline_rules.h"
#include "services/reporting/funding_plan_rules.h"
#include "services/reporting/gather.h"
#include "services/reporting/pipeline_rules.h"
#include "services/rpc/page_cut.h"

namespace cofi::reporting {
namespace {

// What `projects/-` is to a report.
enum class Every { kRefused, kAllowed };

// Says as of when a report speaks, from which journal entries, and what it leaves out.
template <typename Report>
void SetFrame(const GatheredFacts& gathered, Language language, Report* report) {
  *report->mutable_as_of_date() = DateFromDay(gathered.as_of);
  for (JournalPosition& position : PositionsOf(gathered)) {
    *report->add_journal_positions() = std::move(position);
  }
  if constexpr (requires { report->add_omitted(); }) {
    for (const Omission& each : gathered.omitted) {
      v1::OmittedProject* omitted = report->add_omitted();
      omitted->set_project(each.project);
      omitted->set_why(Describe(each.why, language));
    }
  }
}

// The rows of a report that has pages.
google::protobuf::RepeatedPtrField<v1::Deadline>* RowsOf(v1::DeadlineList* list) {
  return list->mutable_deadlines();
}
google::protobuf::RepeatedPtrField<v1::PipelineEntry>* RowsOf(v1::Pipeline* pipeline) {
  return pipeline->mutable_entries();
}

// Which page of a report is asked for; of one without pages, nothing to be done.
template <typename Report, typename Request>
absl::StatusOr<std::function<void(Report*)>> CutOf(const Request& request) {
  if constexpr (requires(Report * report) { RowsOf(report); }) {
    using Row =
        typename std::remove_pointer_t<decltype(RowsOf(std::declval<Report*>()))>::value_type;
    COFI_ASSIGN_OR_RETURN(rpc::PageCut<Row> page, rpc::PageCut<Row>::Of(request));
    return [page = std::move(page)](Report* report) {
      page.Cut({&ComesBefore, &KeyOf}, RowsOf(report), report->mutable_next_page_token());
    };
  } else {
    return [](Report*) {};
  }
}

// Of a report that is only about what concerns a funder, whether there is that one.
template <typename Request>
absl::Status CheckFunder(const GatheredFacts& gathered, const Request& request) {
  if constexpr (requires { request.funder(); }) {
    if (!request.funder().empty() && !gathered.catalogue->funders.contains(request.funder())) {
      return InField("funder",
                     Refuse(type::v1::REASON_REFERENCE_NOT_FOUND, {{"name", request.funder()}}));
    }
  }
  return absl::OkStatus();
}

// A report reads several journals, so that a sequence would say too little.
template <typename Request>
absl::Status CheckMoment(const Request& request) {
  if (!request.has_known_at() || request.known_at().has_time()) return absl::OkStatus();
  return InField(
      "known_at",
      Refuse(type::v1::REASON_VALUE_MALFORMED,
             {{"value", absl::StrCat("journal_sequence ", request.known_at().journal_sequence())},
              {"accepted", "time"}}));
}

using Answered = std::function<void(const absl::Status&)>;

// In the name of whoever asks us, and no longer than that.
template <typename Request>
Inquiry InquiryOf(const rpc::Peers* peers, const rpc::Caller& caller, const Request& request) {
  Inquiry inquiry{peers, rpc::OptionsFor(caller), caller.deadline};
  if constexpr (requires { request.as_of_date(); }) inquiry.as_of = request.as_of_date();
  if constexpr (requires { request.known_at(); }) {
    if (request.has_known_at()) inquiry.known_at = request.known_at().time();
  }
  return inquiry;
}

// Whether it is about all projects as they are now, which the services keep ready.
template <typename Request>
bool IsOfAllNow(const Request& request) {
  return request.parent() == kEveryProject && !request.has_as_of_date() && !request.has_known_at();
}

// Gathers what the request is about, makes the report of it, and refuses one of which
// a figure cannot be told: AMOUNT_OVERFLOW, with the project and the figure.
template <typename Request, typename Report, typename Make>
void AnswerGathered(const Inquiry& inquiry, const Request& request, Language language, Make make,
                    Report* report, Answered done) {
  const auto cut = CutOf<Report>(request);
  if (!cut.ok()) return done(cut.status());
  // The messages stay until `done` is called.
  Gather(inquiry, request.parent(),
         [&request, report, make, cut = *cut, language,
          done = std::move(done)](const absl::StatusOr<GatheredFacts>& gathered) {
           if (!gathered.ok()) return done(gathered.status());
           if (const absl::Status known = CheckFunder(*gathered, request); !known.ok()) {
             return done(known);
           }
           *report = make(*gathered, request, language);
           if (const auto figure = FigureTooLarge(*report, language)) {
             return done(RefuseFigure(absl::StrCat(request.parent(), ": ", *figure)));
           }
           cut(report);
           SetFrame(*gathered, language, report);
           if (request.has_known_at()) *report->mutable_known_at() = request.known_at().time();
           done(absl::OkStatus());
         });
}

// What `make` makes of gathered facts; unless it is about all projects as they are now and there is
// `find`, which is asked first, and which refuses what only a look at each project can tell.
template <typename Request, typename Report, typename Make, typename Find = std::nullptr_t>
void Serve(rpc::Host* host, const rpc::Peers* peers, Every every, Make make, Find find = nullptr) {
  host->Async<Request, Report>([=](const rpc::Caller& caller, const Request& request,
                                   Report* report, Answered done) {
    const absl::Status named =
        NamePattern::Of(Project::descriptor()).Check(request.parent(), every == Every::kAllowed);
    if (!named.ok()) return done(InField("parent", named));
    if (const absl::Status moment = CheckMoment(request); !moment.ok()) return done(moment);
    const Inquiry inquiry = InquiryOf(peers, caller, request);
    const Language language = caller.language;
    if constexpr (!std::is_same_v<Find, std::nullptr_t>) {
      if (IsOfAllNow(request)) {
        return find(inquiry, request, language, report, [=, &request](const absl::Status& found) {
          if (ReasonOf(found) != type::v1::REASON_AMOUNT_OVERFLOW) return done(found);
          report->Clear();
          AnswerGathered(inquiry, request, language, make, report, done);
        });
      }
    }
    AnswerGathered(inquiry, request, language, make, report, std::move(done));
  });
}

}  // namespace

std::unique_ptr<rpc::Host> MakeHost(const rpc::Peers* peers) {
  for (const char* service : {kProjects, kApplications, kBudgets}) {
    COFI_CHECK(peers->Has(service), service);
  }
  auto host = std::make_unique<rpc::Host>("reporting", nullptr, peers);

  Serve<v1::GetBudgetStatusRequest, v1::BudgetStatus>(
      host.get(), peers, Every::kRefused,
      [](const GatheredFacts& gathered, const v1::GetBudgetStatusRequest& request,
         Language language) {
        return MakeBudgetStatus(gathered.projects.front(), request.group_by(), language);
      });
  Serve<v1::GetFundingPlanRequest, v1::FundingPlan>(
      host.get(), peers, Every::kRefused,
      [](const GatheredFacts& gathered, const v1::GetFundingPlanRequest&, Language) {
        return MakeFundingPlan(gathered.projects.front());
      });
  Serve<v1::ListDeadlinesRequest, v1::DeadlineList>(
      host.get(), peers, Every::kAllowed,
      [](const GatheredFacts& gathered, const v1::ListDeadlinesRequest& request, Language) {
        DeadlineFilter filter{.within_days = request.within_days(),
                              .overdue_only = request.overdue_only(),
                              .funder = request.funder(),
                              .text = request.text()};
        for (const int kind : request.kinds()) {
          if (kind != v1::Deadline::KIND_UNSPECIFIED)
            filter.kinds.push_back(v1::Deadline::Kind(kind));
        }
        return MakeDeadlineList(gathered, filter);
      },
      [](const Inquiry& inquiry, const v1::ListDeadlinesRequest& request, Language,
         v1::DeadlineList* answer, Answered done) {
        const auto page = rpc::PageCut<v1::Deadline>::Of(request);
        if (!page.ok()) return done(page.status());
        FindDeadlines(inquiry, request, *page, answer, std::move(done));
      });
  Serve<v1::GetPipelineRequest, v1::Pipeline>(
      host.get(), peers, Every::kAllowed,
      [](const GatheredFacts& gathered, const v1::GetPipelineRequest&, Language language) {
        return MakePipeline(gathered, language);
      },
      [](const Inquiry& inquiry, const v1::GetPipelineRequest& request, Language language,
         v1::Pipeline* answer, const Answered& done) {
        const auto page = rpc::PageCut<v1::PipelineEntry>::Of(request);
        if (!page.ok()) return done(page.status());
        FindPipeline(inquiry, *page, language, answer, done);
      });
  host->Async<v1::GetPortfolioRequest, v1::Portfolio>(
      [peers](const rpc::Caller& caller, const v1::GetPortfolioRequest& request,
              v1::Portfolio* answer, Answered done) {
        FindPortfolio(InquiryOf(peers, caller, request), request, answer, std::move(done));
      });
  host->Async<v1::SearchRequest, v1::SearchResponse>(
      [peers](const rpc::Caller& caller, const v1::SearchRequest& request,
              v1::SearchResponse* answer, const Answered& done) {
        FindNames(InquiryOf(peers, caller, request), request, answer, done);
      });
  return host;
}

}  // namespace cofi::reporting
