// What a service tells of a project in one answer is what its lists have, on the same day.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cofi/applications/internal/v1/facts.pb.h"
#include "cofi/applications/v1/application_verbs.pb.h"
#include "cofi/budgets/internal/v1/facts.pb.h"
#include "cofi/projects/internal/v1/facts.pb.h"
#include "services/applications/service.h"
#include "services/applications/tables.h"
#include "services/budgets/ledger.h"
#include "services/budgets/service.h"
#include "services/budgets/tables.h"
#include "services/projects/service.h"
#include "services/projects/tables.h"
#include "tests/reasons.h"
#include "tests/services/facts.h"
#include "tests/services/scratch_service.h"

namespace cofi {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

template <typename Request>
Request About(const std::string& as_of = "") {
  Request request;
  request.set_name("projects/p");
  if (!as_of.empty()) *request.mutable_as_of_date() = On(as_of);
  return request;
}

template <typename M>
std::vector<std::string> NamesOf(const google::protobuf::RepeatedPtrField<M>& resources) {
  std::vector<std::string> names;
  for (const M& each : resources) names.push_back(each.name());
  return names;
}

class ProjectFacts : public ::testing::Test {
 protected:
  ProjectFacts() {
    project_.set_name("projects/p");
    project_.set_time_zone("Europe/Paris");
    Keep(project_);
  }

  void Keep(const projects::v1::Project& project) { service_.Add(projects::Projects(), project); }

  void AddUpdate(const std::string& name, const std::string& date, size_t bytes = 1) {
    projects::v1::ProjectUpdate update;
    update.set_name(name);
    *update.mutable_entry_date() = On(date);
    update.set_text(std::string(bytes, 'x'));
    service_.Add(projects::Updates(), update);
  }

  projects::internal::v1::ProjectFacts Read(
      const projects::internal::v1::ReadFactsRequest& request) {
    projects::internal::v1::ProjectFacts facts;
    EXPECT_THAT(service_.Ask(request, &facts), IsOk());
    return facts;
  }

  using Request = projects::internal::v1::ReadFactsRequest;

