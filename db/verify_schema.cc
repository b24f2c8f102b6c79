#include "db/verify_schema.h"

#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/refusal.h"
#include "base/status.h"
#include "db/findings.h"

namespace cofi::db {
namespace {

// How far a move has come: opening a store looks for it by itself (db/store/store.cc).
constexpr absl::string_view kMoveTable = "move";

// SQLite keeps what made each object as a text, and puts a column that was added later
// behind the others of that time; its own statistics stand in tables too.
constexpr absl::string_view kSqliteObjects =
    "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL"
    " AND name NOT IN ('sqlite_stat1', 'sqlite_stat4')";

// Kind and name, the table that it is of, what it is, and whether it is passive. Constraints
// include those of others' tables that refer to ours, which keep ours from being deleted;
// what says that a column is not null stands with the column.
constexpr absl::string_view kPostgresObjects =
    "WITH ours AS (SELECT oid, relname::text AS name, relkind::text AS kind,"
    " CONCAT(CASE relpersistence WHEN 'u' THEN 'unlogged ' END,"
    " CASE WHEN relrowsecurity OR relforcerowsecurity THEN 'row security ' END, relkind) AS words"
    " FROM pg_class WHERE relnamespace = current_schema()::regnamespace)"
    " SELECT CASE WHEN kind IN ('r', 'p') THEN 'table ' WHEN kind = 'S' THEN 'sequence '"
    " ELSE 'view ' END || name, name, words, CAST(1 AS BIGINT) FROM ours WHERE kind NOT IN ('i', "
    "'I', 't', 'c')"
    " UNION ALL SELECT 'column ' || name || '.' || attname, name,"
    " CONCAT_WS(' ', format_type(atttypid, atttypmod), 'COLLATE ' || collname,"
    " CASE WHEN attnotnull THEN 'NOT NULL' END, 'DEFAULT ' || pg_get_expr(adbin, adrelid),"
    " attidentity, attgenerated), 0"
    " FROM ours JOIN pg_attribute ON attrelid = ours.oid AND attnum > 0 AND NOT attisdropped"
    " LEFT JOIN pg_collation ON pg_collation.oid = attcollation"
    " LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum WHERE kind IN ('r', 'p')"
    " UNION ALL SELECT 'constraint ' || name || '.' || conname, name,"
    " pg_get_constraintdef(pg_constraint.oid), 0"
    " FROM ours JOIN pg_constraint ON ours.oid IN (conrelid, confrelid) WHERE contype <> 'n'"
    " UNION ALL SELECT 'index ' || indexes.relname, name, CONCAT("
    "CASE WHEN NOT (indisvalid AND indisready AND indislive) THEN 'invalid ' END,"
    " regexp_replace(pg_get_indexdef(indexrelid), ' ON [^ ]+\\.', ' ON ')),"
    " CASE WHEN indisunique OR indisexclusion OR indexprs IS NOT NULL OR indpred IS NOT NULL"
    " THEN 0 ELSE 1 END FROM ours JOIN pg_index ON indrelid = ours.oid"
    " JOIN pg_class AS indexes ON indexes.oid = indexrelid"
    " UNION ALL SELECT 'trigger ' || tgname, name, pg_get_triggerdef(pg_trigger.oid), 0"
    " FROM ours JOIN pg_trigger ON tgrelid = ours.oid WHERE NOT tgisinternal"
    " UNION ALL SELECT 'rule ' || rulename, name, pg_get_ruledef(pg_rewrite.oid), 0"
    " FROM ours JOIN pg_rewrite ON ev_class = ours.oid WHERE rulename <> '_RETURN'"
    " UNION ALL SELECT 'policy ' || polname, name, '', 0"
    " FROM ours JOIN pg_policy ON polrelid = ours.oid"
    " UNION ALL SELECT 'child ' || inhrelid::regclass, name, '', 0"
    " FROM ours JOIN pg_inherits ON inhparent = ours.oid"
    " UNION ALL SELECT 'function ' || proname, '', pg_get_function_identity_arguments(oid), 0"
    " FROM pg_proc WHERE pronamespace = current_schema()::regnamespace"
    " UNION ALL SELECT 'operator ' || oprname, '', '', 0"
    " FROM pg_operator WHERE oprnamespace = current_schema()::regnamespace";

// The next piece of SQL: a comment or spaces, which mean one space; a text in quotes; else
// one character.
std::string NextPiece(absl::string_view* sql) {
  constexpr std::pair<absl::string_view, absl::string_view> kEnds[] = {
      {"--", "\n"}, {"/*", "*/"}, {"'", "'"}, {"\"", "\""}, {"`", "`"}, {"[", "]"}};
  size_t size = 1;
  for (const auto& [begin, end] : kEnds) {
    if (!absl::StartsWith(*sql, begin)) continue;
    const size_t at = sql->find(end, begin.size());
    size = at == sql->npos ? sql->size() : at + end.size();
  }
  const std::string piece(sql->substr(0, size));
  sql->remove_prefix(size);
  const bool space = absl::ascii_isspace(piece[0]) || absl::StartsWith(piece, "--") ||
                     absl::StartsWith(piece, "/*");
  return space ? " " : piece;
}

void Add(std::string kind_and_name, absl::string_view words, Schema* schema) {
  schema->objects[std::move(kind_and_name)].words = std::string(words);
}

// A column, or what holds for several, of a table.
void AddPart(const std::string& table, absl::string_view part, Schema* schema) {
  part = absl::StripAsciiWhitespace(part);
  const absl::string_view name = part.substr(0, part.find_first_of(" ("));
  for (const char* word : {"PRIMARY", "UNIQUE", "CHECK", "FOREIGN", "CONSTRAINT"}) {
    if (!absl::EqualsIgnoreCase(name, word)) continue;
    return Add(absl::StrCat("constraint ", table, ".", part), part, schema);
  }
  Add(absl::StrCat("column ", table, ".", name), part.substr(name.size()), schema);
}

// `sql` is what makes the table: between the outermost brackets its parts, in any order.
void AddTable(const std::string& table, absl::string_view sql, Schema* schema) {
  int depth = 0;
  std::string part, around;
  while (!sql.empty()) {
    const std::string piece = NextPiece(&sql);
    if (piece == ")") --depth;
    if (depth == 1 && piece == ",") {
      AddPart(table, std::exchange(part, ""), schema);
    } else {
      std::string& to = depth > 0 ? part : around;
      if (piece != " " || !absl::EndsWith(to, " ")) to += piece;
    }
    if (piece == "(") ++depth;
  }
  AddPart(table, part, schema);
  Add(absl::StrCat("table ", table), absl::StripAsciiWhitespace(around), schema);
}

std::string Squeezed(absl::string_view sql) {
  std::string squeezed;
  while (!sql.empty()) {
    const std::string piece = NextPiece(&sql);
    if (piece != " " || !absl::EndsWith(squeezed, " ")) squeezed += piece;
  }
  return squeezed;
}

}  // namespace

absl::StatusOr<Schema> ReadSchema(Transaction& tx, const std::string& service) {
  Schema schema{.service = service, .objects = {}};
  if (tx.dialect().shared) {
    COFI_RETURN_IF_ERROR(tx.Run(kPostgresObjects, {}, [&](const Row& row) {
      if (row.Text(1) == kMoveTable) return absl::OkStatus();
      schema.objects[std::string(row.Text(0))] = {std::string(row.Text(1)),
                                                  std::string(row.Text(2)), row.Int(3) == 1};
      return absl::OkStatus();
    }));
    return schema;
  }
  COFI_RETURN_IF_ERROR(tx.Run(kSqliteObjects, {}, [&](const Row& row) {
    const std::string name(row.Text(1));
    if (row.Text(0) != "table") {
      Add(absl::StrCat(row.Text(0), " ", name), Squeezed(row.Text(2)), &schema);
    } else if (name != kMoveTable) {
      AddTable(name, row.Text(2), &schema);
    }
    return absl::OkStatus();
  }));
  return schema;
}

absl::Status VerifySchema(Transaction& tx, const Schema& expected,
                          std::vector<std::string>* additions) {
  COFI_ASSIGN_OR_RETURN(const Schema found, ReadSchema(tx, expected.service));
  const auto differs = [&](absl::string_view what, absl::string_view as, absl::string_view is) {
    return Finding(type::v1::REASON_SCHEMA_DIFFERS, {.name = expected.service}, what, as, is);
  };
  std::set<std::string> tables = {""};
  for (const auto& [what, object] : expected.objects) {
    tables.insert(object.table);
    const auto is = found.objects.find(what);
    if (is == found.objects.end()) return differs(what, object.words, "");
    if (is->second.words != object.words) return differs(what, object.words, is->second.words);
  }
  for (const auto& [what, object] : found.objects) {
    if (expected.objects.contains(what)) continue;
    // What belongs to another's table is said with that.
    if (!object.passive && tables.contains(object.table)) return differs(what, "", object.words);
    if (object.passive && additions != nullptr) additions->push_back(what);
  }
  return absl::OkStatus();
}

absl::Status VerifySchema(Connection& connection, const Schema& expected) {
  const Cause cause;
  Transaction tx(connection, cause);
  return VerifySchema(tx, expected, nullptr);
}

}  // namespace cofi::db
