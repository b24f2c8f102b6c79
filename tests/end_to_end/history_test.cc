// The history of a resource: who changed what when, from the journal.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "clients/cli/printed/json.h"
#include "clients/services.h"
#include "cofi/journal/v1/history.pb.h"
#include "tests/installations/installation.h"
#include "tests/installations/programs.h"
#include "tests/installations/project.h"
#include "tests/installations/refusals.h"
#include "tests/services/facts.h"

namespace cofi::end_to_end {
namespace {

using applications::v1::Application;
using journal::v1::ListEntriesRequest;
using journal::v1::ListEntriesResponse;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class Histories : public EndToEnd {
 protected:
  // A project of its own for each test.
  Project Made(const std::string& id) {
    Project project(cofi(), id);
    project.Apply("aide", "16000");
    auto award = project.Award("aide", "15000", "2018-02-01");
    cofi().Ask<Application>(award);
    EXPECT_TRUE(cofi().books().AwaitRelays());
    return project;
  }

  std::vector<std::string> Verbs(const std::string& service, const std::string& name,
                                 bool below = false) {
    ListEntriesRequest request;
    request.set_journal(clients::JournalOf(service));
    request.set_name(name);
    request.set_below(below);
    std::vector<std::string> verbs;
    const auto response = cofi().Ask<ListEntriesResponse>(request);
    for (const auto& each : response.entries()) {
      verbs.push_back(each.entry().verb());
    }
    return verbs;
  }

  std::string Run(const Words& words, const std::string& lang = "en") {
    const Outcome outcome = RunCofi(cofi().address(), words, lang);
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    return Plain(outcome.out);
  }
};
COFI_IN_BOTH_SHAPES(Histories);

TEST_P(Histories, NewestFirst) {
  const Project project = Made("history-a");
  EXPECT_THAT(Verbs("applications", project.Name("applications", "aide")),
              ElementsAre("AwardApplication", "SubmitApplication", "CreateApplication"));
  EXPECT_THAT(Verbs("budgets", project.Name("grants", "aide")), ElementsAre("FollowAward"));
  EXPECT_THAT(Verbs("applications", project.name(), /*below=*/true),
              ElementsAre("AwardApplication", "SubmitApplication", "SubmitApplication",
                          "CreateApplication"))
      << "what was sent is kept too";
  EXPECT_THAT(Verbs("budgets", project.Name("grants", "none")), ElementsAre());
}

TEST_P(Histories, BeforeAndAfter) {
  const Project project = Made("history-b");
  ListEntriesRequest request;
  request.set_journal("journals/applications");
  request.set_name(project.Name("applications", "aide"));
  request.set_page_size(1);
  const auto page = cofi().Ask<ListEntriesResponse>(request);
  ASSERT_EQ(page.entries_size(), 1);
  EXPECT_NE(page.next_page_token(), "");
  Application before, after;
  ASSERT_TRUE(page.entries(0).before().UnpackTo(&before));
  ASSERT_TRUE(page.entries(0).entry().resource().UnpackTo(&after));
  EXPECT_EQ(before.state(), Application::STATE_SUBMITTED);
  EXPECT_EQ(after.state(), Application::STATE_AWARDED);
  EXPECT_EQ(page.entries(0).entry().principal(), "test");
}

TEST_P(Histories, AtTheCommandLine) {
  const Project project = Made("history-c");
  // The application and its grant have one short name.
  const std::string both = Run({"history", "history-c/aide"});
  EXPECT_THAT(both, AllOf(HasSubstr("  award  "), HasSubstr("  follow award  "),
                          HasSubstr("2018-02-01"), HasSubstr("15,000.00")));
  const std::string one =
      Run({"history", "projects/history-c/applications/aide", "--limit", "1"}, "fr");
  EXPECT_THAT(one, AllOf(HasSubstr("  accord  "), Not(HasSubstr("subvention créée ou suivie")),
                         HasSubstr("avant"), HasSubstr("15 000,00"), HasSubstr("accordée"),
                         Not(HasSubstr("dépôt"))));
  const std::string json =
      Run({"history", "projects/history-c/applications/aide", "--format", "json"});
  EXPECT_THAT(
      cli::Json::parse(json)[0]["changes"],
      Contains(cli::Json({{"field", "state"}, {"before", "SUBMITTED"}, {"after", "AWARDED"}})));
  const std::string csv =
      Run({"history", "projects/history-c/applications/aide", "--format", "csv"});
  // As its requests are called, for programs.
  EXPECT_THAT(csv, HasSubstr(",AwardApplication,"));
  EXPECT_THAT(csv, HasSubstr(",state,SUBMITTED,AWARDED\r\n"));
  EXPECT_THAT(csv, HasSubstr(",awarded_amount,,15000.00\r\n"));
  EXPECT_THAT(Run({"history", "history-c", "--below", "--format", "csv"}),
              AllOf(HasSubstr("projects,projects/history-c,"),
                    HasSubstr("budgets,projects/history-c/budgets/v1,"),
                    HasSubstr("applications,projects/history-c/applications/aide,")));
  const Outcome none = RunCofi(cofi().address(), {"history", "history-c/nothing"});
  EXPECT_EQ(none.code, 5);
  EXPECT_THAT(none.err, HasSubstr("Nothing was ever recorded as \"history-c/nothing\".\n"));
  EXPECT_EQ(RunCofi(cofi().address(), {"history", "A B"}).code, 2);
}

// An entry tells on which civil date it took effect: that of what was done, and today
// for what has no date of its own.
TEST_P(Histories, TellsWhenEachChangeTookEffect) {
  const Project project = Made("history-e");
  const auto dates = [&](const std::string& service, const std::string& name) {
    ListEntriesRequest request;
    request.set_journal(clients::JournalOf(service));
    request.set_name(name);
    std::vector<std::string> dates;
    const auto response = cofi().Ask<ListEntriesResponse>(request);
    for (const auto& each : response.entries()) {
      dates.push_back(IsoDate(each.entry().effective_date()));
      if (Day(each.entry().effective_date()) ==
          TodayIn("Europe/Paris", absl::FromUnixSeconds(each.entry().commit_time().seconds()))) {
        dates.back() = "today";
      }
    }
    return dates;
  };
  project.Spend("e", {.amount = "100", .date = "2018-03-01"});
  cofi().Ask<budgets::v1::Expense>(project.Payment("e", "2018-03-15"));
  EXPECT_THAT(dates("budgets", project.Name("expenses", "e")),
              ElementsAre("2018-03-15", "2018-03-01"));

  applications::v1::UpdateApplicationRequest note;
  note.mutable_application()->set_name(project.Name("applications", "aide"));
  note.mutable_application()->set_note("by letter");
  cofi().Ask<Application>(note);
  applications::v1::WithdrawApplicationRequest withdraw;
  withdraw.set_name(project.Name("applications", "aide"));
  *withdraw.mutable_effective_date() = On("2018-02-01");
  cofi().Ask<Application>(withdraw);
  EXPECT_TRUE(cofi().books().AwaitRelays());
  // The withdrawal is of the day of the award.
  EXPECT_THAT(dates("applications", project.Name("applications", "aide")),
              ElementsAre("2018-02-01", "today", "2018-02-01", "2018-01-10", "today"));
  budgets::v1::UpdateGrantRequest amended;
  amended.mutable_grant()->set_name(project.Name("grants", "aide"));
  amended.mutable_grant()->set_display_name("Aide perdue");
  cofi().Ask<budgets::v1::Grant>(amended);
  EXPECT_THAT(dates("budgets", project.Name("grants", "aide")),
              ElementsAre("today", "2018-02-01", "2018-02-01"));
}

// What is deleted has a history too.
TEST_P(Histories, OfWhatIsGone) {
  const Project project = Made("history-d");
  EXPECT_EQ(Run({"grant", "create", "history-d/autre", "--display-name", "Autre", "--funder",
                 "ville", "--awarded-amount", "10", "--award-date", "2018-01-15"})
                .empty(),
            false);
  Run({"grant", "delete", "history-d/autre"});
  EXPECT_THAT(Verbs("budgets", project.Name("grants", "autre")),
              ElementsAre("DeleteGrant", "CreateGrant"));
  EXPECT_THAT(Run({"history", "history-d/autre"}), HasSubstr("(deleted)"));
}

}  // namespace
}  // namespace cofi::end_to_end
