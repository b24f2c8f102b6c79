// What help shows must work: every example of every command, on the reference case.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "clients/cli/catalog.h"
#include "clients/cli/typed/nouns.h"
#include "tests/installations/contents.h"
#include "tests/installations/installation.h"
#include "tests/installations/programs.h"

namespace cofi::end_to_end {
namespace {

using ::testing::HasSubstr;

// The command below `Example:`, and what follows it.
std::string ExampleIn(const std::string& help, const std::string& head) {
  const size_t begin = help.find(head + "\n  ");
  EXPECT_NE(begin, help.npos) << help;
  return help.substr(begin + head.size() + 3);
}

class Examples : public EndToEnd {
 protected:
  Examples() {
    static const Outcome applied = [this] {
      const Outcome outcome = ApplyCase(cofi());
      AttachToCase(cofi());
      return outcome;
    }();
    EXPECT_EQ(applied.code, 0) << applied.err;
  }
};
INSTANTIATE_TEST_SUITE_P(In, Examples, ::testing::Values(Shape::kOneProcess), &NameOf);

TEST_P(Examples, OfEveryVerbAreAccepted) {
  // What only another state of the case would allow: it is well said all the same.
  const std::vector<std::string> of_the_state = {"! VERB_NOT_ALLOWED",
                                                 "! RESOURCE_EXISTS",
                                                 "! RESOURCE_IN_USE",
                                                 "! BUDGET_FROZEN",
                                                 "! START_CONDITION_NOT_MET",
                                                 "! ALREADY_PAID",
                                                 "! GRANT_IN_USE",
                                                 "! GRANT_AWARDED",
                                                 "! STILL_OPEN",
                                                 "! NOT_UNDOABLE",
                                                 "! CLAIM_FROZEN",
                                                 "! YEAR_CLOSED"};
  const Folder folder;
  for (const cli::Noun& noun : cli::Nouns()) {
    for (const cli::Verb& verb : noun.verbs) {
      std::string shown[2];
      for (const char* lang : {"en", "fr"}) {
        const Outcome help = RunCofi(cofi().address(), {"help", noun.name, verb.name}, lang);
        std::string line = ExampleIn(help.out, *lang == 'e' ? "Example:" : "Exemple :");
        line = line.substr(0, line.find('\n'));
        shown[*lang == 'e'] = line;
        Words words;
        for (const absl::string_view word : absl::StrSplit(line, ' ')) {
          words.push_back(absl::StrReplaceAll(word, {{"\"", ""}}));
        }
        words.erase(words.begin());
        // The file that is attached is there.
        for (size_t i = 1; i < words.size(); ++i) {
          if (words[i - 1] == "--file") words[i] = folder.Write(words[i], line);
        }
        using Kind = cli::Verb::Kind;
        if (verb.kind != Kind::kList && verb.kind != Kind::kGet) words.push_back("--validate-only");
        const Outcome outcome = RunCofi(cofi().address(), words, lang);
        const bool by_state = std::any_of(
            of_the_state.begin(), of_the_state.end(),
            [&](const std::string& reason) { return absl::StartsWith(outcome.err, reason); });
        EXPECT_TRUE(outcome.code == 0 || by_state) << line << "\n" << outcome.err;
      }
      EXPECT_EQ(shown[0], shown[1]);
    }
  }
}

TEST_P(Examples, OfReportsAndFilesAreAccepted) {
  const Folder folder;
  for (const cli::Command& command : cli::Commands()) {
    const bool to_a_file = std::string(command.name) == "download";
    if (command.group != cli::Command::Section::kReport && !to_a_file) continue;
    Words words = absl::StrSplit(command.example, ' ');
    words.erase(words.begin());
    const Outcome outcome = RunCofi(cofi().address(), WithFilesIn(folder, words));
    EXPECT_TRUE(outcome.code == 0 || outcome.code == 10) << command.example << outcome.err;
  }
}

TEST_P(Examples, OfAFileToApplyIsAccepted) {
  const Folder folder;
  for (const char* lang : {"en", "fr"}) {
    const std::string help = RunCofi(cofi().address(), {"apply", "--help"}, lang).out;
    const std::string file = help.substr(help.find("  - funder: "));
    const std::string path = folder.Write("f.yaml", file.substr(0, file.find("\n\n")));
    const Outcome outcome = RunCofi(cofi().address(), {"apply", "--dry-run", "-f", path}, lang);
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr(*lang == 'e' ? "3 created, " : "3 créations, "));
  }
}

}  // namespace
}  // namespace cofi::end_to_end
