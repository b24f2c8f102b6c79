#include "clients/cli/printed/cells.h"

#include <memory>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/dated_facts.h"
#include "base/dates.h"
#include "base/money.h"
#include "base/names.h"
#include "base/overridden.h"
#include "base/readable.h"
#include "base/resources.h"
#include "clients/cli/printed/words_records.h"
#include "clients/cli/typed/moments.h"
#include "clients/cli/typed/names.h"
#include "clients/cli/typed/nouns.h"
#include "clients/cli/typed/words.h"
#include "cofi/type/v1/dated_values.pb.h"
#include "cofi/type/v1/state_changes.pb.h"
#include "google/protobuf/timestamp.pb.h"

namespace cofi::cli {
namespace {

std::string WithNote(const std::string& text, const std::string& note, Language language) {
  return note.empty() ? text : absl::StrCat(text, Text{": ", " : "}.In(language), note);
}

// `25/02/2026 déposée`, by the states of what it is a change of.
std::string ChangeText(const FieldDescriptor* field, const type::v1::StateChange& change,
                       Language language) {
  const FieldDescriptor* const state = field->containing_type()->FindFieldByName("state");
  const EnumValueDescriptor* const value =
      state == nullptr ? nullptr : EnumValue(state->enum_type(), change.state());
  const std::string text =
      WithNote(absl::StrCat(DateText(change.date(), language), " ",
                            value == nullptr ? change.state() : LabelOf(value, language)),
               change.note(), language);
  const std::vector<std::string> overridden = OverriddenTexts(change, language);
  if (overridden.empty()) return text;
  return absl::StrCat(
      text, " ",
      Say(words::kOverridden, language, absl::StrJoin(overridden, Text{"; ", " ; "}.In(language))));
}

// `du 12/06/2026 au 10/07/2026, noté le 18/06/2026 : délai accordé`
std::string ExtensionText(const type::v1::Extension& extension, Language language) {
  return WithNote(
      Say(words::kExtended, language, DateText(extension.previous_date(), language),
          DateText(extension.due_date(), language), DateText(extension.date(), language)),
      extension.note(), language);
}

// `à partir du 01/06/2018 : accordé 9 000,00 € (avenant n° 1)`
std::string DatedText(const FieldDescriptor* list, const type::v1::DatedValue& value,
                      Language language) {
  const FieldDescriptor* const field = list->containing_type()->FindFieldByName(value.field());
  if (field == nullptr) return value.field();
  // As the field itself would have it.
  const std::unique_ptr<Message> holder = NewMessage(list->containing_type());
  type::v1::DatedValue always = value;
  always.clear_effective_date();
  holder->GetReflection()->AddMessage(holder.get(), list)->CopyFrom(always);
  TakeEffect(absl::CivilDay::max(), holder.get());
  std::string what = Cell(*holder, field, language);
  // That it was nothing at first goes without saying.
  if (what.empty() && !value.has_effective_date()) return "";
  if (what.empty()) what = "–";
  const std::string fact = absl::StrCat(LabelOf(field, language), " ", what);
  const std::string text =
      value.has_effective_date()
          ? Say(words::kFrom, language, DateText(value.effective_date(), language), fact)
          : Say(words::kAtFirst, language, fact);
  return WithNote(
      value.reference().empty() ? text : absl::StrCat(text, " (", value.reference(), ")"),
      value.note(), language);
}

std::string MessageCell(const FieldDescriptor* field, const Message& value, Language language) {
  if (IsMoney(field)) return AmountText(static_cast<const Money&>(value), language);
  if (IsDate(field)) {
    const auto& date = static_cast<const Date&>(value);
    return IsSet(date) ? FormatDate(Day(date), language) : "";
  }
  if (IsTimestamp(field)) {
    return TimeText(static_cast<const google::protobuf::Timestamp&>(value), language);
  }
  if (value.GetDescriptor() == type::v1::StateChange::descriptor()) {
    return ChangeText(field, static_cast<const type::v1::StateChange&>(value), language);
  }
  if (value.GetDescriptor() == type::v1::Extension::descriptor()) {
    return ExtensionText(static_cast<const type::v1::Extension&>(value), language);
  }
  if (value.GetDescriptor() == type::v1::DatedValue::descriptor()) {
    return DatedText(field, static_cast<const type::v1::DatedValue&>(value), language);
  }
  std::vector<std::string> parts;
  for (int i = 0; i < value.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* const inner = value.GetDescriptor()->field(i);
    std::string part = Cell(value, inner, language);
    if (part.empty()) continue;
    // What is worked out is told from what was given.
    if (HasBehavior(inner, google::api::OUTPUT_ONLY)) {
      part = absl::StrCat(LabelOf(inner, language), " ", part);
    }
    parts.push_back(std::move(part));
  }
  return absl::StrJoin(parts, " ");
}

// `SubmitApplication` as the command line calls it.
std::string VerbCell(const std::string& name) {
  const MethodDescriptor* const method = MethodNamed(name);
  if (method == nullptr) return name;
  const auto& facts = clients::MethodFacts::Of(method);
  return facts.resource == nullptr ? name : VerbOf(facts).name;
}

std::string StringCell(const FieldDescriptor* field, const std::string& value) {
  if (field->type() == FieldDescriptor::TYPE_BYTES) return absl::Base64Escape(value);
  if (field->name() == "allowed_verbs" || field->name() == "verb") return VerbCell(value);
  // As it is typed.
  if (HasBehavior(field, google::api::IDENTIFIER)) return ShortName(value, "");
  if (absl::StrContains(value, '/') && ResourceOfName(value) != nullptr) {
    return std::string(IdOf(value));
  }
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
  // What says nothing is no item.
  std::erase(parts, "");
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
      switch (FactsOf(field).format()) {
        case type::v1::FORMAT_BASIS_POINTS:
          return PercentText(number, language);
        case type::v1::FORMAT_HUNDREDTHS:
          return AmountText(MoneyFromMinor(number, "EUR"), language);
        default:
          return absl::StrCat(number);
      }
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
