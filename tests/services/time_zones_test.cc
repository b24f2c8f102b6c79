// "Today" is that of the project, in every service and in the journal too: nothing that a
// project west or east of Paris does is dated by Paris.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "clients/peer.h"
#include "clients/services.h"
#include "cofi/applications/v1/application_verbs.pb.h"
#include "cofi/applications/v1/applications.pb.h"
#include "cofi/applications/v1/funders.pb.h"
#include "cofi/budgets/v1/budgets.pb.h"
#include "cofi/budgets/v1/grants.pb.h"
#include "cofi/journal/v1/history.pb.h"
#include "cofi/projects/v1/partners.pb.h"
#include "cofi/projects/v1/projects.pb.h"
#include "google/protobuf/empty.pb.h"
#include "services/cofid/topology.h"
#include "tests/folder.h"
#include "tests/installations/cluster.h"
#include "tests/services/facts.h"

namespace cofi {
namespace {

struct Moment {
  const char* time;
  const char* zone;
  // What day it is there; in Paris it is 2026-06-15.
  const char* today;
};

class TimeZones : public ::testing::TestWithParam<Moment> {
 protected:
  TimeZones() {
    std::string error;
    EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, GetParam().time, &now_, &error)) << error;
    cofid::Options options;
    options.data = folder_.path();
    options.listen = "unix:" + folder_.path() + "/cofi.sock";
    options.clock = {.now = [this] { return now_; }, .uptime = [] { return absl::ZeroDuration(); }};
    server_ = cofid::Topology::Start(options).value();
    channel_ = clients::Connect(options.listen);
  }

  template <typename Response, typename Request>
  Response Ask(const Request& request) {
    Response response;
    const clients::Peer peer(channel_, {.language = Language::kEnglish, .principal = "test"});
    const grpc::Status status = peer.CallAndWait(request, &response, nullptr);
    EXPECT_TRUE(status.ok()) << request.GetTypeName() << ": " << status.error_message();
    return response;
  }

  // The day of each entry of the project's journal in a service.
  std::vector<std::string> Days(const std::string& service) {
    journal::v1::ListEntriesRequest request;
    request.set_journal(clients::JournalOf(service));
    request.set_name("projects/p");
    request.set_below(true);
    const auto page = Ask<journal::v1::ListEntriesResponse>(request);
    std::vector<std::string> days;
    for (const auto& each : page.entries()) {
      days.push_back(
          absl::StrCat(each.entry().verb(), " ", IsoDate(each.entry().effective_date())));
    }
    return days;
  }
  void ExpectAllToday(const std::string& service) {
    const std::vector<std::string> days = Days(service);
    EXPECT_THAT(days, ::testing::Not(::testing::IsEmpty()));
    EXPECT_THAT(days, ::testing::Each(::testing::EndsWith(GetParam().today)));
  }

  void MakeProject() {
    projects::v1::CreateProjectRequest create;
    create.set_project_id("p");
    create.mutable_project()->set_display_name("P");
    create.mutable_project()->set_time_zone(GetParam().zone);
    Ask<projects::v1::Project>(create);
  }

  absl::Time now_;
  const Folder folder_;
  std::unique_ptr<cofid::Topology> server_;
  std::shared_ptr<grpc::Channel> channel_;
};

TEST_P(TimeZones, DateTheJournalOfProjects) {
  MakeProject();
  projects::v1::CreatePhaseRequest phase;
  phase.set_parent("projects/p");
  phase.set_phase_id("one");
  phase.mutable_phase()->set_display_name("One");
  Ask<projects::v1::Phase>(phase);
  projects::v1::UpdateProjectRequest update;
  update.mutable_project()->set_name("projects/p");
  update.mutable_project()->set_description("x");
  Ask<projects::v1::Project>(update);
  projects::v1::SeekProjectFundingRequest seek;
  seek.set_name("projects/p");
  EXPECT_EQ(IsoDate(Ask<projects::v1::Project>(seek).state_date()), GetParam().today);
  projects::v1::DeletePhaseRequest remove;
  remove.set_name("projects/p/phases/one");
  Ask<google::protobuf::Empty>(remove);
  ExpectAllToday("projects");
}

TEST_P(TimeZones, DateTheJournalsOfTheOthers) {
  MakeProject();
  applications::v1::CreateFunderRequest funder;
  funder.set_funder_id("f");
  funder.mutable_funder()->set_display_name("F");
  Ask<applications::v1::Funder>(funder);
  applications::v1::CreateApplicationRequest application;
  application.set_parent("projects/p");
  application.set_application_id("a");
  application.mutable_application()->set_display_name("A");
  application.mutable_application()->set_funder("funders/f");
  *application.mutable_application()->mutable_requested_amount() = Eur("100");
  Ask<applications::v1::Application>(application);
  applications::v1::SubmitApplicationRequest submit;
  submit.set_name("projects/p/applications/a");
  Ask<applications::v1::Application>(submit);
  applications::v1::AwardApplicationRequest award;
  award.set_name("projects/p/applications/a");
  award.set_request_id("0198b0a0-0000-7000-8000-000000000001");
  *award.mutable_awarded_amount() = Eur("100");
  Ask<applications::v1::Application>(award);
  applications::v1::SignApplicationAgreementRequest sign;
  sign.set_name("projects/p/applications/a");
  *sign.mutable_eligible_start_date() = On("2026-01-01");
  *sign.mutable_eligible_end_date() = On("2026-12-31");
  Ask<applications::v1::Application>(sign);
  ExpectAllToday("applications");

  budgets::v1::CreateBudgetRequest budget;
  budget.set_parent("projects/p");
  budget.set_budget_id("v1");
  budget.mutable_budget();
  Ask<budgets::v1::Budget>(budget);
  // The relay has made a grant of the award, and given it its period.
  for (int i = 0; i < 500; ++i) {
    if (Days("budgets").size() >= 3) break;
    absl::SleepFor(absl::Milliseconds(20));
  }
  EXPECT_GE(Days("budgets").size(), 3);
  ExpectAllToday("budgets");
}

TEST_P(TimeZones, AreOfNoUseWithAClockThatJumped) {
  MakeProject();
  projects::v1::SeekProjectFundingRequest seek;
  seek.set_name("projects/p");
  projects::v1::GetProjectRequest get;
  get.set_name("projects/p");
  now_ += absl::Hours(48);
  projects::v1::Project project;
  const clients::Peer peer(channel_, {.language = Language::kEnglish, .principal = "test"});
  const grpc::Status refused = peer.CallAndWait(seek, &project, nullptr);
  EXPECT_EQ(refused.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_THAT(refused.error_message(),
              ::testing::StartsWith("the server's clock jumped (2026-06-17T"));
  EXPECT_EQ(Ask<projects::v1::Project>(get).state(), projects::v1::Project::STATE_PREPARING);
  now_ -= absl::Hours(48);
  EXPECT_NE(Ask<projects::v1::Project>(seek).state(), projects::v1::Project::STATE_PREPARING);
}

INSTANTIATE_TEST_SUITE_P(
    Of, TimeZones,
    ::testing::Values(Moment{"2026-06-15T09:30:00Z", "Pacific/Tahiti", "2026-06-14"},
                      Moment{"2026-06-15T10:30:00Z", "Pacific/Kiritimati", "2026-06-16"},
                      Moment{"2026-06-15T10:30:00Z", "Europe/Paris", "2026-06-15"}));

}  // namespace
}  // namespace cofi
