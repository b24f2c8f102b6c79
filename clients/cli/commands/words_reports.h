// What is said beside a report.
#ifndef COFI_CLIENTS_CLI_COMMANDS_WORDS_REPORTS_H_
#define COFI_CLIENTS_CLI_COMMANDS_WORDS_REPORTS_H_

#include "base/language.h"

namespace cofi::cli::words {

inline constexpr Text kLeftOut{"Left out: $0 ($1)", "Laissé de côté : $0 ($1)"};
inline constexpr Text kRowDone{"$0 row", "$0 ligne"};
inline constexpr Text kRowsDone{"$0 rows", "$0 lignes"};

}  // namespace cofi::cli::words

#endif  // COFI_CLIENTS_CLI_COMMANDS_WORDS_REPORTS_H_
