// `cofi apply`: a dry run finds what the real run would refuse, and an old file undoes
// nothing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tests/installations/installation.h"
#include "tests/installations/programs.h"
#include "tests/installations/project.h"

namespace cofi::end_to_end {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class DryRuns : public EndToEnd {
 protected:
  Outcome Apply(const std::string& text, const Words& flags = {}, const std::string& lang = "en") {
    const std::string path = folder_.Write("f.yaml", text);
    Outcome outcome = RunCofi(cofi().address(), With({"apply", "-f", path}, flags), lang);
    outcome.err = absl::StrReplaceAll(outcome.err, {{path, "f.yaml"}});
    return outcome;
  }

  // A dry run, which writes nothing.
  Outcome Try(const std::string& text, const std::string& lang = "en") {
    const auto before = cofi().books().Contents();
    const Outcome outcome = Apply(text, {"--dry-run"}, lang);
    EXPECT_EQ(cofi().books().Contents(), before);
    return outcome;
  }

  std::string Done(const Words& words) {
    const Outcome outcome = RunCofi(cofi().address(), words);
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    return outcome.out;
  }

  const Folder folder_;
};
COFI_IN_ALL_SHAPES(DryRuns);

// A project with all that is needed, of which nothing is there yet.
std::string Whole(const std::string& id) {
  return absl::StrReplaceAll(
      "- organization: ID-o\n  display_name: O\n  kind: association\n"
      "- funder: ID-f\n  display_name: F\n  organization: ID-o\n"
      "- project: ID\n  display_name: P\n  start_condition: {secured_percent: 80}\n"
      "- project seek-funding: ID\n  effective_date: 2018-01-01\n"
      "- budget: ID/v1\n  display_name: v1\n"
      "- line: ID/v1/62\n  side: expense\n  account: 62\n  display_name: L\n"
      "  planned_amount: 10 000\n"
      "- line: ID/v1/74\n  side: income\n  account: 74\n  display_name: L\n"
      "  planned_amount: 10,000.00\n  funder: ID-f\n"
      "- budget adopt: ID/v1\n  effective_date: 2018-01-02\n"
      "- application: ID/a\n  display_name: A\n  funder: ID-f\n  requested_amount: 10000\n"
      "- application submit: ID/a\n  effective_date: 2018-01-03\n"
      "- application award: ID/a\n  awarded_amount: 9000\n  effective_date: 2018-02-01\n"
      "- expense: ID/e\n  line: 62\n  supplier: S\n  invoice_reference: E\n"
      "  invoice_date: 2018-03-01\n  amount: 100\n  shares: [a=60]\n"
      "- expense pay: ID/e\n  effective_date: 2018-03-05\n  payment_reference: VIR\n",
      {{"ID", id}});
}

TEST_P(DryRuns, AWholeFileIsTriedAndNothingWritten) {
  const Outcome dry = Try(Whole("whole"));
  EXPECT_EQ(dry.code, 0) << dry.err;
  EXPECT_EQ(dry.err, "8 created, 0 updated, 5 actions, 0 up to date.\n");
  EXPECT_THAT(dry.out, HasSubstr("to do       application award whole/a\n"));
  const Outcome real = Apply(Whole("whole"));
  EXPECT_EQ(real.code, 0) << real.err;
  EXPECT_EQ(real.err, dry.err);
  EXPECT_EQ(Try(Whole("whole")).err, "Nothing to change (13 up to date).\n");
}

// What the real run refuses for something earlier in the file.
TEST_P(DryRuns, WhatDependsOnEarlierItemsIsFound) {
  const std::string whole = Whole("depends");
  const auto with = [&](const char* from, const char* to) {
    return Try(absl::StrReplaceAll(whole, {{from, to}}));
  };
  EXPECT_THAT(with("10,000.00", "5,000.00").err,
              AllOf(HasSubstr("! BUDGET_UNBALANCED budget v1 is not balanced"),
                    HasSubstr("5,000.00"), HasSubstr("f.yaml:25, budget adopt depends/v1\n")));
  EXPECT_THAT(with("amount: 100\n", "amount: 10 000,01\n").err, HasSubstr("! INSUFFICIENT_FUNDS"));
  EXPECT_THAT(with("[a=60]", "[a=101]").err, HasSubstr("! SHARES_EXCEED_EXPENSE"));
  EXPECT_THAT(with("line: 62", "line: 63").err,
              AllOf(HasSubstr("! REFERENCE_NOT_FOUND"), HasSubstr(", expense depends/e\n")));
  // Where nothing was tried of what it needs, nothing is said to be right.
  const Outcome unbalanced = with("10,000.00", "5,000.00");
  EXPECT_EQ(unbalanced.code, 1);
  EXPECT_THAT(unbalanced.err,
              AllOf(HasSubstr("2 of these could not be tried"), HasSubstr(" expense depends/e\n"),
                    HasSubstr(" expense pay depends/e\n")));
  const Outcome twice = Try(whole +
                            "- budget: depends/v1\n  display_name: v2\n"
                            "- line: depends/v1/62\n  planned_amount: 20 000\n"
                            "- application submit: depends/a\n"
                            "  effective_date: 2018-01-04\n");
  EXPECT_EQ(twice.code, 1);
  EXPECT_THAT(twice.err, AllOf(HasSubstr("! BUDGET_FROZEN"), HasSubstr(", line depends/v1/62\n"),
                               HasSubstr("! VERB_NOT_ALLOWED"),
                               HasSubstr(", application submit depends/a\n")));
}

// A line before its budget, and other things in the wrong order.
TEST_P(DryRuns, WhatComesTooEarlyIsFound) {
  const Project project(cofi(), "early");
  const Outcome line =
      Try("- line: early/v2/62\n  side: expense\n  account: 62\n  display_name: L\n"
          "  planned_amount: 1\n"
          "- budget: early/v2\n  display_name: v2\n");
  EXPECT_EQ(line.code, 1);
  EXPECT_THAT(line.err, HasSubstr("! RESOURCE_NOT_FOUND budget v2 does not exist"));
  EXPECT_THAT(line.err, HasSubstr("  at f.yaml:1, line early/v2/62\n"));
  const Outcome funder =
      Try("- line: early/v1/70\n  side: income\n  account: 70\n  display_name: L\n"
          "  planned_amount: 1\n  funder: early-late\n"
          "- funder: early-late\n  display_name: F\n");
  EXPECT_THAT(funder.err, HasSubstr("! REFERENCE_NOT_FOUND funder names funder early-late"));
}

// A19 and W12 in one file: all of it is told at once, each where it stands.
TEST_P(DryRuns, AllThatIsRefusedIsToldAtOnce) {
  const Project project(cofi(), "all-at-once");
  const std::string text = absl::StrCat(
      "- phase: all-at-once/a\n  display_name: \"a\\u0001b\"\n",
      "- phase: all-at-once/b\n  display_name: ", std::string(2'000, 'x'), "\n",
      "- expense: all-at-once/c\n  line: 62\n  amount: -5\n  invoice_date: 2018-03-01\n",
      "- application: all-at-once/d\n  display_name: D\n  funder: nobody\n",
      "- budget: all-at-once/v2\n  display_name: v2\n",
      "- line: all-at-once/v2/21\n  side: expense\n  account: 1641\n  display_name: K\n"
      "  planned_amount: 30000\n",
      "- project close: all-at-once\n");
  const Outcome dry = Try(text);
  EXPECT_EQ(dry.code, 1);
  for (const char* said :
       {"! VALUE_MALFORMED display_name is ", "  at f.yaml:1, phase all-at-once/a\n",
        "! VALUE_TOO_LONG display_name has ", "  at f.yaml:3, phase all-at-once/b\n",
        "! AMOUNT_NOT_POSITIVE amount is ", "! FIELD_REQUIRED supplier is required\n",
        "  at f.yaml:5, expense all-at-once/c\n",
        "! REFERENCE_NOT_FOUND funder names funder nobody", "! VALUE_MALFORMED account is ",
        "! VERB_NOT_ALLOWED project all-at-once ",
        "1 created, 0 updated, 0 actions, 0 up to date.\n"}) {
    EXPECT_THAT(dry.err, HasSubstr(said));
  }
  EXPECT_THAT(dry.out, HasSubstr("to create   budget all-at-once/v2\n"));
  EXPECT_THAT(Try(text, "fr").err, AllOf(HasSubstr("! AMOUNT_NOT_POSITIVE amount (montant) vaut "),
                                         HasSubstr("  à f.yaml:5, dépense all-at-once/c\n")));
  // And the real run stops at the first of them.
  EXPECT_THAT(Apply(text).err, HasSubstr("stopped at f.yaml:1"));
}

// How much is secured is told from service to service, after the fact.
TEST_P(DryRuns, WhatServicesTellEachOtherIsNotClaimed) {
  const std::string start = Whole("told") + "- project start: told\n  effective_date: 2018-02-02\n";
  const Outcome dry = Try(start);
  EXPECT_EQ(dry.code, 0) << dry.err;
  EXPECT_THAT(dry.err, HasSubstr("1 of these could not be tried"));
  EXPECT_THAT(dry.err, HasSubstr(" project start told\n"));
  EXPECT_EQ(Apply(start).code, 0);
  // Where nothing of the file can be the reason it is refused.
  const Project project(cofi(), "untold");
  EXPECT_THAT(Try("- project start: untold\n  effective_date: 2018-02-02\n").err,
              HasSubstr("! START_CONDITION_NOT_MET"));
}

// An application brings the stages of its call along: what the file says of them changes them.
TEST_P(DryRuns, WhatAnItemBringsAlongIsThere) {
  const Project project(cofi(), "brings");
  const std::string file =
      "- funder: brings-f\n  display_name: F\n"
      "- call: brings-f/c\n  display_name: C\n"
      "  stage_template: [{stage_id: s, display_name: S, kind: final_decision}]\n"
      "- application: brings/a\n  display_name: A\n  funder: brings-f\n  call: c\n"
      "- stage: brings/a/s\n  due_date: 2018-03-01\n"
      "- stage: brings/a/s\n  due_date: 2018-03-01\n"
      "- stage: brings/a/t\n  due_date: 2018-03-01\n";
  const Outcome dry = Try(file);
  EXPECT_EQ(dry.code, 1);
  EXPECT_THAT(dry.out, HasSubstr("to update   stage brings/a/s: due_date\n"));
  EXPECT_THAT(dry.err, AllOf(HasSubstr("  at f.yaml:14, stage brings/a/t\n"),
                             HasSubstr("3 created, 1 updated, 0 actions, 1 up to date.\n")));
}

// The reference case on a Cofi that has nothing yet.
TEST(DryRun, OfTheReferenceCaseSaysWhatTheRealRunDoes) {
  const Installation empty(Shape::kOneProcess);
  const auto before = empty.books().Contents();
  const Outcome dry = ApplyCase(empty, {"--dry-run"});
  EXPECT_EQ(dry.code, 0) << dry.err;
  EXPECT_EQ(empty.books().Contents(), before);
  const Outcome real = ApplyCase(empty);
  EXPECT_EQ(real.code, 0) << real.err;
  EXPECT_THAT(dry.err, HasSubstr(real.err));
  EXPECT_EQ(absl::StrReplaceAll(dry.out, {{"to create ", "created   "},
                                          {"to update ", "updated   "},
                                          {"to do     ", "done      "}}),
            real.out);
}

class OldFiles : public DryRuns {};
COFI_IN_BOTH_SHAPES(OldFiles);

// The file of the spring, applied again after the funder gave more time.
TEST_P(OldFiles, ADateThatAVerbMovedStays) {
  Project project(cofi(), "spring");
  project.Apply("a", "100");
  const std::string file =
      "- stage: spring/a/s\n  display_name: S\n  kind: full_application\n"
      "  due_date: 12/06/2018\n";
  EXPECT_EQ(Apply(file).code, 0);
  Done({"stage", "extend", "spring/a/s", "--due-date", "2018-07-10"});
  const auto before = cofi().books().Contents();
  const Outcome again = Apply(file);
  EXPECT_EQ(again.code, 0);
  EXPECT_EQ(again.err,
            "~ f.yaml:1: due_date stays at 2018-07-10, where an action has put it since; the file"
            " says 2018-06-12\nNothing to change (1 up to date).\n");
  EXPECT_EQ(Apply(file, {"--dry-run"}).err, again.err);
  EXPECT_EQ(cofi().books().Contents(), before);
  // What else changed in the file counts.
  EXPECT_THAT(Apply(absl::StrReplaceAll(file, {{"name: S", "name: T"}})).out,
              HasSubstr("updated     stage spring/a/s: display_name\n"));
  EXPECT_THAT(Done({"stage", "get", "spring/a/s", "-ojson"}),
              AllOf(HasSubstr("\"due_date\": \"2018-07-10\""), HasSubstr("\"T\"")));
}

// Other words for what happened make it happen no second time.
TEST_P(OldFiles, AVerbThatHappenedIsNotRepeatedInOtherWords) {
  Project project(cofi(), "edited");
  project.Apply("a", "100");
  const std::string file =
      "- stage: edited/a/s\n  display_name: S\n  kind: full_application\n"
      "  due_date: 2018-06-12\n"
      "- stage extend: edited/a/s\n  due_date: 2018-07-10\n  effective_date: 2018-06-01\n"
      "- application hold: edited/a\n  effective_date: 2018-02-01\n"
      "- application resume: edited/a\n  effective_date: 2018-02-01\n";
  const Outcome once = Apply(file);
  EXPECT_EQ(once.code, 0) << once.err;
  Done({"stage", "extend", "edited/a/s", "--due-date", "2018-08-15"});
  const auto before = cofi().books().Contents();
  const std::string edited = absl::StrReplaceAll(
      file, {{"effective_date: 2018-06-01\n", "effective_date: 2018-06-01\n  note: by letter\n"},
             {"hold: edited/a\n", "hold: edited/a\n  note: by phone\n"}});
  for (const Words& flags : {Words{"--dry-run"}, Words{}}) {
    const Outcome again = Apply(edited, flags);
    EXPECT_EQ(again.code, 0) << again.err;
    EXPECT_THAT(again.err, HasSubstr("~ f.yaml:5: this happened on that date already"));
    EXPECT_THAT(again.err, HasSubstr("~ f.yaml:9: this happened on that date already"));
    EXPECT_THAT(again.err, HasSubstr("Nothing to change (4 up to date).\n"));
  }
  EXPECT_EQ(cofi().books().Contents(), before);
  // A day later it is another fact, and no state is left for it.
  EXPECT_THAT(Apply(absl::StrReplaceAll(file, {{"resume: edited/a\n  effective_date: 2018-02-01",
                                                "resume: edited/a\n  effective_date: 2018-02-02"}}))
                  .err,
              HasSubstr("! VERB_NOT_ALLOWED"));
  EXPECT_EQ(cofi().books().Contents(), before);
}

TEST_P(OldFiles, EveryDocumentIsApplied) {
  const Project project(cofi(), "documents");
  const std::string file =
      "- phase: documents/a\n  display_name: A\n---\n- phase: documents/b\n  display_name: B\n";
  EXPECT_THAT(Try(file).out, HasSubstr("to create   phase documents/b\n"));
  EXPECT_THAT(Apply(file).err, HasSubstr("2 created"));
  EXPECT_THAT(Done({"phase", "get", "documents/b"}), Not(HasSubstr("NOT_FOUND")));
}

}  // namespace
}  // namespace cofi::end_to_end
