// The words of what is missing from the files of applications.
#ifndef COFI_SERVICES_REPORTING_WORDS_REQUIREMENTS_H_
#define COFI_SERVICES_REPORTING_WORDS_REQUIREMENTS_H_

#include "base/language.h"

namespace cofi::reporting::words {

inline constexpr Text kRequirementsOf{"Required documents – $0", "Pièces demandées – $0"};
inline constexpr Text kRequiredDocument{"required document", "pièce demandée"};
inline constexpr Text kFile{"file", "fichier"};
inline constexpr Text kValidUntil{"valid until", "valable jusqu'au"};
inline constexpr Text kDoneOn{"done on", "faite le"};
inline constexpr Text kObligation{"obligation", "obligation"};
inline constexpr Text kPresentOf{"$0 of $1 ($2)", "$0 sur $1 ($2)"};
inline constexpr Text kNothingRequired{
    "No application that is being written, open or awarded answers a call that requires documents, "
    "or has a stage to pass that does.",
    "Aucune candidature en préparation, en cours ou retenue ne répond à un appel qui demande des "
    "pièces, ni n'a d'étape à franchir qui en demande."};
inline constexpr Text kRound{"$0, round $1", "$0, tour $1"};
inline constexpr Text kEvidence{"Evidence that obligations ask for",
                                "Justificatifs que demandent les obligations"};
inline constexpr Text kRequiredEvidence{"evidence", "justificatif demandé"};
inline constexpr Text kStillMissing{"missing", "manquants"};
inline constexpr Text kDoneUnproved{"Done, no proof attached", "Fait, sans justificatif joint"};
inline constexpr Text kSpentUnproved{"Expenses without proof attached",
                                     "Dépenses sans justificatif joint"};
inline constexpr Text kCount{"count", "nombre"};
inline constexpr Text kUnprovedAmount{"amount", "montant"};

}  // namespace cofi::reporting::words

#endif  // COFI_SERVICES_REPORTING_WORDS_REQUIREMENTS_H_
