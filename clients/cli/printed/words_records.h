// What is said about resources and their history.
#ifndef COFI_CLIENTS_CLI_PRINTED_WORDS_RECORDS_H_
#define COFI_CLIENTS_CLI_PRINTED_WORDS_RECORDS_H_

#include "base/language.h"

namespace cofi::cli::words {

// Resources.
inline constexpr Text kYes{"yes", "oui"};
inline constexpr Text kDeleted{"deleted $0", "supprimé : $0"};
inline constexpr Text kNothingWritten{"checked; nothing was written", "vérifié ; rien n'est écrit"};
inline constexpr Text kOverrun{"warning: $0 takes line $1 over its plan by $2",
                               "attention : $0 fait dépasser le prévu de la ligne $1 de $2"};
inline constexpr Text kNothingListed{"there is nothing to list", "il n'y a rien à lister"};
inline constexpr Text kNextPage{"next page: --page-token", "page suivante : --page-token"};

// The journal.
inline constexpr Text kField{"field", "champ"};
inline constexpr Text kBefore{"before", "avant"};
inline constexpr Text kAfter{"after", "après"};
inline constexpr Text kGone{"(deleted)", "(supprimé)"};
inline constexpr Text kNoHistory{"nothing was ever recorded as \"$0\"",
                                 "rien n'a jamais été enregistré sous « $0 »"};

// Flags.
inline constexpr Text kBelowHelp{
    "All that is below it too; of a project, what all services know of it.",
    "Tout ce qui en dépend aussi ; d'un projet, ce que tous les services en savent."};
inline constexpr Text kOutcomeServiceHelp{"Ask this one only; all when not given.",
                                          "N'interroger que celui-ci ; tous si rien n'est dit."};

}  // namespace cofi::cli::words

#endif  // COFI_CLIENTS_CLI_PRINTED_WORDS_RECORDS_H_
