// The journal: one append-only, hash-chained list of changes for each root.
// Only db::Table writes it, in the transaction of the rows.
#ifndef COFI_DB_JOURNAL_H_
#define COFI_DB_JOURNAL_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "cofi/journal/v1/journal.pb.h"
#include "db/chain.h"
#include "db/journal_heads.h"
#include "db/transaction.h"
#include "google/protobuf/message.h"

namespace cofi::db {

// Adds an entry for the resource `name`, which must be of the root of the
// transaction's cause, and returns its sequence number. The state is null when the
// resource is deleted. Only in a transaction that writes.
absl::StatusOr<int64_t> AppendJournal(Transaction& tx, absl::string_view name,
                                      const std::string& effective_date,
                                      const google::protobuf::Descriptor* type,
                                      const google::protobuf::Message* state);

// The last entry of a root's chain. Only in a transaction that writes.
absl::StatusOr<JournalHead> HeadOf(Transaction& tx, absl::string_view root);

// The columns of an entry, which begin with column `first` of a row: those that its
// hash covers, in that order, then the hash before it and its own.
inline constexpr absl::string_view kEntryColumns =
    "root, sequence, commit_time, effective_date, principal, request_id, verb, name, type, state,"
    " previous_hash, hash";
// What the hash covers; as long as the row is there.
Link LinkFrom(const Row& row, int first);
// The whole entry as others read it.
journal::v1::JournalEntry EntryFrom(const Row& row, int first);

// The last sequence number of a root; 0 before the first entry.
absl::StatusOr<int64_t> JournalSequence(Transaction& tx, absl::string_view root);

// When the last entry of all roots was committed; the infinite past if there is none.
absl::StatusOr<absl::Time> LastCommit(Connection& connection);

// Every root that has an entry.
absl::StatusOr<std::vector<std::string>> JournalRoots(Transaction& tx);

// The last sequence number of a root up to a time; 0 before the first entry.
absl::StatusOr<int64_t> JournalSequenceAt(Transaction& tx, absl::string_view root, absl::Time time);

// Where the feed ends that ReadChanges reads.
absl::StatusOr<int64_t> LastPosition(Transaction& tx);

// Where one is in the feed: behind the entry at a position, which is known by the first
// bytes of its hash. One of version 0.1.0 has none. Text: `1204-9f86d081884c7d65`, `0`.
inline constexpr size_t kCursorHashBytes = 8;
struct Cursor {
  int64_t position = 0;  // 0: before the first.
  std::string mark;      // In lowercase hexadecimal digits.

  bool operator==(const Cursor&) const = default;
  std::string ToString() const;
};
// An empty text is the beginning. VALUE_MALFORMED.
absl::StatusOr<Cursor> ParseCursor(absl::string_view text);

// What is read of the feed at once, and waits for whoever does not read it.
inline constexpr size_t kFeedBytesMax = size_t{256} << 10;

struct Changes {
  std::vector<journal::v1::Change> changes;
  // Go on from here: the entries that were passed over need not be seen again.
  std::string cursor;
  // How many entries were looked at, and whether there may be more.
  int64_t seen = 0;
  bool more = false;
};

// The changes among the next `limit` entries after `cursor` (empty: from the
// beginning), in the order of commits; only those of `types`, unless empty, and with
// `latest_only` only the last of each resource. Once they have more than `bytes_max` bytes, no
// further entry is looked at.
// VALUE_MALFORMED if the cursor is not one of ours; CURSOR_LOST if the journal has not the
// entry that it is behind, because entries were lost since.
absl::StatusOr<Changes> ReadChanges(Transaction& tx, absl::string_view cursor,
                                    absl::Span<const std::string> types, int limit,
                                    bool latest_only = false, size_t bytes_max = kFeedBytesMax);

}  // namespace cofi::db

#endif  // COFI_DB_JOURNAL_H_
