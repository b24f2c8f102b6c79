// What tables a database has, asked in each engine's own way.
#ifndef COFI_DB_SCHEMA_H_
#define COFI_DB_SCHEMA_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "db/connection.h"

namespace cofi::db {

// The first column of every row; empty where it is null.
absl::StatusOr<std::vector<std::string>> ValuesOf(Connection& connection, absl::string_view sql,
                                                  absl::Span<const Value> parameters = {});

// The tables of the service, by name.
absl::StatusOr<std::vector<std::string>> TablesOf(Connection& connection);

// The columns of a table, in their order, and their types: `bigint`, `text`, `bytea`.
struct StoredColumn {
  std::string name;
  std::string type;
};
absl::StatusOr<std::vector<StoredColumn>> ColumnsOf(Connection& connection,
                                                    const std::string& table);

// As lists of SQL: the names in quotes, `"root", "name"`, and as many parameters, `$1, $2`.
std::string NamesOf(absl::Span<const StoredColumn> columns);
std::string MarksOf(absl::Span<const StoredColumn> columns);
// What a row has in them, which are all that was asked for, to be written elsewhere; valid as
// long as the row.
std::vector<Value> ParametersOf(const Row& row, absl::Span<const StoredColumn> columns);

// Those that make its primary key, in that order.
absl::StatusOr<std::vector<std::string>> KeyOf(Connection& connection, const std::string& table);

// An expression for a column's value as a literal that SQL reads.
std::string Literal(Connection& connection, const std::string& column);

}  // namespace cofi::db

#endif  // COFI_DB_SCHEMA_H_
