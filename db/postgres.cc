#include "db/postgres.h"

#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <deque>
#include <iterator>
#include <utility>
#include <vector>

#include "absl/base/internal/endian.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "base/refusal.h"
#include "base/status.h"
#include "db/script.h"

namespace cofi::db {
namespace {

constexpr int kVersionMin = 150'000;

// Longer than any statement of ours takes that is not stuck; a server that has
// stopped to answer looks no different. The server gives up before.
constexpr absl::Duration kPatience = absl::Seconds(12);

// What each connection asks for. A transaction whose process stands still must not
// keep its locks for ever.
constexpr char kSettings[] =
    "SET lock_timeout = '5s'; SET statement_timeout = '10s';"
    " SET idle_in_transaction_session_timeout = '10s'; SET standard_conforming_strings = on;"
    " SET client_min_messages = warning; SET plan_cache_mode = force_generic_plan";

struct Setting {
  const char* name;
  const char* refused;
};
// Without them a commit that was acknowledged can be lost, or the files torn.
constexpr Setting kDurability[] = {
    {"fsync", "off"}, {"full_page_writes", "off"}, {"synchronous_commit", "off"}};

// An entry's position is 2^20 times the number of its transaction, which it has
// before its roots are locked by the next, plus its own number in it; so it grows
// along each chain. Of the transactions before the oldest that still runs, all
// entries are there.
constexpr Dialect kDialect = {
    .begin_write = "BEGIN ISOLATION LEVEL READ COMMITTED",
    .begin_read = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    .last_position = "SELECT base + (pg_current_xact_id()::text::bigint << 20) FROM feed",
    .entries_max = (int64_t{1} << 20) - 1,
    .feed_end =
        "(SELECT base + (pg_snapshot_xmin(pg_current_snapshot())::text::bigint << 20)"
        " FROM feed)",
    // Where commits wait for a standby, one that was interrupted is visible here
    // before it is there. This makes whoever tells of it wait as well.
    .confirm = "SELECT pg_logical_emit_message(true, 'cofi', '')",
    .shared = true,
};

// What an error means for whoever ran the statement.
enum class Meaning { kTaken, kOutOfRange, kWrong, kAgain, kRefused, kLost };

struct Family {
  const char* sqlstate;  // Its beginning.
  Meaning meaning;
};
// https://www.postgresql.org/docs/15/errcodes-appendix.html; the longer ones first.
constexpr Family kFamilies[] = {
    {"23505", Meaning::kTaken},       // unique_violation
    {"23514", Meaning::kOutOfRange},  // check_violation
    {"22003", Meaning::kOutOfRange},  // numeric_value_out_of_range
    {"25006", Meaning::kLost},        // read_only_sql_transaction: a standby
    {"25P03", Meaning::kLost},        // idle_in_transaction_session_timeout
    {"57014", Meaning::kRefused},     // query_canceled, also by statement_timeout
    {"40003", Meaning::kLost},        // statement_completion_unknown
    {"55P03", Meaning::kAgain},       // lock_not_available
    {"08", Meaning::kLost},           // connection exception
    {"40", Meaning::kAgain},          // transaction rollback: serialization, deadlock
    {"53", Meaning::kRefused},        // insufficient resources: disk full, memory
    {"54", Meaning::kRefused},        // program limit exceeded
    {"57", Meaning::kLost},           // operator intervention: shutdown, starting up
    {"58", Meaning::kRefused},        // system error: I/O
    {"F0", Meaning::kRefused},        // configuration file error
    {"XX", Meaning::kRefused},        // internal error, data corrupted
};

Meaning MeaningOf(absl::string_view sqlstate, Access access) {
  // Without a code it was libpq that lost the server.
  if (sqlstate.empty()) return Meaning::kLost;
  // A transaction of ours that only reads was asked to write.
  if (sqlstate == "25006" && access == Access::kRead) return Meaning::kWrong;
  for (const Family& family : kFamilies) {
    if (absl::StartsWith(sqlstate, family.sqlstate)) return family.meaning;
  }
  return Meaning::kWrong;
}

absl::Status Failed(absl::string_view detail) {
  return Refuse(type::v1::REASON_STORE_FAILED,
                {{"detail", std::string(absl::StripAsciiWhitespace(detail))}});
}

struct ClearResult {
  void operator()(PGresult* result) const { PQclear(result); }
};
using Result = std::unique_ptr<PGresult, ClearResult>;

// https://github.com/postgres/postgres/blob/REL_15_STABLE/src/include/catalog/pg_type.dat
constexpr Oid kNumbers[] = {16, 20, 21, 23};                    // bool, int8, int2, int4
constexpr Oid kTexts[] = {17, 19, 25, 1042, 1043, 2278, 3220};  // bytea to varchar, void, pg_lsn

template <size_t n>
bool IsOneOf(Oid type, const Oid (&types)[n]) {
  return std::find(std::begin(types), std::end(types), type) != std::end(types);
}

// One row of a result whose columns are in binary.
class PostgresRow final : public Row {
 public:
  explicit PostgresRow(const PGresult* result) : result_(result) {}
  void Go(int row) {
    row_ = row;
    texts_.clear();
  }

