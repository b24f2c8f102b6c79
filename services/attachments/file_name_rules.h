// What files are called, and what that says of them.
#ifndef COFI_SERVICES_ATTACHMENTS_FILE_NAME_RULES_H_
#define COFI_SERVICES_ATTACHMENTS_FILE_NAME_RULES_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace cofi::attachments {

// The media type (RFC 6838) of a file of this name, by its ending, whatever its case.
// VALUE_MALFORMED of a name that is hidden or has a folder, and of an ending that is none of those
// of documents, tables, pictures and letters: what a computer would carry out is not kept.
absl::StatusOr<std::string> MediaTypeOf(absl::string_view file_name);

}  // namespace cofi::attachments

#endif  // COFI_SERVICES_ATTACHMENTS_FILE_NAME_RULES_H_
