// The commands that are written by hand, beside the nouns and verbs that come
// from the protos.
#ifndef COFI_CLIENTS_CLI_CATALOG_H_
#define COFI_CLIENTS_CLI_CATALOG_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "clients/cli/sent/session.h"
#include "clients/cli/typed/command_line.h"
#include "clients/cli/typed/nouns.h"
#include "clients/cli/typed/settings.h"

namespace cofi::cli {

struct Command {
  enum class Section { kReport, kOther };
  // What its one word is. Only a project that it may have can be left out.
  enum class Takes { kNothing, kProject, kMaybeProject, kName, kFile, kWord };

  std::string name;
  Takes takes;
  std::string words;  // as help shows what it takes: `PROJECT`, `[PROJECT]`, `bash|zsh|fish`
  Text summary;
  std::string example;
  Section group;
  std::function<std::vector<Flag>()> flags;
  std::function<int(Session& session, const Arguments& arguments)> run;
  Waits waits = Waits::kForAnAnswer;
  Text sample{"", ""};  // of a file that it reads, below the example
};

const std::vector<Command>& Commands();

// All words that may come first: commands, nouns and `help`.
std::vector<std::string> FirstWords();

// nullptr if there is none.
const Command* FindCommand(absl::string_view name);

// `cofi report NAME`: every report, whether it is a command of its own too; nullptr if there is
// none of that name in either language.
inline constexpr char kReportWord[] = "report";
const Command* FindReportCommand(absl::string_view name);
// The report that is said like a verb of a noun: `cofi application board`; nullptr if there is
// none.
const Command* FindReportCommand(const Noun& noun, absl::string_view name);
// Their names, in the order of help.
std::vector<std::string> ReportNames(Language language);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_CATALOG_H_
