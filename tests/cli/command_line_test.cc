#include "clients/cli/typed/command_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cofi::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<Flag> Flags() {
  std::vector<Flag> flags = {
      {"amount", "AMOUNT"}, {"force", ""}, {"file", "FILE", {"", ""}, {"f"}}};
  Flag shares{"shares", "grant=…,amount=…", {"", ""}, {"share"}};
  shares.repeated = true;
  flags.push_back(shares);
  return flags;
}

absl::StatusOr<Arguments> Read(const std::vector<std::string>& args,
                               Language language = Language::kEnglish) {
  return ReadArguments(Flags(), args, language);
}

TEST(CommandLine, WordsAndFlagsInAnyOrder) {
  const auto arguments = Read({"p", "--amount", "5", "e", "--force", "-o", "json", "--lang=fr"});
  ASSERT_TRUE(arguments.ok()) << arguments.status();
  EXPECT_THAT(arguments->words, ElementsAre("p", "e"));
  EXPECT_EQ(arguments->Value("amount"), "5");
  EXPECT_TRUE(arguments->On("force"));
  EXPECT_EQ(arguments->Value("format"), "json");
  EXPECT_EQ(arguments->Value("lang"), "fr");
  EXPECT_FALSE(arguments->Has("file"));
}

TEST(CommandLine, ValuesMayLookLikeFlags) {
  EXPECT_EQ(Read({"--amount", "-5"})->Value("amount"), "-5");
  EXPECT_EQ(Read({"--amount=-5 €"})->Value("amount"), "-5 €");
  EXPECT_EQ(Read({"--amount", ""})->Value("amount"), "");
  EXPECT_FALSE(Read({"--force=false"})->On("force"));
}

// `--NAME=` clears; it never takes what follows for its value.
TEST(CommandLine, AnEmptyValueIsAValue) {
  for (const std::vector<std::string>& amount :
       std::vector<std::vector<std::string>>{{"--amount="}, {"--amount", ""}}) {
    std::vector<std::string> args = amount;
    args.insert(args.end(), {"--file", "f", "p"});
    const auto arguments = Read(args);
    ASSERT_TRUE(arguments.ok()) << arguments.status();
    EXPECT_TRUE(arguments->Has("amount"));
    EXPECT_EQ(arguments->Value("amount"), "");
    EXPECT_EQ(arguments->Value("file"), "f");
    EXPECT_THAT(arguments->words, ElementsAre("p"));
  }
  EXPECT_EQ(Read({"-f="})->Value("file"), "");
}

TEST(CommandLine, AValueIsNeverReadAsAFlag) {
  EXPECT_EQ(Read({"--amount", "--file="})->Value("amount"), "--file=");
  EXPECT_EQ(Read({"--amount=--file="})->Value("amount"), "--file=");
  EXPECT_EQ(Read({"--amount=--"})->Value("amount"), "--");
  EXPECT_THAT(Read({"--", "--amount="})->words, ElementsAre("--amount="));
}

TEST(CommandLine, AValueIsReadAsItIs) {
  EXPECT_EQ(Read({"--amount", "[1, 2]"})->Value("amount"), "[1, 2]");
  EXPECT_THAT(Read({"[1,2]", "{}", "a b"})->words, ElementsAre("[1,2]", "{}", "a b"));
}

TEST(CommandLine, OneLetterTakesItsValueInAnyForm) {
  for (const std::vector<std::string>& format : std::vector<std::vector<std::string>>{
           {"-o", "json"}, {"-ojson"}, {"-o=json"}, {"--format=json"}}) {
    std::vector<std::string> args = format;
    args.emplace_back("status");
    const auto arguments = Read(args);
    ASSERT_TRUE(arguments.ok()) << arguments.status();
    EXPECT_EQ(arguments->Value("format"), "json");
    EXPECT_THAT(arguments->words, ElementsAre("status"));
    EXPECT_THAT(WordPositions(args, 2), ElementsAre(format.size()));
  }
  EXPECT_EQ(Read({"-fa=b"})->Value("file"), "a=b");
}

TEST(CommandLine, ASwitchTakesAYesOrANo) {
  for (const char* yes :
       {"--force", "--force=true", "--force=True", "--force=yes", "--force=oui", "--force=1"}) {
    EXPECT_TRUE(Read({yes})->On("force")) << yes;
  }
  for (const char* no : {"--force=false", "--force=No", "--force=non", "--force=0"}) {
    EXPECT_FALSE(Read({no})->On("force")) << no;
  }
  EXPECT_EQ(Read({"--force=maybe"}).status().message(),
            "--force is \"maybe\"; accepted: true, false");
  EXPECT_EQ(Read({"--force="}, Language::kFrench).status().message(),
            "--force vaut «  » ; accepté : true, false");
}

TEST(CommandLine, ADashIsAWord) { EXPECT_THAT(Read({"-"})->words, ElementsAre("-")); }

TEST(CommandLine, AfterTwoDashesAllAreWords) {
  EXPECT_THAT(Read({"--", "--amount"})->words, ElementsAre("--amount"));
}

TEST(CommandLine, RepeatedFlagsKeepTheirOrder) {
  const auto arguments = Read({"--share", "a=1", "--shares", "b=2"});
  ASSERT_TRUE(arguments.ok());
  EXPECT_THAT(arguments->flags.at("shares"), ElementsAre("a=1", "b=2"));
}

TEST(CommandLine, MistakesSayWhatWasMeant) {
  EXPECT_EQ(Read({"--amont", "5"}).status().message(),
            "--amont is not a flag of this command; did you mean --amount?");
  EXPECT_EQ(Read({"--amont=5"}, Language::kFrench).status().message(),
            "--amont n'est pas une option de cette commande ; vouliez-vous dire --amount ?");
  EXPECT_EQ(Read({"--amount"}).status().message(), "--amount needs a value");
  EXPECT_EQ(Read({"--amount", "1", "--amount", "2"}).status().message(),
            "--amount was given twice");
  EXPECT_THAT(Read({"-x"}).status().message(), HasSubstr("-x is not a flag"));
}

TEST(CommandLine, FindsTheWordsThatChoose) {
  const std::vector<std::string> args = {"--lang", "fr", "application", "-o=json", "submit", "p"};
  EXPECT_THAT(WordPositions(args, 2), ElementsAre(2, 4));
  EXPECT_THAT(WordPositions({"status", "--as-of", "2018-03-23"}, 2), ElementsAre(0));
  EXPECT_THAT(WordPositions({"--", "application", "submit"}, 2), ElementsAre(1, 2));
  EXPECT_TRUE(WordPositions({}, 2).empty());
}

TEST(CommandLine, KnowsItsGlobalFlagsBeforeTheOthers) {
  const std::vector<std::string> args = {"status",    "--lang", "en", "--unknown", "p",
                                         "--lang=fr", "-h",     "--", "--lang",    "en"};
  EXPECT_EQ(GlobalsIn(args).Value("lang"), "fr");
  EXPECT_TRUE(GlobalsIn(args).Has("help"));
  EXPECT_FALSE(GlobalsIn({"status", "--", "--help"}).Has("help"));
}

}  // namespace
}  // namespace cofi::cli