  bool IsNull(int column) const override { return PQgetisnull(result_, row_, column) != 0; }

  int64_t Int(int column) const override {
    const absl::string_view bytes = Bytes(column);
    if (!IsNumber(column)) {
      int64_t number = 0;
      return absl::SimpleAtoi(bytes, &number) ? number : 0;
    }
    switch (bytes.size()) {
      case 8:
        return static_cast<int64_t>(absl::big_endian::Load64(bytes.data()));
      case 4:
        return static_cast<int32_t>(absl::big_endian::Load32(bytes.data()));
      case 2:
        return static_cast<int16_t>(absl::big_endian::Load16(bytes.data()));
      default:
        return bytes.empty() ? 0 : bytes[0];
    }
  }

  absl::string_view Text(int column) const override {
    if (!IsNumber(column) || IsNull(column)) return Bytes(column);
    return texts_.emplace_back(absl::StrCat(Int(column)));
  }

 private:
  absl::string_view Bytes(int column) const {
    return {PQgetvalue(result_, row_, column),
            static_cast<size_t>(PQgetlength(result_, row_, column))};
  }
  bool IsNumber(int column) const { return IsOneOf(PQftype(result_, column), kNumbers); }

  const PGresult* const result_;
  int row_ = 0;
  // Numbers as texts; a deque, because views into them stay.
  mutable std::deque<std::string> texts_;
};

// Parameters as libpq wants them. Their types are those that the statement gives
// them: numbers go as text, which fits every integer.
class Parameters {
 public:
  explicit Parameters(absl::Span<const Value> values) {
    for (const Value& value : values) {
      if (const auto* number = std::get_if<int64_t>(&value)) {
        const std::string& text = texts_.emplace_back(absl::StrCat(*number));
        Add(text, /*binary=*/0);
      } else if (const auto* view = std::get_if<absl::string_view>(&value)) {
        Add(*view, 1);
      } else if (const auto* text = std::get_if<std::string>(&value)) {
        Add(*text, 1);
      } else if (const auto* blob = std::get_if<Blob>(&value)) {
        Add(blob->bytes, 1);
      } else if (const auto* bytes = std::get_if<BlobView>(&value)) {
        Add(bytes->bytes, 1);
      } else {
        values_.push_back(nullptr);
        lengths_.push_back(0);
        formats_.push_back(1);
      }
    }
  }

  int size() const { return static_cast<int>(values_.size()); }
  const char* const* values() const { return values_.data(); }
  const int* lengths() const { return lengths_.data(); }
  const int* formats() const { return formats_.data(); }

 private:
  void Add(absl::string_view bytes, int binary) {
    // An empty view may have no address, which would make it NULL.
    values_.push_back(bytes.empty() ? "" : bytes.data());
    lengths_.push_back(static_cast<int>(bytes.size()));
    formats_.push_back(binary);
  }

  std::deque<std::string> texts_;
  std::vector<const char*> values_;
  std::vector<int> lengths_, formats_;
};

class PostgresConnection final : public Connection {
 public:
  PostgresConnection(const std::string& url, std::string schema, Access access)
      : schema_(std::move(schema)), access_(access), link_(PQconnectdb(url.c_str())) {}
  ~PostgresConnection() override { PQfinish(link_); }
  PostgresConnection(const PostgresConnection&) = delete;
  PostgresConnection& operator=(const PostgresConnection&) = delete;

  absl::Status Configure() {
    if (PQstatus(link_) != CONNECTION_OK) return Failed(PQerrorMessage(link_));
    if (PQserverVersion(link_) < kVersionMin) {
      return Failed(absl::StrCat("PostgreSQL ", PQserverVersion(link_) / 10'000,
                                 " is too old: 15 or later is needed"));
    }
    PQsetNoticeProcessor(
        link_, [](void*, const char*) {}, nullptr);
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
    for (const Setting& setting : kDurability) {
      std::string found;
      COFI_RETURN_IF_ERROR(Run(absl::StrCat("SELECT current_setting('", setting.name, "')"), {},
                               [&](const Row& row) {
                                 found = std::string(row.Text(0));
                                 return absl::OkStatus();
                               }));
      if (found == setting.refused) {
        return Failed(absl::StrCat("PostgreSQL keeps ", setting.name, " at ", found));
      }
    }
    return absl::OkStatus();
  }

