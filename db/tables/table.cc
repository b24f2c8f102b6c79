#include "db/tables/table.h"

#include <google/protobuf/wire_format.h>

#include <iterator>
#include <optional>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/check.h"
#include "base/dated_facts.h"
#include "base/identifiers.h"
#include "base/money.h"
#include "base/refusal.h"
#include "db/findings.h"
#include "db/journal.h"

namespace cofi::db {
namespace {

// What every resource has, besides its name; they come first in every row.
constexpr const char* kStandardPaths[] = {"name", "uid", "create_time", "update_time"};

std::vector<Column> MakeColumns(const Descriptor* type, const TableSpec& spec) {
  std::vector<Column> columns;
  for (const char* path : kStandardPaths) columns.emplace_back(type, path);
  for (const std::string& path : spec.columns) columns.emplace_back(type, path);
  return columns;
}

std::string Sets(absl::Span<const std::string> names, size_t first_mark) {
  std::vector<std::string> sets;
  for (const std::string& name : names) {
    sets.push_back(absl::StrCat(name, " = $", first_mark + sets.size()));
  }
  return absl::StrJoin(sets, ", ");
}

void SetTime(Message* resource, const FieldDescriptor* field, absl::Time time) {
  *static_cast<google::protobuf::Timestamp*>(
      resource->GetReflection()->MutableMessage(resource, field)) = TimestampFromTime(time);
}

void SetText(Message* resource, const FieldDescriptor* field, std::string text) {
  resource->GetReflection()->SetString(resource, field, std::move(text));
}

// The first civil date that a message of the type has; null if it has none.
const FieldDescriptor* DateIn(const Descriptor* type) {
  for (int i = 0; type != nullptr && i < type->field_count(); ++i) {
    if (IsDate(type->field(i))) return type->field(i);
  }
  return nullptr;
}

// `2018-03-23`; empty if it is not set.
std::string DateAt(const FieldPath& path, const Message& resource) {
  if (!path.Has(resource)) return "";
  const Message& holder = *path.Holder(resource);
  return IsoDate(static_cast<const Date&>(holder.GetReflection()->GetMessage(holder, path.leaf())));
}

// That of the item by which a list grew; empty if it did not.
std::string DateOfAdded(const FieldPath& path, const Message& before, const Message& after) {
  const auto size = [&](const Message& resource) {
    const Message* const holder = path.Holder(resource);
    return holder == nullptr ? 0 : holder->GetReflection()->FieldSize(*holder, path.leaf());
  };
  if (size(after) <= size(before)) return "";
  const Message* const holder = path.Holder(after);
  const Message& added =
      holder->GetReflection()->GetRepeatedMessage(*holder, path.leaf(), size(after) - 1);
  return IsoDate(static_cast<const Date&>(
      added.GetReflection()->GetMessage(added, DateIn(added.GetDescriptor()))));
}

}  // namespace

int64_t SequenceOf(absl::string_view etag) {
  int64_t sequence = 0;
  COFI_CHECK(absl::SimpleAtoi(etag, &sequence), etag);
  return sequence;
}

TableBase::TableBase(const Descriptor* type, const TableSpec& spec, Modernizer modernize)
    : Listed(type, spec.name, MakeColumns(type, spec), {"name"}),
      pattern_(NamePattern::Of(type)),
      duplicate_(spec.duplicate),
      earlier_forms_(spec.earlier_forms),
      modernize_(std::move(modernize)),
      keys_(type, columns(), spec.freeing),
      name_field_(type->FindFieldByName("name")),
      uid_(type->FindFieldByName("uid")),
      create_time_(type->FindFieldByName("create_time")),
      update_time_(type->FindFieldByName("update_time")),
      etag_(type->FindFieldByName("etag")) {
  COFI_CHECK((earlier_forms_ > 0) == (modernize_ != nullptr), name());
  std::vector<std::string> names = ColumnNames();
  for (const std::string& path : spec.effective) {
    effective_.push_back(FieldPath::Find(type, path));
    COFI_CHECK(!effective_.back().empty(), path);
    const FieldDescriptor* const leaf = effective_.back().leaf();
    COFI_CHECK(leaf->is_repeated() ? DateIn(leaf->message_type()) != nullptr : IsDate(leaf), path);
  }

  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    if (field->is_repeated() && field->message_type() != nullptr &&
        HasBehavior(field, google::api::OUTPUT_ONLY)) {
      kept_.push_back(field);
    }
  }

