#include "base/fields.h"

#include <google/protobuf/unknown_field_set.h>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "base/check.h"
#include "base/text.h"
#include "cofi/type/v1/standard_fields.pb.h"

namespace cofi {
namespace {

bool IsType(const FieldDescriptor* field, absl::string_view full_name) {
  return field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
         absl::string_view(field->message_type()->full_name()) == full_name;
}

// `STATE_` for an enum named State, `STAGE_KIND_` for StageKind.
std::string EnumPrefix(const EnumDescriptor* type) {
  std::string prefix;
  for (const char c : type->name()) {
    if (absl::ascii_isupper(c) && !prefix.empty()) prefix += '_';
    prefix += absl::ascii_toupper(c);
  }
  return prefix + "_";
}

const FieldDescriptor* FieldNamed(const Message& message, absl::string_view name) {
  return message.GetDescriptor()->FindFieldByName(std::string(name));
}

}  // namespace

FieldPath FieldPath::Find(const Descriptor* type, absl::string_view path) {
  FieldPath found;
  found.text_ = std::string(path);
  for (const absl::string_view part : absl::StrSplit(path, '.')) {
    const FieldDescriptor* field =
        type == nullptr ? nullptr : type->FindFieldByName(std::string(part));
    if (field == nullptr) return FieldPath();
    found.fields_.push_back(field);
    type = field->is_repeated() ? nullptr : field->message_type();
  }
  return found;
}

bool FieldPath::Has(const Message& message) const {
  const Message* holder = Holder(message);
  if (holder == nullptr) return false;
  const auto* reflection = holder->GetReflection();
  return leaf()->is_repeated() ? reflection->FieldSize(*holder, leaf()) > 0
                               : reflection->HasField(*holder, leaf());
}

const Message* FieldPath::Holder(const Message& message) const {
  const Message* holder = &message;
  for (size_t i = 0; i + 1 < fields_.size(); ++i) {
    if (!holder->GetReflection()->HasField(*holder, fields_[i])) return nullptr;
    holder = &holder->GetReflection()->GetMessage(*holder, fields_[i]);
  }
  return holder;
}

Message* FieldPath::MutableHolder(Message* message) const {
  for (size_t i = 0; i + 1 < fields_.size(); ++i) {
    message = message->GetReflection()->MutableMessage(message, fields_[i]);
  }
  return message;
}

void FieldPath::Clear(Message* message) const {
  if (Holder(*message) == nullptr) return;
  Message* holder = MutableHolder(message);
  holder->GetReflection()->ClearField(holder, leaf());
}

void FieldPath::Copy(const Message& from, Message* to) const {
  if (!Has(from)) return Clear(to);
  Message* target = MutableHolder(to);
  const Message* source = Holder(from);
  // Merging a message that holds the leaf alone is the one way that reflection
  // offers to copy a field of any type.
  std::unique_ptr<Message> one(source->New());
  std::unique_ptr<Message> copy(source->New());
  copy->CopyFrom(*source);
  source->GetReflection()->SwapFields(one.get(), copy.get(), {leaf()});
  target->GetReflection()->ClearField(target, leaf());
  target->MergeFrom(*one);
}

bool IsMoney(const FieldDescriptor* field) { return IsType(field, "google.type.Money"); }
bool IsDate(const FieldDescriptor* field) { return IsType(field, "google.type.Date"); }
bool IsTimestamp(const FieldDescriptor* field) {
  return IsType(field, "google.protobuf.Timestamp");
}

bool HasBehavior(const FieldDescriptor* field, google::api::FieldBehavior behavior) {
  const auto& behaviors = field->options().GetRepeatedExtension(google::api::field_behavior);
  return std::find(behaviors.begin(), behaviors.end(), behavior) != behaviors.end();
}

const type::v1::Field& FactsOf(const FieldDescriptor* field) {
  if (field->options().HasExtension(type::v1::field)) {
    return field->options().GetExtension(type::v1::field);
  }
  const FieldDescriptor* const standard =
      type::v1::StandardFields::descriptor()->FindFieldByName(field->name());
  return (standard == nullptr ? field : standard)->options().GetExtension(type::v1::field);
}

std::string EnumName(const EnumValueDescriptor* value) {
  if (value == nullptr || value->number() == 0) return "";
  return std::string(absl::StripPrefix(value->name(), EnumPrefix(value->type())));
}

const EnumValueDescriptor* EnumValue(const EnumDescriptor* type, absl::string_view name) {
  const std::string upper = absl::StrReplaceAll(absl::AsciiStrToUpper(name), {{"-", "_"}});
  if (upper.empty()) return type->FindValueByNumber(0);
  const EnumValueDescriptor* value = type->FindValueByName(EnumPrefix(type) + upper);
  if (value == nullptr) value = type->FindValueByName(upper);
  if (value != nullptr) return value;
  const std::string wanted = Slug(name);
  for (int i = 1; i < type->value_count(); ++i) {
    for (const Language language : {Language::kEnglish, Language::kFrench}) {
      if (Slug(LabelOf(type->value(i), language)) == wanted) return type->value(i);
    }
  }
  return nullptr;
}

std::string TypedName(const EnumValueDescriptor* value, Language language) {
  return absl::StrReplaceAll(Lower(LabelOf(value, language)), {{" ", "-"}, {"'", "-"}});
}

std::string EnumNames(const EnumDescriptor* type) {
  std::vector<std::string> names;
  for (int i = 0; i < type->value_count(); ++i) {
    if (type->value(i)->number() != 0) names.push_back(EnumName(type->value(i)));
  }
  return absl::StrJoin(names, ", ");
}

std::string FieldNames(const Descriptor* type) {
  std::string names;
  for (int i = 0; i < type->field_count(); ++i) {
    absl::StrAppend(&names, i == 0 ? "" : ", ", type->field(i)->name());
  }
  return names;
}

std::string LabelOf(const FieldDescriptor* field, Language language) {
  if (language == Language::kFrench && !FactsOf(field).fr().empty()) return FactsOf(field).fr();
  std::string name = absl::StrReplaceAll(field->name(), {{"_", " "}});
  for (const absl::string_view suffix : {" amount", " basis points"}) {
    if (name != suffix.substr(1)) name = std::string(absl::StripSuffix(name, suffix));
  }
  return name;
}

std::string LabelOf(const EnumValueDescriptor* value, Language language) {
  if (value == nullptr || value->number() == 0) return "";
  if (language == Language::kFrench) return value->options().GetExtension(type::v1::fr_value);
  const std::string& english = value->options().GetExtension(type::v1::en_value);
  if (!english.empty()) return english;
  return absl::StrReplaceAll(absl::AsciiStrToLower(EnumName(value)), {{"_", " "}});
}

std::unique_ptr<Message> NewMessage(const Descriptor* type) {
  auto* factory = google::protobuf::MessageFactory::generated_factory();
  return std::unique_ptr<Message>(factory->GetPrototype(type)->New());
}

std::string StringField(const Message& message, absl::string_view name) {
  const FieldDescriptor* field = FieldNamed(message, name);
  if (field == nullptr || field->cpp_type() != FieldDescriptor::CPPTYPE_STRING) return "";
  return message.GetReflection()->GetString(message, field);
}

void SetStringField(Message* message, absl::string_view name, std::string value) {
  const FieldDescriptor* field = FieldNamed(*message, name);
  COFI_CHECK(field != nullptr, name);
  message->GetReflection()->SetString(message, field, std::move(value));
}

const Message* MessageField(const Message& message, absl::string_view name) {
  const FieldDescriptor* field = FieldNamed(message, name);
  if (field == nullptr || !message.GetReflection()->HasField(message, field)) return nullptr;
  return &message.GetReflection()->GetMessage(message, field);
}

Message* MutableMessageField(Message* message, absl::string_view name) {
  const FieldDescriptor* field = FieldNamed(*message, name);
  COFI_CHECK(field != nullptr, name);
  return message->GetReflection()->MutableMessage(message, field);
}

bool BoolField(const Message& message, absl::string_view name) {
  const FieldDescriptor* field = FieldNamed(message, name);
  COFI_CHECK(field == nullptr || field->cpp_type() == FieldDescriptor::CPPTYPE_BOOL, name);
  return field != nullptr && message.GetReflection()->GetBool(message, field);
}

std::optional<int64_t> TakeReserved(Message* message, int number) {
  const auto* reflection = message->GetReflection();
  const auto& unknown = reflection->GetUnknownFields(*message);
  std::optional<int64_t> taken;
  for (int i = 0; i < unknown.field_count(); ++i) {
    const auto& field = unknown.field(i);
    if (field.number() != number || field.type() != google::protobuf::UnknownField::TYPE_VARINT) {
      continue;
    }
    taken = static_cast<int64_t>(field.varint());
  }
  if (taken.has_value()) reflection->MutableUnknownFields(message)->DeleteByNumber(number);
  return taken;
}

}  // namespace cofi
