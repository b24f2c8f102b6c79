// The words of the reports of single entries: statements, explanations and what happened.
#ifndef COFI_SERVICES_REPORTING_WORDS_ENTRIES_H_
#define COFI_SERVICES_REPORTING_WORDS_ENTRIES_H_

#include "base/language.h"

namespace cofi::reporting::words {

inline constexpr Text kExpenses{"Expenses", "Dépenses"};
inline constexpr Text kExpensesOf{"Statement of expenses – $0",
                                  "État récapitulatif des dépenses – $0"};
inline constexpr Text kByInvoice{"by date of invoice", "selon la date de facture"};
inline constexpr Text kByPayment{"by date of payment", "selon la date de paiement"};
inline constexpr Text kNoExpenses{"There are no expenses.", "Aucune dépense."};
inline constexpr Text kPaidByFunder{"paid by $0", "part $0"};
inline constexpr Text kReceipts{"Receipts", "Recettes"};
inline constexpr Text kReceiptsOf{"Receipts – $0", "Recettes – $0"};
inline constexpr Text kNoReceipts{"There are no receipts.", "Aucune recette."};
inline constexpr Text kClaims{"Payment claims", "Demandes de paiement"};
inline constexpr Text kNoClaims{"There are no payment claims.", "Aucune demande de paiement."};
inline constexpr Text kClaimDocuments{"Documents", "Pièces demandées"};
inline constexpr Text kEvidence{"Proved expenses: $0 of $1", "Dépenses justifiées : $0 sur $1"};
inline constexpr Text kStatementOfExpenses{"Statement of expenses",
                                           "État récapitulatif des dépenses"};
inline constexpr Text kInvoice{"invoice $0", "facture $0"};
inline constexpr Text kProvesExpense{"Expense: $0", "Dépense : $0"};
inline constexpr Text kSupportsClaim{"Payment claim: $0", "Demande de paiement : $0"};
inline constexpr Text kDocumentMissing{"missing", "manquante"};
inline constexpr Text kNothingBehind{"Nothing is summed in it.", "Aucune écriture."};
inline constexpr Text kActivity{"Activity", "Activité"};
inline constexpr Text kBy{"by $0", "par $0"};
inline constexpr Text kNothingHappened{"Nothing was recorded.", "Rien n'a été enregistré."};
inline constexpr Text kInNoProject{"Of all projects", "Commun à tous les projets"};
inline constexpr Text kIdentifier{"identifier", "identifiant"};
inline constexpr Text kRecorded{"recorded", "enregistré le"};

}  // namespace cofi::reporting::words

#endif  // COFI_SERVICES_REPORTING_WORDS_ENTRIES_H_
