// What a database driver offers: one connection that runs statements. SQL is
// the subset that SQLite (3.40 and later) and PostgreSQL (15 and later) share,
// with parameters `$1`, `$2`, …; only a driver knows more.
#ifndef COFI_DB_CONNECTION_H_
#define COFI_DB_CONNECTION_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "base/refusal.h"
#include "base/status.h"
#include "db/value.h"

namespace cofi::db {

// STORE_FAILED, with what the database or the system says, which ends lines.
inline absl::Status StoreFailed(absl::string_view detail) {
  return Refuse(type::v1::REASON_STORE_FAILED,
                {{"detail", std::string(absl::StripAsciiWhitespace(detail))}});
}

// A refusal because of what the engine says. That is for the log and for whoever starts the
// process: it may hold statements and values, so callers are not told (services/rpc/errors.cc).
inline absl::Status EngineFailed(absl::string_view said,
                                 Reason reason = type::v1::REASON_STORE_FAILED) {
  return Refuse(reason, {{"detail", "the database failed"},
                         {"engine", absl::StrCat(": ", absl::StripAsciiWhitespace(said))}});
}

// What a statement says that ended early (Connection::EndWhen).
inline constexpr char kNobodyWaits[] = "nobody waits for the answer any more";

// A row of a result, valid during the visit. Columns are counted from 0.
class Row {
 public:
  virtual ~Row() = default;
  virtual bool IsNull(int column) const = 0;
  virtual int64_t Int(int column) const = 0;
  // Text, or bytes.
  virtual absl::string_view Text(int column) const = 0;
};

using RowVisitor = absl::FunctionRef<absl::Status(const Row&)>;

// A copy of a database that is being made, step by step. What its connection
// changes between two steps is in the copy; another connection's changes would
// start it again.
class Copying {
 public:
  virtual ~Copying() = default;
  // Copies up to `pages` more; whether there are more. Not within a transaction.
  // STORE_FAILED if the copy cannot be written; the database is as it was.
  virtual absl::StatusOr<bool> Step(int pages) = 0;
};

// What a connection is for.
enum class Access { kWrite, kRead };

// Where the engines differ in what they are told.
struct Dialect {
  // Selects the position (`rowid`) of the journal that the entries of this
  // transaction come after, and how many it may add.
  absl::string_view last_position;
  int64_t entries_max;
  // An expression: from this position on, entries may still be missing in this
  // snapshot that will be there in a later one.
  absl::string_view feed_end;
  // Run before the commit of a transaction that wrote nothing and yet tells what is
  // durable, so that it waits as long as what it tells of; may be empty.
  absl::string_view confirm;
  // Whether other processes write to the same tables.
  bool shared;
  // Selects a text for each transaction that writes now, of other processes too: its name,
  // which no later one has. Empty where one writes at a time.
  absl::string_view writers;
  // Ends the transactions of processes that stand still and keep others from their locks:
  // whoever runs a server beside them runs this from time to time. May be empty.
  absl::string_view end_standing;
};

// What is to be done about a connection that has failed.
enum class Remedy {
  // Stop for good: only opening the database anew tells what is in it.
  kStop,
  // Roll back, and run the same transaction again.
  kRunAgain,
  // Roll back, and refuse what was asked.
  kRefuse,
  // The connection is lost, and whether its last COMMIT counts is not known. Open
  // another.
  kReopen,
};

struct Failure {
  absl::Status status;
  Remedy remedy;
};

// Of several in each other the name means the innermost.
inline constexpr char kSavepoint[] = "SAVEPOINT part";
inline constexpr char kRollbackToSavepoint[] = "ROLLBACK TO SAVEPOINT part";
inline constexpr char kRelease[] = "RELEASE SAVEPOINT part";

class Connection {
 public:
  virtual ~Connection() = default;

  virtual const Dialect& dialect() const = 0;

  // Begins a transaction that may write, or one that reads a single snapshot.
  virtual absl::Status Begin(Access access) = 0;
  // Ends it: what it wrote counts from then on if this returns OK; STORE_FAILED otherwise, and
  // failure() says what is to be done. Or takes it back, also after it failed.
  virtual absl::Status Commit() { return Run("COMMIT"); }
  virtual absl::Status Rollback() { return Run("ROLLBACK"); }
  // Within a transaction, begins a part, which may have parts of its own; and ends it, with what
  // it did or as if it had done nothing.
  virtual absl::Status Savepoint() { return Run(kSavepoint); }
  virtual absl::Status Release(bool keep);

  // Runs one statement and visits its rows, until a visit fails; a visit may run
  // statements of its own. Statements are prepared once and kept by their text,
  // so the text must not hold values.
  //
  // ALREADY_EXISTS if a unique constraint refuses, OUT_OF_RANGE if a check does,
  // STORE_FAILED if the database cannot go on, INTERNAL if the statement is wrong.
  // The function that asked must fail after any of them.
  virtual absl::Status Run(absl::string_view sql, absl::Span<const Value> parameters,
                           RowVisitor visit) = 0;

  // As Run without a visitor, for a statement that is not expected to fail. It may
  // be sent without waiting; the transaction then fails at a later statement or at
  // its commit, to be run again with savepoints, within which all is waited for.
  virtual absl::Status Write(absl::string_view sql, absl::Span<const Value> parameters) {
    return Run(sql, parameters);
  }

  // Runs a script of several statements without parameters. A comment such as
  // `/* sqlite: WITHOUT ROWID */` is part of the script for that engine, here
  // SQLite, and a comment for the others.
  virtual absl::Status RunScript(absl::string_view sql) = 0;

  // Within a transaction that will write, and before it does: keeps others from
  // writing to `roots` (sorted) until it ends, and from changing the shared root,
  // which every root may refer to. Where a database has one writer, that is it.
  virtual absl::Status Lock(absl::Span<const absl::string_view> roots) = 0;

  // Within a transaction that may take long, such as a migration's: neither it nor what it
  // waits for is cut short until it ends.
  virtual absl::Status TakeTime() { return absl::OkStatus(); }

  // From now on a statement that runs ends early, and another does not begin, once `over`
  // says so, which is asked again and again while they run, on the thread that runs them:
  // STORE_FAILED. Null: never. For a connection that reads; it may have failed by it.
  virtual void EndWhen(std::function<bool()> over) = 0;

  // Grows with each row that is written, also those that are taken back, and with
  // each statement after whose failure a transaction cannot go on.
  virtual int64_t changes() const = 0;

  // Set once a statement met something that the transaction cannot outlive, whatever
  // became of that statement's own status. A statement that is merely wrong sets none.
  virtual const std::optional<Failure>& failure() const = 0;

  // OK unless it has failed.
  absl::Status failed() const { return failure() ? failure()->status : absl::OkStatus(); }
  // Whether it has failed, and this is what is to be done about it.
  bool CallsFor(Remedy remedy) const { return failure() && failure()->remedy == remedy; }

  // Begins a copy of the database at `path`, where nothing must be. It must go
  // before the connection. STORE_FAILED where the engine has copies of its own.
  virtual absl::StatusOr<std::unique_ptr<Copying>> CopyTo(const std::string& path) = 0;

  absl::Status Run(absl::string_view sql, absl::Span<const Value> parameters = {}) {
    return Run(sql, parameters, [](const Row&) { return absl::OkStatus(); });
  }
};

inline absl::Status Connection::Release(bool keep) {
  if (!keep) COFI_RETURN_IF_ERROR(Run(kRollbackToSavepoint));
  return Run(kRelease);
}

}  // namespace cofi::db

#endif  // COFI_DB_CONNECTION_H_
