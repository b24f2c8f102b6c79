#include "db/tables/column.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/wire_format.h>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/check.h"
#include "base/dates.h"
#include "base/money.h"
#include "base/refusal.h"
#include "base/status.h"
#include "base/text.h"
#include "google/api/resource.pb.h"

namespace cofi::db {
namespace {

using google::protobuf::internal::WireFormat;

bool IsBytes(const FieldDescriptor* field) {
  return field->type() == FieldDescriptor::TYPE_BYTES && !field->is_repeated();
}

ColumnKind KindOf(const FieldDescriptor* field) {
  if (field->is_repeated()) return ColumnKind::kParts;
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return IsBytes(field) ? ColumnKind::kParts : ColumnKind::kText;
    case FieldDescriptor::CPPTYPE_ENUM:
      return ColumnKind::kEnum;
    case FieldDescriptor::CPPTYPE_BOOL:
      return ColumnKind::kBool;
    case FieldDescriptor::CPPTYPE_INT32:
    case FieldDescriptor::CPPTYPE_INT64:
      return ColumnKind::kInteger;
    case FieldDescriptor::CPPTYPE_MESSAGE:
      if (IsMoney(field)) return ColumnKind::kMoney;
      if (IsDate(field)) return ColumnKind::kDate;
      if (IsTimestamp(field)) return ColumnKind::kTime;
      return ColumnKind::kParts;
    default:
      COFI_CHECK(false, field->full_name());
      return ColumnKind::kParts;
  }
}

// Fields that say what form they have are compared as they stand.
bool IsFreeText(const FieldDescriptor* field) {
  return field->type() == FieldDescriptor::TYPE_STRING && !field->is_repeated() &&
         field->name() != "uid" && !HasBehavior(field, google::api::IDENTIFIER) &&
         !field->options().HasExtension(google::api::resource_reference) &&
         FactsOf(field).format() == type::v1::FORMAT_UNSPECIFIED;
}

// The bytes of one field as they stand in the serialized message, so that
// reading them back is a merge.
std::string SerializeField(const Message& holder, const FieldDescriptor* field) {
  // This also works out the sizes of the messages within.
  std::string bytes(WireFormat::FieldByteSize(field, holder), '\0');
  auto* const begin = reinterpret_cast<uint8_t*>(bytes.data());
  google::protobuf::io::EpsCopyOutputStream out(begin, static_cast<int>(bytes.size()),
                                                /*deterministic=*/true);
  WireFormat::InternalSerializeField(field, holder, begin, &out);
  return bytes;
}

}  // namespace

Column::Column(const Descriptor* type, absl::string_view path, Texts texts)
    : path_(FieldPath::Find(type, path)) {
  COFI_CHECK(!path_.empty(), absl::StrCat(type->full_name(), " has no field ", path));
  // Quoted, because a field may be called `grant`.
  name_ = absl::StrCat("\"", absl::StrReplaceAll(path, {{".", "_"}}), "\"");
  kind_ = KindOf(path_.leaf());
  const bool optional = path_.leaf()->has_optional_keyword();
  nullable_ = kind_ == ColumnKind::kMoney || (optional && kind_ == ColumnKind::kInteger);
  // Of other kinds, what is not set and what is nothing would be stored as the same, and a number
  // of 64 bits may be where NULL is sorted.
  COFI_CHECK(!optional || path_.leaf()->cpp_type() == FieldDescriptor::CPPTYPE_INT32,
             path_.leaf()->full_name());
  is_free_text_ = texts == Texts::kByField ? IsFreeText(path_.leaf()) : texts == Texts::kFree;
}

std::string Column::folded_name() const {
  return absl::StrCat(absl::StrReplaceAll(path(), {{".", "_"}}), "_folded");
}

std::string Column::ReadFolded(const Message& message) const {
  return Fold(std::get<absl::string_view>(Read(message)));
}

Value Column::Read(const Message& message) const {
  const Message* holder = path_.Holder(message);
  const FieldDescriptor* field = path_.leaf();
  const bool set = holder != nullptr && path_.Has(message);
  const auto* reflection = set ? holder->GetReflection() : nullptr;
  switch (kind_) {
    case ColumnKind::kText: {
      if (!set) return absl::string_view();
      std::string scratch;
      return absl::string_view(reflection->GetStringReference(*holder, field, &scratch));
    }
    case ColumnKind::kEnum:
      return set ? EnumName(reflection->GetEnum(*holder, field)) : std::string();
    case ColumnKind::kBool:
      return int64_t{set && reflection->GetBool(*holder, field)};
    case ColumnKind::kInteger:
      if (!set) return nullable_ ? Value(Null{}) : Value(int64_t{0});
      return field->cpp_type() == FieldDescriptor::CPPTYPE_INT32
                 ? int64_t{reflection->GetInt32(*holder, field)}
                 : reflection->GetInt64(*holder, field);
    case ColumnKind::kDate:
      return set ? IsoDate(static_cast<const Date&>(reflection->GetMessage(*holder, field)))
                 : std::string();
    case ColumnKind::kMoney:
      if (!set) return Null{};
      return Minor(static_cast<const Money&>(reflection->GetMessage(*holder, field)));
    case ColumnKind::kTime: {
      if (!set) return int64_t{0};
      const auto& time =
          static_cast<const google::protobuf::Timestamp&>(reflection->GetMessage(*holder, field));
      return time.seconds() * 1'000'000 + time.nanos() / 1000;
    }
    case ColumnKind::kParts:
      if (!set) return Blob{};
      return Blob{IsBytes(field) ? reflection->GetString(*holder, field)
                                 : SerializeField(*holder, field)};
  }
  return Null{};
}

