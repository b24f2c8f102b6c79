// Where the tables of one service are: in a file of SQLite's (db/sqlite/sqlite.h), or in
// a schema of a PostgreSQL database (db/postgres/postgres.h).
#ifndef COFI_DB_ENGINE_H_
#define COFI_DB_ENGINE_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "db/connection.h"

namespace cofi::db {

class Engine {
 public:
  virtual ~Engine() = default;

  // STORE_FAILED if the database cannot be opened with the settings that
  // durability needs; STORE_FOREIGN if it is another than was opened before.
  virtual absl::StatusOr<std::unique_ptr<Connection>> Open(Access access) = 0;

  // Makes the database this process's alone, where it is embedded: before there is a
  // connection, and again once another is in its place. STORE_FAILED if another process has
  // it, or it cannot be written; STORE_MISSING (db/instance.h).
  virtual absl::Status Take() { return absl::OkStatus(); }

  // Whether it is the one that belongs here, before anything is done to it: STORE_FOREIGN.
  virtual absl::Status Recognize(Connection&) { return absl::OkStatus(); }

  // Makes a copy one that belongs here; its tables are up to date.
  virtual absl::Status Adopt(Connection&) { return absl::OkStatus(); }

  // Whether what is open is still what its name leads to: STORE_FAILED if the files were
  // removed, replaced or moved away.
  virtual absl::Status CheckPlace() { return absl::OkStatus(); }

  // Whether another process serves it now; asked before this one opens a connection.
  virtual absl::StatusOr<bool> IsServed() = 0;

  // Once the tables are up to date, before anybody uses them.
  virtual absl::Status Prepare(Connection&) { return absl::OkStatus(); }

  // Whether other processes may write to the same tables.
  virtual bool shared() const = 0;

  // Grows when a connection is lost: those that were opened before may lead to a
  // server that has been replaced, and are to be opened again.
  int64_t epoch() const { return epoch_; }
  // One that was opened in `epoch` is lost.
  void Lose(int64_t epoch) { epoch_.compare_exchange_strong(epoch, epoch + 1); }

  // The database's file; empty if it has none.
  virtual std::string path() const { return ""; }

 private:
  std::atomic<int64_t> epoch_ = 0;
};

// `database` is the URL of a PostgreSQL database (`postgres://…`), in which the
// service has the schema of its name; if it is empty, the service has a file of
// SQLite's in `folder`, which is taken (Engine::Take), unless it is only read beside
// another process.
enum class Use { kServe, kReadBeside };
absl::StatusOr<std::unique_ptr<Engine>> MakeEngine(const std::string& database,
                                                   const std::string& folder,
                                                   const std::string& service,
                                                   Use use = Use::kServe);

}  // namespace cofi::db

#endif  // COFI_DB_ENGINE_H_
