#include "clients/cli/commands/apply_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "absl/strings/str_split.h"
#include "base/dates.h"
#include "base/money.h"
#include "cofi/applications/v1/applications.pb.h"
#include "cofi/applications/v1/obligations.pb.h"
#include "cofi/applications/v1/stages.pb.h"
#include "cofi/budgets/v1/lines.pb.h"
#include "cofi/type/v1/dated_values.pb.h"

namespace cofi::cli {
namespace {

using applications::v1::Application;
using applications::v1::Obligation;
using applications::v1::Stage;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

ApplyItem ItemOf(const std::string& text) {
  auto items = ReadApplyFile(text, "case.yaml", Language::kEnglish);
  EXPECT_TRUE(items.ok()) << items.status();
  return std::move(items->back());
}

Date On(const std::string& text) { return *ParseDate(text); }

Stage StageDue(const std::string& date) {
  Stage stage;
  stage.set_name("projects/p/applications/a/stages/s");
  stage.set_display_name("S");
  *stage.mutable_due_date() = On(date);
  return stage;
}

constexpr char kStage[] = "- stage: p/a/s\n  display_name: T\n  due_date: 12/06/2026\n";

TEST(Plans, AFieldThatWasMovedSinceIsLeft) {
  const ApplyItem item = ItemOf(kStage);
  Stage stage = StageDue("2026-07-10");
  EXPECT_THAT(PlanFor(item, &stage, Language::kEnglish)->fields,
              ElementsAre("display_name", "due_date"));
  type::v1::Extension& extension = *stage.add_extensions();
  *extension.mutable_previous_date() = On("2026-06-12");
  *extension.mutable_due_date() = On("2026-07-10");
  const auto plan = PlanFor(item, &stage, Language::kEnglish);
  EXPECT_THAT(plan->fields, ElementsAre("display_name"));
  EXPECT_THAT(plan->notices, ElementsAre("due_date stays at 2026-07-10, where an action has put"
                                         " it since; the file says 2026-06-12"));
  EXPECT_THAT(PlanFor(item, &stage, Language::kFrench)->notices,
              ElementsAre("due_date reste à 10/07/2026, valeur donnée depuis par une action ; le"
                          " fichier indique 12/06/2026"));
  // With nothing else to change there is nothing to do.
  stage.set_display_name("T");
  const auto nothing = PlanFor(item, &stage, Language::kEnglish);
  EXPECT_EQ(nothing->outcome, ApplyOutcome::kUnchanged);
  EXPECT_EQ(nothing->request, nullptr);
  // A date that never stood there is a new one.
  const ApplyItem edited = ItemOf("- stage: p/a/s\n  display_name: T\n  due_date: 13/06/2026\n");
  EXPECT_THAT(PlanFor(edited, &stage, Language::kEnglish)->fields, ElementsAre("due_date"));
}

// What a transfer made of a line of the budget in force.
TEST(Plans, AnAmountThatATransferMovedIsLeft) {
  budgets::v1::Line line;
  *line.mutable_planned_amount() = MoneyFromMinor(46'500'00, "EUR");
  const auto plan = [&](const std::string& planned) {
    const ApplyItem item = ItemOf("- line: p/v1/62\n  planned_amount: " + planned + "\n");
    return PlanFor(item, &line, Language::kEnglish)->fields;
  };
  EXPECT_THAT(plan("48000"), ElementsAre("planned_amount"));
  for (const int64_t minor : {48'000'00, 46'500'00}) {
    type::v1::DatedValue& value = *line.add_dated_values();
    value.set_field("planned_amount");
    *value.mutable_amount() = MoneyFromMinor(minor, "EUR");
  }
  EXPECT_THAT(plan("48000"), IsEmpty());
  EXPECT_THAT(plan("46500"), IsEmpty());
  // What it never was is a new amount.
  EXPECT_THAT(plan("47000"), ElementsAre("planned_amount"));
}

// A signed agreement gives a rule its anchor, and the rule the date.
TEST(Plans, ADateThatARuleGivesIsLeft) {
  const ApplyItem item = ItemOf(
      "- obligation: p/a/o\n  due_date: 2026-06-12\n"
      "  due_rule: {anchor: agreement_end, months: 2}\n");
  Obligation obligation;
  *obligation.mutable_due_date() = On("2027-02-28");
  obligation.mutable_due_rule()->set_anchor(applications::v1::DueRule::ANCHOR_AGREEMENT_END);
  obligation.mutable_due_rule()->set_months(2);
  const auto plan = PlanFor(item, &obligation, Language::kEnglish);
  EXPECT_THAT(plan->fields, IsEmpty());
  EXPECT_EQ(plan->notices.size(), 1u);
}

// Every field of which this is said has beside it what it says.
TEST(Plans, WhatMovesAFieldStandsBesideIt) {
  int found = 0;
  for (const Noun& noun : Nouns()) {
    for (int i = 0; i < noun.resource->field_count(); ++i) {
      const std::vector<std::string> names =
          absl::StrSplit(FactsOf(noun.resource->field(i)).moved_by(), ',', absl::SkipEmpty());
      for (const std::string& name : names) {
        ++found;
        EXPECT_NE(noun.resource->FindFieldByName(name), nullptr) << noun.name << " " << name;
      }
    }
  }
  EXPECT_EQ(found, 4);
}

TEST(Plans, AreSummedUpWithWordsThatAgree) {
  using enum ApplyOutcome;
  EXPECT_EQ(SummaryOf({kCreated, kCreated, kDone, kUnchanged}, 4, Language::kEnglish),
            "2 created, 0 updated, 1 action, 1 up to date.");
  EXPECT_EQ(SummaryOf({kCreated, kCreated, kDone, kUnchanged}, 4, Language::kFrench),
            "2 créations, 0 modification, 1 action, 1 déjà à jour.");
  EXPECT_EQ(SummaryOf({kUnchanged, kUnchanged}, 2, Language::kEnglish),
            "Nothing to change (2 up to date).");
  EXPECT_EQ(SummaryOf({kUnchanged, kUnchanged}, 2, Language::kFrench),
            "Rien à changer (2 à jour).");
  // Of a file that it did not come to the end of, nobody knows that.
  EXPECT_EQ(SummaryOf({kUnchanged}, 2, Language::kEnglish),
            "0 created, 0 updated, 0 actions, 1 up to date.");
}

TEST(Plans, AVerbHappenedBeforeIfTheHistoryHasItOnItsDate) {
  Application application;
  const auto happened = [&](const std::string& text) {
    return HappenedBefore(ItemOf(text), application);
  };
  const std::string hold = "- application hold: p/a\n  effective_date: 2018-03-01\n";
  EXPECT_FALSE(happened(hold));
  const auto enter = [&](const char* verb, const char* date) {
    auto* change = application.add_history();
    change->set_verb(verb);
    *change->mutable_date() = On(date);
  };
  enter("HOLD", "2018-03-01");
  enter("AWARD_CONDITIONALLY", "2018-04-01");
  EXPECT_TRUE(happened(hold));
  EXPECT_TRUE(happened(hold + "  note: said later\n"));
  EXPECT_TRUE(
      happened("- application award: p/a\n  awarded_amount: 5\n"
               "  effective_date: 2018-04-01\n"));
  // Another day, another verb, or a second time on that day.
  EXPECT_FALSE(happened("- application hold: p/a\n  effective_date: 2018-03-02\n"));
  EXPECT_FALSE(happened("- application resume: p/a\n  effective_date: 2018-03-01\n"));
  EXPECT_FALSE(happened(hold + hold + "  note: again\n"));
  // Without a date it happens today.
  EXPECT_FALSE(happened("- application hold: p/a\n"));
}

TEST(Plans, AnExtensionHappenedBeforeToo) {
  Stage stage = StageDue("2026-08-15");
  const auto extended = [&](const char* due, const char* date) {
    auto* extension = stage.add_extensions();
    *extension->mutable_due_date() = On(due);
    *extension->mutable_date() = On(date);
  };
  extended("2026-07-10", "2026-06-18");
  extended("2026-08-15", "2026-07-01");
  const auto happened = [&](const std::string& fields) {
    return HappenedBefore(ItemOf("- stage extend: p/a/s\n" + fields), stage);
  };
  EXPECT_TRUE(happened("  due_date: 2026-07-10\n  note: other words\n"));
  EXPECT_TRUE(happened("  due_date: 2026-07-11\n  effective_date: 2026-06-18\n"));
  EXPECT_FALSE(happened("  due_date: 2026-09-01\n"));
  EXPECT_FALSE(happened("  due_date: 2026-07-10\n  effective_date: 2026-07-02\n"));
}

}  // namespace
}  // namespace cofi::cli
