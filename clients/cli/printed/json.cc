#include "clients/cli/printed/json.h"

#include <memory>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "base/dates.h"
#include "base/fields.h"
#include "base/money.h"
#include "google/protobuf/timestamp.pb.h"

namespace cofi::cli {
void JsonWriter::Open(char bracket, bool indented) {
  text_ += bracket;
  const bool within = levels_.empty() ? indented_ : levels_.back().indented;
  levels_.push_back({within && indented, true});
}

void JsonWriter::Close(char bracket) {
  const Level level = levels_.back();
  levels_.pop_back();
  if (level.indented && !level.empty) NewLine();
  text_ += bracket;
}

void JsonWriter::Next() {
  Level& level = levels_.back();
  if (!level.empty) absl::StrAppend(&text_, level.indented ? "," : ", ");
  level.empty = false;
  if (level.indented) NewLine();
}

void JsonWriter::NewLine() { absl::StrAppend(&text_, "\n", std::string(2 * levels_.size(), ' ')); }

void JsonWriter::Key(absl::string_view key) {
  Next();
  absl::StrAppend(&text_, JsonString(key), ": ");
}

void JsonWriter::String(absl::string_view value) { absl::StrAppend(&text_, JsonString(value)); }

void JsonWriter::Bool(bool value) { absl::StrAppend(&text_, value ? "true" : "false"); }

void JsonWriter::Null() { absl::StrAppend(&text_, "null"); }

void JsonWriter::Value(const Message& message) {
  Open('{');
  Fields(message);
  Close('}');
}

void JsonWriter::Fields(const Message& message) {
  const Descriptor* type = message.GetDescriptor();
  for (int i = 0; i < type->field_count(); ++i) {
    Key(type->field(i)->name());
    Field(message, type->field(i));
  }
}

void JsonWriter::Field(const Message& message, const FieldDescriptor* field) {
  if (!field->is_repeated()) return Element(message, field, -1);
  Open('[');
  for (int i = 0; i < message.GetReflection()->FieldSize(message, field); ++i) {
    Next();
    Element(message, field, i);
  }
  Close(']');
}

void JsonWriter::Element(const Message& message, const FieldDescriptor* field, int i) {
  const auto* r = message.GetReflection();
  const bool many = i >= 0;
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:
      if (!many && !r->HasField(message, field)) return Null();
      return Inner(field,
                   many ? r->GetRepeatedMessage(message, field, i) : r->GetMessage(message, field));
    case FieldDescriptor::CPPTYPE_ENUM:
      return String(
          EnumName(many ? r->GetRepeatedEnum(message, field, i) : r->GetEnum(message, field)));
    case FieldDescriptor::CPPTYPE_BOOL:
      return Bool(many ? r->GetRepeatedBool(message, field, i) : r->GetBool(message, field));
    case FieldDescriptor::CPPTYPE_INT32:
      absl::StrAppend(&text_,
                      many ? r->GetRepeatedInt32(message, field, i) : r->GetInt32(message, field));
      return;
    case FieldDescriptor::CPPTYPE_INT64:
      absl::StrAppend(&text_,
                      many ? r->GetRepeatedInt64(message, field, i) : r->GetInt64(message, field));
      return;
    case FieldDescriptor::CPPTYPE_STRING: {
      const std::string value =
          many ? r->GetRepeatedString(message, field, i) : r->GetString(message, field);
      const bool bytes = field->type() == FieldDescriptor::TYPE_BYTES;
      return String(bytes ? absl::Base64Escape(value) : value);
    }
    default:
      // Unsigned and floating-point fields: the API has none.
      Null();
  }
}

void JsonWriter::Inner(const FieldDescriptor* field, const Message& value) {
  if (IsMoney(field)) {
    const auto& money = static_cast<const Money&>(value);
    Open('{', /*indented=*/false);
    Key("amount");
    String(DecimalFromMinor(Minor(money)));
    Key("currency");
    String(money.currency_code());
    Close('}');
  } else if (IsDate(field)) {
    const std::string date = IsoDate(static_cast<const Date&>(value));
    date.empty() ? Null() : String(date);
  } else if (IsTimestamp(field)) {
    String(Rfc3339(value));
  } else if (value.GetDescriptor() == google::protobuf::Any::descriptor()) {
    Packed(static_cast<const google::protobuf::Any&>(value));
  } else {
    Value(value);
  }
}

// The message in it, and beside its fields its type; null where the program does
// not know that.
void JsonWriter::Packed(const google::protobuf::Any& any) {
  const std::string type_name = any.type_url().substr(any.type_url().rfind('/') + 1);
  const Descriptor* type =
      google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(type_name);
  if (type == nullptr) return Null();
  const std::unique_ptr<Message> message = NewMessage(type);
  message->ParsePartialFromString(any.value());
  Open('{');
  Key("@type");
  String(type_name);
  Fields(*message);
  Close('}');
}

std::string JsonText(const Message& message) {
  JsonWriter writer(true);
  writer.Value(message);
  return writer.Take() + "\n";
}

std::string JsonText(const std::vector<const Message*>& messages) {
  JsonWriter writer(true);
  writer.Open('[');
  for (const Message* message : messages) {
    writer.Next();
    writer.Value(*message);
  }
  writer.Close(']');
  return writer.Take() + "\n";
}

std::string JsonOfField(const Message& message, const FieldDescriptor* field) {
  JsonWriter writer(false);
  writer.Field(message, field);
  return writer.Take();
}

std::string JsonString(absl::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    switch (c) {
      case '"':
        absl::StrAppend(&quoted, "\\\"");
        break;
      case '\\':
        absl::StrAppend(&quoted, "\\\\");
        break;
      case '\n':
        absl::StrAppend(&quoted, "\\n");
        break;
      case '\t':
        absl::StrAppend(&quoted, "\\t");
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
          absl::StrAppendFormat(&quoted, "\\u%04x", c);
        } else {
          quoted += c;
        }
    }
  }
  return quoted + "\"";
}

std::string Rfc3339(const Message& timestamp) {
  const auto& moment = static_cast<const google::protobuf::Timestamp&>(timestamp);
  return absl::FormatTime(
      "%Y-%m-%dT%H:%M:%E*SZ",
      absl::FromUnixSeconds(moment.seconds()) + absl::Nanoseconds(moment.nanos()),
      absl::UTCTimeZone());
}

}  // namespace cofi::cli
