// How `cofi` speaks and whom it calls: from flags, then the environment, then a
// profile, then what the system says.
#ifndef COFI_CLIENTS_CLI_TYPED_SETTINGS_H_
#define COFI_CLIENTS_CLI_TYPED_SETTINGS_H_

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "base/language.h"
#include "clients/cli/typed/command_line.h"

namespace cofi::cli {

// The first three of anything, kYaml of resources, the others of reports only.
enum class Format { kTable, kJson, kCsv, kYaml, kXlsx, kHtml, kPdf, kIcs };

// `xlsx`, as it is typed and files end.
std::string NameOf(Format format);

// What a command waits for: an answer, which a server gives within minutes, or all of
// a stream, which copies or proves a store as large as it may be.
enum class Waits { kForAnAnswer, kForAStream };

struct Settings {
  Language language = Language::kEnglish;
  Format format = Format::kTable;
  std::string file;  // that a report is written to; empty for standard output
  std::string server;
  absl::Duration timeout = absl::Seconds(10);
  std::string principal;
  bool debug = false;
  bool progress = false;  // whether long work shows how far it is
  bool styled = false;    // whether headers are bold
  bool terminal = false;  // whether standard output is one
  int width = 0;          // columns of the terminal; 0 where nothing needs to fit
};

// What the program finds around it, so that tests can bring their own.
struct Environment {
  std::function<std::string(const std::string&)> variable;  // empty when not set
  bool terminal = false;                                    // standard output is one
  bool error_terminal = false;                              // standard error is one
  int terminal_width = 0;
  std::string user;
};

// Those of this process.
Environment ThisProcess();

// The language to speak before anything else is understood.
Language LanguageOf(absl::Span<const std::string> args, const Environment& environment);

// That what is no report is neither a file nor of its formats, and only a resource YAML.
// INVALID_ARGUMENT.
absl::Status CheckPlainFormat(const Settings& settings, bool resource, Language language);
// That a report is no YAML, which nothing would read. INVALID_ARGUMENT.
absl::Status CheckReportFormat(const Settings& settings, Language language);

// INVALID_ARGUMENT, in the user's language, if a value is not one that is accepted, or
// the profile is not there or cannot be read.
absl::StatusOr<Settings> ReadSettings(const Arguments& arguments, const Environment& environment,
                                      Language language, Waits waits = Waits::kForAnAnswer);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_TYPED_SETTINGS_H_
