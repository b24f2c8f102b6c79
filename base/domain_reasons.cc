#include "base/domain_reasons.h"

namespace cofi {
namespace {

using absl::StatusCode;
using namespace cofi::type::v1;  // NOLINT(google-build-using-namespace): the table reads as one.

constexpr ReasonText kTexts[] = {
    {REASON_VERB_NOT_ALLOWED,
     StatusCode::kFailedPrecondition,
     {"{name:the} ({state:state}) does not allow \"{verb:verb}\"; {accepted:verbs}",
      "{name:the} ({state:state}) ne permet pas « {verb:verb} » ; {accepted:verbs}"}},
    {REASON_DATE_OUT_OF_ORDER,
     StatusCode::kFailedPrecondition,
     {"{name:the} last changed on {previous:date}; {value:date} is before that",
      "{name:the} a changé pour la dernière fois le {previous:date} ; le {value:date} est avant"}},
    {REASON_START_CONDITION_NOT_MET,
     StatusCode::kFailedPrecondition,
     {"{name:the} cannot start: {secured:money} of {required:money} are secured{missing}",
      "{name:the} ne peut démarrer : {secured:money} acquis sur {required:money}{missing}"}},
    {REASON_BUDGET_UNBALANCED,
     StatusCode::kFailedPrecondition,
     {"{name:the} is not balanced: {left:phrase} {left_amount:money}, {right:phrase} "
      "{right_amount:money}; the difference is {difference:money}",
      "{name:the} n'est pas équilibré : {left:phrase} {left_amount:money}, {right:phrase} "
      "{right_amount:money} ; l'écart est de {difference:money}"}},
    {REASON_BUDGET_FROZEN,
     StatusCode::kFailedPrecondition,
     {"{name:the} is {state:state}; make a new version to change it",
      "{name:the} est {state:state} ; créez une nouvelle version pour le changer"}},
    {REASON_NO_ADOPTED_BUDGET,
     StatusCode::kFailedPrecondition,
     {"{name:the} has no adopted budget; adopt one first",
      "{name:the} n'a pas de budget adopté ; adoptez-en un d'abord"}},
    {REASON_INSUFFICIENT_FUNDS,
     StatusCode::kFailedPrecondition,
     {"{line}: {available:money} available, {asked:money} asked; {hint:phrase}",
      "{line} : {available:money} disponibles, {asked:money} demandés ; {hint:phrase}"}},
    {REASON_INSUFFICIENT_GRANT,
     StatusCode::kFailedPrecondition,
     {"{grant}: {available:money} left, {asked:money} asked{hint:phrase}",
      "{grant} : il reste {available:money}, {asked:money} demandés{hint:phrase}"}},
    {REASON_SHARES_EXCEED_EXPENSE,
     StatusCode::kFailedPrecondition,
     {"the shares sum to {asked:money}, the expense is {available:money}: each euro is paid once",
      "les parts font {asked:money}, la dépense {available:money} : chaque euro est payé une "
      "fois"}},
    {REASON_OUTSIDE_ELIGIBLE_PERIOD,
     StatusCode::kFailedPrecondition,
     {"{grant} pays invoices from {from:date} to {to:date}; this one is of {value:date}",
      "{grant} paie les factures du {from:date} au {to:date} ; celle-ci est du {value:date}"}},
    {REASON_ACCOUNT_NOT_ELIGIBLE,
     StatusCode::kFailedPrecondition,
     {"{grant} does not pay account {value}; it pays {accepted}",
      "{grant} ne paie pas le compte {value} ; elle paie {accepted}"}},
    {REASON_DUPLICATE_INVOICE,
     StatusCode::kAlreadyExists,
     {"invoice {value} of {supplier} is already recorded as {name:the}; reverse that one to record "
      "it anew",
      "la facture {value} de {supplier} est déjà enregistrée : {name:the} ; extournez-la pour la "
      "saisir à nouveau"}},
    {REASON_ALREADY_REVERSED,
     StatusCode::kFailedPrecondition,
     {"{name:the} and {other:the} undo each other: nothing of them is paid or reversed any more",
      "{name:the} et {other:the} s'annulent : plus rien n'en est payé ni extourné"}},
    {REASON_COMMITMENT_RESOLVED,
     StatusCode::kFailedPrecondition,
     {"{name:the} is {state:state}: nothing is reserved any more",
      "{name:the} est {state:state} : plus rien n'y est réservé"}},
    {REASON_NOT_AN_EXPENSE_LINE,
     StatusCode::kFailedPrecondition,
     {"{line:the} is not a line of expenses", "{line:the} n'est pas une ligne de charges"}},
    {REASON_COMMITMENT_ON_ANOTHER_LINE,
     StatusCode::kFailedPrecondition,
     {"{name:the} was made on {value:the}, not on {line:the}",
      "{name:the} porte sur {value:the}, non sur {line:the}"}},
    {REASON_LINE_IN_USE,
     StatusCode::kFailedPrecondition,
     {"line {line} has {asked:money} committed or spent and is missing in {name:the}",
      "la ligne {line} porte {asked:money} engagés ou dépensés et manque dans {name:the}"}},
    {REASON_ALREADY_PAID,
     StatusCode::kFailedPrecondition,
     {"{name:the} was paid on {value:date}", "{name:the} a été payée le {value:date}"}},
    {REASON_GRANT_IN_USE,
     StatusCode::kFailedPrecondition,
     {"{name:the} has money in the ledger, which stays: amend it instead",
      "{name:the} porte des mouvements au grand livre, qui y restent : modifiez-la plutôt"}},
    {REASON_DUPLICATE_ENTRY,
     StatusCode::kAlreadyExists,
     {"{value} is already recorded as {name:the}", "{value} est déjà enregistré : {name:the}"}},
    {REASON_LINE_REPURPOSED,
     StatusCode::kFailedPrecondition,
     {"line {line} has {asked:money} committed or spent on {previous}; {name:the} makes it "
      "{value}: give the new line an identifier of its own",
      "la ligne {line} porte {asked:money} engagés ou dépensés au titre de {previous} ; {name:the} "
      "en fait {value} : donnez à la nouvelle ligne son propre identifiant"}},
    {REASON_GRANT_RECEIVED,
     StatusCode::kFailedPrecondition,
     {"{grant}: {received:money} are received already; {asked:money} would be less",
      "{grant} : {received:money} sont déjà encaissés ; {asked:money} serait moins"}},
    {REASON_GRANT_AWARDED,
     StatusCode::kFailedPrecondition,
     {"{name:the} is the grant of {application:the}, whose award stands: withdraw that one",
      "{name:the} est celle de {application:the}, dont l'accord tient toujours : retirez cette "
      "candidature"}},
    {REASON_OUTSIDE_CALL_BOUNDS,
     StatusCode::kFailedPrecondition,
     {"{field} is {value:money}; {call:the} gives {accepted:phrase}",
      "{field} vaut {value:money} ; {call:the} accorde {accepted:phrase}"}},
    {REASON_AWARD_ABOVE_REQUEST,
     StatusCode::kFailedPrecondition,
     {"{field} is {value:money}, more than the {requested:money} that {name:the} asked for; if that"
      " is meant, say above_request",
      "{field} vaut {value:money}, plus que les {requested:money} demandés par {name:the} ; si"
      " c'est voulu, précisez above_request"}},
    {REASON_FOLLOWS_ANOTHER,
     StatusCode::kFailedPrecondition,
     {"{field} follows {source:the}: change it there",
      "{field} vient de {source:the} : c'est là que cela se change"}},
    {REASON_STILL_OPEN,
     StatusCode::kFailedPrecondition,
     {"{name:the} still has {open:counted}{amount:phrase}{hint:phrase}",
      "{name:the} a encore {open:counted}{amount:phrase}{hint:phrase}"}},
    {REASON_NOT_UNDOABLE,
     StatusCode::kFailedPrecondition,
     {"{name:the}: nothing can be undone, because {why:phrase}",
      "{name:the} : rien ne peut être annulé, car {why:phrase}"}},
    {REASON_CLOSED,
     StatusCode::kFailedPrecondition,
     {"{name:the} ({state:state}) takes nothing more; reopen it first",
      "{name:the} ({state:state}) ne prend plus rien ; à rouvrir d'abord"}},
    {REASON_YEARS_DIFFER,
     StatusCode::kFailedPrecondition,
     {"{field} sums to {value:money}, but {awarded:money} is awarded{when:phrase}: give years that"
      " sum to that",
      "{field} totalise {value:money}, alors que le montant accordé{when:phrase} est de "
      "{awarded:money} : la somme des exercices doit lui être égale"}},
    {REASON_RESUBMITTED,
     StatusCode::kFailedPrecondition,
     {"{name:the} and {other:the} ask for the same, and one of them may stand at most: reject or"
      " withdraw {other:the} first",
      "{name:the} et {other:the} demandent la même chose, et une seule peut courir : {other:the}"
      " doit d'abord être refusée ou retirée"}},
    {REASON_SPLITS_DIFFER,
     StatusCode::kFailedPrecondition,
     {"the splits sum to {asked:money}, the expense is {available:money}: both must be the same",
      "la ventilation fait {asked:money}, la dépense {available:money} : il faut le même total"}},
    {REASON_PAYMENT_EXCEEDS_REST,
     StatusCode::kFailedPrecondition,
     {"{name:the} has {available:money} left to pay, {asked:money} asked",
      "{name:the} : il reste {available:money} à payer, {asked:money} demandés"}},
    {REASON_PAYMENT_NOT_FOUND,
     StatusCode::kFailedPrecondition,
     {"{name:the} has no payment {value} that stands; accepted: {accepted}",
      "{name:the} n'a pas de paiement {value} en vigueur ; accepté : {accepted}"}},
    {REASON_CREDIT_EXCEEDS_EXPENSE,
     StatusCode::kFailedPrecondition,
     {"{name:the} has {available:money} left to credit there, {asked:money} asked",
      "{name:the} : il y reste {available:money} à rendre par avoir, {asked:money} demandés"}},
    {REASON_NOT_AN_INVOICE,
     StatusCode::kFailedPrecondition,
     {"{name:the} is no invoice: only an invoice is credited, given to other grants, corrected or "
      "repeated",
      "{name:the} n'est pas une facture : avoir, réimputation, correction et répétition ne portent "
      "que sur une facture"}},
    {REASON_CREDITED,
     StatusCode::kFailedPrecondition,
     {"{name:the} has credit notes of {value:money}: reverse those first",
      "{name:the} porte des avoirs de {value:money} : extournez-les d'abord"}},
    {REASON_PAID_BEYOND,
     StatusCode::kFailedPrecondition,
     {"{name:the} is paid {value:money}, more than {asked:money}: record what comes back as a "
      "credit note, or reverse the payment first if it was wrong",
      "{name:the} : {value:money} sont déjà payés, plus que {asked:money} ; enregistrez un avoir "
      "pour ce qui revient, ou annulez d'abord le paiement s'il était faux"}},
    {REASON_CLAIM_EXCEEDED,
     StatusCode::kFailedPrecondition,
     {"{name:the}: {asked:money} are more than {available:money}{hint:phrase}",
      "{name:the} : {asked:money} dépassent {available:money}{hint:phrase}"}},
    {REASON_CLAIM_STALE,
     StatusCode::kFailedPrecondition,
     {"{name:the} asks for {value:the}, {why:phrase}; refresh it",
      "{name:the} porte sur {value:the}, {why:phrase} ; actualisez-la"}},
    {REASON_CLAIM_FROZEN,
     StatusCode::kFailedPrecondition,
     {"{name:the} is {state:state}: what it asks for is fixed; withdraw it first, while the funder "
      "has not decided",
      "{name:the} est {state:state} : ce qu'elle demande ne change plus ; reprenez-la d'abord, "
      "tant "
      "que le financeur n'a pas décidé"}},
    {REASON_NOTHING_TO_CLAIM,
     StatusCode::kFailedPrecondition,
     {"{name:the} asks for nothing; refresh it once there are expenses that it can claim",
      "{name:the} ne demande rien ; actualisez-la quand des dépenses pourront être demandées"}},
    {REASON_IN_CLAIM,
     StatusCode::kFailedPrecondition,
     {"{value:the} is in {name:the} ({state:state}){hint:phrase}",
      "{value:the} figure dans {name:the} ({state:state}){hint:phrase}"}},
    {REASON_TRANSFER_LIMIT_EXCEEDED,
     StatusCode::kFailedPrecondition,
     {"{line}: transfers may still take {available:money}, {asked:money} asked; {name:the} limits "
      "them to {limit:money} of this line: more takes a new version",
      "{line} : les virements peuvent encore en retirer {available:money}, {asked:money} demandés "
      "; {name:the} les limite à {limit:money} pour cette ligne : au-delà, il faut une nouvelle "
      "version"}},
    {REASON_YEAR_CLOSED,
     StatusCode::kFailedPrecondition,
     {"{field} is {value:date}, and the accounts are closed up to {last:date} ({name:the});"
      " accepted: {from:date} or after. What stands in closed accounts is corrected by a reversal"
      " that takes effect then",
      "{field} vaut {value:date}, et les comptes sont clos jusqu'au {last:date} ({name:the}) ;"
      " accepté : le {from:date} au plus tôt. Ce qui figure dans des comptes clos se corrige par"
      " une extourne qui prend effet à partir de là"}},
    {REASON_LATER_YEAR_CLOSED,
     StatusCode::kFailedPrecondition,
     {"{name:the} cannot be reopened while {other:the} is closed; reopen that first",
      "{name:the} ne peut être rouvert tant que {other:the} est clôturé ; rouvrez d'abord"
      " celui-ci"}},
    {REASON_NOT_AN_INCOME_LINE,
     StatusCode::kFailedPrecondition,
     {"{line:the} is not a line of income without a funder; what a funder pays is received from its"
      " grant",
      "{line:the} n'est pas une ligne de produits sans financeur ; ce que verse un financeur"
      " s'encaisse sur sa subvention"}},
    {REASON_NOT_AN_IN_KIND_LINE,
     StatusCode::kFailedPrecondition,
     {"{field} is {line:the}; accepted: a line of account {accepted}, in kind",
      "{field} désigne {line:the} ; accepté : une ligne en nature, du compte {accepted}"}},
    {REASON_SOURCE_LINE_UNCLEAR,
     StatusCode::kFailedPrecondition,
     {"{field} is required, because the budget has not just one line of contributions in kind (87);"
      " accepted: {accepted:phrase}",
      "{field} est obligatoire, car le budget n'a pas une seule ligne de contributions en nature"
      " (87) ; accepté : {accepted:phrase}"}},
};

}  // namespace

absl::Span<const ReasonText> DomainReasonTexts() { return kTexts; }

}  // namespace cofi
