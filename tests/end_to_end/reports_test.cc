// Random projects through the API: on random days every column of every report sums to
// its total, and a figure that stands in two places is the same in both.
//
//   RC_PARAMS="seed=7 max_success=100" build/release/tests/end_to_end_test
//       --gtest_filter='*RandomProjects*'
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/dates.h"
#include "base/identifiers.h"
#include "cofi/applications/v1/application_verbs.pb.h"
#include "cofi/applications/v1/applications.pb.h"
#include "cofi/applications/v1/funders.pb.h"
#include "cofi/budgets/v1/grants.pb.h"
#include "cofi/projects/v1/projects.pb.h"
#include "cofi/projects/v1/updates.pb.h"
#include "cofi/reporting/v1/reports.pb.h"
#include "google/protobuf/empty.pb.h"
#include "tests/end_to_end/random_project.h"
#include "tests/installations/installation.h"
#include "tests/installations/programs.h"
#include "tests/installations/project.h"
#include "tests/installations/refusals.h"
#include "tests/reporting/agreement.h"
#include "tests/services/facts.h"

namespace cofi::end_to_end {
namespace {

namespace apps = applications::v1;
namespace money = budgets::v1;
using namespace cofi::reporting::v1;  // NOLINT(google-build-using-namespace): the reports.
using ::testing::HasSubstr;

// Before main, because rapidcheck reads its parameters at the first property.
const int kSeeded = setenv("RC_PARAMS", "seed=2018 max_success=4 noshrink=1", /*overwrite=*/0);

auto* RowsOf(DeadlineList* list) { return list->mutable_deadlines(); }
auto* RowsOf(Pipeline* pipeline) { return pipeline->mutable_entries(); }

// All pages of a report as one.
template <typename Report, typename Request>
Report Whole(const Installation& cofi, Request request, int page_size) {
  request.set_page_size(page_size);
  Report report = cofi.Ask<Report>(request);
  while (!report.next_page_token().empty()) {
    EXPECT_EQ(RowsOf(&report)->size() % page_size, 0);
    request.set_page_token(report.next_page_token());
    Report page = cofi.Ask<Report>(request);
    RowsOf(&report)->MergeFrom(*RowsOf(&page));
    report.set_next_page_token(page.next_page_token());
    // What it says besides is of all pages.
    RowsOf(&page)->CopyFrom(*RowsOf(&report));
    EXPECT_EQ(page.ShortDebugString(), report.ShortDebugString());
  }
  return report;
}

// All that is said of a project, as of a day or, without one, of today.
reporting::Reports ReportsOf(const Installation& cofi, const std::string& project,
                             const Date& as_of) {
  const auto about = [&](auto request) {
    request.set_parent(project);
    if (IsSet(as_of)) *request.mutable_as_of_date() = as_of;
    return request;
  };
  reporting::Reports reports;
  for (const auto each :
       {GetBudgetStatusRequest::GROUP_BY_LINE, GetBudgetStatusRequest::GROUP_BY_ACCOUNT,
        GetBudgetStatusRequest::GROUP_BY_PHASE, GetBudgetStatusRequest::GROUP_BY_YEAR,
        GetBudgetStatusRequest::GROUP_BY_FUNDER}) {
    auto request = about(GetBudgetStatusRequest());
    request.add_group_by(each);
    reports.statuses.push_back(cofi.Ask<BudgetStatus>(request));
  }
  reports.plan = cofi.Ask<FundingPlan>(about(GetFundingPlanRequest()));
  reports.pipeline = Whole<Pipeline>(cofi, about(GetPipelineRequest()), 3);
  reports.deadlines = Whole<DeadlineList>(cofi, about(ListDeadlinesRequest()), 7);
  money::ListGrantsRequest grants;
  grants.set_parent(project);
  grants.set_page_size(1000);
  if (IsSet(as_of)) *grants.mutable_as_of_date() = as_of;
  const auto listed = cofi.Ask<money::ListGrantsResponse>(grants);
  reports.grants.assign(listed.grants().begin(), listed.grants().end());
  return reports;
}

class RandomProjects : public EndToEnd {};
COFI_IN_ALL_SHAPES(RandomProjects);

TEST_P(RandomProjects, HaveReportsThatAgree) {
  const bool agree = rc::check("reports agree", [this] {
    // One number, so that a failure is told by it.
    const auto seed = *rc::gen::noShrink(rc::gen::resize(100, rc::gen::arbitrary<uint64_t>()));
    const RandomProject project = LiveThrough(cofi(), seed);
    RC_ASSERT(cofi().books().AwaitRelays());
    std::vector<Date> days = project.days;
    days.push_back({});  // Today.
    for (const Date& day : days) {
      const std::string disagreements =
          reporting::Disagreements(ReportsOf(cofi(), project.name, day));
      if (!disagreements.empty()) {
        RC_FAIL(absl::StrCat(project.name, " on ", IsoDate(day), ":\n", disagreements));
      }
    }
  });
  EXPECT_TRUE(agree);
}

// Of these tests, each with projects of its own among all others'.
class ReportsOverAll : public EndToEnd {
 protected:
  // A project in a time zone, with drafts that ask for as much, to be decided on a day.
  std::string MakeProject(const std::string& zone, int drafts, const std::string& amount,
                          const Date& decision) {
    const std::string id = "z-" + NewUuid().substr(0, 8);
    apps::CreateFunderRequest funder;
    funder.set_funder_id(id);
    funder.mutable_funder()->set_display_name("Fonds");
    cofi().Ask<apps::Funder>(funder);
    projects::v1::CreateProjectRequest project;
    project.set_project_id(id);
    project.mutable_project()->set_display_name(id);
    project.mutable_project()->set_time_zone(zone);
    cofi().Ask<projects::v1::Project>(project);
    for (int i = 0; i < drafts; ++i) {
      apps::CreateApplicationRequest draft;
      draft.set_parent("projects/" + id);
      draft.set_application_id(absl::StrCat("a", i));
      draft.mutable_application()->set_display_name("Aide");
      draft.mutable_application()->set_funder("funders/" + id);
      *draft.mutable_application()->mutable_requested_amount() = Eur(amount);
      *draft.mutable_application()->mutable_expected_decision_date() = decision;
      cofi().Ask<apps::Application>(draft);
    }
    return "projects/" + id;
  }

