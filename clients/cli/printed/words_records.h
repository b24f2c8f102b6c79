// What is said about resources and their history.
#ifndef COFI_CLIENTS_CLI_PRINTED_WORDS_RECORDS_H_
#define COFI_CLIENTS_CLI_PRINTED_WORDS_RECORDS_H_

#include "base/language.h"

namespace cofi::cli::words {

// Resources.
inline constexpr Text kYes{"yes", "oui"};
inline constexpr Text kDeleted{"Deleted $0.", "Suppression faite : $0."};
inline constexpr Text kNothingWritten{"Checked; nothing was written.",
                                      "Vérification faite ; rien n'est enregistré."};
inline constexpr Text kOverrun{"warning: $0 takes line $1 over its plan by $2",
                               "attention : avec $0, la ligne $1 dépasse le prévu de $2"};
inline constexpr Text kNotAcknowledged{
    "warning: $0 begins before $1 has acknowledged receipt of $2, whose funding it endangers",
    "attention : $0 précède l'accusé de réception de $2 par $1, dont la subvention est menacée"};
inline constexpr Text kBeforeAcknowledgement{
    "warning: $0 is dated before $1 acknowledged receipt of $2 ($3), whose funding it endangers",
    "attention : $0 est antérieur à l'accusé de réception de $2 par $1 ($3), dont la subvention est"
    " menacée"};
inline constexpr Text kAboveRate{
    "warning: $1 bears $2 of $0, more than its rate of $3 of $4 gives ($5)",
    "attention : $1 porte $2 de $0, au-delà de son taux de $3 sur $4 ($5)"};
inline constexpr Text kMadeFirst{"Made first: $0.", "Créé d'abord : $0."};
inline constexpr Text kExtended{"from $0 to $1, noted on $2", "du $0 au $1, noté le $2"};
inline constexpr Text kOverridden{"(in spite of: $0)", "(malgré : $0)"};
inline constexpr Text kFrom{"from $0 on: $1", "à partir du $0 : $1"};
inline constexpr Text kAtFirst{"at first: $0", "d'abord : $0"};
inline constexpr Text kNextPage{"next page: --page-token", "page suivante : --page-token"};

// The journal.
inline constexpr Text kField{"field", "champ"};
inline constexpr Text kBefore{"before", "avant"};
inline constexpr Text kAfter{"after", "après"};
inline constexpr Text kGone{"(deleted)", "(suppression)"};
inline constexpr Text kNoHistory{"Nothing was ever recorded as \"$0\".",
                                 "Rien n'a jamais été enregistré sous « $0 »."};

inline constexpr Text kAwardFollowed{"follow award", "subvention créée ou suivie"};
inline constexpr Text kAwardUndone{"undo award", "accord annulé"};
inline constexpr Text kAgreementKept{"keep agreement", "reprise de la convention"};
inline constexpr Text kTookEffect{"take effect", "prise d'effet"};

// Flags.
inline constexpr Text kBelowHelp{
    "All that is below it too; of a project, what all services know of it.",
    "Tout ce qui en dépend aussi ; d'un projet, ce que tous les services en savent."};
inline constexpr Text kOutcomeServiceHelp{"Ask this service only; all when not given.",
                                          "N'interroger que ce service ; tous si rien n'est dit."};

}  // namespace cofi::cli::words

#endif  // COFI_CLIENTS_CLI_PRINTED_WORDS_RECORDS_H_
