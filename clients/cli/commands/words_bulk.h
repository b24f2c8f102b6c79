// What is said of a verb on many at once.
#ifndef COFI_CLIENTS_CLI_COMMANDS_WORDS_BULK_H_
#define COFI_CLIENTS_CLI_COMMANDS_WORDS_BULK_H_

#include "base/language.h"

namespace cofi::cli::words {

inline constexpr Text kWouldBeDone{"would be done", "serait fait"};
inline constexpr Text kWouldBeRefused{"would be refused", "serait refusé"};
inline constexpr Text kDoneToIt{"done", "fait"};
inline constexpr Text kRefusedToIt{"refused", "refusé"};
inline constexpr Text kNoneChosen{"The filter chooses none.", "Le filtre n'en choisit aucun."};
inline constexpr Text kWouldBeSummary{"$0 would be done, $1 refused.",
                                      "À faire : $0 ; refus : $1."};
inline constexpr Text kBulkSummary{"$0 done, $1 refused.", "Faits : $0 ; refus : $1."};
inline constexpr Text kStoppedAfter{"Stopped: $0 done, $1 refused, $2 not tried.",
                                    "Arrêt : faits : $0 ; refus : $1 ; non tentés : $2."};
inline constexpr Text kAskYes{"Do it? [y/N] ", "Le faire ? [o/N] "};
inline constexpr Text kNeedsYes{"Nothing is done without --yes.", "Rien n'est fait sans --yes."};
inline constexpr Text kNothingDone{"Nothing was done.", "Rien n'a été fait."};

}  // namespace cofi::cli::words

#endif  // COFI_CLIENTS_CLI_COMMANDS_WORDS_BULK_H_
