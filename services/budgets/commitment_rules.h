// What a commitment was on a day. Pure.
#ifndef COFI_SERVICES_BUDGETS_COMMITMENT_RULES_H_
#define COFI_SERVICES_BUDGETS_COMMITMENT_RULES_H_

#include <cstdint>

#include "absl/time/civil_time.h"
#include "absl/types/span.h"
#include "cofi/budgets/v1/commitments.pb.h"

namespace cofi::budgets {

// By how much what is reserved changes, and what expenses have used of it, from a day on.
struct CommitmentChange {
  absl::CivilDay day;
  int64_t reserved_minor = 0;
  int64_t consumed_minor = 0;
};

// Makes a commitment what it was on a day on which it was there; `changes` are all of its own,
// its beginning included.
//
// An invoice may be dated after the one that used the rest up, or after its release: until then
// its part is reserved, and so the commitment open.
void CommitmentOn(absl::CivilDay day, absl::Span<const CommitmentChange> changes,
                  v1::Commitment* commitment);

}  // namespace cofi::budgets

#endif  // COFI_SERVICES_BUDGETS_COMMITMENT_RULES_H_
