// Values as people read them: in tables and in the details of one resource.
#ifndef COFI_CLIENTS_CLI_PRINTED_CELLS_H_
#define COFI_CLIENTS_CLI_PRINTED_CELLS_H_

#include <string>

#include "base/fields.h"

namespace cofi::cli {

// The value of a field on one line; empty if it is not set. References are short,
// enums by their labels, lists parted by `; `.
std::string Cell(const Message& message, const FieldDescriptor* field, Language language);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_PRINTED_CELLS_H_
