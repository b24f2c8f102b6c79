#include "clients/cli/typed/settings.h"

#include <pwd.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/status.h"
#include "clients/cli/typed/words.h"

namespace cofi::cli {
namespace {

// The package's service listens on the socket; a server started by hand, on the port.
constexpr char kSocket[] = "/run/cofi/cofid.sock";
constexpr char kPort[] = "127.0.0.1:7420";

// No server takes a longer deadline for an answer.
constexpr absl::Duration kTimeoutMax = absl::Minutes(10);
constexpr absl::Duration kStreamTimeoutMax = absl::Hours(24);

std::string ProfileFile(const Surroundings& around) {
  std::string folder = around.variable("XDG_CONFIG_HOME");
  if (folder.empty()) folder = absl::StrCat(around.variable("HOME"), "/.config");
  return absl::StrCat(folder, "/cofi/profiles.yaml");
}

// One profile of the file: a map of `server`, `lang`, `timeout`. The profile
// named `default` is the one that nobody asked for.
absl::StatusOr<YAML::Node> ReadProfile(const std::string& asked, const Surroundings& around,
                                       Language language) {
  const std::string file = ProfileFile(around);
  std::error_code missing;
  if (!std::filesystem::exists(file, missing)) {
    if (asked.empty()) return YAML::Node();
    return Mistake(words::kNoProfile, language, asked, file);
  }
  try {
    const YAML::Node profiles = YAML::LoadFile(file);
    const YAML::Node profile =
        profiles.IsMap() ? profiles[asked.empty() ? "default" : asked] : YAML::Node();
    if (profile && profile.IsMap()) return profile;
  } catch (const YAML::BadFile&) {
    return Mistake(words::kCannotRead, language, file);
  } catch (const YAML::Exception& error) {
    return absl::InvalidArgumentError(
        absl::StrCat(file, ":", error.mark.line + 1, ":", error.mark.column + 1, ": ", error.msg));
  }
  if (asked.empty()) return YAML::Node();
  return Mistake(words::kNoProfile, language, asked, file);
}

std::string FromProfile(const YAML::Node& profile, const char* key) {
  if (!profile.IsMap()) return "";
  const YAML::Node value = profile[key];
  return value && value.IsScalar() ? value.Scalar() : "";
}

absl::Status NotOneOf(const std::string& flag, const std::string& given, const char* accepted,
                      Language language) {
  return Mistake(words::kNotOneOf, language, flag, given, accepted);
}

bool Styled(const std::string& color, const Surroundings& around) {
  if (color == "always") return true;
  if (color == "never" || !around.variable("NO_COLOR").empty()) return false;
  return around.terminal && around.variable("TERM") != "dumb";
}

}  // namespace

Surroundings ThisProcess() {
  Surroundings around;
  around.variable = [](const std::string& name) {
    const char* value = std::getenv(name.c_str());
    return std::string(value == nullptr ? "" : value);
  };
  around.terminal = isatty(STDOUT_FILENO) == 1;
  around.error_terminal = isatty(STDERR_FILENO) == 1;
  winsize size{};
  if (around.terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) {
    around.terminal_width = size.ws_col;
  }
  const passwd* user = getpwuid(getuid());
  around.user = user == nullptr ? absl::StrCat(getuid()) : user->pw_name;
  // It travels as metadata, which is ASCII.
  std::replace_if(
      around.user.begin(), around.user.end(), [](char c) { return !absl::ascii_isgraph(c); }, '?');
  return around;
}

std::string EarlyValue(absl::Span<const std::string> args, const std::string& name) {
  const std::string dashed = Dashed(name);
  std::string value;
  for (size_t i = 0; i < args.size() && args[i] != "--"; ++i) {
    if (args[i] == dashed && i + 1 < args.size()) value = args[i + 1];
    if (absl::StartsWith(args[i], dashed + "=")) value = args[i].substr(dashed.size() + 1);
  }
  return value;
}

Language LanguageOf(absl::Span<const std::string> args, const Surroundings& around) {
  std::string tag = EarlyValue(args, "lang");
  if (tag.empty()) tag = around.variable("COFI_LANG");
  if (tag.empty()) {
    std::string asked = EarlyValue(args, "profile");
    if (asked.empty()) asked = around.variable("COFI_PROFILE");
    // What is wrong with the profile is said when the settings are read.
    if (const auto profile = ReadProfile(asked, around, Language::kEnglish); profile.ok()) {
      tag = FromProfile(*profile, "lang");
    }
  }
  for (const char* variable : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    if (tag.empty()) tag = around.variable(variable);
  }
  return LanguageFromTag(tag);
}

absl::StatusOr<Settings> ReadSettings(const Arguments& arguments, const Surroundings& around,
                                      Language language, Waits waits) {
  Settings settings;
  settings.language = language;
  settings.principal = around.user;
  settings.debug = arguments.On("debug");

  const std::string lang = arguments.Value("lang");
  if (!lang.empty() && lang != "en" && lang != "fr") {
    return NotOneOf("--lang", lang, "en, fr", language);
  }
  const std::string format = arguments.Value("format");
  if (format == "json") {
    settings.format = Format::kJson;
  } else if (format == "csv") {
    settings.format = Format::kCsv;
  } else if (!format.empty() && format != "table") {
    return NotOneOf("--format", format, "table, json, csv", language);
  }
  const std::string color = arguments.Value("color");
  if (!color.empty() && color != "auto" && color != "always" && color != "never") {
    return NotOneOf("--color", color, "auto, always, never", language);
  }
  settings.progress = around.error_terminal && around.variable("TERM") != "dumb";
  settings.styled = Styled(color, around);
  settings.width = around.terminal_width;
  int columns;
  if (absl::SimpleAtoi(around.variable("COLUMNS"), &columns)) settings.width = columns;

  std::string asked = arguments.Value("profile");
  if (asked.empty()) asked = around.variable("COFI_PROFILE");
  COFI_ASSIGN_OR_RETURN(const YAML::Node profile, ReadProfile(asked, around, language));
  settings.server = arguments.Value("server");
  if (settings.server.empty()) settings.server = around.variable("COFI_SERVER");
  if (settings.server.empty()) settings.server = FromProfile(profile, "server");
  if (settings.server.empty()) {
    std::error_code missing;
    settings.server =
        std::filesystem::exists(kSocket, missing) ? absl::StrCat("unix:", kSocket) : kPort;
  }

  const bool stream = waits == Waits::kForAStream;
  const absl::Duration timeout_max = stream ? kStreamTimeoutMax : kTimeoutMax;
  if (stream) settings.timeout = timeout_max;
  std::string timeout = arguments.Value("timeout");
  // What a profile says of answers says nothing of streams.
  if (timeout.empty() && !stream) timeout = FromProfile(profile, "timeout");
  if (!timeout.empty() &&
      (!absl::ParseDuration(timeout, &settings.timeout) ||
       settings.timeout <= absl::ZeroDuration() || settings.timeout > timeout_max)) {
    return NotOneOf("--timeout", timeout, stream ? "10s, 30m … 24h" : "500ms, 10s, 1m … 10m",
                    language);
  }
  return settings;
}

}  // namespace cofi::cli