  const Dialect& dialect() const override { return kDialect; }

  absl::Status Run(absl::string_view sql, absl::Span<const Value> parameters,
                   RowVisitor visit) override {
    if (absl::StartsWith(sql, "BEGIN") && remedy_ != Remedy::kReopen) failure_ = absl::OkStatus();
    COFI_RETURN_IF_ERROR(failure_);
    COFI_ASSIGN_OR_RETURN(const Result result, RunPrepared(sql, parameters));
    // A transaction in which a statement failed is rolled back by its COMMIT.
    if (sql == "COMMIT" && absl::string_view(PQcmdStatus(result.get())) != "COMMIT") {
      return Take(Meaning::kRefused, "a statement failed before COMMIT", sql);
    }
    absl::string_view command = PQcmdStatus(result.get());
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

  absl::Status RunScript(absl::string_view sql) override {
    // Texts sort by their bytes, as they do in SQLite.
    return Execute(
        absl::StrReplaceAll(ScriptFor("postgresql", sql), {{" TEXT ", " TEXT COLLATE \"C\" "}}));
  }

  absl::Status Lock(absl::Span<const absl::string_view> roots) override {
    const std::string prefix = absl::StrCat(schema_, "/");
    const std::string directory = absl::StrCat(prefix, "directory");
    std::vector<std::string> quoted;
    for (const absl::string_view root : roots) {
      quoted.push_back(
          absl::StrCat("\"", absl::StrReplaceAll(root, {{"\\", "\\\\"}, {"\"", "\\\""}}), "\""));
    }
    // `directory` sorts before all projects, so everybody asks for it first.
    if (!std::binary_search(roots.begin(), roots.end(), "directory")) {
      COFI_RETURN_IF_ERROR(
          Connection::Run("SELECT pg_advisory_xact_lock_shared(hashtextextended($1, 0))",
                          {absl::string_view(directory)}));
    }
    if (roots.empty()) return absl::OkStatus();
    return Connection::Run(
        "SELECT pg_advisory_xact_lock(hashtextextended($1 || root, 0))"
        " FROM unnest($2::text::text[]) WITH ORDINALITY AS asked (root, place) ORDER BY place",
        {absl::string_view(prefix), absl::StrCat("{", absl::StrJoin(quoted, ","), "}")});
  }

  int64_t changes() const override { return changes_; }
  absl::Status failure() const override { return failure_; }
  Remedy remedy() const override { return remedy_; }

  absl::StatusOr<std::unique_ptr<Copying>> CopyTo(const std::string&) override {
    return Failed("a database on a server is copied with its own programs (docs/scaling.md)");
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
        return Refuse(type::v1::REASON_INTERNAL,
                      {{"detail", absl::StrCat(message, " in ", sql.substr(0, 200))}});
      case Meaning::kAgain:
        remedy_ = Remedy::kRunAgain;
        break;
      case Meaning::kRefused:
        remedy_ = Remedy::kRefuse;
        break;
      case Meaning::kLost:
        remedy_ = Remedy::kReopen;
        break;
    }
    return failure_ = Failed(message);
  }

  // The statement's own error, or a column of a type that no Row reads.
  absl::Status Check(const PGresult* result, absl::string_view sql) {
    const ExecStatusType status = PQresultStatus(result);
    if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) {
      for (int i = 0; i < PQnfields(result); ++i) {
        if (IsOneOf(PQftype(result, i), kNumbers) || IsOneOf(PQftype(result, i), kTexts)) continue;
        return Take(Meaning::kWrong, absl::StrCat("column ", i, " needs a CAST"), sql);
      }
      return absl::OkStatus();
    }
    const char* const sqlstate = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    return Take(MeaningOf(sqlstate == nullptr ? "" : sqlstate, access_),
                result == nullptr ? PQerrorMessage(link_) : PQresultErrorMessage(result), sql);
  }

  // The last result of what was sent; an error of an earlier one comes first.
  absl::StatusOr<Result> Receive(absl::string_view sql) {
    const absl::Time give_up = absl::Now() + kPatience;
    Result last;
    while (true) {
      while (PQisBusy(link_) != 0) {
        pollfd file = {.fd = PQsocket(link_), .events = POLLIN, .revents = 0};
        const int64_t left = absl::ToInt64Milliseconds(give_up - absl::Now());
        const int ready = left <= 0 ? 0 : poll(&file, 1, static_cast<int>(left));
        if (ready < 0 && errno == EINTR) continue;
        if (ready == 0) return Take(Meaning::kLost, "the database does not answer", sql);
        if (PQconsumeInput(link_) == 0) return Take(Meaning::kLost, PQerrorMessage(link_), sql);
      }
      Result next(PQgetResult(link_));
      if (next == nullptr) break;
      if (const absl::Status status = Check(next.get(), sql); !status.ok()) {
        while (remedy_ != Remedy::kReopen && Result(PQgetResult(link_)) != nullptr) {
        }
        return status;
      }
      last = std::move(next);
    }
    if (last == nullptr) return Take(Meaning::kLost, PQerrorMessage(link_), sql);
    return last;
  }

