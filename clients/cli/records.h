// Resources on standard output, in the format asked.
#ifndef COFI_CLIENTS_CLI_RECORDS_H_
#define COFI_CLIENTS_CLI_RECORDS_H_

#include <string>
#include <vector>

#include "clients/cli/nouns.h"
#include "clients/cli/settings.h"

namespace cofi::cli {

// A list of resources below `parent`: as a table, the identifier and the fields
// that the protos mark as listed.
std::string ListText(const Noun& noun, const std::vector<const Message*>& rows,
                     const std::string& parent, const Settings& settings);

// One resource with all that is set: as a table, a line a field.
std::string DetailText(const Message& resource, const Settings& settings);

// What a change answered: as a table, its line in the list.
std::string ChangedText(const Noun& noun, const Message& resource, const Settings& settings);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_RECORDS_H_
