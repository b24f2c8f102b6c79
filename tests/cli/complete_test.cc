#include "clients/cli/complete.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cofi::cli {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A server with one project, one application in it and a few lines.
std::vector<std::string> Lists(const Noun& noun, const std::string& parent) {
  if (noun.name == "project") return {"projects/precarisation"};
  if (noun.name == "application" && parent == "projects/precarisation") {
    return {"projects/precarisation/applications/fdf", "projects/precarisation/applications/cias"};
  }
  if (noun.name == "stage" && parent == "projects/precarisation/applications/fdf") {
    return {"projects/precarisation/applications/fdf/stages/decision"};
  }
  if (noun.name == "line" && parent == "projects/precarisation/budgets/-") {
    return {"projects/precarisation/budgets/v1/lines/62",
            "projects/precarisation/budgets/v2/lines/62"};
  }
  return {};
}

std::vector<std::string> Complete(const std::vector<std::string>& words) {
  return Candidates(words, &Lists);
}

TEST(Complete, CommandsAndNouns) {
  EXPECT_THAT(Complete({"st"}), ElementsAre("stage", "status"));
  EXPECT_THAT(Complete({}), Contains("completion"));
}

TEST(Complete, Verbs) {
  EXPECT_THAT(Complete({"application", "s"}), ElementsAre("sign-agreement", "submit"));
  EXPECT_THAT(Complete({"call", "g"}), ElementsAre("get"));
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
}

TEST(Complete, Flags) {
  EXPECT_THAT(Complete({"expense", "create", "precarisation", "--li"}), ElementsAre("--line"));
  EXPECT_THAT(Complete({"--prof"}), ElementsAre("--profile"));
}

TEST(Complete, Values) {
  EXPECT_THAT(Complete({"status", "--by", "A"}), ElementsAre("ACCOUNT"));
  EXPECT_THAT(Complete({"-o", ""}), ElementsAre("csv", "json", "table"));
  EXPECT_THAT(Complete({"-ojson", "sta"}), ElementsAre("stage", "status"));
  EXPECT_THAT(Complete({"completion", ""}), ElementsAre("bash", "fish", "zsh"));
  EXPECT_THAT(Complete({"backup", ""}), IsEmpty());
  EXPECT_THAT(Complete({"expense", "create", "precarisation", "--line", ""}), ElementsAre("62"));
  EXPECT_THAT(Complete({"expense", "create", "precarisation", "--supplier", ""}), IsEmpty());
}

TEST(Complete, NothingForWhatItDoesNotKnow) {
  EXPECT_THAT(Complete({"frobnicate", ""}), IsEmpty());
  EXPECT_THAT(Complete({"stage", "get", "a", "b", "c", "d", ""}), IsEmpty());
}

}  // namespace
}  // namespace cofi::cli
