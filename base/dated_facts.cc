#include "base/dated_facts.h"

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <utility>

#include "absl/synchronization/mutex.h"
#include "base/check.h"
#include "base/states.h"
#include "base/status.h"
#include "cofi/type/v1/dated_values.pb.h"
#include "cofi/type/v1/rates.pb.h"
#include "cofi/type/v1/year_amounts.pb.h"
#include "google/protobuf/util/message_differencer.h"

namespace cofi {
namespace {

using google::protobuf::RepeatedPtrField;
using google::protobuf::util::MessageDifferencer;
using type::v1::DatedValue;
using Values = RepeatedPtrField<DatedValue>;

constexpr char kValues[] = "dated_values";

const FieldDescriptor* ValuesField(const Descriptor* type) {
  const FieldDescriptor* const field = type->FindFieldByName(kValues);
  const bool is_list =
      field != nullptr && field->is_repeated() && field->message_type() == DatedValue::descriptor();
  return is_list ? field : nullptr;
}

// None where the type keeps none.
Values ValuesOf(const Message& resource) {
  Values values;
  const FieldDescriptor* const field = ValuesField(resource.GetDescriptor());
  if (field == nullptr) return values;
  const auto* const reflection = resource.GetReflection();
  for (int i = 0; i < reflection->FieldSize(resource, field); ++i) {
    values.Add()->CopyFrom(reflection->GetRepeatedMessage(resource, field, i));
  }
  return values;
}

void SetValues(const Values& values, Message* resource) {
  const FieldDescriptor* const field = ValuesField(resource->GetDescriptor());
  resource->GetReflection()->ClearField(resource, field);
  for (const DatedValue& each : values) {
    resource->GetReflection()->AddMessage(resource, field)->CopyFrom(each);
  }
}

const FieldDescriptor* FieldNamed(const Message& resource, const std::string& name) {
  const FieldDescriptor* const field = resource.GetDescriptor()->FindFieldByName(name);
  COFI_CHECK(field != nullptr, name);
  return field;
}

// Since when a value counts; the beginning of time sorts first.
absl::CivilDay Since(const DatedValue& value) {
  return value.has_effective_date() ? Day(value.effective_date()) : absl::CivilDay::min();
}

// Puts what a field has into `value`; nothing where it is not set.
void Read(const Message& resource, const FieldDescriptor* field, DatedValue* value) {
  const auto* const reflection = resource.GetReflection();
  value->clear_value();
  if (field->is_repeated()) {
    const int count = reflection->FieldSize(resource, field);
    if (field->message_type() != nullptr) {
      COFI_CHECK(field->message_type() == type::v1::YearAmount::descriptor(), field->full_name());
    }
    for (int i = 0; i < count; ++i) {
      if (field->message_type() != nullptr) {
        value->mutable_year_amounts()->add_values()->CopyFrom(
            reflection->GetRepeatedMessage(resource, field, i));
      } else {
        value->mutable_texts()->add_values(reflection->GetRepeatedString(resource, field, i));
      }
    }
    return;
  }
  const bool known = field->has_presence();
  if (known && !reflection->HasField(resource, field)) return;
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE: {
      const Message& part = reflection->GetMessage(resource, field);
      if (IsMoney(field)) {
        value->mutable_amount()->CopyFrom(part);
      } else if (IsDate(field)) {
        value->mutable_date()->CopyFrom(part);
      } else {
        COFI_CHECK(part.GetDescriptor() == type::v1::Rate::descriptor(), field->full_name());
        value->mutable_rate()->CopyFrom(part);
      }
      return;
    }
    case FieldDescriptor::CPPTYPE_INT32:
      value->set_number(reflection->GetInt32(resource, field));
      return;
    case FieldDescriptor::CPPTYPE_BOOL:
      if (reflection->GetBool(resource, field)) value->set_number(1);
      return;
    default:
      COFI_CHECK(false, field->full_name());
  }
}

void Write(const DatedValue& value, const FieldDescriptor* field, Message* resource) {
  const auto* const reflection = resource->GetReflection();
  reflection->ClearField(resource, field);
  switch (value.value_case()) {
    case DatedValue::kAmount:
      reflection->MutableMessage(resource, field)->CopyFrom(value.amount());
      return;
    case DatedValue::kDate:
      reflection->MutableMessage(resource, field)->CopyFrom(value.date());
      return;
    case DatedValue::kRate:
      reflection->MutableMessage(resource, field)->CopyFrom(value.rate());
      return;
    case DatedValue::kTexts:
      for (const std::string& text : value.texts().values()) {
        reflection->AddString(resource, field, text);
      }
      return;
    case DatedValue::kYearAmounts:
      for (const type::v1::YearAmount& amount : value.year_amounts().values()) {
        reflection->AddMessage(resource, field)->CopyFrom(amount);
      }
      return;
    case DatedValue::kNumber:
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_BOOL) {
        reflection->SetBool(resource, field, value.number() != 0);
      } else {
        reflection->SetInt32(resource, field, static_cast<int32_t>(value.number()));
      }
      return;
    case DatedValue::VALUE_NOT_SET:
      return;
  }
}

