#include "clients/cli/printed/json.h"

#include <memory>

#include "absl/strings/escaping.h"
#include "absl/time/time.h"
#include "base/dates.h"
#include "base/money.h"
#include "google/protobuf/any.pb.h"
#include "google/protobuf/timestamp.pb.h"

namespace cofi::cli {
namespace {

// The message in it, and beside its fields its type; null where the program does
// not know that.
Json Packed(const google::protobuf::Any& any) {
  const std::string type_name = any.type_url().substr(any.type_url().rfind('/') + 1);
  const Descriptor* type =
      google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(type_name);
  if (type == nullptr) return nullptr;
  const std::unique_ptr<Message> message = NewMessage(type);
  message->ParsePartialFromString(any.value());
  Json json = {{"@type", type_name}};
  json.update(JsonOf(*message));
  return json;
}

Json OfMessage(const FieldDescriptor* field, const Message& value) {
  if (IsMoney(field)) {
    const auto& money = static_cast<const Money&>(value);
    return {{"amount", DecimalFromMinor(Minor(money))}, {"currency", money.currency_code()}};
  }
  if (IsDate(field)) {
    const std::string date = IsoDate(static_cast<const Date&>(value));
    return date.empty() ? Json() : Json(date);
  }
  if (IsTimestamp(field)) return Rfc3339(value);
  if (value.GetDescriptor() == google::protobuf::Any::descriptor()) {
    return Packed(static_cast<const google::protobuf::Any&>(value));
  }
  return JsonOf(value);
}

// The field, or its element `i` where that is not negative.
Json Element(const Message& message, const FieldDescriptor* field, int i) {
  const auto* r = message.GetReflection();
  const bool many = i >= 0;
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:
      if (!many && !r->HasField(message, field)) return nullptr;
      return OfMessage(
          field, many ? r->GetRepeatedMessage(message, field, i) : r->GetMessage(message, field));
    case FieldDescriptor::CPPTYPE_ENUM:
      return EnumName(many ? r->GetRepeatedEnum(message, field, i) : r->GetEnum(message, field));
    case FieldDescriptor::CPPTYPE_BOOL:
      return many ? r->GetRepeatedBool(message, field, i) : r->GetBool(message, field);
    case FieldDescriptor::CPPTYPE_INT32:
      return many ? r->GetRepeatedInt32(message, field, i) : r->GetInt32(message, field);
    case FieldDescriptor::CPPTYPE_INT64:
      return many ? r->GetRepeatedInt64(message, field, i) : r->GetInt64(message, field);
    case FieldDescriptor::CPPTYPE_STRING: {
      const std::string value =
          many ? r->GetRepeatedString(message, field, i) : r->GetString(message, field);
      return field->type() == FieldDescriptor::TYPE_BYTES ? absl::Base64Escape(value) : value;
    }
    default:
      // Unsigned and floating-point fields: the API has none.
      return nullptr;
  }
}

std::string Dump(const Json& json, int indent) {
  return json.dump(indent, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace);
}

}  // namespace

Json JsonOf(const Message& message) {
  Json json = Json::object();
  const Descriptor* type = message.GetDescriptor();
  for (int i = 0; i < type->field_count(); ++i) {
    json[type->field(i)->name()] = JsonOf(message, type->field(i));
  }
  return json;
}

Json JsonOf(const std::vector<const Message*>& messages) {
  Json json = Json::array();
  for (const Message* message : messages) json.push_back(JsonOf(*message));
  return json;
}

Json JsonOf(const Message& message, const FieldDescriptor* field) {
  if (!field->is_repeated()) return Element(message, field, -1);
  Json json = Json::array();
  for (int i = 0; i < message.GetReflection()->FieldSize(message, field); ++i) {
    json.push_back(Element(message, field, i));
  }
  return json;
}

std::string JsonText(const Json& json) { return Dump(json, 2) + "\n"; }

std::string JsonLine(const Json& json) { return Dump(json, -1); }

std::string Rfc3339(const Message& timestamp) {
  const auto& moment = static_cast<const google::protobuf::Timestamp&>(timestamp);
  return absl::FormatTime(
      "%Y-%m-%dT%H:%M:%E*SZ",
      absl::FromUnixSeconds(moment.seconds()) + absl::Nanoseconds(moment.nanos()),
      absl::UTCTimeZone());
}

}  // namespace cofi::cli
