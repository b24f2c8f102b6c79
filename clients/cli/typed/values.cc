#include "clients/cli/typed/values.h"

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "base/dates.h"
#include "base/money.h"
#include "base/refusal.h"
#include "base/status.h"
#include "clients/cli/typed/moments.h"
#include "clients/cli/typed/nouns.h"
#include "clients/cli/typed/words_mistakes.h"

namespace cofi::cli {
namespace {

// What a person who names none means; the server refuses what is not the project's.
constexpr char kCurrencyDefault[] = "EUR";

absl::Status Malformed(absl::string_view text, std::string accepted) {
  return Refuse(type::v1::REASON_VALUE_MALFORMED,
                {{"value", std::string(text)}, {"accepted", std::move(accepted)}});
}

// Writes one value, whether the field is repeated or not.
class Slot {
 public:
  Slot(Message* message, const FieldDescriptor* field)
      : message_(message), reflection_(message->GetReflection()), field_(field) {}

  Message* Mutable() {
    return field_->is_repeated() ? reflection_->AddMessage(message_, field_)
                                 : reflection_->MutableMessage(message_, field_);
  }
  void String(std::string value) {
    field_->is_repeated() ? reflection_->AddString(message_, field_, std::move(value))
                          : reflection_->SetString(message_, field_, std::move(value));
  }
  void Int32(int32_t value) {
    field_->is_repeated() ? reflection_->AddInt32(message_, field_, value)
                          : reflection_->SetInt32(message_, field_, value);
  }
  void Int64(int64_t value) {
    field_->is_repeated() ? reflection_->AddInt64(message_, field_, value)
                          : reflection_->SetInt64(message_, field_, value);
  }
  void Bool(bool value) {
    field_->is_repeated() ? reflection_->AddBool(message_, field_, value)
                          : reflection_->SetBool(message_, field_, value);
  }
  void Enum(const EnumValueDescriptor* value) {
    field_->is_repeated() ? reflection_->AddEnum(message_, field_, value)
                          : reflection_->SetEnum(message_, field_, value);
  }

