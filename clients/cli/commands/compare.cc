#include "clients/cli/commands/compare.h"

namespace cofi::cli {
namespace {

bool Covers(const Message& declared, const Message& current);

bool SameElement(const FieldDescriptor* field, const Message& a, const Message& b, int i) {
  const auto* reflection = a.GetReflection();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return Covers(reflection->GetRepeatedMessage(a, field, i),
                    reflection->GetRepeatedMessage(b, field, i));
    case FieldDescriptor::CPPTYPE_STRING:
      return reflection->GetRepeatedString(a, field, i) ==
             reflection->GetRepeatedString(b, field, i);
    case FieldDescriptor::CPPTYPE_ENUM:
      return reflection->GetRepeatedEnumValue(a, field, i) ==
             reflection->GetRepeatedEnumValue(b, field, i);
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection->GetRepeatedBool(a, field, i) == reflection->GetRepeatedBool(b, field, i);
    case FieldDescriptor::CPPTYPE_INT32:
      return reflection->GetRepeatedInt32(a, field, i) == reflection->GetRepeatedInt32(b, field, i);
    case FieldDescriptor::CPPTYPE_INT64:
      return reflection->GetRepeatedInt64(a, field, i) == reflection->GetRepeatedInt64(b, field, i);
    default:
      return false;
  }
}

bool Same(const FieldDescriptor* field, const Message& a, const Message& b) {
  const auto* reflection = a.GetReflection();
  if (field->is_repeated()) {
    const int size = reflection->FieldSize(a, field);
    if (size != reflection->FieldSize(b, field)) return false;
    for (int i = 0; i < size; ++i) {
      if (!SameElement(field, a, b, i)) return false;
    }
    return true;
  }
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:
      if (reflection->HasField(a, field) != reflection->HasField(b, field)) return false;
      return !reflection->HasField(a, field) ||
             Covers(reflection->GetMessage(a, field), reflection->GetMessage(b, field));
    case FieldDescriptor::CPPTYPE_STRING:
      return reflection->GetString(a, field) == reflection->GetString(b, field);
    case FieldDescriptor::CPPTYPE_ENUM:
      return reflection->GetEnumValue(a, field) == reflection->GetEnumValue(b, field);
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection->GetBool(a, field) == reflection->GetBool(b, field);
    case FieldDescriptor::CPPTYPE_INT32:
      return reflection->GetInt32(a, field) == reflection->GetInt32(b, field);
    case FieldDescriptor::CPPTYPE_INT64:
      return reflection->GetInt64(a, field) == reflection->GetInt64(b, field);
    default:
      return false;
  }
}

// Whether a rate was declared of which the server made an amount, and keeps that: another rate is
// not told from it.
bool BecameAmount(const FieldDescriptor* field, const Message& current) {
  const FieldDescriptor* const amount = field->containing_type()->FindFieldByName("amount");
  return field->name() == "basis_points" && amount != nullptr &&
         !current.GetReflection()->HasField(current, field) &&
         current.GetReflection()->HasField(current, amount);
}

// Whether all that is set in `declared` is the same in `current`. Amounts and
// dates are compared whole: zero cents are a value.
bool Covers(const Message& declared, const Message& current) {
  const Descriptor* type = declared.GetDescriptor();
  const bool whole = type->full_name().rfind("google.type.", 0) == 0;
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    const auto* reflection = declared.GetReflection();
    const bool set = field->is_repeated() ? reflection->FieldSize(declared, field) > 0
                                          : reflection->HasField(declared, field);
    if (set && BecameAmount(field, current)) continue;
    if ((set || whole) && !Same(field, declared, current)) return false;
  }
  return true;
}

}  // namespace

std::vector<std::string> Differences(const std::vector<FieldPath>& paths, const Message& declared,
                                     const Message& current) {
  std::vector<std::string> different;
  for (const FieldPath& path : paths) {
    const Message* a = path.Holder(declared);
    const Message* b = path.Holder(current);
    const bool same = a != nullptr && b != nullptr ? Same(path.leaf(), *a, *b)
                                                   : path.Has(declared) == path.Has(current);
    if (!same) different.push_back(path.text());
  }
  return different;
}

}  // namespace cofi::cli
