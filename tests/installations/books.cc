#include "tests/installations/books.h"

#include <set>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/check.h"
#include "base/identifiers.h"
#include "clients/methods.h"
#include "db/journal.h"
#include "db/postgres/postgres.h"
#include "db/schema.h"
#include "db/sqlite/sqlite.h"
#include "services/budgets/ledger.h"
#include "services/rpc/known.h"
#include "tests/installations/chain.h"
#include "tests/installations/process.h"

namespace cofi::end_to_end {

std::unique_ptr<db::Connection> Books::Open(const std::string& service, db::Access access) const {
  auto connection =
      database_.empty()
          ? db::OpenSqlite(absl::StrCat(folders_.at(service), "/", service, ".sqlite"), access)
          : db::OpenPostgres(database_, service, access);
  COFI_CHECK(connection.ok(), connection.status().ToString());
  return *std::move(connection);
}

void Books::Read(const std::string& service, absl::FunctionRef<void(db::Connection&)> read) const {
  if (database_.empty()) return read(*Open(service));
  absl::MutexLock lock(&mutex_);
  std::unique_ptr<db::Connection>& kept = kept_[service];
  if (kept == nullptr || !kept->Run("SELECT 1").ok()) kept = Open(service);
  read(*kept);
}

std::unique_ptr<db::Connection> Books::Block(const std::string& service,
                                             const std::string& root) const {
  auto connection = Open(service, db::Access::kWrite);
  COFI_CHECK(connection->Begin(db::Access::kWrite).ok() && connection->Lock({root}).ok(), root);
  return connection;
}

std::map<std::string, std::string> Books::Contents() const {
  COFI_CHECK(AwaitRelays(), "the relays did not come to rest");
  std::map<std::string, std::string> contents;
  for (const auto& [service, _] : folders_) {
    Read(service, [&, &service = service](db::Connection& connection) {
      const std::vector<std::string> tables = db::TablesOf(connection).value();
      for (const std::string& table : tables) {
        // What a relay told, which another replica may tell again; how far a follower is, which
        // goes on past what concerns nobody; and what is known of others, which follows them, with
        // what follows from that.
        static const std::set<std::string> kOfOthers = {"told", "follower", "known", "portfolio",
                                                        "award"};
        if (kOfOthers.contains(table)) continue;
        const char* const rows_of =
            table == "request" ? " WHERE principal NOT IN ('cofid', 'system')" : "";
        const std::vector<db::StoredColumn> columns = db::ColumnsOf(connection, table).value();
        const auto quoted = [&](std::string* out, const db::StoredColumn& column) {
          absl::StrAppend(out, db::Literal(connection, column.name));
        };
        const std::vector<std::string> rows =
            db::ValuesOf(connection,
                         absl::StrCat("SELECT ", absl::StrJoin(columns, " || ' ' || ", quoted),
                                      " FROM ", table, rows_of, " ORDER BY 1"))
                .value();
        contents[absl::StrCat(service, ".", table)] =
            absl::StrCat(rows.size(), " rows, ",
                         absl::BytesToHexString(Sha256(absl::StrJoin(rows, "\n")).substr(0, 8)));
      }
    });
  }
  return contents;
}

std::map<std::string, int64_t> Books::Sequences() const {
  COFI_CHECK(AwaitRelays(), "the relays did not come to rest");
  std::map<std::string, int64_t> sequences;
  for (const auto& [service, _] : folders_) {
    Read(service, [&, &service = service](db::Connection& connection) {
      const absl::Status status = connection.Run(
          "SELECT root, MAX(sequence) FROM journal GROUP BY root", {}, [&](const db::Row& row) {
            sequences[absl::StrCat(service, " ", row.Text(0))] = row.Int(1);
            return absl::OkStatus();
          });
      COFI_CHECK(status.ok(), status.ToString());
    });
  }
  return sequences;
}

bool Books::AwaitRelays() const {
  // Whether a follower of `service` has come to the last change of `owner` that counts.
  const auto followed = [this](const std::string& service, const std::string& follower,
                               const std::string& owner, const std::string& counts) {
    return Eventually([&] {
      const std::string text = Value(
          service, absl::StrCat("SELECT cursor FROM follower WHERE service = '", follower, "'"));
      int64_t end = 0;
      (void)absl::SimpleAtoi(
          Value(owner, absl::StrCat("SELECT CAST(MAX(rowid) AS TEXT) FROM journal WHERE ", counts)),
          &end);
      return db::ParseCursor(text).value().position >= end;
    });
  };
  // First those that write, in the order in which one's is the next one's to follow: what an
  // agreement that is gone leaves behind is followed too; a draft that is gone leaves none.
  if (!followed("budgets", "awards", "applications",
                "type = 'cofi.applications.v1.Agreement' OR"
                " (type = 'cofi.applications.v1.Application' AND state IS NOT NULL)") ||
      !followed("budgets", "funding", "budgets",
                "type IN ('cofi.budgets.v1.Grant', 'cofi.budgets.v1.Budget')")) {
    return false;
  }
  // Then those that only know.
  for (const auto& [service, _] : folders_) {
    std::map<std::string, std::vector<std::string>> types;  // By owner.
    for (const auto* type : rpc::KnownTypes(service)) {
      types[clients::OwnerOf(type)].push_back(absl::StrCat("'", type->full_name(), "'"));
    }
    for (const auto& [owner, its] : types) {
      if (!followed(service, rpc::KnownFollower(owner), owner,
                    absl::StrCat("type IN (", absl::StrJoin(its, ", "), ")"))) {
        return false;
      }
    }
  }
  return true;
}

std::string Books::Discrepancies() const {
  const std::string folded =
      absl::StrCat("SELECT root, line, grant_id, ", budgets::MeasureList("SUM($0)"),
                   " FROM ledger_entry GROUP BY root, line, grant_id");
  const std::string kept =
      absl::StrCat("SELECT root, line, grant_id, ", budgets::MeasureList(), " FROM ledger_total");
  const auto only = [](absl::string_view these, absl::string_view not_those) {
    return absl::StrCat("SELECT root || ' ' || line || ' ' || grant_id FROM (", these, " EXCEPT ",
                        not_those, ") AS difference");
  };
  std::vector<std::string> wrong;
  for (const auto& [service, _] : folders_) {
    Read(service, [&, &service = service](db::Connection& connection) {
      for (const std::string& fault : FaultsOfJournal(connection)) {
        wrong.push_back(absl::StrCat(service, ": ", fault));
      }
    });
  }
  for (const std::string& total :
       Values("budgets", absl::StrCat(only(folded, kept), " UNION ", only(kept, folded)))) {
    wrong.push_back(absl::StrCat("total ", total));
  }
  return absl::StrJoin(wrong, ", ");
}

std::vector<std::string> Books::Values(const std::string& service, absl::string_view sql) const {
  std::vector<std::string> values;
  Read(service,
       [&](db::Connection& connection) { values = db::ValuesOf(connection, sql).value(); });
  return values;
}

std::string Books::Value(const std::string& service, absl::string_view sql) const {
  const std::vector<std::string> values = Values(service, sql);
  return values.empty() ? "" : values[0];
}

}  // namespace cofi::end_to_end
