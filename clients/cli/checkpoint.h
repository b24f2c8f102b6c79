// A checkpoint: the heads of all chains at a time, signed. As text, a line a head,
// so that it can be printed, kept on paper, and checked without Cofi:
//
//   cofi-checkpoint-1
//   time 2026-11-25T08:00:00Z
//   head budgets projects/precarisation 34 9f86d0…
//   signature mL3Vb5…
//
// The signature is over all that stands before its line.
#ifndef COFI_CLIENTS_CLI_CHECKPOINT_H_
#define COFI_CLIENTS_CLI_CHECKPOINT_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/language.h"
#include "cofi/journal/v1/journal.pb.h"

namespace cofi::cli {

struct Checkpoint {
  absl::Time time;
  // By service.
  std::map<std::string, std::vector<journal::v1::ChainHead>> heads;
};

// The text of a checkpoint, signed. INVALID_ARGUMENT if it is no private key.
absl::StatusOr<std::string> CheckpointText(const Checkpoint& checkpoint,
                                           absl::string_view private_pem);

// The checkpoint of a text. An error, in the user's language, if it is none or was
// not signed by the key; `file` and `key_file` are what it calls them.
absl::StatusOr<Checkpoint> ReadCheckpoint(absl::string_view text, absl::string_view key_pem,
                                          const std::string& file, const std::string& key_file,
                                          Language language);

// The private key in `file`. If there is no such file, a new key is written there,
// for its owner alone, and its public half beside it in `file`.pub; `made` tells.
// Refused if others may read it.
absl::StatusOr<std::string> SigningKeyIn(const std::string& file, Language language, bool* made);

// Writes a file that must not be there yet, and makes sure that it is on the disk.
absl::Status WriteNew(const std::string& file, absl::string_view text, unsigned mode,
                      Language language);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_CHECKPOINT_H_
