#include "clients/cli/printed/cells.h"

#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/dates.h"
#include "base/names.h"
#include "base/readable.h"
#include "clients/cli/printed/words_records.h"
#include "clients/cli/typed/moments.h"
#include "clients/cli/typed/nouns.h"
#include "google/protobuf/timestamp.pb.h"

namespace cofi::cli {
namespace {

std::string MessageCell(const FieldDescriptor* field, const Message& value, Language language) {
  if (IsMoney(field)) return AmountText(static_cast<const Money&>(value), language);
  if (IsDate(field)) {
    const auto& date = static_cast<const Date&>(value);
    return IsSet(date) ? FormatDate(Day(date), language) : "";
  }
  if (IsTimestamp(field)) {
    return TimeText(static_cast<const google::protobuf::Timestamp&>(value), language);
  }
  std::vector<std::string> parts;
  for (int i = 0; i < value.GetDescriptor()->field_count(); ++i) {
    std::string part = Cell(value, value.GetDescriptor()->field(i), language);
    if (!part.empty()) parts.push_back(std::move(part));
  }
  return absl::StrJoin(parts, " ");
}

std::string StringCell(const FieldDescriptor* field, const std::string& value) {
  if (field->type() == FieldDescriptor::TYPE_BYTES) return absl::Base64Escape(value);
  return ReferredType(field).empty() ? value : std::string(IdOf(value));
}

std::string ListCell(const Message& message, const FieldDescriptor* field, Language language) {
  const auto* reflection = message.GetReflection();
  std::vector<std::string> parts;
  for (int i = 0; i < reflection->FieldSize(message, field); ++i) {
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_MESSAGE:
        parts.push_back(
            MessageCell(field, reflection->GetRepeatedMessage(message, field, i), language));
        break;
      case FieldDescriptor::CPPTYPE_STRING:
        parts.push_back(StringCell(field, reflection->GetRepeatedString(message, field, i)));
        break;
      case FieldDescriptor::CPPTYPE_ENUM:
        parts.push_back(LabelOf(reflection->GetRepeatedEnum(message, field, i), language));
        break;
      case FieldDescriptor::CPPTYPE_BOOL:
        parts.push_back(reflection->GetRepeatedBool(message, field, i) ? words::kYes.In(language)
                                                                       : "–");
        break;
      case FieldDescriptor::CPPTYPE_INT32:
        parts.push_back(absl::StrCat(reflection->GetRepeatedInt32(message, field, i)));
        break;
      case FieldDescriptor::CPPTYPE_INT64:
        parts.push_back(absl::StrCat(reflection->GetRepeatedInt64(message, field, i)));
        break;
      default:
        break;
    }
  }
  return absl::StrJoin(parts, "; ");
}

}  // namespace

std::string Cell(const Message& message, const FieldDescriptor* field, Language language) {
  if (field->is_repeated()) return ListCell(message, field, language);
  const auto* reflection = message.GetReflection();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return reflection->HasField(message, field)
                 ? MessageCell(field, reflection->GetMessage(message, field), language)
                 : "";
    case FieldDescriptor::CPPTYPE_STRING:
      return StringCell(field, reflection->GetString(message, field));
    case FieldDescriptor::CPPTYPE_ENUM:
      return LabelOf(reflection->GetEnum(message, field), language);
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection->GetBool(message, field) ? words::kYes.In(language) : "";
    case FieldDescriptor::CPPTYPE_INT32: {
      const int32_t number = reflection->GetInt32(message, field);
      if (number == 0 && !(field->has_presence() && reflection->HasField(message, field))) {
        return "";
      }
      return FactsOf(field).format() == type::v1::FORMAT_BASIS_POINTS
                 ? PercentText(number, language)
                 : absl::StrCat(number);
    }
    case FieldDescriptor::CPPTYPE_INT64: {
      const int64_t number = reflection->GetInt64(message, field);
      return number == 0 ? "" : absl::StrCat(number);
    }
    default:
      return "";
  }
}

}  // namespace cofi::cli
