// What is said of all projects at once, from what the services keep ready, is what each project
// says of itself; and pages of it give each row once, whoever writes meanwhile.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/dates.h"
#include "base/fields.h"
#include "base/money.h"
#include "base/names.h"
#include "cofi/applications/v1/applications.pb.h"
#include "cofi/projects/v1/projects.pb.h"
#include "cofi/reporting/v1/reports.pb.h"
#include "services/rpc/page_cut.h"
#include "tests/end_to_end/random_project.h"
#include "tests/installations/everything.h"
#include "tests/installations/installation.h"
#include "tests/installations/process.h"
#include "tests/installations/programs.h"
#include "tests/installations/project.h"
#include "tests/installations/refusals.h"

namespace cofi::end_to_end {
namespace {

using namespace cofi::reporting::v1;  // NOLINT(google-build-using-namespace): the reports.
using ::testing::HasSubstr;
using ::testing::StartsWith;

auto* RowsOf(DeadlineList* list) { return list->mutable_deadlines(); }
auto* RowsOf(Pipeline* pipeline) { return pipeline->mutable_entries(); }
auto* RowsOf(Portfolio* portfolio) { return portfolio->mutable_rows(); }

// All pages as one, without what tells how they were made.
template <typename Report, typename Request>
Report Whole(const Installation& cofi, Request request, int page_size) {
  request.set_page_size(page_size);
  Report whole = cofi.Ask<Report>(request);
  std::string token = whole.next_page_token();
  while (!token.empty()) {
    request.set_page_token(token);
    Report page = cofi.Ask<Report>(request);
    token = page.next_page_token();
    if constexpr (requires { page.next_beyond(); }) {
      EXPECT_FALSE(whole.has_next_beyond());
      if (page.has_next_beyond()) *whole.mutable_next_beyond() = page.next_beyond();
    }
    RowsOf(&whole)->MergeFrom(*RowsOf(&page));
  }
  whole.clear_next_page_token();
  whole.clear_journal_positions();
  return whole;
}

Date Today() { return DateFromDay(TodayIn("Europe/Paris", absl::Now())); }

class Everywhere : public ::testing::TestWithParam<Shape> {
 protected:
  Everywhere() : cofi_(GetParam()) {}