  template <typename Report, typename Request>
  Report OverAll(Request request = {}) {
    request.set_parent("projects/-");
    return Whole<Report>(cofi(), request, 1'000);
  }

  // How many of the rows are of a project.
  template <typename Rows>
  static int64_t Count(const Rows& rows, const std::string& project) {
    return std::count_if(rows.begin(), rows.end(),
                         [&](const auto& row) { return row.project() == project; });
  }
};
COFI_IN_ALL_SHAPES(ReportsOverAll);

// Twenty-five hours apart: it is never the same day in both.
TEST_P(ReportsOverAll, EachProjectSpeaksOfItsOwnToday) {
  const std::string west = "Pacific/Pago_Pago", east = "Pacific/Kiritimati";
  const Date today = DateFromDay(TodayIn(west, absl::Now()));
  const std::string there = MakeProject(west, 1, "10", today);
  const std::string here = MakeProject(east, 1, "10", today);
  ListDeadlinesRequest overdue;
  overdue.set_overdue_only(true);
  const auto late = OverAll<DeadlineList>(overdue);
  const auto pipeline = OverAll<Pipeline>(GetPipelineRequest());
  if (Day(today) != TodayIn(west, absl::Now())) return;  // It was midnight there.
  EXPECT_EQ(Count(late.deadlines(), here), 1);
  EXPECT_EQ(Count(late.deadlines(), there), 0);
  for (const PipelineEntry& entry : pipeline.entries()) {
    if (entry.project() != here && entry.project() != there) continue;
    EXPECT_EQ(entry.overdue(), entry.project() == here);
    EXPECT_EQ(Day(entry.as_of_date()), TodayIn(entry.project() == here ? east : west, absl::Now()));
  }
  EXPECT_GE(Day(late.as_of_date()), TodayIn(east, absl::Now()));
}

// Amounts that are each taken, and together more than a figure can be.
TEST_P(ReportsOverAll, AProjectWithAnImpossibleAmountCostsOnlyItself) {
  constexpr int kMany = 93;
  const std::string name = MakeProject("", kMany, "1000000000000", On("2018-01-01"));
  const auto pipeline = OverAll<Pipeline>(GetPipelineRequest());
  EXPECT_EQ(Count(pipeline.omitted(), name), 1);
  EXPECT_EQ(Count(pipeline.entries(), name), 0);
  const auto deadlines = OverAll<DeadlineList>(ListDeadlinesRequest());
  EXPECT_EQ(Count(deadlines.deadlines(), name), kMany) << "which sum nothing";
  EXPECT_EQ(deadlines.omitted_size(), 0);

  GetPipelineRequest alone;
  alone.set_parent(name);
  Pipeline answer;
  EXPECT_THAT(Said(cofi().Call(alone, &answer)),
              ::testing::StartsWith("INVALID_ARGUMENT AMOUNT_OVERFLOW " + name + ": requested"));
  for (int i = 0; i < kMany; ++i) {
    apps::DeleteApplicationRequest remove;
    remove.set_name(absl::StrCat(name, "/applications/a", i));
    cofi().Ask<google::protobuf::Empty>(remove);
  }
  EXPECT_EQ(Count(OverAll<Pipeline>(GetPipelineRequest()).omitted(), name), 0);
}

// More than a page has: one after the other, as one list.
TEST(Deadlines, AtTheCommandLineAreAllOfAllPages) {
  constexpr int kEvents = 1'001;
  Installation cofi(Shape::kOneProcess, "");
  const Project project(cofi, "busy");
  projects::v1::CreateProjectUpdateRequest request;
  request.set_parent(project.name());
  request.mutable_project_update()->set_display_name("Réunion");
  *request.mutable_project_update()->mutable_entry_date() = On("2018-03-23");
  *request.mutable_project_update()->mutable_event_date() = On("2018-06-30");
  for (int i = 0; i < kEvents; ++i) cofi.Ask<projects::v1::ProjectUpdate>(request);
  const Words words = {"deadlines", "busy", "--as-of", "2018-04-01"};
  const auto run = [&](const Words& more) {
    const Outcome outcome = RunCofi(cofi.address(), With(words, more));
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    return outcome;
  };
  const Outcome csv = run({"-o", "csv"});
  EXPECT_EQ(std::count(csv.out.begin(), csv.out.end(), '\n'), kEvents + 1);
  EXPECT_EQ(csv.err, "");
  const std::string json = run({"-o", "json"}).out;
  EXPECT_THAT(json, HasSubstr("\"next_page_token\": \"\""));
  // Whoever asks for a page gets that one.
  const Outcome page = run({"-o", "csv", "--page-size", "2"});
  EXPECT_EQ(std::count(page.out.begin(), page.out.end(), '\n'), 3);
  EXPECT_THAT(page.err, HasSubstr("next page: --page-token "));
}

// What a report asks of a service comes in one answer, which is as large as it must be.
TEST(LargeProject, HasItsReports) {
  constexpr int kMiB = 1 << 20;
  const Installation cofi(Shape::kFourServers, "");
  const Project project(cofi, "large");
  projects::v1::CreateProjectUpdateRequest request;
  request.set_parent(project.name());
  request.mutable_project_update()->set_display_name("Réunion");
  *request.mutable_project_update()->mutable_entry_date() = On("2018-03-23");
  for (int i = 0; i < 20'000; ++i) request.mutable_project_update()->mutable_text()->append("😀");
  const int bytes = static_cast<int>(request.project_update().text().size());
  for (int written = 0; written < 17 * kMiB; written += bytes) {
    cofi.Ask<projects::v1::ProjectUpdate>(request);
  }
  GetBudgetStatusRequest status;
  status.set_parent(project.name());
  EXPECT_EQ(cofi.Ask<BudgetStatus>(status).rows_size(), 3);
}

}  // namespace
}  // namespace cofi::end_to_end
