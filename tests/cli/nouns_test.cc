#include "clients/cli/typed/nouns.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "clients/cli/help.h"
#include "clients/cli/typed/command_line.h"
#include "clients/cli/typed/placeholders.h"
#include "clients/cli/typed/requests.h"

namespace cofi::cli {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::testing::StartsWith;

TEST(Nouns, AreTheResources) {
  EXPECT_THAT(
      NounNames(),
      IsSupersetOf({"organization", "project",     "phase", "partner",    "log",       "funder",
                    "call",         "application", "stage", "obligation", "agreement", "budget",
                    "line",         "grant",       "claim", "commitment", "expense",   "receipt",
                    "contribution", "attachment",  "paper"}));
  EXPECT_EQ(FindNoun("line"), NounOfType("cofi.dev/Line"));
  EXPECT_EQ(FindNoun("lines"), nullptr);
}

TEST(Nouns, VerbsAreTheMethods) {
  EXPECT_THAT(FindNoun("commitment")->VerbNames(), ElementsAre("list", "get", "create", "release"));
  EXPECT_THAT(FindNoun("claim")->VerbNames(),
              ElementsAre("list", "get", "create", "update", "delete", "refresh", "submit",
                          "request-changes", "withdraw", "accept", "reject", "pay"));
  EXPECT_THAT(FindNoun("application")->VerbNames(),
              IsSupersetOf({"submit", "sign-agreement", "request-information"}));
  EXPECT_THAT(FindNoun("expense")->VerbNames(), IsSupersetOf({"pay", "reverse"}));
  EXPECT_THAT(FindNoun("log")->VerbNames(),
              ElementsAre("list", "get", "create", "update", "delete"));
  EXPECT_THAT(FindNoun("project")->VerbNames(), Contains("seek-funding"));
  EXPECT_EQ(FindNoun("expense")->Find("pay")->method->full_name(),
            "cofi.budgets.v1.ExpenseService.PayExpense");
}

TEST(Verbs, NoFlagStandsForTwoThings) {
  for (const Noun& noun : Nouns()) {
    for (const Verb& verb : noun.verbs) {
      std::set<std::string> seen;
      for (const std::vector<Flag>& flags : {FlagsOf(noun, verb), GlobalFlags()}) {
        for (const Flag& flag : flags) {
          EXPECT_TRUE(seen.insert(flag.name).second)
              << noun.name << " " << verb.name << " --" << flag.name;
          for (const std::string& alias : flag.aliases) {
            EXPECT_TRUE(seen.insert(alias).second)
                << noun.name << " " << verb.name << " --" << alias;
          }
        }
      }
    }
  }
}

// What help shows must work: each example is read as a command line.
TEST(Verbs, ExamplesMakeRequests) {
  for (const Noun& noun : Nouns()) {
    for (const Verb& verb : noun.verbs) {
      const std::string example = ExampleOf(noun, verb);
      std::vector<std::string> args = absl::StrSplit(example, ' ');
      ASSERT_GE(args.size(), 3u) << example;
      EXPECT_EQ(args[0], "cofi");
      args.erase(args.begin(), args.begin() + 3);
      const std::vector<Flag> flags = FlagsOf(noun, verb);
      const auto arguments = ReadArguments(flags, args, Language::kEnglish);
      ASSERT_TRUE(arguments.ok()) << example << ": " << arguments.status();
      const auto request = MakeRequest(noun, verb, flags, *arguments, Language::kEnglish);
      EXPECT_TRUE(request.ok()) << example << ": " << request.status();
    }
  }
}

TEST(Verbs, HelpComesFromTheComments) {
  const Noun& expense = *FindNoun("expense");
  const std::string help = HelpText(expense, *expense.Find("pay"), Language::kEnglish, 0);
  EXPECT_THAT(help, HasSubstr("Usage: cofi expense pay PROJECT/EXPENSE [flags]"));
  EXPECT_THAT(help,
              HasSubstr("Records a payment of an invoice: what is left to pay, or part of it."));
  EXPECT_THAT(help, HasSubstr("The proof of payment."));
  EXPECT_THAT(HelpText(expense, *expense.Find("pay"), Language::kFrench, 0),
              HasSubstr("Ce qui prouve le paiement : "));
}

// What help says beside a flag or below it, on one line; empty if it shows no such flag.
std::string SaidOf(const Flag& flag, const std::string& help, Language language) {
  const std::string value = PlaceholderOf(flag, language);
  const std::string left =
      absl::StrCat("  ", Dashed(ShortestOf(flag)), value.empty() ? "" : " ", value);
  std::vector<std::string> said;
  bool within = false;
  for (const absl::string_view line : absl::StrSplit(help, '\n')) {
    if (line == left || absl::StartsWith(line, absl::StrCat(left, "  "))) {
      within = true;
      said.emplace_back(line.substr(left.size()));
    } else if (within && absl::StartsWith(line, "      ")) {
      said.emplace_back(line);
    } else {
      within = false;
    }
  }
  std::string text = absl::StrJoin(said, " ");
  absl::RemoveExtraAsciiWhitespace(&text);
  return text;
}

TEST(Verbs, EveryFlagIsExplainedInBothLanguages) {
  for (const Noun& noun : Nouns()) {
    for (const Verb& verb : noun.verbs) {
      for (const Language language : {Language::kEnglish, Language::kFrench}) {
        const std::string help = HelpText(noun, verb, language, 0);
        for (const Flag& flag : FlagsOf(noun, verb)) {
          const std::string said = SaidOf(flag, help, language);
          EXPECT_NE(said, "") << noun.name << " " << verb.name << " --" << flag.name;
          if (flag.path.empty()) continue;
          EXPECT_THAT(said, StartsWith(HelpOf(flag.path.leaf(), language)));
        }
      }
    }
  }
}

}  // namespace
}  // namespace cofi::cli
