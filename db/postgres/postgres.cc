#include "db/postgres/postgres.h"

#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <deque>
#include <functional>
#include <iterator>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "base/names.h"
#include "base/refusal.h"
#include "base/status.h"
#include "db/postgres/postgres_values.h"
#include "db/script.h"

namespace cofi::db {
namespace {

constexpr int kVersionMin = 150'000;

// Prepared statements that a connection keeps from one transaction to the next, and the bytes
// of their texts; a longer text is prepared each time, because no two people write the same.
constexpr size_t kStatementsMax = 512;
constexpr size_t kStatementBytesMax = size_t{8} << 10;
constexpr size_t kStatementsBytesMax = size_t{512} << 10;

// Longer than any statement of ours takes that is not stuck; a server that has
// stopped to answer looks no different. The server gives up before.
constexpr absl::Duration kPatience = absl::Seconds(12);
// Of a transaction that rewrites whole tables, or waits for another process to do so.
constexpr absl::Duration kMigrationPatience = absl::Hours(2);
// How often it is asked, while one waits for the server, whether anybody still waits.
constexpr absl::Duration kAskEvery = absl::Milliseconds(100);

// What each connection asks for. A transaction whose process stands still must not
// keep its locks for ever; PostgreSQL sees to it only where all that was sent has ended
// with a Sync (see end_standing).
constexpr char kSettings[] =
    "SET lock_timeout = '5s'; SET statement_timeout = '10s';"
    " SET idle_in_transaction_session_timeout = '10s'; SET client_connection_check_interval ="
    " '1s'; SET standard_conforming_strings = on;"
    " SET client_min_messages = warning; SET plan_cache_mode = force_generic_plan";

struct DurabilitySetting {
  const char* name;
  const char* refused;
};
// Without them a commit that was acknowledged can be lost, or the files torn.
constexpr DurabilitySetting kDurability[] = {
    {"fsync", "off"}, {"full_page_writes", "off"}, {"synchronous_commit", "off"}};

// An entry's position is 2^20 times the number of its transaction, which it has
// before its roots are locked by the next, plus its own number in it; so it grows
// along each chain. Of the transactions before the oldest that still runs, all
// entries are there.
constexpr Dialect kDialect = {
    .last_position = "SELECT base + (pg_current_xact_id()::text::bigint << 20) FROM feed",
    .entries_max = (int64_t{1} << 20) - 1,
    .feed_end =
        "(SELECT base + (pg_snapshot_xmin(pg_current_snapshot())::text::bigint << 20)"
        " FROM feed)",
    // Where commits wait for a standby, one that was interrupted is visible here
    // before it is there. This makes whoever tells of it wait as well.
    .confirm = "SELECT pg_logical_emit_message(true, 'cofi', '')",
    .shared = true,
    // Whoever writes has a lock of the shared root (kSharedRoot), shared or alone; it goes once
    // what was written is visible. A number of its own it has only from its first change on.
    .writers =
        "SELECT virtualtransaction FROM pg_locks WHERE locktype = 'advisory' AND granted AND"
        " objsubid = 1 AND (classid::bigint << 32 | objid::bigint) ="
        " hashtextextended(current_schema()::text || '/directory', 0) AND database ="
        " (SELECT oid FROM pg_database WHERE datname = current_database())",
    // Within a pipeline a session is `active` while it waits for its client, so none of
    // PostgreSQL's own timeouts runs. A migration bears another name.
    .end_standing =
        "SELECT pg_terminate_backend(session.pid) FROM pg_stat_activity AS session WHERE"
        " application_name = current_setting('application_name') AND usename = current_user AND"
        " datname = current_database() AND session.pid <> pg_backend_pid() AND wait_event_type ="
        " 'Client' AND state_change < clock_timestamp() - interval '10 s' AND EXISTS (SELECT FROM"
        " pg_locks WHERE pg_locks.pid = session.pid AND locktype = 'advisory' AND granted)",
};

struct ClearResult {
  void operator()(PGresult* result) const { PQclear(result); }
};
using Result = std::unique_ptr<PGresult, ClearResult>;

class PostgresConnection final : public Connection {
 public:
  PostgresConnection(const std::string& url, std::string schema, Access access)
      : schema_(std::move(schema)), access_(access), link_(Connect(url)) {}
  ~PostgresConnection() override { PQfinish(link_); }
  PostgresConnection(const PostgresConnection&) = delete;
  PostgresConnection& operator=(const PostgresConnection&) = delete;

