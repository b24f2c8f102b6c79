#include "tests/installations/chain.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/check.h"
#include "base/identifiers.h"
#include "db/schema.h"

namespace cofi::end_to_end {
namespace {

void Visit(db::Connection& connection, const std::string& sql, db::RowVisitor visit) {
  const absl::Status status = connection.Run(sql, {}, visit);
  COFI_CHECK(status.ok(), absl::StrCat(sql, ": ", status.ToString()));
}

// Eight bytes, the highest first.
std::string Eight(int64_t number) {
  std::string bytes(8, '\0');
  for (int i = 0; i < 8; ++i) bytes[i] = static_cast<char>(number >> (56 - 8 * i));
  return bytes;
}

// Columns of the query below.
enum Column { kRoot, kSequence, kTime, kDate, kPrincipal, kRequest, kVerb, kName, kType, kState };

std::string HashOf(const std::string& previous, const db::Row& row) {
  const auto part = [](absl::string_view text) {
    return absl::StrCat(Eight(static_cast<int64_t>(text.size())), text);
  };
  std::string bytes = absl::StrCat("cofi-journal-1", part(previous), part(row.Text(kRoot)),
                                   Eight(row.Int(kSequence)), Eight(row.Int(kTime)));
  for (const int column : {kDate, kPrincipal, kRequest, kVerb, kName, kType}) {
    absl::StrAppend(&bytes, part(row.Text(column)));
  }
  absl::StrAppend(&bytes, Eight(row.IsNull(kState) ? 0 : 1), part(row.Text(kState)));
  return Sha256(bytes);
}

// Tables of resources: those that know the entry of their last change.
std::vector<std::string> Resources(db::Connection& connection) {
  std::vector<std::string> tables;
  const std::vector<std::string> all = db::TablesOf(connection).value();
  for (const std::string& table : all) {
    const std::vector<db::StoredColumn> columns = db::ColumnsOf(connection, table).value();
    const auto has = [&](const char* column) {
      return std::any_of(columns.begin(), columns.end(),
                         [&](const db::StoredColumn& each) { return each.name == column; });
    };
    if (table != "journal" && has("root") && has("name") && has("sequence")) {
      tables.push_back(table);
    }
  }
  COFI_CHECK(!tables.empty(), "no table of resources");
  return tables;
}

}  // namespace

std::vector<std::string> FaultsOfJournal(db::Connection& connection) {
  std::vector<std::string> faults;
  std::map<std::string, std::pair<int64_t, std::string>> last;  // Sequence and hash, by root.
  Visit(connection,
        "SELECT root, sequence, commit_time, effective_date, principal, request_id, verb, name,"
        " type, state, previous_hash, hash FROM journal ORDER BY root, sequence",
        [&](const db::Row& row) {
          auto& [sequence, hash] = last[std::string(row.Text(kRoot))];
          if (hash.empty()) hash.assign(32, '\0');
          const std::string entry = absl::StrCat(row.Text(kRoot), "#", row.Int(kSequence));
          if (row.Int(kSequence) != sequence + 1) {
            faults.push_back(absl::StrCat(entry, " follows #", sequence));
          }
          if (row.Text(kState + 1) != hash || row.Text(kState + 2) != HashOf(hash, row)) {
            faults.push_back(absl::StrCat(entry, " breaks the chain"));
          }
          sequence = row.Int(kSequence);
          hash = std::string(row.Text(kState + 2));
          return absl::OkStatus();
        });

  const auto each = [](std::string* out, const std::string& table) {
    absl::StrAppend(out, "SELECT root, name, sequence FROM ", table);
  };
  const std::string rows = absl::StrJoin(Resources(connection), " UNION ALL ", each);
  const std::string lived =
      "SELECT root, name, sequence FROM journal entry WHERE state IS NOT NULL AND type <>"
      " 'cofi.journal.v1.Follower' AND sequence ="
      " (SELECT MAX(sequence) FROM journal same WHERE same.root = entry.root"
      " AND same.name = entry.name)";
  const auto report = [&](const std::string& sql, absl::string_view what) {
    Visit(connection, sql, [&](const db::Row& row) {
      faults.push_back(absl::StrCat(row.Text(0), what));
      return absl::OkStatus();
    });
  };
  report(absl::StrCat("SELECT name FROM (", rows, " EXCEPT ", lived, ") AS wrong"),
         " is not as the journal says");
  report(absl::StrCat("SELECT name FROM (", lived, " EXCEPT SELECT * FROM (", rows,
                      ") AS present) AS lost"),
         " is in the journal only");
  // cofid's own relays keep a cursor in place of an answer.
  report(
      "SELECT request_id FROM journal WHERE request_id <> '' AND principal <> 'cofid' AND"
      " principal || ' ' || request_id NOT IN"
      " (SELECT principal || ' ' || request_id FROM request)",
      " was carried out and is not remembered");
  return faults;
}

}  // namespace cofi::end_to_end
