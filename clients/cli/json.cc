#include "clients/cli/json.h"

#include <memory>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/time.h"
#include "base/dates.h"
#include "base/money.h"
#include "google/protobuf/any.pb.h"
#include "google/protobuf/timestamp.pb.h"

namespace cofi::cli {
namespace {

// Writes values one after the other, indented or on one line.
class Writer {
 public:
  explicit Writer(bool indented) : indented_(indented) {}

  std::string Take() { return std::move(text_); }

  void Value(const Message& message) {
    const Descriptor* type = message.GetDescriptor();
    Open('{');
    for (int i = 0; i < type->field_count(); ++i) {
      Item(i == 0);
      absl::StrAppend(&text_, JsonString(type->field(i)->name()), ": ");
      Field(message, type->field(i));
    }
    Close('}', type->field_count() == 0);
  }

  void Values(const std::vector<const Message*>& messages) {
    Open('[');
    for (size_t i = 0; i < messages.size(); ++i) {
      Item(i == 0);
      Value(*messages[i]);
    }
    Close(']', messages.empty());
  }

  void Field(const Message& message, const FieldDescriptor* field) {
    if (!field->is_repeated()) return Element(message, field, -1);
    const int size = message.GetReflection()->FieldSize(message, field);
    Open('[');
    for (int i = 0; i < size; ++i) {
      Item(i == 0);
      Element(message, field, i);
    }
    Close(']', size == 0);
  }

 private:
  void Open(char bracket) {
    text_ += bracket;
    ++depth_;
  }
  void Item(bool first) {
    if (!first) absl::StrAppend(&text_, indented_ ? "," : ", ");
    if (indented_) absl::StrAppend(&text_, "\n", std::string(2 * depth_, ' '));
  }
  void Close(char bracket, bool empty) {
    --depth_;
    if (indented_ && !empty) absl::StrAppend(&text_, "\n", std::string(2 * depth_, ' '));
    text_ += bracket;
  }

  // The field, or its element `i` where it is repeated.
  void Element(const Message& message, const FieldDescriptor* field, int i) {
    const auto* r = message.GetReflection();
    const bool many = i >= 0;
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_MESSAGE:
        if (!many && !r->HasField(message, field)) {
          absl::StrAppend(&text_, "null");
        } else {
          Inner(field,
                many ? r->GetRepeatedMessage(message, field, i) : r->GetMessage(message, field));
        }
        break;
      case FieldDescriptor::CPPTYPE_ENUM:
        absl::StrAppend(&text_, JsonString(EnumName(many ? r->GetRepeatedEnum(message, field, i)
                                                         : r->GetEnum(message, field))));
        break;
      case FieldDescriptor::CPPTYPE_BOOL:
        absl::StrAppend(&text_,
                        (many ? r->GetRepeatedBool(message, field, i) : r->GetBool(message, field))
                            ? "true"
                            : "false");
        break;
      case FieldDescriptor::CPPTYPE_INT32:
        absl::StrAppend(
            &text_, many ? r->GetRepeatedInt32(message, field, i) : r->GetInt32(message, field));
        break;
      case FieldDescriptor::CPPTYPE_INT64:
        absl::StrAppend(
            &text_, many ? r->GetRepeatedInt64(message, field, i) : r->GetInt64(message, field));
        break;
      case FieldDescriptor::CPPTYPE_STRING: {
        const std::string value =
            many ? r->GetRepeatedString(message, field, i) : r->GetString(message, field);
        absl::StrAppend(&text_, JsonString(field->type() == FieldDescriptor::TYPE_BYTES
                                               ? absl::Base64Escape(value)
                                               : value));
        break;
      }
      default:
        // Unsigned and floating-point fields: the API has none.
        absl::StrAppend(&text_, "null");
    }
  }

  void Inner(const FieldDescriptor* field, const Message& value) {
    if (IsMoney(field)) {
      const auto& money = static_cast<const Money&>(value);
      absl::StrAppend(&text_, "{\"amount\": \"", DecimalFromMinor(Minor(money)),
                      "\", \"currency\": ", JsonString(money.currency_code()), "}");
    } else if (IsDate(field)) {
      const std::string date = IsoDate(static_cast<const Date&>(value));
      absl::StrAppend(&text_, date.empty() ? "null" : JsonString(date));
    } else if (IsTimestamp(field)) {
      absl::StrAppend(&text_, JsonString(Rfc3339(value)));
    } else if (value.GetDescriptor() == google::protobuf::Any::descriptor()) {
      Packed(static_cast<const google::protobuf::Any&>(value));
    } else {
      Value(value);
    }
  }

  // The message in it, and beside its fields its type; null where the program does
  // not know that.
  void Packed(const google::protobuf::Any& any) {
    const std::string type_name = any.type_url().substr(any.type_url().rfind('/') + 1);
    const Descriptor* type =
        google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(type_name);
    if (type == nullptr) {
      absl::StrAppend(&text_, "null");
      return;
    }
    const std::unique_ptr<Message> message(
        google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
    message->ParsePartialFromString(any.value());
    Open('{');
    Item(true);
    absl::StrAppend(&text_, "\"@type\": ", JsonString(type_name));
    for (int i = 0; i < type->field_count(); ++i) {
      Item(false);
      absl::StrAppend(&text_, JsonString(type->field(i)->name()), ": ");
      Field(*message, type->field(i));
    }
    Close('}', false);
  }

  const bool indented_;
  int depth_ = 0;
  std::string text_;
};

}  // namespace

std::string JsonText(const Message& message) {
  Writer writer(true);
  writer.Value(message);
  return writer.Take() + "\n";
}

std::string JsonText(const std::vector<const Message*>& messages) {
  Writer writer(true);
  writer.Values(messages);
  return writer.Take() + "\n";
}

std::string JsonOfField(const Message& message, const FieldDescriptor* field) {
  Writer writer(false);
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