  ScratchService service_{"projects", projects::Migrations(), &projects::MakeHost};
  projects::v1::Project project_;
};

TEST_F(ProjectFacts, AreWhatWasThereOnTheDay) {
  for (const auto& [id, position] : {std::pair("b", 1), std::pair("a", 2)}) {
    projects::v1::Phase phase;
    phase.set_name(absl::StrCat("projects/p/phases/", id));
    phase.set_position(position);
    service_.Add(projects::Phases(), phase);
  }
  AddUpdate("projects/p/updates/old", "2018-01-01");
  AddUpdate("projects/p/updates/new", "2018-03-01");
  AddUpdate("projects/p/updates/later", "2018-03-02");
  AddUpdate("projects/q/updates/another", "2018-01-01");
  const auto facts = Read(About<Request>("2018-03-01"));
  EXPECT_EQ(facts.project().name(), "projects/p");
  EXPECT_THAT(NamesOf(facts.phases()), ElementsAre("projects/p/phases/b", "projects/p/phases/a"));
  EXPECT_THAT(NamesOf(facts.updates()),
              ElementsAre("projects/p/updates/new", "projects/p/updates/old"));
  EXPECT_EQ(IsoDate(facts.as_of_date()), "2018-03-01");
  EXPECT_EQ(service_.statements(), 4) << "the project, two lists, and the place in the journal";
}

TEST_F(ProjectFacts, OfNoProjectAreNone) {
  auto request = About<Request>();
  request.set_name("projects/nobodys");
  projects::internal::v1::ProjectFacts facts;
  EXPECT_THAT(service_.Ask(request, &facts), IsReason(type::v1::REASON_RESOURCE_NOT_FOUND));
}

TEST_F(ProjectFacts, AreOfTodayInItsTimeZone) {
  for (const auto& [id, zone] :
       {std::pair("west", "Pacific/Pago_Pago"), std::pair("east", "Pacific/Kiritimati")}) {
    project_.set_name(absl::StrCat("projects/", id));
    project_.set_time_zone(zone);
    Keep(project_);
    AddUpdate(project_.name() + "/updates/u", "2018-05-02");
  }
  const absl::Time noon = absl::FromCivil(absl::CivilHour(2018, 5, 1, 11), absl::UTCTimeZone());
  service_.SetNow(noon);
  auto request = About<Request>();
  request.set_name("projects/west");
  EXPECT_EQ(IsoDate(Read(request).as_of_date()), "2018-05-01");
  EXPECT_THAT(Read(request).updates(), IsEmpty());
  request.set_name("projects/east");
  EXPECT_EQ(IsoDate(Read(request).as_of_date()), "2018-05-02");
  EXPECT_EQ(Read(request).updates_size(), 1);
  // Or of the day on which it was known.
  service_.SetNow(noon + absl::Hours(500));
  *request.mutable_known_at()->mutable_time() = TimestampFromTime(noon);
  EXPECT_EQ(IsoDate(Read(request).as_of_date()), "2018-05-02");
}

// What was planned by a budget that came later was planned by nobody then.
TEST_F(ProjectFacts, HaveNoBudgetBeforeItsAdoption) {
  project_.set_name("projects/funded");
  *project_.mutable_funding() = FromText<projects::v1::Funding>(
      "planned_expenses { currency_code: 'EUR' units: 1000 }"
      "adoption_date { year: 2018 month: 3 day: 1 }"
      "awards { amount { currency_code: 'EUR' units: 10 }"
      "         award_date { year: 2018 month: 2 day: 1 } }");
  Keep(project_);
  auto request = About<Request>("2018-02-28");
  request.set_name("projects/funded");
  const auto before = Read(request).project().funding();
  EXPECT_FALSE(before.has_adoption_date());
  EXPECT_FALSE(before.has_planned_expenses());
  EXPECT_EQ(before.awards_size(), 1);
  *request.mutable_as_of_date() = On("2018-03-01");
  EXPECT_EQ(Read(request).project().funding().ShortDebugString(),
            project_.funding().ShortDebugString());
}

// Of 32 MiB: more than that no channel takes.
TEST_F(ProjectFacts, HaveABound) {
  constexpr size_t kMiB = size_t{1} << 20;
  for (int i = 0; i < 31; ++i) {
    AddUpdate(absl::StrCat("projects/p/updates/u", i), "2018-01-01", kMiB);
  }
  const auto facts = Read(About<Request>("2018-03-01"));
  EXPECT_EQ(facts.updates_size(), 31);
  EXPECT_LE(facts.ByteSizeLong(), 32 * kMiB);
  AddUpdate("projects/p/updates/last", "2018-01-01", kMiB);
  projects::internal::v1::ProjectFacts too_many;
  const absl::Status refused = service_.Ask(About<Request>("2018-03-01"), &too_many);
  EXPECT_THAT(refused,
              IsReasonWith(type::v1::REASON_TOO_MANY_ITEMS, "field", "projects/p/updates"));
  EXPECT_THAT(refused, IsReasonWith(type::v1::REASON_TOO_MANY_ITEMS, "limit", "31"));
}

class ApplicationFacts : public ::testing::Test {
 protected:
  ScratchService service_{"applications", applications::Migrations(), &applications::MakeHost};
};

TEST_F(ApplicationFacts, AreWhatWasThereOnTheDay) {
  for (const char* project : {"projects/p", "projects/q"}) {
    for (const char* id : {"a", "b"}) {
      applications::v1::Application application;
      application.set_name(absl::StrCat(project, "/applications/", id));
      application.set_state(applications::v1::Application::STATE_SUBMITTED);
      *application.mutable_state_date() = On("2018-03-02");
      *application.add_history() = FromText<type::v1::StateChange>(
          "verb: 'SUBMIT' state: 'SUBMITTED' date { year: 2018 month: 3 day: 2 }");
      service_.Add(applications::Applications(), application);
      applications::v1::Stage stage;
      stage.set_name(application.name() + "/stages/s");
      stage.set_state(applications::v1::Stage::STATE_UPCOMING);
      service_.Add(applications::Stages(), stage);
      applications::v1::Obligation obligation;
      obligation.set_name(application.name() + "/obligations/o");
      service_.Add(applications::Obligations(), obligation);
    }
  }
  applications::internal::v1::ApplicationFacts facts;
  const auto request = About<applications::internal::v1::ReadFactsRequest>("2018-03-01");
  ASSERT_THAT(service_.Ask(request, &facts), IsOk());
  EXPECT_THAT(NamesOf(facts.applications()),
              ElementsAre("projects/p/applications/a", "projects/p/applications/b"));
  EXPECT_EQ(facts.applications(0).state(), applications::v1::Application::STATE_DRAFT);
  EXPECT_THAT(NamesOf(facts.stages()), ElementsAre("projects/p/applications/a/stages/s",
                                                   "projects/p/applications/b/stages/s"));
  EXPECT_THAT(NamesOf(facts.obligations()), ElementsAre("projects/p/applications/a/obligations/o",
                                                        "projects/p/applications/b/obligations/o"));
  // Each application as its list has it, with what follows from its stages.
  applications::v1::ListApplicationsRequest list;
  list.set_parent("projects/p");
  *list.mutable_as_of_date() = On("2018-03-01");
  applications::v1::ListApplicationsResponse listed;
  ASSERT_THAT(service_.Ask(list, &listed), IsOk());
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(facts.applications(i).ShortDebugString(), listed.applications(i).ShortDebugString());
  }
}

