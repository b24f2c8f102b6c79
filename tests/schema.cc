#include "tests/schema.h"

#include "absl/strings/str_cat.h"
#include "base/check.h"

namespace cofi {

std::vector<std::string> ValuesOf(db::Connection& connection, absl::string_view sql) {
  std::vector<std::string> values;
  const absl::Status status = connection.Run(sql, {}, [&](const db::Row& row) {
    values.emplace_back(row.IsNull(0) ? absl::string_view() : row.Text(0));
    return absl::OkStatus();
  });
  COFI_CHECK(status.ok(), absl::StrCat(sql, ": ", status.ToString()));
  return values;
}

std::vector<std::string> TablesOf(db::Connection& connection) {
  return ValuesOf(connection,
                  connection.dialect().shared
                      ? "SELECT table_name::text FROM information_schema.tables"
                        " WHERE table_schema = current_schema() ORDER BY 1"
                      : "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1");
}

std::vector<std::string> ColumnsOf(db::Connection& connection, const std::string& table) {
  return ValuesOf(
      connection,
      connection.dialect().shared
          ? absl::StrCat("SELECT column_name::text FROM information_schema.columns WHERE"
                         " table_schema = current_schema() AND table_name = '",
                         table, "' ORDER BY ordinal_position")
          : absl::StrCat("SELECT name FROM pragma_table_info('", table, "') ORDER BY cid"));
}

std::vector<std::string> KeyOf(db::Connection& connection, const std::string& table) {
  return ValuesOf(
      connection,
      connection.dialect().shared
          ? absl::StrCat(
                "SELECT attname::text FROM pg_index JOIN pg_attribute ON attrelid = indrelid"
                " AND attnum = ANY (indkey) WHERE indisprimary AND indrelid = '\"",
                table, "\"'::regclass ORDER BY array_position(indkey, attnum)")
          : absl::StrCat("SELECT name FROM pragma_table_info('", table,
                         "') WHERE pk > 0 ORDER BY pk"));
}

std::string Literal(db::Connection& connection, const std::string& column) {
  return connection.dialect().shared ? absl::StrCat("quote_nullable(\"", column, "\"::text)")
                                     : absl::StrCat("quote(\"", column, "\")");
}

}  // namespace cofi