  absl::Status Configure() {
    if (PQstatus(link_) != CONNECTION_OK) return EngineFailed(PQerrorMessage(link_));
    if (PQserverVersion(link_) < kVersionMin) {
      return StoreFailed(absl::StrCat("PostgreSQL ", PQserverVersion(link_) / 10'000,
                                      " is too old: 15 or later is needed"));
    }
    // Of another one, texts are stored as other characters, and dumped as those.
    const char* const encoding = PQparameterStatus(link_, "server_encoding");
    if (encoding == nullptr || absl::string_view(encoding) != "UTF8" ||
        PQsetClientEncoding(link_, "UTF8") != 0) {
      return StoreFailed(absl::StrCat("the database keeps its texts in ",
                                      encoding == nullptr ? "?" : encoding,
                                      ": make one with ENCODING 'UTF8'"));
    }
    PQsetNoticeProcessor(
        link_,
        [](void* self, const char*) { static_cast<PostgresConnection*>(self)->warned_ = true; },
        this);
    COFI_RETURN_IF_ERROR(Execute(kSettings));
    COFI_RETURN_IF_ERROR(Execute(absl::StrCat("SET search_path = \"", schema_,
                                              "\"; SET application_name = 'cofid ", schema_, "'")));
    if (access_ == Access::kWrite) {
      // IF NOT EXISTS does not keep two from making it at once.
      COFI_RETURN_IF_ERROR(
          Execute(absl::StrCat("BEGIN; SELECT pg_advisory_xact_lock(hashtextextended('cofi', 0));"
                               " CREATE SCHEMA IF NOT EXISTS \"",
                               schema_, "\"; COMMIT")));
    }
    for (const DurabilitySetting& setting : kDurability) {
      std::string found;
      COFI_RETURN_IF_ERROR(Run(absl::StrCat("SELECT current_setting('", setting.name, "')"), {},
                               [&](const Row& row) {
                                 found = std::string(row.Text(0));
                                 return absl::OkStatus();
                               }));
      if (found == setting.refused) {
        return StoreFailed(absl::StrCat("PostgreSQL keeps ", setting.name, " at ", found));
      }
    }
    return absl::OkStatus();
  }

  const Dialect& dialect() const override { return kDialect; }

  // A server that stands still takes a connection and says nothing.
  static PGconn* Connect(const std::string& url) {
    const char* const names[] = {"connect_timeout", "dbname", nullptr};
    const char* const values[] = {"3", url.c_str(), nullptr};
    return PQconnectdbParams(names, values, /*expand_dbname=*/1);
  }

