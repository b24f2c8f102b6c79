// Tables whose rows are cards, on a terminal: lanes side by side, and below one another where there
// is no room.
//
//   Draft (1)     Submitted (2)
//   ─────────     ─────────────
//   caf           leader
//   CAF           Pays de Rennes
//   5,000.00      24,000.00
#ifndef COFI_CLIENTS_CLI_PRINTED_LANES_H_
#define COFI_CLIENTS_CLI_PRINTED_LANES_H_

#include <string>
#include <vector>

#include "base/language.h"
#include "cofi/reporting/v1/documents.pb.h"

namespace cofi::cli {

// `width` 0 means as wide as it takes; no line is wider.
std::string LanesText(const std::vector<const reporting::v1::Table*>& tables, Language language,
                      int width, bool styled);

}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_PRINTED_LANES_H_
