#include "db/store/verification.h"

#include <limits>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/dates.h"
#include "base/names.h"
#include "base/status.h"
#include "base/text.h"
#include "cofi/journal/v1/followers.pb.h"
#include "db/findings.h"
#include "db/journal.h"
#include "db/store/clock_guard.h"

namespace cofi::db {
namespace {

using journal::v1::VerifyProgress;

// Enough to go at speed, little enough that no read transaction is long.
constexpr int kEntriesPerPage = 512;
constexpr int kRowsPerPage = 256;
constexpr int kRootsPerPage = 16;
constexpr int kHeadsPerPage = 256;

// The next root; empty after the last. One that is stored as other than text comes
// back the same or smaller, and would lead round in a circle.
absl::StatusOr<std::string> RootAfter(Transaction& tx, const std::string& root) {
  std::string next;
  COFI_RETURN_IF_ERROR(tx.Run("SELECT MIN(root) FROM journal WHERE root > $1",
                              {absl::string_view(root)}, [&](const Row& row) {
                                if (!row.IsNull(0)) next = std::string(row.Text(0));
                                return absl::OkStatus();
                              }));
  if (next.empty() || next > root) return next;
  return Finding(type::v1::REASON_JOURNAL_BROKEN, {.root = next}, "root", root, ShownBytes(next));
}

// The last entry of a chain; sequence 0 if there is none.
absl::StatusOr<Verification::Head> EndOf(Transaction& tx, const std::string& root) {
  Verification::Head head{.root = root};
  COFI_RETURN_IF_ERROR(
      tx.Run("SELECT sequence, hash FROM journal WHERE root = $1 ORDER BY sequence DESC LIMIT 1",
             {absl::string_view(root)}, [&](const Row& row) {
               head.sequence = row.Int(0);
               head.hash = std::string(row.Text(1));
               return absl::OkStatus();
             }));
  if (head.sequence > 0) return head;
  return Finding(type::v1::REASON_JOURNAL_BROKEN, {.root = root, .sequence = head.sequence},
                 "sequence", "1", absl::StrCat(head.sequence));
}

// An entry with a text that is none cannot be read by anybody: not by who follows, and not
// by who asks for the history.
absl::Status CheckReadable(const Link& link, const Place& place) {
  for (const auto& [what, text] :
       {std::pair("principal", link.principal), std::pair("request_id", link.request_id),
        std::pair("verb", link.verb), std::pair("name", link.name),
        std::pair("effective_date", link.effective_date)}) {
    if (IsUtf8(text)) continue;
    return Finding(type::v1::REASON_JOURNAL_BROKEN, place, what, "UTF-8", ShownBytes(text));
  }
  if (ParseDate(link.effective_date).ok()) return absl::OkStatus();
  return Finding(type::v1::REASON_JOURNAL_BROKEN, place, "effective_date", "", link.effective_date);
}

}  // namespace

Verification::Verification(const Invariants* invariants, std::vector<Head> heads, bool heads_only)
    : invariants_(*invariants), heads_(std::move(heads)) {
  Begin(heads_only ? VerifyProgress::PHASE_CHECKPOINT : VerifyProgress::PHASE_CHAINS);
}

void Verification::Begin(Phase phase) {
  phase_ = phase;
  counted_ = false;
  checked_ = 0;
  table_ = 0;
  after_root_.clear();
  after_name_.clear();
}

VerifyProgress Verification::progress() const {
  VerifyProgress progress;
  progress.set_phase(phase_);
  progress.set_checked(checked_);
  // What was added meanwhile is checked too.
  progress.set_total(std::max(checked_, total_));
  return progress;
}

absl::Status Verification::Page(Transaction& tx) {
  if (!counted_) COFI_RETURN_IF_ERROR(Count(tx));
  switch (phase_) {
    case VerifyProgress::PHASE_CHAINS:
      return ChainPage(tx);
    case VerifyProgress::PHASE_RESOURCES:
    case VerifyProgress::PHASE_RULES:
      return TablePage(tx);
    case VerifyProgress::PHASE_CHECKPOINT:
      return HeadPage(tx);
    default:
      return absl::OkStatus();
  }
}

absl::Status Verification::Count(Transaction& tx) {
  counted_ = true;
  total_ = 0;
  if (phase_ == VerifyProgress::PHASE_CHECKPOINT) {
    total_ = static_cast<int64_t>(heads_.size());
  } else if (phase_ == VerifyProgress::PHASE_CHAINS) {
    COFI_ASSIGN_OR_RETURN(total_, tx.Number("SELECT COUNT(*) FROM journal"));
  } else {
    for (const Invariants::OfTable& of : invariants_.tables) {
      if (phase_ == VerifyProgress::PHASE_RULES && of.rule == nullptr) continue;
      COFI_ASSIGN_OR_RETURN(const int64_t rows,
                            tx.Number(absl::StrCat("SELECT COUNT(*) FROM ", of.table->name())));
      total_ += rows;
    }
  }
  return absl::OkStatus();
}

const TableBase* Verification::TableOf(absl::string_view type) const {
  for (const Invariants::OfTable& of : invariants_.tables) {
    if (of.table->type()->full_name() == type) return of.table;
  }
  return nullptr;
}

absl::Status Verification::NextChain(Transaction& tx) {
  COFI_ASSIGN_OR_RETURN(root_, RootAfter(tx, root_));
  if (root_.empty()) {
    if (invariants_.store != nullptr) COFI_RETURN_IF_ERROR(invariants_.store(tx));
    Begin(VerifyProgress::PHASE_RESOURCES);
    return absl::OkStatus();
  }
  COFI_ASSIGN_OR_RETURN(const Head head, EndOf(tx, root_));
  in_chain_ = true;
  sequence_ = 0;
  last_seen_ = head.sequence;
  hash_ = FirstPreviousHash();
  gone_.clear();
  rule_ = invariants_.chain == nullptr ? nullptr : invariants_.chain(root_);
  ++chains_;
  return absl::OkStatus();
}

absl::Status Verification::ChainPage(Transaction& tx) {
  // Before what stands in it: a trigger can make of rows what it likes.
  if (!schema_proved_ && invariants_.schema != nullptr) {
    COFI_RETURN_IF_ERROR(VerifySchema(tx, *invariants_.schema, &additions_));
  }
  schema_proved_ = true;
  // One page takes many short chains.
  for (int left = kEntriesPerPage; left > 0 && phase_ == VerifyProgress::PHASE_CHAINS;) {
    if (!in_chain_) {
      COFI_RETURN_IF_ERROR(NextChain(tx));
      // Finding the chain costs about as much as an entry.
      --left;
      continue;
    }
    // Past what was there when it began, the chain is read to its end, however
    // fast it grows; what is left is little.
    const int64_t limit = sequence_ >= last_seen_ - left ? INT64_MAX : left;
    int64_t read = 0;
    COFI_RETURN_IF_ERROR(tx.Run(absl::StrCat("SELECT ", kEntryColumns,
                                             " FROM journal WHERE root = $1 AND sequence > $2"
                                             " ORDER BY sequence LIMIT $3"),
                                {absl::string_view(root_), sequence_, limit}, [&](const Row& row) {
                                  ++read;
                                  return CheckEntry(tx, row);
                                }));
    if (read < limit) COFI_RETURN_IF_ERROR(EndChain(tx));
    left -= static_cast<int>(std::min<int64_t>(read + 1, left));
  }
  return absl::OkStatus();
}

absl::Status Verification::CheckEntry(Transaction& tx, const Row& row) {
  const Link link = LinkFrom(row, 0);
  const absl::string_view stored_previous = row.Text(10), stored_hash = row.Text(11);
  const Place place = {.root = link.root, .sequence = link.sequence, .name = link.name};
  const auto broken = [&](absl::string_view what, const std::string& expected,
                          const std::string& found) {
    return Finding(type::v1::REASON_JOURNAL_BROKEN, place, what, expected, found);
  };
  if (link.sequence != sequence_ + 1) {
    return Finding(type::v1::REASON_ENTRY_MISSING, {.root = link.root, .sequence = sequence_ + 1},
                   "sequence", "", absl::StrCat(link.sequence));
  }
  if (stored_previous != hash_) {
    return broken("previous_hash", ShownBytes(hash_), ShownBytes(stored_previous));
  }
  std::string hash = HashOf(hash_, link);
  if (stored_hash != hash) return broken("hash", ShownBytes(hash), ShownBytes(stored_hash));
  if (RootOf(link.name) != link.root) {
    return broken("root", std::string(RootOf(link.name)), std::string(link.root));
  }
  COFI_RETURN_IF_ERROR(CheckReadable(link, place));
  const TableBase* table = TableOf(link.type);
  // What an operator did to a follower stands in the journal only.
  const bool noted = link.type == journal::v1::Follower::descriptor()->full_name();
  if (table == nullptr && !noted) return broken("type", "", std::string(link.type));
  std::unique_ptr<Message> state;
  if (link.has_state) {
    bool parsed = false;
    if (noted) {
      state = std::make_unique<journal::v1::Follower>();
      parsed = state->ParseFromArray(link.state.data(), static_cast<int>(link.state.size()));
    } else {
      state = table->New();
      parsed = table->ParseState(link.state, state.get());
    }
    if (!parsed || StringField(*state, "name") != link.name) {
      return broken("state", absl::StrCat(link.type, " ", link.name), ShownBytes(link.state));
    }
  }
  if (!noted) COFI_RETURN_IF_ERROR(CheckLatest(tx, link, state.get()));
  if (rule_ != nullptr) COFI_RETURN_IF_ERROR(rule_->OnEntry(tx, link, state.get()));
  sequence_ = link.sequence;
  hash_ = std::move(hash);
  ++entries_;
  ++checked_;
  if (absl::FromUnixMicros(link.commit_time_micros) > tx.now() + kClockJump) ++future_entries_;
  return absl::OkStatus();
}

// The row is that of this entry or of a later one, in this same snapshot. That it
// is as the later one has it is proved with the rows. And it is the same resource that the
// entry before had, unless that is its deletion: one whose row was taken away past Cofi can
// be created again.
absl::Status Verification::CheckLatest(Transaction& tx, const Link& link, const Message* state) {
  const TableBase& table = *TableOf(link.type);
  int64_t stored = 0;
  const std::unique_ptr<Message> before = table.New();
  COFI_RETURN_IF_ERROR(tx.Run(
      absl::StrCat("SELECT (SELECT sequence FROM ", table.name(),
                   " WHERE root = $1 AND name = $2), (SELECT state FROM journal WHERE root = $1"
                   " AND name = $2 AND sequence < $3 ORDER BY sequence DESC LIMIT 1)"),
      {link.root, link.name, link.sequence}, [&](const Row& row) {
        if (!row.IsNull(0)) stored = row.Int(0);
        // What is no message was found where it stands.
        (void)table.ParseState(row.IsNull(1) ? "" : row.Text(1), before.get());
        return absl::OkStatus();
      }));
  const std::string uid_before = StringField(*before, "uid");
  if (state != nullptr && !uid_before.empty() && StringField(*state, "uid") != uid_before) {
    return Finding(type::v1::REASON_RULE_BROKEN,
                   {.root = link.root, .sequence = link.sequence, .name = link.name}, "uid",
                   uid_before, StringField(*state, "uid"));
  }
  if (!link.has_state) {
    gone_.erase(std::string(link.name));
  } else if (stored == 0) {
    gone_[std::string(link.name)] = link.sequence;
  }
  if (stored == 0 || stored >= link.sequence + (link.has_state ? 0 : 1)) return absl::OkStatus();
  return Finding(
      link.has_state ? type::v1::REASON_RESOURCE_DIFFERS : type::v1::REASON_RESOURCE_UNKNOWN,
      {.root = link.root, .sequence = link.sequence, .name = link.name}, "sequence",
      absl::StrCat(link.sequence), absl::StrCat(stored));
}

absl::Status Verification::EndChain(Transaction& tx) {
  // The one whose last entry comes first.
  const std::pair<const std::string, int64_t>* first = nullptr;
  for (const auto& each : gone_) {
    if (first == nullptr || each.second < first->second) first = &each;
  }
  if (first != nullptr) {
    return Finding(type::v1::REASON_RESOURCE_MISSING,
                   {.root = root_, .sequence = first->second, .name = first->first});
  }
  if (rule_ != nullptr) COFI_RETURN_IF_ERROR(rule_->OnEnd(tx));
  rule_.reset();
  in_chain_ = false;
  return absl::OkStatus();
}

absl::Status Verification::TablePage(Transaction& tx) {
  const bool rules = phase_ == VerifyProgress::PHASE_RULES;
  while (table_ < invariants_.tables.size() && rules && invariants_.tables[table_].rule == nullptr)
    ++table_;
  if (table_ == invariants_.tables.size()) {
    if (rules && !kept_proved_) return KeptPage(tx);
    Begin(!rules           ? VerifyProgress::PHASE_RULES
          : heads_.empty() ? VerifyProgress::PHASE_UNSPECIFIED
                           : VerifyProgress::PHASE_CHECKPOINT);
    return absl::OkStatus();
  }
  const Invariants::OfTable& of = invariants_.tables[table_];
  constexpr absl::string_view kNextRows = "(root, name) > ($1, $2) ORDER BY root, name LIMIT $3";
  const std::string root = after_root_, name = after_name_;
  int read = 0;
  const auto visited = [&](absl::string_view visited_name) {
    after_name_ = std::string(visited_name);
    after_root_ = std::string(RootOf(after_name_));
    ++read;
    ++checked_;
  };
  const std::initializer_list<Value> parameters = {absl::string_view(root), absl::string_view(name),
                                                   int64_t{kRowsPerPage}};
  COFI_RETURN_IF_ERROR(rules
                           ? of.table->Visit(tx, kNextRows, parameters,
                                             [&](const Message& resource) {
                                               visited(StringField(resource, "name"));
                                               COFI_RETURN_IF_ERROR(of.rule(tx, resource));
                                               if (on_sound_) on_sound_(resource);
                                               return absl::OkStatus();
                                             })
                           : of.table->VisitStored(tx, kNextRows, parameters, [&](const Row& row) {
                               COFI_RETURN_IF_ERROR(CheckStored(tx, of, row));
                               visited(row.Text(0));
                               ++resources_;
                               return absl::OkStatus();
                             }));
  if (read < kRowsPerPage) {
    ++table_;
    after_root_.clear();
    after_name_.clear();
  }
  return absl::OkStatus();
}

// Last, so that what follows from a wrong row is not found before that.
absl::Status Verification::KeptPage(Transaction& tx) {
  kept_proved_ = invariants_.kept == nullptr;
  for (int i = 0; i < kRootsPerPage && !kept_proved_; ++i) {
    std::string root;
    COFI_RETURN_IF_ERROR(
        tx.Run("SELECT MIN(root) FROM (SELECT MIN(root) AS root FROM journal WHERE root > $1"
               " UNION ALL SELECT MIN(root) FROM known WHERE root > $1) AS roots",
               {absl::string_view(after_root_)}, [&](const Row& row) {
                 if (!row.IsNull(0)) root = std::string(row.Text(0));
                 return absl::OkStatus();
               }));
    kept_proved_ = root.empty();
    if (!kept_proved_) COFI_RETURN_IF_ERROR(CheckKept(*invariants_.kept, tx, root));
    after_root_ = root;
  }
  return absl::OkStatus();
}

absl::Status Verification::CheckStored(Transaction& tx, const Invariants::OfTable& of,
                                       const Row& row) {
  const TableBase& table = *of.table;
  const std::string name(row.Text(0));
  const absl::string_view root = RootOf(name);
  const int64_t sequence = row.Int(static_cast<int>(table.columns().size()));
  const Place place = {.root = root, .sequence = sequence, .name = name};
  // A name that is stored as other than text would be read again and again.
  if (std::pair(root, absl::string_view(name)) <=
      std::pair(absl::string_view(after_root_), absl::string_view(after_name_))) {
    return Finding(type::v1::REASON_RESOURCE_UNKNOWN, place);
  }
  const std::unique_ptr<Message> state = table.New();
  bool found = false;
  COFI_RETURN_IF_ERROR(
      tx.Run("SELECT name, type, state FROM journal WHERE root = $1 AND sequence = $2",
             {root, sequence}, [&](const Row& entry) {
               found = entry.Text(0) == name && entry.Text(1) == table.type()->full_name() &&
                       !entry.IsNull(2) && table.ParseState(entry.Text(2), state.get());
               return absl::OkStatus();
             }));
  if (!found) return Finding(type::v1::REASON_RESOURCE_UNKNOWN, place);
  const auto difference = table.Compare(row, *state, sequence);
  if (!difference.has_value()) return absl::OkStatus();
  return Finding(type::v1::REASON_RESOURCE_DIFFERS, place, difference->column, difference->expected,
                 difference->found);
}

absl::Status Verification::HeadPage(Transaction& tx) {
  for (int i = 0; i < kHeadsPerPage && head_ < heads_.size(); ++i, ++head_, ++checked_) {
    const Head& head = heads_[head_];
    std::string hash;
    COFI_RETURN_IF_ERROR(tx.Run("SELECT hash FROM journal WHERE root = $1 AND sequence = $2",
                                {absl::string_view(head.root), head.sequence}, [&](const Row& row) {
                                  hash = std::string(row.Text(0));
                                  return absl::OkStatus();
                                }));
    if (hash == head.hash) continue;
    return Finding(type::v1::REASON_CHECKPOINT_UNMET,
                   {.root = head.root, .sequence = head.sequence}, "hash", ShownBytes(head.hash),
                   hash.empty() ? "" : ShownBytes(hash));
  }
  if (head_ == heads_.size()) Begin(VerifyProgress::PHASE_UNSPECIFIED);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Verification::Head>> ReadHeads(Transaction& tx,
                                                          const std::string& after_root,
                                                          int limit) {
  std::vector<Verification::Head> heads;
  std::string root = after_root;
  while (static_cast<int>(heads.size()) < limit) {
    COFI_ASSIGN_OR_RETURN(root, RootAfter(tx, root));
    if (root.empty()) break;
    COFI_ASSIGN_OR_RETURN(Verification::Head head, EndOf(tx, root));
    heads.push_back(std::move(head));
  }
  return heads;
}

absl::StatusOr<std::vector<Verification::Head>> VerifyDatabase(
    Connection& connection, const Invariants* invariants, std::vector<Verification::Head> heads,
    const std::function<absl::Status()>& go_on) {
  Cause cause;
  cause.time = absl::Now();
  Verification verification(invariants, std::move(heads), /*heads_only=*/false);
  const auto in_snapshot =
      [&](const std::function<absl::Status(Transaction&)>& read) -> absl::Status {
    COFI_RETURN_IF_ERROR(connection.Begin(Access::kRead));
    Transaction transaction(connection, cause);
    const absl::Status status = read(transaction);
    COFI_RETURN_IF_ERROR(connection.Rollback());
    return status;
  };
  while (!verification.done()) {
    if (go_on != nullptr) COFI_RETURN_IF_ERROR(go_on());
    COFI_RETURN_IF_ERROR(in_snapshot([&](Transaction& tx) { return verification.Page(tx); }));
  }
  std::vector<Verification::Head> found;
  COFI_RETURN_IF_ERROR(in_snapshot([&](Transaction& tx) -> absl::Status {
    COFI_ASSIGN_OR_RETURN(found, ReadHeads(tx, "", std::numeric_limits<int>::max()));
    return absl::OkStatus();
  }));
  return found;
}

}  // namespace cofi::db
