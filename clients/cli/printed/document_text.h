// Documents (proto/cofi/reporting/v1/documents.proto) on a terminal: whatever a report says,
// printed by the same rules.
#ifndef COFI_CLIENTS_CLI_PRINTED_DOCUMENT_TEXT_H_
#define COFI_CLIENTS_CLI_PRINTED_DOCUMENT_TEXT_H_

#include <string>

#include "clients/cli/typed/settings.h"
#include "cofi/reporting/v1/documents.pb.h"

namespace cofi::cli {

// The title in bold with the facts at the right end of the first table, or below; then the blocks,
// without charts and events, which stand beside tables that say the same; tables of cards as lanes
// (lanes.h). Of a row that is a
// warning, a share of whole percents ends in `!`; in a table without such a column, warnings at its
// head are ruled off from what is to come. No line is wider than the terminal.
std::string DocumentText(const reporting::v1::Document& document, const Settings& settings);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_PRINTED_DOCUMENT_TEXT_H_