TEST_F(ApplicationFacts, HaveADirectoryOfAllFundersAndCalls) {
  for (const auto& [id, title] : {std::pair("z", "Agence"), std::pair("a", "Ville")}) {
    applications::v1::Funder funder;
    funder.set_name(absl::StrCat("funders/", id));
    funder.set_display_name(title);
    service_.Add(applications::Funders(), funder);
    applications::v1::Call call;
    call.set_name(absl::StrCat("funders/", id, "/calls/c"));
    service_.Add(applications::Calls(), call);
  }
  applications::internal::v1::Directory directory;
  ASSERT_THAT(service_.Ask(applications::internal::v1::ReadDirectoryRequest(), &directory), IsOk());
  EXPECT_THAT(NamesOf(directory.funders()), ElementsAre("funders/z", "funders/a"));
  EXPECT_THAT(NamesOf(directory.calls()), ElementsAre("funders/a/calls/c", "funders/z/calls/c"));
}

// Versions: v1 in force from January on, v2 from March on, v3 a draft.
class BudgetFacts : public ::testing::Test {
 protected:
  BudgetFacts() {
    AddBudget(1,
              "adoption_date { year: 2018 month: 1 day: 5 } state: STATE_SUPERSEDED"
              " history { verb: 'ADOPT' state: 'ADOPTED' date { year: 2018 month: 1 day: 5 } }"
              " history { verb: 'SUPERSEDE' state: 'SUPERSEDED'"
              "           date { year: 2018 month: 3 day: 5 } }");
    AddBudget(2,
              "adoption_date { year: 2018 month: 3 day: 5 } state: STATE_ADOPTED"
              " history { verb: 'ADOPT' state: 'ADOPTED' date { year: 2018 month: 3 day: 5 } }");
    AddBudget(3, "state: STATE_DRAFT");
    AddLine(1, "61", 1);
    AddLine(1, "62", 2);
    AddLine(1, "64", 3);
    AddLine(2, "62", 1);
    AddLine(3, "69", 1);
  }

  void AddBudget(int version, const std::string& text) {
    auto budget = FromText<budgets::v1::Budget>(text);
    budget.set_name(absl::StrCat("projects/p/budgets/v", version));
    budget.set_version(version);
    service_.Add(budgets::Budgets(), budget);
  }

  void AddLine(int version, const std::string& id, int position) {
    budgets::v1::Line line;
    line.set_name(absl::StrCat("projects/p/budgets/v", version, "/lines/", id));
    line.set_side(budgets::v1::Line::SIDE_EXPENSE);
    line.set_position(position);
    *line.mutable_planned_amount() = Eur("100");
    service_.Add(budgets::Lines(), line);
  }

