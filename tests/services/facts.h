// Messages in few words.
#ifndef COFI_TESTS_SERVICES_FACTS_H_
#define COFI_TESTS_SERVICES_FACTS_H_

#include <string>

#include "base/check.h"
#include "base/dates.h"
#include "base/money.h"
#include "google/protobuf/text_format.h"

namespace cofi {

// `612.40` in EUR, and `2018-03-23`; both CHECK that they are.
inline Money Eur(const std::string& decimal) {
  const auto money = ParseMoney(decimal, "EUR");
  COFI_CHECK(money.ok(), decimal);
  return *money;
}

inline Date On(const std::string& iso) {
  const auto date = ParseDate(iso);
  COFI_CHECK(date.ok(), iso);
  return *date;
}

inline absl::CivilDay DayOn(const std::string& iso) { return Day(On(iso)); }

// A message from protobuf's text format.
template <typename M>
M FromText(const std::string& text) {
  M message;
  COFI_CHECK(google::protobuf::TextFormat::ParseFromString(text, &message), text);
  return message;
}

}  // namespace cofi

#endif  // COFI_TESTS_SERVICES_FACTS_H_
