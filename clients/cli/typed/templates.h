// What a Create may start from: `--from TEMPLATE`, one that is shipped or a file.
#ifndef COFI_CLIENTS_CLI_TYPED_TEMPLATES_H_
#define COFI_CLIENTS_CLI_TYPED_TEMPLATES_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/language.h"
#include "clients/cli/typed/command_line.h"
#include "clients/cli/typed/nouns.h"

namespace cofi::cli {

// The names of those that are shipped for a noun; none of most.
std::vector<std::string> TemplateNames(const Noun& noun);

// `--from`, whose value is one of these or a file.
Flag TemplateFlag(const Noun& noun);

// The text of a template, as `cofi apply` reads it. INVALID_ARGUMENT, a sentence in the user's
// language, if it is neither the name of one that is shipped nor a file that can be read. What has
// a dot or a slash is a file, and so is all where nothing is shipped; - is standard input.
absl::StatusOr<std::string> TemplateText(const Noun& noun, const std::string& from,
                                         Language language);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_TYPED_TEMPLATES_H_
