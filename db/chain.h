// The hash that links a journal entry to the one before it: written with each
// entry, and worked out anew by who verifies the chain.
#ifndef COFI_DB_CHAIN_H_
#define COFI_DB_CHAIN_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace cofi::db {

// An entry as it stands in the journal, but for its hashes.
struct Link {
  absl::string_view root;
  int64_t sequence = 0;
  int64_t commit_time_micros = 0;
  absl::string_view effective_date;
  absl::string_view principal;
  absl::string_view request_id;
  absl::string_view verb;
  absl::string_view name;
  absl::string_view type;
  bool has_state = false;
  absl::string_view state;
};

// What the first entry of a chain has for the hash before it.
std::string FirstPreviousHash();

// SHA-256 over the scheme, the hash before, and every part of the entry behind
// its length, so that no two entries have the same encoding.
std::string HashOf(absl::string_view previous_hash, const Link& link);

}  // namespace cofi::db

#endif  // COFI_DB_CHAIN_H_
