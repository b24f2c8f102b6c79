#include "db/store/relocation.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/names.h"
#include "base/refusal.h"
#include "base/status.h"

namespace cofi::db {
namespace {

// In one transaction: enough to go at speed, little enough to be done again.
constexpr int64_t kEntriesPerStep = 2'000;

// How far a move has come, in the target only.
constexpr char kMoveTable[] =
    "CREATE TABLE IF NOT EXISTS move (root TEXT NOT NULL, source TEXT NOT NULL,"
    " sequence BIGINT NOT NULL, PRIMARY KEY (root))";

// Each database has its own of these.
bool StaysBehind(const std::string& table) {
  return table == "migration" || table == "key_basis" || table == "feed" || table == "instance" ||
         table == "move";
}

// In any order, without the position in the feed, which one engine has anyway.
std::vector<std::string> Names(absl::Span<const StoredColumn> columns) {
  std::vector<std::string> names;
  for (const StoredColumn& column : columns) {
    if (column.name != "rowid") names.push_back(column.name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

absl::Status InTransaction(Connection& connection, Access access,
                           const std::function<absl::Status()>& function) {
  COFI_RETURN_IF_ERROR(connection.Begin(access));
  const absl::Status status = function();
  if (status.ok()) return connection.Commit();
  (void)connection.Rollback();
  return status;
}

}  // namespace

bool Relocation::StoredTable::Has(const char* column) const {
  return std::any_of(columns.begin(), columns.end(),
                     [&](const StoredColumn& each) { return each.name == column; });
}

absl::StatusOr<int64_t> Relocation::Number(Connection& connection, absl::string_view sql,
                                           absl::Span<const Value> parameters) {
  int64_t number = 0;
  COFI_RETURN_IF_ERROR(connection.Run(sql, parameters, [&](const Row& row) {
    if (!row.IsNull(0)) number = row.Int(0);
    return absl::OkStatus();
  }));
  return number;
}

absl::Status Relocation::ReadTables() {
  COFI_ASSIGN_OR_RETURN(const std::vector<std::string> names, TablesOf(source_));
  for (const std::string& name : names) {
    if (StaysBehind(name)) continue;
    StoredTable table{.name = name};
    COFI_ASSIGN_OR_RETURN(table.columns, ColumnsOf(source_, name));
    COFI_ASSIGN_OR_RETURN(const std::vector<StoredColumn> kept, ColumnsOf(target_, name));
    if (Names(table.columns) != Names(kept)) {
      return StoreFailed(absl::StrCat("the table ", name,
                                      " of the source is of another version:"
                                      " start this cofid on it once, and move it then"));
    }
    // An entry keeps its place in the feed, so that cursors stay good.
    if (name == "journal" && !table.Has("rowid")) table.columns.push_back({"rowid", "bigint"});
    const std::string list = NamesOf(table.columns);
    table.select = absl::StrCat("SELECT ", list, " FROM ", name, " WHERE ");
    table.insert = absl::StrCat("INSERT INTO ", name, " (", list, ") VALUES (",
                                MarksOf(table.columns), ") ON CONFLICT DO NOTHING");
    tables_.push_back(std::move(table));
  }
  return absl::OkStatus();
}

absl::Status Relocation::Begin(const std::string& from) {
  COFI_RETURN_IF_ERROR(ReadTables());
  COFI_ASSIGN_OR_RETURN(const std::vector<std::string> tables, TablesOf(target_));
  if (std::count(tables.begin(), tables.end(), "move") > 0) {
    COFI_ASSIGN_OR_RETURN(
        const int64_t begun,
        Number(target_, "SELECT COUNT(*) FROM move WHERE root = '' AND source = $1", {from}));
    if (begun == 1) return absl::OkStatus();
  }
  COFI_ASSIGN_OR_RETURN(const int64_t entries, Number(target_, "SELECT COUNT(*) FROM journal"));
  if (entries > 0) {
    return StoreFailed(absl::StrCat("the target is not empty: it has ", entries,
                                    " journal entries that did not come from ", from));
  }
  COFI_RETURN_IF_ERROR(target_.RunScript(kMoveTable));
  COFI_RETURN_IF_ERROR(target_.Run("DELETE FROM move"));
  return target_.Run("INSERT INTO move VALUES ('', $1, 0)", {from});
}

absl::Status Relocation::End() {
  return InTransaction(target_, Access::kWrite,
                       [&] { return target_.RunScript("DROP TABLE move"); });
}

absl::StatusOr<std::vector<std::string>> Relocation::Roots() {
  // The shared root has rows without entries: how far relays have come. And so has a root of
  // which there was never anything here, when its name was retired, or is known.
  std::string select = absl::StrCat("SELECT root FROM journal WHERE root <> '", kSharedRoot, "'");
  for (const StoredTable& table : tables_) {
    if (table.name != "retired" && table.name != "known") continue;
    absl::StrAppend(&select, " UNION SELECT root FROM ", table.name, " WHERE root <> '",
                    kSharedRoot, "'");
  }
  COFI_ASSIGN_OR_RETURN(std::vector<std::string> roots,
                        ValuesOf(source_, absl::StrCat(select, " GROUP BY root ORDER BY 1")));
  roots.push_back(kSharedRoot);
  return roots;
}

absl::Status Relocation::Copy(const Progress& progress) {
  COFI_ASSIGN_OR_RETURN(const int64_t total, Number(source_, "SELECT COUNT(*) FROM journal"));
  COFI_ASSIGN_OR_RETURN(int64_t done, Number(target_, "SELECT COUNT(*) FROM journal"));
  COFI_ASSIGN_OR_RETURN(const std::vector<std::string> roots, Roots());
  for (const std::string& root : roots) {
    COFI_ASSIGN_OR_RETURN(int64_t after,
                          Number(target_, "SELECT sequence FROM move WHERE root = $1", {root}));
    int64_t copied = 0;
    do {
      COFI_ASSIGN_OR_RETURN(copied, Step(root, after));
      after += copied;
      done += copied;
      progress(done, std::max(done, total));
    } while (copied == kEntriesPerStep);
  }
  return absl::OkStatus();
}

absl::StatusOr<int64_t> Relocation::Step(const std::string& root, int64_t after) {
  int64_t last = after;
  COFI_RETURN_IF_ERROR(InTransaction(source_, Access::kRead, [&]() -> absl::Status {
    COFI_ASSIGN_OR_RETURN(
        last, Number(source_, "SELECT MAX(sequence) FROM journal WHERE root = $1", {root}));
    last = std::min(last, after + kEntriesPerStep);
    return InTransaction(target_, Access::kWrite, [&] { return CopyStep(root, after, last); });
  }));
  return last - after;
}

absl::Status Relocation::CopyRows(const StoredTable& table, const std::string& where,
                                  absl::Span<const Value> parameters) {
  return source_.Run(table.select + where, parameters, [&](const Row& row) {
    return target_.Run(table.insert, ParametersOf(row, table.columns));
  });
}

// A row is copied with the entry of its last change, so the target has what the
// source has of the entries up to `last`, less the rows that changed after it.
absl::Status Relocation::CopyStep(const std::string& root, int64_t after, int64_t last) {
  const Value range[] = {absl::string_view(root), after, last};
  constexpr char kRange[] = "root = $1 AND sequence > $2 AND sequence <= $3";
  COFI_ASSIGN_OR_RETURN(
      const std::vector<std::string> changed,
      ValuesOf(source_, absl::StrCat("SELECT DISTINCT name FROM journal WHERE ", kRange), range));
  for (const StoredTable& table : tables_) {
    const bool resource = table.name != "journal" && table.Has("name") && table.Has("sequence");
    if (resource && after > 0) {
      // What was copied with an earlier entry, and has changed or is gone.
      for (const std::string& name : changed) {
        COFI_RETURN_IF_ERROR(
            target_.Run(absl::StrCat("DELETE FROM ", table.name, " WHERE root = $1 AND name = $2"),
                        {root, name}));
      }
    }
    if (table.Has("sequence")) {
      // By the names, which have an index: the rows of a root would be read at each step.
      constexpr char kByName[] =
          " AND name IN (SELECT name FROM journal WHERE root = $1 AND sequence > $2"
          " AND sequence <= $3)";
      COFI_RETURN_IF_ERROR(CopyRows(table, absl::StrCat(kRange, resource ? kByName : ""), range));
      continue;
    }
    if (table.name != "request") {
      // Few of a root: anew.
      COFI_RETURN_IF_ERROR(target_.Run(absl::StrCat("DELETE FROM ", table.name, " WHERE root = $1"),
                                       {absl::string_view(root)}));
      COFI_RETURN_IF_ERROR(CopyRows(table, "root = $1", {absl::string_view(root)}));
      continue;
    }
    // Answers are kept in the transaction of their entries, some without one.
    COFI_RETURN_IF_ERROR(CopyRows(
        table,
        "root = $1 AND commit_time >= COALESCE((SELECT commit_time FROM journal WHERE root = $1"
        " AND sequence = $2), 0) AND ($3 >= (SELECT MAX(sequence) FROM journal WHERE root = $1)"
        " OR commit_time <= (SELECT commit_time FROM journal WHERE root = $1 AND sequence = $3))",
        range));
  }
  return target_.Run(
      "INSERT INTO move VALUES ($1, '', $2) ON CONFLICT (root) DO UPDATE SET sequence ="
      " excluded.sequence",
      {root, last});
}

}  // namespace cofi::db
