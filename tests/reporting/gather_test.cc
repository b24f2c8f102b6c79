#include "services/reporting/gather.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "base/refusal.h"
#include "cofi/applications/internal/v1/facts.pb.h"
#include "cofi/budgets/internal/v1/facts.pb.h"
#include "cofi/projects/internal/v1/facts.pb.h"
#include "cofi/projects/v1/organizations.pb.h"
#include "tests/reasons.h"
#include "tests/reporting/examples.h"
#include "tests/reporting/scripted_peer.h"

namespace cofi::reporting {
namespace {

namespace apps = applications::internal::v1;
namespace money = budgets::internal::v1;
namespace plans = projects::internal::v1;
using projects::v1::ListProjectsRequest;
using projects::v1::ListProjectsResponse;
using ::testing::ElementsAre;

absl::Status NotFound(const std::string& name) {
  return Refuse(type::v1::REASON_RESOURCE_NOT_FOUND, {{"name", name}});
}

class GatherTest : public ::testing::Test {
 protected:
  GatherTest() : peers_({"projects", "applications", "budgets"}) {
    peers_.Connect("projects", projects_.channel());
    peers_.Connect("applications", applications_.channel());
    peers_.Connect("budgets", budgets_.channel());
    projects_.On<plans::ReadFactsRequest, plans::ProjectFacts>(
        [](const auto& request, plans::ProjectFacts* facts) {
          facts->mutable_project()->set_name(request.name());
          *facts->mutable_as_of_date() =
              request.has_as_of_date() ? request.as_of_date() : On("2018-05-01");
          facts->set_journal_sequence(1);
          return absl::OkStatus();
        });
  }

  // There are projects of the names `projects/0`, `projects/1`, …
  void MakeProjects(int count) {
    projects_.On<ListProjectsRequest, ListProjectsResponse>([=](const auto&, auto* response) {
      for (int i = 0; i < count; ++i) {
        response->add_projects()->set_name(absl::StrCat("projects/", i));
      }
      return absl::OkStatus();
    });
  }

  // Waits for the answer, as only a test may.
  absl::StatusOr<GatheredFacts> GatherNow(const std::string& project, const Date& as_of = Date()) {
    inquiry_.as_of = as_of;
    absl::StatusOr<GatheredFacts> result;
    absl::Notification done;
    Gather(inquiry_, project, [&](absl::StatusOr<GatheredFacts> gathered) {
      result = std::move(gathered);
      done.Notify();
    });
    done.WaitForNotification();
    return result;
  }

