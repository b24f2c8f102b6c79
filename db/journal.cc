#include "db/journal.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/names.h"
#include "base/refusal.h"
#include "base/status.h"
#include "db/chain.h"

namespace cofi::db {
namespace {

journal::v1::Change ChangeOf(const Row& row) {
  journal::v1::Change change;
  change.set_cursor(absl::StrCat(row.Int(0)));
  journal::v1::JournalEntry& entry = *change.mutable_entry();
  entry.set_root(std::string(row.Text(1)));
  entry.set_sequence(row.Int(2));
  *entry.mutable_commit_time() = TimestampFromTime(absl::FromUnixMicros(row.Int(3)));
  if (const auto date = ParseDate(row.Text(4)); date.ok()) *entry.mutable_effective_date() = *date;
  entry.set_principal(std::string(row.Text(5)));
  entry.set_request_id(std::string(row.Text(6)));
  entry.set_verb(std::string(row.Text(7)));
  entry.set_name(std::string(row.Text(8)));
  if (!row.IsNull(10)) {
    entry.mutable_resource()->set_type_url(absl::StrCat("type.googleapis.com/", row.Text(9)));
    entry.mutable_resource()->set_value(std::string(row.Text(10)));
  }
  entry.set_previous_hash(std::string(row.Text(11)));
  entry.set_hash(std::string(row.Text(12)));
  return change;
}

absl::StatusOr<JournalHead> HeadOf(Transaction& tx, absl::string_view root) {
  if (tx.heads() != nullptr) {
    if (const JournalHead* known = tx.heads()->Find(root)) return *known;
  }
  JournalHead head;
  COFI_RETURN_IF_ERROR(
      tx.Run("SELECT sequence, hash FROM journal WHERE root = $1 ORDER BY sequence DESC LIMIT 1",
             {root}, [&](const Row& row) {
               head = {row.Int(0), std::string(row.Text(1))};
               return absl::OkStatus();
             }));
  return head;
}

}  // namespace

absl::StatusOr<int64_t> AppendJournal(Transaction& tx, absl::string_view name,
                                      const std::string& effective_date,
                                      const google::protobuf::Descriptor* type,
                                      const google::protobuf::Message* state) {
  const absl::string_view root = RootOf(name);
  COFI_ASSIGN_OR_RETURN(const JournalHead head, HeadOf(tx, root));
  const int64_t sequence = head.sequence + 1;
  const Cause& cause = tx.cause();
  const int64_t commit_time = absl::ToUnixMicros(tx.now());
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
  COFI_RETURN_IF_ERROR(tx.Run(
      "INSERT INTO journal (root, sequence, commit_time, effective_date, principal, request_id,"
      " verb, name, type, state, previous_hash, hash)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
      {root, sequence, commit_time, absl::string_view(effective_date),
       absl::string_view(cause.principal), absl::string_view(cause.request_id),
       absl::string_view(cause.verb), name, absl::string_view(type->full_name()),
       state != nullptr ? Value(BlobView{bytes}) : Value(Null{}), BlobView{head.hash},
       BlobView{hash}}));
  if (tx.heads() != nullptr) tx.heads()->Set(root, {sequence, hash});
  return sequence;
}

absl::StatusOr<int64_t> JournalSequence(Transaction& tx, absl::string_view root) {
  return tx.Number("SELECT MAX(sequence) FROM journal WHERE root = $1", {root});
}

absl::StatusOr<Changes> ReadChanges(Transaction& tx, absl::string_view cursor,
                                    absl::Span<const std::string> types, int limit) {
  int64_t after = 0;
  if (!cursor.empty() && (!absl::SimpleAtoi(cursor, &after) || after < 0)) {
    return InField(
        "cursor", Refuse(type::v1::REASON_VALUE_MALFORMED,
                         {{"value", std::string(cursor)}, {"accepted", "the cursor of a change"}}));
  }
  Changes found;
  found.cursor = std::string(cursor);
  int seen = 0;
  // SQLite numbers rows in the order of commits, because one connection writes.
  COFI_RETURN_IF_ERROR(tx.Run(
      "SELECT rowid, root, sequence, commit_time, effective_date, principal, request_id, verb,"
      " name, type, state, previous_hash, hash FROM journal WHERE rowid > $1"
      " ORDER BY rowid LIMIT $2",
      {after, int64_t{limit}}, [&](const Row& row) {
        found.cursor = absl::StrCat(row.Int(0));
        found.more = ++seen == limit;
        if (types.empty() || std::find(types.begin(), types.end(), row.Text(9)) != types.end()) {
          found.changes.push_back(ChangeOf(row));
        }
        return absl::OkStatus();
      }));
  return found;
}

}  // namespace cofi::db
