#include "db/tables/keys.h"

#include <algorithm>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "base/check.h"
#include "base/identifiers.h"
#include "base/names.h"
#include "base/status.h"
#include "base/text.h"
#include "db/findings.h"
#include "db/schema.h"
#include "db/tables/kept.h"
#include "db/tables/table.h"

namespace cofi::db {
namespace {

constexpr char kNaturalKey[] = "natural_key";

// Of how keys are made of folded texts, and of who has one: another whenever that changes.
// Since 2 somebody has each key.
constexpr int kForm = 2;

// Ends each part. It stands in no text, since control characters are refused.
constexpr absl::string_view kEnd = "\x1f";

// In bytes; an index of PostgreSQL's takes no row of 2.7 kB. In its words, invoices of a
// supplier stand side by side in the index, and one that is added is written beside the
// last: of a longer key there is the digest.
constexpr size_t kNaturalMax = 1'000;

std::string TextOf(const Value& value) {
  if (const auto* number = std::get_if<int64_t>(&value)) return absl::StrCat(*number);
  if (const auto* view = std::get_if<absl::string_view>(&value)) return std::string(*view);
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  return "";
}

}  // namespace

Keys::Keys(const Descriptor* type, const std::vector<Column>& columns,
           std::vector<std::string> freeing)
    : freeing_(std::move(freeing)), state_(type->FindFieldByName("state")) {
  for (const Column& column : columns) {
    if (!column.is_free_text()) continue;
    folded_.push_back(&column);
    names_.push_back(column.folded_name());
  }
  const auto& natural = type->options().GetExtension(type::v1::natural_key);
  for (const auto& [paths, into] :
       {std::pair(&natural.either(), &either_), std::pair(&natural.fields(), &natural_)}) {
    for (const std::string& path : *paths) {
      const auto found = std::find_if(columns.begin(), columns.end(),
                                      [&](const Column& each) { return each.path() == path; });
      COFI_CHECK(found != columns.end(), absl::StrCat(type->full_name(), " stores no ", path));
      into->push_back(&*found);
    }
  }
  if (has_natural()) names_.push_back(kNaturalKey);
  for (const char* name : {"reversed_by", "reverses"}) {
    const FieldDescriptor* const field = type->FindFieldByName(name);
    if (field != nullptr) undone_.push_back(field);
  }
}

std::vector<const Column*> Keys::natural_texts() const {
  std::vector<const Column*> texts;
  for (const auto* columns : {&either_, &natural_}) {
    for (const Column* column : *columns) {
      if (column->kind() == ColumnKind::kText) texts.push_back(column);
    }
  }
  return texts;
}

void Keys::Append(const Message& resource, std::vector<Value>* values) const {
  for (const Column* column : folded_) values->push_back(column->ReadFolded(resource));
  if (has_natural()) values->push_back(Natural(resource));
}

Value Keys::Natural(const Message& resource) const {
  if (!has_natural()) return Null{};
  const auto* reflection = resource.GetReflection();
  for (const FieldDescriptor* field : undone_) {
    if (reflection->HasField(resource, field)) return Null{};
  }
  if (!freeing_.empty()) {
    const std::string state = EnumName(reflection->GetEnum(resource, state_));
    if (std::find(freeing_.begin(), freeing_.end(), state) != freeing_.end()) return Null{};
  }
  const auto part_of = [&](const Column* column) {
    return TextOf(column->is_free_text() ? column->ReadFolded(resource) : column->Read(resource));
  };
  std::string key;
  for (const Column* column : either_) {
    if (key.empty()) key = part_of(column);
  }
  if (!either_.empty() && key.empty()) return Null{};
  if (!key.empty()) absl::StrAppend(&key, kEnd);
  for (const Column* column : natural_) {
    const std::string part = part_of(column);
    if (part.empty()) return Null{};
    absl::StrAppend(&key, part, kEnd);
  }
  if (key.size() <= kNaturalMax) return key;
  return absl::BytesToHexString(Sha256(key));
}

Value Keys::Apart(const Value& natural, absl::string_view name) {
  return absl::StrCat(std::get<std::string>(natural), name);
}

std::string Keys::Basis() const {
  const auto path = [](std::string* out, const Column* column) { out->append(column->path()); };
  return absl::StrCat(absl::StrJoin(folded_, ",", path), "/", absl::StrJoin(either_, "|", path),
                      either_.empty() ? "" : ":", absl::StrJoin(natural_, ",", path), "/",
                      absl::StrJoin(freeing_, ","));
}

namespace {

// What adds the columns that a table lacks.
absl::StatusOr<std::string> MissingColumns(Connection& connection, const TableBase& table) {
  COFI_ASSIGN_OR_RETURN(const std::vector<StoredColumn> there, ColumnsOf(connection, table.name()));
  std::string script;
  for (const std::string& name : table.keys().names()) {
    const bool has_it = std::any_of(there.begin(), there.end(), [&](const StoredColumn& column) {
      return column.name == name;
    });
    if (has_it) continue;
    absl::StrAppend(&script, "ALTER TABLE ", table.name(), " ADD COLUMN ", name, " TEXT ",
                    name == kNaturalKey ? ";" : "NOT NULL DEFAULT '';");
  }
  return script;
}

// An index that somebody took away is not made again: what was recorded twice meanwhile
// would be set apart, as if it were older than the refusal.
absl::Status CheckIndex(Transaction& tx, const TableBase& table, const std::string& index) {
  COFI_ASSIGN_OR_RETURN(
      const int64_t there,
      tx.Number(tx.dialect().shared
                    ? "SELECT COUNT(*) FROM pg_class WHERE relnamespace ="
                      " current_schema()::regnamespace AND relkind = 'i' AND relname = $1"
                    : "SELECT COUNT(*) FROM sqlite_master WHERE type = 'index' AND name = $1",
                {absl::string_view(index)}));
  if (there > 0) return absl::OkStatus();
  return Finding(type::v1::REASON_SCHEMA_DIFFERS, {.name = table.name()},
                 absl::StrCat("index ", index), index, "");
}

// Of those that have the same key, the first keeps it.
absl::Status SetApart(Transaction& tx, const TableBase& table) {
  struct KeyedRow {
    std::string root, name, key;
  };
  std::vector<KeyedRow> rows;
  COFI_RETURN_IF_ERROR(tx.Run(
      absl::StrCat("SELECT t.root, t.name, t.natural_key FROM ", table.name(),
                   " AS t JOIN (SELECT root, natural_key FROM ", table.name(),
                   " WHERE natural_key IS NOT NULL GROUP BY root, natural_key HAVING COUNT(*) > 1)"
                   " AS same ON t.root = same.root AND t.natural_key = same.natural_key"
                   " ORDER BY t.root, t.natural_key, t.create_time, t.name"),
      {}, [&](const db::Row& row) {
        rows.push_back(
            {std::string(row.Text(0)), std::string(row.Text(1)), std::string(row.Text(2))});
        return absl::OkStatus();
      }));
  for (size_t i = 1; i < rows.size(); ++i) {
    if (rows[i].root != rows[i - 1].root || rows[i].key != rows[i - 1].key) continue;
    COFI_RETURN_IF_ERROR(
        tx.Write(absl::StrCat("UPDATE ", table.name(),
                              " SET natural_key = $3 WHERE root = $1 AND name = $2"),
                 {rows[i].root, rows[i].name, Keys::Apart(rows[i].key, rows[i].name)}));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status FillKeys(Connection& connection, absl::Span<const TableBase* const> tables,
                      const KeptRules* kept) {
  std::string basis = absl::StrCat(kForm, "/", FoldVersion());
  for (const TableBase* table : tables) {
    absl::StrAppend(&basis, " ", table->name(), ":", table->Basis());
  }
  if (kept != nullptr) absl::StrAppend(&basis, " kept:", kept->version);
  Cause cause;
  cause.time = absl::Now();
  Transaction tx(connection, cause);
  COFI_ASSIGN_OR_RETURN(
      const int64_t same,
      tx.Number("SELECT COUNT(*) FROM key_basis WHERE basis = $1", {absl::string_view(basis)}));
  if (same > 0) return absl::OkStatus();
  // Several may have the same key until they are set apart.
  std::string before, after;
  for (const TableBase* table : tables) {
    COFI_ASSIGN_OR_RETURN(const std::string missing, MissingColumns(connection, *table));
    absl::StrAppend(&before, missing);
    if (!table->keys().has_natural()) continue;
    const std::string index = absl::StrCat(table->name(), "_", kNaturalKey);
    if (!absl::StrContains(missing, kNaturalKey))
      COFI_RETURN_IF_ERROR(CheckIndex(tx, *table, index));
    absl::StrAppend(&before, "DROP INDEX IF EXISTS ", index, ";");
    absl::StrAppend(&after, "CREATE UNIQUE INDEX ", index, " ON ", table->name(), " (root, ",
                    kNaturalKey, ");");
  }
  if (!before.empty()) COFI_RETURN_IF_ERROR(connection.RunScript(before));
  for (const TableBase* table : tables) {
    COFI_RETURN_IF_ERROR(table->FillKeys(tx));
    if (table->keys().has_natural()) COFI_RETURN_IF_ERROR(SetApart(tx, *table));
  }
  if (!after.empty()) COFI_RETURN_IF_ERROR(connection.RunScript(after));
  if (kept != nullptr && kept->indexes != nullptr) {
    COFI_RETURN_IF_ERROR(connection.RunScript(kept->indexes));
  }
  if (kept != nullptr) COFI_RETURN_IF_ERROR(KeepAll(*kept, tx));
  COFI_RETURN_IF_ERROR(tx.Run("DELETE FROM key_basis"));
  return tx.Run("INSERT INTO key_basis VALUES ($1, $2)",
                {absl::string_view(kSharedRoot), absl::string_view(basis)});
}

}  // namespace cofi::db
