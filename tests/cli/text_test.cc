#include "clients/cli/typed/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cofi::cli {
namespace {

using ::testing::ElementsAre;

TEST(Text, WidthCountsColumnsNotBytes) {
  EXPECT_EQ(Width("é"), 1);
  EXPECT_EQ(Width("e\u0301"), 1);  // an accent on its own
  EXPECT_EQ(Width("1\u202F234,56"), 8);
  EXPECT_EQ(Width("数"), 2);
}

TEST(Text, ShortensBetweenCharacters) {
  EXPECT_EQ(Shorten("Département", 11), "Département");
  EXPECT_EQ(Shorten("Département", 4), "Dép…");
  EXPECT_EQ(Shorten("Soutien du", 9), "Soutien…");
}

TEST(Text, Pads) {
  EXPECT_EQ(PadRight("é", 3), "é  ");
  EXPECT_EQ(PadLeft("é", 3), "  é");
  EXPECT_EQ(PadLeft("longer", 3), "longer");
}

TEST(Text, WrapsAtSpaces) {
  EXPECT_THAT(Wrap("un deux trois", 8), ElementsAre("un deux", "trois"));
  EXPECT_THAT(Wrap("indivisible", 4), ElementsAre("indivisible"));
}

TEST(Text, FindsWhatWasMeant) {
  const std::vector<std::string> verbs = {"submit", "award", "sign-agreement", "get"};
  EXPECT_EQ(Nearest("sumbit", verbs), "submit");
  EXPECT_EQ(Nearest("Award", verbs), "award");
  EXPECT_EQ(Nearest("sign-agrement", verbs), "sign-agreement");
  EXPECT_EQ(Nearest("gat", verbs), "get");
  EXPECT_EQ(Nearest("reverse", verbs), "");
}

TEST(Text, BeginsWithACapital) {
  EXPECT_EQ(Capital("preuve"), "Preuve");
  EXPECT_EQ(Capital("échéance"), "Échéance");
  EXPECT_EQ(Capital("62 lignes"), "62 lignes");
  EXPECT_EQ(Capital(""), "");
}

}  // namespace
}  // namespace cofi::cli
