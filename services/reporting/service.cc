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
void SetFrame(const Portfolio& portfolio, Language language, Report* report) {
  *report->mutable_as_of_date() = DateFromDay(portfolio.as_of);
  for (JournalPosition& position : PositionsOf(portfolio)) {
    *report->add_journal_positions() = std::move(position);
  }
  if constexpr (requires { report->add_omitted(); }) {
    for (const Omission& each : portfolio.omitted) {
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
absl::Status CheckFunder(const Portfolio& portfolio, const Request& request) {
  if constexpr (requires { request.funder(); }) {
    if (!request.funder().empty() && !portfolio.catalogue->funders.contains(request.funder())) {
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

// Gathers what the request is about, makes the report of it, and refuses one of which
// a figure cannot be told: AMOUNT_OVERFLOW, with the project and the figure.
template <typename Request, typename Report, typename Make>
void Serve(rpc::Host* host, const rpc::Peers* peers, Every every, Make make) {
  using Answered = std::function<void(const absl::Status&)>;
  host->Async<Request, Report>([peers, every, make](const rpc::Caller& caller,
                                                    const Request& request, Report* report,
                                                    Answered done) {
    const absl::Status named =
        NamePattern::Of(Project::descriptor()).Check(request.parent(), every == Every::kAllowed);
    if (!named.ok()) return done(InField("parent", named));
    if (const absl::Status moment = CheckMoment(request); !moment.ok()) return done(moment);
    const auto cut = CutOf<Report>(request);
    if (!cut.ok()) return done(cut.status());
    // The peers are asked in the name of whoever asks us, and no longer than that.
    Inquiry inquiry{peers, rpc::OptionsFor(caller), caller.deadline, request.as_of_date(),
                    std::nullopt};
    if (request.has_known_at()) inquiry.known_at = request.known_at().time();
    // The messages stay until `done` is called.
    Gather(inquiry, request.parent(),
           [&request, report, make, cut = *cut, language = caller.language,
            done = std::move(done)](const absl::StatusOr<Portfolio>& portfolio) {
             if (!portfolio.ok()) return done(portfolio.status());
             if (const absl::Status known = CheckFunder(*portfolio, request); !known.ok()) {
               return done(known);
             }
             *report = make(*portfolio, request, language);
             if (const auto figure = FigureTooLarge(*report, language)) {
               return done(RefuseFigure(absl::StrCat(request.parent(), ": ", *figure)));
             }
             cut(report);
             SetFrame(*portfolio, language, report);
             if (request.has_known_at()) *report->mutable_known_at() = request.known_at().time();
             done(absl::OkStatus());
           });
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
      [](const Portfolio& portfolio, const v1::GetBudgetStatusRequest& request, Language language) {
        return MakeBudgetStatus(portfolio.projects.front(), request.group_by(), language);
      });
  Serve<v1::GetFundingPlanRequest, v1::FundingPlan>(
      host.get(), peers, Every::kRefused,
      [](const Portfolio& portfolio, const v1::GetFundingPlanRequest&, Language) {
        return MakeFundingPlan(portfolio.projects.front());
      });
  Serve<v1::ListDeadlinesRequest, v1::DeadlineList>(
      host.get(), peers, Every::kAllowed,
      [](const Portfolio& portfolio, const v1::ListDeadlinesRequest& request, Language) {
        return MakeDeadlineList(portfolio, {.within_days = request.within_days(),
                                            .overdue_only = request.overdue_only(),
                                            .funder = request.funder()});
      });
  Serve<v1::GetPipelineRequest, v1::Pipeline>(
      host.get(), peers, Every::kAllowed,
      [](const Portfolio& portfolio, const v1::GetPipelineRequest&, Language language) {
        return MakePipeline(portfolio, language);
      });
  return host;
}

}  // namespace cofi::reporting
