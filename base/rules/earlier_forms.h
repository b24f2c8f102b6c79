// What an earlier version said otherwise, as far as two services read it. The journal keeps it as
// it was said then, and whoever reads it there reads it through these: what is of today already
// stays as it is (docs/decisions/0035).
#ifndef COFI_BASE_RULES_EARLIER_FORMS_H_
#define COFI_BASE_RULES_EARLIER_FORMS_H_

#include "absl/strings/string_view.h"
#include "cofi/applications/v1/applications.pb.h"

namespace cofi::rules {

// The verb of an entry, or of a request, as it is called today.
absl::string_view VerbToday(absl::string_view verb);

void Modernize(applications::v1::Application& application);

}  // namespace cofi::rules

#endif  // COFI_BASE_RULES_EARLIER_FORMS_H_
