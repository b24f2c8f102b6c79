// The flags of one command and what was given for them.
//
//   Arguments arguments = *ReadArguments(flags, {"precarisation", "--line", "62"}, language);
//   arguments.words;          // {"precarisation"}
//   arguments.Value("line");  // "62"
#ifndef COFI_CLIENTS_CLI_COMMAND_LINE_H_
#define COFI_CLIENTS_CLI_COMMAND_LINE_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "base/fields.h"
#include "base/language.h"

namespace cofi::cli {

struct Flag {
  std::string name;                  // without dashes; a single letter gets one dash
  std::string value;                 // what stands for its value in help; empty for a switch
  Text help{"", ""};                 // of a flag that is written by hand
  std::vector<std::string> aliases;  // further names
  bool repeated = false;
  bool required = false;
  FieldPath path;  // in the request, of a flag that comes from a field
};

struct Arguments {
  std::vector<std::string> words;
  std::map<std::string, std::vector<std::string>> flags;  // by Flag::name

  bool Has(const std::string& flag) const { return flags.count(flag) > 0; }
  // The last value given; empty if there is none. A switch has `true`.
  std::string Value(const std::string& flag) const;
  bool On(const std::string& flag) const;
};

// The flags that every command takes.
const std::vector<Flag>& GlobalFlags();

// `--name`, or `-n` for a single letter.
std::string Dashed(const std::string& name);

// Where the first two words stand that are neither a global flag nor its value;
// fewer when there are not so many.
std::vector<size_t> WordPositions(absl::Span<const std::string> args, size_t limit);

// Reads `args` by `flags` and the global ones. An error is a sentence in the
// user's language that says what was probably meant.
absl::StatusOr<Arguments> ReadArguments(const std::vector<Flag>& flags,
                                        absl::Span<const std::string> args, Language language);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_COMMAND_LINE_H_
