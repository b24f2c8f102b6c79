// Refusals that somebody passed over, kept as what they are, so that whoever reads of them has the
// sentences in his own language.
#ifndef COFI_BASE_OVERRIDDEN_H_
#define COFI_BASE_OVERRIDDEN_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "base/language.h"
#include "cofi/type/v1/state_changes.pb.h"

namespace cofi {

// Adds the violations of a refusal to what `change` passed over.
void KeepOverridden(const absl::Status& refusal, type::v1::StateChange* change);

// Those of an earlier change, where it is told anew.
void CopyOverridden(const type::v1::StateChange& from, type::v1::StateChange* to);

// All that was passed over and why, a sentence each. What a version before kept is in English.
std::vector<std::string> OverriddenTexts(const type::v1::StateChange& change, Language language);

}  // namespace cofi

#endif  // COFI_BASE_OVERRIDDEN_H_
