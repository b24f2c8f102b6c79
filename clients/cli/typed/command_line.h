// The flags of one command and what was given for them.
//
//   Arguments arguments = *ReadArguments(flags, {"precarisation", "--line", "62"}, language);
//   arguments.words;          // {"precarisation"}
//   arguments.Value("line");  // "62"
#ifndef COFI_CLIENTS_CLI_TYPED_COMMAND_LINE_H_
#define COFI_CLIENTS_CLI_TYPED_COMMAND_LINE_H_

#include <map>
#include <optional>
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
  // Required as soon as another flag that begins so is given: `due-rule.`.
  std::string required_with;
  // Required unless this one is given.
  std::string required_without;
  FieldPath path;  // in the request, of a flag that comes from a field
  // Of a flag for what is made first: the field of the request's resource that refers to it. Its
  // path is in the request that makes it.
  const FieldDescriptor* made_for = nullptr;
};

struct Arguments {
  std::vector<std::string> words;
  std::map<std::string, std::vector<std::string>> flags;  // by Flag::name

  bool Has(const std::string& flag) const { return flags.count(flag) > 0; }
  // The last value given; empty if there is none. A switch without one has `true`.
  std::string Value(const std::string& flag) const;
  // Whether a switch was given, and not with a no.
  bool On(const std::string& flag) const;
};

// The flags that every command takes.
const std::vector<Flag>& GlobalFlags();

// `--name`, or `-n` for a single letter.
std::string Dashed(const std::string& name);

// What a flag is mostly given by: `share` for `shares`, which are given one by one.
const std::string& ShortestOf(const Flag& flag);

// An argument as the flags have it read, with the next one where that is its value.
struct Given {
  size_t at = 0;                     // where it stands
  const Flag* flag = nullptr;        // none of a word, and of a flag that is not known
  std::optional<std::string> value;  // `--name=value`, `--name value`, `-n=value`, `-nvalue`
  bool is_word = false;              // no flag, or behind `--`

  bool LacksValue() const { return flag != nullptr && !flag->value.empty() && !value.has_value(); }
};

// All that `args` give, by `flags` and the global ones; the flags must stay.
std::vector<Given> Scan(const std::vector<Flag>& flags, absl::Span<const std::string> args);

// What is given of the global flags, before those of the command are known.
Arguments GlobalsIn(absl::Span<const std::string> args);

// Where the first `limit` words stand that are neither a global flag nor its value.
// Fewer when there are not so many, or a command's own flag comes before: what
// follows that is for the command to read.
std::vector<size_t> WordPositions(absl::Span<const std::string> args, size_t limit);

// Reads `args` by `flags` and the global ones. INVALID_ARGUMENT, a sentence in the
// user's language, if a flag is not known (with what was probably meant), has no
// value, is given twice though it is not `repeated`, or if the value of a switch is
// neither a yes nor a no.
absl::StatusOr<Arguments> ReadArguments(const std::vector<Flag>& flags,
                                        absl::Span<const std::string> args, Language language);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_TYPED_COMMAND_LINE_H_
