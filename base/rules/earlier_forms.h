// What an earlier version said otherwise, as far as two services read it. The journal keeps it as
// it was said then, and whoever reads it there reads it through these: what is of today already
// stays as it is (docs/decisions/0035).
#ifndef COFI_BASE_RULES_EARLIER_FORMS_H_
#define COFI_BASE_RULES_EARLIER_FORMS_H_

#include <cstdint>
#include <optional>

#include "absl/strings/string_view.h"
#include "base/fields.h"
#include "cofi/applications/v1/applications.pb.h"
#include "cofi/projects/v1/projects.pb.h"

namespace cofi::rules {

// The verb of an entry, or of a request, as it is called today.
absl::string_view VerbToday(absl::string_view verb);

// What a message has in a field, which is no more, that was a whole percent: in basis points. The
// field is taken out of it.
std::optional<int32_t> TakePercent(Message* message, int field);

// Likelihoods and shares were whole percents.
void Modernize(applications::v1::Application& application);
void Modernize(projects::v1::Project& project);

// As above, of whatever a service knows of another's: others were always as they are.
void ModernizeAny(Message& resource);

}  // namespace cofi::rules

#endif  // COFI_BASE_RULES_EARLIER_FORMS_H_
