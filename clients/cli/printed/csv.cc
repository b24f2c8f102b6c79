#include "clients/cli/printed/csv.h"

#include <algorithm>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "base/dates.h"
#include "base/money.h"
#include "clients/cli/printed/json.h"
#include "clients/cli/typed/values.h"

namespace cofi::cli {
namespace {

constexpr char kCurrency[] = "currency";

// The paths of the columns, nested messages opened.
void AddPaths(const Descriptor* type, const Descriptor* root, const std::string& prefix,
              std::vector<FieldPath>* paths) {
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    const std::string path = absl::StrCat(prefix, field->name());
    if (IsGroup(field) && !field->is_repeated()) {
      AddPaths(field->message_type(), root, path + ".", paths);
    } else {
      paths->push_back(FieldPath::Find(root, path));
    }
  }
}

// The currency of the first amount that is set: a row has one.
std::string CurrencyOf(const Message& row, const std::vector<FieldPath>& paths) {
  for (const FieldPath& path : paths) {
    const Message* holder = path.Holder(row);
    if (holder == nullptr || !IsMoney(path.leaf()) || path.leaf()->is_repeated()) continue;
    if (!holder->GetReflection()->HasField(*holder, path.leaf())) continue;
    return static_cast<const Money&>(holder->GetReflection()->GetMessage(*holder, path.leaf()))
        .currency_code();
  }
  return "";
}

}  // namespace

// Numbers, dates and enum names need no armour: none of them begins a formula.
std::string CsvValue(const Message& row, const FieldPath& path) {
  const Message* holder = path.Holder(row);
  const FieldDescriptor* field = path.leaf();
  if (holder == nullptr) return "";
  const auto* reflection = holder->GetReflection();
  if (field->is_repeated()) {
    return reflection->FieldSize(*holder, field) == 0 ? ""
                                                      : CsvCell(JsonLine(JsonOf(*holder, field)));
  }
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE: {
      if (!reflection->HasField(*holder, field)) return "";
      const Message& value = reflection->GetMessage(*holder, field);
      if (IsMoney(field)) return DecimalFromMinor(Minor(static_cast<const Money&>(value)));
      if (IsDate(field)) return IsoDate(static_cast<const Date&>(value));
      return Rfc3339(value);
    }
    case FieldDescriptor::CPPTYPE_STRING: {
      const std::string value = reflection->GetString(*holder, field);
      return CsvCell(field->type() == FieldDescriptor::TYPE_BYTES ? absl::Base64Escape(value)
                                                                  : value);
    }
    case FieldDescriptor::CPPTYPE_ENUM:
      return EnumName(reflection->GetEnum(*holder, field));
    default:
      return JsonLine(JsonOf(*holder, field));
  }
}

std::string CsvText(const Descriptor* type, const std::vector<const Message*>& rows) {
  std::vector<FieldPath> paths;
  AddPaths(type, type, "", &paths);
  const bool money = type->FindFieldByName(kCurrency) == nullptr &&
                     std::any_of(paths.begin(), paths.end(),
                                 [](const FieldPath& path) { return IsMoney(path.leaf()); });
  std::vector<std::string> cells;
  cells.reserve(paths.size() + 1);
  for (const FieldPath& path : paths) cells.push_back(path.text());
  if (money) cells.emplace_back(kCurrency);
  std::string text = absl::StrCat(absl::StrJoin(cells, ","), "\r\n");
  for (const Message* row : rows) {
    cells.clear();
    for (const FieldPath& path : paths) cells.push_back(CsvValue(*row, path));
    if (money) cells.push_back(CurrencyOf(*row, paths));
    absl::StrAppend(&text, absl::StrJoin(cells, ","), "\r\n");
  }
  return text;
}

std::string CsvCell(absl::string_view text) {
  std::string cell(text);
  if (!cell.empty() && absl::string_view("=+-@\t\r").find(cell[0]) != absl::string_view::npos) {
    cell = absl::StrCat("'", text);
  }
  if (cell.find_first_of("\",\r\n") == std::string::npos) return cell;
  return absl::StrCat("\"", absl::StrReplaceAll(cell, {{"\"", "\"\""}}), "\"");
}

}  // namespace cofi::cli
