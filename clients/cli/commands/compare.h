// Whether what is declared is already so.
#ifndef COFI_CLIENTS_CLI_COMMANDS_COMPARE_H_
#define COFI_CLIENTS_CLI_COMMANDS_COMPARE_H_

#include <string>
#include <vector>

#include "base/fields.h"

namespace cofi::cli {

// The paths at which `current` is not what `declared` says. A `-` in a reference
// is whatever the server made of it; in the elements of a list only what is
// declared counts.
std::vector<std::string> Differences(const std::vector<FieldPath>& paths, const Message& declared,
                                     const Message& current);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_COMMANDS_COMPARE_H_
