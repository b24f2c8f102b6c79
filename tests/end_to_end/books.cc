#include "tests/end_to_end/books.h"

#include <memory>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "base/check.h"
#include "base/identifiers.h"
#include "db/sqlite.h"
#include "tests/end_to_end/chain.h"

namespace cofi::end_to_end {
namespace {

std::unique_ptr<db::Connection> Open(const std::string& folder, const std::string& service) {
  auto connection =
      db::OpenSqlite(absl::StrCat(folder, "/", service, ".sqlite"), db::Access::kRead);
  COFI_CHECK(connection.ok(), connection.status().ToString());
  return *std::move(connection);
}

// The first column of every row.
std::vector<std::string> Column(db::Connection& connection, absl::string_view sql) {
  std::vector<std::string> values;
  const absl::Status status = connection.Run(sql, {}, [&](const db::Row& row) {
    values.emplace_back(row.IsNull(0) ? absl::string_view() : row.Text(0));
    return absl::OkStatus();
  });
  COFI_CHECK(status.ok(), absl::StrCat(sql, ": ", status.ToString()));
  return values;
}

}  // namespace

bool Eventually(const std::function<bool()>& condition, absl::Duration patience) {
  for (const absl::Time end = absl::Now() + patience; absl::Now() < end;) {
    if (condition()) return true;
    absl::SleepFor(absl::Milliseconds(2));
  }
  return condition();
}

std::map<std::string, std::string> Books::Contents() const {
  COFI_CHECK(AwaitRelays(), "the relays did not come to rest");
  std::map<std::string, std::string> contents;
  for (const auto& [service, folder] : folders_) {
    const auto connection = Open(folder, service);
    for (const std::string& table :
         Column(*connection, "SELECT name FROM sqlite_master WHERE type = 'table'")) {
      const std::vector<std::string> columns =
          Column(*connection, absl::StrCat("SELECT name FROM pragma_table_info('", table, "')"));
      const auto quoted = [](std::string* out, const std::string& column) {
        absl::StrAppend(out, "quote(\"", column, "\")");
      };
      const std::vector<std::string> rows =
          Column(*connection, absl::StrCat("SELECT ", absl::StrJoin(columns, " || ' ' || ", quoted),
                                           " FROM ", table, " ORDER BY 1"));
      contents[absl::StrCat(service, ".", table)] =
          absl::StrCat(rows.size(), " rows, ",
                       absl::BytesToHexString(Sha256(absl::StrJoin(rows, "\n")).substr(0, 8)));
    }
  }
  return contents;
}

std::map<std::string, int64_t> Books::Sequences() const {
  COFI_CHECK(AwaitRelays(), "the relays did not come to rest");
  std::map<std::string, int64_t> sequences;
  for (const auto& [service, folder] : folders_) {
    const absl::Status status = Open(folder, service)
                                    ->Run("SELECT root, MAX(sequence) FROM journal GROUP BY root",
                                          {}, [&, &service = service](const db::Row& row) {
                                            sequences[absl::StrCat(service, " ", row.Text(0))] =
                                                row.Int(1);
                                            return absl::OkStatus();
                                          });
    COFI_CHECK(status.ok(), status.ToString());
  }
  return sequences;
}

bool Books::AwaitRelays() const {
  const auto followed = [this](const char* relay, const char* service, const char* last) {
    return Eventually([=, this] {
      return Value("budgets", absl::StrCat("SELECT COALESCE((SELECT CAST(cursor AS BIGINT) FROM"
                                           " follower WHERE service = '",
                                           relay, "'), 0) >= ", "0", Value(service, last))) == "1";
    });
  };
  return followed("awards", "applications",
                  "SELECT MAX(rowid) FROM journal WHERE state IS NOT NULL AND"
                  " type = 'cofi.applications.v1.Application'") &&
         followed("funding", "budgets",
                  "SELECT MAX(rowid) FROM journal WHERE"
                  " type IN ('cofi.budgets.v1.Grant', 'cofi.budgets.v1.Budget')");
}

std::string Books::Discrepancies() const {
  constexpr absl::string_view kFold =
      "SELECT root, line, grant_id, SUM(committed), SUM(spent), SUM(paid), SUM(received)"
      " FROM ledger_entry GROUP BY root, line, grant_id";
  constexpr absl::string_view kKept =
      "SELECT root, line, grant_id, committed, spent, paid, received FROM ledger_total";
  const auto only = [](absl::string_view these, absl::string_view not_those) {
    return absl::StrCat("SELECT root || ' ' || line || ' ' || grant_id FROM (", these, " EXCEPT ",
                        not_those, ")");
  };
  std::vector<std::string> wrong;
  for (const auto& [service, folder] : folders_) {
    const auto connection = Open(folder, service);
    for (std::string& fault : FaultsOfJournal(*connection)) {
      wrong.push_back(absl::StrCat(service, ": ", fault));
    }
  }
  for (const std::string& total :
       Values("budgets", absl::StrCat(only(kFold, kKept), " UNION ", only(kKept, kFold)))) {
    wrong.push_back(absl::StrCat("total ", total));
  }
  return absl::StrJoin(wrong, ", ");
}

std::vector<std::string> Books::Values(const std::string& service, absl::string_view sql) const {
  return Column(*Open(folders_.at(service), service), sql);
}

std::string Books::Value(const std::string& service, absl::string_view sql) const {
  const std::vector<std::string> values = Column(*Open(folders_.at(service), service), sql);
  return values.empty() ? "" : values[0];
}

}  // namespace cofi::end_to_end
