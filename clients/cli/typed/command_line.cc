#include "clients/cli/typed/command_line.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/status.h"
#include "clients/cli/typed/values.h"
#include "clients/cli/typed/words.h"
#include "clients/cli/typed/words_flags.h"
#include "clients/cli/typed/words_mistakes.h"

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

// The flag that one argument gives, and its value where that is in it too.
Given FlagIn(const std::vector<Flag>& flags, absl::string_view arg) {
  Given given;
  const size_t equals = arg.find('=');
  given.flag = FlagOf(flags, arg.substr(0, equals));
  if (given.flag != nullptr) {
    if (equals != arg.npos) given.value = std::string(arg.substr(equals + 1));
    return given;
  }
  // One letter, and its value right behind it.
  const Flag* flag = arg.size() > 2 ? FlagOf(flags, arg.substr(0, 2)) : nullptr;
  if (flag == nullptr || flag->value.empty()) return given;
  given.flag = flag;
  given.value = std::string(arg.substr(2));
  return given;
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

const std::string& ShortestOf(const Flag& flag) {
  const std::string* shortest = &flag.name;
  for (const std::string& alias : flag.aliases) {
    if (flag.repeated && alias.size() > 1 && alias.size() < shortest->size()) shortest = &alias;
  }
  return *shortest;
}

const std::vector<Flag>& GlobalFlags() {
  static const auto* const flags = new std::vector<Flag>{
      {"server", "ADDRESS", words::kServerHelp, {}},
      {"timeout", "DURATION", words::kTimeoutHelp, {}},
      {"profile", "NAME", words::kProfileHelp, {}},
      {"format", "table|json|csv|yaml", words::kFormatHelp, {"o"}},
      {"lang", "en|fr", words::kLangHelp, {}},
      {"color", "auto|always|never", words::kColorHelp, {}},
      {"debug", "", words::kDebugHelp, {}},
      {"help", "", words::kHelpHelp, {"h"}},
  };
  return *flags;
}

std::vector<Given> Scan(const std::vector<Flag>& flags, absl::Span<const std::string> args) {
  std::vector<Given> all;
  bool only_words = false;
  for (size_t i = 0; i < args.size(); ++i) {
    if (!only_words && args[i] == "--") {
      only_words = true;
      continue;
    }
    const bool is_word = only_words || args[i] == "-" || !absl::StartsWith(args[i], "-");
    Given& given = all.emplace_back(is_word ? Given{} : FlagIn(flags, args[i]));
    given.at = i;
    given.is_word = is_word;
    if (given.LacksValue() && i + 1 < args.size()) given.value = args[++i];
  }
  return all;
}

Arguments GlobalsIn(absl::Span<const std::string> args) {
  Arguments globals;
  for (const Given& given : Scan({}, args)) {
    if (given.flag != nullptr) globals.flags[given.flag->name] = {given.value.value_or("")};
  }
  return globals;
}

std::vector<size_t> WordPositions(absl::Span<const std::string> args, size_t limit) {
  std::vector<size_t> positions;
  for (const Given& given : Scan({}, args)) {
    if (positions.size() == limit || (!given.is_word && given.flag == nullptr)) break;
    if (given.is_word) positions.push_back(given.at);
  }
  return positions;
}

absl::StatusOr<Arguments> ReadArguments(const std::vector<Flag>& flags,
                                        absl::Span<const std::string> args, Language language) {
  Arguments arguments;
  for (const Given& given : Scan(flags, args)) {
    const std::string& arg = args[given.at];
    if (given.is_word) {
      arguments.words.push_back(arg);
      continue;
    }
    if (given.flag == nullptr) return UnknownFlag(flags, arg, language);
    if (given.LacksValue()) return Mistake(words::kValueMissing, language, arg);
    if (given.flag->value.empty() && !BoolOf(given.value.value_or("true")).has_value()) {
      return Mistake(words::kNotOneOf, language, Dashed(given.flag->name), *given.value,
                     "true, false");
    }
    arguments.flags[given.flag->name].push_back(given.value.value_or("true"));
  }
  for (const Flag& flag : flags) {
    if (!flag.repeated && arguments.Has(flag.name) && arguments.flags[flag.name].size() > 1) {
      return Mistake(words::kGivenTwice, language, Dashed(flag.name));
    }
  }
  return arguments;
}

}  // namespace cofi::cli