bool SameValue(const DatedValue& a, const DatedValue& b) {
  DatedValue left, right;
  for (const auto& [from, to] : {std::pair(&a, &left), std::pair(&b, &right)}) {
    to->CopyFrom(*from);
    to->clear_field();
    to->clear_effective_date();
    to->clear_reference();
    to->clear_note();
  }
  return MessageDifferencer::Equals(left, right);
}

// Of a field, the value that counts on a day; null where the field itself says it. Values stand
// in the order of their days.
DatedValue* InForce(absl::CivilDay day, absl::string_view field, Values* values) {
  DatedValue* found = nullptr;
  for (DatedValue& each : *values) {
    if (each.field() == field && Since(each) <= day) found = &each;
  }
  return found;
}

// By their days, then their fields, so that the same facts are told in the same way.
bool ComesBefore(const DatedValue& a, const DatedValue& b) {
  return std::pair(Since(a), absl::string_view(a.field())) <
         std::pair(Since(b), absl::string_view(b.field()));
}

void Insert(const DatedValue& value, Values* values) {
  int at = values->size();
  values->Add()->CopyFrom(value);
  for (; at > 0 && ComesBefore(value, values->Get(at - 1)); --at) values->SwapElements(at, at - 1);
}

void Remove(const std::function<bool(const DatedValue&)>& unwanted, Values* values) {
  values->erase(std::remove_if(values->begin(), values->end(), unwanted), values->end());
}

}  // namespace

const std::vector<const FieldDescriptor*>& DatedFields(const Descriptor* type) {
  static absl::Mutex mutex(absl::kConstInit);
  static auto* const all = new std::map<const Descriptor*, std::vector<const FieldDescriptor*>>;
  absl::MutexLock lock(&mutex);
  const auto [entry, is_new] = all->try_emplace(type);
  if (is_new && ValuesField(type) != nullptr) {
    for (int i = 0; i < type->field_count(); ++i) {
      if (FactsOf(type->field(i)).dated()) entry->second.push_back(type->field(i));
    }
  }
  return entry->second;
}

