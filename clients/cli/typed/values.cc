#include "clients/cli/typed/values.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "base/dates.h"
#include "base/formats.h"
#include "base/money.h"
#include "base/refusal.h"
#include "base/status.h"
#include "base/written_dates.h"
#include "clients/cli/typed/moments.h"
#include "clients/cli/typed/nouns.h"
#include "clients/cli/typed/placeholders.h"
#include "clients/cli/typed/words_mistakes.h"

namespace cofi::cli {
namespace {

// What a person who names none means; the server refuses what is not the project's.
constexpr char kCurrencyDefault[] = "EUR";

// Where the user is: what he calls yesterday.
absl::CivilDay Today() { return absl::ToCivilDay(absl::Now(), absl::LocalTimeZone()); }

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

// The fields on the way whose names, in either spelling, stand before the first `=` of `text`:
// `due-rule.months=2`. None if that is no way.
std::vector<const FieldDescriptor*> FieldsBeforeEquals(const Descriptor* type,
                                                       absl::string_view text) {
  std::vector<const FieldDescriptor*> fields;
  const size_t equals = text.find('=');
  if (equals == text.npos) return fields;
  for (const absl::string_view key : absl::StrSplit(text.substr(0, equals), '.')) {
    const FieldDescriptor* const field =
        type == nullptr ? nullptr : FieldOfKey(type, absl::StrReplaceAll(key, {{"-", "_"}}));
    if (field == nullptr || !IsInput(field)) return {};
    fields.push_back(field);
    const bool has_parts = !field->is_repeated() && !IsMoney(field) && !IsDate(field);
    type = has_parts ? field->message_type() : nullptr;
  }
  return fields;
}

// The first two fields of a message: `fdf=3000,50`; `fdf=80%` where it takes a rate instead.
absl::Status SetShort(Message* group, absl::string_view text, const std::string& accepted,
                      Language language, Identifiers* known) {
  const Descriptor* type = group->GetDescriptor();
  const std::pair<absl::string_view, absl::string_view> halves =
      absl::StrSplit(text, absl::MaxSplits('=', 1));
  if (type->field_count() < 2 || !absl::StrContains(text, '=')) return Malformed(text, accepted);
  COFI_RETURN_IF_ERROR(SetFromText(group, type->field(0), halves.first, language, known));
  const FieldDescriptor* const rate = FieldOfKey(type, "percent");
  const bool is_rate =
      rate != nullptr && absl::EndsWith(absl::StripAsciiWhitespace(halves.second), "%");
  return SetFromText(group, is_rate ? rate : type->field(1), halves.second, language, known);
}

// `grant=fdf,amount=3000,50`, `due-rule.months=2`, or, for short, `fdf=3000,50` where the message
// begins with these two fields; others may follow. A comma parts only before another field's name.
// `accepted` is said of what is neither.
absl::Status SetGroup(Message* group, absl::string_view text, const std::string& accepted,
                      Language language, Identifiers* known) {
  const Descriptor* type = group->GetDescriptor();
  std::vector<std::string> parts;
  for (const absl::string_view piece : absl::StrSplit(text, ',')) {
    if (parts.empty() || !FieldsBeforeEquals(type, piece).empty()) {
      parts.emplace_back(piece);
    } else {
      absl::StrAppend(&parts.back(), ",", piece);
    }
  }
  for (const std::string& part : parts) {
    const std::vector<const FieldDescriptor*> fields = FieldsBeforeEquals(type, part);
    if (fields.empty()) {
      COFI_RETURN_IF_ERROR(SetShort(group, part, accepted, language, known));
      continue;
    }
    Message* holder = group;
    for (size_t i = 0; i + 1 < fields.size(); ++i) {
      holder = holder->GetReflection()->MutableMessage(holder, fields[i]);
    }
    COFI_RETURN_IF_ERROR(
        SetFromText(holder, fields.back(), part.substr(part.find('=') + 1), language, known));
  }
  return absl::OkStatus();
}

absl::Status SetString(Slot slot, const FieldDescriptor* field, absl::string_view text,
                       Language language, Identifiers* known) {
  const Noun* noun = NounOfType(ReferredType(field));
  if (noun == nullptr) {
    std::string value = Normalized(FactsOf(field).format(), text);
    // As they are printed.
    if (field->type() == FieldDescriptor::TYPE_BYTES &&
        !absl::Base64Unescape(absl::StripAsciiWhitespace(text), &value)) {
      return Malformed(text, "base64");
    }
    slot.String(std::move(value));
    return absl::OkStatus();
  }
  const NamePattern& pattern = NamePattern::AllOf(noun->resource).back();
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

bool IsDeclarable(const FieldDescriptor* field) {
  static constexpr absl::string_view kNotDeclared[] = {"name", "etag", "request_id",
                                                       "validate_only"};
  return IsInput(field) && std::find(std::begin(kNotDeclared), std::end(kNotDeclared),
                                     field->name()) == std::end(kNotDeclared);
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
        COFI_ASSIGN_OR_RETURN(const Date date, DateAsWritten(trimmed, Today()));
        slot.Mutable()->CopyFrom(date);
        return absl::OkStatus();
      }
      if (IsMoment(field)) {
        COFI_ASSIGN_OR_RETURN(const type::v1::Moment moment,
                              ParseMoment(trimmed, absl::Now(), absl::LocalTimeZone()));
        slot.Mutable()->CopyFrom(moment);
        return absl::OkStatus();
      }
      return SetGroup(slot.Mutable(), text, PlaceholderOf(field, language), language, known);
    case FieldDescriptor::CPPTYPE_ENUM: {
      const EnumValueDescriptor* value = EnumValue(field->enum_type(), trimmed);
      if (value == nullptr) {
        return Malformed(text, absl::StrReplaceAll(PlaceholderOf(field, language), {{"|", ", "}}));
      }
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
      if (FactsOf(field).format() == type::v1::FORMAT_BASIS_POINTS) {
        const std::optional<int32_t> rate = RateOf(trimmed);
        if (!rate.has_value()) return Malformed(text, "26.32 %, 26,32 %, 80");
        slot.Int32(*rate);
        return absl::OkStatus();
      }
      if (FactsOf(field).format() == type::v1::FORMAT_HUNDREDTHS) {
        const std::optional<int32_t> hundredths =
            absl::EndsWith(trimmed, "%") ? std::nullopt : RateOf(trimmed);
        if (!hundredths.has_value()) return Malformed(text, "3.5, 3,5, 4");
        slot.Int32(*hundredths);
        return absl::OkStatus();
      }
      if (absl::EndsWith(field->name(), "_days")) {
        const std::optional<int32_t> days = DaysOf(trimmed);
        if (!days.has_value()) {
          return Malformed(text, Text{"60, 60d, 8w, 2m", "60, 60j, 8s, 2m"}.In(language));
        }
        slot.Int32(*days);
        return absl::OkStatus();
      }
      if (!absl::SimpleAtoi(trimmed, &number)) break;
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

std::string KeyOf(const FieldDescriptor* field) {
  return absl::StrReplaceAll(field->name(), {{"basis_points", "percent"}, {"_hundredths", ""}});
}

const FieldDescriptor* FieldOfKey(const Descriptor* type, absl::string_view key) {
  for (int i = 0; i < type->field_count(); ++i) {
    if (KeyOf(type->field(i)) == key) return type->field(i);
  }
  return nullptr;
}

std::optional<int32_t> RateOf(absl::string_view text) {
  absl::string_view percent = absl::StripSuffix(text, "%");
  for (const absl::string_view space : {"\u202F", "\u00A0"}) absl::ConsumeSuffix(&percent, space);
  percent = absl::StripTrailingAsciiWhitespace(percent);
  const std::vector<absl::string_view> parts = absl::StrSplit(percent, absl::ByAnyChar(".,"));
  int32_t whole;
  if (parts.size() > 2 || !absl::SimpleAtoi(parts[0], &whole) || std::abs(whole) > 1'000'000) {
    return std::nullopt;
  }
  int32_t hundredths = 0;
  if (parts.size() == 2) {
    const absl::string_view digits = parts[1];
    if (digits.empty() || digits.size() > 2 ||
        !std::all_of(digits.begin(), digits.end(), absl::ascii_isdigit) ||
        !absl::SimpleAtoi(digits, &hundredths)) {
      return std::nullopt;
    }
    if (digits.size() == 1) hundredths *= 10;
  }
  return whole * 100 + (absl::StartsWith(percent, "-") ? -hundredths : hundredths);
}

std::optional<int32_t> DaysOf(absl::string_view text) {
  constexpr int32_t kDaysMax = 36'500;
  constexpr int32_t kWeek = 7;
  constexpr int32_t kMonth = 30;
  absl::string_view digits = text;
  int32_t unit = 1, count = 0;
  if (!digits.empty() && !absl::ascii_isdigit(digits.back())) {
    const char last = absl::ascii_tolower(digits.back());
    unit = last == 'd' || last == 'j'   ? 1
           : last == 'w' || last == 's' ? kWeek
           : last == 'm'                ? kMonth
                                        : 0;
    digits.remove_suffix(1);
  }
  if (unit == 0 || !absl::SimpleAtoi(digits, &count) || count < 1 || count > kDaysMax / unit) {
    return std::nullopt;
  }
  return count * unit;
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

}  // namespace cofi::cli
