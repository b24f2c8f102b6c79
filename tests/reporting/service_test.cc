// The service as its callers see it, over scripted peers.
#include "services/reporting/service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "base/dates.h"
#include "base/refusal.h"
#include "clients/peer.h"
#include "cofi/applications/internal/v1/facts.pb.h"
#include "cofi/budgets/internal/v1/facts.pb.h"
#include "cofi/projects/internal/v1/facts.pb.h"
#include "grpcpp/server_builder.h"
#include "tests/reasons.h"
#include "tests/reporting/case_facts.h"
#include "tests/reporting/examples.h"
#include "tests/reporting/scripted_peer.h"

namespace cofi::reporting {
namespace {

namespace apps = applications::internal::v1;
namespace money = budgets::internal::v1;
namespace plans = projects::internal::v1;

template <typename Item>
void Fill(const std::vector<Item>& items, google::protobuf::RepeatedPtrField<Item>* field) {
  field->Assign(items.begin(), items.end());
}

// Peers that know the reference case on 2018-03-23.
class ServiceTest : public ::testing::Test {
 protected:
  ServiceTest() : facts_(CaseOn("2018-03-23")) {
    ScriptCase();
    peers_.Connect("projects", projects_.channel());
    peers_.Connect("applications", applications_.channel());
    peers_.Connect("budgets", budgets_.channel());
    peers_.Connect("attachments", attachments_.channel());
    host_ = MakeHost(&peers_);
    grpc::ServerBuilder builder;
    for (grpc::Service* service : host_->Seal()) builder.RegisterService(service);
    server_ = builder.BuildAndStart();
  }
  ~ServiceTest() override { server_->Shutdown(); }

  void ScriptCase() {
    projects_.On<plans::ReadFactsRequest, plans::ProjectFacts>(
        [this](const auto& request, plans::ProjectFacts* facts) {
          if (request.name() != facts_.project.name()) {
            return Refuse(type::v1::REASON_RESOURCE_NOT_FOUND, {{"name", request.name()}});
          }
          *facts->mutable_project() = facts_.project;
          Fill(facts_.updates, facts->mutable_updates());
          *facts->mutable_as_of_date() = DateFromDay(facts_.as_of);
          return absl::OkStatus();
        });
    applications_.On<apps::ReadDirectoryRequest, apps::Directory>(
        [this](const auto&, apps::Directory* directory) {
          for (const auto& [name, funder] : facts_.catalogue->funders) {
            *directory->add_funders() = funder;
          }
          return absl::OkStatus();
        });
    applications_.On<apps::ReadFactsRequest, apps::ApplicationFacts>(
        [this](const auto&, apps::ApplicationFacts* facts) {
          Fill(facts_.applications, facts->mutable_applications());
          return absl::OkStatus();
        });
    budgets_.On<money::ReadFactsRequest, money::BudgetFacts>(
        [this](const auto&, money::BudgetFacts* facts) {
          *facts->mutable_budget() = *facts_.budget;
          Fill(facts_.lines, facts->mutable_lines());
          Fill(facts_.grants, facts->mutable_grants());
          return absl::OkStatus();
        });
  }

  template <typename Request, typename Report>
  absl::Status Call(const Request& request, Report* report,
                    Language language = Language::kEnglish) {
    const clients::Peer peer(server_->InProcessChannel({}),
                             {.timeout = absl::Minutes(5), .language = language});
    return clients::FromPeer("reporting", peer.CallAndWait(request, report));
  }

  template <typename Request>
  Request On20180323(const std::string& project = "projects/precarisation") {
    Request request;
    request.set_parent(project);
    *request.mutable_as_of_date() = On("2018-03-23");
    return request;
  }

