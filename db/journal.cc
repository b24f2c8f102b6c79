#include "db/journal.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/names.h"
#include "base/refusal.h"
#include "base/status.h"
#include "base/text.h"
#include "db/chain.h"
#include "db/pages.h"

namespace cofi::db {

absl::StatusOr<JournalHead> HeadOf(Transaction& tx, absl::string_view root) {
  if (const JournalHead* known = tx.heads()->Find(root)) return *known;
  JournalHead head;
  COFI_RETURN_IF_ERROR(
      tx.Run("SELECT sequence, hash, commit_time FROM journal WHERE root = $1"
             " ORDER BY sequence DESC LIMIT 1",
             {root}, [&](const Row& row) {
               head = {row.Int(0), std::string(row.Text(1)), row.Int(2)};
               return absl::OkStatus();
             }));
  return head;
}

namespace {

// Where the next entry stands in the feed.
absl::StatusOr<int64_t> NextPosition(Transaction& tx) {
  std::optional<JournalHeads::Feed>& feed = tx.heads()->feed();
  if (!feed.has_value()) {
    COFI_ASSIGN_OR_RETURN(const int64_t last, tx.Number(tx.dialect().last_position));
    feed = {last, tx.dialect().entries_max};
  }
  if (feed->entries_left == 0) {
    return Refuse(type::v1::REASON_INTERNAL, {{"detail", "too many changes in one transaction"}});
  }
  --feed->entries_left;
  return ++feed->position;
}

}  // namespace

Link LinkFrom(const Row& row, int first) {
  return {.root = row.Text(first),
          .sequence = row.Int(first + 1),
          .commit_time_micros = row.Int(first + 2),
          .effective_date = row.Text(first + 3),
          .principal = row.Text(first + 4),
          .request_id = row.Text(first + 5),
          .verb = row.Text(first + 6),
          .name = row.Text(first + 7),
          .type = row.Text(first + 8),
          .has_state = !row.IsNull(first + 9),
          .state = row.Text(first + 9)};
}

journal::v1::JournalEntry EntryFrom(const Row& row, int first) {
  const Link link = LinkFrom(row, first);
  journal::v1::JournalEntry entry;
  entry.set_root(std::string(link.root));
  entry.set_sequence(link.sequence);
  *entry.mutable_commit_time() = TimestampFromTime(absl::FromUnixMicros(link.commit_time_micros));
  if (const auto date = ParseDate(link.effective_date); date.ok()) {
    *entry.mutable_effective_date() = *date;
  }
  entry.set_principal(std::string(link.principal));
  entry.set_request_id(std::string(link.request_id));
  entry.set_verb(std::string(link.verb));
  entry.set_name(std::string(link.name));
  if (link.has_state) {
    entry.mutable_resource()->set_type_url(absl::StrCat("type.googleapis.com/", link.type));
    entry.mutable_resource()->set_value(std::string(link.state));
  }
  entry.set_previous_hash(std::string(row.Text(first + 10)));
  entry.set_hash(std::string(row.Text(first + 11)));
  return entry;
}

absl::StatusOr<int64_t> AppendJournal(Transaction& tx, absl::string_view name,
                                      const std::string& effective_date,
                                      const google::protobuf::Descriptor* type,
                                      const google::protobuf::Message* state) {
  const absl::string_view root = RootOf(name);
  if (tx.heads() == nullptr) {
    return Refuse(type::v1::REASON_INTERNAL,
                  {{"detail", absl::StrCat(tx.cause().verb, " reads, and changes ", name)}});
  }
  if (root != tx.cause().root) {
    return Refuse(type::v1::REASON_INTERNAL,
                  {{"detail", absl::StrCat(tx.cause().verb, " of ", tx.cause().root, " changes ",
                                           name, ", which is of another root")}});
  }
  COFI_ASSIGN_OR_RETURN(const JournalHead head, HeadOf(tx, root));
  COFI_ASSIGN_OR_RETURN(const int64_t position, NextPosition(tx));
  const int64_t sequence = head.sequence + 1;
  // A clock may be set back; what is known of a root only grows.
  const int64_t commit_time = std::max(absl::ToUnixMicros(tx.now()), head.commit_time);
  const Cause& cause = tx.cause();
  // What a client cannot read would stop all who follow, for ever: the last step before
  // asks again.
  if (!IsUtf8(cause.principal) || !IsUtf8(cause.request_id)) {
    return Refuse(type::v1::REASON_INTERNAL,
                  {{"detail", "the journal takes no text that is not UTF-8"}});
  }
  std::string bytes;
  if (state != nullptr) bytes = state->SerializeAsString();

  const std::string hash = HashOf(head.hash, {.root = root,
                                              .sequence = sequence,
                                              .commit_time_micros = commit_time,
                                              .effective_date = effective_date,
                                              .principal = cause.principal,
                                              .request_id = cause.request_id,
                                              .verb = cause.verb,
                                              .name = name,
                                              .type = type->full_name(),
                                              .has_state = state != nullptr,
                                              .state = bytes});
  const absl::Status written = tx.Write(
      "INSERT INTO journal (root, sequence, commit_time, effective_date, principal, request_id,"
      " verb, name, type, state, previous_hash, hash, rowid)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
      {root, sequence, commit_time, absl::string_view(effective_date),
       absl::string_view(cause.principal), absl::string_view(cause.request_id),
       absl::string_view(cause.verb), name, absl::string_view(type->full_name()),
       state != nullptr ? Value(BlobView{bytes}) : Value(Null{}), BlobView{head.hash},
       BlobView{hash}, position});
  if (absl::IsAlreadyExists(written)) tx.heads()->Contest();
  COFI_RETURN_IF_ERROR(written);
  tx.heads()->Set(root, {sequence, hash, commit_time});
  tx.NoteChange(name);
  return sequence;
}

absl::StatusOr<int64_t> JournalSequence(Transaction& tx, absl::string_view root) {
  return tx.Number("SELECT MAX(sequence) FROM journal WHERE root = $1", {root});
}

absl::StatusOr<absl::Time> LastCommit(Connection& connection) {
  absl::Time last = absl::InfinitePast();
  // Times of a root never decrease. From root to root by the key, as below.
  COFI_RETURN_IF_ERROR(connection.Run(
      "WITH RECURSIVE roots (root) AS (SELECT MIN(root) FROM journal UNION ALL"
      " SELECT (SELECT MIN(journal.root) FROM journal WHERE journal.root > roots.root)"
      " FROM roots WHERE roots.root IS NOT NULL)"
      " SELECT (SELECT commit_time FROM journal WHERE journal.root = roots.root"
      " ORDER BY sequence DESC LIMIT 1) FROM roots WHERE root IS NOT NULL",
      {}, [&](const Row& row) {
        last = std::max(last, absl::FromUnixMicros(row.Int(0)));
        return absl::OkStatus();
      }));
  return last;
}

absl::StatusOr<std::vector<std::string>> JournalRoots(Transaction& tx) {
  std::vector<std::string> roots;
  // From root to root by the key: there are few of them, and many entries.
  COFI_RETURN_IF_ERROR(
      tx.Run("WITH RECURSIVE roots (root) AS (SELECT MIN(root) FROM journal UNION ALL"
             " SELECT (SELECT MIN(journal.root) FROM journal WHERE journal.root > roots.root)"
             " FROM roots WHERE roots.root IS NOT NULL)"
             " SELECT root FROM roots WHERE root IS NOT NULL",
             {}, [&](const Row& row) {
               roots.emplace_back(row.Text(0));
               return absl::OkStatus();
             }));
  return roots;
}

absl::StatusOr<int64_t> JournalSequenceAt(Transaction& tx, absl::string_view root,
                                          absl::Time time) {
  const int64_t micros = absl::ToUnixMicros(time);
  // Times of a root never decrease, so the last entry up to one is found by halves.
  int64_t low = 0;
  COFI_ASSIGN_OR_RETURN(int64_t high, JournalSequence(tx, root));
  while (low < high) {
    const int64_t middle = low + (high - low + 1) / 2;
    COFI_ASSIGN_OR_RETURN(
        const int64_t committed,
        tx.Number("SELECT commit_time FROM journal WHERE root = $1 AND sequence = $2",
                  {root, middle}));
    if (committed <= micros) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

absl::StatusOr<int64_t> LastPosition(Transaction& tx) {
  return tx.Number(
      absl::StrCat("SELECT MAX(rowid) FROM journal WHERE rowid < ", tx.dialect().feed_end));
}

namespace {

// As it stands in a cursor.
std::string Mark(absl::string_view hash) {
  return absl::BytesToHexString(hash.substr(0, kCursorHashBytes));
}

// The last entry of the feed, or what begins it.
absl::StatusOr<std::string> EndOfFeed(Transaction& tx) {
  std::string end = "0";
  COFI_RETURN_IF_ERROR(tx.Run(absl::StrCat("SELECT rowid, hash FROM journal WHERE rowid < ",
                                           tx.dialect().feed_end, " ORDER BY rowid DESC LIMIT 1"),
                              {}, [&](const Row& row) {
                                end = Cursor{row.Int(0), Mark(row.Text(1))}.ToString();
                                return absl::OkStatus();
                              }));
  return end;
}

// Whether a later entry says what became of the resource.
constexpr absl::string_view kIsSuperseded =
    "CASE WHEN EXISTS (SELECT 1 FROM journal AS later WHERE later.root = journal.root"
    " AND later.name = journal.name AND later.sequence > journal.sequence) THEN 1 ELSE 0 END";

}  // namespace

std::string Cursor::ToString() const {
  return absl::StrCat(position, mark.empty() ? "" : "-", mark);
}

absl::StatusOr<Cursor> ParseCursor(absl::string_view text) {
  Cursor cursor;
  if (text.empty()) return cursor;
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(text, absl::MaxSplits('-', 1));
  cursor.mark = std::string(parts.second);
  const bool marked = parts.first.size() < text.size();
  const bool is_mark = cursor.mark.size() == 2 * kCursorHashBytes &&
                       std::all_of(cursor.mark.begin(), cursor.mark.end(), absl::ascii_isxdigit);
  if (absl::SimpleAtoi(parts.first, &cursor.position) && cursor.position >= 0 &&
      marked == is_mark) {
    return cursor;
  }
  return InField("cursor",
                 Refuse(type::v1::REASON_VALUE_MALFORMED,
                        {{"value", std::string(text)}, {"accepted", "the cursor of a change"}}));
}

absl::StatusOr<Changes> ReadChanges(Transaction& tx, absl::string_view cursor,
                                    absl::Span<const std::string> types, int limit,
                                    bool latest_only, size_t bytes_max) {
  COFI_ASSIGN_OR_RETURN(const Cursor after, ParseCursor(cursor));
  Changes found;
  found.cursor = std::string(cursor);
  // The entry of the cursor itself comes first, and must be the one that it was.
  bool begun = after.position == 0;
  int asked = limit + (begun ? 0 : 1);
  size_t bytes = 0;
  const absl::Status read =
      tx.Run(absl::StrCat("SELECT rowid, ", kEntryColumns, ", ", latest_only ? kIsSuperseded : "0",
                          " FROM journal WHERE rowid >= $1", " AND (rowid < ",
                          tx.dialect().feed_end, " OR rowid = $1) ORDER BY rowid", " LIMIT $2"),
             {after.position, int64_t{asked}}, [&](const Row& row) {
               const Cursor here = {row.Int(0), Mark(row.Text(12))};
               if (bytes > bytes_max) {
                 found.more = true;
                 return PageIsFull();
               }
               if (!begun) {
                 begun = here.position == after.position && (after.mark.empty() || after == here);
                 return begun ? absl::OkStatus() : absl::CancelledError("of another history");
               }
               found.cursor = here.ToString();
               found.more = ++found.seen == limit;
               const absl::string_view type = row.Text(9);
               const bool superseded = row.Int(13) == 1;
               if (!superseded &&
                   (types.empty() || std::find(types.begin(), types.end(), type) != types.end())) {
                 journal::v1::Change& change = found.changes.emplace_back();
                 change.set_cursor(found.cursor);
                 *change.mutable_entry() = EntryFrom(row, 1);
                 bytes += change.ByteSizeLong();
               }
               return absl::OkStatus();
             });
  if (!begun && (read.ok() || absl::IsCancelled(read))) {
    COFI_ASSIGN_OR_RETURN(std::string end, EndOfFeed(tx));
    return InField("cursor", Refuse(type::v1::REASON_CURSOR_LOST,
                                    {{"value", std::string(cursor)}, {"end", std::move(end)}}));
  }
  COFI_RETURN_IF_ERROR(UnlessFull(read));
  return found;
}

}  // namespace cofi::db