bool Column::Write(const Row& row, int index, absl::string_view currency, Message* message) const {
  if (row.IsNull(index)) return true;
  const FieldDescriptor* field = path_.leaf();
  const auto sub_message = [&] {
    Message* holder = path_.MutableHolder(message);
    return holder->GetReflection()->MutableMessage(holder, field);
  };
  switch (kind_) {
    case ColumnKind::kText: {
      const absl::string_view text = row.Text(index);
      if (text.empty()) return true;
      Message* holder = path_.MutableHolder(message);
      holder->GetReflection()->SetString(holder, field, std::string(text));
      return true;
    }
    case ColumnKind::kEnum: {
      const EnumValueDescriptor* value = EnumValue(field->enum_type(), row.Text(index));
      // One that a later version made, perhaps.
      if (value == nullptr) return false;
      if (value->number() == 0) return true;
      Message* holder = path_.MutableHolder(message);
      holder->GetReflection()->SetEnum(holder, field, value);
      return true;
    }
    case ColumnKind::kBool:
    case ColumnKind::kInteger: {
      const int64_t number = row.Int(index);
      if (number == 0 && !nullable_) return true;
      Message* holder = path_.MutableHolder(message);
      const auto* reflection = holder->GetReflection();
      if (kind_ == ColumnKind::kBool) {
        reflection->SetBool(holder, field, true);
      } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_INT64) {
        reflection->SetInt64(holder, field, number);
      } else {
        reflection->SetInt32(holder, field, static_cast<int32_t>(number));
      }
      return true;
    }
    case ColumnKind::kDate: {
      const absl::string_view iso = row.Text(index);
      if (iso.empty()) return true;
      int year = 0, month = 0, day = 0;
      if (iso.size() != 10 || !absl::SimpleAtoi(iso.substr(0, 4), &year) ||
          !absl::SimpleAtoi(iso.substr(5, 2), &month) ||
          !absl::SimpleAtoi(iso.substr(8, 2), &day)) {
        return false;
      }
      Date* date = static_cast<Date*>(sub_message());
      date->set_year(year);
      date->set_month(month);
      date->set_day(day);
      return true;
    }
    case ColumnKind::kMoney:
      *static_cast<Money*>(sub_message()) = MoneyFromMinor(row.Int(index), currency);
      return true;
    case ColumnKind::kTime:
      if (row.Int(index) == 0) return true;
      *static_cast<google::protobuf::Timestamp*>(sub_message()) =
          TimestampFromTime(absl::FromUnixMicros(row.Int(index)));
      return true;
    case ColumnKind::kParts: {
      const absl::string_view bytes = row.Text(index);
      if (bytes.empty()) return true;
      if (IsBytes(field)) {
        Message* holder = path_.MutableHolder(message);
        holder->GetReflection()->SetString(holder, field, std::string(bytes));
        return true;
      }
      google::protobuf::io::CodedInputStream stream(reinterpret_cast<const uint8_t*>(bytes.data()),
                                                    static_cast<int>(bytes.size()));
      return path_.MutableHolder(message)->MergeFromCodedStream(&stream);
    }
  }
  return false;
}

absl::StatusOr<Value> Column::Parse(absl::string_view text) const {
  const FieldDescriptor* field = path_.leaf();
  const auto malformed = [&](std::string accepted) {
    return InField(path_.text(), Refuse(type::v1::REASON_VALUE_MALFORMED,
                                        {{"value", std::string(text)}, {"accepted", accepted}}));
  };
  switch (kind_) {
    case ColumnKind::kText:
      return std::string(text);
    case ColumnKind::kEnum: {
      const EnumValueDescriptor* value = EnumValue(field->enum_type(), text);
      if (value == nullptr) return malformed(EnumNames(field->enum_type()));
      return EnumName(value);
    }
    case ColumnKind::kBool:
      if (text != "true" && text != "false") return malformed("true, false");
      return int64_t{text == "true"};
    case ColumnKind::kInteger: {
      int64_t number = 0;
      if (!absl::SimpleAtoi(text, &number)) return malformed("a whole number");
      return number;
    }
    case ColumnKind::kDate: {
      const absl::StatusOr<Date> date = ParseDate(text);
      if (!date.ok()) return InField(path_.text(), date.status());
      return IsoDate(*date);
    }
    case ColumnKind::kMoney: {
      const absl::StatusOr<Money> money = ParseMoney(text, "");
      if (!money.ok()) return InField(path_.text(), money.status());
      return Minor(*money);
    }
    case ColumnKind::kTime: {
      absl::Time time;
      std::string error;
      if (!absl::ParseTime(absl::RFC3339_full, text, &time, &error)) {
        return malformed("\"2018-03-23T08:00:00Z\", in quotes");
      }
      return absl::ToUnixMicros(time);
    }
    case ColumnKind::kParts:
      return malformed("`:*` only");
  }
  return malformed("");
}

std::vector<std::string> Column::SortKeys(int characters) const {
  if (is_free_text_) {
    const auto cut = [&](absl::string_view name) {
      return absl::StrCat("SUBSTR(", name, ", 1, ", characters, ")");
    };
    return {cut(folded_name()), cut(name_)};
  }
  // The two engines put NULL at different ends.
  if (nullable_) return {absl::StrCat("COALESCE(", name_, ", ", kNullPlace, ")")};
  return {name_};
}

std::vector<Value> Column::SortValues(const Message& message, int characters) const {
  const Value value = Read(message);
  if (!is_free_text_) return {value};
  const absl::string_view text = std::get<absl::string_view>(value);
  return {std::string(FirstCharacters(Fold(text), characters)), FirstCharacters(text, characters)};
}

}  // namespace cofi::db
