// Rows as CSV (RFC 4180) for spreadsheets and scripts: machine names, ISO dates,
// amounts as 139197.10 with their currency in a column of its own, bytes in base64.
#ifndef COFI_CLIENTS_CLI_PRINTED_CSV_H_
#define COFI_CLIENTS_CLI_PRINTED_CSV_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "base/fields.h"

namespace cofi::cli {

// A header of field names, then a line for each message, all of `type`. A nested
// message takes a column a field, `agreement.reference`; a list of messages is
// one cell of JSON.
std::string CsvText(const Descriptor* type, const std::vector<const Message*>& rows);

// One value as a cell; empty if it is not set.
std::string CsvValue(const Message& row, const FieldPath& path);

// A cell that a spreadsheet shows and never runs: text that would begin a formula
// gets an apostrophe before it.
std::string CsvCell(absl::string_view text);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_PRINTED_CSV_H_
