// What a database is made of besides its rows, proved: its columns, constraints and
// indexes, and what acts by itself (triggers, rules), are those of a database that was made
// anew from the migrations (SchemaOf, db/store/migrations.h). Whoever can write to it can otherwise
// make it refuse, change or hide what Cofi writes, or take away what refuses for Cofi.
//
// An embedded database is Cofi's alone. On a server others may have put something beside the
// tables, for their reports: further tables, views, and indexes that refuse nothing and call
// nothing. These are said, and no finding (docs/decisions/0028).
#ifndef COFI_DB_VERIFY_SCHEMA_H_
#define COFI_DB_VERIFY_SCHEMA_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "db/transaction.h"

namespace cofi::db {

struct SchemaObject {
  // The table that it belongs to; empty where everything is Cofi's.
  std::string table;
  // What it is, in words that are the same however the database came to it.
  std::string words;
  // Whether it neither acts on rows nor refuses any.
  bool passive = false;
};

struct Schema {
  std::string service;
  // By kind and name: `column expense.amount`, `index expense_date`.
  std::map<std::string, SchemaObject> objects;
};

// That of the database as it is.
absl::StatusOr<Schema> ReadSchema(Transaction& tx, const std::string& service);

// SCHEMA_DIFFERS, a finding (db/findings.h), for the first object that is not as in
// `expected`, is missing, or is not Cofi's and not harmless. `additions`, which may be null,
// gets the names of those that are harmless.
absl::Status VerifySchema(Transaction& tx, const Schema& expected,
                          std::vector<std::string>* additions);

// As above, on a connection that no transaction runs on.
absl::Status VerifySchema(Connection& connection, const Schema& expected);

}  // namespace cofi::db

#endif  // COFI_DB_VERIFY_SCHEMA_H_
