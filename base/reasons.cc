#include "base/reasons.h"

#include <algorithm>

#include "base/check.h"

namespace cofi {
namespace {

using absl::StatusCode;
using namespace cofi::type::v1;  // NOLINT(google-build-using-namespace): the table reads as one.

constexpr ReasonText kTexts[] = {
    {REASON_INVALID_MESSAGE, StatusCode::kInvalidArgument,
     {"the request is not a {type}, or a text in it is not UTF-8",
      "la requête n'est pas un {type}, ou un texte n'y est pas en UTF-8"}},
    {REASON_DEADLINE_REQUIRED, StatusCode::kInvalidArgument,
     {"a deadline is required: set one on the call, at most {max} s ahead",
      "un délai est obligatoire : fixez-en un pour l'appel, {max} s au plus"}},
    {REASON_FIELD_REQUIRED, StatusCode::kInvalidArgument,
     {"{field} is required", "{field} est obligatoire"}},
    {REASON_FIELD_IMMUTABLE, StatusCode::kInvalidArgument,
     {"{field} can be set at creation only", "{field} ne se fixe qu'à la création"}},
    {REASON_FIELD_UNKNOWN, StatusCode::kInvalidArgument,
     {"{field} is not a field of {type}; there are: {accepted}",
      "{field} n'est pas un champ de {type} ; il y a : {accepted}"}},
    {REASON_VALUE_OUT_OF_RANGE, StatusCode::kInvalidArgument,
     {"{field} is {value}; accepted: {accepted}", "{field} vaut {value} ; accepté : {accepted}"}},
    {REASON_VALUE_TOO_LONG, StatusCode::kInvalidArgument,
     {"{field} has {value} bytes; at most {limit} are accepted",
      "{field} compte {value} octets ; {limit} au plus sont acceptés"}},
    {REASON_VALUE_MALFORMED, StatusCode::kInvalidArgument,
     {"{field} is \"{value}\"; accepted: {accepted}",
      "{field} vaut « {value} » ; accepté : {accepted}"}},
    {REASON_AMOUNT_NOT_POSITIVE, StatusCode::kInvalidArgument,
     {"{field} is {value:money}; it must be above zero",
      "{field} vaut {value:money} ; il faut plus que zéro"}},
    {REASON_AMOUNT_NEGATIVE, StatusCode::kInvalidArgument,
     {"{field} is {value:money}; it must not be below zero",
      "{field} vaut {value:money} ; il ne peut être négatif"}},
    {REASON_AMOUNT_SUB_CENT, StatusCode::kInvalidArgument,
     {"{field} is {value}; amounts have two decimals",
      "{field} vaut {value} ; un montant a deux décimales"}},
    {REASON_AMOUNT_OVERFLOW, StatusCode::kInvalidArgument,
     {"{field} is too large; the limit is {limit}", "{field} est trop grand ; la limite est {limit}"}},
    {REASON_CURRENCY_MISMATCH, StatusCode::kInvalidArgument,
     {"{field} is in {value}; the project counts in {accepted}",
      "{field} est en {value} ; le projet compte en {accepted}"}},
    {REASON_SIRET_INVALID, StatusCode::kInvalidArgument,
     {"{field} \"{value}\" is not a SIRET: 14 digits of which the last checks the others",
      "{field} « {value} » n'est pas un SIRET : 14 chiffres dont le dernier vérifie les autres"}},
    {REASON_RNA_INVALID, StatusCode::kInvalidArgument,
     {"{field} \"{value}\" is not an RNA number: W and nine digits",
      "{field} « {value} » n'est pas un numéro RNA : W et neuf chiffres"}},
    {REASON_NAME_MALFORMED, StatusCode::kInvalidArgument,
     {"{field} is \"{value}\"; accepted: {accepted}, identifiers of lowercase letters, digits and"
      " hyphens",
      "{field} vaut « {value} » ; accepté : {accepted}, identifiants en minuscules, chiffres et"
      " traits d'union"}},

    {REASON_RESOURCE_NOT_FOUND, StatusCode::kNotFound,
     {"{name} does not exist", "{name} n'existe pas"}},
    {REASON_RESOURCE_EXISTS, StatusCode::kAlreadyExists, {"{name} exists", "{name} existe déjà"}},
    {REASON_REFERENCE_NOT_FOUND, StatusCode::kFailedPrecondition,
     {"{field} names {name}, which does not exist", "{field} désigne {name}, qui n'existe pas"}},
    {REASON_RESOURCE_IN_USE, StatusCode::kFailedPrecondition,
     {"{name} has {children}; delete them first, or use force where it is offered",
      "{name} contient {children} ; supprimez-les d'abord, ou forcez là où c'est proposé"}},
    {REASON_ETAG_MISMATCH, StatusCode::kAborted,
     {"{name} was changed meanwhile: it is at version {current}, not {value}; read it again",
      "{name} a changé entre-temps : version {current}, non {value} ; relisez"}},
    {REASON_FILTER_MALFORMED, StatusCode::kInvalidArgument,
     {"filter, column {column}: found {found}; accepted: {accepted}",
      "filtre, colonne {column} : trouvé {found} ; accepté : {accepted}"}},
    {REASON_ORDER_BY_MALFORMED, StatusCode::kInvalidArgument,
     {"order_by: \"{value}\" cannot be sorted by; accepted: {accepted}",
      "order_by : « {value} » ne sert pas à trier ; accepté : {accepted}"}},
    {REASON_PAGE_TOKEN_INVALID, StatusCode::kInvalidArgument,
     {"page_token is not one of this query: repeat the same parent, filter and order_by",
      "page_token n'est pas de cette requête : répétez les mêmes parent, filtre et tri"}},
    {REASON_REQUEST_ID_REUSED, StatusCode::kAlreadyExists,
     {"request_id {value} was used for another request; take a new one",
      "request_id {value} a servi à une autre requête ; prenez-en un nouveau"}},

    {REASON_VERB_NOT_ALLOWED, StatusCode::kFailedPrecondition,
     {"{name} is {state}: {verb} is not allowed; allowed: {accepted}",
      "{name} est à l'état {state} : {verb} n'est pas permis ; permis : {accepted}"}},
    {REASON_DATE_OUT_OF_ORDER, StatusCode::kFailedPrecondition,
     {"{name} last changed on {previous:date}; {value:date} is before that",
      "{name} a changé pour la dernière fois le {previous:date} ; le {value:date} est avant"}},
    {REASON_START_CONDITION_NOT_MET, StatusCode::kFailedPrecondition,
     {"{name} cannot start: {secured:money} of {required:money} are secured{missing}",
      "{name} ne peut démarrer : {secured:money} acquis sur {required:money}{missing}"}},
    {REASON_BUDGET_UNBALANCED, StatusCode::kFailedPrecondition,
     {"{name} is not balanced: {left} {left_amount:money}, {right} {right_amount:money};"
      " the difference is {difference:money}",
      "{name} n'est pas équilibré : {left} {left_amount:money}, {right} {right_amount:money} ;"
      " l'écart est de {difference:money}"}},
    {REASON_BUDGET_FROZEN, StatusCode::kFailedPrecondition,
     {"{name} is {state}; make a new version to change it",
      "{name} est à l'état {state} ; créez une nouvelle version pour le changer"}},
    {REASON_NO_ADOPTED_BUDGET, StatusCode::kFailedPrecondition,
     {"{name} has no adopted budget; adopt one first",
      "{name} n'a pas de budget adopté ; adoptez-en un d'abord"}},
    {REASON_INSUFFICIENT_FUNDS, StatusCode::kFailedPrecondition,
     {"{line}: {available:money} available, {asked:money} asked; release a commitment or adopt a"
      " new budget version",
      "{line} : {available:money} disponibles, {asked:money} demandés ; libérez un engagement ou"
      " adoptez une nouvelle version du budget"}},
    {REASON_INSUFFICIENT_GRANT, StatusCode::kFailedPrecondition,
     {"{grant}: {available:money} left, {asked:money} asked",
      "{grant} : il reste {available:money}, {asked:money} demandés"}},
    {REASON_SHARES_EXCEED_EXPENSE, StatusCode::kFailedPrecondition,
     {"the shares sum to {asked:money}, the expense is {available:money}: each euro is paid once",
      "les parts font {asked:money}, la dépense {available:money} : chaque euro est payé une fois"}},
    {REASON_OUTSIDE_ELIGIBLE_PERIOD, StatusCode::kFailedPrecondition,
     {"{grant} pays invoices from {from:date} to {to:date}; this one is of {value:date}",
      "{grant} paie les factures du {from:date} au {to:date} ; celle-ci est du {value:date}"}},
    {REASON_ACCOUNT_NOT_ELIGIBLE, StatusCode::kFailedPrecondition,
     {"{grant} does not pay account {value}; it pays {accepted}",
      "{grant} ne paie pas le compte {value} ; elle paie {accepted}"}},
    {REASON_DUPLICATE_INVOICE, StatusCode::kAlreadyExists,
     {"invoice {value} of {supplier} is already recorded as {name}; reverse that one to record it"
      " anew",
      "la facture {value} de {supplier} est déjà enregistrée : {name} ; extournez-la pour la saisir"
      " à nouveau"}},
    {REASON_ALREADY_REVERSED, StatusCode::kFailedPrecondition,
     {"{name} cannot be reversed: {other} settles it", "{name} ne peut être extourné : voir {other}"}},
    {REASON_COMMITMENT_RESOLVED, StatusCode::kFailedPrecondition,
     {"{name} is {state}: nothing is reserved any more",
      "{name} est à l'état {state} : plus rien n'est réservé"}},
    {REASON_NOT_AN_EXPENSE_LINE, StatusCode::kFailedPrecondition,
     {"{line} is not a line of expenses", "{line} n'est pas une ligne de charges"}},
    {REASON_COMMITMENT_ON_ANOTHER_LINE, StatusCode::kFailedPrecondition,
     {"{name} was made on {value}, not on {line}", "{name} porte sur {value}, non sur {line}"}},
    {REASON_LINE_IN_USE, StatusCode::kFailedPrecondition,
     {"line {line} has {asked:money} committed or spent and is missing in {name}",
      "la ligne {line} porte {asked:money} engagés ou dépensés et manque dans {name}"}},
    {REASON_ALREADY_PAID, StatusCode::kFailedPrecondition,
     {"{name} was paid on {value:date}", "{name} a été payée le {value:date}"}},

    {REASON_OVERLOADED, StatusCode::kResourceExhausted,
     {"the server has {limit} writes waiting; try again shortly",
      "le serveur a {limit} écritures en attente ; réessayez dans un instant"}},
    {REASON_PEER_UNAVAILABLE, StatusCode::kUnavailable,
     {"the service {peer} does not answer: {detail}", "le service {peer} ne répond pas : {detail}"}},
    {REASON_STORE_FAILED, StatusCode::kUnavailable,
     {"the store failed ({detail}); nothing was written", "le stockage a échoué ({detail}) ; rien n'est écrit"}},
    {REASON_DEADLINE_EXCEEDED, StatusCode::kDeadlineExceeded,
     {"the deadline passed before the work began; nothing was written",
      "le délai est passé avant le début du travail ; rien n'est écrit"}},
    {REASON_INTERNAL, StatusCode::kInternal,
     {"a mistake of Cofi's own: {detail}", "une erreur de Cofi : {detail}"}},
};

}  // namespace

absl::Span<const ReasonText> ReasonTexts() { return kTexts; }

const ReasonText& TextOf(type::v1::Reason reason) {
  const auto* found = std::lower_bound(
      std::begin(kTexts), std::end(kTexts), reason,
      [](const ReasonText& row, type::v1::Reason wanted) { return row.reason < wanted; });
  COFI_CHECK(found != std::end(kTexts) && found->reason == reason, Reason_Name(reason));
  return *found;
}

}  // namespace cofi
