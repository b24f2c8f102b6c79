// Help in both languages: every command, flag and value is said in sentences.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "base/resources.h"
#include "base/text.h"
#include "clients/cli/catalog.h"
#include "clients/cli/comments.h"
#include "clients/cli/help.h"
#include "clients/cli/printed/records.h"
#include "clients/cli/typed/placeholders.h"
#include "clients/cli/typed/report_kinds.h"
#include "clients/cli/typed/requests.h"

namespace cofi::cli {
namespace {

using ::testing::Contains;
using ::testing::Not;

constexpr Language kBoth[] = {Language::kEnglish, Language::kFrench};

// Of every verb and every report.
std::vector<Flag> AllFlags() {
  std::vector<Flag> all;
  const auto add = [&](std::vector<Flag> flags) {
    all.insert(all.end(), flags.begin(), flags.end());
  };
  for (const Noun& noun : Nouns()) {
    for (const Verb& verb : noun.verbs) add(FlagsOf(noun, verb));
  }
  for (const ReportKind& kind : ReportKinds()) add(FlagsOf(kind));
  for (const Command& command : Commands()) add(command.flags());
  add(GlobalFlags());
  return all;
}

void ExpectSentence(const std::string& said, const std::string& of) {
  ASSERT_NE(said, "") << of;
  EXPECT_TRUE(absl::EndsWith(said, ".") || absl::EndsWith(said, "…")) << of << ": " << said;
  EXPECT_EQ(FirstCharacters(said, 1), UpperCase(FirstCharacters(said, 1))) << of << ": " << said;
}

TEST(HelpTexts, OfEveryFlagAreSentencesInBothLanguages) {
  for (const Flag& flag : AllFlags()) {
    for (const Language language : kBoth) {
      ExpectSentence(
          flag.path.empty() ? flag.help.In(language) : HelpOf(flag.path.leaf(), language),
          flag.path.empty() ? flag.name : flag.path.leaf()->full_name());
    }
  }
}

TEST(HelpTexts, OfEveryValueAreSentencesInBothLanguages) {
  std::set<const google::protobuf::EnumDescriptor*> types;
  for (const Flag& flag : AllFlags()) {
    if (!flag.path.empty() && flag.path.leaf()->enum_type() != nullptr) {
      types.insert(flag.path.leaf()->enum_type());
    }
  }
  ASSERT_GE(types.size(), 10U);
  for (const auto* const type : types) {
    std::set<std::string> typed;
    for (int i = 1; i < type->value_count(); ++i) {
      const EnumValueDescriptor* const value = type->value(i);
      EXPECT_NE(LabelOf(value, Language::kFrench), "") << value->full_name();
      ExpectSentence(value->options().GetExtension(type::v1::fr_value_help), value->full_name());
      ExpectSentence(CommentOf(value), value->full_name());
      EXPECT_TRUE(typed.insert(Slug(TypedName(value, Language::kFrench))).second);
    }
  }
}

TEST(HelpTexts, OfEveryVerbSayWhatItDoesAndWhatWasDone) {
  for (const Noun& noun : Nouns()) {
    for (const Verb& verb : noun.verbs) {
      if (verb.kind != Verb::Kind::kVerb) continue;
      const type::v1::Verb& said = verb.method->options().GetExtension(type::v1::verb);
      ExpectSentence(said.fr_help(), verb.method->full_name());
      EXPECT_NE(said.fr_action(), "") << verb.method->full_name();
    }
  }
  for (const Command& command : Commands()) {
    for (const Language language : kBoth) {
      ExpectSentence(command.summary.In(language), command.name);
    }
  }
}

// What stands for a value is in the language, and what may be typed is shown as it is typed.
TEST(HelpTexts, HaveTheirPlaceholdersInTheLanguage) {
  for (const Flag& flag : AllFlags()) {
    const std::vector<std::string> french =
        absl::StrSplit(PlaceholderOf(flag, Language::kFrench), absl::ByAnyChar(" |/=[]."));
    for (const char* english : {"PROJECT", "FUNDER", "FILE", "AMOUNT", "TEXT", "NUMBER", "NAME",
                                "FOLDER", "YEAR", "MONTH", "TIME", "LINE", "GRANT", "EXPENSE"}) {
      EXPECT_THAT(french, Not(Contains(english))) << flag.name;
    }
  }
  EXPECT_EQ(PlaceholderIn("PROJECT/APPLICATION [STAGE]", Language::kFrench),
            "PROJET/CANDIDATURE [ÉTAPE]");
  EXPECT_EQ(PlaceholderIn("-f FILE.yaml", Language::kFrench), "-f FICHIER.yaml");
  EXPECT_EQ(PlaceholderIn("PROJECT/UPDATE", Language::kEnglish), "PROJECT/LOG");
}

// In each page: no line is wider than the terminal, unless it is an example to copy.
TEST(HelpTexts, FitTheTerminal) {
  for (const Language language : kBoth) {
    for (const int width : {60, 80}) {
      std::vector<std::string> pages = {HelpText(language, width),
                                        ReportsHelpText(language, width)};
      for (const Noun& noun : Nouns()) {
        pages.push_back(HelpText(noun, language, width));
        for (const Verb& verb : noun.verbs) pages.push_back(HelpText(noun, verb, language, width));
      }
      for (const std::string& page : pages) {
        for (const absl::string_view line : absl::StrSplit(page, '\n')) {
          if (absl::StrContains(line, "cofi ") || absl::StrContains(line, "|")) continue;
          // What may be typed is never parted.
          if (!absl::StrContains(absl::StripAsciiWhitespace(line), ' ')) continue;
          EXPECT_LE(CountCharacters(line), static_cast<size_t>(width)) << line;
        }
      }
    }
  }
}

TEST(Lists, SayWhatThereIsNoneOf) {
  EXPECT_EQ(NothingListed(ResourceOf("cofi.dev/Expense"), Language::kFrench), "Aucune dépense.");
  EXPECT_EQ(NothingListed(ResourceOf("cofi.dev/Budget"), Language::kFrench), "Aucun budget.");
  EXPECT_EQ(NothingListed(ResourceOf("cofi.dev/Expense"), Language::kEnglish), "No expenses.");
}

}  // namespace
}  // namespace cofi::cli
