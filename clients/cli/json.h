// Messages as JSON for scripts. The form is stable: snake_case keys in the order
// of the fields, every field always there, money as {"amount": "139197.10",
// "currency": "EUR"}, dates as "2018-03-23", enums by their short names, null
// for what is not set; any message is an object with its type as "@type".
//
// It is not protobuf's own JSON, which `cofi call` prints: that one splits money
// into units and nanos and leaves out what is zero.
#ifndef COFI_CLIENTS_CLI_JSON_H_
#define COFI_CLIENTS_CLI_JSON_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "base/fields.h"

namespace cofi::cli {

// Indented, with a newline at the end.
std::string JsonText(const Message& message);
std::string JsonText(const std::vector<const Message*>& messages);

// On one line, for a cell.
std::string JsonOfField(const Message& message, const FieldDescriptor* field);

// `text` in quotes, with what JSON asks to be escaped.
std::string JsonString(absl::string_view text);

// `2018-03-23T10:00:00.123456Z`
std::string Rfc3339(const Message& timestamp);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_JSON_H_
