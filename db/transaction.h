// What a domain function sees of the store: statements, and everything that
// must be the same when the function runs again (time, identifiers, who asks).
//
// A function given to the store may run more than once, so it keeps no state
// outside the transaction.
#ifndef COFI_DB_TRANSACTION_H_
#define COFI_DB_TRANSACTION_H_

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/dates.h"
#include "db/connection.h"
#include "db/journal_heads.h"

namespace cofi::db {

class Transaction;
using Function = std::function<absl::Status(Transaction&)>;

// Runs a function. An exception in it is one call's failure, not the process's:
// INTERNAL.
absl::Status RunGuarded(const Function& function, Transaction& tx);

// Who asks for what, on which root: the same for every statement of a call.
struct Cause {
  // The chain that it may write to; the one it belongs to if it writes none.
  std::string root;
  // Those of which it writes what follows from something else (db/tables/kept.h), and which nobody
  // may change meanwhile.
  std::vector<std::string> others = {};
  std::string principal = "system";
  std::string request_id;
  // The method, for instance `CreateExpense`.
  std::string verb;
  // Facts of the project that the call is about.
  std::string currency = "EUR";
  std::string time_zone = "Europe/Paris";
  absl::Time time;
  // Whether it is undone in any case: all is checked, and nothing written.
  bool tentative = false;
  // Until when somebody waits for the answer, by the system's clock, and whether he has left
  // before; null if that is not known.
  absl::Time deadline = absl::InfiniteFuture();
  std::function<bool()> has_left;

  // Whether nobody waits for the answer any more.
  bool over() const {
    return (deadline != absl::InfiniteFuture() && absl::Now() > deadline) ||
           (has_left != nullptr && has_left());
  }
};

class Transaction {
 public:
  // `heads` is null for one that only reads.
  Transaction(Connection& connection, const Cause& cause, JournalHeads* heads = nullptr)
      : connection_(connection), cause_(cause), heads_(heads) {}
  // A part of another one, with a cause of its own.
  Transaction(Transaction& whole, const Cause& cause)
      : Transaction(whole.connection_, cause, whole.heads_) {}
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  const Cause& cause() const { return cause_; }
  absl::Time now() const { return cause_.time; }
  // Today in the project's time zone.
  absl::CivilDay today() const {
    return today_.has_value() ? *today_ : TodayIn(cause_.time_zone, cause_.time);
  }
  // For the service that keeps the project, whose cause does not know its time zone, and for
  // what is carried out later than it happened.
  void set_today(absl::CivilDay today) { today_ = today; }

  absl::Status Run(absl::string_view sql, absl::Span<const Value> parameters = {}) {
    return connection_.Run(sql, parameters);
  }
  // See Connection::Write: for what only a mistake or a race could make fail.
  absl::Status Write(absl::string_view sql, absl::Span<const Value> parameters) {
    return connection_.Write(sql, parameters);
  }
  absl::Status Run(absl::string_view sql, absl::Span<const Value> parameters, RowVisitor visit) {
    return connection_.Run(sql, parameters, visit);
  }

  // See Connection: for what is tried, and may be taken back.
  absl::Status Savepoint() { return connection_.Savepoint(); }
  absl::Status Release(bool keep) { return connection_.Release(keep); }

  const Dialect& dialect() const { return connection_.dialect(); }

  // As Connection::changes.
  int64_t changes() const { return connection_.changes(); }

  // The single integer of a single row; 0 when there is no row or it is null.
  absl::StatusOr<int64_t> Number(absl::string_view sql, absl::Span<const Value> parameters = {});

  // What is kept beside the resource `name` is to follow its change (db/tables/kept.h), at the
  // end of the function.
  void NoteChange(absl::string_view name) { heads_->NoteChange(name); }

  // For what every write asks anew: the journal, and names of others.
  JournalHeads* heads() const { return heads_; }

 private:
  Connection& connection_;
  const Cause& cause_;
  JournalHeads* const heads_;
  std::optional<absl::CivilDay> today_;
};

}  // namespace cofi::db

#endif  // COFI_DB_TRANSACTION_H_