  names.push_back("sequence");
  if (has_money()) names.push_back("currency");
  select_ = absl::StrCat("SELECT ", absl::StrJoin(names, ", "), " FROM ", name(), " WHERE ");
  names.push_back("root");
  const std::string where = absl::StrCat(" WHERE root = $", names.size(), " AND name = $1");
  names.push_back("parent");
  names.insert(names.end(), keys_.names().begin(), keys_.names().end());
  select_stored_ = absl::StrCat("SELECT ", absl::StrJoin(names, ", "), " FROM ", name(), " WHERE ");
  stored_columns_ = static_cast<int>(names.size());
  constexpr absl::string_view kOfName = " FROM journal WHERE root = $1 AND name = $2";
  select_predecessor_ = absl::StrCat(
      "SELECT ", absl::StrJoin(names, ", "), ", (SELECT MAX(sequence)", kOfName, "), (SELECT state",
      kOfName, " ORDER BY sequence DESC LIMIT 1) FROM ", name(), " WHERE root = $1 AND name = $2");
  insert_ = absl::StrCat("INSERT INTO ", name(), " (", absl::StrJoin(names, ", "), ") VALUES (",
                         Marks(names.size()), ") ON CONFLICT DO NOTHING");
  const std::string update = absl::StrCat("UPDATE ", name(), " SET ");
  update_natural_ = absl::StrCat(update, Sets(names, 1), where);
  if (keys_.has_natural()) names.pop_back();
  update_ = absl::StrCat(update, Sets(names, 1), where);
  update_keys_ = absl::StrCat(update, Sets(keys_.names(), 3), " WHERE root = $1 AND name = $2");
  pass_on_ =
      absl::StrCat(update, "natural_key = $2 WHERE root = $1 AND name = (SELECT name FROM ", name(),
                   " WHERE root = $1 AND natural_key > $2 AND natural_key < $3"
                   " ORDER BY create_time, name LIMIT 1)");
}

absl::Status TableBase::Visit(Transaction& tx, absl::string_view where,
                              absl::Span<const Value> parameters, MessageVisitor visit) const {
  const std::unique_ptr<Message> resource = New();
  const int sequence = static_cast<int>(columns().size());
  return tx.Run(absl::StrCat(select_, where), parameters, [&](const Row& row) {
    int bad = 0;
    if (!ReadRow(row, resource.get(), &bad)) {
      // Whoever changed it did not come through here.
      const std::string name = Text(*resource, name_field_);
      return Finding(type::v1::REASON_RULE_BROKEN,
                     {.root = RootOf(name), .sequence = row.Int(sequence), .name = name},
                     columns()[bad].path(), "", row.Text(bad));
    }
    SetText(resource.get(), etag_, absl::StrCat(row.Int(sequence)));
    return visit(*resource);
  });
}

bool TableBase::ReadRow(const Row& row, Message* resource, int* bad) const {
  const int sequence = static_cast<int>(columns().size());
  return ReadColumns(row, has_money() ? row.Text(sequence + 1) : "", resource, bad);
}

absl::Status TableBase::VisitStored(Transaction& tx, absl::string_view where,
                                    absl::Span<const Value> parameters, RowVisitor visit) const {
  return tx.Run(absl::StrCat(select_stored_, where), parameters, visit);
}

std::optional<TableBase::Difference> TableBase::Compare(const Row& stored, const Message& resource,
                                                        int64_t sequence) const {
  const std::string currency = Currency(resource);
  std::vector<Value> values = Values(resource, currency);
  values[columns().size()] = sequence;
  keys_.Append(resource, &values);
  const int natural = keys_.has_natural() ? static_cast<int>(values.size()) - 1 : -1;
  for (int i = 0; i < static_cast<int>(values.size()); ++i) {
    // One that is the same as another, and older than the refusal of such.
    if (i == natural && !std::holds_alternative<Null>(values[i]) &&
        StoredText(Keys::Apart(values[i], Text(resource, name_field_))).first == stored.Text(i)) {
      continue;
    }
    const auto [expected, is_bytes] = StoredText(values[i]);
    const bool null = stored.IsNull(i);
    if (null == std::holds_alternative<Null>(values[i]) && (null || stored.Text(i) == expected)) {
      continue;
    }
    const absl::string_view found = null ? "NULL" : stored.Text(i);
    return Difference{ColumnName(i), is_bytes ? ShownBytes(expected) : expected,
                      is_bytes && !null ? ShownBytes(found) : std::string(found)};
  }
  return std::nullopt;
}

