#include "clients/cli/printed/yaml.h"

#include <yaml-cpp/yaml.h>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "base/dates.h"
#include "base/money.h"
#include "base/names.h"
#include "base/readable.h"
#include "base/resources.h"
#include "clients/cli/typed/names.h"
#include "clients/cli/typed/values.h"

namespace cofi::cli {
namespace {

class YamlWriter {
 public:
  std::string Text(const std::vector<const Message*>& resources) {
    out_ << YAML::BeginSeq;
    for (const Message* each : resources) Item(*each);
    out_ << YAML::EndSeq;
    return absl::StrCat(out_.c_str(), "\n");
  }

 private:
  void Item(const Message& resource) {
    const std::string name = StringField(resource, "name");
    project_ = std::string(RootOf(name));
    out_ << YAML::BeginMap << YAML::Key << CommandOf(resource.GetDescriptor()) << YAML::Value
         << ShortName(name, "");
    Fields(resource);
    out_ << YAML::EndMap;
  }

  void Fields(const Message& message) {
    const Descriptor* const type = message.GetDescriptor();
    for (int i = 0; i < type->field_count(); ++i) {
      const FieldDescriptor* const field = type->field(i);
      if (!IsDeclarable(field) || !IsSet(message, field)) continue;
      out_ << YAML::Key << KeyOf(field) << YAML::Value;
      if (!field->is_repeated()) {
        Value(message, field, -1);
        continue;
      }
      out_ << YAML::BeginSeq;
      const int size = message.GetReflection()->FieldSize(message, field);
      for (int n = 0; n < size; ++n) Value(message, field, n);
      out_ << YAML::EndSeq;
    }
  }

  static bool IsSet(const Message& message, const FieldDescriptor* field) {
    return field->is_repeated() ? message.GetReflection()->FieldSize(message, field) > 0
                                : message.GetReflection()->HasField(message, field);
  }

  // Item `n` of a list, or the one value.
  void Value(const Message& message, const FieldDescriptor* field, int n) {
    const auto* const reflection = message.GetReflection();
    const auto one = [&](auto single, auto of_list) {
      return n < 0 ? (reflection->*single)(message, field)
                   : (reflection->*of_list)(message, field, n);
    };
    using R = google::protobuf::Reflection;
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return Inner(field, n < 0 ? reflection->GetMessage(message, field)
                                  : reflection->GetRepeatedMessage(message, field, n));
      case FieldDescriptor::CPPTYPE_ENUM:
        out_ << TypedName(one(&R::GetEnum, &R::GetRepeatedEnum), Language::kEnglish);
        break;
      case FieldDescriptor::CPPTYPE_BOOL:
        out_ << one(&R::GetBool, &R::GetRepeatedBool);
        break;
      case FieldDescriptor::CPPTYPE_INT32:
        Number(field, one(&R::GetInt32, &R::GetRepeatedInt32));
        break;
      case FieldDescriptor::CPPTYPE_INT64:
        out_ << one(&R::GetInt64, &R::GetRepeatedInt64);
        break;
      default:
        String(field, one(&R::GetString, &R::GetRepeatedString));
    }
  }

  void Inner(const FieldDescriptor* field, const Message& value) {
    if (IsMoney(field)) {
      const auto& money = static_cast<const Money&>(value);
      const bool euros = money.currency_code() == "EUR";
      out_ << (euros ? DecimalFromMinor(Minor(money)) : DecimalFromMoney(money));
    } else if (IsDate(field)) {
      out_ << IsoDate(static_cast<const Date&>(value));
    } else {
      out_ << YAML::BeginMap;
      Fields(value);
      out_ << YAML::EndMap;
    }
  }

  void Number(const FieldDescriptor* field, int32_t number) {
    if (FactsOf(field).format() == type::v1::FORMAT_BASIS_POINTS) {
      out_ << PercentText(number, Language::kEnglish);
    } else if (FactsOf(field).format() == type::v1::FORMAT_HUNDREDTHS) {
      out_ << DecimalFromMinor(number);
    } else {
      out_ << number;
    }
  }

  // A reference without the project that its item is in.
  void String(const FieldDescriptor* field, const std::string& value) {
    if (field->type() == FieldDescriptor::TYPE_BYTES) {
      out_ << absl::Base64Escape(value);
      return;
    }
    const Descriptor* const referred = ResourceOf(ReferredType(field));
    if (referred == nullptr || value.empty()) {
      out_ << value;
      return;
    }
    out_ << (RootOf(value) == project_ ? ShortName(value, project_) : ShortName(value, ""));
  }

  YAML::Emitter out_;
  std::string project_;
};

}  // namespace

std::string YamlText(const std::vector<const Message*>& resources) {
  return resources.empty() ? "" : YamlWriter().Text(resources);
}

}  // namespace cofi::cli
