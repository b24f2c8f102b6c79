// What happened, in people's words.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "base/dates.h"
#include "base/names.h"
#include "base/resources.h"
#include "clients/methods.h"
#include "clients/services.h"
#include "cofi/applications/v1/applications.pb.h"
#include "cofi/applications/v1/stages.pb.h"
#include "cofi/attachments/v1/attachments.pb.h"
#include "cofi/attachments/v1/papers.pb.h"
#include "cofi/budgets/v1/budgets.pb.h"
#include "cofi/budgets/v1/commitments.pb.h"
#include "cofi/budgets/v1/expenses.pb.h"
#include "cofi/budgets/v1/grants.pb.h"
#include "cofi/projects/v1/partners.pb.h"
#include "cofi/projects/v1/projects.pb.h"
#include "google/api/resource.pb.h"
#include "services/reporting/activity_rules.h"
#include "services/reporting/activity_words_rules.h"
#include "services/reporting/layouts.h"
#include "tests/reporting/documents.h"
#include "tests/reporting/examples.h"

namespace cofi::reporting {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Texts = std::vector<std::string>;

constexpr char kName[] = "projects/p/x/one";

// The entry of a change from one state of a resource to another; a null one is none.
journal::v1::HistoryEntry Entry(const std::string& verb, const google::protobuf::Message* before,
                                const google::protobuf::Message* after) {
  journal::v1::HistoryEntry entry;
  entry.mutable_entry()->set_verb(verb);
  entry.mutable_entry()->set_name(kName);
  entry.mutable_entry()->set_principal("anne");
  entry.mutable_entry()->set_sequence(1);
  *entry.mutable_entry()->mutable_effective_date() = On("2018-03-20");
  *entry.mutable_entry()->mutable_commit_time() =
      TimestampFromTime(absl::FromUnixSeconds(1'521'540'000));  // 2018-03-20 10:00 UTC
  if (before != nullptr) entry.mutable_before()->PackFrom(*before);
  if (after != nullptr) entry.mutable_entry()->mutable_resource()->PackFrom(*after);
  return entry;
}

ProjectActivity ActivityOf(std::vector<journal::v1::HistoryEntry> entries) {
  return {"projects/p", "Project", "Europe/Paris", std::move(entries)};
}

v1::Activity March(const std::vector<ProjectActivity>& projects,
                   Language language = Language::kFrench,
                   const v1::GetActivityRequest& request = {}) {
  return MakeActivity(projects, absl::CivilDay(2018, 3, 1), absl::CivilDay(2018, 3, 31), request,
                      language);
}

// What is said of one entry; empty if it is left out.
std::string Action(const journal::v1::HistoryEntry& entry, Language language = Language::kFrench) {
  const v1::Activity activity = March({ActivityOf({entry})}, language);
  return activity.happenings().empty() ? "" : activity.happenings(0).action();
}

template <typename M>
M With(const std::string& text) {
  return Parsed<M>(text);
}

TEST(Activity, SaysWhatWasMadeChangedAndDeleted) {
  const auto expense = With<budgets::v1::Expense>("amount: @100 supplier: 'Imprimerie'");
  const auto receipt = With<budgets::v1::Grant>("awarded_amount: @80000 display_name: 'FdF'");
  auto renamed = receipt;
  renamed.set_display_name("Fondation");
  EXPECT_EQ(Action(Entry("CreateExpense", nullptr, &expense)), "dépense enregistrée");
  EXPECT_EQ(Action(Entry("CreateExpense", nullptr, &expense), Language::kEnglish),
            "expense recorded");
  EXPECT_EQ(Action(Entry("UpdateGrant", &receipt, &renamed)), "subvention modifiée");
  EXPECT_EQ(Action(Entry("DeleteGrant", &renamed, nullptr)), "subvention supprimée");
  EXPECT_EQ(Action(Entry("DeleteGrant", &renamed, nullptr), Language::kEnglish), "grant deleted");
}

TEST(Activity, SaysWhichFilesCameAndWent) {
  const auto file = With<attachments::v1::Attachment>("display_name: 'facture.pdf'");
  const auto paper = With<attachments::v1::Paper>("display_name: 'statuts.pdf'");
  EXPECT_EQ(Action(Entry("CreateAttachment", nullptr, &file)), "pièce jointe enregistrée");
  EXPECT_EQ(Action(Entry("DeleteAttachment", &file, nullptr)), "pièce jointe supprimée");
  EXPECT_EQ(Action(Entry("CreatePaper", nullptr, &paper), Language::kEnglish), "paper recorded");
  EXPECT_EQ(
      March({ActivityOf({Entry("DeleteAttachment", &file, nullptr)})}).happenings(0).display_name(),
      "facture.pdf");
}

TEST(Activity, SaysWhatAVerbDid) {
  using applications::v1::Application;
  using applications::v1::Stage;
  using budgets::v1::Budget;
  const auto pending = With<Application>("state: STATE_IN_SELECTION requested_amount: @24000");
  const auto awarded = With<Application>("state: STATE_AWARDED awarded_amount: @20000");
  const auto conditional =
      With<Application>("state: STATE_AWARDED_CONDITIONALLY awarded_amount: @20000");
  EXPECT_EQ(Action(Entry("AwardApplication", &pending, &awarded)), "candidature accordée");
  EXPECT_EQ(Action(Entry("AwardApplication", &pending, &conditional)),
            "candidature : accordée sous condition");
  EXPECT_EQ(Action(Entry("AwardApplication", &conditional, &awarded)), "candidature accordée");
  const auto open = With<Stage>("state: STATE_OPEN");
  const auto passed = With<Stage>("state: STATE_PASSED");
  EXPECT_EQ(Action(Entry("PassStage", &open, &passed)), "étape franchie");
  const auto draft = With<Budget>("state: STATE_DRAFT");
  const auto adopted = With<Budget>("state: STATE_ADOPTED");
  const auto superseded = With<Budget>("state: STATE_SUPERSEDED");
  EXPECT_EQ(Action(Entry("AdoptBudget", &draft, &adopted)), "budget adopté");
  EXPECT_EQ(Action(Entry("AdoptBudget", &adopted, &superseded)), "budget : remplacé");
}

// The award closes a stage, and makes a grant in another journal.
TEST(Activity, SaysWhatFollowsByItself) {
  using applications::v1::Stage;
  using projects::v1::Project;
  const auto open = With<Stage>("state: STATE_OPEN");
  const auto passed = With<Stage>("state: STATE_PASSED");
  EXPECT_EQ(Action(Entry("AwardApplication", &open, &passed)), "étape : franchie");
  EXPECT_EQ(Action(Entry("AwardApplication", &open, &passed), Language::kEnglish), "stage: passed");
  const auto grant = With<budgets::v1::Grant>("awarded_amount: @20000");
  auto lowered = grant;
  *lowered.mutable_awarded_amount() = Eur("15000");
  EXPECT_EQ(Action(Entry("FollowAward", nullptr, &grant)), "subvention créée");
  EXPECT_EQ(Action(Entry("FollowAward", &grant, &lowered)), "subvention modifiée");
  const auto financing = With<Project>("state: STATE_FINANCING");
  const auto ready = With<Project>("state: STATE_READY");
  EXPECT_EQ(Action(Entry("ReportFunding", &financing, &ready)), "projet : prêt à démarrer");
}

TEST(Activity, LeavesOutWhatNobodyCaresAbout) {
  using budgets::v1::Commitment;
  using budgets::v1::Expense;
  using projects::v1::Project;
  const auto project = With<Project>("display_name: 'P' state: STATE_FINANCING");
  auto told = project;
  *told.mutable_funding()->mutable_planned_expenses() = Eur("180000");
  told.mutable_update_time()->set_seconds(5);
  told.set_etag("7");
  EXPECT_EQ(Action(Entry("ReportFunding", &project, &told)), "");
  const auto commitment = With<Commitment>("amount: @100 state: STATE_OPEN consumed_amount: @0");
  const auto consumed = With<Commitment>("amount: @100 state: STATE_OPEN consumed_amount: @40");
  const auto spent = With<Commitment>("amount: @100 state: STATE_SPENT consumed_amount: @100");
  EXPECT_EQ(Action(Entry("CreateExpense", &commitment, &consumed)), "");
  EXPECT_EQ(Action(Entry("CreateExpense", &commitment, &spent)), "engagement : soldé");
  // The reversal is an entry of its own.
  const auto expense = With<Expense>("amount: @100 kind: KIND_INVOICE");
  auto reversed = expense;
  reversed.set_reversed_by("projects/p/expenses/x");
  const auto reversal = With<Expense>("amount: @-100 kind: KIND_REVERSAL");
  EXPECT_EQ(Action(Entry("ReverseExpense", &expense, &reversed)), "");
  EXPECT_EQ(Action(Entry("ReverseExpense", nullptr, &reversal)), "dépense extournée");
}

// What a newer server wrote.
TEST(Activity, SaysTheVerbOfWhatItDoesNotKnow) {
  journal::v1::HistoryEntry entry = Entry("FlyToTheMoon", nullptr, nullptr);
  entry.mutable_entry()->mutable_resource()->set_type_url("type.googleapis.com/cofi.v9.Rocket");
  EXPECT_EQ(Action(entry), "FlyToTheMoon");
}

TEST(Activity, SaysHowMuchItIsAbout) {
  using applications::v1::Application;
  using budgets::v1::Commitment;
  const auto amount = [](const std::string& verb, const google::protobuf::Message& after) {
    const v1::Activity activity = March({ActivityOf({Entry(verb, nullptr, &after)})});
    return activity.happenings(0).has_amount() ? Shown(activity.happenings(0).amount()) : "";
  };
  EXPECT_EQ(amount("ReverseExpense", With<budgets::v1::Expense>("amount: @-100")), "-100.00 EUR");
  EXPECT_EQ(amount("SubmitApplication", With<Application>("requested_amount: @24000")),
            "24000.00 EUR");
  EXPECT_EQ(amount("AwardApplication",
                   With<Application>("requested_amount: @24000 awarded_amount: @20000")),
            "20000.00 EUR");
  const auto commitment = With<Commitment>("amount: @9500 consumed_amount: @4800");
  EXPECT_EQ(amount("CreateCommitment", With<Commitment>("amount: @9500")), "9500.00 EUR");
  EXPECT_EQ(amount("ReleaseCommitment", commitment), "4700.00 EUR") << "what is given back";
  EXPECT_EQ(amount("PassStage", With<applications::v1::Stage>("")), "");
}

TEST(Activity, CallsThingsAsPeopleDo) {
  const auto name = [](const google::protobuf::Message& after) {
    return March({ActivityOf({Entry("CreateIt", nullptr, &after)})}).happenings(0).display_name();
  };
  EXPECT_EQ(name(With<budgets::v1::Expense>("display_name: 'affiches' supplier: 'S'")), "affiches");
  EXPECT_EQ(name(With<budgets::v1::Expense>("supplier: 'A/B SARL'")), "A/B SARL");
  EXPECT_EQ(name(With<projects::v1::Partner>("organization: 'organizations/cias'")), "cias");
  EXPECT_EQ(name(With<applications::v1::Stage>("name: 'projects/p/applications/a/stages/s'")), "s");
}

TEST(Activity, IsInTheOrderOfItsRecordingAndOfThePeriod) {
  const auto stage = With<applications::v1::Stage>("display_name: 's'");
  const auto at = [&](const std::string& iso, int sequence) {
    journal::v1::HistoryEntry entry = Entry("CreateStage", nullptr, &stage);
    absl::Time time;
    std::string error;
    EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, iso, &time, &error)) << error;
    *entry.mutable_entry()->mutable_commit_time() = TimestampFromTime(time);
    entry.mutable_entry()->set_sequence(sequence);
    return entry;
  };
  // The days are those of Paris.
  const v1::Activity activity =
      March({ActivityOf({at("2018-03-31T22:00:00Z", 9), at("2018-03-10T10:00:00Z", 4),
                         at("2018-03-10T10:00:00Z", 3), at("2018-02-28T23:00:00Z", 2),
                         at("2018-02-28T22:59:59Z", 1), at("2018-03-31T21:59:59Z", 8)})});
  std::vector<int64_t> sequences;
  sequences.reserve(activity.happenings_size());
  for (const v1::Happening& each : activity.happenings()) {
    sequences.push_back(each.journal_sequence());
  }
  EXPECT_THAT(sequences, ElementsAre(2, 3, 4, 8));
  EXPECT_EQ(IsoDate(activity.happenings(0).record_date()), "2018-03-01");
  EXPECT_EQ(IsoDate(activity.from_date()), "2018-03-01");
  EXPECT_EQ(IsoDate(activity.to_date()), "2018-03-31");
}

TEST(Activity, TellsFromWhenItCountsWhereThatIsAnotherDay) {
  const auto stage = With<applications::v1::Stage>("");
  journal::v1::HistoryEntry entry = Entry("CreateStage", nullptr, &stage);
  EXPECT_FALSE(March({ActivityOf({entry})}).happenings(0).has_effective_date());
  *entry.mutable_entry()->mutable_effective_date() = On("2018-01-15");
  EXPECT_EQ(IsoDate(March({ActivityOf({entry})}).happenings(0).effective_date()), "2018-01-15");
}

TEST(Activity, IsOfOnePersonIfThatIsAsked) {
  const auto stage = With<applications::v1::Stage>("");
  journal::v1::HistoryEntry other = Entry("CreateStage", nullptr, &stage);
  other.mutable_entry()->set_principal("bob");
  v1::GetActivityRequest request;
  request.set_principal("bob");
  const v1::Activity activity = March({ActivityOf({Entry("CreateStage", nullptr, &stage), other})},
                                      Language::kFrench, request);
  ASSERT_EQ(activity.happenings_size(), 1);
  EXPECT_EQ(activity.happenings(0).principal(), "bob");
}

// Whoever adds a verb or a resource to the API says what people call it, in both languages.
TEST(Words, AreThereForEveryVerbThatChangesSomething) {
  int verbs = 0;
  for (const google::protobuf::ServiceDescriptor* service : clients::AllServices()) {
    const std::set<std::string> recorded(clients::Recorded().begin(), clients::Recorded().end());
    if (!recorded.contains(clients::OwnerOf(service->file())) ||
        clients::IsInternal(service->file())) {
      continue;
    }
    for (int i = 0; i < service->method_count(); ++i) {
      const google::protobuf::MethodDescriptor* method = service->method(i);
      // What is uploaded is in no journal until something refers to it.
      if (method->client_streaming() || method->options().idempotency_level() ==
                                            google::protobuf::MethodOptions::NO_SIDE_EFFECTS) {
        continue;
      }
      // Those that make, change or delete are said by what became of the resource.
      const std::string& name = method->name();
      bool standard = false;
      for (const char* prefix : {"Create", "Update", "Delete", "Batch"}) {
        standard |= absl::StartsWith(name, prefix);
      }
      const Text* words = VerbWords(name);
      EXPECT_EQ(words == nullptr, standard) << name;
      if (words == nullptr) continue;
      ++verbs;
      EXPECT_STRNE(words->en, words->fr) << name;
      // What it changes is what it names, so that it is told from what follows.
      EXPECT_TRUE(absl::StrContains(name, method->output_type()->name())) << name;
    }
  }
  EXPECT_GT(verbs, 20);
}

TEST(Words, AreThereForEveryResource) {
  int resources = 0;
  for (const google::protobuf::Descriptor* resource : AllResources()) {
    if (resource->FindFieldByName("etag") == nullptr) continue;
    ++resources;
    EXPECT_NE(ChangeWords(resource, Change::kMade, Language::kFrench),
              ChangeWords(resource, Change::kMade, Language::kEnglish));
  }
  EXPECT_GT(resources, 10);
  EXPECT_EQ(ChangeWords(ResourceOf("cofi.dev/Funder"), Change::kDeleted, Language::kFrench),
            "financeur supprimé");
  EXPECT_EQ(ChangeWords(ResourceOf("cofi.dev/Expense"), Change::kMade, Language::kFrench),
            "dépense enregistrée");
}

TEST(ActivityLayout, OfOneProjectIsATable) {
  auto expense = With<budgets::v1::Expense>("display_name: 'affiches' amount: @1250");
  journal::v1::HistoryEntry entry = Entry("CreateExpense", nullptr, &expense);
  entry.mutable_entry()->set_name("projects/p/expenses/fa-12");
  *entry.mutable_entry()->mutable_effective_date() = On("2018-02-28");
  v1::GetActivityRequest request;
  request.set_parent("projects/p");
  request.set_principal("anne");
  const v1::Document document = LayOut(March({ActivityOf({entry})}, Language::kFrench, request),
                                       request, Part{}, Language::kFrench);
  EXPECT_EQ(document.title(), "Activité");
  EXPECT_THAT(document.facts(), ElementsAre("Project", "du 01/03/2018 au 31/03/2018", "par anne"));
  EXPECT_TRUE(HoldsTogether(document));
  EXPECT_THAT(TableText(document, Language::kFrench),
              ElementsAre("enregistré le | auteur | action | objet | identifiant | date d'effet |"
                          " montant",
                          "20/03/2018 | anne | dépense enregistrée | affiches | fa-12 |"
                          " 28/02/2018 | 1\u202F250,00"));
}

TEST(ActivityLayout, OfSeveralProjectsStandsBelowTheirTitles) {
  const auto stage = With<applications::v1::Stage>("display_name: 'comité'");
  journal::v1::HistoryEntry entry = Entry("CreateStage", nullptr, &stage);
  entry.mutable_entry()->set_name("projects/p/applications/cias/stages/board");
  ProjectActivity shared = ActivityOf({Entry("CreateFunder", nullptr, &stage)});
  shared.project = "directory";
  shared.project_display_name.clear();
  shared.entries[0].mutable_entry()->set_name("funders/fdf");
  v1::GetActivityRequest request;
  request.set_parent("projects/-");
  const v1::Activity activity =
      March({ActivityOf({entry, entry}), shared}, Language::kEnglish, request);
  EXPECT_EQ(activity.project(), "");
  const v1::Document document = LayOut(activity, request, Part{}, Language::kEnglish);
  EXPECT_TRUE(HoldsTogether(document));
  Texts rows;
  rows.reserve(TableOf(document).rows_size());
  for (int i = 0; i < TableOf(document).rows_size(); ++i) {
    rows.push_back(absl::StrCat(v1::Row::Role_Name(TableOf(document).rows(i).role()), " ",
                                CellAt(document, i, "action").text(), " ",
                                CellAt(document, i, "resource").text()));
  }
  EXPECT_THAT(rows, ElementsAre("ROLE_GROUP Project ", "ROLE_DETAIL stage created cias/board",
                                "ROLE_DETAIL stage created cias/board",
                                "ROLE_GROUP Of all projects ", "ROLE_DETAIL stage created fdf"));
}

TEST(ActivityLayout, OfNothingSaysSo) {
  EXPECT_THAT(March({ActivityOf({})}).happenings(), IsEmpty());
  EXPECT_THAT(Sentences(LayOut(March({ActivityOf({})}), {}, Part{}, Language::kFrench)),
              ElementsAre("Rien n'a été enregistré."));
}

}  // namespace
}  // namespace cofi::reporting