  absl::Status Begin(Access access) override {
    if (!CallsFor(Remedy::kReopen)) failure_.reset();
    COFI_RETURN_IF_ERROR(failed());
    COFI_RETURN_IF_ERROR(ForgetStatements());
    patience_ = kPatience;
    in_transaction_ = true;
    ahead_ = access == Access::kWrite;
    return Queue(access == Access::kWrite ? "BEGIN ISOLATION LEVEL READ COMMITTED"
                                          : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  }

  absl::Status Commit() override {
    constexpr absl::string_view kCommit = "COMMIT";
    COFI_RETURN_IF_ERROR(failed());
    COFI_RETURN_IF_ERROR(End(kCommit));
    COFI_ASSIGN_OR_RETURN(const Result result, Receive(kCommit));
    // It counts here, and is perhaps not known to the standby that it waited for.
    if (warned_) return Take(Meaning::kLost, "the commit was not confirmed", kCommit);
    // A transaction in which a statement failed is rolled back by its COMMIT.
    if (PQcmdStatus(result.get()) == kCommit) return absl::OkStatus();
    return Take(Meaning::kRefused, "a statement failed before COMMIT", kCommit);
  }

  // Nobody waits for what becomes of it: the next statement finds out.
  absl::Status Rollback() override {
    if (CallsFor(Remedy::kReopen)) return failed();
    return End("ROLLBACK");
  }

  // Nor does anybody for the answers to these two. What is done in between may fail by itself,
  // and must say so by itself.
  absl::Status Savepoint() override {
    COFI_RETURN_IF_ERROR(failed());
    ahead_ = false;
    return Queue(kSavepoint);
  }
  absl::Status Release(bool keep) override {
    COFI_RETURN_IF_ERROR(failed());
    if (!keep) COFI_RETURN_IF_ERROR(Queue(kRollbackToSavepoint));
    return Queue(kRelease);
  }

  absl::Status Run(absl::string_view sql, absl::Span<const Value> parameters,
                   RowVisitor visit) override {
    COFI_RETURN_IF_ERROR(failed());
    if (over_ != nullptr && over_()) {
      // Where nothing is under way, the connection is as good as before.
      return queue_.empty() ? StoreFailed(kNobodyWaits) : NobodyWaits(sql);
    }
    if (!in_transaction_) COFI_RETURN_IF_ERROR(ForgetStatements());
    COFI_RETURN_IF_ERROR(Queue(sql, parameters));
    // Outside a transaction, each statement is one.
    COFI_RETURN_IF_ERROR(in_transaction_ ? Flush() : Sync());
    COFI_ASSIGN_OR_RETURN(const Result result, Receive(sql));
    const absl::string_view command = PQcmdStatus(result.get());
    if (absl::StartsWith(command, "INSERT") || absl::StartsWith(command, "UPDATE") ||
        absl::StartsWith(command, "DELETE")) {
      int64_t rows = 0;
      if (absl::SimpleAtoi(PQcmdTuples(result.get()), &rows)) changes_ += rows;
    }
    PostgresRow row(result.get());
    for (int i = 0; i < PQntuples(result.get()); ++i) {
      row.Go(i);
      COFI_RETURN_IF_ERROR(visit(row));
    }
    return absl::OkStatus();
  }

  absl::Status Write(absl::string_view sql, absl::Span<const Value> parameters) override {
    if (!ahead_) return Connection::Run(sql, parameters);
    COFI_RETURN_IF_ERROR(failed());
    ++changes_;
    return Queue(sql, parameters);
  }

  // In a transaction of its own, or in that which runs.
  absl::Status RunScript(absl::string_view sql) override {
    COFI_RETURN_IF_ERROR(failed());
    // Texts sort by their bytes, as they do in SQLite. A column that this misses stops the
    // start (db/postgres/postgres_engine.cc).
    return Execute(
        absl::StrReplaceAll(ScriptFor("postgresql", sql), {{" TEXT ", " TEXT COLLATE \"C\" "},
                                                           {" TEXT,", " TEXT COLLATE \"C\","},
                                                           {" TEXT)", " TEXT COLLATE \"C\")"}}));
  }

  absl::Status Lock(absl::Span<const absl::string_view> roots) override {
    const std::string prefix = absl::StrCat(schema_, "/");
    const std::string shared = absl::StrCat(prefix, kSharedRoot);
    std::vector<std::string> quoted;
    for (const absl::string_view root : roots) {
      quoted.push_back(
          absl::StrCat("\"", absl::StrReplaceAll(root, {{"\\", "\\\\"}, {"\"", "\\\""}}), "\""));
    }
    // It sorts before all projects, so everybody asks for it first. What the
    // transaction takes for the present begins when it has them all, so it waits.
    if (!std::binary_search(roots.begin(), roots.end(), kSharedRoot)) {
      COFI_RETURN_IF_ERROR(Queue("SELECT pg_advisory_xact_lock_shared(hashtextextended($1, 0))",
                                 {absl::string_view(shared)}));
    }
    return Connection::Run(
        "SELECT pg_advisory_xact_lock(hashtextextended($1 || root, 0))"
        " FROM unnest($2::text::text[]) WITH ORDINALITY AS asked (root, place) ORDER BY place",
        {absl::string_view(prefix), absl::StrCat("{", absl::StrJoin(quoted, ","), "}")});
  }

  absl::Status TakeTime() override {
    patience_ = kMigrationPatience;
    return Execute(
        absl::StrCat("SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0;"
                     " SET LOCAL idle_in_transaction_session_timeout = 0;"
                     " SET LOCAL application_name = 'cofid ",
                     schema_, ", migrating'"));
  }

  void EndWhen(std::function<bool()> over) override { over_ = std::move(over); }

  int64_t changes() const override { return changes_; }
  const std::optional<Failure>& failure() const override { return failure_; }

  absl::StatusOr<std::unique_ptr<Copying>> CopyTo(const std::string&) override {
    return StoreFailed("a database on a server is copied with its own programs (docs/scaling.md)");
  }

 private:
  // Notes what an error calls for, and says it in our words.
  absl::Status Take(Meaning meaning, absl::string_view message, absl::string_view sql) {
    // The transaction cannot go on after any of them.
    ++changes_;
    switch (meaning) {
      case Meaning::kTaken:
        return absl::AlreadyExistsError(message);
      case Meaning::kOutOfRange:
        return absl::OutOfRangeError(message);
      case Meaning::kWrong:
        return EngineFailed(absl::StrCat(message, " in ", sql.substr(0, 200)),
                            type::v1::REASON_INTERNAL);
      case Meaning::kAgain:
        failure_ = {EngineFailed(message), Remedy::kRunAgain};
        break;
      case Meaning::kRefused:
        failure_ = {EngineFailed(message), Remedy::kRefuse};
        break;
      case Meaning::kLost:
        failure_ = {EngineFailed(message), Remedy::kReopen};
        break;
    }
    return failure_->status;
  }

  // The statement's own error, or a column of a type that no Row reads.
  // One that was sent ahead cannot tell whom it failed.
  absl::Status Check(const PGresult* result, absl::string_view sql, bool is_last) {
    const ExecStatusType status = PQresultStatus(result);
    if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) {
      const int unread = UnreadColumn(result);
      if (unread >= 0) {
        return Take(Meaning::kWrong, absl::StrCat("column ", unread, " needs a CAST"), sql);
      }
      return absl::OkStatus();
    }
    const char* const sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    Meaning meaning = MeaningOf(sqlstate == nullptr ? "" : sqlstate, access_);
    const bool own =
        meaning == Meaning::kTaken || meaning == Meaning::kOutOfRange || meaning == Meaning::kWrong;
    if (own && !is_last) meaning = Meaning::kAgain;
    return Take(meaning, result == nullptr ? PQerrorMessage(link_) : PQresultErrorMessage(result),
                sql);
  }

