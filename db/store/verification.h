// Proves that a service's store is whole: it is made as Cofi makes it, every chain
// recomputes, every row is what the journal says, and the service's own rules hold.
//
// It goes page by page, each in a snapshot of its own, so that no read
// transaction is long, and changes made meanwhile are no findings: whatever is
// compared with the journal is compared in one snapshot.
//
//   Verification verification(&invariants, /*heads=*/{}, /*heads_only=*/false);
//   while (!verification.done()) COFI_RETURN_IF_ERROR(verification.Page(tx));
#ifndef COFI_DB_STORE_VERIFICATION_H_
#define COFI_DB_STORE_VERIFICATION_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cofi/journal/v1/journal.pb.h"
#include "db/chain.h"
#include "db/tables/kept.h"
#include "db/tables/table.h"
#include "db/transaction.h"
#include "db/verify_schema.h"

namespace cofi::db {

// What a service proves besides, along one chain.
class ChainRule {
 public:
  virtual ~ChainRule() = default;
  // The next entry, its state parsed (null if it is a deletion), in a snapshot that
  // has at least this entry and those before.
  virtual absl::Status OnEntry(Transaction& tx, const Link& link, const Message* state) = 0;
  // After the last entry, in a snapshot that has no later one.
  virtual absl::Status OnEnd(Transaction& tx) = 0;
};

// What a service proves.
struct Invariants {
  // What its database is made of (db/verify_schema.h); null if that is not proved.
  const Schema* schema = nullptr;
  struct OfTable {
    const TableBase* table;
    // What must hold of a resource, among others that are what the journal says of
    // them; may be null.
    std::function<absl::Status(Transaction&, const Message&)> rule;
  };
  std::vector<OfTable> tables;
  // Makes the rule along the chain of a root; may be null.
  std::function<std::unique_ptr<ChainRule>(const std::string& root)> chain;
  // What is kept beside the tables, proved after them; may be null.
  const KeptRules* kept = nullptr;
  // What must hold of the store as a whole, proved once after the chains; may be
  // null.
  std::function<absl::Status(Transaction&)> store;
  // What must hold between this service and others, which it asks; calls `done` once, from
  // any thread: OK, a finding, or PEER_UNAVAILABLE. No part of a Verification, because
  // copies are proved by themselves; may be null.
  std::function<void(std::function<void(const absl::Status&)> done)> across;
};

class Verification {
 public:
  struct Head {
    std::string root;
    int64_t sequence = 0;
    std::string hash;
  };

  // `invariants` must stay. `heads` are those of a checkpoint. With `heads_only` nothing
  // else is proved.
  Verification(const Invariants* invariants, std::vector<Head> heads, bool heads_only);

  // Proves one more page in the snapshot of `tx`. Returns the first finding
  // (db/findings.h), or the failure of the store; the verification ends with
  // either.
  absl::Status Page(Transaction& tx);

  // Shows each resource once what must hold of it in its own store does.
  void OnSound(std::function<void(const Message&)> visit) { on_sound_ = std::move(visit); }

  bool done() const { return phase_ == journal::v1::VerifyProgress::PHASE_UNSPECIFIED; }
  // How far it is in its phase; the total is that of when the phase began.
  journal::v1::VerifyProgress progress() const;

  int64_t chains() const { return chains_; }
  int64_t entries() const { return entries_; }
  int64_t resources() const { return resources_; }
  // Entries that are later than the present by more than a clock may be wrong.
  int64_t future_entries() const { return future_entries_; }
  // See VerifySchema.
  const std::vector<std::string>& additions() const { return additions_; }

 private:
  using Phase = journal::v1::VerifyProgress::Phase;

  void Begin(Phase phase);
  absl::Status Count(Transaction& tx);
  absl::Status ChainPage(Transaction& tx);
  absl::Status NextChain(Transaction& tx);
  absl::Status CheckEntry(Transaction& tx, const Row& row);
  absl::Status CheckLatest(Transaction& tx, const Link& link, const Message* state);
  absl::Status EndChain(Transaction& tx);
  absl::Status TablePage(Transaction& tx);
  absl::Status KeptPage(Transaction& tx);
  absl::Status CheckStored(Transaction& tx, const Invariants::OfTable& of, const Row& row);
  absl::Status HeadPage(Transaction& tx);
  const TableBase* TableOf(absl::string_view type) const;

  const Invariants& invariants_;
  const std::vector<Head> heads_;
  std::function<void(const Message&)> on_sound_;

  Phase phase_ = journal::v1::VerifyProgress::PHASE_UNSPECIFIED;
  bool counted_ = false;
  int64_t checked_ = 0;
  int64_t total_ = 0;
  int64_t chains_ = 0;
  int64_t entries_ = 0;
  int64_t resources_ = 0;
  int64_t future_entries_ = 0;
  bool schema_proved_ = false;
  bool kept_proved_ = false;
  std::vector<std::string> additions_;

  // Of the chain in hand.
  std::string root_;
  bool in_chain_ = false;
  int64_t sequence_ = 0;
  // The last entry when the chain was begun: from there on, the rest in one page.
  int64_t last_seen_ = 0;
  std::string hash_;
  std::unique_ptr<ChainRule> rule_;
  // Resources without a row whose deletion is not reached yet, with the sequence of
  // their last entry.
  std::map<std::string, int64_t> gone_;

  // Of the table in hand.
  size_t table_ = 0;
  std::string after_root_, after_name_;
  size_t head_ = 0;
};

// The heads of the next `limit` chains after `root` (empty: from the first).
absl::StatusOr<std::vector<Verification::Head>> ReadHeads(Transaction& tx,
                                                          const std::string& after_root, int limit);

// Proves all that `cofi verify` proves of a database, page by page, and that it has
// `heads`; the last entries of its chains then. A finding if it does not hold. Between two
// pages `go_on` is asked, unless null; its error ends the proof.
absl::StatusOr<std::vector<Verification::Head>> VerifyDatabase(
    Connection& connection, const Invariants* invariants, std::vector<Verification::Head> heads,
    const std::function<absl::Status()>& go_on = nullptr);

}  // namespace cofi::db

#endif  // COFI_DB_STORE_VERIFICATION_H_