  ScriptedPeer projects_, applications_, budgets_;
  rpc::Peers peers_;
  Inquiry inquiry_ = {.peers = &peers_,
                      .options = {},
                      .deadline = absl::Now() + absl::Minutes(5),
                      .as_of = {},
                      .known_at = {}};
};

std::vector<std::string> Seen(const std::vector<JournalPosition>& positions) {
  std::vector<std::string> seen;
  seen.reserve(positions.size());
  for (const JournalPosition& each : positions) {
    seen.push_back(absl::StrCat(each.journal(), " ", each.root(), " ", each.sequence()));
  }
  return seen;
}

TEST_F(GatherTest, AsksEachServiceOnce) {
  ASSERT_THAT(GatherNow("projects/p").status(), IsOk());
  EXPECT_EQ(projects_.Calls(), "ReadFacts 1");
  EXPECT_EQ(applications_.Calls(), "ReadDirectory 1, ReadFacts 1");
  EXPECT_EQ(budgets_.Calls(), "ReadFacts 1");
}

TEST_F(GatherTest, AsksEachServiceOnceForEachOfAllProjects) {
  MakeProjects(30);
  ASSERT_THAT(GatherNow("projects/-").status(), IsOk());
  EXPECT_EQ(projects_.Calls(), "ReadFacts 30, ListProjects 1");
  EXPECT_EQ(applications_.Calls(), "ReadDirectory 1, ReadFacts 30");
  EXPECT_EQ(budgets_.Calls(), "ReadFacts 30");
}

// Whose fiscal years count is asked only where sums of years are.
TEST_F(GatherTest, AsksForSumsOfTheFiscalYearsOfTheLead) {
  projects_.On<plans::ReadFactsRequest, plans::ProjectFacts>(
      [](const auto& request, plans::ProjectFacts* facts) {
        facts->mutable_project()->set_name(request.name());
        facts->mutable_project()->set_lead("organizations/o");
        *facts->mutable_as_of_date() = On("2018-05-01");
        return absl::OkStatus();
      });
  projects_.On<projects::v1::GetOrganizationRequest, projects::v1::Organization>(
      [](const auto&, projects::v1::Organization* organization) {
        organization->set_fiscal_year_start_month(9);
        return absl::OkStatus();
      });
  std::atomic<int> month = 0;
  budgets_.On<money::ReadFactsRequest, money::BudgetFacts>([&](const auto& request, auto*) {
    month = request.movements().fiscal_year_start_month();
    return absl::OkStatus();
  });
  inquiry_.movements.emplace();
  ASSERT_THAT(GatherNow("projects/p").status(), IsOk());
  EXPECT_EQ(projects_.Calls(), "ReadFacts 1");
  inquiry_.movements->set_by_year(true);
  const absl::StatusOr<GatheredFacts> gathered = GatherNow("projects/p");
  ASSERT_THAT(gathered.status(), IsOk());
  EXPECT_EQ(month, 9);
  EXPECT_EQ(gathered->projects[0].fiscal_year_start_month, 9);
}

// What is planned up to a day may be of fiscal years where no sums are.
TEST_F(GatherTest, AsksForTheFiscalYearsOfTheLeadWithoutSumsToo) {
  projects_.On<plans::ReadFactsRequest, plans::ProjectFacts>(
      [](const auto& request, plans::ProjectFacts* facts) {
        facts->mutable_project()->set_name(request.name());
        facts->mutable_project()->set_lead("organizations/o");
        *facts->mutable_as_of_date() = On("2018-05-01");
        return absl::OkStatus();
      });
  projects_.On<projects::v1::GetOrganizationRequest, projects::v1::Organization>(
      [](const auto&, projects::v1::Organization* organization) {
        organization->set_fiscal_year_start_month(9);
        return absl::OkStatus();
      });
  inquiry_.fiscal_years = true;
  const absl::StatusOr<GatheredFacts> gathered = GatherNow("projects/p");
  ASSERT_THAT(gathered.status(), IsOk());
  EXPECT_EQ(gathered->projects[0].fiscal_year_start_month, 9);
}

TEST_F(GatherTest, HasWhatEachSaid) {
  projects_.On<plans::ReadFactsRequest, plans::ProjectFacts>(
      [](const auto& request, plans::ProjectFacts* facts) {
        facts->mutable_project()->set_name(request.name());
        *facts->mutable_as_of_date() = request.as_of_date();
        facts->add_phases()->set_name("projects/p/phases/a");
        facts->add_updates()->set_name("projects/p/updates/u");
        facts->set_journal_sequence(3);
        return absl::OkStatus();
      });
  applications_.On<apps::ReadFactsRequest, apps::ApplicationFacts>(
      [](const auto&, apps::ApplicationFacts* facts) {
        facts->add_applications()->set_name("projects/p/applications/a");
        facts->add_stages()->set_name("projects/p/applications/a/stages/s");
        facts->add_obligations()->set_name("projects/p/applications/a/obligations/o");
        facts->set_journal_sequence(4);
        return absl::OkStatus();
      });
  applications_.On<apps::ReadDirectoryRequest, apps::Directory>(
      [](const auto&, apps::Directory* directory) {
        directory->add_funders()->set_name("funders/f");
        directory->add_calls()->set_name("funders/f/calls/c");
        directory->set_journal_sequence(5);
        return absl::OkStatus();
      });
  budgets_.On<money::ReadFactsRequest, money::BudgetFacts>(
      [](const auto&, money::BudgetFacts* facts) {
        facts->mutable_budget()->set_name("projects/p/budgets/v2");
        facts->add_superseded()->set_name("projects/p/budgets/v1");
        facts->add_lines()->set_name("projects/p/budgets/v2/lines/62");
        facts->add_grants()->set_name("projects/p/grants/g");
        facts->set_journal_sequence(6);
        return absl::OkStatus();
      });
  const auto gathered = GatherNow("projects/p", On("2018-03-23"));
  ASSERT_THAT(gathered.status(), IsOk());
  EXPECT_FALSE(gathered->whole);
  EXPECT_EQ(IsoDate(DateFromDay(gathered->as_of)), "2018-03-23");
  ASSERT_EQ(gathered->projects.size(), 1u);
  const ProjectFacts& facts = gathered->projects[0];
  EXPECT_EQ(facts.as_of, gathered->as_of);
  EXPECT_EQ(facts.project.name(), "projects/p");
  EXPECT_EQ(facts.phases.at(0).name(), "projects/p/phases/a");
  EXPECT_EQ(facts.updates.at(0).name(), "projects/p/updates/u");
  EXPECT_EQ(facts.applications.at(0).name(), "projects/p/applications/a");
  EXPECT_EQ(facts.stages.at(0).name(), "projects/p/applications/a/stages/s");
  EXPECT_EQ(facts.obligations.at(0).name(), "projects/p/applications/a/obligations/o");
  EXPECT_EQ(facts.budget.value().name(), "projects/p/budgets/v2");
  EXPECT_EQ(facts.superseded.at(0).name(), "projects/p/budgets/v1");
  EXPECT_EQ(facts.lines.at(0).name(), "projects/p/budgets/v2/lines/62");
  EXPECT_EQ(facts.grants.at(0).name(), "projects/p/grants/g");
  EXPECT_EQ(facts.catalogue->funders.count("funders/f"), 1u);
  EXPECT_EQ(facts.catalogue->calls.count("funders/f/calls/c"), 1u);
  EXPECT_EQ(facts.catalogue, gathered->catalogue);
  EXPECT_THAT(Seen(PositionsOf(*gathered)),
              ElementsAre("journals/applications directory 5", "journals/applications projects/p 4",
                          "journals/budgets projects/p 6", "journals/projects projects/p 3"));
}

TEST_F(GatherTest, WithoutAnAdoptedBudgetHasNone) {
  const auto gathered = GatherNow("projects/p");
  ASSERT_THAT(gathered.status(), IsOk());
  EXPECT_FALSE(gathered->projects[0].budget.has_value());
}

// As of the date that is asked for; without one, of the day that `projects` says it is.
TEST_F(GatherTest, AsksAllOfTheSameDay) {
  std::atomic<int> asked = 0;
  applications_.On<apps::ReadFactsRequest, apps::ApplicationFacts>([&](const auto& request, auto*) {
    asked += IsoDate(request.as_of_date()) == "2018-03-23" ? 1 : 0;
    asked += IsoDate(request.as_of_date()) == "2018-05-01" ? 100 : 0;
    return absl::OkStatus();
  });
  budgets_.On<money::ReadFactsRequest, money::BudgetFacts>([&](const auto& request, auto*) {
    asked += IsoDate(request.as_of_date()) == "2018-03-23" ? 10 : 0;
    asked += IsoDate(request.as_of_date()) == "2018-05-01" ? 1000 : 0;
    return absl::OkStatus();
  });
  ASSERT_THAT(GatherNow("projects/p", On("2018-03-23")).status(), IsOk());
  EXPECT_EQ(asked, 11);
  const auto today = GatherNow("projects/p");
  ASSERT_THAT(today.status(), IsOk());
  EXPECT_EQ(asked, 1111);
  EXPECT_EQ(IsoDate(DateFromDay(today->as_of)), "2018-05-01");
}

TEST_F(GatherTest, AsksAllAsKnownAtTheSameTime) {
  inquiry_.known_at.emplace().set_seconds(1'500'000'000);
  std::atomic<int> asked = 0;
  const auto count = [&](const auto& request, auto*) {
    asked += request.known_at().time().seconds() == 1'500'000'000 ? 1 : 0;
    return absl::OkStatus();
  };
  projects_.On<plans::ReadFactsRequest, plans::ProjectFacts>(count);
  projects_.On<ListProjectsRequest, ListProjectsResponse>(
      [&](const auto& request, ListProjectsResponse* response) {
        response->add_projects()->set_name("projects/p");
        return count(request, response);
      });
  applications_.On<apps::ReadFactsRequest, apps::ApplicationFacts>(count);
  applications_.On<apps::ReadDirectoryRequest, apps::Directory>(count);
  budgets_.On<money::ReadFactsRequest, money::BudgetFacts>(count);
  ASSERT_THAT(GatherNow("projects/-").status(), IsOk());
  EXPECT_EQ(asked, 5);
}

TEST_F(GatherTest, AsksInTheNameOfWhoAsks) {
  inquiry_.options = {.language = Language::kFrench, .on_behalf = "marie"};
  ASSERT_THAT(GatherNow("projects/p").status(), IsOk());
  for (const ScriptedPeer* peer : {&projects_, &applications_, &budgets_}) {
    EXPECT_EQ(peer->language(), "fr");
    EXPECT_EQ(peer->on_behalf(), "marie");
  }
}

TEST_F(GatherTest, PassesOnThatTheProjectDoesNotExist) {
  projects_.On<plans::ReadFactsRequest, plans::ProjectFacts>(
      [](const auto& request, auto*) { return NotFound(request.name()); });
  EXPECT_THAT(GatherNow("projects/p").status(),
              IsReasonWith(type::v1::REASON_RESOURCE_NOT_FOUND, "name", "projects/p"));
  EXPECT_EQ(budgets_.Calls(), "") << "asked for first";
}

TEST_F(GatherTest, PassesOnAnyOtherRefusal) {
  applications_.On<apps::ReadFactsRequest, apps::ApplicationFacts>(
      [](const auto&, auto*) { return Refuse(type::v1::REASON_OVERLOADED); });
  EXPECT_EQ(ReasonOf(GatherNow("projects/p").status()), type::v1::REASON_OVERLOADED);
}

TEST_F(GatherTest, SaysSoWhenThereIsNoTimeLeft) {
  inquiry_.deadline = absl::Now() - absl::Seconds(1);
  EXPECT_EQ(ReasonOf(GatherNow("projects/p").status()), type::v1::REASON_DEADLINE_EXCEEDED);
  EXPECT_EQ(ReasonOf(GatherNow("projects/-").status()), type::v1::REASON_DEADLINE_EXCEEDED);
}

TEST_F(GatherTest, SaysWhichServiceIsNotThere) {
  peers_.Connect("budgets", nullptr);
  EXPECT_EQ(ReasonOf(GatherNow("projects/p").status()), type::v1::REASON_PEER_UNAVAILABLE);
  peers_.Connect("budgets", clients::Connect("unix:/nowhere"));
  EXPECT_EQ(ReasonOf(GatherNow("projects/p").status()), type::v1::REASON_PEER_UNAVAILABLE);
}

std::vector<std::string> NamesIn(const GatheredFacts& gathered) {
  std::vector<std::string> names;
  names.reserve(gathered.projects.size());
  for (const ProjectFacts& each : gathered.projects) names.push_back(each.project.name());
  return names;
}

TEST_F(GatherTest, OfEveryProjectKeepsTheOrderAndLeavesOutTheDeleted) {
  MakeProjects(30);
  projects_.On<plans::ReadFactsRequest, plans::ProjectFacts>(
      [](const auto& request, plans::ProjectFacts* facts) {
        if (request.name() == "projects/7") return NotFound(request.name());
        facts->mutable_project()->set_name(request.name());
        return absl::OkStatus();
      });
  const auto gathered = GatherNow("projects/-", On("2018-03-23"));
  ASSERT_THAT(gathered.status(), IsOk());
  EXPECT_TRUE(gathered->whole);
  std::vector<std::string> expected;
  for (int i = 0; i < 30; ++i) {
    if (i != 7) expected.push_back(absl::StrCat("projects/", i));
  }
  EXPECT_EQ(NamesIn(*gathered), expected);
  EXPECT_TRUE(gathered->omitted.empty());
}

TEST_F(GatherTest, OfEveryProjectFollowsAllPages) {
  projects_.On<ListProjectsRequest, ListProjectsResponse>([](const auto& request, auto* response) {
    const int page = request.page_token().empty() ? 0 : std::stoi(request.page_token());
    response->add_projects()->set_name(absl::StrCat("projects/", 2 * page));
    response->add_projects()->set_name(absl::StrCat("projects/", 2 * page + 1));
    if (page < 2) response->set_next_page_token(absl::StrCat(page + 1));
    return absl::OkStatus();
  });
  const auto gathered = GatherNow("projects/-");
  ASSERT_THAT(gathered.status(), IsOk());
  EXPECT_THAT(NamesIn(*gathered), ElementsAre("projects/0", "projects/1", "projects/2",
                                              "projects/3", "projects/4", "projects/5"));
}

TEST_F(GatherTest, OfEveryProjectEachHasItsOwnToday) {
  MakeProjects(2);
  projects_.On<plans::ReadFactsRequest, plans::ProjectFacts>([](const auto& request,
                                                                plans::ProjectFacts* facts) {
    facts->mutable_project()->set_name(request.name());
    *facts->mutable_as_of_date() = On(request.name() == "projects/0" ? "2018-05-02" : "2018-05-01");
    return absl::OkStatus();
  });
  std::atomic<int> right = 0;
  budgets_.On<money::ReadFactsRequest, money::BudgetFacts>([&](const auto& request, auto*) {
    right += IsoDate(request.as_of_date()) ==
             (request.name() == "projects/0" ? "2018-05-02" : "2018-05-01");
    return absl::OkStatus();
  });
  const auto gathered = GatherNow("projects/-");
  ASSERT_THAT(gathered.status(), IsOk());
  EXPECT_EQ(right, 2);
  ASSERT_EQ(gathered->projects.size(), 2u);
  EXPECT_GT(gathered->projects[0].as_of, gathered->projects[1].as_of);
  EXPECT_EQ(gathered->as_of, gathered->projects[0].as_of) << "the latest";
}

// Of thirty projects, `projects/9` is refused like this by one service.
class OneRefused : public GatherTest {
 protected:
  absl::StatusOr<GatheredFacts> GatherWith(const absl::Status& refusal, int projects = 30) {
    MakeProjects(projects);
    const std::string refused = projects == 1 ? "projects/0" : "projects/9";
    budgets_.On<money::ReadFactsRequest, money::BudgetFacts>([=](const auto& request, auto*) {
      return request.name() == refused ? refusal : absl::OkStatus();
    });
    return GatherNow("projects/-");
  }
};

TEST_F(OneRefused, ForItsDataCostsOnlyItself) {
  for (const absl::Status& refusal :
       {absl::InternalError("no such state"),
        Refuse(type::v1::REASON_TOO_MANY_ITEMS,
               {{"field", "projects/9/grants"}, {"value", "> 5"}, {"limit", "5"}})}) {
    const auto gathered = GatherWith(refusal);
    ASSERT_THAT(gathered.status(), IsOk());
    EXPECT_EQ(gathered->projects.size(), 29u);
    ASSERT_EQ(gathered->omitted.size(), 1u);
    EXPECT_EQ(gathered->omitted[0].project, "projects/9");
    EXPECT_FALSE(gathered->omitted[0].why.ok());
  }
}

TEST_F(OneRefused, ByAServiceThatDoesNotAnswerCostsTheReport) {
  EXPECT_EQ(ReasonOf(GatherWith(Refuse(type::v1::REASON_OVERLOADED)).status()),
            type::v1::REASON_OVERLOADED);
}

TEST_F(OneRefused, CostsTheReportWhereThereIsNothingElse) {
  EXPECT_FALSE(GatherWith(absl::InternalError("no such state"), 1).ok());
}

TEST_F(GatherTest, OfNoProjectsIsEmpty) {
  const auto gathered = GatherNow("projects/-");
  ASSERT_THAT(gathered.status(), IsOk());
  EXPECT_TRUE(gathered->projects.empty());
}

}  // namespace
}  // namespace cofi::reporting
