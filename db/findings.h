// What a verification finds wrong: a refusal of code DATA_LOSS that names the
// first bad entry.
#ifndef COFI_DB_FINDINGS_H_
#define COFI_DB_FINDINGS_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "base/refusal.h"

namespace cofi::db {

// Where it is wrong: the chain, the number in it, the resource.
struct Place {
  absl::string_view root;
  int64_t sequence = 0;
  absl::string_view name;
};

// `what` (a column, or a rule) was found so and expected otherwise. Values stand
// in the sentence, shortened; `—` for one that is not there.
absl::Status Finding(Reason reason, const Place& place, absl::string_view what = "",
                     absl::string_view expected = "", absl::string_view found = "");

// Whether a status is a finding, and not a failure of the verification itself.
inline bool IsFinding(const absl::Status& status) { return absl::IsDataLoss(status); }

// Bytes as a finding shows them.
std::string ShownBytes(absl::string_view bytes);

}  // namespace cofi::db

#endif  // COFI_DB_FINDINGS_H_
