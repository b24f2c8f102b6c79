// The words of the applications side by side: who waits for whom, and the board.
#ifndef COFI_SERVICES_REPORTING_WORDS_PIPELINE_H_
#define COFI_SERVICES_REPORTING_WORDS_PIPELINE_H_

#include "base/language.h"

namespace cofi::reporting::words {

inline constexpr Text kWhoWaits{"Who waits for whom", "Qui attend qui"};
inline constexpr Text kDecisionOf{"decision of", "décision de"};
inline constexpr Text kOneAwaited{"1 decision awaited", "1 décision attendue"};
inline constexpr Text kSomeAwaited{"$0 decisions awaited", "$0 décisions attendues"};
inline constexpr Text kSeeAbove{"see above", "voir plus haut"};
inline constexpr Text kNobodyWaits{"No application waits for another's decision.",
                                   "Aucune candidature n'attend la décision d'une autre."};
inline constexpr Text kCriticalPath{"Critical path: $0; the last decision on $1 at the earliest.",
                                    "Chemin critique : $0 ; dernière décision au plus tôt le $1."};
inline constexpr Text kHeldUp{
    "$0 expects its decision on $1, but waits for $2, which is decided on $3 at the earliest.",
    "$0 attend sa décision le $1, mais après celle de $2, au plus tôt le $3."};

inline constexpr Text kBoard{"Board of applications", "Tableau des candidatures"};
inline constexpr Text kLaneDraft{"Draft ($0)", "Brouillon ($0)"};
inline constexpr Text kLaneSubmitted{"Submitted ($0)", "Déposée ($0)"};
inline constexpr Text kLaneSelection{"In selection ($0)", "En sélection ($0)"};
inline constexpr Text kLaneAwarded{"Awarded ($0)", "Accordée ($0)"};
inline constexpr Text kLaneAgreed{"Agreed ($0)", "Conventionnée ($0)"};
inline constexpr Text kLaneOver{"Over ($0)", "Close ($0)"};
inline constexpr Text kStanding{"standing", "situation"};
inline constexpr Text kAmount{"amount", "montant"};

}  // namespace cofi::reporting::words

#endif  // COFI_SERVICES_REPORTING_WORDS_PIPELINE_H_
