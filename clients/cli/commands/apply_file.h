// The file of `cofi apply`: a YAML list whose items say, in the words of the
// command line, what there is to be and what happened.
//
//   - application: precarisation/fdf          # is to exist with these fields
//     funder: fondation-de-france
//     requested_amount: 80000
//   - application submit: precarisation/fdf   # happened
//     effective_date: 2016-02-15
//
// The whole file is read and checked before anything is sent. Values are read
// as those of flags are. The same words name the same request whenever they are
// applied; a verb that stands twice in one file happened twice.
#ifndef COFI_CLIENTS_CLI_COMMANDS_APPLY_FILE_H_
#define COFI_CLIENTS_CLI_COMMANDS_APPLY_FILE_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/language.h"
#include "clients/cli/typed/nouns.h"
#include "google/protobuf/message.h"

namespace cofi::cli {

struct ApplyItem {
  std::string title;  // `application submit precarisation/fdf`
  std::string place;  // `case.yaml:12`
  const Noun* noun = nullptr;
  const Verb* verb = nullptr;  // none: the resource is to exist
  // The verb's request; else the resource with its name and what is declared.
  std::unique_ptr<Message> message;
  std::vector<FieldPath> declared;  // in the resource
  // Of a verb: how often the file has said by here that it happened to this on this date.
  int time = 1;
};

// What it is in a sentence: `dépôt de la candidature precarisation/fdf`; in English its title.
std::string InWords(const ApplyItem& item, Language language);

// A field of a refused request as the file has it: `requested_amount` for
// `application.requested_amount`, in French with what it is called.
std::string AsDeclared(const ApplyItem& item, const std::string& path, Language language);

// `text` is the content of the file called `name`, of all its documents. The error has a
// line for each mistake, up to kMistakesMax: a sentence after its place, `case.yaml:12:5:`.
inline constexpr int kMistakesMax = 20;
absl::StatusOr<std::vector<ApplyItem>> ReadApplyFile(const std::string& text,
                                                     absl::string_view name, Language language);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_COMMANDS_APPLY_FILE_H_