absl::Status ChangeFacts(const Message& before, const std::vector<std::string>& fields,
                         const FactChange& change, absl::CivilDay today, Message* after) {
  const std::unique_ptr<Message> known(before.New());
  known->CopyFrom(before);
  Values values = ValuesOf(before);
  const absl::CivilDay day = Day(change.effective_date);
  for (const std::string& name : fields) {
    const FieldDescriptor* const field = FieldNamed(*after, name);
    DatedValue wanted;
    Read(*after, field, &wanted);
    DatedValue* const in_force = InForce(day, name, &values);
    DatedValue always;
    Read(*known, field, &always);
    if (SameValue(wanted, in_force == nullptr ? always : *in_force)) continue;
    wanted.set_field(name);
    wanted.set_reference(change.reference);
    wanted.set_note(change.note);
    if (change.correction) {
      // What it was before any change is what the field says.
      if (in_force == nullptr) {
        Write(wanted, field, known.get());
        continue;
      }
      if (change.reference.empty()) wanted.set_reference(in_force->reference());
      if (in_force->has_effective_date()) {
        *wanted.mutable_effective_date() = in_force->effective_date();
      }
      in_force->CopyFrom(wanted);
      continue;
    }
    COFI_RETURN_IF_ERROR(CheckRoom(StringField(before, "name"), kValues, values));
    *wanted.mutable_effective_date() = change.effective_date;
    if (in_force == nullptr) {
      always.set_field(name);
      Insert(always, &values);
    } else if (Since(*in_force) == day) {
      in_force->CopyFrom(wanted);
      continue;
    }
    Insert(wanted, &values);
  }
  // Only facts are taken from there.
  SetValues(values, after);
  for (const FieldDescriptor* field : DatedFields(after->GetDescriptor())) {
    DatedValue value;
    Read(*known, field, &value);
    Write(value, field, after);
  }
  TakeEffect(today, after);
  return absl::OkStatus();
}

void CopyFacts(const Message& from, const std::vector<std::string>& fields, absl::CivilDay today,
               Message* to) {
  Values values = ValuesOf(*to);
  const Values told = ValuesOf(from);
  for (const std::string& name : fields) {
    DatedValue value;
    Read(from, FieldNamed(from, name), &value);
    Write(value, FieldNamed(*to, name), to);
    Remove([&](const DatedValue& each) { return each.field() == name; }, &values);
    for (const DatedValue& each : told) {
      if (each.field() == name) Insert(each, &values);
    }
  }
  SetValues(values, to);
  for (const std::string& name : fields) {
    const DatedValue* const value = InForce(today, name, &values);
    if (value != nullptr) Write(*value, FieldNamed(*to, name), to);
  }
}

bool SameFact(const Message& a, const Message& b, const std::string& field) {
  const auto of_field = [&](const Message& resource) {
    Values values = ValuesOf(resource);
    Remove([&](const DatedValue& each) { return each.field() != field; }, &values);
    // Where nothing is told of it, the field says it.
    if (values.empty()) Read(resource, FieldNamed(resource, field), values.Add());
    return values;
  };
  const Values left = of_field(a), right = of_field(b);
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [](const DatedValue& one, const DatedValue& other) {
                      return MessageDifferencer::Equals(one, other);
                    });
}

void FactsOn(absl::CivilDay day, Message* resource) {
  Values values = ValuesOf(*resource);
  if (values.empty()) return;
  TakeEffect(day, resource);
  Remove([&](const DatedValue& each) { return Since(each) > day; }, &values);
  SetValues(values, resource);
}

void TakeEffect(absl::CivilDay day, Message* resource) {
  Values values = ValuesOf(*resource);
  if (values.empty()) return;
  for (const FieldDescriptor* field : DatedFields(resource->GetDescriptor())) {
    if (const DatedValue* value = InForce(day, field->name(), &values)) {
      Write(*value, field, resource);
    }
  }
}

std::optional<Date> ChangedFrom(const Message& before, const Message& after) {
  const Values earlier = ValuesOf(before);
  for (const DatedValue& each : ValuesOf(after)) {
    const bool is_new = std::none_of(earlier.begin(), earlier.end(), [&](const DatedValue& known) {
      return MessageDifferencer::Equals(known, each);
    });
    if (is_new && each.has_effective_date()) return each.effective_date();
  }
  return std::nullopt;
}

std::vector<absl::CivilDay> ChangeDays(const Message& resource, absl::string_view field) {
  std::vector<absl::CivilDay> days;
  for (const DatedValue& each : ValuesOf(resource)) {
    if (each.has_effective_date() && (field.empty() || each.field() == field)) {
      days.push_back(Day(each.effective_date()));
    }
  }
  std::sort(days.begin(), days.end());
  days.erase(std::unique(days.begin(), days.end()), days.end());
  return days;
}

}  // namespace cofi
