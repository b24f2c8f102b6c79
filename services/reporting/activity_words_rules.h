// What people call what was done, beside the verbs of the journal. Named as rules are, because
// rules say it.
#ifndef COFI_SERVICES_REPORTING_ACTIVITY_WORDS_RULES_H_
#define COFI_SERVICES_REPORTING_ACTIVITY_WORDS_RULES_H_

#include <string>

#include "absl/strings/string_view.h"
#include "base/language.h"

namespace cofi::reporting {

// What became of a resource.
enum class Change { kMade, kChanged, kDeleted };

// What a verb that moves a resource from state to state is called: `candidature accordée` for
// `AwardApplication`. Null for those that make, change or delete one, and for what follows by
// itself.
const Text* VerbWords(absl::string_view verb);

// `dépense enregistrée`: of a message that is a resource, by its name (`Expense`). What it calls
// itself where it is not in the table.
std::string ChangeWords(absl::string_view resource, Change change, Language language);

// What people call such a resource: `dépense`; null where it is not in the table.
const Text* ResourceWord(absl::string_view resource);

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_ACTIVITY_WORDS_RULES_H_
