#include "clients/cli/typed/settings.h"

#include <pwd.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/refusal.h"
#include "base/status.h"
#include "clients/address.h"
#include "clients/cli/typed/profile.h"
#include "clients/cli/typed/words.h"
#include "clients/cli/typed/words_mistakes.h"

namespace cofi::cli {
namespace {

// The package's service listens on the socket; a server started by hand, on the port.
constexpr char kSocket[] = "/run/cofi/cofid.sock";
constexpr char kPort[] = "127.0.0.1:7420";

// No server takes a longer deadline for an answer.
constexpr absl::Duration kTimeoutMax = absl::Minutes(10);
constexpr absl::Duration kStreamTimeoutMax = absl::Hours(24);

std::string ProfileFile(const Environment& environment) {
  std::string folder = environment.variable("XDG_CONFIG_HOME");
  if (folder.empty()) folder = absl::StrCat(environment.variable("HOME"), "/.config");
  return absl::StrCat(folder, "/cofi/profiles.yaml");
}

// The profile that is asked for, by the flag or by the environment.
absl::StatusOr<Profile> ProfileOf(std::string asked, const Environment& environment,
                                  Language language) {
  if (asked.empty()) asked = environment.variable("COFI_PROFILE");
  return ReadProfile(ProfileFile(environment), asked, language);
}

// The address that is said first, and who says it.
absl::StatusOr<std::string> ServerOf(const Arguments& arguments, const Environment& environment,
                                     const Profile& profile) {
  const std::pair<std::string, std::string> said[] = {
      {arguments.Value("server"), "--server"},
      {environment.variable("COFI_SERVER"), "COFI_SERVER"},
      {profile.Value("server"), profile.Place("server")},
  };
  for (const auto& [server, by] : said) {
    if (server.empty()) continue;
    COFI_RETURN_IF_ERROR(InField(by, clients::IsByService(server)
                                         ? clients::ReadAddresses(server).status()
                                         : clients::CheckAddress(server)));
    return server;
  }
  std::error_code missing;
  return std::filesystem::exists(kSocket, missing) ? absl::StrCat("unix:", kSocket) : kPort;
}

absl::Status NotOneOf(const std::string& flag, const std::string& given, const char* accepted,
                      Language language) {
  return Mistake(words::kNotOneOf, language, flag, given, accepted);
}

absl::Status CheckLang(const std::string& by, const std::string& lang, Language language) {
  if (lang.empty() || lang == "en" || lang == "fr") return absl::OkStatus();
  return NotOneOf(by, lang, "en, fr", language);
}

// What may be typed, and what files end in.
struct FormatName {
  Format format;
  const char* name;
};
constexpr FormatName kFormats[] = {
    {Format::kTable, "table"}, {Format::kJson, "json"}, {Format::kCsv, "csv"},
    {Format::kXlsx, "xlsx"},   {Format::kYaml, "yaml"}, {Format::kHtml, "html"},
    {Format::kPdf, "pdf"},     {Format::kIcs, "ics"},   {Format::kTable, "txt"}};

constexpr char kReportFormats[] = "table, json, csv, xlsx, html, pdf, ics";

// A format, or the name of a file that ends in one.
absl::Status SetFormat(const std::string& given, Language language, Settings* settings) {
  if (given.empty()) return absl::OkStatus();
  const size_t dot = given.rfind('.');
  const bool file = dot != given.npos || given.find('/') != given.npos;
  const std::string name = absl::AsciiStrToLower(dot == given.npos ? given : given.substr(dot + 1));
  for (const FormatName& each : kFormats) {
    if (name != each.name) continue;
    settings->format = each.format;
    if (file) settings->file = given;
    return absl::OkStatus();
  }
  return NotOneOf("--format", given,
                  file ? ".txt, .json, .csv, .xlsx, .html, .pdf, .ics"
                       : absl::StrCat(kReportFormats, ", yaml").c_str(),
                  language);
}

bool Styled(const std::string& color, const Environment& environment) {
  if (color == "always") return true;
  if (color == "never" || !environment.variable("NO_COLOR").empty()) return false;
  return environment.terminal && environment.variable("TERM") != "dumb";
}

}  // namespace

std::string NameOf(Format format) {
  for (const FormatName& each : kFormats) {
    if (each.format == format) return each.name;
  }
  return "";
}

absl::Status CheckPlainFormat(const Settings& settings, bool resource, Language language) {
  const Format last = resource ? Format::kYaml : Format::kCsv;
  if (settings.file.empty() && settings.format <= last) return absl::OkStatus();
  return NotOneOf("--format", settings.file.empty() ? NameOf(settings.format) : settings.file,
                  resource ? "table, json, csv, yaml" : "table, json, csv", language);
}

absl::Status CheckReportFormat(const Settings& settings, Language language) {
  if (settings.format != Format::kYaml) return absl::OkStatus();
  return NotOneOf("--format", NameOf(settings.format), kReportFormats, language);
}

Environment ThisProcess() {
  Environment environment;
  environment.variable = [](const std::string& name) {
    const char* value = std::getenv(name.c_str());
    return std::string(value == nullptr ? "" : value);
  };
  environment.terminal = isatty(STDOUT_FILENO) == 1;
  environment.error_terminal = isatty(STDERR_FILENO) == 1;
  winsize size{};
  if (environment.terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) {
    environment.terminal_width = size.ws_col;
  }
  const passwd* user = getpwuid(getuid());
  environment.user = user == nullptr ? absl::StrCat(getuid()) : user->pw_name;
  // It travels as metadata, which is ASCII.
  std::replace_if(
      environment.user.begin(), environment.user.end(),
      [](char c) { return !absl::ascii_isgraph(c); }, '?');
  return environment;
}

Language LanguageOf(absl::Span<const std::string> args, const Environment& environment) {
  const Arguments globals = GlobalsIn(args);
  std::string tag = globals.Value("lang");
  if (tag.empty()) tag = environment.variable("COFI_LANG");
  if (tag.empty()) {
    // What is wrong with the profile is said when the settings are read.
    const auto profile = ProfileOf(globals.Value("profile"), environment, Language::kEnglish);
    if (profile.ok()) tag = profile->Value("lang");
  }
  for (const char* variable : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    if (tag.empty()) tag = environment.variable(variable);
  }
  return LanguageFromTag(tag);
}

absl::StatusOr<Settings> ReadSettings(const Arguments& arguments, const Environment& environment,
                                      Language language, Waits waits) {
  Settings settings;
  settings.language = language;
  settings.principal = environment.user;
  settings.debug = arguments.On("debug");

  // A variable that is not set makes one that is empty, where none would mean something else.
  for (const Flag& flag : GlobalFlags()) {
    if (!flag.value.empty() && arguments.Has(flag.name) && arguments.Value(flag.name).empty()) {
      return Mistake(words::kValueMissing, language, Dashed(flag.name));
    }
  }
  COFI_RETURN_IF_ERROR(CheckLang("--lang", arguments.Value("lang"), language));
  COFI_RETURN_IF_ERROR(SetFormat(arguments.Value("format"), language, &settings));
  const std::string color = arguments.Value("color");
  if (!color.empty() && color != "auto" && color != "always" && color != "never") {
    return NotOneOf("--color", color, "auto, always, never", language);
  }
  settings.progress = environment.error_terminal && environment.variable("TERM") != "dumb";
  settings.styled = Styled(color, environment);
  settings.terminal = environment.terminal;
  settings.width = environment.terminal_width;
  int columns;
  if (absl::SimpleAtoi(environment.variable("COLUMNS"), &columns)) settings.width = columns;

  COFI_ASSIGN_OR_RETURN(const Profile profile,
                        ProfileOf(arguments.Value("profile"), environment, language));
  COFI_RETURN_IF_ERROR(CheckLang(profile.Place("lang"), profile.Value("lang"), language));
  COFI_ASSIGN_OR_RETURN(settings.server, ServerOf(arguments, environment, profile));

  const bool stream = waits == Waits::kForAStream;
  const absl::Duration timeout_max = stream ? kStreamTimeoutMax : kTimeoutMax;
  if (stream) settings.timeout = timeout_max;
  std::string timeout = arguments.Value("timeout"), by = "--timeout";
  // What a profile says of answers says nothing of streams.
  if (timeout.empty() && !stream) {
    timeout = profile.Value("timeout");
    by = profile.Place("timeout");
  }
  if (!timeout.empty() &&
      (!absl::ParseDuration(timeout, &settings.timeout) ||
       settings.timeout <= absl::ZeroDuration() || settings.timeout > timeout_max)) {
    return NotOneOf(by, timeout, stream ? "10s, 30m … 24h" : "500ms, 10s, 1m … 10m", language);
  }
  return settings;
}

}  // namespace cofi::cli
