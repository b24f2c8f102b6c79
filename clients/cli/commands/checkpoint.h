// A checkpoint: the heads of all chains at a time, signed. As text, a line a head,
// so that it can be printed, kept on paper, and checked without Cofi:
//
//   cofi-checkpoint-1
//   time 2026-11-25T08:00:00Z
//   head budgets projects/precarisation 34 9f86d0…
//   signature mL3Vb5…
//
// The signature is over all that stands before its line.
#ifndef COFI_CLIENTS_CLI_COMMANDS_CHECKPOINT_H_
#define COFI_CLIENTS_CLI_COMMANDS_CHECKPOINT_H_

#include <map>
#include <string>
#include <vector>

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

// Some two million heads: a line of a hundred bytes for each chain of each service.
inline constexpr size_t kCheckpointBytesMax = 256 << 20;

// The checkpoint in `file`. INVALID_ARGUMENT, in the user's language, if a file cannot
// be read, it is no checkpoint, or was not signed by the key in `key_file`, be that
// the public one or the private.
absl::StatusOr<Checkpoint> ReadCheckpoint(const std::string& file, const std::string& key_file,
                                          Language language);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_COMMANDS_CHECKPOINT_H_
