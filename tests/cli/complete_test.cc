#include "clients/cli/complete.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cofi::cli {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A server with one project, an application in it, a few lines, a grant, and an expense of which
// one was paid.
std::vector<std::string> Lists(const Choice& choice) {
  const std::string& noun = choice.noun->name;
  const std::string& parent = choice.parent;
  if (noun == "project") return {"projects/precarisation"};
  if (noun == "application" && parent == "projects/precarisation") {
    return {"projects/precarisation/applications/fdf", "projects/precarisation/applications/cias"};
  }
  if (noun == "stage" && parent == "projects/precarisation/applications/fdf") {
    return {"projects/precarisation/applications/fdf/stages/decision"};
  }
  if (noun == "line" && parent == "projects/precarisation/budgets/adopted") {
    if (choice.filter == "side = EXPENSE") return {"projects/precarisation/budgets/v1/lines/62"};
    return {"projects/precarisation/budgets/v1/lines/62",
            "projects/precarisation/budgets/v1/lines/74"};
  }
  if (noun == "grant" && parent == "projects/precarisation") {
    return {"projects/precarisation/grants/fdf"};
  }
  if (noun == "expense" && parent == "projects/precarisation") {
    if (choice.method == "PayExpense") return {"projects/precarisation/expenses/sncf-t13"};
    return {"projects/precarisation/expenses/sncf-t12", "projects/precarisation/expenses/sncf-t13"};
  }
  return {};
}

std::vector<std::string> Complete(const std::vector<std::string>& words,
                                  Language language = Language::kEnglish) {
  return Candidates(words, language, &Lists);
}

TEST(Complete, CommandsAndNouns) {
  EXPECT_THAT(Complete({"st"}), ElementsAre("stage", "status"));
  EXPECT_THAT(Complete({}), Contains("completion"));
}

TEST(Complete, Verbs) {
  EXPECT_THAT(Complete({"application", "s"}), ElementsAre("sign-agreement", "submit"));
  EXPECT_THAT(Complete({"call", "g"}), ElementsAre("get"));
  // A report that is said like a verb.
  EXPECT_THAT(Complete({"application", "b"}), ElementsAre("board"));
  EXPECT_THAT(Complete({"application", "t"}, Language::kFrench), ElementsAre("tableau"));
  EXPECT_THAT(Complete({"application", "board", ""}), ElementsAre("precarisation"));
}

TEST(Complete, NamesPartByPart) {
  EXPECT_THAT(Complete({"stage", "get", "pre"}), ElementsAre("precarisation/"));
  EXPECT_THAT(Complete({"stage", "get", "precarisation/"}),
              ElementsAre("precarisation/cias/", "precarisation/fdf/"));
  EXPECT_THAT(Complete({"stage", "get", "precarisation", "fdf", ""}), ElementsAre("decision"));
  EXPECT_THAT(Complete({"application", "list", ""}), ElementsAre("precarisation"));
  EXPECT_THAT(Complete({"status", ""}), ElementsAre("precarisation"));
  EXPECT_THAT(Complete({"status", "precarisation", ""}), IsEmpty());
  EXPECT_THAT(Complete({"history", ""}), ElementsAre("precarisation"));
  EXPECT_THAT(Complete({"history", "precarisation/f"}), ElementsAre("precarisation/fdf"));
}

TEST(Complete, OnlyWhatTheVerbCanTake) {
  EXPECT_THAT(Complete({"expense", "pay", "precarisation/"}),
              ElementsAre("precarisation/sncf-t13"));
  EXPECT_THAT(Complete({"expense", "get", "precarisation/"}),
              ElementsAre("precarisation/sncf-t12", "precarisation/sncf-t13"));
}

TEST(Complete, Flags) {
  EXPECT_THAT(Complete({"expense", "create", "precarisation", "--li"}), ElementsAre("--line"));
  EXPECT_THAT(Complete({"--prof"}), ElementsAre("--profile"));
}

TEST(Complete, Values) {
  EXPECT_THAT(Complete({"status", "--by", "A"}), IsEmpty());
  EXPECT_THAT(Complete({"status", "--by", "a"}), ElementsAre("account"));
  EXPECT_THAT(Complete({"status", "--by", "c"}, Language::kFrench), ElementsAre("compte"));
  EXPECT_THAT(Complete({"-o", ""}), ElementsAre("csv", "json", "table", "yaml"));
  EXPECT_THAT(Complete({"-ojson", "sta"}), ElementsAre("stage", "status"));
  EXPECT_THAT(Complete({"completion", ""}), ElementsAre("bash", "fish", "zsh"));
  EXPECT_THAT(Complete({"backup", ""}), IsEmpty());
  EXPECT_THAT(Complete({"expense", "create", "precarisation", "--line", ""}), ElementsAre("62"));
  EXPECT_THAT(Complete({"expense", "create", "precarisation", "--supplier", ""}), IsEmpty());
  EXPECT_THAT(Complete({"expense", "create", "precarisation", "--share", ""}), ElementsAre("fdf="));
}

TEST(Complete, TheTemplatesThatAreShipped) {
  EXPECT_THAT(Complete({"call", "create", "fdf", "--fr"}), ElementsAre("--from"));
  EXPECT_THAT(Complete({"call", "create", "fdf", "--from", ""}),
              ElementsAre("departement", "fondation-de-france", "leader", "metropole"));
  // The shell knows the files.
  EXPECT_THAT(Complete({"project", "create", "--from", ""}), IsEmpty());
}

TEST(Complete, NothingForWhatItDoesNotKnow) {
  EXPECT_THAT(Complete({"frobnicate", ""}), IsEmpty());
  EXPECT_THAT(Complete({"stage", "get", "a", "b", "c", "d", ""}), IsEmpty());
}

}  // namespace
}  // namespace cofi::cli
