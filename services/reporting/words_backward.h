// The words of the backward calendar.
#ifndef COFI_SERVICES_REPORTING_WORDS_BACKWARD_H_
#define COFI_SERVICES_REPORTING_WORDS_BACKWARD_H_

#include "base/language.h"

namespace cofi::reporting::words {

inline constexpr Text kBackward{"Backward calendar", "Calendrier à rebours"};
inline constexpr Text kNoEnds{"No grant has an end to count from $0.",
                              "Aucune subvention n'a de fin d'où compter $0."};
inline constexpr Text kPassed{"passed", "passé"};
inline constexpr Text kClaimCalled{"$0: $1", "$0 : $1"};
inline constexpr Text kProposed{
    "Proposed dates are counted backward from the end of the eligible period, in working days:"
    " $0 from an order, $1 from a payment order. Only what was agreed binds.",
    "Les dates proposées sont comptées à rebours depuis la fin d'éligibilité, en jours ouvrés :"
    " $0 dès la commande, $1 dès l'ordre de paiement. Seul ce qui est convenu engage."};

}  // namespace cofi::reporting::words

#endif  // COFI_SERVICES_REPORTING_WORDS_BACKWARD_H_
