// What a database driver offers: one connection that runs statements. SQL is
// the subset that SQLite (3.40 and later) and PostgreSQL (15 and later) share,
// with parameters `$1`, `$2`, …; only a driver knows more.
#ifndef COFI_DB_CONNECTION_H_
#define COFI_DB_CONNECTION_H_

#include <memory>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "db/value.h"

namespace cofi::db {

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

class Connection {
 public:
  virtual ~Connection() = default;

  // Runs one statement and visits its rows, until a visit fails; a visit may run
  // statements of its own. Statements are prepared once and kept by their text,
  // so the text must not hold values.
  //
  // ALREADY_EXISTS if a unique constraint refuses, OUT_OF_RANGE if a check does,
  // STORE_FAILED if the database cannot go on, INTERNAL if the statement is wrong.
  virtual absl::Status Run(absl::string_view sql, absl::Span<const Value> parameters,
                           RowVisitor visit) = 0;

  // Runs a script of several statements without parameters. A table marked
  // `/* clustered */` behind its columns keeps its rows in the key itself, where
  // the database can: right for short rows that are found by their whole key.
  virtual absl::Status RunScript(absl::string_view sql) = 0;

  // How many rows were written so far, also those that were taken back.
  virtual int64_t changes() const = 0;

  // STORE_FAILED once a statement met a disk or a file that cannot be trusted,
  // whatever became of that statement's own status: nothing more may be written.
  virtual absl::Status failure() const = 0;

  // Begins a copy of the database at `path`, where nothing must be. It must go
  // before the connection.
  virtual absl::StatusOr<std::unique_ptr<Copying>> CopyTo(const std::string& path) = 0;

  absl::Status Run(absl::string_view sql, absl::Span<const Value> parameters = {}) {
    return Run(sql, parameters, [](const Row&) { return absl::OkStatus(); });
  }
};

}  // namespace cofi::db

#endif  // COFI_DB_CONNECTION_H_
