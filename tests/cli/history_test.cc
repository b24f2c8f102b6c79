#include "clients/cli/commands/history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "clients/cli/printed/history_text.h"
#include "clients/cli/printed/json.h"
#include "cofi/applications/v1/applications.pb.h"
#include "tests/cli/parsed.h"

namespace cofi::cli {
namespace {

using applications::v1::Application;
using journal::v1::RequestOutcome;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

HistoryLine Line(const std::string& before, const std::string& after) {
  HistoryLine line = {"applications", Parsed<journal::v1::HistoryEntry>(R"(entry {
    root: 'projects/p' sequence: 7 commit_time {seconds: 1521800000}
    effective_date {year: 2018 month: 3 day: 20} principal: 'ada' verb: 'AwardApplication'
    name: 'projects/p/applications/fdf' request_id: 'r'})")};
  if (!before.empty()) line.entry.mutable_before()->PackFrom(Parsed<Application>(before));
  if (!after.empty()) {
    line.entry.mutable_entry()->mutable_resource()->PackFrom(Parsed<Application>(after));
  }
  return line;
}

HistoryLine Awarded() {
  return Line(
      "name: 'projects/p/applications/fdf' state: STATE_SUBMITTED etag: '3'"
      " requested_amount {currency_code: 'EUR' units: 80}"
      " history {verb: 'SUBMIT' state: 'SUBMITTED' date {year: 2016 month: 2 day: 15}}",
      "name: 'projects/p/applications/fdf' state: STATE_AWARDED update_time {seconds: 5}"
      " requested_amount {currency_code: 'EUR' units: 80}"
      " awarded_amount {currency_code: 'EUR' units: 1234 nanos: 500000000}"
      " agreement_terms {reference: '=FDF'}"
      " history {verb: 'SUBMIT' state: 'SUBMITTED' date {year: 2016 month: 2 day: 15}}"
      " history {verb: 'AWARD' state: 'AWARDED' date {year: 2018 month: 3 day: 20}}");
}

TEST(History, ALineForEachFieldThatChanged) {
  Settings settings;
  const std::string text = HistoryText({Awarded()}, settings);
  EXPECT_THAT(text, HasSubstr("state                      submitted  awarded"));
  EXPECT_THAT(text, HasSubstr("1,234.50"));
  EXPECT_THAT(text, HasSubstr("agreement terms reference"));
  EXPECT_THAT(text, HasSubstr("+ 2018-03-20 awarded"));
  EXPECT_THAT(text, HasSubstr("  ada"));
  EXPECT_THAT(text, HasSubstr("  award  "));
  // What did not change, and what always does.
  EXPECT_THAT(text, Not(HasSubstr("80")));
  EXPECT_THAT(text, Not(HasSubstr("update time")));
  settings.language = Language::kFrench;
  const std::string french = HistoryText({Awarded()}, settings);
  EXPECT_THAT(french, HasSubstr("champ"));
  EXPECT_THAT(french, HasSubstr("déposée"));
  EXPECT_THAT(french, HasSubstr("  accord  "));
  EXPECT_THAT(french, HasSubstr("+ 20/03/2018 accordée"));
  EXPECT_THAT(french, HasSubstr("23/03/2018"));
}

TEST(History, WhatWasMadeAndWhatIsGone) {
  const Settings settings;
  EXPECT_THAT(HistoryText({Line("", "state: STATE_DRAFT")}, settings), HasSubstr("draft"));
  const std::string gone = HistoryText({Line("state: STATE_DRAFT", "")}, settings);
  EXPECT_THAT(gone, HasSubstr("(deleted)"));
  EXPECT_THAT(gone, Not(HasSubstr("draft")));
}

TEST(History, AsJson) {
  Settings settings;
  settings.format = Format::kJson;
  const std::string json = HistoryText({Awarded()}, settings);
  EXPECT_THAT(json, HasSubstr("\"commit_time\": \"2018-03-23T10:13:20Z\""));
  EXPECT_EQ(Json::parse(json)[0]["changes"][0], Json::parse(R"({
    "field": "awarded_amount", "before": null,
    "after": {"amount": "1234.50", "currency": "EUR"}})"));
  EXPECT_THAT(json, HasSubstr("\"effective_date\": \"2018-03-20\""));
  EXPECT_THAT(json, HasSubstr("\"sequence\": 7"));
  HistoryLine undated = Awarded();
  undated.entry.mutable_entry()->clear_effective_date();
  EXPECT_THAT(HistoryText({undated}, settings), HasSubstr("\"effective_date\": null"));
  EXPECT_EQ(HistoryText({}, settings), "[]\n");
}

TEST(History, AsCsv) {
  Settings settings;
  settings.format = Format::kCsv;
  const std::string csv = HistoryText({Awarded()}, settings);
  EXPECT_THAT(csv, HasSubstr(",ada,AwardApplication,r,7,false,state,SUBMITTED,AWARDED\r\n"));
  // A spreadsheet runs none of it.
  EXPECT_THAT(csv, HasSubstr(",agreement_terms.reference,,'=FDF\r\n"));
}

// A verb that the program does not know is what the journal has.
TEST(History, NamesWhatWasDone) {
  const auto text = [](const char* verb, Language language) {
    HistoryLine line = Awarded();
    line.entry.mutable_entry()->set_verb(verb);
    Settings settings;
    settings.language = language;
    return HistoryText({line}, settings);
  };
  EXPECT_THAT(text("CreateApplication", Language::kEnglish), HasSubstr("  create  "));
  EXPECT_THAT(text("CreateApplication", Language::kFrench), HasSubstr("  création  "));
  EXPECT_THAT(text("SignApplicationAgreement", Language::kEnglish),
              HasSubstr("  sign agreement  "));
  EXPECT_THAT(text("SignApplicationAgreement", Language::kFrench),
              HasSubstr("  signature de la convention  "));
  EXPECT_THAT(text("FollowAward", Language::kFrench), HasSubstr("  subvention créée ou suivie  "));
  EXPECT_THAT(text("FlyToTheMoon", Language::kFrench), HasSubstr("  FlyToTheMoon  "));
}

// A server that is newer than the program: no fields, but no failure.
TEST(History, OfATypeThatIsNotKnown) {
  HistoryLine line = Awarded();
  line.entry.mutable_before()->set_type_url("type.googleapis.com/cofi.later.v1.Thing");
  line.entry.mutable_entry()->mutable_resource()->set_type_url(
      "type.googleapis.com/cofi.later.v1.Thing");
  for (const Format format : {Format::kTable, Format::kJson, Format::kCsv}) {
    Settings settings;
    settings.format = format;
    EXPECT_THAT(HistoryText({line}, settings),
                HasSubstr(format == Format::kTable ? "  award  " : "AwardApplication"));
  }
}

TEST(History, WhereAShortNameMayBe) {
  const auto names = [](const std::string& name, bool below = false) {
    std::vector<std::string> names;
    for (const RecordedName& recorded : RecordedNamesOf(name, below)) {
      names.push_back(recorded.service + ":" + recorded.name);
    }
    return names;
  };
  EXPECT_THAT(names("p/fdf"),
              ::testing::IsSupersetOf(
                  {"applications:projects/p/applications/fdf", "budgets:projects/p/grants/fdf",
                   "projects:projects/p/phases/fdf", "applications:funders/p/calls/fdf"}));
  EXPECT_THAT(names("projects/p/grants/fdf"), ElementsAre("budgets:projects/p/grants/fdf"));
  EXPECT_THAT(names("projects/p"), ElementsAre("projects:projects/p"));
  EXPECT_THAT(names("projects/p", true),
              ElementsAre("projects:projects/p", "applications:projects/p", "budgets:projects/p",
                          "attachments:projects/p"));
  EXPECT_THAT(names("p/v1/62"), ::testing::Contains("budgets:projects/p/budgets/v1/lines/62"));
  EXPECT_THAT(names("directory"), ElementsAre("projects:directory", "applications:directory",
                                              "budgets:directory", "attachments:directory"));
  EXPECT_THAT(names("A B"), ElementsAre());
  EXPECT_THAT(names("a/b/c/d/e"), ElementsAre());
}

TEST(Outcomes, WithTheAnswer) {
  RequestOutcome outcome;
  outcome.set_request_id("r");
  outcome.set_state(RequestOutcome::STATE_COMMITTED);
  outcome.mutable_answer()->PackFrom(Parsed<Application>("name: 'projects/p/applications/a'"));
  Settings settings;
  EXPECT_THAT(OutcomeText(outcome, settings), HasSubstr("committed"));
  EXPECT_THAT(OutcomeText(outcome, settings), HasSubstr("name  p/a\n"));
  settings.format = Format::kJson;
  EXPECT_THAT(OutcomeText(outcome, settings),
              HasSubstr("\"@type\": \"cofi.applications.v1.Application\""));
  settings.format = Format::kCsv;
  EXPECT_THAT(OutcomeText(outcome, settings), HasSubstr("r,COMMITTED,"));
}

}  // namespace
}  // namespace cofi::cli