  absl::Status Execute(const std::string& script) {
    COFI_RETURN_IF_ERROR(failure_);
    if (PQsendQuery(link_, script.c_str()) == 0) {
      return Take(Meaning::kLost, PQerrorMessage(link_), script);
    }
    return Receive(script).status();
  }

  absl::StatusOr<Result> RunPrepared(absl::string_view sql, absl::Span<const Value> parameters) {
    auto found = statements_.find(sql);
    if (found == statements_.end()) {
      // Filters make texts of their own: keep a bound on how many are kept.
      if (statements_.size() >= 512) {
        statements_.clear();
        COFI_RETURN_IF_ERROR(Execute("DEALLOCATE ALL"));
      }
      const std::string name = absl::StrCat("s", ++prepared_);
      if (PQsendPrepare(link_, name.c_str(), std::string(sql).c_str(), 0, nullptr) == 0) {
        return Take(Meaning::kLost, PQerrorMessage(link_), sql);
      }
      COFI_RETURN_IF_ERROR(Receive(sql).status());
      found = statements_.emplace(sql, name).first;
    }
    const Parameters sent(parameters);
    if (PQsendQueryPrepared(link_, found->second.c_str(), sent.size(), sent.values(),
                            sent.lengths(), sent.formats(), /*resultFormat=*/1) == 0) {
      return Take(Meaning::kLost, PQerrorMessage(link_), sql);
    }
    return Receive(sql);
  }

  const std::string schema_;
  const Access access_;
  PGconn* const link_;
  absl::Status failure_;
  Remedy remedy_ = Remedy::kRefuse;
  int64_t changes_ = 0;
  int64_t prepared_ = 0;
  absl::flat_hash_map<std::string, std::string> statements_;  // Their names.
};

class PostgresEngine final : public Engine {
 public:
  PostgresEngine(std::string url, std::string schema)
      : url_(std::move(url)), schema_(std::move(schema)) {}

  absl::StatusOr<std::unique_ptr<Connection>> Open(Access access) override {
    return OpenPostgres(url_, schema_, access);
  }

  bool shared() const override { return true; }

  absl::StatusOr<bool> IsServed() override {
    COFI_ASSIGN_OR_RETURN(const auto connection, Open(Access::kRead));
    int64_t others = 0;
    COFI_RETURN_IF_ERROR(connection->Run(
        "SELECT COUNT(*) FROM pg_stat_activity WHERE application_name = $1 AND datname ="
        " current_database() AND pid <> pg_backend_pid()",
        {absl::StrCat("cofid ", schema_)}, [&](const Row& row) {
          others = row.Int(0);
          return absl::OkStatus();
        }));
    return others > 0;
  }

  // The numbers of transactions begin anew where a dump was loaded; positions must
  // not.
  absl::Status Prepare(Connection& connection) override {
    COFI_RETURN_IF_ERROR(connection.Run(kDialect.begin_write));
    COFI_RETURN_IF_ERROR(connection.Lock({"directory"}));
    COFI_RETURN_IF_ERROR(connection.Run(
        "UPDATE feed SET base = last - (pg_current_xact_id()::text::bigint << 20) FROM"
        " (SELECT COALESCE(MAX(rowid), 0) AS last FROM journal) AS entries"
        " WHERE last > base + (pg_current_xact_id()::text::bigint << 20)"));
    return connection.Run("COMMIT");
  }

 private:
  const std::string url_, schema_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Connection>> OpenPostgres(const std::string& url,
                                                         const std::string& schema, Access access) {
  auto connection = std::make_unique<PostgresConnection>(url, schema, access);
  COFI_RETURN_IF_ERROR(connection->Configure());
  return connection;
}

absl::StatusOr<std::unique_ptr<Engine>> MakePostgresEngine(const std::string& url,
                                                           const std::string& service) {
  if (!absl::StartsWith(url, "postgres://") && !absl::StartsWith(url, "postgresql://")) {
    return Refuse(type::v1::REASON_STORE_FAILED,
                  {{"detail", absl::StrCat("--database has \"", url,
                                           "\"; accepted: postgres://USER@HOST/DATABASE")}});
  }
  return std::make_unique<PostgresEngine>(url, service);
}

}  // namespace cofi::db
