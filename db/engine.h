// Where the tables of one service are: in a file of SQLite's (db/sqlite.h), or in
// a schema of a PostgreSQL database (db/postgres.h).
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
  // durability needs.
  virtual absl::StatusOr<std::unique_ptr<Connection>> Open(Access access) = 0;

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
// SQLite's in `folder`. STORE_FAILED if another process has that, unless it is only
// read beside it.
enum class Use { kServe, kReadBeside };
absl::StatusOr<std::unique_ptr<Engine>> MakeEngine(const std::string& database,
                                                   const std::string& folder,
                                                   const std::string& service,
                                                   Use use = Use::kServe);

}  // namespace cofi::db

#endif  // COFI_DB_ENGINE_H_
