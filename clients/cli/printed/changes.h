// What a change changed.
#ifndef COFI_CLIENTS_CLI_PRINTED_CHANGES_H_
#define COFI_CLIENTS_CLI_PRINTED_CHANGES_H_

#include <string>
#include <utility>
#include <vector>

#include "base/fields.h"

namespace cofi::cli {

// The fields in which two states of a resource differ, nested messages opened.
// What every change changes (the time, the version) is left out. Both are of the
// same type.
std::vector<FieldPath> ChangedPaths(const Message& before, const Message& after);

// `requested` or `agreement reference`, in the user's language.
std::string PathLabel(const Descriptor* type, const FieldPath& path, Language language);

// The values of a field before and after, as a table shows them. Of a list that
// only grew, what was added.
std::pair<std::string, std::string> BeforeAndAfter(const FieldPath& path, const Message& before,
                                                   const Message& after, Language language);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_PRINTED_CHANGES_H_
