#include <atomic>
#include <memory>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/identifiers.h"
#include "base/names.h"
#include "base/status.h"
#include "db/instance.h"
#include "db/postgres/postgres.h"

namespace cofi::db {
namespace {

// How long the server of a connection that was closed is listed, at most.
constexpr absl::Duration kLinger = absl::Milliseconds(500);

// Whatever a database's own collation is, our texts sort by their bytes, as SQLite's do: a
// column with another would order, page and be unique in its own way. In `migration`,
// which databases have since before this, nothing is sorted.
constexpr char kOtherCollation[] =
    "SELECT relname || '.' || attname || ' (' || collname || ')' FROM pg_attribute"
    " JOIN pg_class ON pg_class.oid = attrelid JOIN pg_collation ON pg_collation.oid = attcollation"
    " WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND attnum > 0"
    " AND NOT attisdropped AND collname <> 'C' AND relname <> 'migration' ORDER BY 1 LIMIT 1";

absl::Status CheckCollations(Connection& connection) {
  return connection.Run(kOtherCollation, {}, [](const Row& row) {
    return StoreFailed(absl::StrCat("the column ", row.Text(0),
                                    " does not sort by bytes: it is to be TEXT COLLATE \"C\""));
  });
}

class PostgresEngine final : public Engine {
 public:
  PostgresEngine(std::string url, std::string schema)
      : url_(std::move(url)), schema_(std::move(schema)) {}

  // A primary that was replaced and is back knows nothing of its successor, whose
  // timeline is later.
  absl::StatusOr<std::unique_ptr<Connection>> Open(Access access) override {
    COFI_ASSIGN_OR_RETURN(auto connection, OpenPostgres(url_, schema_, access));
    int64_t timeline = 0;
    COFI_RETURN_IF_ERROR(connection->Run(
        "SELECT CASE WHEN pg_is_in_recovery() THEN 0 ELSE"
        " ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::bigint END",
        {}, [&](const Row& row) {
          timeline = row.Int(0);
          return absl::OkStatus();
        }));
    int64_t latest = timeline_;
    while (latest < timeline && !timeline_.compare_exchange_weak(latest, timeline)) {
    }
    if (timeline < timeline_) {
      return StoreFailed(absl::StrCat("this primary is of timeline ", timeline,
                                      ", and was replaced by one of ", timeline_.load()));
    }
    if (!known_.uuid.empty()) COFI_RETURN_IF_ERROR(CheckKnown(*connection));
    return connection;
  }

  bool shared() const override { return true; }

  absl::StatusOr<bool> IsServed() override {
    COFI_ASSIGN_OR_RETURN(const auto connection, Open(Access::kRead));
    int64_t others = 1;
    for (const absl::Time end = absl::Now() + kLinger; others > 0 && absl::Now() < end;) {
      COFI_RETURN_IF_ERROR(connection->Run(
          "SELECT COUNT(*) FROM pg_stat_activity WHERE application_name = $1 AND datname ="
          " current_database() AND pid <> pg_backend_pid()",
          {absl::StrCat("cofid ", schema_)}, [&](const Row& row) {
            others = row.Int(0);
            return absl::OkStatus();
          }));
      if (others > 0) absl::SleepFor(absl::Milliseconds(20));
    }
    return others > 0;
  }

  // The numbers of transactions begin anew where a dump was loaded; positions must
  // not.
  absl::Status Prepare(Connection& connection) override {
    COFI_RETURN_IF_ERROR(CheckCollations(connection));
    COFI_RETURN_IF_ERROR(connection.Begin(Access::kWrite));
    COFI_RETURN_IF_ERROR(connection.Lock({kSharedRoot}));
    COFI_ASSIGN_OR_RETURN(Stamp stamp, StampOf(connection));
    if (stamp.uuid.empty()) {
      stamp = {NewUuid(), schema_};
      COFI_RETURN_IF_ERROR(SetStamp(connection, stamp));
    }
    COFI_RETURN_IF_ERROR(connection.Run(
        "UPDATE feed SET base = last - (pg_current_xact_id()::text::bigint << 20) FROM"
        " (SELECT COALESCE(MAX(rowid), 0) AS last FROM journal) AS entries"
        " WHERE last > base + (pg_current_xact_id()::text::bigint << 20)"));
    COFI_RETURN_IF_ERROR(connection.Commit());
    known_ = std::move(stamp);
    return absl::OkStatus();
  }

 private:
  // One that was dropped and made anew under its name has nothing of what was answered.
  absl::Status CheckKnown(Connection& connection) const {
    const absl::StatusOr<Stamp> found = StampOf(connection);
    COFI_RETURN_IF_ERROR(connection.failed());
    COFI_RETURN_IF_ERROR(found.status());
    if (found->uuid == known_.uuid) return absl::OkStatus();
    return Foreign(absl::StrCat("the schema ", schema_), *found, known_);
  }

  const std::string url_, schema_;
  // What it was when it was opened first, before any thread has a connection.
  Stamp known_;
  // The latest that was seen.
  std::atomic<int64_t> timeline_ = 0;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Engine>> MakePostgresEngine(const std::string& url,
                                                           const std::string& service) {
  if (!absl::StartsWith(url, "postgres://") && !absl::StartsWith(url, "postgresql://")) {
    return StoreFailed(absl::StrCat("\"", url,
                                    "\" is no database of a server; accepted:"
                                    " postgres://USER@HOST/DATABASE"));
  }
  return std::make_unique<PostgresEngine>(url, service);
}

}  // namespace cofi::db
