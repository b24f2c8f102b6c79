#include "services/reporting/reports.h"

#include <string>
#include <utility>

#include "absl/algorithm/container.h"
#include "base/check.h"
#include "services/reporting/all_projects.h"
#include "services/reporting/answering.h"
#include "services/reporting/application_overview_rules.h"
#include "services/reporting/backward_calendar_rules.h"
#include "services/reporting/carry_forward_rules.h"
#include "services/reporting/entries.h"
#include "services/reporting/layouts.h"

namespace cofi::reporting {
namespace {

template <typename Request, typename Answer>
Report ReportOf(Make<Request, Answer> make) {
  Report report;
  report.request = &Request::default_instance();
  report.answer = &Answer::default_instance();
  report.make = [make](const rpc::Caller& caller, const Message& request, PageMemory* memory,
                       Message* answer, Answered done) {
    make(caller, static_cast<const Request&>(request), memory, static_cast<Answer*>(answer),
         std::move(done));
  };
  report.lay_out = [](const Message& answer, const Message& request, const Part& part,
                      Language language) {
    return LayOut(static_cast<const Answer&>(answer), static_cast<const Request&>(request), part,
                  language);
  };
  report.offer = [make](rpc::Host* host) {
    host->Async<Request, Answer>(
        [make](const rpc::Caller& caller, const Request& request, Answer* answer, Answered done) {
          make(caller, request, /*memory=*/nullptr, answer, std::move(done));
        });
  };
  return report;
}

// One that `find` makes of what it asks for itself.
template <typename Request, typename Answer, typename Find>
Report Found(const rpc::Peers* peers, Find find) {
  return ReportOf<Request, Answer>([=](const rpc::Caller& caller, const Request& request,
                                       PageMemory* memory, Answer* answer, Answered done) {
    if (const absl::Status times = CheckTimes(request); !times.ok()) return done(times);
    find(InquiryOf(peers, caller, request), request, caller.language, memory, answer,
         std::move(done));
  });
}

DeadlineFilter FilterOf(const v1::ListDeadlinesRequest& request) {
  DeadlineFilter filter{.within_days = request.within_days(),
                        .overdue_only = request.overdue_only(),
                        .funder = request.funder(),
                        .text = request.text()};
  for (const int kind : request.kinds()) {
    if (kind != v1::Deadline::KIND_UNSPECIFIED) filter.kinds.push_back(v1::Deadline::Kind(kind));
  }
  return filter;
}

// Of the project that the request is about.
const ProjectFacts& Only(const GatheredFacts& gathered) { return gathered.projects.front(); }

std::vector<Report> MakeReports(const rpc::Peers* peers) {
  using namespace v1;  // NOLINT(google-build-using-namespace): every type here.
  std::vector<Report> all;
  all.push_back(ReportOf(Gathered<GetBudgetStatusRequest, BudgetStatus>(
      peers, Every::kRefused,
      [](const GatheredFacts& gathered, const GetBudgetStatusRequest& request,
         Language language) -> absl::StatusOr<BudgetStatus> {
        COFI_RETURN_IF_ERROR(CheckGroups(request));
        return MakeBudgetStatus(Only(gathered), request, language);
      })));
  all.push_back(ReportOf(Gathered<GetFundingPlanRequest, FundingPlan>(
      peers, Every::kRefused,
      [](const GatheredFacts& gathered, const GetFundingPlanRequest& request, Language) {
        return MakeFundingPlan(Only(gathered), request);
      })));
  all.push_back(ReportOf(Gathered<ListDeadlinesRequest, DeadlineList>(
      peers, Every::kAllowed,
      [](const GatheredFacts& gathered, const ListDeadlinesRequest& request, Language) {
        return MakeDeadlineList(gathered, FilterOf(request));
      },
      [](const Inquiry& inquiry, const ListDeadlinesRequest& request, Language,
         DeadlineList* answer, Answered done) {
        const auto page = rpc::PageCut<Deadline>::Of(request);
        if (!page.ok()) return done(page.status());
        FindDeadlines(inquiry, request, *page, answer, std::move(done));
      })));
  all.push_back(ReportOf(Gathered<GetPipelineRequest, Pipeline>(
      peers, Every::kAllowed,
      [](const GatheredFacts& gathered, const GetPipelineRequest& request, Language language) {
        return MakePipeline(gathered, language, request.graph() ? Graph::kShown : Graph::kLeftOut);
      },
      [](const Inquiry& inquiry, const GetPipelineRequest& request, Language language,
         Pipeline* answer, const Answered& done) {
        const auto page = rpc::PageCut<PipelineEntry>::Of(request);
        if (!page.ok()) return done(page.status());
        FindPipeline(inquiry, *page, language, answer, done);
      })));
  all.push_back(ReportOf(Gathered<GetBoardRequest, Pipeline>(
      peers, Every::kAllowed,
      [](const GatheredFacts& gathered, const GetBoardRequest&, Language language) {
        return MakePipeline(gathered, language);
      })));
  all.push_back(ReportOf(Gathered<GetApplicationOverviewRequest, ApplicationOverview>(
      peers, Every::kAllowed,
      [](const GatheredFacts& gathered, const GetApplicationOverviewRequest&, Language language) {
        return MakeApplicationOverview(gathered, language);
      })));
  all.push_back(ReportOf(Gathered<GetFinancialReportRequest, FinancialReport>(
      peers, Every::kRefused,
      [](const GatheredFacts& gathered, const GetFinancialReportRequest& request,
         Language language) { return MakeFinancialReport(Only(gathered), request, language); })));
  all.push_back(ReportOf(Gathered<GetCarryForwardRequest, CarryForward>(
      peers, Every::kRefused,
      [](const GatheredFacts& gathered, const GetCarryForwardRequest&, Language) {
        return MakeCarryForward(Only(gathered));
      })));
  all.push_back(ReportOf(Gathered<GetBackwardCalendarRequest, BackwardCalendar>(
      peers, Every::kRefused,
      [](const GatheredFacts& gathered, const GetBackwardCalendarRequest& request,
         Language) -> absl::StatusOr<BackwardCalendar> {
        COFI_RETURN_IF_ERROR(CheckLeads(request));
        return MakeBackwardCalendar(Only(gathered), request);
      })));
  all.push_back(Found<GetPortfolioRequest, Portfolio>(
      peers, [](const Inquiry& inquiry, const GetPortfolioRequest& request, Language, PageMemory*,
                Portfolio* answer,
                Answered done) { FindPortfolio(inquiry, request, answer, std::move(done)); }));
  all.push_back(Found<SearchRequest, SearchResponse>(
      peers, [](const Inquiry& inquiry, const SearchRequest& request, Language, PageMemory*,
                SearchResponse* answer,
                const Answered& done) { FindNames(inquiry, request, answer, done); }));
  all.push_back(Found<GetExpenseStatementRequest, ExpenseStatement>(peers, &FindExpenses));
  all.push_back(Found<GetReceiptStatementRequest, ReceiptStatement>(peers, &FindReceipts));
  all.push_back(Found<ExplainFigureRequest, FigureExplanation>(
      peers, [](const Inquiry& inquiry, const ExplainFigureRequest& request, Language language,
                PageMemory*, FigureExplanation* answer, const Answered& done) {
        FindExplanation(inquiry, request, language, answer, done);
      }));
  all.push_back(Found<GetActivityRequest, Activity>(
      peers, [](const Inquiry& inquiry, const GetActivityRequest& request, Language language,
                PageMemory*, Activity* answer,
                const Answered& done) { FindActivity(inquiry, request, language, answer, done); }));
  all.push_back(Found<GetBudgetFormRequest, BudgetForm>(
      peers, [](const Inquiry& inquiry, const GetBudgetFormRequest& request, Language language,
                PageMemory*, BudgetForm* answer, const Answered& done) {
        FindBudgetForm(inquiry, request, language, answer, done);
      }));
  all.push_back(Found<GetBudgetChangesRequest, BudgetChanges>(
      peers, [](const Inquiry& inquiry, const GetBudgetChangesRequest& request, Language language,
                PageMemory*, BudgetChanges* answer, const Answered& done) {
        FindBudgetChanges(inquiry, request, language, answer, done);
      }));
  all.push_back(Found<GetClaimStatementRequest, ClaimStatement>(
      peers, [](const Inquiry& inquiry, const GetClaimStatementRequest& request, Language language,
                PageMemory*, ClaimStatement* answer, const Answered& done) {
        FindClaimStatement(inquiry, request, language, answer, done);
      }));
  all.push_back(Found<GetRequirementsRequest, Requirements>(
      peers, [](const Inquiry& inquiry, const GetRequirementsRequest& request, Language language,
                PageMemory*, Requirements* answer, const Answered& done) {
        FindRequirements(inquiry, request, language, answer, done);
      }));
  return all;
}

// Copies the fields of these names that both have, and that are of one kind.
void CopyFields(const Message& from, const std::vector<const char*>& names, Message* to) {
  for (const char* name : names) {
    const FieldDescriptor* const source = from.GetDescriptor()->FindFieldByName(name);
    const FieldDescriptor* const target = to->GetDescriptor()->FindFieldByName(name);
    if (source == nullptr || target == nullptr) continue;
    const auto* const reflection = from.GetReflection();
    if (source->is_repeated()) {
      for (int i = 0; i < reflection->FieldSize(from, source); ++i) {
        to->GetReflection()
            ->AddMessage(to, target)
            ->CopyFrom(reflection->GetRepeatedMessage(from, source, i));
      }
    } else if (source->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      SetStringField(to, name, StringField(from, name));
    } else if (reflection->HasField(from, source)) {
      MutableMessageField(to, name)->CopyFrom(reflection->GetMessage(from, source));
    }
  }
}

// The field of ReportQuery that has requests of this kind.
const FieldDescriptor* QueryFieldOf(const Descriptor* request) {
  const auto* const oneof = v1::ReportQuery::descriptor()->oneof_decl(0);
  for (int i = 0; i < oneof->field_count(); ++i) {
    if (oneof->field(i)->message_type() == request) return oneof->field(i);
  }
  return nullptr;
}

}  // namespace

Reports::Reports(const rpc::Peers* peers) : all_(MakeReports(peers)) {
  for (const char* service : {kProjects, kApplications, kBudgets, kAttachments}) {
    COFI_CHECK(peers->Has(service), service);
  }
  const auto* const oneof = v1::ReportQuery::descriptor()->oneof_decl(0);
  for (int i = 0; i < oneof->field_count(); ++i) {
    const Descriptor* const request = oneof->field(i)->message_type();
    COFI_CHECK(
        absl::c_any_of(
            all_, [&](const Report& each) { return each.request->GetDescriptor() == request; }),
        request->full_name());
  }
}

absl::StatusOr<const Report*> Reports::Find(const v1::ReportQuery& query,
                                            const Message** request) const {
  const auto* const oneof = v1::ReportQuery::descriptor()->oneof_decl(0);
  const FieldDescriptor* const field = query.GetReflection()->GetOneofFieldDescriptor(query, oneof);
  if (field == nullptr) {
    return InField("query", Refuse(type::v1::REASON_FIELD_REQUIRED));
  }
  *request = &query.GetReflection()->GetMessage(query, field);
  const auto found = absl::c_find_if(all_, [&](const Report& each) {
    return each.request->GetDescriptor() == field->message_type();
  });
  return &*found;
}

v1::Document DocumentOf(const Report& report, const Message& answer, const Message& request,
                        const Part& part, Language language) {
  v1::Document document = report.lay_out(answer, request, part, language);
  document.set_report(QueryFieldOf(request.GetDescriptor())->name());
  document.set_language_code(std::string(TagOf(language)));
  CopyFields(answer,
             {"project", "time_zone", "as_of_date", "known_at", "journal_positions", "omitted",
              "next_page_token"},
             &document);
  return document;
}

}  // namespace cofi::reporting
