#include "clients/cli/command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/text.h"
#include "clients/cli/words.h"

namespace cofi::cli {
namespace {

const Flag* GlobalFlagOf(absl::string_view arg) {
  const absl::string_view name = arg.substr(0, arg.find('='));
  for (const Flag& flag : GlobalFlags()) {
    if (Dashed(flag.name) == name) return &flag;
    for (const std::string& alias : flag.aliases) {
      if (Dashed(alias) == name) return &flag;
    }
  }
  return nullptr;
}

absl::Status UnknownFlag(const std::vector<Flag>& flags, absl::string_view given,
                         Language language) {
  const std::string name(given.substr(0, given.find('=')));
  std::vector<std::string> names;
  for (const std::vector<Flag>* list : {&flags, &GlobalFlags()}) {
    for (const Flag& flag : *list) {
      names.push_back(Dashed(flag.name));
      for (const std::string& alias : flag.aliases) names.push_back(Dashed(alias));
    }
  }
  return absl::InvalidArgumentError(Say(words::kUnknownFlag, language, Printable(name)) +
                                    DidYouMean(name, names, language));
}

void Register(const Flag& flag, CLI::App* app, std::map<std::string, CLI::Option*>* options) {
  std::vector<std::string> names = {Dashed(flag.name)};
  for (const std::string& alias : flag.aliases) names.push_back(Dashed(alias));
  const std::string joined = absl::StrJoin(names, ",");
  CLI::Option* option =
      flag.value.empty()
          ? app->add_flag(joined)
          : app->add_option(joined, CLI::callback_t([](const CLI::results_t&) { return true; }));
  option->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  options->emplace(flag.name, option);
}

}  // namespace

std::string Arguments::Value(const std::string& flag) const {
  const auto found = flags.find(flag);
  return found == flags.end() || found->second.empty() ? "" : found->second.back();
}

bool Arguments::On(const std::string& flag) const { return Value(flag) == "true"; }

std::string Dashed(const std::string& name) {
  return absl::StrCat(name.size() == 1 ? "-" : "--", name);
}

const std::vector<Flag>& GlobalFlags() {
  static const auto* const flags = new std::vector<Flag>{
      {"server", "ADDRESS", words::kServerHelp, {}},
      {"timeout", "DURATION", words::kTimeoutHelp, {}},
      {"profile", "NAME", words::kProfileHelp, {}},
      {"format", "table|json|csv", words::kFormatHelp, {"o"}},
      {"lang", "en|fr", words::kLangHelp, {}},
      {"color", "auto|always|never", words::kColorHelp, {}},
      {"debug", "", words::kDebugHelp, {}},
      {"help", "", words::kHelpHelp, {"h"}},
  };
  return *flags;
}

std::vector<size_t> WordPositions(absl::Span<const std::string> args, size_t limit) {
  std::vector<size_t> positions;
  for (size_t i = 0; i < args.size() && positions.size() < limit; ++i) {
    if (!absl::StartsWith(args[i], "-") || args[i] == "-") {
      positions.push_back(i);
      continue;
    }
    const Flag* flag = GlobalFlagOf(args[i]);
    // What follows a flag of a command is for the command to read.
    if (flag == nullptr) break;
    if (!flag->value.empty() && !absl::StrContains(args[i], '=')) ++i;
  }
  return positions;
}

absl::StatusOr<Arguments> ReadArguments(const std::vector<Flag>& flags,
                                        absl::Span<const std::string> args, Language language) {
  CLI::App app;
  app.set_help_flag();
  app.allow_extras();
  app.allow_windows_style_options(false);
  std::map<std::string, CLI::Option*> options;
  for (const Flag& flag : flags) Register(flag, &app, &options);
  for (const Flag& flag : GlobalFlags()) Register(flag, &app, &options);
  std::vector<std::string> words;
  app.add_option("words", words);

  try {
    // CLI11 takes them from the back.
    app.parse(std::vector<std::string>(args.rbegin(), args.rend()));
  } catch (const CLI::ParseError& error) {
    // The one mistake left is a last flag without its value.
    return absl::InvalidArgumentError(args.empty()
                                          ? std::string(error.what())
                                          : Say(words::kValueMissing, language, args.back()));
  }
  for (const std::string& extra : app.remaining()) {
    // The mark after which all are words is among them too.
    if (absl::StartsWith(extra, "-") && extra != "-" && extra != "--") {
      return UnknownFlag(flags, extra, language);
    }
  }

  Arguments arguments;
  arguments.words = std::move(words);
  for (const auto& [name, option] : options) {
    if (option->count() > 0) arguments.flags[name] = option->results();
  }
  for (const Flag& flag : flags) {
    if (!flag.repeated && arguments.Has(flag.name) && arguments.flags[flag.name].size() > 1) {
      return Mistake(words::kGivenTwice, language, Dashed(flag.name));
    }
  }
  return arguments;
}

}  // namespace cofi::cli
