// The words of the documents, beside the labels of the fields that they show.
#ifndef COFI_SERVICES_REPORTING_WORDS_H_
#define COFI_SERVICES_REPORTING_WORDS_H_

#include "base/language.h"

namespace cofi::reporting::words {

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
inline constexpr Text kStaleDisclosure{
    "$0, $1: declared $2 of other funding$3; the plan now says $4 ($5)",
    "$0, $1 : $2 d'autres financements déclarés$3 ; le plan en compte désormais $4 ($5)"};
inline constexpr Text kDeclaredOn{" on $0", " le $0"};
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
inline constexpr Text kVeryLate{"$0 days overdue, very late", "$0 jours, très en retard"};
inline constexpr Text kNonWorking{"Not a working day: $0", "Jour non ouvré : $0"};
inline constexpr Text kWorkingBefore{"$0 ($1) → $2", "$0 ($1) → $2"};
inline constexpr Text kLastWorkingDay{"; no working day ($0): at the latest on $1",
                                      " ; jour non ouvré ($0) : au plus tard le $1"};
inline constexpr Text kUnlocks{", unlocks $0", ", débloque $0"};
inline constexpr Text kExpects{", $0 expected, $1", ", $0 attendus, $1"};
inline constexpr Text kUnlockMismatch{
    "$0: $1 says that it unlocks $2, the schedule of the agreement says $3, which counts",
    "$0 : « $1 » dit débloquer $2, l'échéancier de la convention dit $3, qui l'emporte"};
inline constexpr Text kTheNext{"; the next: $0", " ; la prochaine : $0"};
inline constexpr Text kPipeline{"Applications", "Candidatures"};
inline constexpr Text kNoApplications{"There are no applications $0.", "Aucune candidature $0."};
inline constexpr Text kPortfolio{"Projects", "Projets"};
inline constexpr Text kNoProjects{"There are no such projects.", "Aucun projet de ce genre."};
inline constexpr Text kNothingFound{"Nothing is called so.", "Rien ne s'appelle ainsi."};
inline constexpr Text kMoreFound{"There are more: a longer text finds fewer.",
                                 "Il y en a d'autres : un texte plus long en trouve moins."};
inline constexpr Text kTotalOf{"Total ($0)", "Total ($0)"};
inline constexpr Text kStages{"stages", "étapes"};

inline constexpr Text kFromTo{"from $0 to $1", "du $0 au $1"};
inline constexpr Text kSince{"since $0", "depuis le $0"};
inline constexpr Text kUntil{"until $0", "jusqu'au $0"};

inline constexpr Text kLabel{"label", "libellé"};
inline constexpr Text kOtherIncome{"Other income", "Autres produits"};
inline constexpr Text kSurplusLabel{"surplus", "excédent de financement"};
inline constexpr Text kSpending{"Spending", "Consommation du budget"};
inline constexpr Text kSpendingOfLargest{"Spending: the $0 largest",
                                         "Consommation du budget : les $0 postes les plus gros"};
// By amounts and shares, so that nothing has to agree in number.
inline constexpr Text kSpentShare{"$0 of the budget is spent$1$2.",
                                  "Le budget est réalisé à $0$1$2."};
inline constexpr Text kCommittedShare{" and $0 committed", " et engagé à $0"};
inline constexpr Text kElapsedShare{", while $0 of the time has passed",
                                    ", pour un temps écoulé de $0"};
inline constexpr Text kOperation{"Operation", "Fonctionnement"};
inline constexpr Text kTotalOperation{"Total operation", "Total du fonctionnement"};
inline constexpr Text kInvestment{"Investments (fixed assets)",
                                  "Investissements (immobilisations)"};
inline constexpr Text kTotalInvestment{"Total investments", "Total des investissements"};
inline constexpr Text kOverrun{"Over its plan: $0 $1, $2 of $3, $4 too much.",
                               "Ligne en dépassement : $0 $1, $2 pour $3 prévus, soit $4 de trop."};
inline constexpr Text kFunding{"Funding", "Financement"};
inline constexpr Text kUnderConditions{"under conditions", "sous condition"};
inline constexpr Text kNotCovered{"not covered", "non couvert"};
inline constexpr Text kAwardsByYear{"Awards by fiscal year", "Subventions par exercice"};
inline constexpr Text kByYear{"By fiscal year", "Par exercice"};
inline constexpr Text kNotByYear{"not said by year", "non réparti"};
inline constexpr Text kExpectedPayments{"Expected payments", "Versements attendus"};
inline constexpr Text kPaymentLate{"$0, $1: $2 expected on $3, $4",
                                   "$0, $1 : $2 attendus le $3, $4"};
inline constexpr Text kNothingReceived{"nothing received", "rien reçu"};
inline constexpr Text kReceivedOfIt{"$0 received", "$0 reçus"};
inline constexpr Text kMissing{"$0; $1 missing$2$3.", "$0 ; il manque $1$2$3."};
inline constexpr Text kMissingPending{", $0 pending", ", $0 en attente"};
inline constexpr Text kMissingToRequest{", $0 to request", ", $0 à demander"};
inline constexpr Text kNothingMissing{"$0; nothing is missing.", "$0 ; rien ne manque."};
inline constexpr Text kNextSteps{"Next steps", "Prochaines étapes"};
inline constexpr Text kNextStep{"Next: $0 $1, $2.", "Prochaine étape : $0 $1, $2."};
inline constexpr Text kStepsLate{"$0 overdue.", "$0 en retard."};

}  // namespace cofi::reporting::words

#endif  // COFI_SERVICES_REPORTING_WORDS_H_