  // The same from what is kept, in small pages, and from a look at each project: as of today.
  template <typename Report, typename Request>
  void ExpectSame(Request request) {
    request.set_parent("projects/-");
    const Report kept = Whole<Report>(cofi_, request, 7);
    *request.mutable_as_of_date() = Today();
    const Report looked = Whole<Report>(cofi_, request, 1'000);
    EXPECT_EQ(kept.DebugString(), looked.DebugString()) << request.ShortDebugString();
  }

  void ExpectDeadlines(int within_days, bool overdue_only) {
    ListDeadlinesRequest request;
    request.set_within_days(within_days);
    request.set_overdue_only(overdue_only);
    ExpectSame<DeadlineList>(request);
    request.add_kinds(Deadline::KIND_DECISION_EXPECTED);
    request.add_kinds(Deadline::KIND_EVENT);
    ExpectSame<DeadlineList>(request);
    request.clear_kinds();
    request.set_text("BILAN");
    ExpectSame<DeadlineList>(request);
  }

  // What status and plan say of a project.
  std::string FiguresOf(const std::string& project) {
    GetBudgetStatusRequest of_status;
    of_status.set_parent(project);
    const auto status = cofi_.Ask<BudgetStatus>(of_status);
    const FundingSummary& funding = status.funding();
    return absl::StrCat(
        Text(funding.expenses()), Text(funding.own_funds()), Text(funding.secured()),
        Text(funding.pending()), Text(funding.gap()), Text(status.total().committed()),
        Text(status.total().spent()), Text(status.total().paid()), Text(status.total().available()),
        Text(funding.received()), " ", Project_State_Name(status), " ",
        status.project_display_name(), " ",
        Next(status.overdue_count() > 0 ? status.oldest_overdue() : status.next_deadline()));
  }
  static std::string FiguresOf(const PortfolioRow& row) {
    return absl::StrCat(Text(row.planned()), Text(row.own_funds()), Text(row.secured()),
                        Text(row.pending()), Text(row.gap()), Text(row.committed()),
                        Text(row.spent()), Text(row.paid()), Text(row.available()),
                        Text(row.received()), " ", static_cast<int>(row.state()), " ",
                        row.display_name(), " ", Next(row.next_deadline()));
  }

  static std::string Text(const Money& money) { return " " + DecimalFromMoney(money); }
  static int Project_State_Name(const BudgetStatus& status) { return status.project_state(); }
  static std::string Next(const Deadline& next) {
    return absl::StrCat(IsoDate(next.date()), " ", next.resource(), " ", next.days_left());
  }

  void ExpectPortfolio() {
    GetPortfolioRequest request;
    const auto portfolio = Whole<Portfolio>(cofi_, request, 2);
    int64_t planned = 0, spent = 0;
    for (const PortfolioRow& row : portfolio.rows()) {
      EXPECT_EQ(FiguresOf(row), FiguresOf(row.project())) << row.project();
      EXPECT_EQ(row.over_budget(), Minor(row.available()) < 0);
      planned += Minor(row.planned());
      spent += Minor(row.spent());
    }
    ASSERT_EQ(portfolio.totals_size(), portfolio.rows().empty() ? 0 : 1);
    const PortfolioTotal& total = portfolio.totals(0);
    EXPECT_EQ(total.count(), portfolio.rows_size());
    EXPECT_EQ(Minor(total.sums().planned()), planned);
    EXPECT_EQ(Minor(total.sums().spent()), spent);
  }

  Installation cofi_;
};
COFI_IN_ALL_SHAPES(Everywhere);

TEST_P(Everywhere, ReportsSayWhatEachProjectSays) {
  for (const uint64_t seed : {1, 2, 3}) {
    LiveThrough(cofi_, seed);
    ASSERT_TRUE(cofi_.books().AwaitRelays());
    for (const int within : {0, 30, 4'000}) ExpectDeadlines(within, /*overdue_only=*/false);
    ExpectDeadlines(0, /*overdue_only=*/true);
    ExpectSame<Pipeline>(GetPipelineRequest());
    ExpectPortfolio();
  }
  EXPECT_EQ(Unsound(cofi_), "");
}

TEST_P(Everywhere, RowsAreSortedAndFilteredByAnyColumn) {
  for (const char* id : {"alpha", "beta", "gamma"}) {
    const Project project(cofi_, id);
    project.Win("g", {.amount = absl::StrCat(1'000 * std::string(id).size())});
  }
  const Project spent(cofi_, "delta");
  spent.Spend("e", {.amount = "100"});
  ASSERT_TRUE(cofi_.books().AwaitRelays());
  const auto names = [&](const std::string& filter, const std::string& order_by) {
    GetPortfolioRequest request;
    request.set_filter(filter);
    request.set_order_by(order_by);
    std::string all;
    const auto shown = Whole<Portfolio>(cofi_, request, 3);
    for (const PortfolioRow& row : shown.rows()) {
      absl::StrAppend(&all, all.empty() ? "" : " ", IdOf(row.project()));
    }
    return all;
  };
  EXPECT_EQ(names("", ""), "alpha beta delta gamma");
  EXPECT_EQ(names("", "gap desc"), "delta beta alpha gamma");
  EXPECT_EQ(names("", "secured desc, project desc"), "gamma alpha beta delta");
  EXPECT_EQ(names("spent > 0", ""), "delta");
  EXPECT_EQ(names("", "next_deadline"), "alpha beta delta gamma") << "nothing is due";
  for (const auto& [id, day] :
       {std::pair("gamma", "2017-02-01"), std::pair("beta", "2100-01-01")}) {
    Must(
        cofi_, "CreateApplication",
        absl::StrCat("parent: 'projects/", id,
                     "' application_id: 'b' application { display_name: 'B' funder: 'funders/ville'"
                     " expected_decision_date { year: ",
                     std::string(day).substr(0, 4), " month: 1 day: 1 } }"));
  }
  ASSERT_TRUE(cofi_.books().AwaitRelays());
  EXPECT_EQ(names("", "next_deadline"), "gamma beta alpha delta");
  EXPECT_EQ(names("secured > 4000", "next_deadline"), "gamma alpha");
  GetPortfolioRequest late;
  late.set_overdue_only(true);
  const auto overdue = Whole<Portfolio>(cofi_, late, 1);
  ASSERT_EQ(overdue.rows_size(), 1);
  EXPECT_EQ(overdue.rows(0).project(), "projects/gamma");
  EXPECT_TRUE(overdue.rows(0).next_deadline().overdue());
  EXPECT_EQ(names("state = FINANCING AND secured >= 5000", "secured"), "alpha gamma");
  EXPECT_EQ(names("display_name:ALPH", ""), "alpha");
  for (const auto& [filter, order] : std::vector<std::pair<const char*, const char*>>{
           {"gap >", ""}, {"nothing = 1", ""}, {"", "nothing"}}) {
    GetPortfolioRequest request;
    request.set_filter(filter);
    request.set_order_by(order);
    Portfolio answer;
    EXPECT_THAT(Said(cofi_.Call(request, &answer)), StartsWith("INVALID_ARGUMENT"))
        << filter << order;
  }
}

// Each row once, by whichever order, while others come and go.
TEST_P(Everywhere, PagesGiveEachRowOnceWhileOthersWrite) {
  constexpr int kProjects = 12;
  for (int i = 0; i < kProjects; ++i) {
    const std::string id = absl::StrCat("p", 10 + i);
    Must(cofi_, "CreateProject",
         absl::StrCat("project_id: '", id, "' project { display_name: 'P' }"));
    Must(cofi_, "CreateProjectUpdate",
         absl::StrCat("parent: 'projects/", id,
                      "' project_update_id: 'u' project_update { display_name: 'U' entry_date {"
                      " year: 2018 month: 1 day: 1 } event_date { year: 2100 month: 1 day: ",
                      1 + i % 3, " } }"));
  }
  ASSERT_TRUE(cofi_.books().AwaitRelays());
  std::atomic<bool> over = false;
  std::thread writer([&] {
    for (int i = 0; !over; ++i) {
      Must(cofi_, "CreateProject",
           absl::StrCat("project_id: 'q", i, "' project { display_name: 'Q' }"));
      Must(cofi_, "CreateProjectUpdate",
           absl::StrCat("parent: 'projects/q", i,
                        "' project_update { display_name: 'U' entry_date { year: 2018 month: 1"
                        " day: 1 } event_date { year: 2100 month: 1 day: ",
                        1 + i % 3, " } }"));
    }
  });
  for (int round = 0; round < 5; ++round) {
    ListDeadlinesRequest deadlines;
    deadlines.set_parent("projects/-");
    std::multiset<std::string> seen;
    const auto due = Whole<DeadlineList>(cofi_, deadlines, 2);
    for (const Deadline& each : due.deadlines()) {
      seen.insert(each.project());
    }
    GetPortfolioRequest portfolio;
    portfolio.set_order_by(round % 2 == 0 ? "display_name desc" : "gap");
    std::multiset<std::string> rows;
    const auto shown = Whole<Portfolio>(cofi_, portfolio, 2);
    for (const PortfolioRow& each : shown.rows()) {
      rows.insert(each.project());
    }
    for (int i = 0; i < kProjects; ++i) {
      const std::string name = absl::StrCat("projects/p", 10 + i);
      EXPECT_EQ(seen.count(name), 1) << name;
      EXPECT_EQ(rows.count(name), 1) << name;
    }
  }
  over = true;
  writer.join();
  // And on one page, as large as they come.
  for (int i = 0; i < 120; ++i) {
    Must(cofi_, "CreateProject",
         absl::StrCat("project_id: 'r", i, "' project { display_name: 'R' }"));
    Must(cofi_, "CreateProjectUpdate",
         absl::StrCat("parent: 'projects/r", i,
                      "' project_update { display_name: 'U' entry_date { year: 2018 month: 1 day:"
                      " 1 } event_date { year: 2100 month: 1 day: 1 } }"));
  }
  ASSERT_TRUE(cofi_.books().AwaitRelays());
  ListDeadlinesRequest deadlines;
  deadlines.set_parent("projects/-");
  const auto due = Whole<DeadlineList>(cofi_, deadlines, 1'000);
  GetPortfolioRequest portfolio;
  const auto by_name = Whole<Portfolio>(cofi_, portfolio, 1'000);
  portfolio.set_order_by("next_deadline");
  const auto by_deadline = Whole<Portfolio>(cofi_, portfolio, 1'000);
  EXPECT_GT(due.deadlines_size(), 120);
  EXPECT_EQ(due.deadlines_size(), by_name.rows_size());
  EXPECT_EQ(by_deadline.rows_size(), by_name.rows_size());
}

// A token that somebody made up is refused as one, and goes no further.
TEST_P(Everywhere, PlacesThatCannotBeAreNoPlaces) {
  const Project project(cofi_, "p");
  const auto made_up = [](const auto& request, const Deadline& place) {
    auto forged = request;
    forged.set_page_token(rpc::PageCut<Deadline>::Of(request)->TokenBehind(place));
    return forged;
  };
  Deadline no_day, no_project, no_kind;
  no_day.mutable_date()->set_year(2018);
  no_day.mutable_date()->set_month(99);
  no_project.set_project("x\" OR state = \"STARTED");
  no_kind.mutable_date()->set_year(2018);
  no_kind.mutable_date()->set_month(1);
  no_kind.mutable_date()->set_day(1);
  no_kind.set_kind(static_cast<Deadline::Kind>(999));
  ListDeadlinesRequest deadlines;
  deadlines.set_parent("projects/-");
  GetPortfolioRequest portfolio;
  portfolio.set_order_by("next_deadline");
  for (const Deadline& place : {no_day, no_project, no_kind}) {
    Portfolio rows;
    EXPECT_THAT(Said(cofi_.Call(made_up(portfolio, place), &rows)), HasSubstr("PAGE_TOKEN_INVALID"))
        << place.ShortDebugString();
    DeadlineList list;
    EXPECT_THAT(Said(cofi_.Call(made_up(deadlines, place), &list)), HasSubstr("PAGE_TOKEN_INVALID"))
        << place.ShortDebugString();
  }
  // A kind that is not set asks for nothing.
  deadlines.add_kinds(Deadline::KIND_UNSPECIFIED);
  cofi_.Ask<DeadlineList>(deadlines);
}

// What is kept is proved: a row that is wrong, missing or too many is found.
TEST_P(Everywhere, WhatIsKeptIsProved) {
  const Project project(cofi_, "kept");
  project.Win("g", {.amount = "5000", .eligible_from = "2018-01-01", .eligible_to = "2100-01-01"});
  project.Spend("e", {.amount = "100"});
  ASSERT_TRUE(cofi_.books().AwaitRelays());
  ASSERT_EQ(Unsound(cofi_), "");
  const auto plant = [&](const std::string& sql) {
    const auto connection = cofi_.books().Open("budgets", db::Access::kWrite);
    ASSERT_TRUE(connection->Run(sql).ok()) << sql;
  };
  for (const auto& [wrong, right] : std::vector<std::pair<const char*, const char*>>{
           {"UPDATE portfolio SET gap = gap + 1", "UPDATE portfolio SET gap = gap - 1"},
           {"UPDATE portfolio SET spent = spent + 1", "UPDATE portfolio SET spent = spent - 1"},
           {"UPDATE portfolio SET available = available + 1",
            "UPDATE portfolio SET available = available - 1"},
           {"UPDATE deadline SET date = '2100-01-02'", "UPDATE deadline SET date = '2100-01-01'"},
           {"UPDATE deadline SET resource = 'x'",
            "UPDATE deadline SET resource = 'projects/kept/grants/g'"}}) {
    plant(wrong);
    EXPECT_THAT(Unsound(cofi_), StartsWith("budgets: projects/kept")) << wrong;
    plant(right);
    EXPECT_EQ(Unsound(cofi_), "") << right;
  }
}

// By the beginnings of words, however they are written; what is gone or renamed is not found.
TEST_P(Everywhere, ThingsAreFoundByWhatTheyAreCalled) {
  const Project project(cofi_, "p");
  Must(cofi_, "CreateOrganization",
       "organization_id: 'o' organization { display_name: 'École d\u2019Été' kind: 1 }");
  Must(cofi_, "CreateFunder", "funder_id: 'f' funder { display_name: 'Fondation de France' }");
  Must(cofi_, "CreateApplication",
       "parent: 'projects/p' application_id: 'a' application { display_name: 'Aide à"
       " l\u2019écoute' funder: 'funders/f' }");
  project.Spend("e", {.amount = "10", .reference = "F-2018/12", .supplier = "Éts Dupont"});
  const auto found = [&](const std::string& text, int page_size = 0) {
    SearchRequest request;
    request.set_text(text);
    request.set_page_size(page_size);
    const auto response = cofi_.Ask<SearchResponse>(request);
    std::string all;
    for (const SearchHit& hit : response.hits()) {
      absl::StrAppend(&all, all.empty() ? "" : ", ", EnumNameOf(hit.kind()), " ", hit.resource());
    }
    return absl::StrCat(all, response.more() ? " …" : "");
  };
  EXPECT_EQ(found("ETE"), "ORGANIZATION organizations/o");
  EXPECT_EQ(found("france fond"), "FUNDER funders/f");
  EXPECT_EQ(found("ecou"), "APPLICATION projects/p/applications/a");
  EXPECT_EQ(found("ec"), "ORGANIZATION organizations/o, APPLICATION projects/p/applications/a");
  EXPECT_EQ(found("ets du"), "SUPPLIER projects/p/expenses/e");
  EXPECT_EQ(found("f-2018"), "INVOICE projects/p/expenses/e");
  EXPECT_EQ(found("france absent"), "");
  EXPECT_EQ(found("!?"), "");
  Must(cofi_, "UpdateFunder",
       "funder { name: 'funders/f' display_name: 'Fonds' }"
       " update_mask { paths: 'display_name' }");
  EXPECT_EQ(found("france"), "");
  EXPECT_EQ(found("fonds"), "FUNDER funders/f");
  ASSERT_TRUE(Delete(cofi_, "projects/p/applications/a").ok());
  EXPECT_EQ(found("ecou"), "");
  for (const char* id : {"x", "y", "z"}) {
    Must(cofi_, "CreateFunder",
         absl::StrCat("funder_id: '", id, "' funder { display_name: 'Ville ", id, "' }"));
  }
  EXPECT_EQ(found("vil x"), "FUNDER funders/x");
  EXPECT_THAT(found("vil", 2), ::testing::EndsWith(" …"));
  SearchResponse none;
  EXPECT_THAT(Said(cofi_.Call(SearchRequest(), &none)),
              StartsWith("INVALID_ARGUMENT FIELD_REQUIRED"));
  const Outcome french = RunCofi(cofi_.address(), {"search", "ets dup"}, "fr");
  EXPECT_THAT(french.out, HasSubstr("fournisseur"));
  EXPECT_THAT(french.out, HasSubstr("p/e"));
}

TEST_P(Everywhere, ThePortfolioIsReadAtTheCommandLine) {
  const Project project(cofi_, "alpha");
  project.Spend("e", {.amount = "100"});
  ASSERT_TRUE(cofi_.books().AwaitRelays());
  const Outcome english = RunCofi(cofi_.address(), {"portfolio", "--order-by", "gap desc"});
  EXPECT_EQ(english.code, 0) << english.err;
  EXPECT_THAT(english.out, HasSubstr("alpha"));
  EXPECT_THAT(english.out, HasSubstr("Total (1)"));
  EXPECT_THAT(RunCofi(cofi_.address(), {"portfolio"}, "fr").out, HasSubstr("reste à financer"));
  EXPECT_THAT(RunCofi(cofi_.address(), {"portfolio", "--filter", "spent > 1000"}).out,
              HasSubstr("no such projects"));
  EXPECT_THAT(RunCofi(cofi_.address(), {"portfolio", "-o", "csv"}).out, HasSubstr("100.00"));
}

}  // namespace
}  // namespace cofi::end_to_end
