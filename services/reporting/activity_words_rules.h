// What people call what was done, beside the verbs of the journal. Named as rules are, because
// rules say it.
#ifndef COFI_SERVICES_REPORTING_ACTIVITY_WORDS_RULES_H_
#define COFI_SERVICES_REPORTING_ACTIVITY_WORDS_RULES_H_

#include <string>

#include "absl/strings/string_view.h"
#include "base/language.h"
#include "google/protobuf/descriptor.h"

namespace cofi::reporting {

// What became of a resource.
enum class Change { kMade, kChanged, kDeleted };

// What a verb that moves a resource from state to state is called: `candidature accordée` for
// `AwardApplication`. Null for those that make, change or delete one, and for what follows by
// itself.
const Text* VerbWords(absl::string_view verb);

// `dépense enregistrée`
std::string ChangeWords(const google::protobuf::Descriptor* resource, Change change,
                        Language language);

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_ACTIVITY_WORDS_RULES_H_
