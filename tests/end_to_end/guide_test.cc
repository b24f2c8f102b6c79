// The guides, from top to bottom on an installation that has nothing: each command of theirs is
// run, and prints what they show.
//
// COFI_GOLDEN=write has them show what is printed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "tests/folder.h"
#include "tests/installations/installation.h"
#include "tests/installations/process.h"
#include "tests/installations/programs.h"

namespace cofi::end_to_end {
namespace {

constexpr char kOpen[] = "```console";
constexpr char kClose[] = "```";

std::string ReadAll(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// The words of a command as a shell parts them: quotes keep spaces.
Words ShellWords(const std::string& command) {
  Words words(1);
  bool quoted = false;
  for (const char c : command) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == ' ' && !quoted) {
      if (!words.back().empty()) words.emplace_back();
    } else {
      words.back() += c;
    }
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

class Guide {
 public:
  Guide(const Installation& cofi, const char* lang) : cofi_(cofi), lang_(lang) {}

  // The guide with what each command prints now.
  std::string Run(const std::string& guide) {
    std::vector<std::string> shown;
    bool inside = false;
    std::string command;
    for (const absl::string_view line : absl::StrSplit(guide, '\n')) {
      if (inside && line == kClose) inside = false;
      if (!inside) {
        shown.emplace_back(line);
        inside = line == kOpen;
        continue;
      }
      // A command goes on in the next line; what is neither was printed by the one before.
      if (!absl::StartsWith(line, "$ ") && command.empty()) continue;
      shown.emplace_back(line);
      absl::string_view part = absl::StripPrefix(absl::StripLeadingAsciiWhitespace(line), "$ ");
      const bool more = absl::ConsumeSuffix(&part, "\\");
      absl::StrAppend(&command, part);
      if (more) continue;
      for (std::string& printed : Printed(command)) shown.push_back(std::move(printed));
      command.clear();
    }
    return absl::StrJoin(shown, "\n");
  }

 private:
  std::vector<std::string> Printed(const std::string& command) {
    Words words = ShellWords(command);
    EXPECT_EQ(words.front(), "cofi") << command;
    words.erase(words.begin());
    words = WithFilesIn(folder_, std::move(words));
    Outcome outcome{};
    // What services tell each other comes a moment later.
    EXPECT_TRUE(Eventually([&] {
      outcome = RunCofiAfter("export COLUMNS=80 LC_ALL=C.UTF-8 TZ=Europe/Paris", cofi_.address(),
                             words, lang_);
      return !absl::StrContains(outcome.err, "_NOT_FOUND ");
    })) << command;
    std::vector<std::string> lines =
        absl::StrSplit(absl::StrCat(outcome.out, outcome.err), '\n', absl::SkipEmpty());
    return lines;
  }

  const Installation& cofi_;
  const char* const lang_;
  const Folder folder_;
};

class Guides : public ::testing::TestWithParam<const char*> {};

TEST_P(Guides, ShowWhatIsPrinted) {
  const std::string lang = GetParam();
  const std::string path = absl::StrCat("docs/guide", lang == "fr" ? ".fr" : "", ".md");
  const std::string guide = ReadAll(path);
  ASSERT_NE(guide, "");
  const Installation cofi(Shape::kOneProcess);
  const std::string now = Guide(cofi, GetParam()).Run(guide);
  const char* const golden = std::getenv("COFI_GOLDEN");
  if (golden != nullptr && golden == std::string("write")) {
    std::ofstream(path) << now;
    return;
  }
  EXPECT_EQ(now, guide);
}
INSTANTIATE_TEST_SUITE_P(In, Guides, ::testing::Values("en", "fr"),
                         [](const auto& info) { return std::string(info.param); });

}  // namespace
}  // namespace cofi::end_to_end
