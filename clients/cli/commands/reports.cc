#include "clients/cli/commands/reports.h"

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "clients/cli/printed/csv.h"
#include "clients/cli/printed/json.h"
#include "clients/cli/printed/records.h"
#include "clients/cli/printed/report_pages.h"
#include "clients/cli/printed/words_records.h"
#include "clients/cli/printed/words_reports.h"
#include "clients/cli/sent/failures.h"
#include "clients/cli/typed/exit_codes.h"
#include "clients/cli/typed/requests.h"
#include "clients/cli/typed/values.h"
#include "clients/cli/typed/words.h"
#include "clients/cli/typed/words_mistakes.h"

namespace cofi::cli {
namespace {

using namespace cofi::reporting::v1;  // NOLINT(google-build-using-namespace): every type here.

// The flags of a report's request, without the project, which is a word.
template <typename Request>
std::vector<Flag> ReportFlags() {
  std::vector<Flag> flags = FlagsOf(Request::descriptor(), {"parent", "within_days"});
  // A report reads several journals, so a sequence would say too little.
  for (Flag& flag : flags) {
    if (flag.name == "known-at") flag.value = "TIME";
  }
  return flags;
}

void Rename(const std::string& from, const std::string& to, std::vector<Flag>* flags) {
  for (Flag& flag : *flags) {
    if (flag.name == from) flag.name = to;
  }
}

// Sets `parent`, if there is that, from the one word there may be; without it, all projects.
absl::Status SetProject(const Arguments& arguments, Language language, Message* request) {
  if (request->GetDescriptor()->FindFieldByName("parent") == nullptr) return absl::OkStatus();
  const std::string project = arguments.words.empty() ? "-" : arguments.words[0];
  Identifiers known;
  return SetFromText(request, request->GetDescriptor()->FindFieldByName("parent"), project,
                     language, &known);
}

// Calls the report; the exit code. Its pages become one, with what else the first of them says,
// unless a page was asked for.
template <typename Request, typename Response>
int CallPages(Session& session, const Arguments& arguments, const FieldDescriptor* rows,
              Request* request, Response* response) {
  if constexpr (requires { response->next_page_token(); }) {
    const bool one_page = arguments.Has("page-size") || arguments.Has("page-token");
    if (!one_page) LimitPage(kPageSizeMax, request);
    if (const int failed = session.CallOrExplain(*request, response)) return failed;
    while (!one_page && !response->next_page_token().empty()) {
      request->set_page_token(response->next_page_token());
      Response page;
      if (const int failed = session.CallOrExplain(*request, &page)) return failed;
      for (const Message* row : PointersTo(page, rows)) {
        response->GetReflection()->AddMessage(response, rows)->CopyFrom(*row);
      }
      response->set_next_page_token(page.next_page_token());
      if constexpr (requires { page.next_beyond(); }) {
        if (page.has_next_beyond()) *response->mutable_next_beyond() = page.next_beyond();
      }
    }
    return kDone;
  } else {
    return session.CallOrExplain(*request, response);
  }
}

// Calls the report and writes it; the exit code. `rows` is the field of the
// answer that CSV is made of.
template <typename Request, typename Response, typename Page>
int Report(Session& session, const Arguments& arguments, const std::vector<Flag>& flags, Page page,
           const char* rows, Request* request, Response* response) {
  Identifiers known;
  absl::Status made = SetProject(arguments, session.language(), request);
  if (made.ok()) made = SetFromFlags(flags, arguments, session.language(), &known, request);
  if (!made.ok()) return Explain(made, session.language(), session.err());
  const FieldDescriptor* field = Response::descriptor()->FindFieldByName(rows);
  if (const int failed = CallPages(session, arguments, field, request, response)) return failed;
  switch (session.settings().format) {
    case Format::kJson:
      session.out() << JsonText(JsonOf(*response));
      break;
    case Format::kCsv:
      session.out() << CsvText(field->message_type(), PointersTo(*response, field));
      break;
    default:
      session.out() << page(*response, session.settings());
  }
  // Beside the report in every format, so that nobody takes it for the whole.
  if constexpr (requires { response->omitted(); }) {
    for (const OmittedProject& each : response->omitted()) {
      session.err() << Say(words::kLeftOut, session.language(), each.project(), each.why()) << "\n";
    }
  }
  if constexpr (requires { response->next_page_token(); }) {
    if (!response->next_page_token().empty()) {
      session.err() << words::kNextPage.In(session.language()) << " " << response->next_page_token()
                    << "\n";
    }
  }
  return kDone;
}

// Days of `60`, `60d` (`60j` in French) or `8w` (`8s`).
absl::StatusOr<int32_t> DaysOf(const std::string& text, Language language) {
  absl::string_view digits = text;
  int32_t unit = 1, count = 0;
  if (!digits.empty() && !absl::ascii_isdigit(digits.back())) {
    const char last = absl::ascii_tolower(digits.back());
    unit = last == 'd' || last == 'j' ? 1 : last == 'w' || last == 's' ? 7 : 0;
    digits.remove_suffix(1);
  }
  constexpr int32_t kDaysMax = 36'500;
  if (unit == 0 || !absl::SimpleAtoi(digits, &count) || count < 1 || count > kDaysMax / unit) {
    return Mistake(words::kNotOneOf, language, "--within", text, "60, 60d, 8w");
  }
  return count * unit;
}

}  // namespace

std::vector<Flag> StatusFlags() {
  std::vector<Flag> flags = ReportFlags<GetBudgetStatusRequest>();
  Rename("group-by", "by", &flags);
  return flags;
}

std::vector<Flag> PlanFlags() { return ReportFlags<GetFundingPlanRequest>(); }

std::vector<Flag> DeadlinesFlags() {
  std::vector<Flag> flags = ReportFlags<ListDeadlinesRequest>();
  Rename("overdue-only", "overdue", &flags);
  Rename("kinds", "kind", &flags);
  flags.push_back({"within", "60d", words::kWithinHelp, {}});
  flags.push_back({"fail-if-any", "", words::kFailIfAnyHelp, {}});
  return flags;
}

std::vector<Flag> PipelineFlags() { return ReportFlags<GetPipelineRequest>(); }

std::vector<Flag> SearchFlags() { return FlagsOf(SearchRequest::descriptor(), {"text"}); }

std::vector<Flag> PortfolioFlags() {
  std::vector<Flag> flags = ReportFlags<GetPortfolioRequest>();
  Rename("overdue-only", "overdue", &flags);
  return flags;
}

int RunStatus(Session& session, const Arguments& arguments) {
  GetBudgetStatusRequest request;
  BudgetStatus response;
  return Report(session, arguments, StatusFlags(), &StatusText, "rows", &request, &response);
}

int RunPlan(Session& session, const Arguments& arguments) {
  GetFundingPlanRequest request;
  FundingPlan response;
  return Report(session, arguments, PlanFlags(), &PlanText, "sources", &request, &response);
}

int RunDeadlines(Session& session, const Arguments& arguments) {
  ListDeadlinesRequest request;
  DeadlineList response;
  if (arguments.Has("within")) {
    const auto days = DaysOf(arguments.Value("within"), session.language());
    if (!days.ok()) return Explain(days.status(), session.language(), session.err());
    request.set_within_days(*days);
  }
  const auto page = [&](const DeadlineList& list, const Settings& settings) {
    return DeadlinesText(request, list, settings);
  };
  const int code =
      Report(session, arguments, DeadlinesFlags(), page, "deadlines", &request, &response);
  // Nobody knows whether a project that is left out has any: a reminder job must not rest.
  const bool found = response.deadlines_size() > 0 || response.omitted_size() > 0;
  return code == kDone && arguments.On("fail-if-any") && found ? kFound : code;
}

int RunPipeline(Session& session, const Arguments& arguments) {
  GetPipelineRequest request;
  Pipeline response;
  return Report(session, arguments, PipelineFlags(), &PipelineText, "entries", &request, &response);
}

int RunSearch(Session& session, const Arguments& arguments) {
  SearchRequest request;
  SearchResponse response;
  request.set_text(arguments.words[0]);
  return Report(session, arguments, SearchFlags(), &SearchText, "hits", &request, &response);
}

int RunPortfolio(Session& session, const Arguments& arguments) {
  GetPortfolioRequest request;
  Portfolio response;
  return Report(session, arguments, PortfolioFlags(), &PortfolioText, "rows", &request, &response);
}

}  // namespace cofi::cli
