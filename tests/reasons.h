// Matchers for what Cofi's functions return, a status or a value:
//
//   EXPECT_THAT(tables.Insert(tx, &phase), IsOk());
//   EXPECT_THAT(ParseMoney("12.345", "EUR"), IsReason(type::v1::REASON_AMOUNT_SUB_CENT));
//   EXPECT_THAT(status, IsReasonWith(type::v1::REASON_VALUE_MALFORMED, "field", "amount"));
#ifndef COFI_TESTS_REASONS_H_
#define COFI_TESTS_REASONS_H_

#include <gmock/gmock.h>

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/refusal.h"

namespace cofi {

inline const absl::Status& StatusIn(const absl::Status& status) { return status; }
template <typename T>
const absl::Status& StatusIn(const absl::StatusOr<T>& value) {
  return value.status();
}

MATCHER(IsOk, "is fine") {
  *result_listener << "which is " << StatusIn(arg).ToString();
  return StatusIn(arg).ok();
}

MATCHER_P(IsReason, reason, "refuses with " + std::string(ReasonName(reason))) {
  *result_listener << "which is " << StatusIn(arg).ToString();
  return ReasonOf(StatusIn(arg)) == reason;
}

// Also that the first violation says `value` under `key`.
MATCHER_P3(IsReasonWith, reason, key, value, "refuses with " + std::string(ReasonName(reason))) {
  const auto violations = ViolationsOf(StatusIn(arg));
  *result_listener << "which is " << StatusIn(arg).ToString();
  if (violations.empty() || ReasonOf(StatusIn(arg)) != reason) return false;
  const auto found = violations[0].metadata().find(key);
  if (found == violations[0].metadata().end()) return false;
  *result_listener << ", with " << key << " " << found->second;
  return found->second == value;
}

}  // namespace cofi

#endif  // COFI_TESTS_REASONS_H_
