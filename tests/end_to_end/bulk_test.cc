// A verb on all that a filter chooses: what it would do, what it does, and what is refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "cofi/applications/v1/application_verbs.pb.h"
#include "tests/installations/installation.h"
#include "tests/installations/programs.h"
#include "tests/installations/project.h"
#include "tests/services/facts.h"

namespace cofi::end_to_end {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class BulkVerbs : public EndToEnd {
 protected:
  Outcome Run(const Words& words, const std::string& lang = "en") {
    return RunCofi(cofi().address(), words, lang);
  }
  std::string StateOf(const std::string& application) {
    return Run({"application", "get", application, "-o", "json"}).out;
  }
};
COFI_IN_BOTH_SHAPES(BulkVerbs);

TEST_P(BulkVerbs, SayWhatTheyWouldDoAndDoNothing) {
  const Project project(cofi(), "bulk-preview");
  project.Apply("a", "100");
  project.Apply("b", "100");
  const Words words = {"application",       "withdraw",  "--filter",
                       "state = SUBMITTED", "--project", "bulk-preview"};
  const Outcome preview = Run(words);
  EXPECT_EQ(preview.code, 2);
  EXPECT_EQ(preview.out,
            "would be done     application bulk-preview/a (submitted)\n"
            "would be done     application bulk-preview/b (submitted)\n");
  EXPECT_EQ(preview.err, "2 would be done, 0 refused.\nNothing is done without --yes.\n");
  EXPECT_THAT(Run(words, "fr").err, HasSubstr("Rien n'est fait sans --yes."));
  EXPECT_THAT(Run(words, "fr").out,
              HasSubstr("serait fait    application bulk-preview/a (déposée)\n"));
  EXPECT_THAT(StateOf("bulk-preview/a"), HasSubstr("SUBMITTED"));
  // Whoever only asks for that is answered.
  EXPECT_EQ(Run(With(words, {"--validate-only"})).code, 0);
  EXPECT_THAT(StateOf("bulk-preview/a"), HasSubstr("SUBMITTED"));
}

TEST_P(BulkVerbs, DoItToEachWithTheFlagsOfTheVerb) {
  const Project project(cofi(), "bulk-yes");
  project.Apply("a", "100");
  project.Apply("b", "100");
  const Outcome done =
      Run({"application", "withdraw", "--filter", "state = SUBMITTED", "--project", "bulk-yes",
           "--yes", "--effective-date", "2018-02-01", "--note", "tour clos"});
  EXPECT_EQ(done.code, 0) << done.err;
  EXPECT_THAT(done.out, AllOf(HasSubstr("application bulk-yes/a (submitted)\n"),
                              HasSubstr("application bulk-yes/b (submitted)\n")));
  EXPECT_EQ(done.err, "2 done, 0 refused.\n");
  for (const char* id : {"bulk-yes/a", "bulk-yes/b"}) {
    EXPECT_THAT(StateOf(id),
                AllOf(HasSubstr("WITHDRAWN"), HasSubstr("2018-02-01"), HasSubstr("tour clos")));
  }
}

TEST_P(BulkVerbs, ARefusalOfOneIsNoneOfTheOthers) {
  const Project project(cofi(), "bulk-partly");
  for (const char* id : {"a", "b", "c"}) project.Apply(id, "100");
  applications::v1::HoldApplicationRequest hold;
  hold.set_name(project.Name("applications", "b"));
  *hold.mutable_effective_date() = On("2018-02-01");
  cofi().Ask<applications::v1::Application>(hold);
  const Words words = {"application", "hold",       "--filter", "requested_amount >= 100",
                       "--project",   "bulk-partly"};
  const Outcome preview = Run(words);
  EXPECT_EQ(preview.code, 2);
  EXPECT_THAT(preview.out, HasSubstr("would be refused  application bulk-partly/b (on hold)\n"));
  EXPECT_THAT(preview.err,
              AllOf(HasSubstr("VERB_NOT_ALLOWED"), HasSubstr("2 would be done, 1 refused.")));
  const Outcome done = Run(With(words, {"--yes"}));
  EXPECT_EQ(done.code, 1);
  EXPECT_THAT(done.err, HasSubstr("2 done, 1 refused.\n"));
  EXPECT_THAT(StateOf("bulk-partly/c"), HasSubstr("ON_HOLD"));
  // All of them now.
  const Outcome again = Run(words);
  EXPECT_EQ(again.code, 1) << "there is nothing to say yes to";
  EXPECT_THAT(again.err, HasSubstr("0 would be done, 3 refused."));
}

TEST_P(BulkVerbs, NothingChosenIsNothingDone) {
  const Project project(cofi(), "bulk-none");
  const Outcome none = Run({"application", "withdraw", "--filter", "state = SUBMITTED", "--project",
                            "bulk-none", "--yes"});
  EXPECT_EQ(none.code, 0);
  EXPECT_THAT(none.out, IsEmpty());
  EXPECT_EQ(none.err, "The filter chooses none.\n");
}

TEST_P(BulkVerbs, AreOfWhatHasNoStateToo) {
  const Project project(cofi(), "bulk-delete");
  for (const char* id : {"x", "y"}) {
    Run({"phase", "create", "bulk-delete", id, "--display-name", "Étude"});
  }
  const Outcome done = Run({"phase", "delete", "--filter", "display_name = \"Étude\"", "--project",
                            "bulk-delete", "--yes"});
  EXPECT_EQ(done.code, 0) << done.err;
  EXPECT_THAT(done.out, HasSubstr("phase bulk-delete/y\n"));
  EXPECT_EQ(Run({"phase", "get", "bulk-delete/x"}).code, 5);
}

// The salaries of a month, by one request: all of them or none.
TEST_P(BulkVerbs, RepeatTheInvoicesOfAMonthTogether) {
  const Project project(cofi(), "bulk-repeat");
  project.Spend("a", {.amount = "40", .date = "2018-01-31", .reference = "a 2018-01"});
  project.Spend("b", {.amount = "10", .date = "2018-01-31", .reference = "b 2018-01"});
  project.Spend("c", {.amount = "10", .date = "2018-02-01", .reference = "c 2018-02"});
  const Words words = {"expense",   "repeat",      "--filter", "invoice_date <= \"2018-01-31\"",
                       "--project", "bulk-repeat", "--months", "1"};
  const Outcome preview = Run(words);
  EXPECT_EQ(preview.code, 2) << preview.err;
  EXPECT_THAT(preview.out, AllOf(HasSubstr("would be done     expense bulk-repeat/a\n"),
                                 HasSubstr("a 2018-02"), HasSubstr("b 2018-02")));
  EXPECT_EQ(preview.err, "2 would be done, 0 refused.\nNothing is done without --yes.\n");
  const Outcome done = Run(With(words, {"--yes"}));
  EXPECT_EQ(done.code, 0) << done.err;
  EXPECT_THAT(done.out, HasSubstr("b 2018-02"));
  EXPECT_EQ(done.err, "2 done, 0 refused.\n");
  // One that is there already refuses all of them, and is named.
  project.Spend("d", {.amount = "10", .date = "2018-01-30", .reference = "d 2018-01"});
  const Outcome again = Run(With(words, {"--yes"}));
  EXPECT_EQ(again.code, 1);
  EXPECT_THAT(again.err, AllOf(HasSubstr("DUPLICATE_INVOICE"), HasSubstr("a 2018-02")));
  EXPECT_THAT(Run({"expense", "list", "bulk-repeat"}).out, Not(HasSubstr("d 2018-02")));
}

TEST_P(BulkVerbs, InOtherFormatsTheDataIsTheResources) {
  const Project project(cofi(), "bulk-json");
  project.Apply("a", "100");
  const Outcome done = Run({"application", "hold", "--filter", "state = SUBMITTED", "--project",
                            "bulk-json", "--yes", "-o", "json"});
  EXPECT_EQ(done.code, 0) << done.err;
  EXPECT_THAT(done.out, AllOf(HasSubstr("ON_HOLD"), Not(HasSubstr("done"))));
  EXPECT_THAT(done.err, HasSubstr("application bulk-json/a (submitted)\n"));
}

TEST_P(BulkVerbs, MistakesAreOnesOfUsage) {
  const auto mistake = [&](const Words& flags) {
    const Outcome outcome = Run(With({"application", "hold"}, flags));
    EXPECT_EQ(outcome.code, 2);
    EXPECT_THAT(outcome.out, IsEmpty());
    return outcome.err;
  };
  EXPECT_THAT(mistake({"p/a", "--yes"}), HasSubstr("--yes goes with --filter only"));
  EXPECT_THAT(mistake({"p/a", "--project", "p"}), HasSubstr("--project goes with --filter only"));
  EXPECT_THAT(mistake({"p/a", "--filter", "state = DRAFT"}), HasSubstr("one word too many"));
  EXPECT_THAT(mistake({"--filter", ""}), HasSubstr("--filter needs a value"));
  EXPECT_THAT(mistake({"--filter", "state = DRAFT", "--etag", "x"}),
              HasSubstr("--etag does not go with --filter"));
  EXPECT_THAT(mistake({}), HasSubstr("is missing"));
  const Outcome malformed = Run({"application", "hold", "--filter", "state ="});
  EXPECT_EQ(malformed.code, 1);
  EXPECT_THAT(malformed.err, HasSubstr("FILTER_MALFORMED"));
}

}  // namespace
}  // namespace cofi::end_to_end
