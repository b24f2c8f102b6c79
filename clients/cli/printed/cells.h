// Values as people read them: in tables and in the details of one resource.
#ifndef COFI_CLIENTS_CLI_PRINTED_CELLS_H_
#define COFI_CLIENTS_CLI_PRINTED_CELLS_H_

#include <string>

#include "base/fields.h"
#include "base/money.h"
#include "google/protobuf/generated_enum_reflection.h"

namespace cofi::cli {

// `4 000,00`; with its currency where that is not the euro. Empty if not set.
std::string AmountCell(const Money& money, Language language);

// What people call the value of an enum.
template <typename E>
std::string EnumLabel(E value, Language language) {
  const auto* known = google::protobuf::GetEnumDescriptor<E>()->FindValueByNumber(value);
  // A newer server's may not be.
  return known == nullptr ? std::to_string(value) : LabelOf(known, language);
}

// The value of a field on one line; empty if it is not set. References are short,
// enums by their labels, lists parted by `; `.
std::string Cell(const Message& message, const FieldDescriptor* field, Language language);

// `80%` for 8000, `74.99%` for 7499.
std::string PercentText(int32_t basis_points, Language language);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_PRINTED_CELLS_H_