absl::Status TableBase::Get(Transaction& tx, absl::string_view name, Message* resource) const {
  bool found = false;
  COFI_RETURN_IF_ERROR(
      Visit(tx, "root = $1 AND name = $2", {RootOf(name), name}, [&](const Message& row) {
        resource->CopyFrom(row);
        found = true;
        return absl::OkStatus();
      }));
  if (found) return absl::OkStatus();
  return Refuse(type::v1::REASON_RESOURCE_NOT_FOUND, {{"name", std::string(name)}});
}

absl::StatusOr<bool> TableBase::Exists(Transaction& tx, absl::string_view name) const {
  COFI_ASSIGN_OR_RETURN(const int64_t count,
                        tx.Number(absl::StrCat("SELECT COUNT(*) FROM ", this->name(),
                                               " WHERE root = $1 AND name = $2"),
                                  {RootOf(name), name}));
  return count > 0;
}

std::string TableBase::Text(const Message& resource, const FieldDescriptor* field) const {
  return resource.GetReflection()->GetString(resource, field);
}

std::string TableBase::ColumnName(size_t index) const {
  if (index < columns().size()) return columns()[index].path();
  const char* const others[] = {"sequence", "currency", "root", "parent"};
  size_t other = index - columns().size();
  if (other > 0 && !has_money()) ++other;
  return other < std::size(others) ? others[other] : keys_.names()[other - std::size(others)];
}

std::vector<Value> TableBase::Values(const Message& resource, const std::string& currency) const {
  std::vector<Value> values = ColumnValues(resource);
  values.push_back(Null{});  // The sequence, once it is known.
  if (has_money()) values.push_back(absl::string_view(currency));
  const absl::string_view name = std::get<absl::string_view>(values[0]);
  values.push_back(RootOf(name));
  values.push_back(ParentOf(name));
  return values;
}

size_t TableBase::BytesOf(const Message& resource) const {
  size_t bytes = resource.ByteSizeLong();
  // Nearly always, and then what is in it does not matter.
  if (bytes <= kResourceBytesMax) return bytes;
  for (const FieldDescriptor* field : kept_) {
    bytes -= google::protobuf::internal::WireFormat::FieldByteSize(field, resource);
  }
  return bytes;
}

absl::Status TableBase::CheckSize(const Message* before, const Message& after) const {
  const size_t bytes = BytesOf(after);
  const size_t limit = kResourceBytesMax + (before == nullptr ? 0 : kChangeBytesMax);
  if (bytes <= limit) return absl::OkStatus();
  // One that an older version took can still be moved: a verb sets a date.
  constexpr size_t kDateBytes = 256;
  if (before != nullptr && bytes <= BytesOf(*before) + kDateBytes) return absl::OkStatus();
  return Refuse(type::v1::REASON_RESOURCE_TOO_LARGE, {{"name", Text(after, name_field_)},
                                                      {"value", absl::StrCat(bytes)},
                                                      {"limit", absl::StrCat(limit)}});
}

std::string TableBase::EffectiveDate(Transaction& tx, const Message* before,
                                     const Message& after) const {
  const Column* history = FindColumn("history");
  const bool moved =
      before != nullptr && history != nullptr && history->Read(*before) != history->Read(after);
  for (const FieldPath& path : effective_) {
    if (path.leaf()->is_repeated()) {
      std::string added = before == nullptr ? "" : DateOfAdded(path, *before, after);
      if (!added.empty()) return added;
      continue;
    }
    const std::string date = DateAt(path, after);
    if (date.empty()) continue;
    if (before == nullptr || moved || date != DateAt(path, *before)) return date;
  }
  // What changes a fact with dates is dated by that.
  if (before != nullptr) {
    if (const std::optional<Date> changed = ChangedFrom(*before, after)) return IsoDate(*changed);
  }
  return absl::FormatCivilTime(tx.today());
}

