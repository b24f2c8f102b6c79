// Words that stand in refusals where a value would.
#include "base/reasons.h"

namespace cofi {
namespace {

// What is accepted, and found, when it is no value but words.
constexpr Text kPhrases[] = {
    {" (this day does not exist)", " (ce jour n'existe pas)"},
    {"1 to 128 bytes of UTF-8 without control characters",
     "1 à 128 octets d'UTF-8 sans caractères de contrôle"},
    {"the database failed", "la base de données est en défaut"},
    {"AND, OR or the end", "AND, OR ou la fin"},
    {"`:*` only", "`:*` seulement"},
    {"a UUID", "un UUID"},
    {"the cursor of a reminder", "le curseur d'un rappel"},
    {"a closing quote", "un guillemet fermant"},
    {"a time of the years 1 to 9999", "une heure des années 1 à 9999"},
    {"a time or a journal_sequence", "une heure ou un journal_sequence"},
    {"a time, because this reads several journals", "une heure, car plusieurs journaux sont lus"},
    {"a value, in quotes if it has spaces", "une valeur, entre guillemets si elle a des espaces"},
    {"a whole number", "un nombre entier"},
    {"64 MiB of answers that are not read", "64 Mio de réponses non lues"},
    {"one backup of {service}", "une sauvegarde de {service}"},
    {"one restore of {service}", "une restauration de {service}"},
    {"an INSEE code such as 35196", "un code INSEE tel que 35196"},
    {"an account of class 6, 7 or 8, or indirect", "un compte de classe 6, 7 ou 8, ou indirect"},
    {"any other: this one stands for the adopted budget",
     "tout autre : celui-ci désigne le budget adopté"},
    {"each grant once", "chaque financement une fois"},
    {"each identifier once", "chaque identifiant une fois"},
    {"less deep nesting", "moins d'imbrications"},
    {"release a commitment or adopt a new budget version",
     "libérez un engagement ou adoptez une nouvelle version du budget"},
    {"not connected; --peers says where it is", "pas relié ; --peers dit où il est"},
    {"text without control characters", "un texte sans caractères de contrôle"},
    {"the commitment {commitment}, of which {left:money} are left, is on this line: name it as the"
     " expense's commitment",
     "l'engagement {commitment}, dont il reste {left:money}, porte sur cette ligne : indiquez-le"
     " comme engagement de la dépense"},
    {"the commitments {commitment} are on this line: name the one that it fulfils as the expense's"
     " commitment",
     "les engagements {commitment} portent sur cette ligne : indiquez celui qu'elle exécute comme"
     " engagement de la dépense"},
    {"the cursor of a change", "le curseur d'un changement"},
    {"the end", "la fin"},
    {"units and nanos of the same sign, nanos below one unit",
     "`units` et `nanos` de même signe, `nanos` sous une unité"},
    {"{name:the} plans less than is committed and spent already",
     "{name:the} prévoit moins que ce qui est déjà engagé et dépensé"},
    {", because that is spent already", ", car c'est déjà dépensé"},
    {", or force the deletion", ", ou forcez la suppression"},
    {"at least {least:money}", "au moins {least:money}"},
    {"at most {most:money}", "au plus {most:money}"},
    {"{least:money} to {most:money}", "de {least:money} à {most:money}"},
    {"a folder", "un dossier"},
    {"unix:PATH of at most 107 bytes, HOST:PORT", "unix:CHEMIN de 107 octets au plus, HÔTE:PORT"},
    {"unix:PATH of at most 107 bytes, HOST:PORT, dns:///HOST:PORT",
     "unix:CHEMIN de 107 octets au plus, HÔTE:PORT, dns:///HÔTE:PORT"},
    {"64 lowercase hexadecimal digits", "64 chiffres hexadécimaux en minuscules"},
    {"each dimension once", "chaque dimension une fois"},
    {"it has no dates for a calendar", "il n'a pas de dates pour un calendrier"},
    {"WeasyPrint is not installed on the server", "WeasyPrint n'est pas installé sur le serveur"},
    {"the server could not write the workbook", "le serveur n'a pu écrire le classeur"},
    {"the server could not make the page", "le serveur n'a pu composer la page"},
    {"it has more than {limit} rows: take a spreadsheet",
     "il a plus de {limit} lignes : prenez un tableur"},
    {"2018-03-23, 23/03/2018", "23/03/2018, 23/3/18, 23 mars 2018, hier"},
    {"23/03/2018, 2018-03-23, 23 March 2018, yesterday", "23/03/2018, 23/3/18, 23 mars 2018, hier"},
    {" (which year?)", " (de quelle année ?)"},
    {" (which day?)", " (quel jour ?)"},
    {"on {limit:date} or before", "le {limit:date} au plus tard"},
    {"on {limit:date} or after", "le {limit:date} au plus tôt"},
    {"expenses", "charges"},
    {"income", "produits"},
    {"uses in kind", "emplois en nature"},
    {"sources in kind", "contributions en nature"},
    {", {receivable:money} to receive", ", {receivable:money} à recevoir"},
    {"; settle it, and only what was received counts",
     " ; soldez-la en l'état, et seul ce qui est reçu comptera"},
    {"; close it by force all the same", " ; forcez pour clore malgré tout"},
    {"no verb moved it", "aucune action ne l'a fait avancer"},
    {"its last verb is no longer the last change of {other:the}",
     "{other:the} a changé depuis cette action"},
    {"a verb of {other:the} moved it", "une action de {other:the} l'a fait avancer"},
    {"money has moved on its grant", "de l'argent a déjà circulé sur sa subvention"},
    {"money has moved since", "de l'argent a circulé depuis"},
    {"something was made below {other:the} since",
     "quelque chose a été créé depuis sous {other:the}"},
    {"only with dated fields", "seulement avec une donnée datée"},
    {"\"2018-03-23T08:00:00Z\", in quotes", "\"2018-03-23T08:00:00Z\", entre guillemets"},
};

}  // namespace

absl::Span<const Text> Phrases() { return kPhrases; }

}  // namespace cofi
