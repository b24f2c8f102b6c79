// What a contribution in kind is worth. Pure.
#ifndef COFI_SERVICES_BUDGETS_CONTRIBUTION_RULES_H_
#define COFI_SERVICES_BUDGETS_CONTRIBUTION_RULES_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "cofi/budgets/v1/contributions.pb.h"

namespace cofi::budgets {

// Its hours at their rate, in minor units, rounded half away from zero: 3.5 hours at 18.05 are
// 63.18. AMOUNT_OVERFLOW in the field `contribution.rate`.
absl::StatusOr<int64_t> WorthOfHours(const v1::Contribution& contribution);

// What is given is worth, in minor units: its amount, or its hours at their rate.
//
// FIELD_REQUIRED where it has neither, or hours without a rate or a rate without hours;
// VALUE_OUT_OF_RANGE for an amount beside hours that is not what they are worth;
// AMOUNT_NOT_POSITIVE if that is nothing, and AMOUNT_OVERFLOW.
absl::StatusOr<int64_t> WorthOf(const v1::Contribution& contribution);

}  // namespace cofi::budgets

#endif  // COFI_SERVICES_BUDGETS_CONTRIBUTION_RULES_H_
