#include "db/sqlite/sqlite.h"

#include <SQLiteCpp/Backup.h>
#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

#include <filesystem>
#include <functional>
#include <iterator>
#include <limits>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/cleanup/cleanup.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/refusal.h"
#include "base/status.h"
#include "db/script.h"

namespace cofi::db {
namespace {

constexpr int kBusyTimeoutMs = 5'000;

// Steps of SQLite's machine between two questions whether anybody still waits: some ten
// microseconds.
constexpr int kStepsBetweenQuestions = 1'000;

struct Pragma {
  const char* pragma;
  const char* value;
  const char* read_back;
};

// WAL-reset (SQLite 3.7.0 to 3.51.2) can corrupt a database when two
// connections checkpoint, so only the writer does: readers never write, and no
// commit of theirs can start one.
constexpr Pragma kPragmas[] = {
    {"synchronous", "FULL", "2"},
    {"foreign_keys", "1", "1"},
    {"trusted_schema", "0", "0"},
    {"temp_store", "MEMORY", "2"},
    // 32 MiB: what a checkpoint rewrites is then written once for many commits.
    {"cache_size", "-32768", "-32768"},
    // The writer has a checkpoint of its own (Checkpoint below), readers none.
    {"wal_autocheckpoint", "0", "0"},
};

// In pages of 4 KiB: from 64 MiB on each commit tries to empty the log, without
// waiting for anybody. Readers that come and go without a pause would let it grow
// for ever, so from 80 MiB on the writer waits for those that are there.
constexpr int kCheckpointPages = 16'000;
constexpr int kWaitPages = 20'000;
// How long it waits at most (a read lasts milliseconds, unless the machine is
// overloaded), and how much is written before it does so again.
constexpr int kWaitMs = 2'000;
constexpr int kPagesBetweenWaits = 1'000;
constexpr Pragma kReadsOnly = {"query_only", "1", "1"};

// One connection writes, so rows are numbered in the order of commits, and what is
// there is complete.
constexpr Dialect kDialect = {
    .last_position = "SELECT COALESCE(MAX(rowid), 0) FROM journal",
    .entries_max = std::numeric_limits<int64_t>::max(),
    .feed_end = "9223372036854775807",
    .confirm = "",
    .shared = false,
    .writers = "",
    .end_standing = "",
};

absl::Status FromException(const SQLite::Exception& error, absl::string_view sql) {
  switch (error.getErrorCode()) {
    case SQLITE_CONSTRAINT:
      switch (error.getExtendedErrorCode()) {
        case SQLITE_CONSTRAINT_PRIMARYKEY:
        case SQLITE_CONSTRAINT_ROWID:
        case SQLITE_CONSTRAINT_UNIQUE:
          return absl::AlreadyExistsError(error.what());
        case SQLITE_CONSTRAINT_CHECK:
          return absl::OutOfRangeError(error.what());
        default:
          break;
      }
      [[fallthrough]];
    case SQLITE_ERROR:
    case SQLITE_MISUSE:
    case SQLITE_RANGE:
    case SQLITE_MISMATCH:
      return EngineFailed(absl::StrCat(error.what(), " in ", sql.substr(0, 200)),
                          type::v1::REASON_INTERNAL);
    default:
      return EngineFailed(error.what());
  }
}

// What an error calls for that tells of the disk or the file rather than of the
// statement. SQLite may have rolled the whole transaction back by then.
std::optional<Remedy> RemedyFor(int code, Access access) {
  switch (code & 0xff) {
    // Another program has locked the file, which it will let go of: a shell, a copy.
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return Remedy::kRunAgain;
    case SQLITE_IOERR:
    case SQLITE_FULL:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_CANTOPEN:
    case SQLITE_PROTOCOL:
    case SQLITE_NOMEM:
      return Remedy::kStop;
    // A reader is asked to write by mistake; a writer's file cannot be written.
    case SQLITE_READONLY:
      if (access == Access::kWrite) return Remedy::kStop;
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

// Prepared statements that a connection keeps, and the memory that they may take: that of a
// long filter is many times its text, and no two people write the same.
constexpr size_t kStatementsMax = 512;
constexpr size_t kStatementBytesMax = size_t{64} << 10;
constexpr size_t kStatementsBytesMax = size_t{4} << 20;

class SqliteRow final : public Row {
 public:
  explicit SqliteRow(SQLite::Statement& statement) : statement_(statement) {}
  bool IsNull(int column) const override { return statement_.getColumn(column).isNull(); }
  int64_t Int(int column) const override { return statement_.getColumn(column).getInt64(); }
  absl::string_view Text(int column) const override {
    const SQLite::Column value = statement_.getColumn(column);
    const void* bytes = value.getBlob();
    return {static_cast<const char*>(bytes), static_cast<size_t>(value.getBytes())};
  }

 private:
  SQLite::Statement& statement_;
};

class SqliteCopying final : public Copying {
 public:
  SqliteCopying(SQLite::Database& from, const std::string& path)
      : copy_(path, SQLite::OPEN_NOMUTEX | SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE),
        backup_(Unsynced(copy_), from) {}

  absl::StatusOr<bool> Step(int pages) override {
    try {
      return backup_.executeStep(pages) != SQLITE_DONE;
    } catch (const SQLite::Exception& error) {
      return EngineFailed(absl::StrCat(copy_.getFilename(), ": ", error.what()));
    }
  }

 private:
  // A copy counts only once it is whole and checked, so nothing waits for the disk
  // before.
  static SQLite::Database& Unsynced(SQLite::Database& copy) {
    copy.exec("PRAGMA synchronous=OFF");
    return copy;
  }

  SQLite::Database copy_;
  SQLite::Backup backup_;
};

class SqliteConnection final : public Connection {
 public:
  SqliteConnection(const std::string& path, Access access)
      : database_(path,
                  // One thread uses a connection, so SQLite need not lock it.
                  SQLite::OPEN_NOMUTEX | SQLite::OPEN_READWRITE |
                      (access == Access::kWrite ? SQLite::OPEN_CREATE : 0),
                  kBusyTimeoutMs),
        access_(access) {}

  absl::Status Configure(Access access) {
    // What a crash left in the log.
    std::error_code none;
    const bool replays =
        access == Access::kWrite && std::filesystem::file_size(LogPath(), none) > 0 && !none;
    // An older file under a newer log is a mixture of both, which may look right for long: it
    // is found before the log is written into the file, where it can still be undone.
    if (replays) KeepLog(true);
    try {
      COFI_RETURN_IF_ERROR(ConfigureSchema());
      const std::string mode = database_.execAndGet("PRAGMA journal_mode=WAL").getString();
      if (mode != "wal") return NotTaken("journal_mode", mode);
      std::vector<Pragma> pragmas(std::begin(kPragmas), std::end(kPragmas));
      if (access == Access::kRead) pragmas.push_back(kReadsOnly);
      for (const Pragma& pragma : pragmas) {
        database_.exec(absl::StrCat("PRAGMA ", pragma.pragma, "=", pragma.value));
        const std::string found =
            database_.execAndGet(absl::StrCat("PRAGMA ", pragma.pragma)).getString();
        if (found != pragma.read_back) return NotTaken(pragma.pragma, found);
      }
      if (replays) COFI_RETURN_IF_ERROR(CheckFitsLog());
      KeepLog(false);
      // What a crash left in the log was perhaps never synced: it must be before
      // anybody is told that it is there.
      if (access == Access::kWrite) {
        database_.exec("PRAGMA wal_checkpoint(TRUNCATE)");
        sqlite3_wal_hook(database_.getHandle(), &SqliteConnection::Committed, this);
      }
    } catch (const SQLite::Exception& error) {
      if (replays && (error.getErrorCode() & 0xff) == SQLITE_CORRUPT) return NoFit(error.what());
      return FromException(error, "PRAGMA");
    }
    return absl::OkStatus();
  }

  absl::Status Begin(Access access) override {
    // What was waited for may be over.
    if (CallsFor(Remedy::kRunAgain)) failure_.reset();
    return Connection::Run(access == Access::kWrite ? "BEGIN IMMEDIATE" : "BEGIN");
  }
  absl::Status Commit() override {
    const absl::Status status = Connection::Commit();
    // Whatever it says: what became of the transaction only an opening tells.
    if (!status.ok() && !failure_) failure_ = {status, Remedy::kStop};
    return status;
  }

  absl::Status Run(absl::string_view sql, absl::Span<const Value> parameters,
                   RowVisitor visit) override {
    absl::Status status;
    if (over_ != nullptr && over_()) return StoreFailed(kNobodyWaits);
    try {
      // Held here, because a visitor may run statements of its own.
      const std::shared_ptr<Prepared> prepared = Prepare(sql, parameters.size());
      // However this ends, even by a visitor's exception: a statement that is not at
      // its end holds its locks and its snapshot, and fails again on reuse.
      const auto ended = absl::MakeCleanup([&] {
        prepared->statement.tryReset();
        prepared->running = false;
      });
      prepared->running = true;
      SQLite::Statement& statement = prepared->statement;
      for (size_t i = 0; i < parameters.size(); ++i) {
        Bind(*prepared, i, parameters[i]);
      }
      const SqliteRow row(statement);
      while (status.ok() && statement.executeStep()) status = visit(row);
      statement.reset();
    } catch (const SQLite::Exception& error) {
      status = Refused(error, sql);
    }
    return status;
  }

  absl::Status RunScript(absl::string_view sql) override {
    try {
      database_.exec(ScriptFor("sqlite", sql));
      return absl::OkStatus();
    } catch (const SQLite::Exception& error) {
      return Refused(error, sql);
    }
  }

  const Dialect& dialect() const override { return kDialect; }
  absl::Status Lock(absl::Span<const absl::string_view>) override { return absl::OkStatus(); }
  void EndWhen(std::function<bool()> over) override {
    over_ = std::move(over);
    sqlite3_progress_handler(
        database_.getHandle(), over_ == nullptr ? 0 : kStepsBetweenQuestions,
        [](void* self) { return static_cast<SqliteConnection*>(self)->over_() ? 1 : 0; }, this);
  }
  int64_t changes() const override { return sqlite3_total_changes64(database_.getHandle()); }
  const std::optional<Failure>& failure() const override { return failure_; }

  absl::StatusOr<std::unique_ptr<Copying>> CopyTo(const std::string& path) override {
    try {
      return std::make_unique<SqliteCopying>(database_, path);
    } catch (const SQLite::Exception& error) {
      return EngineFailed(absl::StrCat(path, ": ", error.what()));
    }
  }

 private:
  // Code that stands in the file is never run, whoever put it there: we have neither
  // triggers nor views. And no statement changes the file past SQLite's own rules.
  absl::Status ConfigureSchema() {
    for (const auto& [setting, value] :
         {std::pair(SQLITE_DBCONFIG_ENABLE_TRIGGER, 0), std::pair(SQLITE_DBCONFIG_ENABLE_VIEW, 0),
          std::pair(SQLITE_DBCONFIG_DEFENSIVE, 1)}) {
      int found = -1;
      const int result = sqlite3_db_config(database_.getHandle(), setting, value, &found);
      if (result != SQLITE_OK || found != value) {
        return NotTaken(absl::StrCat("its setting ", setting), absl::StrCat(found));
      }
    }
    return absl::OkStatus();
  }

  struct Prepared {
    SQLite::Statement statement;
    // SQLite numbers `$2` by where it first appears, not by its digit.
    std::vector<int> indexes;
    // Texts that are bound without a copy by SQLite; they keep their memory from
    // one run to the next.
    std::vector<std::string> texts;
    bool running = false;
  };

  // Beside the file itself, whatever links to it.
  const char* LogPath() const {
    return sqlite3_filename_wal(sqlite3_db_filename(database_.getHandle(), "main"));
  }

  // Whether the log stays as it is when the connection is closed.
  void KeepLog(bool keep) {
    sqlite3_db_config(database_.getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, keep ? 1 : 0,
                      nullptr);
  }

  absl::Status CheckFitsLog() {
    const std::string found = database_.execAndGet("PRAGMA quick_check(1)").getString();
    return found == "ok" ? absl::OkStatus() : NoFit(found);
  }

  absl::Status NoFit(const std::string& found) const {
    return StoreFailed(absl::StrCat(database_.getFilename(), " and the log beside it, ", LogPath(),
                                    ", do not belong together, or a page is damaged: ", found));
  }

  static absl::Status NotTaken(absl::string_view setting, const std::string& found) {
    return StoreFailed(absl::StrCat("SQLite keeps ", setting, " at ", found));
  }

  // After each commit, with how many pages the log has. The commit stands, whatever
  // becomes of the checkpoint.
  static int Committed(void* self, sqlite3* database, const char* schema, int pages) {
    static_cast<SqliteConnection*>(self)->Checkpoint(database, schema, pages);
    return SQLITE_OK;
  }

  void Checkpoint(sqlite3* database, const char* schema, int pages) {
    if (pages < kCheckpointPages) {
      wait_at_ = kWaitPages;
      return;
    }
    int moved = 0;
    sqlite3_file_control(database, schema, SQLITE_FCNTL_HAS_MOVED, &moved);
    if (moved != 0 && !CallsFor(Remedy::kStop)) {
      failure_ = {StoreFailed("its file was removed, replaced or moved away"), Remedy::kStop};
    }
    if (moved != 0) return;
    const bool waits = pages >= wait_at_;
    if (waits) {
      wait_at_ = pages + kPagesBetweenWaits;
      sqlite3_busy_timeout(database, kWaitMs);
    }
    const int result = sqlite3_wal_checkpoint_v2(
        database, schema, waits ? SQLITE_CHECKPOINT_RESTART : SQLITE_CHECKPOINT_PASSIVE, nullptr,
        nullptr);
    if (waits) sqlite3_busy_timeout(database, kBusyTimeoutMs);
    // Who holds the log up lets go of it before the next.
    if (RemedyFor(result, access_) == Remedy::kStop && !CallsFor(Remedy::kStop)) {
      failure_ = {StoreFailed(absl::StrCat("the checkpoint of the log: ", sqlite3_errstr(result))),
                  Remedy::kStop};
    }
  }

  absl::Status Refused(const SQLite::Exception& error, absl::string_view sql) {
    absl::Status status = FromException(error, sql);
    const std::optional<Remedy> remedy = RemedyFor(error.getErrorCode(), access_);
    if (remedy.has_value() && !CallsFor(Remedy::kStop)) failure_ = {status, *remedy};
    return status;
  }

  std::shared_ptr<Prepared> Prepare(absl::string_view sql, size_t parameters) {
    const auto found = statements_.find(sql);
    if (found != statements_.end() && !found->second->running) return found->second;
    auto prepared = std::make_shared<Prepared>(
        Prepared{SQLite::Statement(database_, std::string(sql)), {}, {}});
    // The newest is the first that SQLite names.
    const size_t bytes = sqlite3_stmt_status(sqlite3_next_stmt(database_.getHandle(), nullptr),
                                             SQLITE_STMTSTATUS_MEMUSED, 0);
    prepared->texts.resize(parameters);
    for (size_t i = 1; i <= parameters; ++i) {
      prepared->indexes.push_back(prepared->statement.getIndex(absl::StrCat("$", i).c_str()));
    }
    if (bytes > kStatementBytesMax) return prepared;
    // Filters make texts of their own: keep a bound on how many are kept.
    if (statements_.size() >= kStatementsMax || statement_bytes_ + bytes > kStatementsBytesMax) {
      statements_.clear();
      statement_bytes_ = 0;
    }
    // One more of a text that is running is not kept.
    if (statements_.emplace(sql, prepared).second) statement_bytes_ += bytes;
    return prepared;
  }

  static void Bind(Prepared& prepared, size_t i, const Value& value) {
    SQLite::Statement& statement = prepared.statement;
    const int index = prepared.indexes[i];
    if (const auto* number = std::get_if<int64_t>(&value)) {
      statement.bind(index, *number);
    } else if (const auto* view = std::get_if<absl::string_view>(&value)) {
      prepared.texts[i].assign(view->data(), view->size());
      statement.bindNoCopy(index, prepared.texts[i]);
    } else if (const auto* text = std::get_if<std::string>(&value)) {
      statement.bindNoCopy(index, *text);
    } else if (const auto* blob = std::get_if<Blob>(&value)) {
      statement.bindNoCopy(index, blob->bytes.data(), static_cast<int>(blob->bytes.size()));
    } else if (const auto* bytes = std::get_if<BlobView>(&value)) {
      // An empty view may have no address, which would make it NULL.
      const char* const data = bytes->bytes.empty() ? "" : bytes->bytes.data();
      statement.bindNoCopy(index, data, static_cast<int>(bytes->bytes.size()));
    } else {
      statement.bind(index);
    }
  }

  SQLite::Database database_;
  const Access access_;
  std::optional<Failure> failure_;
  std::function<bool()> over_;
  int wait_at_ = kWaitPages;
  absl::flat_hash_map<std::string, std::shared_ptr<Prepared>> statements_;
  size_t statement_bytes_ = 0;  // What they take.
};

// What holds for all connections; only the first call, before SQLite is
// initialized, has an effect.
int ConfigureProcess() {
  // Counting every allocation takes a lock for each; nobody reads the count.
  sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  // What a savepoint needs to be undone stays in memory, in small pieces: the
  // default takes 64 KiB for each savepoint, and a file beyond.
  return sqlite3_config(SQLITE_CONFIG_STMTJRNL_SPILL, -1);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Connection>> OpenSqlite(const std::string& path, Access access) {
  static const int configured = ConfigureProcess();
  (void)configured;
  try {
    auto connection = std::make_unique<SqliteConnection>(path, access);
    COFI_RETURN_IF_ERROR(connection->Configure(access));
    return connection;
  } catch (const SQLite::Exception& error) {
    return EngineFailed(absl::StrCat(path, ": ", error.what()));
  }
}

absl::StatusOr<std::unique_ptr<Connection>> OpenScratchSqlite() {
  try {
    auto connection = std::make_unique<SqliteConnection>("", Access::kWrite);
    // 8 MiB of it stay in memory.
    COFI_RETURN_IF_ERROR(connection->RunScript(
        "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-8192;"
        " PRAGMA trusted_schema=0"));
    return connection;
  } catch (const SQLite::Exception& error) {
    return EngineFailed(error.what());
  }
}

}  // namespace cofi::db
