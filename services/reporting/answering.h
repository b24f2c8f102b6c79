// How a report is answered: what is asked of other services, which day it speaks of, the page of
// it, and what stands above it.
#ifndef COFI_SERVICES_REPORTING_ANSWERING_H_
#define COFI_SERVICES_REPORTING_ANSWERING_H_

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/dates.h"
#include "base/names.h"
#include "base/refusal.h"
#include "base/status.h"
#include "cofi/reporting/v1/reports.pb.h"
#include "services/reporting/budget_status_rules.h"
#include "services/reporting/deadline_rules.h"
#include "services/reporting/financial_report_rules.h"
#include "services/reporting/funding_plan_rules.h"
#include "services/reporting/gather.h"
#include "services/reporting/pipeline_rules.h"
#include "services/reporting/reports.h"
#include "services/reporting/statement_rules.h"
#include "services/rpc/page_cut.h"

namespace cofi::reporting {

// What `projects/-` is to a report.
enum class Every { kRefused, kAllowed };

// A page of a report whose caller sets no end, as that of a stream does not, has this long.
inline constexpr absl::Duration kPageTimeMax = absl::Seconds(60);

template <typename Request, typename Answer>
using Make =
    std::function<void(const rpc::Caller&, const Request&, PageMemory*, Answer*, Answered)>;

// In the name of whoever asks us, and no longer than that. With a period, a report speaks of its
// last day.
template <typename Request>
Inquiry InquiryOf(const rpc::Peers* peers, const rpc::Caller& caller, const Request& request) {
  Inquiry inquiry{peers, rpc::OptionsFor(caller),
                  std::min(caller.deadline, absl::Now() + kPageTimeMax)};
  if constexpr (requires { request.as_of_date(); }) inquiry.as_of = request.as_of_date();
  if constexpr (requires {
                  request.to_date();
                  request.as_of_date();
                }) {
    if (request.has_to_date()) inquiry.as_of = request.to_date();
  }
  if constexpr (requires { MovementsFor(request); }) inquiry.movements = MovementsFor(request);
  if constexpr (requires { NeedsFiscalYears(request); }) {
    inquiry.fiscal_years = NeedsFiscalYears(request);
  }
  if constexpr (requires { NeedsPapers(request); }) inquiry.papers = NeedsPapers(request);
  if constexpr (requires { ShowsExpenses(request); }) {
    inquiry.expense_files = ShowsExpenses(request);
  }
  if constexpr (requires { request.known_at(); }) {
    if (request.has_known_at()) inquiry.known_at = request.known_at().time();
  }
  return inquiry;
}

// A report reads several journals, so that a sequence would say too little; and no period ends
// after the day of which the report speaks.
template <typename Request>
absl::Status CheckTimes(const Request& request) {
  if constexpr (requires { request.known_at(); }) {
    if (request.has_known_at() && !request.known_at().has_time()) {
      return InField(
          "known_at",
          Refuse(
              type::v1::REASON_VALUE_MALFORMED,
              {{"value", absl::StrCat("journal_sequence ", request.known_at().journal_sequence())},
               {"accepted", "time"}}));
    }
  }
  if constexpr (requires {
                  request.to_date();
                  request.as_of_date();
                }) {
    if (request.has_to_date() && request.has_as_of_date() &&
        Day(request.to_date()) > Day(request.as_of_date())) {
      return InField("to_date", Refuse(type::v1::REASON_VALUE_OUT_OF_RANGE,
                                       {{"value", IsoDate(request.to_date())},
                                        {"accepted", "on {limit:date} or before"},
                                        {"limit", IsoDate(request.as_of_date())}}));
    }
  }
  return absl::OkStatus();
}

// Whether the project is one, or all where that is allowed, and the times are.
template <typename Request>
absl::Status CheckAsked(const Request& request, Every every) {
  const absl::Status named =
      NamePattern::Of(Project::descriptor()).Check(request.parent(), every == Every::kAllowed);
  if (!named.ok()) return InField("parent", named);
  // Nobody waits for another project's applications.
  if constexpr (requires { request.graph(); }) {
    if (request.graph() && HasWildcard(request.parent())) {
      return InField("graph", Refuse(type::v1::REASON_VALUE_OUT_OF_RANGE,
                                     {{"value", "true"}, {"accepted", "only of one project"}}));
    }
  }
  return CheckTimes(request);
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

// Says as of when a report speaks, from which journal entries, and what it leaves out.
template <typename Answer>
void SetFrame(const GatheredFacts& gathered, Language language, Answer* answer) {
  *answer->mutable_as_of_date() = DateFromDay(gathered.as_of);
  for (JournalPosition& position : PositionsOf(gathered)) {
    *answer->add_journal_positions() = std::move(position);
  }
  if constexpr (requires { answer->add_omitted(); }) {
    for (const Omission& each : gathered.omitted) {
      v1::OmittedProject* omitted = answer->add_omitted();
      omitted->set_project(each.project);
      omitted->set_why(Describe(each.why, language));
    }
  }
  if constexpr (requires { answer->set_time_zone(""); }) {
    if (!gathered.whole) answer->set_time_zone(gathered.projects.front().project.time_zone());
  }
}

// The rows of a report that has pages.
inline google::protobuf::RepeatedPtrField<v1::Deadline>* RowsOf(v1::DeadlineList* list) {
  return list->mutable_deadlines();
}
inline google::protobuf::RepeatedPtrField<v1::PipelineEntry>* RowsOf(v1::Pipeline* pipeline) {
  return pipeline->mutable_entries();
}

// Which page of a report is asked for; of one without pages, nothing to be done.
template <typename Answer, typename Request>
absl::StatusOr<std::function<void(Answer*)>> CutOf(const Request& request) {
  if constexpr (requires(Answer * answer) {
                  RowsOf(answer);
                  request.page_size();
                }) {
    using Row =
        typename std::remove_pointer_t<decltype(RowsOf(std::declval<Answer*>()))>::value_type;
    COFI_ASSIGN_OR_RETURN(rpc::PageCut<Row> page, rpc::PageCut<Row>::Of(request));
    return [page = std::move(page)](Answer* answer) {
      page.Cut({&ComesBefore, &KeyOf}, RowsOf(answer), answer->mutable_next_page_token());
    };
  } else {
    return [](Answer*) {};
  }
}

// Ends a report that was made: AMOUNT_OVERFLOW, with the project and the figure, if one cannot be
// told.
template <typename Request, typename Answer>
absl::Status Finish(const GatheredFacts& gathered, const Request& request, Language language,
                    Answer* answer) {
  if (const auto figure = FigureTooLarge(*answer, language)) {
    if constexpr (requires { request.parent(); }) {
      return RefuseFigure(absl::StrCat(request.parent(), ": ", *figure));
    } else {
      return RefuseFigure(*figure);
    }
  }
  SetFrame(gathered, language, answer);
  if (request.has_known_at()) *answer->mutable_known_at() = request.known_at().time();
  return absl::OkStatus();
}

// Gathers what the request is about, and makes the report of it.
template <typename Request, typename Answer, typename Function>
void AnswerGathered(const Inquiry& inquiry, const Request& request, Language language,
                    Function make, Answer* answer, Answered done) {
  const auto cut = CutOf<Answer>(request);
  if (!cut.ok()) return done(cut.status());
  // The messages stay until `done` is called.
  Gather(inquiry, request.parent(),
         [&request, answer, make, cut = *cut, language,
          done = std::move(done)](const absl::StatusOr<GatheredFacts>& gathered) {
           if (!gathered.ok()) return done(gathered.status());
           if (const absl::Status known = CheckFunder(*gathered, request); !known.ok()) {
             return done(known);
           }
           absl::StatusOr<Answer> made = make(*gathered, request, language);
           if (!made.ok()) return done(made.status());
           *answer = *std::move(made);
           if (FigureTooLarge(*answer, language) == std::nullopt) cut(answer);
           done(Finish(*gathered, request, language, answer));
         });
}

// Whether it is about all projects as they are now, which the services keep ready.
template <typename Request>
bool IsOfAllNow(const Request& request) {
  return request.parent() == kEveryProject && !request.has_as_of_date() && !request.has_known_at();
}

// What `make` makes of gathered facts; unless it is about all projects as they are now and there is
// `find`, which is asked first, and which refuses what only a look at each project can tell.
template <typename Request, typename Answer, typename Function, typename Find = std::nullptr_t>
Make<Request, Answer> Gathered(const rpc::Peers* peers, Every every, Function make,
                               Find find = nullptr) {
  return [=](const rpc::Caller& caller, const Request& request, PageMemory*, Answer* answer,
             Answered done) {
    if (const absl::Status asked = CheckAsked(request, every); !asked.ok()) return done(asked);
    const Inquiry inquiry = InquiryOf(peers, caller, request);
    const Language language = caller.language;
    if constexpr (!std::is_same_v<Find, std::nullptr_t>) {
      if (IsOfAllNow(request)) {
        return find(inquiry, request, language, answer, [=, &request](const absl::Status& found) {
          if (ReasonOf(found) != type::v1::REASON_AMOUNT_OVERFLOW) return done(found);
          answer->Clear();
          AnswerGathered(inquiry, request, language, make, answer, done);
        });
      }
    }
    AnswerGathered(inquiry, request, language, make, answer, std::move(done));
  };
}

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_ANSWERING_H_
