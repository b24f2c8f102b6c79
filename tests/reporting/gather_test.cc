#include "services/reporting/gather.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "base/money.h"
#include "base/refusal.h"
#include "tests/reasons.h"
#include "tests/reporting/examples.h"
#include "tests/reporting/scripted_peer.h"

namespace cofi::reporting {
namespace {

namespace apps = applications::v1;
namespace money = budgets::v1;
using projects::v1::GetProjectRequest;
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
    projects_.On<GetProjectRequest, Project>([](const auto& request, Project* project) {
      project->set_name(request.name());
      return absl::OkStatus();
    });
  }

  // Waits for the answer, as only a test may.
  absl::StatusOr<Portfolio> GatherNow(const std::string& project, const Date& as_of = Date()) {
    const Inquiry inquiry{&peers_, {}, deadline_};
    absl::StatusOr<Portfolio> result;
    absl::Notification done;
    Gather(inquiry, project, as_of, [&](absl::StatusOr<Portfolio> portfolio) {
      result = std::move(portfolio);
      done.Notify();
    });
    done.WaitForNotification();
    return result;
  }

  // Answers ListBudgets with a draft, an adopted one and the one before it.
  void AdoptBudget() {
    budgets_.On<money::ListBudgetsRequest, money::ListBudgetsResponse>(
        [](const auto& request, auto* response) {
          for (const Budget::State state :
               {Budget::STATE_DRAFT, Budget::STATE_ADOPTED, Budget::STATE_SUPERSEDED}) {
            Budget* budget = response->add_budgets();
            budget->set_name(absl::StrCat(request.parent(), "/budgets/v", state));
            budget->set_state(state);
          }
          return absl::OkStatus();
        });
  }

  ScriptedPeer projects_, applications_, budgets_;
  rpc::Peers peers_;
  absl::Time deadline_ = absl::Now() + absl::Minutes(5);
};

std::vector<std::string> Seen(const std::vector<JournalPosition>& positions) {
  std::vector<std::string> seen;
  seen.reserve(positions.size());
  for (const JournalPosition& each : positions) {
    seen.push_back(absl::StrCat(each.journal(), " ", each.root(), " ", each.sequence()));
  }
  return seen;
}

