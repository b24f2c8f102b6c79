// What a command reads besides its arguments.
#ifndef COFI_CLIENTS_CLI_INPUT_H_
#define COFI_CLIENTS_CLI_INPUT_H_

#include <string>

#include "absl/status/statusor.h"
#include "base/language.h"

namespace cofi::cli {

// The text of a file; `-` is standard input. An error names the file if it cannot
// be read, is too large or is not UTF-8.
absl::StatusOr<std::string> ReadInput(const std::string& file, Language language);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_INPUT_H_
