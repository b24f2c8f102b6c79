#include "db/schema.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/status.h"

namespace cofi::db {

absl::StatusOr<std::vector<std::string>> ValuesOf(Connection& connection, absl::string_view sql,
                                                  absl::Span<const Value> parameters) {
  std::vector<std::string> values;
  COFI_RETURN_IF_ERROR(connection.Run(sql, parameters, [&](const Row& row) {
    values.emplace_back(row.IsNull(0) ? absl::string_view() : row.Text(0));
    return absl::OkStatus();
  }));
  return values;
}

absl::StatusOr<std::vector<std::string>> TablesOf(Connection& connection) {
  return ValuesOf(connection,
                  connection.dialect().shared
                      ? "SELECT table_name::text FROM information_schema.tables"
                        " WHERE table_schema = current_schema() ORDER BY 1"
                      : "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1");
}

absl::StatusOr<std::vector<StoredColumn>> ColumnsOf(Connection& connection,
                                                    const std::string& table) {
  std::vector<StoredColumn> columns;
  COFI_RETURN_IF_ERROR(connection.Run(
      connection.dialect().shared
          ? "SELECT column_name::text, data_type::text FROM information_schema.columns"
            " WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position"
          : "SELECT name, type FROM pragma_table_info($1) ORDER BY cid",
      {absl::string_view(table)}, [&](const Row& row) {
        columns.push_back({std::string(row.Text(0)), absl::AsciiStrToLower(row.Text(1))});
        return absl::OkStatus();
      }));
  return columns;
}

std::string NamesOf(absl::Span<const StoredColumn> columns) {
  return absl::StrJoin(columns, ", ", [](std::string* out, const StoredColumn& column) {
    absl::StrAppend(out, "\"", column.name, "\"");
  });
}

std::string MarksOf(absl::Span<const StoredColumn> columns) {
  return absl::StrJoin(columns, ", ", [mark = 0](std::string* out, const auto&) mutable {
    absl::StrAppend(out, "$", ++mark);
  });
}

std::vector<Value> ParametersOf(const Row& row, absl::Span<const StoredColumn> columns) {
  std::vector<Value> values;
  for (int i = 0; const StoredColumn& column : columns) {
    values.push_back(row.IsNull(i)             ? Value(Null{})
                     : column.type == "bigint" ? Value(row.Int(i))
                     : column.type == "bytea"  ? Value(BlobView{row.Text(i)})
                                               : Value(row.Text(i)));
    ++i;
  }
  return values;
}

absl::StatusOr<std::vector<std::string>> KeyOf(Connection& connection, const std::string& table) {
  return ValuesOf(
      connection,
      connection.dialect().shared
          ? "SELECT attname::text FROM pg_index JOIN pg_attribute ON attrelid = indrelid"
            " AND attnum = ANY (indkey) WHERE indisprimary AND indrelid = to_regclass($1)"
            " ORDER BY array_position(indkey, attnum)"
          : "SELECT name FROM pragma_table_info($1) WHERE pk > 0 ORDER BY pk",
      {absl::string_view(table)});
}

std::string Literal(Connection& connection, const std::string& column) {
  return connection.dialect().shared ? absl::StrCat("quote_nullable(\"", column, "\"::text)")
                                     : absl::StrCat("quote(\"", column, "\")");
}

}  // namespace cofi::db
