// The words that renderers add to those of a document.
#ifndef COFI_SERVICES_REPORTING_RENDER_WORDS_H_
#define COFI_SERVICES_REPORTING_RENDER_WORDS_H_

#include "base/language.h"

namespace cofi::reporting::words {

// Of a row or a paragraph that is marked by a sign, for those who do not see it.
inline constexpr Text kWarning{"late or over plan:", "en retard ou en dépassement :"};
inline constexpr Text kLeftOut{"Left out: $0 ($1)", "Laissé de côté : $0 ($1)"};
inline constexpr Text kDay{"As of $0", "Au $0"};
inline constexpr Text kKnownAt{"as known at $0", "tel que connu le $0"};
inline constexpr Text kMadeFrom{"Made from $0", "Établi d'après $0"};

// Of charts.
inline constexpr Text kToday{"today $0", "aujourd'hui $0"};
inline constexpr Text kElapsed{"time elapsed $0", "temps écoulé $0"};
inline constexpr Text kOver{"over", "dépassement"};
inline constexpr Text kOverBy{"$0 over", "dépassement $0"};
inline constexpr Text kLowest{"lowest: $0 on $1", "au plus bas : $0 le $1"};
// What has a date, by how it is drawn (Chart.Style, from STYLE_SURE on).
inline constexpr Text kStyles[] = {
    {"passed", "passé"},  {"under conditions", "sous conditions"},    {"to come", "à venir"},
    {"own", "en propre"}, {"late or refused", "en retard ou refusé"},
};
inline constexpr Text kMonths[] = {
    {"Jan", "janv."}, {"Feb", "févr."}, {"Mar", "mars"},  {"Apr", "avr."},
    {"May", "mai"},   {"Jun", "juin"},  {"Jul", "juil."}, {"Aug", "août"},
    {"Sep", "sept."}, {"Oct", "oct."},  {"Nov", "nov."},  {"Dec", "déc."},
};

}  // namespace cofi::reporting::words

#endif  // COFI_SERVICES_REPORTING_RENDER_WORDS_H_
