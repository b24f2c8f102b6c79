// What tables a database has, asked in each engine's own way.
#ifndef COFI_TESTS_SCHEMA_H_
#define COFI_TESTS_SCHEMA_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "db/connection.h"

namespace cofi {

// The first column of every row; empty where it is null. A query that fails stops
// the test.
std::vector<std::string> ValuesOf(db::Connection& connection, absl::string_view sql);

// The tables of the service, and the columns of one, in their order.
std::vector<std::string> TablesOf(db::Connection& connection);
std::vector<std::string> ColumnsOf(db::Connection& connection, const std::string& table);
// Those that make its primary key, in that order.
std::vector<std::string> KeyOf(db::Connection& connection, const std::string& table);

// An expression for a column's value as a literal that SQL reads.
std::string Literal(db::Connection& connection, const std::string& column);

}  // namespace cofi

#endif  // COFI_TESTS_SCHEMA_H_
