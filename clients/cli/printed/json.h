// Messages as JSON for scripts. The form is stable: snake_case keys in the order
// of the fields, every field always there, money as {"amount": "139197.10",
// "currency": "EUR"}, dates as "2018-03-23", enums by their short names, null
// for what is not set, bytes in base64; any message is an object with its type as "@type".
//
// It is not protobuf's own JSON, which `cofi rpc` prints: that one splits money
// into units and nanos and leaves out what is zero.
#ifndef COFI_CLIENTS_CLI_PRINTED_JSON_H_
#define COFI_CLIENTS_CLI_PRINTED_JSON_H_

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/fields.h"

namespace cofi::cli {

// Keys stay in the order in which they are set.
using Json = nlohmann::ordered_json;

Json JsonOf(const Message& message);
Json JsonOf(const std::vector<const Message*>& messages);
// The value of a field, a list if it is repeated.
Json JsonOf(const Message& message, const FieldDescriptor* field);

// Indented, with a newline at the end; or all on one line, without. What is no UTF-8
// becomes U+FFFD.
std::string JsonText(const Json& json);
std::string JsonLine(const Json& json);

// `2018-03-23T10:00:00.123456Z`
std::string Rfc3339(const Message& timestamp);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_PRINTED_JSON_H_
