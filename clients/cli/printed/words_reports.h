// The words of the reports, beside the labels of their fields.
#ifndef COFI_CLIENTS_CLI_PRINTED_WORDS_REPORTS_H_
#define COFI_CLIENTS_CLI_PRINTED_WORDS_REPORTS_H_

#include "base/language.h"

namespace cofi::cli::words {

inline constexpr Text kAsOf{"as of $0", "au $0"};
inline constexpr Text kAsOfKnownAt{"as of $0, as known at $1", "au $0, tel que connu le $1"};
inline constexpr Text kBudgetAdopted{"budget v$0, adopted $1", "budget v$0, adopté le $1"};
inline constexpr Text kNoBudget{"No budget was adopted by then.",
                                "Aucun budget n'était adopté à cette date."};
inline constexpr Text kTotal{"Total", "Total"};
inline constexpr Text kOwnFunds{"own funds", "autofinancement"};
inline constexpr Text kNone{"(none)", "(sans)"};
inline constexpr Text kSecuredOf{"Secured $0 of $1 ($2)$3", "Acquis $0 sur $1 ($2)$3"};
inline constexpr Text kConditional{", of which $0 under conditions", ", dont $0 sous condition"};
inline constexpr Text kToRequest{"to request $0", "à demander $0"};
inline constexpr Text kNotAskedYet{"not asked yet", "pas encore demandé"};
inline constexpr Text kUsed{"%", "consommé"};
inline constexpr Text kPending{"pending $0", "en attente $0"};
inline constexpr Text kExpected{"expected $0", "pondéré $0"};
inline constexpr Text kOwnFundsOf{"own funds $0", "autofinancement $0"};
inline constexpr Text kGap{"gap $0", "reste à financer $0"};
inline constexpr Text kSurplus{"surplus $0", "excédent de financement $0"};
inline constexpr Text kReceived{"received $0", "reçu $0"};
inline constexpr Text kPaidForBy{"Paid for by", "Financé par"};
inline constexpr Text kNext{"Next: $0", "Prochaine échéance : $0"};
inline constexpr Text kOneLate{"$0 overdue: $1", "$0 en retard : $1"};
inline constexpr Text kLate{"$0 overdue, the oldest $1", "$0 en retard, la plus ancienne $1"};
inline constexpr Text kToday{"today", "aujourd'hui"};
inline constexpr Text kInDay{"in $0 day", "dans $0 jour"};
inline constexpr Text kInDays{"in $0 days", "dans $0 jours"};
inline constexpr Text kDayOverdue{"$0 day overdue", "$0 jour de retard"};
inline constexpr Text kDaysOverdue{"$0 days overdue", "$0 jours de retard"};
inline constexpr Text kStartCondition{"To start:", "Pour démarrer :"};
inline constexpr Text kStartThreshold{"$0 secured ($1)", "$0 acquis ($1)"};
inline constexpr Text kCountsConditional{"counting $0 under conditions",
                                         "en comptant $0 sous condition"};
inline constexpr Text kMet{"met", "condition remplie"};
inline constexpr Text kMetSince{"met since $0", "condition remplie depuis le $0"};
inline constexpr Text kNotMet{"not met", "condition non remplie"};
inline constexpr Text kNotMetMissing{"not met: $0 missing", "condition non remplie : il manque $0"};
inline constexpr Text kMissingApplications{"still to be awarded:", "restent à obtenir :"};
inline constexpr Text kWhen{"when", "quand"};
inline constexpr Text kWhat{"what", "objet"};
inline constexpr Text kSource{"source", "source"};
inline constexpr Text kShare{"share", "part"};
inline constexpr Text kDeadlines{"Deadlines", "Échéances"};
inline constexpr Text kNoDeadlines{"Nothing is due $0", "Aucune échéance $0"};
inline constexpr Text kNoDeadlinesUntil{"Nothing due until $0", "Aucune échéance d'ici au $0"};
inline constexpr Text kNothingOverdue{"Nothing is overdue $0", "Aucun retard $0"};
inline constexpr Text kTheNext{"; the next: $0", " ; la prochaine : $0"};
inline constexpr Text kLeftOut{"Left out: $0: $1", "Laissé de côté : $0 : $1"};
inline constexpr Text kPipeline{"Applications", "Candidatures"};
inline constexpr Text kNoApplications{"There are no applications $0.", "Aucune candidature $0."};
inline constexpr Text kPortfolio{"Projects", "Projets"};
inline constexpr Text kNoProjects{"There are no such projects.", "Aucun projet de ce genre."};
inline constexpr Text kNothingFound{"Nothing is called so.", "Rien ne s'appelle ainsi."};
inline constexpr Text kMoreFound{"There are more: a longer text finds fewer.",
                                 "Il y en a d'autres : un texte plus long en trouve moins."};
inline constexpr Text kTotalOf{"Total ($0)", "Total ($0)"};
inline constexpr Text kStages{"stages", "étapes"};

inline constexpr Text kWithinHelp{"Only what is due within so many days (60, 60d) or weeks (8w).",
                                  "Seulement ce qui échoit sous tant de jours (60, 60j) ou semaines"
                                  " (8s)."};
inline constexpr Text kFailIfAnyHelp{"Exit with 10 if there are any, for cron.",
                                     "Sortir avec 10 s'il y en a, pour cron."};

}  // namespace cofi::cli::words

#endif  // COFI_CLIENTS_CLI_PRINTED_WORDS_REPORTS_H_
