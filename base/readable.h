// Values as people read them, in either language.
#ifndef COFI_BASE_READABLE_H_
#define COFI_BASE_READABLE_H_

#include <cstdint>
#include <string>

#include "base/dates.h"
#include "base/fields.h"
#include "base/language.h"
#include "base/money.h"
#include "google/protobuf/generated_enum_reflection.h"

namespace cofi {

// `4 000,00`; with its currency where that is not the euro. Empty if not set.
std::string AmountText(const Money& money, Language language);

// `80%` for 8000, `74.99%` for 7499.
std::string PercentText(int32_t basis_points, Language language);

// Whole percents, but none and all only when it is so: 1% for 3, 99% for 9999.
int32_t WholePercents(int32_t basis_points);

// `2018-03-23`; empty if it is not set.
std::string DateText(const Date& date, Language language);

// `in 42 days`, `today`, `3 days overdue`.
std::string DaysText(int32_t days_left, Language language);

// What people call the value of an enum.
template <typename E>
std::string EnumLabel(E value, Language language) {
  const auto* known = google::protobuf::GetEnumDescriptor<E>()->FindValueByNumber(value);
  // A newer server's may not be.
  return known == nullptr ? std::to_string(value) : LabelOf(known, language);
}

}  // namespace cofi

#endif  // COFI_BASE_READABLE_H_