absl::StatusOr<int64_t> TableBase::Record(Transaction& tx, const Message* before,
                                          Message* resource) const {
  const std::string name = Text(*resource, name_field_);
  // The etag follows from the sequence, so the entry is kept without it.
  SetText(resource, etag_, "");
  COFI_ASSIGN_OR_RETURN(
      const int64_t sequence,
      AppendJournal(tx, name, EffectiveDate(tx, before, *resource), type(), resource));
  SetText(resource, etag_, absl::StrCat(sequence));
  return sequence;
}

absl::Status TableBase::Insert(Transaction& tx, Message* resource) const {
  const std::string name = Text(*resource, name_field_);
  COFI_RETURN_IF_ERROR(CheckSize(nullptr, *resource));
  SetText(resource, uid_, NewUuid());
  SetTime(resource, create_time_, tx.now());
  SetTime(resource, update_time_, tx.now());
  COFI_ASSIGN_OR_RETURN(const int64_t sequence, Record(tx, nullptr, resource));
  const std::string currency = Currency(*resource);
  std::vector<Value> values = Values(*resource, currency);
  values[columns().size()] = sequence;
  keys_.Append(*resource, &values);
  const int64_t before = tx.changes();
  COFI_RETURN_IF_ERROR(tx.Run(insert_, values));
  if (tx.changes() != before) return absl::OkStatus();
  // Which constraint it was is worth a question only now.
  COFI_ASSIGN_OR_RETURN(const bool exists, Exists(tx, name));
  if (exists) return Refuse(type::v1::REASON_RESOURCE_EXISTS, {{"name", name}});
  if (keys_.has_natural()) {
    COFI_RETURN_IF_ERROR(
        InField(pattern_.variables().back(), CheckOnlyOne(tx, *resource, values.back())));
  }
  return absl::AlreadyExistsError(absl::StrCat(name, " is not unique"));
}

absl::Status TableBase::CheckOnlyOne(Transaction& tx, const Message& resource,
                                     const Value& natural) const {
  std::string other;
  COFI_RETURN_IF_ERROR(
      tx.Run(absl::StrCat("SELECT name FROM ", name(), " WHERE root = $1 AND natural_key = $2"),
             {RootOf(Text(resource, name_field_)), natural}, [&](const Row& row) {
               other = std::string(row.Text(0));
               return absl::OkStatus();
             }));
  if (other.empty()) return absl::OkStatus();
  google::rpc::ErrorInfo duplicate =
      ViolationsOf(Refuse(duplicate_, {{"name", std::move(other)}}))[0];
  std::string field;
  for (const Column* column : keys_.natural_texts()) {
    field = column->path();
    const std::string text(std::get<absl::string_view>(column->Read(resource)));
    (*duplicate.mutable_metadata())[field] = text;
    (*duplicate.mutable_metadata())["value"] = text;
  }
  return InField(field, RefusalOf(duplicate));
}

absl::StatusOr<TableBase::Predecessor> TableBase::ReadPredecessor(Transaction& tx,
                                                                  absl::string_view name) const {
  Predecessor predecessor{.resource = New()};
  bool found = false;
  COFI_RETURN_IF_ERROR(tx.Run(select_predecessor_, {RootOf(name), name}, [&](const Row& row) {
    found = true;
    const int64_t sequence = row.Int(stored_columns_);
    const absl::string_view state = row.Text(stored_columns_ + 1);
    const Place place = {.root = RootOf(name), .sequence = sequence, .name = name};
    const bool known =
        !row.IsNull(stored_columns_ + 1) && ParseState(state, predecessor.resource.get());
    if (!known) return Finding(type::v1::REASON_STORE_DAMAGED, place, "name", "", name);
    if (const auto difference = Compare(row, *predecessor.resource, sequence)) {
      return Finding(type::v1::REASON_STORE_DAMAGED, place, difference->column,
                     difference->expected, difference->found);
    }
    const Value natural = keys_.Natural(*predecessor.resource);
    predecessor.has_natural =
        !std::holds_alternative<Null>(natural) &&
        row.Text(stored_columns_ - 1) == absl::string_view(std::get<std::string>(natural));
    SetText(predecessor.resource.get(), etag_, absl::StrCat(sequence));
    return absl::OkStatus();
  }));
  if (found) return predecessor;
  return Refuse(type::v1::REASON_RESOURCE_NOT_FOUND, {{"name", std::string(name)}});
}