  // 5.00 were spent on a line.
  void Spend(const std::string& line, const std::string& date) {
    EXPECT_THAT(service_.Run([&](db::Transaction& tx) -> absl::Status {
      COFI_RETURN_IF_ERROR(
          tx.Run("INSERT INTO ledger_entry (root, sequence, part, date, line, grant_id, source,"
                 " committed, spent, paid, received)"
                 " VALUES ('projects/p', 1, 0, $1, $2, '', 'x', 0, 500, 0, 0)",
                 {absl::string_view(date), absl::string_view(line)}));
      for (const std::string& period : {budgets::MonthOf(date), budgets::DayOf(date)}) {
        COFI_RETURN_IF_ERROR(tx.Run(
            "INSERT INTO ledger_period (root, line, grant_id, period, committed, spent, paid,"
            " received) VALUES ('projects/p', $1, '', $2, 0, 500, 0, 0)",
            {absl::string_view(line), absl::string_view(period)}));
      }
      return tx.Run(
          "INSERT INTO ledger_total (root, line, grant_id, committed, spent, paid,"
          " received) VALUES ('projects/p', $1, '', 0, 500, 0, 0)",
          {absl::string_view(line)});
    }),
                IsOk());
  }

  budgets::internal::v1::BudgetFacts Read(const std::string& as_of) {
    budgets::internal::v1::BudgetFacts facts;
    EXPECT_THAT(service_.Ask(About<budgets::internal::v1::ReadFactsRequest>(as_of), &facts),
                IsOk());
    return facts;
  }

  // `v2/62 100.00 EUR, v1/61 0.00 EUR`
  std::string LinesOn(const std::string& as_of) {
    std::string text;
    const auto facts = Read(as_of);
    for (const auto& line : facts.lines()) {
      absl::StrAppend(&text, text.empty() ? "" : ", ", IdOf(ParentOf(line.name())), "/",
                      IdOf(line.name()), " ", DecimalFromMoney(line.planned_amount()));
    }
    return text;
  }

  ScratchService service_{"budgets", budgets::Migrations(), &budgets::MakeHost};
};

TEST_F(BudgetFacts, HaveTheBudgetInForceAndThoseBefore) {
  const auto march = Read("2018-03-05");
  EXPECT_EQ(march.budget().name(), "projects/p/budgets/v2");
  EXPECT_THAT(NamesOf(march.superseded()), ElementsAre("projects/p/budgets/v1"));
  const auto february = Read("2018-02-01");
  EXPECT_EQ(february.budget().name(), "projects/p/budgets/v1");
  EXPECT_THAT(february.superseded(), IsEmpty());
}

TEST_F(BudgetFacts, HaveNoLinesBeforeTheFirstAdoption) {
  Spend("61", "2018-01-01");
  const auto facts = Read("2018-01-04");
  EXPECT_FALSE(facts.has_budget());
  EXPECT_THAT(facts.lines(), IsEmpty());
}

TEST_F(BudgetFacts, HaveTheLinesOfTheBudgetInForce) {
  EXPECT_EQ(LinesOn("2018-02-01"), "v1/61 100.00 EUR, v1/62 100.00 EUR, v1/64 100.00 EUR");
  EXPECT_EQ(LinesOn("2018-03-05"), "v2/62 100.00 EUR");
}

// An invoice may be older than the version that has its line, or younger.
TEST_F(BudgetFacts, HaveLinesOfOtherVersionsWithMoneyAndNothingPlanned) {
  Spend("61", "2018-03-06");
  EXPECT_EQ(LinesOn("2018-03-05"), "v2/62 100.00 EUR");
  EXPECT_EQ(LinesOn("2018-03-06"), "v2/62 100.00 EUR, v1/61 0.00 EUR");
  EXPECT_EQ(DecimalFromMoney(Read("2018-03-06").lines(1).spent_amount()), "5.00 EUR");
}

TEST_F(BudgetFacts, HaveEachLineOnce) {
  Spend("62", "2018-03-06");
  EXPECT_EQ(LinesOn("2018-03-06"), "v2/62 100.00 EUR");
}

TEST_F(BudgetFacts, HaveTheGrantsThatWereAwardedByThen) {
  for (const auto& [id, date] : {std::pair("b", "2018-01-01"), std::pair("a", "2018-02-01"),
                                 std::pair("later", "2018-03-02")}) {
    budgets::v1::Grant grant;
    grant.set_name(absl::StrCat("projects/p/grants/", id));
    *grant.mutable_award_date() = On(date);
    *grant.mutable_awarded_amount() = Eur("10");
    service_.Add(budgets::Grants(), grant);
  }
  EXPECT_THAT(NamesOf(Read("2018-03-01").grants()),
              ElementsAre("projects/p/grants/b", "projects/p/grants/a"));
}

}  // namespace
}  // namespace cofi
