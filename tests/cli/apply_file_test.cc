#include "clients/cli/commands/apply_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <map>

#include "absl/strings/str_split.h"
#include "base/dates.h"
#include "base/identifiers.h"
#include "base/money.h"
#include "cofi/applications/v1/application_verbs.pb.h"
#include "cofi/budgets/v1/expenses.pb.h"
#include "cofi/projects/v1/projects.pb.h"

namespace cofi::cli {
namespace {

using ::testing::_;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

absl::StatusOr<std::vector<ApplyItem>> Read(const std::string& text,
                                            Language language = Language::kEnglish) {
  return ReadApplyFile(text, "case.yaml", language);
}

std::string Mistake(const std::string& text, Language language = Language::kEnglish) {
  return std::string(Read(text, language).status().message());
}

std::vector<std::string> Paths(const ApplyItem& item) {
  std::vector<std::string> paths;
  for (const FieldPath& path : item.declared) paths.push_back(path.text());
  return paths;
}

TEST(ApplyFile, DeclaresAResource) {
  const auto items = Read(R"(
- project: precarisation
  lead: college-cooperatif
  display_name: Précarisation
  start_condition: {secured_percent: 80, awarded_applications: [fdf, cias]}
)");
  ASSERT_TRUE(items.ok()) << items.status();
  ASSERT_EQ(items->size(), 1u);
  const ApplyItem& item = items->front();
  EXPECT_EQ(item.title, "project precarisation");
  EXPECT_EQ(item.place, "case.yaml:2");
  EXPECT_EQ(item.verb, nullptr);
  const auto& project = static_cast<const projects::v1::Project&>(*item.message);
  EXPECT_EQ(project.name(), "projects/precarisation");
  EXPECT_EQ(project.lead(), "organizations/college-cooperatif");
  EXPECT_EQ(project.start_condition().secured_basis_points(), 8000);
  EXPECT_EQ(project.start_condition().awarded_applications(1),
            "projects/precarisation/applications/cias");
  EXPECT_THAT(Paths(item),
              ElementsAre("display_name", "lead", "start_condition.secured_basis_points",
                          "start_condition.awarded_applications"));
}

TEST(ApplyFile, ReadsValuesAsFlagsDo) {
  const auto items = Read(R"(
- expense: p/e1
  line: 62
  amount: 6 000,50
  invoice_date: 31/07/2017
  shares: [{grant: fdf, amount: 3000}, "departement=1 000,50"]
)");
  ASSERT_TRUE(items.ok()) << items.status();
  const auto& expense = static_cast<const budgets::v1::Expense&>(*items->front().message);
  EXPECT_EQ(expense.line(), "projects/p/lines/62");
  EXPECT_EQ(DecimalFromMoney(expense.amount()), "6000.50 EUR");
  EXPECT_EQ(IsoDate(expense.invoice_date()), "2017-07-31");
  EXPECT_EQ(expense.shares(1).grant(), "projects/p/grants/departement");
  EXPECT_EQ(DecimalFromMoney(expense.shares(1).amount()), "1000.50 EUR");
}

TEST(ApplyFile, TheSameVerbIsTheSameRequest) {
  const char* text = "- application submit: p/fdf\n  effective_date: 2016-02-15\n";
  const auto once = Read(text);
  const auto again = Read(std::string("# moved down\n") + text);
  const auto other = Read("- application submit: p/fdf\n  effective_date: 2016-02-16\n");
  ASSERT_TRUE(once.ok() && again.ok() && other.ok());
  const auto id_of = [](const auto& items) {
    return static_cast<const applications::v1::SubmitApplicationRequest&>(*items->front().message)
        .request_id();
  };
  EXPECT_TRUE(IsUuid(id_of(once)));
  EXPECT_EQ(id_of(once), id_of(again));
  EXPECT_NE(id_of(once), id_of(other));
}

// Held, resumed and held again: three things happened, applied once or again.
TEST(ApplyFile, TheSameVerbTwiceInAFileHappenedTwice) {
  const std::string hold = "- application hold: p/a\n", resume = "- application resume: p/a\n";
  const auto ids_of = [](const std::string& text) {
    std::vector<std::string> ids;
    const auto items = Read(text);
    EXPECT_TRUE(items.ok()) << items.status();
    for (const ApplyItem& item : *items) {
      ids.push_back(StringField(*item.message, "request_id"));
    }
    return ids;
  };
  const std::vector<std::string> ids = ids_of(hold + resume + hold);
  EXPECT_NE(ids[2], ids[0]);
  EXPECT_TRUE(IsUuid(ids[2]));
  EXPECT_EQ(ids_of(hold + resume + hold), ids);
  // What was applied before keeps its request when the file grows.
  EXPECT_EQ(ids_of(hold), std::vector<std::string>{ids[0]});
  EXPECT_THAT(ids_of(hold + resume + hold + resume), ElementsAre(ids[0], ids[1], ids[2], _));
}

TEST(ApplyFile, AnEmptyFileDeclaresNothing) {
  EXPECT_TRUE(Read("")->empty());
  EXPECT_TRUE(Read("# nothing yet\n")->empty());
}

TEST(ApplyFile, MistakesSayWhereAndWhatWasMeant) {
  EXPECT_THAT(Mistake("- project: p\n- expense: p/e\n  amont: 5\n"),
              StartsWith("case.yaml:3:3: \"amont\" is not a field here; there are: line, "));
  EXPECT_THAT(Mistake("- expense: p/e\n  amont: 5\n"), HasSubstr("did you mean amount?"));
  EXPECT_THAT(Mistake("- exspense: p/e\n"), HasSubstr("case.yaml:1:3:"));
  EXPECT_THAT(Mistake("- exspense: p/e\n"), HasSubstr("did you mean expense?"));
  EXPECT_THAT(Mistake("- application sumbit: p/fdf\n"), HasSubstr("did you mean submit?"));
  EXPECT_THAT(Mistake("- application delete: p/fdf\n"), HasSubstr("is not a verb"));
  EXPECT_THAT(Mistake("- application: p\n"), HasSubstr("case.yaml:1:16:"));
  EXPECT_THAT(Mistake("- application: p\n"), HasSubstr("PROJECT/APPLICATION"));
  EXPECT_THAT(Mistake("- expense: p/e\n  amont: 5\n", Language::kFrench),
              HasSubstr("vouliez-vous dire amount ?"));
}

TEST(ApplyFile, MistakesInValuesToo) {
  EXPECT_EQ(Mistake("- expense: p/e\n  amount: \"1.234\"\n"),
            "case.yaml:2:11: amount is 1.234; amounts have two decimals (1234? 1.23?)");
  EXPECT_THAT(Mistake("- expense: p/e\n  shares:\n    - {grant: fdf, amount: x}\n"),
              HasSubstr("case.yaml:3:28: amount is \"x\""));
  EXPECT_THAT(Mistake("- expense: p/e\n  line: [62]\n"), HasSubstr("line takes one value"));
  EXPECT_THAT(Mistake("- project: p\n  start_condition: 80\n"),
              HasSubstr("start_condition is a group of fields"));
  EXPECT_THAT(Mistake("- stage: p/a/s\n  kind: jury\n"), HasSubstr("accepted: concept-note, "));
}

TEST(ApplyFile, WhatCofiSetsIsNotDeclared) {
  EXPECT_THAT(Mistake("- application: p/fdf\n  state: awarded\n"),
              HasSubstr("\"state\" is not a field here"));
  EXPECT_THAT(Mistake("- application: p/fdf\n  etag: 5\n"), HasSubstr("case.yaml:2:3:"));
  EXPECT_THAT(Mistake("- application submit: p/fdf\n  request_id: x\n"),
              HasSubstr("is not a field"));
}

TEST(ApplyFile, FormIsCheckedToo) {
  EXPECT_THAT(Mistake("project: p\n"), HasSubstr("expected a list"));
  EXPECT_THAT(Mistake("- just text\n"), HasSubstr("expected an item"));
  EXPECT_THAT(Mistake("- project: p\n  lead: a\n  lead: b\n"),
              HasSubstr("case.yaml:3:3: lead was given twice"));
  EXPECT_THAT(Mistake("- project: p\n  lead: [unclosed\n"), HasSubstr("case.yaml:"));
  EXPECT_THAT(Mistake(std::string(2000, '[')), HasSubstr("case.yaml:"));
}

TEST(ApplyFile, EveryDocumentOfAFileIsRead) {
  const auto items =
      Read("- project: p\n---\n- project: q\n...\n---\n# nothing\n---\n- project: r\n");
  ASSERT_TRUE(items.ok()) << items.status();
  ASSERT_EQ(items->size(), 3u);
  EXPECT_EQ((*items)[2].title, "project r");
  EXPECT_EQ((*items)[2].place, "case.yaml:8");
  EXPECT_THAT(Mistake("- project: p\n---\nproject: q\n"),
              HasSubstr("case.yaml:3:1: expected a list"));
  EXPECT_THAT(Mistake("- project: p\n---\n- porject: q\n"), HasSubstr("case.yaml:3:3: "));
  // What happened in one document and in another happened twice.
  const auto twice = Read("- application hold: p/a\n---\n- application hold: p/a\n");
  ASSERT_TRUE(twice.ok());
  EXPECT_NE(StringField(*(*twice)[0].message, "request_id"),
            StringField(*(*twice)[1].message, "request_id"));
}

TEST(ApplyFile, AllMistakesAreTold) {
  EXPECT_EQ(Mistake("- expense: p/e\n  amount: 12 5\n  invoice_date: 31/06/2026\n  amont: 5\n"
                    "- exspense: p/f\n- project: p\n  start_condition: 80\n"),
            "case.yaml:4:3: \"amont\" is not a field here; there are: " +
                Mistake("- expense: p/e\n  amont: 5\n").substr(55) +
                "\n! case.yaml:3:17: invoice_date is \"31/06/2026\"; accepted: 23/03/2018,"
                " 2018-03-23, 23 March 2018, yesterday (this day does not exist)"
                "\n! case.yaml:2:11: amount is \"12 5\"; accepted: 1234.56, 1 234,56, 1234,56 €"
                "\n! " +
                Mistake("\n\n\n\n- exspense: p/f\n") +
                "\n! case.yaml:7:20: start_condition is a group of fields");
  std::string many;
  for (int i = 0; i < 100; ++i) many += "- exspense: p/e\n";
  const std::vector<std::string> lines = absl::StrSplit(Mistake(many), "\n! ");
  EXPECT_EQ(lines.size(), static_cast<size_t>(kMistakesMax));
}

// Items and their fields in what is said of them: as the file has them, in French with what they
// are called.
TEST(ApplyFile, ItemsAreSpokenOfInTheLanguage) {
  const auto items = Read(
      "- application: p/fdf\n  requested_amount: 5\n"
      "- application submit: p/fdf\n  effective_date: 2016-02-15\n");
  ASSERT_TRUE(items.ok()) << items.status();
  const ApplyItem& made = (*items)[0];
  const ApplyItem& done = (*items)[1];
  EXPECT_EQ(InWords(made, Language::kEnglish), "application p/fdf");
  EXPECT_EQ(InWords(made, Language::kFrench), "candidature p/fdf");
  EXPECT_EQ(InWords(done, Language::kEnglish), "application submit p/fdf");
  EXPECT_EQ(InWords(done, Language::kFrench), "dépôt de la candidature p/fdf");
  for (const char* path : {"application.requested_amount", "requests[3].requested_amount"}) {
    EXPECT_EQ(AsDeclared(made, path, Language::kEnglish), "requested_amount");
    EXPECT_EQ(AsDeclared(made, path, Language::kFrench), "requested_amount (demandé)");
  }
  EXPECT_EQ(AsDeclared(done, "effective_date", Language::kEnglish), "effective_date");
  EXPECT_EQ(AsDeclared(made, "application.nothing", Language::kFrench), "application.nothing");
}

// Which of its kind an item is, so that what happened is known again when its words change.
TEST(ApplyFile, AVerbIsCountedByItsDate) {
  const auto items = Read(
      "- application hold: p/a\n  effective_date: 2018-03-01\n"
      "- application hold: p/a\n  effective_date: 01/03/2018\n  note: again\n"
      "- application hold: p/a\n  effective_date: 2018-03-02\n"
      "- application hold: p/b\n  effective_date: 2018-03-01\n");
  ASSERT_TRUE(items.ok()) << items.status();
  std::vector<int> times;
  for (const ApplyItem& item : *items) times.push_back(item.time);
  EXPECT_THAT(times, ElementsAre(1, 2, 1, 1));
}

TEST(ApplyFile, TheReferenceCaseIsRead) {
  std::ifstream in("docs/cases/precarisation.yaml");
  const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  const auto items = Read(text);
  ASSERT_TRUE(items.ok()) << items.status();
  std::map<std::string, int> count;
  for (const ApplyItem& item : *items) {
    ++count[item.verb == nullptr ? item.noun->name : item.verb->name];
  }
  EXPECT_EQ(count["phase"], 4);
  EXPECT_EQ(count["log"], 3);
  EXPECT_EQ(count["application"], 5);
  EXPECT_EQ(count["line"], 15);
  EXPECT_EQ(count["award"], 4);
  EXPECT_EQ(count["expense"], 10);
  EXPECT_EQ(count["commitment"], 2);
  EXPECT_EQ(count["receipt"], 2);
  EXPECT_EQ(count["contribution"], 1);
  EXPECT_EQ(count["attachment"], 1);
  EXPECT_EQ(count["claim"], 1);
  EXPECT_EQ(count["credit"], 1);
  EXPECT_EQ(count["transfer"], 1);
  EXPECT_EQ(count["pay"], 4) << "three of invoices and one of the claim";
  EXPECT_EQ(count["close"], 1);
}

}  // namespace
}  // namespace cofi::cli
