// Whatever is typed or stands in a file, what `cofi` says of it moves no cursor, forges no line
// and fits on a screen.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/fields.h"
#include "base/names.h"
#include "base/text.h"
#include "clients/cli/catalog.h"
#include "clients/cli/run.h"
#include "clients/cli/typed/exit_codes.h"
#include "clients/cli/typed/nouns.h"
#include "clients/cli/typed/requests.h"
#include "tests/folder.h"

namespace cofi::cli {
namespace {

// All that a terminal obeys, a line that could be ours, and what is only long.
const std::vector<std::string>& Hostile() {
  static const auto* const words = new std::vector<std::string>{
      "a\x1b[31m\u009b31m\u202e\u2066\u2028\r\t\x07z", "a\n! OK b", std::string(300'000, 'x')};
  return *words;
}

// Of a sentence with all that it may quote, one of them thrice.
constexpr size_t kLineMax = 5'000;

class HostileWords : public ::testing::Test {
 protected:
  // Runs it; it must be refused before anything is sent, in words that are clean.
  void ExpectClean(const std::vector<std::string>& args) {
    Environment environment;
    environment.variable = [this](const std::string& name) {
      return name == "XDG_CONFIG_HOME" ? folder_.path() : std::string();
    };
    environment.user = "marie";
    std::ostringstream out, err;
    const int code = cli::Run(args, environment, out, err);
    std::string shown;
    for (const std::string& arg : args) absl::StrAppend(&shown, Quoted(arg), " ");
    EXPECT_EQ(code, kUsage) << shown << err.str().substr(0, kLineMax);
    EXPECT_EQ(out.str(), "") << shown;
    ASSERT_FALSE(err.str().empty()) << shown;
    for (const absl::string_view line : absl::StrSplit(err.str(), '\n')) {
      EXPECT_EQ(Printable(line), line) << shown;
      EXPECT_LT(line.size(), kLineMax) << shown;
      // A line of its own would be taken for ours.
      EXPECT_NE(line, "! OK b") << shown;
    }
  }

  const Folder folder_;
};

TEST_F(HostileWords, InPlaceOfCommandsAndNames) {
  for (const std::string& word : Hostile()) {
    ExpectClean({word});
    ExpectClean({"--" + word});
    ExpectClean({"--lang", "fr", word});
    for (const Noun& noun : Nouns()) {
      ExpectClean({noun.name, word});
      for (const Verb& verb : noun.verbs) {
        ExpectClean({noun.name, verb.name, word, word, word, word, word});
        ExpectClean({noun.name, verb.name, "--" + word});
      }
    }
    for (const Command& command : Commands()) {
      ExpectClean({command.name, "x", word, word});
      ExpectClean({command.name, "--" + word});
    }
  }
}

// A text that is kept as it came is for the server to refuse.
TEST_F(HostileWords, InPlaceOfValues) {
  int tried = 0;
  for (const Noun& noun : Nouns()) {
    for (const Verb& verb : noun.verbs) {
      for (const Flag& flag : FlagsOf(noun, verb)) {
        if (flag.path.empty() || flag.value.empty()) continue;
        const FieldDescriptor* field = flag.path.leaf();
        if (field->type() == FieldDescriptor::TYPE_STRING && ReferredType(field).empty()) continue;
        // An update that changes nothing is refused for that, a list of all has no name.
        const std::vector<std::string> names = {"p", "q", "r"};
        const size_t count = NamePattern::Of(noun.resource).variables().size();
        for (const std::string& word : Hostile()) {
          std::vector<std::string> args = {noun.name, verb.name};
          for (size_t i = 0; i + (verb.kind == Verb::Kind::kList ? 1 : 0) < count; ++i) {
            args.push_back(names[i]);
          }
          args.push_back(Dashed(flag.name));
          args.push_back(word);
          ExpectClean(args);
          ++tried;
        }
      }
    }
  }
  EXPECT_GT(tried, 300);
}

TEST_F(HostileWords, InPlaceOfOtherFlags) {
  for (const std::string& word : Hostile()) {
    for (const char* flag : {"--format", "--color", "--lang", "--timeout", "--server"}) {
      ExpectClean({"status", "p", flag, word});
    }
    ExpectClean({"status", "p", "--profile", word});
    ExpectClean({"status", "p", "--as-of", word});
    ExpectClean({"status", "p", "--known-at", word});
    ExpectClean({"deadlines", "--within", word});
    ExpectClean({"deadlines", "--limit", word});
    ExpectClean({"verify", "--service", word});
    ExpectClean({"verify", "--checkpoint", word, "--key", word});
    ExpectClean({"restore", word});
    ExpectClean({"completion", word});
    ExpectClean({"rpc", "x/Y", "--data", "@" + word});
    ExpectClean({"apply", "-f", word});
    ExpectClean({"apply", "-f", "x", "--dry-run=" + word});
  }
}

// As YAML writes what it cannot hold as it is.
std::string InYaml(const std::string& word) {
  std::string text = "\"";
  for (const char c : word) {
    if (static_cast<unsigned char>(c) < 0x20) {
      absl::StrAppend(&text, "\\x", absl::Hex(c, absl::kZeroPad2));
    } else {
      text.push_back(c);
    }
  }
  return text + "\"";
}

TEST_F(HostileWords, InAFile) {
  for (const std::string& word : Hostile()) {
    const std::string said = InYaml(word);
    for (const std::string& text :
         {absl::StrCat("- ", said, ": p\n"), absl::StrCat("- project: ", said, "\n"),
          absl::StrCat("- project ", said, ": p\n"), absl::StrCat("- \"project ", said.substr(1)),
          absl::StrCat("- project: p\n  ", said, ": 1\n"), absl::StrCat(said, ": p\n"),
          absl::StrCat("- project: p\n  lead: ", said, "\n"),
          absl::StrCat("- project: p\n  start_condition: ", said, "\n"),
          absl::StrCat("- project: p\n  start_condition: {secured_percent: ", said, "}\n"),
          absl::StrCat("- application: p/a\n  requested_amount: ", said, "\n"),
          absl::StrCat("- application submit: p/a\n  effective_date: ", said, "\n"),
          absl::StrCat("- project: *", word, "\n")}) {
      ExpectClean({"apply", "-f", folder_.Write("file.yaml", text)});
    }
  }
}

TEST_F(HostileWords, InAProfile) {
  std::filesystem::create_directory(folder_.path() + "/cofi");
  for (const std::string& word : Hostile()) {
    const std::string said = InYaml(word);
    for (const std::string& text :
         {absl::StrCat("p: {", said, ": 1}\n"), absl::StrCat("p: {server: ", said, "}\n"),
          absl::StrCat("p: {lang: ", said, "}\n"), absl::StrCat("p: {timeout: ", said, "}\n"),
          absl::StrCat("p: *", word, "\n")}) {
      folder_.Write("cofi/profiles.yaml", text);
      ExpectClean({"status", "x", "--profile", "p"});
    }
  }
}

}  // namespace
}  // namespace cofi::cli
