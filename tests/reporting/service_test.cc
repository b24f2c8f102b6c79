// The service as its callers see it, over scripted peers.
#include "services/reporting/service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "base/dates.h"
#include "base/refusal.h"
#include "clients/peer.h"
#include "grpcpp/server_builder.h"
#include "tests/reasons.h"
#include "tests/reporting/case_facts.h"
#include "tests/reporting/examples.h"
#include "tests/reporting/scripted_peer.h"

namespace cofi::reporting {
namespace {

namespace apps = applications::v1;
namespace money = budgets::v1;

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
    host_ = MakeHost(&peers_);
    grpc::ServerBuilder builder;
    for (grpc::Service* service : host_->Seal()) builder.RegisterService(service);
    server_ = builder.BuildAndStart();
  }
  ~ServiceTest() override { server_->Shutdown(); }

  void ScriptCase() {
    projects_.On<projects::v1::GetProjectRequest, Project>(
        [this](const auto& request, Project* project) {
          if (request.name() != facts_.project.name()) {
            return Refuse(type::v1::REASON_RESOURCE_NOT_FOUND, {{"name", request.name()}});
          }
          *project = facts_.project;
          return absl::OkStatus();
        });
    projects_.On<projects::v1::ListProjectUpdatesRequest, projects::v1::ListProjectUpdatesResponse>(
        [this](const auto&, auto* response) {
          Fill(facts_.updates, response->mutable_project_updates());
          return absl::OkStatus();
        });
    applications_.On<apps::ListFundersRequest, apps::ListFundersResponse>(
        [this](const auto&, auto* response) {
          for (const auto& [name, funder] : facts_.catalogue->funders) {
            *response->add_funders() = funder;
          }
          return absl::OkStatus();
        });
    applications_.On<apps::ListApplicationsRequest, apps::ListApplicationsResponse>(
        [this](const auto&, auto* response) {
          Fill(facts_.applications, response->mutable_applications());
          return absl::OkStatus();
        });
    budgets_.On<money::ListBudgetsRequest, money::ListBudgetsResponse>(
        [this](const auto&, auto* response) {
          *response->add_budgets() = *facts_.budget;
          return absl::OkStatus();
        });
    budgets_.On<money::ListLinesRequest, money::ListLinesResponse>(
        [this](const auto&, auto* response) {
          Fill(facts_.lines, response->mutable_lines());
          return absl::OkStatus();
        });
    budgets_.On<money::ListGrantsRequest, money::ListGrantsResponse>(
        [this](const auto&, auto* response) {
          Fill(facts_.grants, response->mutable_grants());
          response->set_journal_sequence(0);
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
  ScriptedPeer projects_, applications_, budgets_;
  rpc::Peers peers_{{"projects", "applications", "budgets"}};
  std::unique_ptr<rpc::Host> host_;
  std::unique_ptr<grpc::Server> server_;
};

TEST_F(ServiceTest, AnswersABudgetStatusInTheCallersLanguage) {
  auto request = On20180323<v1::GetBudgetStatusRequest>();
  request.set_group_by(v1::GetBudgetStatusRequest::GROUP_BY_ACCOUNT);
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

TEST_F(ServiceTest, LeavesAProjectOutOfAReportOverAllOfThemAndNamesIt) {
  projects_.On<projects::v1::ListProjectsRequest, projects::v1::ListProjectsResponse>(
      [this](const auto&, auto* response) {
        *response->add_projects() = facts_.project;
        response->add_projects()->set_name("projects/unread");
        return absl::OkStatus();
      });
  projects_.On<projects::v1::GetProjectRequest, Project>(
      [this](const auto& request, Project* project) {
        if (request.name() != facts_.project.name()) return absl::InternalError("no such state");
        *project = facts_.project;
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
              IsReasonWith(type::v1::REASON_NAME_MALFORMED, "field", "project"));
}

}  // namespace
}  // namespace cofi::reporting