TEST_F(GatherTest, AsksForEverythingAsOfTheDate) {
  AdoptBudget();
  std::atomic<int> wrong = 0;
  applications_.On<apps::ListStagesRequest, apps::ListStagesResponse>(
      [&](const auto& request, auto* response) {
        wrong += request.parent() != "projects/p/applications/-" ||
                 IsoDate(request.as_of_date()) != "2018-03-23" || request.page_size() != 1000;
        response->add_stages()->set_display_name("jury");
        return absl::OkStatus();
      });
  budgets_.On<money::ListLinesRequest, money::ListLinesResponse>(
      [&](const auto& request, auto* response) {
        wrong += request.parent() != "projects/p/budgets/-";
        const auto add = [&](const std::string& name) {
          money::Line& line = *response->add_lines();
          line.set_name(name);
          *line.mutable_planned_amount() = MoneyFromMinor(10'00, "EUR");
          return &line;
        };
        add("projects/p/budgets/v2/lines/62");
        add("projects/p/budgets/v3/lines/62");
        add("projects/p/budgets/v3/lines/idle");
        // Money is older than the version that has its line.
        *add("projects/p/budgets/v3/lines/61")->mutable_spent_amount() = MoneyFromMinor(5, "EUR");
        return absl::OkStatus();
      });
  applications_.On<apps::ListCallsRequest, apps::ListCallsResponse>(
      [&](const auto& request, auto* response) {
        wrong += request.parent() != "funders/-";
        response->add_calls()->set_name("funders/f/calls/c");
        return absl::OkStatus();
      });
  const auto portfolio = GatherNow("projects/p", On("2018-03-23"));
  ASSERT_TRUE(portfolio.ok()) << portfolio.status();
  EXPECT_EQ(wrong, 0);
  EXPECT_FALSE(portfolio->whole);
  ASSERT_EQ(portfolio->projects.size(), 1u);
  const ProjectFacts& facts = portfolio->projects[0];
  EXPECT_EQ(facts.project.name(), "projects/p");
  EXPECT_EQ(DateFromDay(facts.as_of).day(), 23);
  EXPECT_EQ(facts.budget->name(), "projects/p/budgets/v2");
  ASSERT_EQ(facts.superseded.size(), 1u);
  EXPECT_EQ(facts.superseded[0].name(), "projects/p/budgets/v3");
  ASSERT_EQ(facts.lines.size(), 2u);
  EXPECT_EQ(facts.lines[0].name(), "projects/p/budgets/v2/lines/62");
  EXPECT_EQ(facts.lines[1].name(), "projects/p/budgets/v3/lines/61");
  EXPECT_EQ(Minor(facts.lines[1].planned_amount()), 0);
  EXPECT_EQ(facts.stages.size(), 1u);
  EXPECT_EQ(facts.catalogue->calls.size(), 1u);
  EXPECT_EQ(facts.catalogue, portfolio->catalogue);
}

TEST_F(GatherTest, FollowsAllPages) {
  budgets_.On<money::ListGrantsRequest, money::ListGrantsResponse>(
      [](const auto& request, auto* response) {
        const int page = request.page_token().empty() ? 0 : std::stoi(request.page_token());
        response->add_grants()->set_display_name(absl::StrCat(2 * page));
        response->add_grants()->set_display_name(absl::StrCat(2 * page + 1));
        if (page < 2) response->set_next_page_token(absl::StrCat(page + 1));
        return absl::OkStatus();
      });
  const auto portfolio = GatherNow("projects/p");
  ASSERT_TRUE(portfolio.ok()) << portfolio.status();
  std::string order;
  for (const Grant& each : portfolio->projects[0].grants) order += each.display_name();
  EXPECT_EQ(order, "012345");
}

TEST_F(GatherTest, RefusesAListThatDoesNotEnd) {
  budgets_.On<money::ListGrantsRequest, money::ListGrantsResponse>([](const auto&, auto* response) {
    response->set_next_page_token("again");
    return absl::OkStatus();
  });
  EXPECT_THAT(GatherNow("projects/p"), IsReason(type::v1::REASON_TOO_MANY_ITEMS));
}

TEST_F(GatherTest, WithoutAnAdoptedBudgetAsksForNoLines) {
  const auto portfolio = GatherNow("projects/p");
  ASSERT_TRUE(portfolio.ok()) << portfolio.status();
  EXPECT_FALSE(portfolio->projects[0].budget.has_value());
  EXPECT_EQ(budgets_.CountOf<money::ListLinesRequest>(), 0);
}

TEST_F(GatherTest, PassesOnThatTheProjectDoesNotExist) {
  projects_.On<GetProjectRequest, Project>(
      [](const auto& request, Project*) { return NotFound(request.name()); });
  const absl::Status status = GatherNow("projects/p").status();
  EXPECT_TRUE(absl::IsNotFound(status)) << status;
  EXPECT_EQ(ReasonOf(status), type::v1::REASON_RESOURCE_NOT_FOUND);
  EXPECT_EQ(budgets_.CountOf<money::ListBudgetsRequest>(), 0) << "asked for first";
}

TEST_F(GatherTest, PassesOnAnyOtherRefusal) {
  applications_.On<apps::ListObligationsRequest, apps::ListObligationsResponse>(
      [](const auto&, auto*) { return Refuse(type::v1::REASON_OVERLOADED); });
  EXPECT_EQ(ReasonOf(GatherNow("projects/p").status()), type::v1::REASON_OVERLOADED);
}

TEST_F(GatherTest, SaysSoWhenThereIsNoTimeLeft) {
  deadline_ = absl::Now() - absl::Seconds(1);
  EXPECT_EQ(ReasonOf(GatherNow("projects/p").status()), type::v1::REASON_DEADLINE_EXCEEDED);
  EXPECT_EQ(ReasonOf(GatherNow("projects/-").status()), type::v1::REASON_DEADLINE_EXCEEDED);
}

TEST_F(GatherTest, GathersAgainWhenSomethingWasWrittenInBetween) {
  std::atomic<int> round = 0;
  budgets_.On<money::ListGrantsRequest, money::ListGrantsResponse>(
      [&](const auto&, auto* response) {
        response->set_journal_sequence(++round == 1 ? 6 : 7);
        response->add_grants();
        return absl::OkStatus();
      });
  budgets_.On<money::ListBudgetsRequest, money::ListBudgetsResponse>(
      [](const auto&, auto* response) {
        response->set_journal_sequence(7);
        return absl::OkStatus();
      });
  const auto portfolio = GatherNow("projects/p");
  ASSERT_TRUE(portfolio.ok()) << portfolio.status();
  EXPECT_EQ(round, 2);
  EXPECT_EQ(portfolio->projects[0].grants.size(), 1u) << "the first round is forgotten";
  EXPECT_THAT(Seen(PositionsOf(*portfolio)),
              ElementsAre("applications directory 0", "applications projects/p 0",
                          "budgets projects/p 7", "projects projects/p 0"));
}

TEST_F(GatherTest, AfterThreeRoundsNamesTheLowestEntrySeen) {
  std::atomic<int> sequence = 0;
  applications_.On<apps::ListApplicationsRequest, apps::ListApplicationsResponse>(
      [&](const auto&, auto* response) {
        response->set_journal_sequence(++sequence);
        return absl::OkStatus();
      });
  applications_.On<apps::ListStagesRequest, apps::ListStagesResponse>(
      [&](const auto&, auto* response) {
        response->set_journal_sequence(100);
        return absl::OkStatus();
      });
  applications_.On<apps::ListObligationsRequest, apps::ListObligationsResponse>(
      [&](const auto&, auto* response) {
        response->set_journal_sequence(101);
        return absl::OkStatus();
      });
  const auto portfolio = GatherNow("projects/p");
  ASSERT_TRUE(portfolio.ok()) << portfolio.status();
  EXPECT_EQ(sequence, 3);
  EXPECT_THAT(
      Seen(portfolio->projects[0].positions),
      ElementsAre("applications projects/p 3", "budgets projects/p 0", "projects projects/p 0"));
}

TEST_F(GatherTest, TakesTodayFromTheProjectsTimeZone) {
  // Twenty-five hours apart: it is never the same day in both.
  for (const char* zone : {"Pacific/Kiritimati", "Pacific/Pago_Pago"}) {
    ScriptedPeer projects;
    projects.On<GetProjectRequest, Project>([&](const auto& request, Project* project) {
      project->set_name(request.name());
      project->set_time_zone(zone);
      return absl::OkStatus();
    });
    peers_.Connect("projects", projects.channel());
    const absl::CivilDay before = TodayIn(zone, absl::Now());
    const auto portfolio = GatherNow("projects/p");
    ASSERT_TRUE(portfolio.ok()) << portfolio.status();
    EXPECT_GE(portfolio->as_of, before);
    EXPECT_LE(portfolio->as_of, TodayIn(zone, absl::Now()));
  }
}

TEST_F(GatherTest, SaysWhichServiceIsNotThere) {
  peers_.Connect("budgets", nullptr);
  EXPECT_EQ(ReasonOf(GatherNow("projects/p").status()), type::v1::REASON_PEER_UNAVAILABLE);
  peers_.Connect("budgets", clients::Connect("unix:/nowhere"));
  EXPECT_EQ(ReasonOf(GatherNow("projects/p").status()), type::v1::REASON_PEER_UNAVAILABLE);
}

TEST_F(GatherTest, OfEveryProjectKeepsTheOrderAndLeavesOutTheDeleted) {
  projects_.On<ListProjectsRequest, ListProjectsResponse>([](const auto&, auto* response) {
    for (int i = 0; i < 30; ++i) response->add_projects()->set_name(absl::StrCat("projects/", i));
    return absl::OkStatus();
  });
  projects_.On<GetProjectRequest, Project>([](const auto& request, Project* project) {
    if (request.name() == "projects/7") return NotFound(request.name());
    project->set_name(request.name());
    return absl::OkStatus();
  });
  const auto portfolio = GatherNow("projects/-", On("2018-03-23"));
  ASSERT_TRUE(portfolio.ok()) << portfolio.status();
  EXPECT_TRUE(portfolio->whole);
  std::vector<std::string> names, expected;
  for (const ProjectFacts& each : portfolio->projects) names.push_back(each.project.name());
  for (int i = 0; i < 30; ++i) {
    if (i != 7) expected.push_back(absl::StrCat("projects/", i));
  }
  EXPECT_EQ(names, expected);
  EXPECT_EQ(applications_.CountOf<apps::ListFundersRequest>(), 1);
}

TEST_F(GatherTest, OfEveryProjectEachHasItsOwnToday) {
  const std::vector<std::string> zones = {"Pacific/Pago_Pago", "Pacific/Kiritimati"};
  projects_.On<ListProjectsRequest, ListProjectsResponse>([&](const auto&, auto* response) {
    for (const std::string& zone : zones) {
      Project* project = response->add_projects();
      project->set_name(absl::StrCat("projects/", zone.size()));
      project->set_time_zone(zone);
    }
    return absl::OkStatus();
  });
  std::atomic<int> wrong = 0;
  budgets_.On<money::ListGrantsRequest, money::ListGrantsResponse>([&](const auto& request, auto*) {
    const std::string& zone = zones[request.parent() == "projects/17" ? 0 : 1];
    wrong += Day(request.as_of_date()) != TodayIn(zone, absl::Now());
    return absl::OkStatus();
  });
  const auto portfolio = GatherNow("projects/-");
  ASSERT_TRUE(portfolio.ok()) << portfolio.status();
  ASSERT_EQ(portfolio->projects.size(), 2u);
  EXPECT_EQ(wrong, 0) << "what is listed is of that day too";
  // Twenty-five hours apart: it is never the same day in both.
  EXPECT_GT(portfolio->projects[1].as_of, portfolio->projects[0].as_of);
  EXPECT_EQ(portfolio->as_of, portfolio->projects[1].as_of);
}

// Of thirty projects, `projects/9` is refused like this by one service.
class OneRefused : public GatherTest {
 protected:
  absl::StatusOr<Portfolio> GatherWith(const absl::Status& refusal, int projects = 30) {
    projects_.On<ListProjectsRequest, ListProjectsResponse>([=](const auto&, auto* response) {
      for (int i = 0; i < projects; ++i) {
        response->add_projects()->set_name(absl::StrCat("projects/", projects == 1 ? 9 : i));
      }
      return absl::OkStatus();
    });
    budgets_.On<money::ListGrantsRequest, money::ListGrantsResponse>(
        [=](const auto& request, auto*) {
          return request.parent() == "projects/9" ? refusal : absl::OkStatus();
        });
    return GatherNow("projects/-");
  }
};

TEST_F(OneRefused, ForItsDataCostsOnlyItself) {
  const auto portfolio = GatherWith(absl::InternalError("no such state"));
  ASSERT_TRUE(portfolio.ok()) << portfolio.status();
  EXPECT_EQ(portfolio->projects.size(), 29u);
  ASSERT_EQ(portfolio->omitted.size(), 1u);
  EXPECT_EQ(portfolio->omitted[0].project, "projects/9");
  EXPECT_FALSE(portfolio->omitted[0].why.ok());
}

TEST_F(OneRefused, ByAServiceThatDoesNotAnswerCostsTheReport) {
  EXPECT_EQ(ReasonOf(GatherWith(Refuse(type::v1::REASON_OVERLOADED)).status()),
            type::v1::REASON_OVERLOADED);
}

TEST_F(OneRefused, CostsTheReportWhereThereIsNothingElse) {
  EXPECT_FALSE(GatherWith(absl::InternalError("no such state"), 1).ok());
}

TEST_F(GatherTest, OfNoProjectsIsEmpty) {
  const auto portfolio = GatherNow("projects/-");
  ASSERT_TRUE(portfolio.ok()) << portfolio.status();
  EXPECT_TRUE(portfolio->projects.empty());
}

}  // namespace
}  // namespace cofi::reporting
