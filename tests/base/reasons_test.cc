#include "base/reasons.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "base/refusal.h"

namespace cofi {
namespace {

// What stands between braces: the values, or else the words that agree with one.
std::set<std::string> PlaceholdersOf(const std::string& text, bool agreeing = false) {
  std::set<std::string> found;
  for (size_t open = text.find('{'); open != text.npos; open = text.find('{', open + 1)) {
    const std::string each = text.substr(open + 1, text.find('}', open) - open - 1);
    if ((each.find('|') != each.npos) == agreeing) found.insert(each);
  }
  return found;
}

TEST(Reasons, EveryOneHasARowInOrder) {
  std::vector<Reason> of_enum, of_table;
  const auto* type = type::v1::Reason_descriptor();
  for (int i = 0; i < type->value_count(); ++i) {
    if (type->value(i)->number() == 0) continue;
    of_enum.push_back(static_cast<Reason>(type->value(i)->number()));
  }
  for (const ReasonText& row : ReasonTexts()) of_table.push_back(row.reason);
  EXPECT_EQ(of_table, of_enum);
  EXPECT_TRUE(std::is_sorted(of_table.begin(), of_table.end()));
}

TEST(Reasons, EveryOneIsAnError) {
  for (const ReasonText& row : ReasonTexts()) {
    EXPECT_NE(row.code, absl::StatusCode::kOk) << ReasonName(row.reason);
    EXPECT_EQ(&TextOf(row.reason), &row);
  }
}

TEST(Reasons, BothLanguagesSayTheSameValues) {
  for (const ReasonText& row : ReasonTexts()) {
    EXPECT_EQ(PlaceholdersOf(row.text.en), PlaceholdersOf(row.text.fr)) << ReasonName(row.reason);
    EXPECT_STRNE(row.text.en, row.text.fr) << ReasonName(row.reason);
  }
}

// Words agree with a value that is said too; not every language needs them.
TEST(Reasons, WordsAgreeWithWhatIsSaid) {
  int agreeing = 0;
  for (const ReasonText& row : ReasonTexts()) {
    for (const char* text : {row.text.en, row.text.fr}) {
      std::set<std::string> keys;
      for (const std::string& said : PlaceholdersOf(text))
        keys.insert(said.substr(0, said.find(':')));
      for (const std::string& words : PlaceholdersOf(text, /*agreeing=*/true)) {
        ++agreeing;
        EXPECT_THAT(words, ::testing::MatchesRegex("[a-z_]+:[^:|]+[|][^:|]+"));
        EXPECT_TRUE(keys.contains(words.substr(0, words.find(':')))) << ReasonName(row.reason);
      }
    }
  }
  EXPECT_GT(agreeing, 3);
}

TEST(Phrases, AreSaidInBothLanguages) {
  for (const Text& phrase : Phrases()) {
    EXPECT_STRNE(phrase.en, phrase.fr);
    EXPECT_EQ(PlaceholdersOf(phrase.en), PlaceholdersOf(phrase.fr)) << phrase.en;
  }
  const absl::Status refusal =
      Refuse(type::v1::REASON_VALUE_MALFORMED, {{"value", "x"}, {"accepted", "a UUID"}});
  EXPECT_EQ(Describe(refusal, Language::kEnglish), "the value is \"x\"; accepted: a UUID");
  EXPECT_EQ(Describe(refusal, Language::kFrench), "la valeur vaut « x » ; accepté : un UUID");
}

TEST(Reasons, PlaceholdersHaveAFormThatIsKnown) {
  for (const ReasonText& row : ReasonTexts()) {
    for (const std::string& placeholder : PlaceholdersOf(row.text.en)) {
      EXPECT_THAT(placeholder, ::testing::MatchesRegex(
                                   "[a-z_]+(:money|:figure|:date|:phrase|:the|:counted|:state"
                                   "|:verb|:verbs)?"))
          << ReasonName(row.reason);
    }
  }
}

TEST(ReasonsDeathTest, TheUnsetReasonIsNeverSaid) {
  EXPECT_DEATH(TextOf(type::v1::REASON_UNSPECIFIED), "REASON_UNSPECIFIED");
  EXPECT_DEATH((void)Refuse(type::v1::REASON_UNSPECIFIED), "REASON_UNSPECIFIED");
}

}  // namespace
}  // namespace cofi
