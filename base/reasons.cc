#include "base/reasons.h"

#include <algorithm>
#include <vector>

#include "base/check.h"
#include "base/domain_reasons.h"

namespace cofi {
namespace {

using absl::StatusCode;
using namespace cofi::type::v1;  // NOLINT(google-build-using-namespace): the table reads as one.

// Of requests, and of the machinery.
constexpr ReasonText kTexts[] = {
    {REASON_INVALID_MESSAGE,
     StatusCode::kInvalidArgument,
     {"the request is not a {type}, or a text in it is not UTF-8",
      "la requête n'est pas un {type}, ou un texte n'y est pas en UTF-8"}},
    {REASON_DEADLINE_REQUIRED,
     StatusCode::kInvalidArgument,
     {"a deadline is required: set one on the call, at most {max} s ahead",
      "un délai est obligatoire : fixez-en un pour l'appel, {max} s au plus"}},
    {REASON_FIELD_REQUIRED,
     StatusCode::kInvalidArgument,
     {"{field} is required", "{field} est obligatoire"}},
    {REASON_FIELD_IMMUTABLE,
     StatusCode::kInvalidArgument,
     {"{field} can be set at creation only", "{field} ne se fixe qu'à la création"}},
    {REASON_FIELD_UNKNOWN,
     StatusCode::kInvalidArgument,
     {"{field} is not a field of {type}; there are: {accepted}",
      "{field} n'est pas un champ de {type} ; il y a : {accepted}"}},
    {REASON_VALUE_OUT_OF_RANGE,
     StatusCode::kInvalidArgument,
     {"{field} is {value:figure}; accepted: {accepted:phrase}",
      "{field} vaut {value:figure} ; accepté : {accepted:phrase}"}},
    {REASON_VALUE_TOO_LONG,
     StatusCode::kInvalidArgument,
     {"{field} has {value} characters; at most {limit} are accepted",
      "{field} compte {value} caractères ; {limit} au plus sont acceptés"}},
    {REASON_VALUE_MALFORMED,
     StatusCode::kInvalidArgument,
     {"{field} is \"{value}\"; accepted: {accepted:phrase}{why:phrase}",
      "{field} vaut « {value} » ; accepté : {accepted:phrase}{why:phrase}"}},
    {REASON_AMOUNT_NOT_POSITIVE,
     StatusCode::kInvalidArgument,
     {"{field} is {value:money}; it must be above zero",
      "{field} vaut {value:money} ; il faut plus que zéro"}},
    {REASON_AMOUNT_NEGATIVE,
     StatusCode::kInvalidArgument,
     {"{field} is {value:money}; it must not be below zero",
      "{field} vaut {value:money} ; il ne peut être négatif"}},
    {REASON_AMOUNT_SUB_CENT,
     StatusCode::kInvalidArgument,
     {"{field} is {value}; amounts have two decimals{readings}",
      "{field} vaut {value} ; un montant a deux décimales{readings}"}},
    {REASON_AMOUNT_OVERFLOW,
     StatusCode::kInvalidArgument,
     {"{field} is too large; the limit is {limit:money}",
      "{field} est trop grand ; la limite est {limit:money}"}},
    {REASON_CURRENCY_MISMATCH,
     StatusCode::kInvalidArgument,
     {"{field} is in {value}; it must be in {accepted}",
      "{field} est en {value} ; il doit être en {accepted}"}},
    {REASON_SIRET_INVALID,
     StatusCode::kInvalidArgument,
     {"{field} \"{value}\" is not a SIRET: 14 digits of which the last checks the others",
      "{field} « {value} » n'est pas un SIRET : 14 chiffres dont le dernier vérifie les autres"}},
    {REASON_RNA_INVALID,
     StatusCode::kInvalidArgument,
     {"{field} \"{value}\" is not an RNA number: W and nine digits",
      "{field} « {value} » n'est pas un numéro RNA : W et neuf chiffres"}},
    {REASON_NAME_MALFORMED,
     StatusCode::kInvalidArgument,
     {"{field} is \"{value}\"; accepted: {accepted}, identifiers of lowercase letters, digits and "
      "hyphens",
      "{field} vaut « {value} » ; accepté : {accepted}, identifiants en minuscules, chiffres et "
      "traits d'union"}},
    {REASON_TOO_MANY_ITEMS,
     StatusCode::kInvalidArgument,
     {"{field} has {value} items; at most {limit} {limit:is|are} accepted",
      "{field} compte {value} éléments ; {limit} au plus {limit:est accepté|sont acceptés}"}},
    {REASON_PERMISSION_DENIED,
     StatusCode::kPermissionDenied,
     {"{principal} may not call {method}: that takes the permission {permission}",
      "{principal} ne peut pas appeler {method} : il y faut la permission {permission}"}},
    {REASON_RESOURCE_NOT_FOUND,
     StatusCode::kNotFound,
     {"{name:the} does not exist", "{name:the} n'existe pas"}},
    {REASON_RESOURCE_EXISTS,
     StatusCode::kAlreadyExists,
     {"{name:the} exists", "{name:the} existe déjà"}},
    {REASON_REFERENCE_NOT_FOUND,
     StatusCode::kFailedPrecondition,
     {"{field} names {name:the}, which does not exist",
      "{field} désigne {name:the}, qui n'existe pas"}},
    {REASON_RESOURCE_IN_USE,
     StatusCode::kFailedPrecondition,
     {"{name:the} is used by {children:counted}; delete that first{hint:phrase}",
      "{name:the} sert encore à {children:counted} ; à supprimer d'abord{hint:phrase}"}},
    {REASON_ETAG_MISMATCH,
     StatusCode::kAborted,
     {"{name:the} was changed meanwhile (revision {current}, not {value}): read it again, then try "
      "again",
      "{name:the} a été {name:modifié|modifiée} entre-temps (révision {current}, non {value}) : "
      "relisez, puis recommencez"}},
    {REASON_FILTER_MALFORMED,
     StatusCode::kInvalidArgument,
     {"filter, column {column}: found {found:phrase}; accepted: {accepted:phrase}",
      "filtre, colonne {column} : trouvé {found:phrase} ; accepté : {accepted:phrase}"}},
    {REASON_ORDER_BY_MALFORMED,
     StatusCode::kInvalidArgument,
     {"order_by: \"{value}\" cannot be sorted by; accepted: {accepted:phrase}",
      "tri : « {value} » ne sert pas à trier ; accepté : {accepted:phrase}"}},
    {REASON_PAGE_TOKEN_INVALID,
     StatusCode::kInvalidArgument,
     {"page_token is not one of this query: repeat the same parent, filter and order_by",
      "le jeton de page n'est pas de cette requête : répétez le même parent, le même filtre et le "
      "même tri"}},
    {REASON_REQUEST_ID_REUSED,
     StatusCode::kAlreadyExists,
     {"request_id {value} was used for another request; take a new one",
      "l'identifiant de requête {value} a servi à une autre requête ; prenez-en un nouveau"}},
    {REASON_NAME_RETIRED,
     StatusCode::kAlreadyExists,
     {"{name:the} was deleted, and its identifier is never used again; choose another",
      "{name:the} a été {name:supprimé|supprimée}, et son identifiant ne sert plus jamais ; "
      "choisissez-en un autre"}},
    {REASON_RESOURCE_TOO_LARGE,
     StatusCode::kInvalidArgument,
     {"{name:the} would take {value} bytes; at most {limit} are kept: shorten its texts",
      "{name:the} occuperait {value} octets ; {limit} au plus sont conservés : raccourcissez ses "
      "textes"}},
    {REASON_OVERLOADED,
     StatusCode::kResourceExhausted,
     {"the server has as much waiting as it takes ({limit:phrase}); try again shortly",
      "le serveur a autant en attente qu'il accepte ({limit:phrase}) ; réessayez dans un"
      " instant"}},
    {REASON_PEER_UNAVAILABLE,
     StatusCode::kUnavailable,
     {"the service {peer} does not answer: {detail:phrase}",
      "le service {peer} ne répond pas : {detail:phrase}"}},
    {REASON_STORE_FAILED,
     StatusCode::kUnavailable,
     {"the store failed ({detail:phrase}{engine}); nothing was written",
      "la base de données a échoué ({detail:phrase}{engine}) ; rien n'est écrit"}},
    {REASON_DEADLINE_EXCEEDED,
     StatusCode::kDeadlineExceeded,
     {"the deadline passed before the work was done; nothing was written",
      "le délai est passé avant la fin du travail ; rien n'est écrit"}},
    {REASON_INTERNAL,
     StatusCode::kInternal,
     {"a mistake of Cofi's own: {detail:phrase}{engine}",
      "une erreur de Cofi : {detail:phrase}{engine}"}},
    {REASON_CLOCK_JUMPED,
     StatusCode::kUnavailable,
     {"the server's clock jumped ({detail}): nothing is written until it is right again",
      "l'horloge du serveur a sauté ({detail}) : rien n'est écrit tant qu'elle n'est pas juste"}},
    {REASON_STORE_MISSING,
     StatusCode::kFailedPrecondition,
     {"the database of {service} is missing from {folder}, or empty, and was there: put it back;"
      " docs/backup.md says how {service} begins anew without it",
      "la base de {service} manque dans {folder}, ou elle est vide, alors qu'elle y était :"
      " remettez-la ; docs/backup.md dit comment {service} repart de zéro sans elle"}},
    {REASON_STORE_FOREIGN,
     StatusCode::kFailedPrecondition,
     {"{place} holds the database {found}, where {expected} was: put that one back, or bring this"
      " one in with cofi backup and cofi restore",
      "{place} contient la base {found}, alors que {expected} s'y trouvait : remettez celle-ci,"
      " ou faites entrer l'autre par cofi backup et cofi restore"}},
    {REASON_CURSOR_LOST,
     StatusCode::kFailedPrecondition,
     {"the journal no longer has the change of the cursor {value}: entries were lost, in a restore"
      " for instance; begin anew, or go on from its end, {end}",
      "le journal n'a plus la modification du curseur {value} : des entrées ont été perdues, par"
      " une restauration par exemple ; recommencez du début, ou continuez depuis sa fin, {end}"}},
    {REASON_OUTCOME_UNKNOWN,
     StatusCode::kUnavailable,
     {"the store failed while it committed ({detail:phrase}{engine}): whether this is written is "
      "not known; ask"
      " again with the same request_id",
      "la base de données a échoué pendant la validation ({detail:phrase}{engine}) : on ne sait si "
      "c'est "
      "écrit ; répétez"
      " avec le même request_id"}},
    {REASON_JOURNAL_BROKEN,
     StatusCode::kDataLoss,
     {"journal of {root}, entry {sequence} ({name}): {what} is {found}, expected {expected}",
      "journal de {root}, entrée {sequence} ({name}) : {what} vaut {found}, attendu {expected}"}},
    {REASON_ENTRY_MISSING,
     StatusCode::kDataLoss,
     {"journal of {root}: entry {sequence} is missing, entry {found} is there",
      "journal de {root} : l'entrée {sequence} manque, l'entrée {found} est là"}},
    {REASON_RESOURCE_DIFFERS,
     StatusCode::kDataLoss,
     {"{name}: {what} is {found}, entry {sequence} of the journal of {root} has {expected}",
      "{name} : {what} vaut {found}, l'entrée {sequence} du journal de {root} porte {expected}"}},
    {REASON_RESOURCE_MISSING,
     StatusCode::kDataLoss,
     {"{name} is not in its table; entry {sequence} of the journal of {root} has it",
      "{name} n'est pas dans sa table ; l'entrée {sequence} du journal de {root} le porte"}},
    {REASON_RESOURCE_UNKNOWN,
     StatusCode::kDataLoss,
     {"{name} is in its table; entry {sequence} of the journal of {root} is not about it",
      "{name} est dans sa table ; l'entrée {sequence} du journal de {root} ne le concerne pas"}},
    {REASON_RULE_BROKEN,
     StatusCode::kDataLoss,
     {"{name} ({root}, entry {sequence}): {what} is {found}, expected {expected}",
      "{name} ({root}, entrée {sequence}) : {what} vaut {found}, attendu {expected}"}},
    {REASON_CHECKPOINT_UNMET,
     StatusCode::kDataLoss,
     {"journal of {root}: the hash of entry {sequence} is {found}, the checkpoint has {expected}",
      "journal de {root} : l'empreinte de l'entrée {sequence} est {found}, le point de contrôle"
      " porte {expected}"}},
    {REASON_STORE_DAMAGED,
     StatusCode::kDataLoss,
     {"{name} was changed past Cofi ({what} is {found}, entry {sequence} of the journal of {root} "
      "has"
      " {expected}): nothing was written over it; run cofi verify",
      "{name} a été modifié hors de Cofi ({what} vaut {found}, l'entrée {sequence} du journal de"
      " {root} porte {expected}) : rien n'a été écrit par-dessus ; lancez cofi verify"}},
    {REASON_SCHEMA_DIFFERS,
     StatusCode::kDataLoss,
     {"the database ({name}) is not as Cofi makes it: {what} is {found}, expected {expected}",
      "la base ({name}) n'est pas telle que Cofi la fait : {what} est {found}, attendu"
      " {expected}"}},
    {REASON_BACKUP_DAMAGED,
     StatusCode::kDataLoss,
     {"the copy of {service} is not whole: {detail}; nothing was changed",
      "la copie de {service} n'est pas intacte : {detail} ; rien n'a été changé"}},
    {REASON_BACKUP_FOREIGN,
     StatusCode::kInvalidArgument,
     {"this is no copy of {service}, but another service's; nothing was changed",
      "ce n'est pas une copie de {service}, mais d'un autre service ; rien n'a été changé"}},
    {REASON_BACKUP_NEWER,
     StatusCode::kFailedPrecondition,
     {"the copy of {service} was made by a newer cofid ({detail}): restore it with that one",
      "la copie de {service} vient d'un cofid plus récent ({detail}) : restaurez-la avec lui"}},
    {REASON_BACKUP_STALE,
     StatusCode::kFailedPrecondition,
     {"{service} has {entries} {entries:entry|entries} that the copy lacks, among them entry "
      "{sequence} of the journal of {root}; to lose them for ever, add --losing "
      "{service}={entries}",
      "{service} a {entries} {entries:entrée|entrées} que la copie n'a pas, dont l'entrée "
      "{sequence} du journal de {root} ; pour les perdre à jamais, ajoutez --losing "
      "{service}={entries}"}},
    {REASON_DATABASE_ON_SERVER,
     StatusCode::kFailedPrecondition,
     {"{service} is kept on a database server: copy and restore it with that one's own programs",
      "{service} est sur un serveur de bases de données : copiez et restaurez avec ses "
      "programmes"}},
    {REASON_DISK_SHORT,
     StatusCode::kResourceExhausted,
     {"the server's disk has {value} bytes free; a copy of {service} needs {needed}, and {limit} "
      "are"
      " kept free for the store itself",
      "le disque du serveur a {value} octets libres ; une copie de {service} en demande {needed},"
      " et {limit} restent réservés à la base elle-même"}},
    {REASON_REPORT_CHANGED,
     StatusCode::kAborted,
     {"{name:the} was written to while its report was made: ask again",
      "{name:the} a changé pendant que le rapport était établi : redemandez-le"}},
    {REASON_FORMAT_UNAVAILABLE,
     StatusCode::kFailedPrecondition,
     {"this report cannot be had as {format}: {why:phrase}",
      "ce rapport ne peut être obtenu en {format} : {why:phrase}"}},
    {REASON_KEPT_ELSEWHERE,
     StatusCode::kFailedPrecondition,
     {"{name:the} has no content here: it is kept at {location}",
      "{name:the} n'a pas de contenu ici, mais est gardée ailleurs : {location}"}},
};

// Both tables, in the order of the enum.
const std::vector<ReasonText>& AllTexts() {
  static const auto* const all = [] {
    const absl::Span<const ReasonText> domain = DomainReasonTexts();
    auto* texts = new std::vector<ReasonText>(std::begin(kTexts), std::end(kTexts));
    texts->insert(texts->end(), domain.begin(), domain.end());
    std::sort(texts->begin(), texts->end(),
              [](const ReasonText& a, const ReasonText& b) { return a.reason < b.reason; });
    return texts;
  }();
  return *all;
}

}  // namespace

absl::Span<const ReasonText> ReasonTexts() { return AllTexts(); }

const ReasonText& TextOf(type::v1::Reason reason) {
  const std::vector<ReasonText>& texts = AllTexts();
  const auto found = std::lower_bound(
      texts.begin(), texts.end(), reason,
      [](const ReasonText& row, type::v1::Reason wanted) { return row.reason < wanted; });
  COFI_CHECK(found != texts.end() && found->reason == reason, Reason_Name(reason));
  return *found;
}

}  // namespace cofi
