#include "db/tables/listed.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace cofi::db {

Listed::Listed(const Descriptor* type, std::string name, std::vector<Column> columns,
               std::vector<std::string> key)
    : type_(type), name_(std::move(name)), columns_(std::move(columns)), key_(std::move(key)) {
  for (const Column& column : columns_) {
    if (column.kind() == ColumnKind::kMoney) {
      amounts_.push_back(FieldPath::Find(type, column.path()));
    }
  }
}

const Column* Listed::FindColumn(absl::string_view path) const {
  for (const Column& column : columns_) {
    if (column.path() == path) return &column;
  }
  return nullptr;
}

std::string Listed::Currency(const Message& message) const {
  for (const FieldPath& path : amounts_) {
    if (!path.Has(message)) continue;
    const Message& holder = *path.Holder(message);
    return static_cast<const Money&>(holder.GetReflection()->GetMessage(holder, path.leaf()))
        .currency_code();
  }
  return "";
}

std::vector<Value> Listed::ColumnValues(const Message& message) const {
  std::vector<Value> values;
  values.reserve(columns_.size() + 4);
  for (const Column& column : columns_) values.push_back(column.Read(message));
  return values;
}

bool Listed::ReadColumns(const Row& row, absl::string_view currency, Message* message,
                         int* bad) const {
  message->Clear();
  for (int i = 0; i < static_cast<int>(columns_.size()); ++i) {
    if (columns_[i].Write(row, i, currency, message)) continue;
    *bad = i;
    return false;
  }
  return true;
}

std::vector<std::string> Listed::ColumnNames() const {
  std::vector<std::string> names;
  names.reserve(columns_.size() + 4);
  for (const Column& column : columns_) names.push_back(column.name());
  return names;
}

std::pair<std::string, bool> StoredText(const Value& value) {
  if (const auto* number = std::get_if<int64_t>(&value)) return {absl::StrCat(*number), false};
  if (const auto* view = std::get_if<absl::string_view>(&value)) return {std::string(*view), false};
  if (const auto* text = std::get_if<std::string>(&value)) return {*text, false};
  if (const auto* blob = std::get_if<Blob>(&value)) return {blob->bytes, true};
  if (const auto* blob = std::get_if<BlobView>(&value)) return {std::string(blob->bytes), true};
  return {"NULL", false};
}

std::string Marks(size_t count) {
  std::vector<std::string> marks;
  marks.reserve(count);
  for (size_t i = 1; i <= count; ++i) marks.push_back(absl::StrCat("$", i));
  return absl::StrJoin(marks, ", ");
}

}  // namespace cofi::db