 private:
  Message* message_;
  const google::protobuf::Reflection* reflection_;
  const FieldDescriptor* field_;
};

// The field of `type` whose name, in either spelling, stands before the first
// `=` of `text`.
const FieldDescriptor* FieldBeforeEquals(const Descriptor* type, absl::string_view text) {
  const size_t equals = text.find('=');
  if (equals == text.npos) return nullptr;
  const FieldDescriptor* field =
      type->FindFieldByName(absl::StrReplaceAll(text.substr(0, equals), {{"-", "_"}}));
  return field != nullptr && IsInput(field) ? field : nullptr;
}

// `grant=fdf,amount=3000,50` or, for short, `fdf=3000,50` where the message
// begins with these two fields. A comma parts only before another field's name.
absl::Status SetGroup(Message* group, absl::string_view text, Language language,
                      Identifiers* known) {
  const Descriptor* type = group->GetDescriptor();
  if (FieldBeforeEquals(type, text) == nullptr) {
    const std::pair<absl::string_view, absl::string_view> halves =
        absl::StrSplit(text, absl::MaxSplits('=', 1));
    if (type->field_count() < 2 || !absl::StrContains(text, '=')) {
      return Malformed(text,
                       absl::StrCat(type->field(0)->name(), "=…,",
                                    type->field_count() > 1 ? type->field(1)->name() : "…", "=…"));
    }
    COFI_RETURN_IF_ERROR(SetFromText(group, type->field(0), halves.first, language, known));
    return SetFromText(group, type->field(1), halves.second, language, known);
  }
  std::vector<std::string> parts;
  for (const absl::string_view piece : absl::StrSplit(text, ',')) {
    if (FieldBeforeEquals(type, piece) != nullptr) {
      parts.emplace_back(piece);
    } else {
      absl::StrAppend(&parts.back(), ",", piece);
    }
  }
  for (const std::string& part : parts) {
    const FieldDescriptor* field = FieldBeforeEquals(type, part);
    COFI_RETURN_IF_ERROR(
        SetFromText(group, field, part.substr(part.find('=') + 1), language, known));
  }
  return absl::OkStatus();
}

absl::Status SetString(Slot slot, const FieldDescriptor* field, absl::string_view text,
                       Language language, Identifiers* known) {
  const Noun* noun = NounOfType(ReferredType(field));
  if (noun == nullptr) {
    std::string value(text);
    // As they are printed.
    if (field->type() == FieldDescriptor::TYPE_BYTES &&
        !absl::Base64Unescape(absl::StripAsciiWhitespace(text), &value)) {
      return Malformed(text, "base64");
    }
    slot.String(std::move(value));
    return absl::OkStatus();
  }
  const NamePattern& pattern = NamePattern::Of(noun->resource);
  COFI_ASSIGN_OR_RETURN(std::string name, ExpandReference(pattern, text, *known, language));
  Learn(pattern, name, known);
  slot.String(std::move(name));
  return absl::OkStatus();
}

}  // namespace

bool IsInput(const FieldDescriptor* field) {
  return !HasBehavior(field, google::api::OUTPUT_ONLY) &&
         !HasBehavior(field, google::api::IDENTIFIER) && !IsTimestamp(field) &&
         (field->message_type() == nullptr ||
          field->message_type()->full_name() != "google.protobuf.FieldMask");
}

bool IsGroup(const FieldDescriptor* field) {
  return field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && !IsMoney(field) &&
         !IsDate(field) && !IsTimestamp(field) && !IsMoment(field);
}

absl::Status SetFromText(Message* message, const FieldDescriptor* field, absl::string_view text,
                         Language language, Identifiers* known) {
  const absl::string_view trimmed = absl::StripAsciiWhitespace(text);
  if (trimmed.empty()) {
    message->GetReflection()->ClearField(message, field);
    return absl::OkStatus();
  }
  Slot slot(message, field);
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:
      if (IsMoney(field)) {
        COFI_ASSIGN_OR_RETURN(const Money money, ParseMoney(trimmed, kCurrencyDefault));
        slot.Mutable()->CopyFrom(money);
        return absl::OkStatus();
      }
      if (IsDate(field)) {
        COFI_ASSIGN_OR_RETURN(const Date date, ParseDate(trimmed));
        slot.Mutable()->CopyFrom(date);
        return absl::OkStatus();
      }
      if (IsMoment(field)) {
        COFI_ASSIGN_OR_RETURN(const type::v1::Moment moment,
                              ParseMoment(trimmed, absl::Now(), absl::LocalTimeZone()));
        slot.Mutable()->CopyFrom(moment);
        return absl::OkStatus();
      }
      return SetGroup(slot.Mutable(), text, language, known);
    case FieldDescriptor::CPPTYPE_ENUM: {
      const EnumValueDescriptor* value = EnumValue(field->enum_type(), trimmed);
      if (value == nullptr) return Malformed(text, EnumNames(field->enum_type()));
      slot.Enum(value);
      return absl::OkStatus();
    }
    case FieldDescriptor::CPPTYPE_STRING:
      return SetString(slot, field, ReferredType(field).empty() ? text : trimmed, language, known);
    case FieldDescriptor::CPPTYPE_BOOL: {
      const std::optional<bool> value = BoolOf(trimmed);
      if (!value.has_value()) return Malformed(text, "true, false");
      slot.Bool(*value);
      return absl::OkStatus();
    }
    case FieldDescriptor::CPPTYPE_INT32: {
      int32_t number;
      // `80 %` is how a percentage is written.
      const absl::string_view digits =
          absl::StripTrailingAsciiWhitespace(absl::StripSuffix(trimmed, "%"));
      if (!absl::SimpleAtoi(digits, &number)) break;
      slot.Int32(number);
      return absl::OkStatus();
    }
    case FieldDescriptor::CPPTYPE_INT64: {
      int64_t number;
      if (!absl::SimpleAtoi(trimmed, &number)) break;
      slot.Int64(number);
      return absl::OkStatus();
    }
    default:
      break;
  }
  return Malformed(text, words::kWholeNumber.In(language));
}

std::optional<bool> BoolOf(absl::string_view text) {
  const std::string lower = absl::AsciiStrToLower(text);
  for (const absl::string_view yes : {"true", "yes", "oui", "1"}) {
    if (lower == yes) return true;
  }
  for (const absl::string_view no : {"false", "no", "non", "0"}) {
    if (lower == no) return false;
  }
  return std::nullopt;
}

std::string Placeholder(const FieldDescriptor* field) {
  if (IsMoney(field)) return "AMOUNT";
  if (IsDate(field)) return "DATE";
  if (IsMoment(field)) return "TIME|SEQUENCE";
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return absl::StrJoin(
          [&] {
            std::vector<std::string> parts;
            for (int i = 0; i < field->message_type()->field_count(); ++i) {
              const FieldDescriptor* part = field->message_type()->field(i);
              if (IsInput(part)) parts.push_back(absl::StrCat(part->name(), "=…"));
            }
            return parts;
          }(),
          ",");
    case FieldDescriptor::CPPTYPE_ENUM:
      return absl::StrReplaceAll(EnumNames(field->enum_type()), {{", ", "|"}});
    case FieldDescriptor::CPPTYPE_BOOL:
      return "";
    case FieldDescriptor::CPPTYPE_STRING: {
      if (field->type() == FieldDescriptor::TYPE_BYTES) return "BASE64";
      const Noun* noun = NounOfType(ReferredType(field));
      return noun == nullptr ? "TEXT" : absl::AsciiStrToUpper(noun->name);
    }
    default:
      return "NUMBER";
  }
}

}  // namespace cofi::cli