  absl::Status Lost(absl::string_view sql) {
    return Take(Meaning::kLost, PQerrorMessage(link_), sql);
  }

  // The connection is of no more use: the server ends what it runs once that is closed. A
  // cancellation could come late and meet the next statement, or meet a server that stands
  // still.
  absl::Status NobodyWaits(absl::string_view sql) {
    return Take(Meaning::kRefused, kNobodyWaits, sql);
  }

  // What comes back next; null between the results of two statements.
  absl::StatusOr<Result> Next(absl::string_view sql) {
    const absl::Time give_up = absl::Now() + patience_;
    while (PQisBusy(link_) != 0) {
      pollfd file = {.fd = PQsocket(link_), .events = POLLIN, .revents = 0};
      const absl::Duration left = give_up - absl::Now();
      if (left <= absl::ZeroDuration()) {
        return Take(Meaning::kLost, "the database does not answer", sql);
      }
      const absl::Duration pause = over_ == nullptr ? left : std::min(left, kAskEvery);
      const int ready = poll(&file, 1, static_cast<int>(absl::ToInt64Milliseconds(pause)) + 1);
      if (ready != 0 && PQconsumeInput(link_) == 0) return Lost(sql);
      if (over_ != nullptr && over_()) return NobodyWaits(sql);
    }
    return Result(PQgetResult(link_));
  }

  // Filters make texts of their own: keep a bound on how many are kept. Only between two
  // transactions, because it waits for all that was sent ahead, and would take an error of
  // that for its own.
  absl::Status ForgetStatements() {
    if (statements_.size() < kStatementsMax && statement_bytes_ < kStatementsBytesMax) {
      return absl::OkStatus();
    }
    statements_.clear();
    statement_bytes_ = 0;
    return Execute("DEALLOCATE ALL");
  }

  // Sends a statement, and does not wait for what becomes of it.
  absl::Status Queue(absl::string_view sql, absl::Span<const Value> parameters = {}) {
    const Parameters sent(parameters);
    if (sql.size() > kStatementBytesMax) {
      if (PQsendQueryParams(link_, std::string(sql).c_str(), sent.size(), /*paramTypes=*/nullptr,
                            sent.values(), sent.lengths(), sent.formats(),
                            /*resultFormat=*/1) == 0) {
        return Lost(sql);
      }
      queue_.push_back({SentKind::kStatement, ""});
      return absl::OkStatus();
    }
    auto found = statements_.find(sql);
    if (found == statements_.end()) {
      const std::string name = absl::StrCat("s", ++prepared_);
      if (PQsendPrepare(link_, name.c_str(), std::string(sql).c_str(), 0, nullptr) == 0) {
        return Lost(sql);
      }
      queue_.push_back({SentKind::kStatement, std::string(sql)});
      found = statements_.emplace(sql, name).first;
      statement_bytes_ += sql.size();
    }
    if (PQsendQueryPrepared(link_, found->second.c_str(), sent.size(), sent.values(),
                            sent.lengths(), sent.formats(), /*resultFormat=*/1) == 0) {
      return Lost(sql);
    }
    queue_.push_back({SentKind::kStatement, ""});
    return absl::OkStatus();
  }

