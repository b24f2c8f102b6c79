#include "db/store/snapshot.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/refusal.h"
#include "base/status.h"
#include "db/journal.h"
#include "db/schema.h"
#include "db/sqlite/sqlite.h"
#include "db/store/migrations.h"

namespace cofi::db {
namespace {

constexpr absl::string_view kProject = "projects/{project}";

// The names that a table may hold below one root: from `first` to before `end`.
struct NameRange {
  std::string first, end;
};

// Empty if the table holds nothing of that root.
NameRange NamesIn(const TableBase& table, absl::string_view root) {
  absl::string_view pattern = table.pattern().text();
  const bool in_project = absl::ConsumePrefix(&pattern, kProject);
  if (in_project != absl::StartsWith(root, "projects/")) return {};
  const std::string first =
      absl::StrCat(in_project ? root : absl::string_view(), pattern.substr(0, pattern.find('{')));
  std::string end = first;
  if (pattern.empty()) {
    end += '\1';  // The root itself.
  } else {
    ++end.back();
  }
  return {first, std::move(end)};
}

absl::Status FillFromJournal(const TableBase& table, Connection& from, Transaction& to,
                             const Position& position) {
  const NameRange names = NamesIn(table, position.root);
  if (names.first.empty()) return absl::OkStatus();
  const std::unique_ptr<Message> resource = table.New();
  return from.Run(
      "SELECT last.sequence, state FROM (SELECT name, MAX(sequence) AS sequence FROM journal"
      " WHERE root = $1 AND name >= $2 AND name < $3 AND sequence <= $4 GROUP BY name) last"
      " JOIN journal ON journal.root = $1 AND journal.sequence = last.sequence"
      " WHERE type = $5 AND state IS NOT NULL",
      {absl::string_view(position.root), absl::string_view(names.first),
       absl::string_view(names.end), position.sequence,
       absl::string_view(table.type()->full_name())},
      [&](const Row& row) -> absl::Status {
        if (!table.ParseState(row.Text(1), resource.get())) {
          return Refuse(type::v1::REASON_INTERNAL,
                        {{"detail", absl::StrCat("entry ", row.Int(0), " of ", position.root,
                                                 " holds no ", table.type()->name())}});
        }
        return table.Restore(to, *resource, row.Int(0));
      });
}

// Of the journal, a snapshot has the last entry of each root: where it stands.
absl::Status FillJournal(Connection& from, Transaction& to, const Position& position) {
  return from.Run(
      absl::StrCat("SELECT ", kEntryColumns, " FROM journal WHERE root = $1 AND sequence = $2"),
      {absl::string_view(position.root), position.sequence}, [&](const Row& row) {
        return to.Run(absl::StrCat("INSERT INTO journal (", kEntryColumns,
                                   ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, NULL, $10, $11)"),
                      {row.Text(0), row.Int(1), row.Int(2), row.Text(3), row.Text(4), row.Text(5),
                       row.Text(6), row.Text(7), row.Text(8), BlobView{row.Text(10)},
                       BlobView{row.Text(11)}});
      });
}

const PastTable& Journal() {
  static const auto* const journal = new PastTable{"journal", &FillJournal};
  return *journal;
}

bool IsWordByte(char c) { return absl::ascii_isalnum(c) || c == '_'; }

// Whether `word` stands in `sql`, as a name of whatever kind. A table may be named
// like another's column, and is then filled although nobody asks it.
bool Names(absl::string_view sql, absl::string_view word) {
  for (size_t at = sql.find(word); at != sql.npos; at = sql.find(word, at + 1)) {
    const size_t end = at + word.size();
    if ((at == 0 || !IsWordByte(sql[at - 1])) && (end == sql.size() || !IsWordByte(sql[end]))) {
      return true;
    }
  }
  return false;
}

}  // namespace

PastTable PastOf(const TableBase& table) {
  return {table.name(), [&table](Connection& from, Transaction& to, const Position& position) {
            return FillFromJournal(table, from, to, position);
          }};
}

PastTable PastRows(std::string table, std::string rows) {
  auto fill = [table, rows = std::move(rows)](Connection& from, Transaction& to,
                                              const Position& position) -> absl::Status {
    COFI_ASSIGN_OR_RETURN(const std::vector<StoredColumn> columns, ColumnsOf(from, table));
    const std::string names = NamesOf(columns);
    const std::string insert =
        absl::StrCat("INSERT INTO ", table, " (", names, ") VALUES (", MarksOf(columns), ")");
    return from.Run(absl::StrCat("SELECT ", names, " FROM ", rows),
                    {absl::string_view(position.root), position.sequence},
                    [&](const Row& row) { return to.Run(insert, ParametersOf(row, columns)); });
  };
  return {std::move(table), std::move(fill)};
}

absl::StatusOr<std::unique_ptr<Snapshot>> Snapshot::Make(const Store& store, Connection& from,
                                                         absl::Span<const PastTable> tables,
                                                         std::vector<Position> positions) {
  std::unique_ptr<Snapshot> snapshot(new Snapshot(from, std::move(positions)));
  COFI_ASSIGN_OR_RETURN(snapshot->scratch_, OpenScratchSqlite());
  COFI_RETURN_IF_ERROR(Migrate(*snapshot->scratch_, store.service(), store.migrations()));
  snapshot->parts_.push_back({&Journal()});
  for (const PastTable& table : tables) snapshot->parts_.push_back({&table});
  COFI_ASSIGN_OR_RETURN(snapshot->unkept_, TablesOf(*snapshot->scratch_));
  std::erase_if(snapshot->unkept_, [&](const std::string& table) {
    return std::any_of(snapshot->parts_.begin(), snapshot->parts_.end(),
                       [&](const Fill& part) { return part.table->name == table; });
  });
  // Never committed: the database goes with the connection.
  COFI_RETURN_IF_ERROR(snapshot->scratch_->Begin(Access::kRead));
  return snapshot;
}

absl::Status Snapshot::Prepare(absl::string_view sql) {
  for (const std::string& table : unkept_) {
    if (!Names(sql, table)) continue;
    return Refuse(type::v1::REASON_INTERNAL,
                  {{"detail", absl::StrCat("nothing says what the table ", table,
                                           " held at a moment of the past (PastTable)")}});
  }
  const Cause cause;
  Transaction to(*scratch_, cause);
  for (Fill& part : parts_) {
    if (part.filled || !Names(sql, part.table->name)) continue;
    for (const Position& position : positions_) {
      if (position.sequence == 0) continue;
      COFI_RETURN_IF_ERROR(part.table->fill(from_, to, position));
    }
    part.filled = true;
  }
  return absl::OkStatus();
}

absl::Status Snapshot::Run(absl::string_view sql, absl::Span<const Value> parameters,
                           RowVisitor visit) {
  if (const absl::Status prepared = Prepare(sql); !prepared.ok()) {
    broken_ = true;
    return prepared;
  }
  return scratch_->Run(sql, parameters, visit);
}

absl::StatusOr<std::unique_ptr<Copying>> Snapshot::CopyTo(const std::string& path) {
  return Refuse(type::v1::REASON_INTERNAL,
                {{"detail", absl::StrCat("a snapshot cannot be copied to ", path)}});
}

absl::Status Snapshot::RunScript(absl::string_view) {
  return Refuse(type::v1::REASON_INTERNAL, {{"detail", "a snapshot is only read"}});
}

}  // namespace cofi::db
