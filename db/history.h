// What became of a resource, read from the journal.
#ifndef COFI_DB_HISTORY_H_
#define COFI_DB_HISTORY_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "cofi/journal/v1/history.pb.h"
#include "db/transaction.h"

namespace cofi::db {

struct HistoryQuery {
  // The resource, or a root.
  std::string name;
  // Whether what is below it counts too.
  bool below = false;
  int page_size = 0;
  std::string page_token;
  // All that the answer depends on besides: a token is good for one only.
  std::string asked;
};

struct History {
  std::vector<journal::v1::HistoryEntry> entries;
  std::string next_page_token;
};

// A page of entries, newest first, which ends at the bytes of pages.h too. Pages stay as they are
// while others write, because entries are never changed and new ones come before the first page.
//
// VALUE_OUT_OF_RANGE for a negative page size, PAGE_TOKEN_INVALID.
absl::StatusOr<History> ReadHistory(Transaction& tx, const HistoryQuery& query);

// Whether the journal has anything of a resource of this name, which may be gone by now.
absl::StatusOr<bool> WasRecorded(Transaction& tx, absl::string_view name);

}  // namespace cofi::db

#endif  // COFI_DB_HISTORY_H_