  absl::Status Flush() {
    if (PQsendFlushRequest(link_) == 0 || PQflush(link_) != 0) return Lost("");
    return absl::OkStatus();
  }
  absl::Status Sync() {
    if (PQpipelineSync(link_) == 0) return Lost("");
    queue_.push_back({SentKind::kSync, ""});
    return absl::OkStatus();
  }

  // The result of the statement that was sent last. An error of one that was sent
  // ahead means that all is to be run again, each waited for.
  absl::StatusOr<Result> Receive(absl::string_view sql) {
    Result last;
    absl::Status status;
    bool synced = false;
    while (!queue_.empty()) {
      const Sent sent = std::move(queue_.front());
      queue_.pop_front();
      COFI_ASSIGN_OR_RETURN(Result result, Next(sql));
      if (result == nullptr) return Lost(sql);
      if (sent.kind == SentKind::kSync) continue;
      // Behind a statement that is prepared comes itself.
      const bool is_last = std::count_if(queue_.begin(), queue_.end(), [](const Sent& each) {
                             return each.kind == SentKind::kStatement;
                           }) <= (sent.prepares.empty() ? 0 : 1);
      // One behind a failure was not even prepared.
      if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) statements_.erase(sent.prepares);
      if (status.ok()) status = Check(result.get(), sql, is_last);
      last = std::move(result);
      COFI_ASSIGN_OR_RETURN(const Result end, Next(sql));
      if (end != nullptr) return Lost(sql);
      // Only behind a sync does the server listen again.
      if (!status.ok() && !synced) {
        COFI_RETURN_IF_ERROR(Sync());
        synced = true;
      }
    }
    COFI_RETURN_IF_ERROR(status);
    return last;
  }

  absl::Status End(absl::string_view sql) {
    in_transaction_ = ahead_ = warned_ = false;
    COFI_RETURN_IF_ERROR(Queue(sql));
    return Sync();
  }

  // Several statements at once, outside the pipeline.
  absl::Status Execute(const std::string& script) {
    if (PQpipelineStatus(link_) != PQ_PIPELINE_OFF) {
      COFI_RETURN_IF_ERROR(Sync());
      COFI_RETURN_IF_ERROR(Receive(script).status());
      if (PQexitPipelineMode(link_) == 0) return Lost(script);
    }
    if (PQsendQuery(link_, script.c_str()) == 0) return Lost(script);
    absl::Status status;
    while (true) {
      COFI_ASSIGN_OR_RETURN(const Result result, Next(script));
      if (result == nullptr) break;
      if (status.ok()) status = Check(result.get(), script, /*is_last=*/true);
    }
    if (PQenterPipelineMode(link_) == 0) return Lost(script);
    return status;
  }

  enum class SentKind { kStatement, kSync };
  struct Sent {
    SentKind kind;
    // The text that it prepares; empty if it runs one.
    std::string prepares;
  };

  const std::string schema_;
  const Access access_;
  PGconn* const link_;
  std::optional<Failure> failure_;
  std::function<bool()> over_;
  absl::Duration patience_ = kPatience;
  int64_t changes_ = 0;
  int64_t prepared_ = 0;
  // What was sent and not yet received, in that order.
  std::deque<Sent> queue_;
  bool in_transaction_ = false;
  // Whether the server warned of something since the last transaction ended.
  bool warned_ = false;
  // Whether writes are sent ahead, and not waited for.
  bool ahead_ = false;
  absl::flat_hash_map<std::string, std::string> statements_;  // Their names.
  size_t statement_bytes_ = 0;  // Of their texts, those included that failed.
};

}  // namespace

absl::StatusOr<std::unique_ptr<Connection>> OpenPostgres(const std::string& url,
                                                         const std::string& schema, Access access) {
  auto connection = std::make_unique<PostgresConnection>(url, schema, access);
  COFI_RETURN_IF_ERROR(connection->Configure());
  return connection;
}

}  // namespace cofi::db
