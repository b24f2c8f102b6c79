// The key that signs checkpoints: an Ed25519 key in a file of whoever audits.
#ifndef COFI_CLIENTS_CLI_COMMANDS_SIGNING_KEY_H_
#define COFI_CLIENTS_CLI_COMMANDS_SIGNING_KEY_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/language.h"

namespace cofi::cli {

// The private key in `file`. If there is no such file, a new key is written there,
// for its owner alone, and its public half beside it in `file`.pub; `made` tells.
// INVALID_ARGUMENT, in the user's language, if others may read the file, or a file
// cannot be read or written; no half of a new key stays behind then.
absl::StatusOr<std::string> SigningKeyIn(const std::string& file, Language language, bool* made);

// Writes a file that must not be there yet, and makes sure that it is on the disk.
// INVALID_ARGUMENT, in the user's language, if it cannot; then there is none.
absl::Status WriteNew(const std::string& file, absl::string_view text, unsigned mode,
                      Language language);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_COMMANDS_SIGNING_KEY_H_
