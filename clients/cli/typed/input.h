// What a command reads besides its arguments.
#ifndef COFI_CLIENTS_CLI_TYPED_INPUT_H_
#define COFI_CLIENTS_CLI_TYPED_INPUT_H_

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/language.h"

namespace cofi::cli {

// Far more than the cases of a large organization.
inline constexpr size_t kInputBytesMax = 4 << 20;

// The text of a file, or of the pipe that a shell makes of `<(…)`; `-` is standard input.
// What may never come to an end, or never begin, such as a device or a named pipe, is not
// read.
//
// INVALID_ARGUMENT, a sentence that names the file, if it cannot be read, has more than
// `bytes_max` or is not UTF-8.
absl::StatusOr<std::string> ReadInput(const std::string& file, Language language,
                                      size_t bytes_max = kInputBytesMax);

// The refusal of ReadInput to open the file, for what is read elsewhere.
absl::Status CheckReadable(const std::string& file, Language language);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_TYPED_INPUT_H_
