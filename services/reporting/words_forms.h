// The words of the reports that follow a form, and of the overview of applications.
#ifndef COFI_SERVICES_REPORTING_WORDS_FORMS_H_
#define COFI_SERVICES_REPORTING_WORDS_FORMS_H_

#include "base/language.h"

namespace cofi::reporting::words {

inline constexpr Text kCharges{"Charges", "Charges"};
inline constexpr Text kProduits{"Income", "Produits"};
inline constexpr Text kInKindUses{"Use of contributions in kind",
                                  "Emplois des contributions volontaires en nature"};
inline constexpr Text kInKindSources{"Contributions in kind",
                                     "Contributions volontaires en nature"};
inline constexpr Text kSubtotal{"Total of $0", "Total $0"};
inline constexpr Text kTotalCharges{"Total charges", "Total des charges"};
inline constexpr Text kTotalProduits{"Total income", "Total des produits"};

inline constexpr Text kBudgetFormTitle{"Planned budget – $0", "Budget prévisionnel – $0"};
inline constexpr Text kBudgetNotAdopted{"budget v$0, not adopted", "budget v$0, non adopté"};
inline constexpr Text kChartOfAccounts{"chart of accounts $0", "plan comptable $0"};
inline constexpr Text kBudgetFormOf{"In the headings of the form CERFA 12156*06.",
                                    "Dans les rubriques du formulaire CERFA 12156*06."};
inline constexpr Text kSidesEqual{"Charges and income are equal: $0.",
                                  "Les charges et les produits sont égaux : $0."};
inline constexpr Text kMoreCharges{
    "Charges are $0 above income; the form asks for equal totals.",
    "Les charges dépassent les produits de $0 ; le formulaire demande "
    "des totaux égaux."};
inline constexpr Text kMoreProduits{
    "Income is $0 above charges; the form asks for equal totals.",
    "Les produits dépassent les charges de $0 ; le formulaire demande "
    "des totaux égaux."};
inline constexpr Text kBudgetChangesTitle{"Changes of the budget – $0", "Évolution du budget – $0"};
inline constexpr Text kFromVersionTo{"from $0 to $1", "de $0 à $1"};
inline constexpr Text kNoOtherVersion{"There is no other version to compare with.",
                                      "Aucune autre version à comparer."};
inline constexpr Text kAccountBefore{"$0 (before: $1)", "$0 (avant : $1)"};
inline constexpr Text kTotals{"Totals", "Totaux"};
inline constexpr Text kUsesEqual{
    "Charges and investments together equal income: $0.",
    "Les charges et les investissements ensemble égalent les produits : $0."};
inline constexpr Text kMoreUses{
    "Charges and investments are $0 above income; the form asks for equal totals.",
    "Les charges et les investissements dépassent les produits de $0 ; le formulaire demande "
    "des totaux égaux."};
inline constexpr Text kFewerUses{
    "Income is $0 above charges and investments; the form asks for equal totals.",
    "Les produits dépassent les charges et les investissements de $0 ; le formulaire demande "
    "des totaux égaux."};
inline constexpr Text kInKindDiffers{
    "In kind, what is used ($0) and what is given ($1) differ.",
    "En nature, les emplois ($0) et les contributions ($1) diffèrent."};

inline constexpr Text kFinancialReportTitle{"Financial report – $0", "Compte rendu financier – $0"};
inline constexpr Text kBudgetId{"budget $0", "budget $0"};
inline constexpr Text kFinancialReportOf{
    "In the headings of the order of 11 October 2006 and of the form CERFA 15059*02.",
    "Dans les rubriques de l'arrêté du 11 octobre 2006 et du formulaire CERFA 15059*02."};
inline constexpr Text kFinancialReportDue{
    "Due within six months of the end of the fiscal year for which the grant was awarded, and "
    "before "
    "another is asked for (law 2000-321, article 10).",
    "À déposer dans les six mois suivant la fin de l'exercice pour lequel la subvention a été "
    "attribuée, et avant toute nouvelle demande (loi n° 2000-321, article 10)."};
inline constexpr Text kSpentOfProduits{
    "Of income, spent is what each source pays of the charges; what came in is received.",
    "Pour les produits, la réalisation est ce que chaque source paie des charges ; ce qui a été "
    "encaissé est reçu."};

inline constexpr Text kCarryForward{"Earmarked funds carried forward – $0", "Fonds dédiés – $0"};
inline constexpr Text kNoGrants{"There are no grants.", "Aucune subvention."};
inline constexpr Text kCarryForwardRule{
    "What a secured grant pays, received or not, and is not spent yet (ANC 2018-06, article "
    "132-1): "
    "account 194 by a charge 689, taken back by 789 as it is spent. Under conditions, only what "
    "was "
    "received counts.",
    "Ce que paie une subvention acquise, reçu ou à recevoir, et qui n'est pas encore employé "
    "(ANC 2018-06, article 132-1) : compte 194 par une charge 689, repris par le compte 789 à "
    "mesure de l'emploi. Sous condition, seul le reçu compte."};

}  // namespace cofi::reporting::words

#endif  // COFI_SERVICES_REPORTING_WORDS_FORMS_H_