  ProjectFacts facts_;
  ScriptedPeer projects_, applications_, budgets_, attachments_;
  rpc::Peers peers_{{"projects", "applications", "budgets", "attachments"}};
  std::unique_ptr<rpc::Host> host_;
  std::unique_ptr<grpc::Server> server_;
};

TEST_F(ServiceTest, AnswersABudgetStatusInTheCallersLanguage) {
  auto request = On20180323<v1::GetBudgetStatusRequest>();
  request.add_group_by(v1::GetBudgetStatusRequest::GROUP_BY_ACCOUNT);
  v1::BudgetStatus status;
  const absl::Status answer = Call(request, &status, Language::kFrench);
  ASSERT_TRUE(answer.ok()) << answer;
  EXPECT_EQ(Shown(status.total().available()), "139197.10 EUR");
  EXPECT_EQ(status.rows(0).display_name(), "Achats");
  EXPECT_EQ(status.next_deadline().days_left(), 18);
  EXPECT_EQ(status.journal_positions_size(), 4);
  EXPECT_EQ(budgets_.language(), "fr");
}

TEST_F(ServiceTest, AnswersAFundingPlan) {
  v1::FundingPlan plan;
  const absl::Status answer = Call(On20180323<v1::GetFundingPlanRequest>(), &plan);
  ASSERT_TRUE(answer.ok()) << answer;
  EXPECT_EQ(Shown(plan.funding().secured()), "144000.00 EUR");
  EXPECT_TRUE(plan.start_condition().met());
}

TEST_F(ServiceTest, AnswersDeadlinesThroughTheFilters) {
  auto request = On20180323<v1::ListDeadlinesRequest>();
  request.set_within_days(60);
  v1::DeadlineList list;
  const absl::Status answer = Call(request, &list);
  ASSERT_TRUE(answer.ok()) << answer;
  ASSERT_EQ(list.deadlines_size(), 1);
  EXPECT_EQ(list.deadlines(0).display_name(), "réunion");
}

TEST_F(ServiceTest, AnswersAPipeline) {
  v1::Pipeline pipeline;
  const absl::Status answer = Call(On20180323<v1::GetPipelineRequest>(), &pipeline);
  ASSERT_TRUE(answer.ok()) << answer;
  EXPECT_EQ(pipeline.entries_size(), 5);
}

template <typename Report>
std::string SpeaksOf(const Report& report) {
  return absl::StrCat(IsoDate(report.as_of_date()), ", ", report.journal_positions_size(),
                      " journals");
}

TEST_F(ServiceTest, SaysAsOfWhenAndFromWhichJournalsInEachReport) {
  v1::BudgetStatus status;
  v1::FundingPlan plan;
  v1::DeadlineList list;
  v1::Pipeline pipeline;
  ASSERT_THAT(Call(On20180323<v1::GetBudgetStatusRequest>(), &status), IsOk());
  ASSERT_THAT(Call(On20180323<v1::GetFundingPlanRequest>(), &plan), IsOk());
  ASSERT_THAT(Call(On20180323<v1::ListDeadlinesRequest>(), &list), IsOk());
  ASSERT_THAT(Call(On20180323<v1::GetPipelineRequest>(), &pipeline), IsOk());
  for (const std::string& said :
       {SpeaksOf(status), SpeaksOf(plan), SpeaksOf(list), SpeaksOf(pipeline)}) {
    EXPECT_EQ(said, "2018-03-23, 4 journals");
  }
}

// The papers of the lead among them, which are of no project.
TEST_F(ServiceTest, AsksForFilesOnlyWhereAReportNeedsThem) {
  facts_.project.set_lead("organizations/o");
  v1::BudgetStatus status;
  EXPECT_THAT(Call(On20180323<v1::GetBudgetStatusRequest>(), &status), IsOk());
  auto events = On20180323<v1::ListDeadlinesRequest>();
  events.add_kinds(v1::Deadline::KIND_EVENT);
  v1::DeadlineList list;
  EXPECT_THAT(Call(events, &list), IsOk());
  EXPECT_EQ(attachments_.Calls(), "");
  EXPECT_THAT(Call(On20180323<v1::ListDeadlinesRequest>(), &list), IsOk());
  EXPECT_EQ(attachments_.Calls(), "ListPapers 1");
  EXPECT_EQ(SpeaksOf(list), "2018-03-23, 5 journals");
  v1::Requirements requirements;
  EXPECT_THAT(Call(On20180323<v1::GetRequirementsRequest>(), &requirements), IsOk());
  EXPECT_EQ(attachments_.Calls(), "ListAttachments 1, ListPapers 2");
  EXPECT_EQ(SpeaksOf(requirements), "2018-03-23, 6 journals");
  // Once for all expenses that are shown, and not where none are.
  v1::ExpenseStatement expenses;
  EXPECT_THAT(Call(On20180323<v1::GetExpenseStatementRequest>(), &expenses), IsOk());
  EXPECT_EQ(attachments_.Calls(), "ListAttachments 2, ListPapers 2");
  EXPECT_EQ(SpeaksOf(expenses), "2018-03-23, 5 journals");
  v1::ReceiptStatement receipts;
  EXPECT_THAT(Call(On20180323<v1::GetReceiptStatementRequest>(), &receipts), IsOk());
  EXPECT_EQ(attachments_.Calls(), "ListAttachments 2, ListPapers 2");
  EXPECT_EQ(SpeaksOf(receipts), "2018-03-23, 4 journals");
  v1::ExplainFigureRequest request;
  v1::FigureExplanation explanation;
  *request.mutable_as_of_date() = On("2018-03-23");
  request.set_figure("precarisation/received");
  EXPECT_THAT(Call(request, &explanation), IsOk());
  EXPECT_EQ(attachments_.Calls(), "ListAttachments 2, ListPapers 2");
  request.set_figure("precarisation/spent");
  EXPECT_THAT(Call(request, &explanation), IsOk());
  EXPECT_EQ(attachments_.Calls(), "ListAttachments 3, ListPapers 2");
}

TEST_F(ServiceTest, RefusesWhatNeedsFilesWhileTheyAreAway) {
  facts_.project.set_lead("organizations/o");
  peers_.Connect("attachments", nullptr);
  v1::BudgetStatus status;
  EXPECT_THAT(Call(On20180323<v1::GetBudgetStatusRequest>(), &status), IsOk());
  v1::DeadlineList list;
  EXPECT_THAT(Call(On20180323<v1::ListDeadlinesRequest>(), &list),
              IsReason(type::v1::REASON_PEER_UNAVAILABLE));
  v1::Requirements requirements;
  EXPECT_THAT(Call(On20180323<v1::GetRequirementsRequest>(), &requirements),
              IsReason(type::v1::REASON_PEER_UNAVAILABLE));
}

TEST_F(ServiceTest, RefusesAnUnknownProject) {
  v1::BudgetStatus status;
  const absl::Status answer =
      Call(On20180323<v1::GetBudgetStatusRequest>("projects/unknown"), &status);
  EXPECT_THAT(answer,
              IsReasonWith(type::v1::REASON_RESOURCE_NOT_FOUND, "name", "projects/unknown"));
}

// A SIRET in the amount field, twice: all else is told.
TEST_F(ServiceTest, RefusesAFigureThatCannotBeToldAndNamesIt) {
  for (const char* id : {"x", "y"}) {
    Application* application =
        AddApplication(&facts_, id, Application::STATE_SUBMITTED, "55203253400646");
    *application->mutable_submit_date() = On("2018-01-01");
  }
  v1::FundingPlan plan;
  EXPECT_THAT(
      Call(On20180323<v1::GetFundingPlanRequest>(), &plan),
      IsReasonWith(type::v1::REASON_AMOUNT_OVERFLOW, "field", "projects/precarisation: pending"));
  v1::Pipeline pipeline;
  EXPECT_THAT(
      Call(On20180323<v1::GetPipelineRequest>(), &pipeline),
      IsReasonWith(type::v1::REASON_AMOUNT_OVERFLOW, "field", "projects/precarisation: requested"));
  v1::DeadlineList list;
  EXPECT_THAT(Call(On20180323<v1::ListDeadlinesRequest>(), &list), IsOk());
}

// The rows of a report.
template <typename Row, typename Report>
std::vector<std::string> Texts(const google::protobuf::RepeatedPtrField<Row>& (Report::*rows)()
                                   const,
                               const Report& report) {
  std::vector<std::string> texts;
  for (const Row& row : (report.*rows)()) texts.push_back(row.ShortDebugString());
  return texts;
}

// Two of one day among them; and what lies beyond is never on the next page.
TEST_F(ServiceTest, GivesEachDeadlineOnOnePage) {
  for (const char* id : {"a", "b"}) AddEvent(&facts_, id, "2018-03-30");
  auto request = On20180323<v1::ListDeadlinesRequest>();
  request.set_within_days(60);
  v1::DeadlineList whole;
  ASSERT_THAT(Call(request, &whole), IsOk());
  EXPECT_EQ(whole.next_page_token(), "");
  ASSERT_EQ(whole.deadlines_size(), 3);
  ASSERT_TRUE(whole.has_next_beyond());
  request.set_page_size(1);
  std::vector<std::string> seen;
  do {
    v1::DeadlineList page;
    ASSERT_THAT(Call(request, &page), IsOk());
    ASSERT_EQ(page.deadlines_size(), 1);
    seen.push_back(page.deadlines(0).ShortDebugString());
    EXPECT_EQ(page.next_beyond().ShortDebugString(), whole.next_beyond().ShortDebugString());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(seen, Texts(&v1::DeadlineList::deadlines, whole));
}

TEST_F(ServiceTest, GivesEachEntryOfThePipelineOnOnePageAndTheTotalsOnEach) {
  auto request = On20180323<v1::GetPipelineRequest>();
  v1::Pipeline whole;
  ASSERT_THAT(Call(request, &whole), IsOk());
  ASSERT_EQ(whole.entries_size(), 5);
  EXPECT_EQ(whole.next_page_token(), "");
  request.set_page_size(2);
  std::vector<std::string> seen;
  int pages = 0;
  do {
    v1::Pipeline page;
    ASSERT_THAT(Call(request, &page), IsOk());
    for (const std::string& each : Texts(&v1::Pipeline::entries, page)) seen.push_back(each);
    EXPECT_EQ(Texts(&v1::Pipeline::totals, page), Texts(&v1::Pipeline::totals, whole));
    EXPECT_EQ(page.journal_positions_size(), 4);
    request.set_page_token(page.next_page_token());
    ++pages;
  } while (!request.page_token().empty());
  EXPECT_EQ(pages, 3);
  EXPECT_EQ(seen, Texts(&v1::Pipeline::entries, whole));
}

// A row that is gone by then, or has come, moves no other.
TEST_F(ServiceTest, GoesOnBehindTheLastRowWhateverHappensBeforeIt) {
  auto request = On20180323<v1::GetPipelineRequest>();
  v1::Pipeline whole, first, second;
  ASSERT_THAT(Call(request, &whole), IsOk());
  request.set_page_size(2);
  ASSERT_THAT(Call(request, &first), IsOk());
  request.set_page_token(first.next_page_token());
  std::erase_if(facts_.applications, [&](const Application& each) {
    return each.name() == first.entries(0).application() ||
           each.name() == first.entries(1).application();
  });
  ASSERT_THAT(Call(request, &second), IsOk());
  EXPECT_EQ(second.entries(0).application(), whole.entries(2).application());
}

TEST_F(ServiceTest, TakesATokenOfTheSameQueryOnly) {
  auto request = On20180323<v1::ListDeadlinesRequest>();
  request.set_page_size(1);
  v1::DeadlineList list;
  ASSERT_THAT(Call(request, &list), IsOk());
  const std::string token = list.next_page_token();
  request.set_page_token(token);
  request.set_page_size(2);
  EXPECT_THAT(Call(request, &list), IsOk()) << "pages may have any size";
  auto other = request;
  *other.mutable_as_of_date() = On("2018-03-24");
  EXPECT_THAT(Call(other, &list), IsReason(type::v1::REASON_PAGE_TOKEN_INVALID));
  other = request;
  other.set_overdue_only(true);
  EXPECT_THAT(Call(other, &list), IsReason(type::v1::REASON_PAGE_TOKEN_INVALID));
  for (const std::string& broken :
       {std::string("x"), token + "x", token.substr(0, 8), token + "AA"}) {
    other = request;
    other.set_page_token(broken);
    const absl::Status answer = Call(other, &list);
    EXPECT_TRUE(answer.ok() || ReasonOf(answer) == type::v1::REASON_PAGE_TOKEN_INVALID) << answer;
  }
  auto pipeline = On20180323<v1::GetPipelineRequest>();
  pipeline.set_page_token(token);
  v1::Pipeline entries;
  EXPECT_THAT(Call(pipeline, &entries), IsReason(type::v1::REASON_PAGE_TOKEN_INVALID));
}

TEST_F(ServiceTest, HasPagesOfOneRowAtLeast) {
  auto request = On20180323<v1::ListDeadlinesRequest>();
  request.set_page_size(-1);
  v1::DeadlineList list;
  EXPECT_THAT(Call(request, &list),
              IsReasonWith(type::v1::REASON_VALUE_OUT_OF_RANGE, "field", "page_size"));
  EXPECT_EQ(projects_.Calls(), "") << "nobody is asked";
}

TEST_F(ServiceTest, RefusesAFunderThatIsNotThere) {
  auto request = On20180323<v1::ListDeadlinesRequest>();
  request.set_funder("funders/nobody");
  v1::DeadlineList list;
  EXPECT_THAT(Call(request, &list),
              IsReasonWith(type::v1::REASON_REFERENCE_NOT_FOUND, "field", "funder"));
}

TEST_F(ServiceTest, LeavesAProjectOutOfAReportOverAllOfThemAndNamesIt) {
  projects_.On<projects::v1::ListProjectsRequest, projects::v1::ListProjectsResponse>(
      [this](const auto&, auto* response) {
        *response->add_projects() = facts_.project;
        response->add_projects()->set_name("projects/unread");
        return absl::OkStatus();
      });
  applications_.On<apps::ReadFactsRequest, apps::ApplicationFacts>(
      [this](const auto& request, apps::ApplicationFacts* facts) {
        if (request.name() != facts_.project.name()) return absl::InternalError("no such state");
        Fill(facts_.applications, facts->mutable_applications());
        return absl::OkStatus();
      });
  projects_.On<plans::ReadFactsRequest, plans::ProjectFacts>(
      [this](const auto& request, plans::ProjectFacts* facts) {
        *facts->mutable_project() = facts_.project;
        facts->mutable_project()->set_name(request.name());
        *facts->mutable_as_of_date() = request.as_of_date();
        return absl::OkStatus();
      });
  v1::DeadlineList list;
  v1::Pipeline pipeline;
  ASSERT_THAT(Call(On20180323<v1::ListDeadlinesRequest>("projects/-"), &list), IsOk());
  ASSERT_THAT(Call(On20180323<v1::GetPipelineRequest>("projects/-"), &pipeline), IsOk());
  ASSERT_EQ(list.omitted_size(), 1);
  EXPECT_EQ(list.omitted(0).project(), "projects/unread");
  EXPECT_NE(list.omitted(0).why(), "");
  EXPECT_GT(list.deadlines_size(), 0);
  EXPECT_EQ(pipeline.omitted_size(), 1);
  EXPECT_EQ(pipeline.entries_size(), 5);
}

TEST_F(ServiceTest, SpeaksOfOneProjectWhereAReportDoes) {
  v1::FundingPlan plan;
  EXPECT_THAT(Call(On20180323<v1::GetFundingPlanRequest>("projects/-"), &plan),
              IsReasonWith(type::v1::REASON_NAME_MALFORMED, "field", "parent"));
}

}  // namespace
}  // namespace cofi::reporting
