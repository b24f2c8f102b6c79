#include "clients/cli/typed/command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/status.h"
#include "clients/cli/typed/values.h"
#include "clients/cli/typed/words.h"

namespace cofi::cli {
namespace {

const Flag* FlagOf(const std::vector<Flag>& flags, absl::string_view dashed) {
  for (const std::vector<Flag>* list : {&flags, &GlobalFlags()}) {
    for (const Flag& flag : *list) {
      if (Dashed(flag.name) == dashed) return &flag;
      for (const std::string& alias : flag.aliases) {
        if (Dashed(alias) == dashed) return &flag;
      }
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
  return absl::InvalidArgumentError(Say(words::kUnknownFlag, language, name) +
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

// `args` with each value in an argument of its own: CLI11 takes what follows
// `--name=` for the value, and `=value` for that of `-n=value`. A switch keeps its
// value, which must be one.
absl::StatusOr<std::vector<std::string>> Apart(const std::vector<Flag>& flags,
                                               absl::Span<const std::string> args,
                                               Language language) {
  std::vector<std::string> apart;
  for (size_t i = 0; i < args.size(); ++i) {
    apart.push_back(args[i]);
    if (args[i] == "--") {
      apart.insert(apart.end(), args.begin() + i + 1, args.end());
      break;
    }
    const GivenFlag given = FlagIn(flags, args[i]);
    if (given.TakesNext()) {
      if (i + 1 < args.size()) apart.push_back(args[++i]);
    } else if (given.value.has_value() && !given.flag->value.empty()) {
      apart.back() = Dashed(given.flag->name);
      apart.push_back(*given.value);
    } else if (given.value.has_value() && !BoolOf(*given.value).has_value()) {
      return Mistake(words::kNotOneOf, language, Dashed(given.flag->name), *given.value,
                     "true, false");
    }
  }
  return apart;
}

}  // namespace

std::string Arguments::Value(const std::string& flag) const {
  const auto found = flags.find(flag);
  return found == flags.end() || found->second.empty() ? "" : found->second.back();
}

bool Arguments::On(const std::string& flag) const { return BoolOf(Value(flag)).value_or(false); }

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

GivenFlag FlagIn(const std::vector<Flag>& flags, absl::string_view arg) {
  const size_t equals = arg.find('=');
  if (const Flag* flag = FlagOf(flags, arg.substr(0, equals))) {
    if (equals == arg.npos) return {flag, std::nullopt};
    return {flag, std::string(arg.substr(equals + 1))};
  }
  // One letter, and its value right behind it.
  const Flag* flag = arg.size() > 2 ? FlagOf(flags, arg.substr(0, 2)) : nullptr;
  if (flag == nullptr || flag->value.empty()) return {};
  return {flag, std::string(arg.substr(2))};
}

std::vector<size_t> WordPositions(absl::Span<const std::string> args, size_t limit) {
  std::vector<size_t> positions;
  for (size_t i = 0; i < args.size() && positions.size() < limit; ++i) {
    if (!absl::StartsWith(args[i], "-") || args[i] == "-") {
      positions.push_back(i);
      continue;
    }
    const GivenFlag given = FlagIn({}, args[i]);
    if (given.flag == nullptr) break;
    if (given.TakesNext()) ++i;
  }
  return positions;
}

absl::StatusOr<Arguments> ReadArguments(const std::vector<Flag>& flags,
                                        absl::Span<const std::string> args, Language language) {
  COFI_ASSIGN_OR_RETURN(const std::vector<std::string> apart, Apart(flags, args, language));
  CLI::App app;
  app.set_help_flag();
  app.allow_extras();
  app.allow_windows_style_options(false);
  std::map<std::string, CLI::Option*> options;
  for (const Flag& flag : flags) Register(flag, &app, &options);
  for (const Flag& flag : GlobalFlags()) Register(flag, &app, &options);
  std::vector<std::string> plain;
  app.add_option("words", plain);

  try {
    // CLI11 takes them from the back.
    app.parse(std::vector<std::string>(apart.rbegin(), apart.rend()));
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
  arguments.words = std::move(plain);
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