absl::Status TableBase::PassOn(Transaction& tx, const Predecessor& predecessor) const {
  if (!predecessor.has_natural) return absl::OkStatus();
  const std::string key = std::get<std::string>(keys_.Natural(*predecessor.resource));
  // Between them are the keys of those that are set apart, which end with a name.
  return tx.Write(pass_on_, {RootOf(Text(*predecessor.resource, name_field_)),
                             absl::string_view(key), absl::StrCat(key, "\x7f")});
}

absl::StatusOr<std::string> TableBase::DuplicateOf(Transaction& tx, const Message& resource) const {
  const Value natural = keys_.Natural(resource);
  if (std::holds_alternative<Null>(natural)) return std::string();
  const std::string name = Text(resource, name_field_);
  const std::pair own(std::get<int64_t>(FindColumn("create_time")->Read(resource)), name);
  bool has_it = false, follows = false;
  std::string other;
  COFI_RETURN_IF_ERROR(tx.Run(absl::StrCat("SELECT create_time, name FROM ", this->name(),
                                           " WHERE root = $1 AND natural_key = $2"),
                              {RootOf(name), natural}, [&](const Row& row) {
                                const std::pair each(row.Int(0), std::string(row.Text(1)));
                                has_it = has_it || each.second == name;
                                follows = follows || each < own;
                                if (each.second != name) other = each.second;
                                return absl::OkStatus();
                              }));
  if (has_it) return other;
  if (other.empty()) return name;
  return follows ? std::string() : other;
}

absl::Status TableBase::Update(Transaction& tx, Message* resource) const {
  COFI_ASSIGN_OR_RETURN(const Predecessor predecessor,
                        ReadPredecessor(tx, Text(*resource, name_field_)));
  const Message* const before = predecessor.resource.get();
  const std::string currency = Currency(*resource);
  const std::string currency_before = Currency(*before);
  if (Values(*before, currency_before) == Values(*resource, currency)) {
    SetText(resource, etag_, Text(*before, etag_));
    return absl::OkStatus();
  }
  COFI_RETURN_IF_ERROR(CheckSize(before, *resource));
  // One that is set apart from an older one stays so.
  const Value natural = keys_.Natural(*resource);
  const bool keeps_natural = natural == keys_.Natural(*before);
  if (!keeps_natural && !std::holds_alternative<Null>(natural)) {
    COFI_RETURN_IF_ERROR(CheckOnlyOne(tx, *resource, natural));
  }
  SetTime(resource, update_time_, tx.now());
  COFI_ASSIGN_OR_RETURN(const int64_t sequence, Record(tx, before, resource));
  std::vector<Value> values = Values(*resource, currency);
  values[columns().size()] = sequence;
  keys_.Append(*resource, &values);
  if (!keeps_natural) {
    COFI_RETURN_IF_ERROR(tx.Write(update_natural_, values));
    return PassOn(tx, predecessor);
  }
  if (keys_.has_natural()) values.pop_back();
  return tx.Write(update_, values);
}

absl::Status TableBase::Restore(Transaction& tx, const Message& resource, int64_t sequence) const {
  const std::string currency = Currency(resource);
  std::vector<Value> values = Values(resource, currency);
  values[columns().size()] = sequence;
  keys_.Append(resource, &values);
  if (keys_.has_natural()) values.back() = Null{};
  return tx.Run(insert_, values);
}

absl::Status TableBase::Delete(Transaction& tx, const Message& resource) const {
  const std::string name = Text(resource, name_field_);
  COFI_ASSIGN_OR_RETURN(const Predecessor predecessor, ReadPredecessor(tx, name));
  COFI_RETURN_IF_ERROR(
      AppendJournal(tx, name, absl::FormatCivilTime(tx.today()), type(), nullptr).status());
  COFI_RETURN_IF_ERROR(
      tx.Write(absl::StrCat("DELETE FROM ", this->name(), " WHERE root = $1 AND name = $2"),
               {RootOf(name), absl::string_view(name)}));
  return PassOn(tx, predecessor);
}

}  // namespace cofi::db
