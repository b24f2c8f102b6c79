// What `cofi` says in its own words, in both languages. What is said about
// resources, fields and refusals comes from the protos and base/reasons.cc.
#ifndef COFI_CLIENTS_CLI_TYPED_WORDS_H_
#define COFI_CLIENTS_CLI_TYPED_WORDS_H_

#include <string>
#include <type_traits>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/strings/substitute.h"
#include "absl/types/span.h"
#include "base/language.h"
#include "base/text.h"

namespace cofi::cli {

// A text is quoted (base/text.h), whoever typed it or sent it; numbers are as they are.
template <typename Arg>
auto AsQuoted(const Arg& arg) {
  if constexpr (std::is_convertible_v<const Arg&, absl::string_view>) {
    return Quoted(arg);
  } else {
    return arg;
  }
}

// The text with `$0`, `$1` … replaced by what is quoted of `args`.
template <typename... Args>
std::string Say(const Text& text, Language language, const Args&... args) {
  return absl::Substitute(text.In(language), AsQuoted(args)...);
}

// A mistake found before anything is sent, as a sentence for the user.
template <typename... Args>
absl::Status Mistake(const Text& text, Language language, const Args&... args) {
  return absl::InvalidArgumentError(Say(text, language, args...));
}

// That `file` cannot be read or written, and why: `error` is an errno.
absl::Status CannotRead(const std::string& file, int error, Language language);
absl::Status CannotWrite(const std::string& file, int error, Language language);

// `; did you mean submit?` where one of `names` is near what was given, else empty.
std::string DidYouMean(const std::string& given, absl::Span<const std::string> names,
                       Language language);

namespace words {

// Mistakes on the command line.
inline constexpr Text kDidYouMean{"; did you mean $0?", " ; vouliez-vous dire $0 ?"};
inline constexpr Text kUnknownCommand{"\"$0\" is not a command of cofi",
                                      "« $0 » n'est pas une commande de cofi"};
inline constexpr Text kUnknownVerb{"\"$0\" is not a verb of $1; there are: $2",
                                   "« $0 » n'est pas un verbe de $1 ; il y a : $2"};
inline constexpr Text kVerbMissing{"$0 needs a verb: $1", "il faut un verbe à $0 : $1"};
inline constexpr Text kUnknownFlag{"$0 is not a flag of this command",
                                   "$0 n'est pas une option de cette commande"};
inline constexpr Text kValueMissing{"$0 needs a value", "il faut une valeur à $0"};
inline constexpr Text kGivenTwice{"$0 was given twice", "$0 est donné deux fois"};
inline constexpr Text kNotOneOf{"$0 is \"$1\"; accepted: $2", "$0 vaut « $1 » ; accepté : $2"};
inline constexpr Text kTooManyWords{"\"$0\" is one word too many", "« $0 » est un mot de trop"};
inline constexpr Text kNotUtf8{"an argument is not UTF-8 text",
                               "un argument n'est pas un texte en UTF-8"};
inline constexpr Text kNothingToUpdate{"nothing to update: give a flag for each field to change",
                                       "rien à modifier : donnez une option par champ à changer"};
inline constexpr Text kRequestTooLarge{
    "the request has $0 bytes; a server takes at most $1",
    "la requête compte $0 octets ; un serveur en accepte $1 au plus"};

// Names and values.
inline constexpr Text kNameMissing{"$0 is missing", "il manque $0"};
inline constexpr Text kNameNotOfForm{"\"$0\" does not have the form $1",
                                     "« $0 » n'est pas de la forme $1"};
inline constexpr Text kNoParent{"this list is of all there are: what is \"$0\"?",
                                "cette liste les montre tous : que faire de « $0 » ?"};
inline constexpr Text kWholeNumber{"a whole number", "un nombre entier"};

// Servers.
inline constexpr Text kNoProfile{"there is no profile \"$0\" in $1",
                                 "il n'y a pas de profil « $0 » dans $1"};
inline constexpr Text kNotProfiles{
    "expected profiles, each NAME: {server: …, lang: …, timeout: …}",
    "attendu : des profils, chacun NOM: {server: …, lang: …, timeout: …}"};
inline constexpr Text kUnknownKey{"\"$0\" is not a key of a profile; there are: $1",
                                  "« $0 » n'est pas une clé de profil ; il y a : $1"};
inline constexpr Text kUnreachable{"no server answers at $0", "aucun serveur ne répond à $0"};
inline constexpr Text kUnreachableHint{
    "is cofid running? Another address: --server or COFI_SERVER",
    "cofid tourne-t-il ? Autre adresse : --server ou COFI_SERVER"};
inline constexpr Text kElsewhere{"the server at $0 does not do that",
                                 "le serveur à $0 ne fait pas cela"};
inline constexpr Text kElsewhereHint{"services that run apart: --server NAME=ADDRESS,…",
                                     "services séparés : --server NOM=ADRESSE,…"};
inline constexpr Text kSlow{"$0 did not answer within $1", "$0 n'a pas répondu en $1"};
inline constexpr Text kSlowHint{"--timeout 1m waits longer", "--timeout 1m attend davantage"};
inline constexpr Text kInterrupted{"interrupted before an answer came",
                                   "interrompu avant qu'une réponse ne vienne"};
inline constexpr Text kReplayed{"carried out before; this is the answer that it had then",
                                "déjà fait ; voici la réponse d'alors"};
inline constexpr Text kNotAllowedHint{"you are known as $0", "vous êtes connu comme $0"};

// Files.
inline constexpr Text kFileTooLarge{"$0 has more than $1 bytes", "$0 compte plus de $1 octets"};
inline constexpr Text kFileNotUtf8{"$0 is not UTF-8 text", "$0 n'est pas un texte en UTF-8"};
inline constexpr Text kCannotRead{"$0 cannot be read: $1", "$0 ne peut être lu : $1"};
inline constexpr Text kCannotWrite{"$0 cannot be written: $1", "$0 ne peut être écrit : $1"};

// The apply file.
inline constexpr Text kApplyNotAList{"expected a list of items, each beginning with \"- \"",
                                     "attendu : une liste d'éléments, chacun commençant par « - »"};
inline constexpr Text kApplyNotAnItem{
    "expected an item whose first key says what it is, such as \"application: project/id\"",
    "attendu : un élément dont la première clé dit ce qu'il est, comme « application: projet/id »"};
inline constexpr Text kUnknownNoun{"\"$0\" is not a resource; there are: $1",
                                   "« $0 » n'est pas une ressource ; il y a : $1"};
inline constexpr Text kUnknownField{"\"$0\" is not a field here; there are: $1",
                                    "« $0 » n'est pas un champ ici ; il y a : $1"};
inline constexpr Text kNotAMap{"$0 is a group of fields", "$0 est un groupe de champs"};
inline constexpr Text kNotAValue{"$0 takes one value", "$0 prend une seule valeur"};
inline constexpr Text kCannotApply{"$0 cannot be declared in a file",
                                   "$0 ne peut se déclarer dans un fichier"};
inline constexpr Text kCannotChange{"$0 exists with other values and can never be changed: $1",
                                    "$0 existe avec d'autres valeurs et ne se modifie jamais : $1"};

// What applying did.
inline constexpr Text kCreated{"created", "créé"};
inline constexpr Text kUpdated{"updated", "modifié"};
inline constexpr Text kDidVerb{"done", "fait"};
inline constexpr Text kUnchanged{"unchanged", "inchangé"};
inline constexpr Text kWouldCreate{"to create", "à créer"};
inline constexpr Text kWouldUpdate{"to update", "à modifier"};
inline constexpr Text kWouldDo{"to do", "à faire"};
inline constexpr Text kApplyDone{"$0 created, $1 updated, $2 verbs, $3 unchanged",
                                 "$0 créés, $1 modifiés, $2 verbes, $3 inchangés"};
inline constexpr Text kNothingChanged{"0 changed, $0 unchanged", "0 changement, $0 inchangés"};
inline constexpr Text kStoppedAt{"stopped at $0, $1", "arrêté à $0, $1"};
inline constexpr Text kRefusedAt{"at $0, $1", "à $0, $1"};
inline constexpr Text kUnproved{
    "$0 of these could not be tried: they depend on what is refused above, on what services tell"
    " each other afterwards, or on more than one trial takes:",
    "$0 de ces éléments n'ont pu être éprouvés : ils dépendent de ce qui est refusé plus haut, de"
    " ce que les services se disent ensuite, ou de plus qu'un essai ne contient :"};
inline constexpr Text kMovedSince{"$0 is left at $1: it was moved there since; the file says $2",
                                  "$0 reste à $1 : déplacé là depuis ; le fichier dit $2"};
inline constexpr Text kHappenedSince{
    "this happened on that date already, in other words or by other hands; it is not done again",
    "cela s'est déjà produit à cette date, en d'autres termes ou par d'autres mains ; ce n'est pas"
    " refait"};
inline constexpr Text kApplyAgain{"; what stands before it is done, apply again to go on",
                                  " ; ce qui précède est fait, appliquez à nouveau pour continuer"};

// Any RPC.
inline constexpr Text kUnknownService{"\"$0\" is not a service of Cofi; there are: $1",
                                      "« $0 » n'est pas un service de Cofi ; il y a : $1"};
inline constexpr Text kUnknownMethod{"\"$0\" is not a method; there are: $1",
                                     "« $0 » n'est pas une méthode ; il y a : $1"};
inline constexpr Text kStreamOfRequests{"$0 takes a stream of requests, not one",
                                        "$0 prend un flux de requêtes, non une seule"};
inline constexpr Text kBadJson{"the data is not a $0 in JSON: $1",
                               "les données ne sont pas un $0 en JSON : $1"};

// Resources.
inline constexpr Text kDeleted{"deleted $0", "supprimé : $0"};
inline constexpr Text kNothingWritten{"checked; nothing was written", "vérifié ; rien n'est écrit"};
inline constexpr Text kOverrun{"warning: $0 takes line $1 over its plan by $2",
                               "attention : $0 fait dépasser le prévu de la ligne $1 de $2"};
inline constexpr Text kNothingListed{"there is nothing to list", "il n'y a rien à lister"};
inline constexpr Text kNextPage{"next page: --page-token", "page suivante : --page-token"};

// The journal.
inline constexpr Text kField{"field", "champ"};
inline constexpr Text kBefore{"before", "avant"};
inline constexpr Text kAfter{"after", "après"};
inline constexpr Text kGone{"(deleted)", "(supprimé)"};
inline constexpr Text kNoHistory{"nothing was ever recorded as \"$0\"",
                                 "rien n'a jamais été enregistré sous « $0 »"};
inline constexpr Text kOutcomeHint{"cofi outcome $0 says whether it was carried out",
                                   "cofi outcome $0 dit si c'est fait"};

// Verdicts, keys and checkpoints.
inline constexpr Text kVerdictHeader{"verdict", "verdict"};
inline constexpr Text kSound{"sound", "intègre"};
inline constexpr Text kNotSound{"NOT SOUND", "NON INTÈGRE"};
inline constexpr Text kNotProved{"NOT PROVED", "NON PROUVÉ"};
inline constexpr Text kNoCheckpoint{"$0 is no checkpoint of cofi",
                                    "$0 n'est pas un point de contrôle de cofi"};
inline constexpr Text kNoKey{"$0 is no Ed25519 key in PEM", "$0 n'est pas une clé Ed25519 en PEM"};
inline constexpr Text kNotSignedBy{"$0 was not signed with the key $1, or was changed since",
                                   "$0 n'a pas été signé avec la clé $1, ou a changé depuis"};
inline constexpr Text kKeyOfOthers{"others may read $0: chmod 600 it, or make a new key",
                                   "d'autres peuvent lire $0 : faites chmod 600, ou une autre clé"};
inline constexpr Text kNeedsKey{"--checkpoint needs --key, the key that signed it",
                                "--checkpoint demande --key, la clé qui l'a signé"};
inline constexpr Text kKeyMade{"new key in $0, its public half in $0.pub: keep them off the server",
                               "nouvelle clé dans $0, sa moitié publique dans $0.pub : gardez-les"
                               " hors du serveur"};
inline constexpr Text kCheckpointWritten{"$0 heads in $1, signed", "$0 têtes dans $1, signées"};

// Backups.
inline constexpr Text kNoBackup{"$0 is not what cofi backup wrote",
                                "$0 n'est pas ce que cofi backup a écrit"};
inline constexpr Text kCutOff{"the copy of $0 has $1 bytes, of which $2 came",
                              "la copie de $0 compte $1 octets, dont $2 sont arrivés"};
inline constexpr Text kUnfinished{
    "interrupted: what came is in $0, and of no use; the next backup of this name writes it anew",
    "interrompu : ce qui est arrivé est dans $0 et ne sert à rien ; la prochaine sauvegarde de ce"
    " nom le réécrit"};
inline constexpr Text kNothingReplaced{"interrupted; no store was replaced",
                                       "interrompu ; aucun stockage n'est remplacé"};
inline constexpr Text kInterruptedRestoring{
    "interrupted while $0 was being restored; run the same command again: what is restored by then"
    " stays so",
    "interrompu pendant la restauration de $0 ; relancez la même commande : ce qui est restauré le"
    " reste"};
inline constexpr Text kPartlyRestored{
    "restored before that: $0; run the same command again once the cause is gone",
    "restaurés avant : $0 ; relancez la même commande quand la cause a disparu"};

// Reports.
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
inline constexpr Text kStages{"stages", "étapes"};
inline constexpr Text kYes{"yes", "oui"};

// Help.
inline constexpr Text kUsage{"Usage:", "Usage :"};
inline constexpr Text kExample{"Example:", "Exemple :"};
inline constexpr Text kFlagsWord{"flags", "options"};
inline constexpr Text kVerbWord{"VERB", "VERBE"};
inline constexpr Text kFlags{"Flags:", "Options :"};
inline constexpr Text kVerbs{"Verbs:", "Verbes :"};
inline constexpr Text kReports{"Reports:", "États :"};
inline constexpr Text kResources{"Resources, cofi NOUN VERB:", "Ressources, cofi NOM VERBE :"};
inline constexpr Text kOtherCommands{"Other commands:", "Autres commandes :"};
inline constexpr Text kGlobalFlags{"Flags of every command:", "Options de toute commande :"};
inline constexpr Text kRequiredMark{"Required.", "(obligatoire)"};
inline constexpr Text kRequiredWithMark{"Required with --$0….", "(obligatoire avec --$0…)"};
inline constexpr Text kRepeatedMark{"May be repeated.", "(peut être répété)"};
inline constexpr Text kTopUsage{"COMMAND …", "COMMANDE …"};
inline constexpr Text kAbout{
    "Co-funding of projects: what is secured, what is due, what is left, and who paid which euro.",
    "Le cofinancement de projets : ce qui est acquis, ce qui est dû, ce qui reste, et qui a payé"
    " quel euro."};
inline constexpr Text kExitCodes{
    "Exit codes: 0 done, 1 refused, 2 usage, 3 cannot reach the server, 4 not allowed, 5 not"
    " found, 10 deadlines --fail-if-any found some.",
    "Codes de sortie : 0 fait, 1 refusé, 2 usage, 3 serveur injoignable, 4 non permis, 5 "
    "introuvable,"
    " 10 deadlines --fail-if-any en a trouvé."};
inline constexpr Text kMoreHelp{"cofi COMMAND --help and cofi NOUN VERB --help say more.",
                                "cofi COMMANDE --help et cofi NOM VERBE --help en disent plus."};
inline constexpr Text kVerbHelpHint{"cofi $0 VERB --help says more.",
                                    "cofi $0 VERBE --help en dit plus."};
inline constexpr Text kGlobalFlagsHint{"The flags of every command: cofi --help",
                                       "Les options de toute commande : cofi --help"};

// Flags of every command.
inline constexpr Text kServerHelp{
    "Where cofid listens: unix:PATH or HOST:PORT; NAME=ADDRESS,… for services that run apart."
    " Else COFI_SERVER, the profile, unix:/run/cofi/cofid.sock where it exists, 127.0.0.1:7420.",
    "Où écoute cofid : unix:CHEMIN ou HÔTE:PORT ; NOM=ADRESSE,… pour des services séparés. Sinon"
    " COFI_SERVER, le profil, unix:/run/cofi/cofid.sock s'il existe, 127.0.0.1:7420."};
inline constexpr Text kTimeoutHelp{
    "How long to wait for an answer; 10s. For all of a copy or a verification; 24h.",
    "Combien de temps attendre une réponse ; 10s. Toute une copie ou vérification ; 24h."};
inline constexpr Text kProfileHelp{
    "A profile of ~/.config/cofi/profiles.yaml (NAME: {server: …, lang: …, timeout: …}). Else"
    " COFI_PROFILE, then the profile \"default\".",
    "Un profil de ~/.config/cofi/profiles.yaml (NOM: {server: …, lang: …, timeout: …}). Sinon"
    " COFI_PROFILE, puis le profil « default »."};
inline constexpr Text kFormatHelp{"How to print data.", "Comment écrire les données."};
inline constexpr Text kLangHelp{"The language. Else COFI_LANG, the profile, the locale.",
                                "La langue. Sinon COFI_LANG, le profil, la locale."};
inline constexpr Text kColorHelp{"Whether headers are bold; NO_COLOR is honoured.",
                                 "Titres en gras ou non ; NO_COLOR est respecté."};
inline constexpr Text kDebugHelp{"After an error, all that the server said.",
                                 "Après une erreur, tout ce que le serveur a dit."};
inline constexpr Text kHelpHelp{"This help, or that of a command.",
                                "Cette aide, ou celle d'une commande."};

// Flags of one.
inline constexpr Text kLimitHelp{"At most so many; all when not given.",
                                 "Au plus tant ; tout si rien n'est dit."};
inline constexpr Text kWithinHelp{"Only what is due within so many days (60, 60d) or weeks (8w).",
                                  "Seulement ce qui échoit sous tant de jours (60, 60j) ou semaines"
                                  " (8s)."};
inline constexpr Text kFailIfAnyHelp{"Exit with 10 if there are any, for cron.",
                                     "Sortir avec 10 s'il y en a, pour cron."};
inline constexpr Text kApplyFileHelp{"The file; - is standard input.",
                                     "Le fichier ; - est l'entrée standard."};
inline constexpr Text kDryRunHelp{
    "Try the whole file on the server: say what would be done, and all that would be refused;"
    " write nothing.",
    "Essayer tout le fichier sur le serveur : dire ce qui serait fait, et tout ce qui serait"
    " refusé ; ne rien écrire."};
inline constexpr Text kApplySample{
    "In the file, names and values are as on the command line:\n"
    "  - funder: exemple                      # is to exist, with these fields\n"
    "    display_name: Fondation Exemple\n"
    "  - project: jardin\n"
    "    display_name: Jardin partagé\n"
    "  - application: jardin/exemple\n"
    "    display_name: Aide au démarrage\n"
    "    funder: exemple\n"
    "    requested_amount: 30 000\n"
    "  - application submit: jardin/exemple   # happened\n"
    "    effective_date: 2018-02-15\n",
    "Dans le fichier, noms et valeurs sont ceux de la ligne de commande :\n"
    "  - funder: exemple                      # doit exister, avec ces champs\n"
    "    display_name: Fondation Exemple\n"
    "  - project: jardin\n"
    "    display_name: Jardin partagé\n"
    "  - application: jardin/exemple\n"
    "    display_name: Aide au démarrage\n"
    "    funder: exemple\n"
    "    requested_amount: 30 000\n"
    "  - application submit: jardin/exemple   # s'est produit\n"
    "    effective_date: 15/02/2018\n"};
inline constexpr Text kDataHelp{
    "The request in protobuf's JSON; @FILE reads a file, - standard input; {} when not given.",
    "La requête en JSON de protobuf ; @FICHIER lit un fichier, - l'entrée standard ; {} sinon."};
inline constexpr Text kBelowHelp{
    "All that is below it too; of a project, what all services know of it.",
    "Tout ce qui en dépend aussi ; d'un projet, ce que tous les services en savent."};
inline constexpr Text kOutcomeServiceHelp{"Ask this one only; all when not given.",
                                          "N'interroger que celui-ci ; tous si rien n'est dit."};
inline constexpr Text kServiceHelp{"Only this service; all when not given.",
                                   "Ce service seulement ; tous si rien n'est dit."};
inline constexpr Text kLeadToHelp{
    "Go on behind the change of this cursor; 0 begins anew, with the first.",
    "Continuer après la modification de ce curseur ; 0 recommence à la première."};
inline constexpr Text kLeadNoteHelp{"Why, for those who read the journal later.",
                                    "La raison, pour qui lira le journal."};
inline constexpr Text kCheckpointHelp{
    "Also prove that the chains still hold the heads of this checkpoint.",
    "Prouver aussi que les chaînes portent encore les têtes de ce point de contrôle."};
inline constexpr Text kVerifyKeyHelp{"The key that signed the checkpoint, public or private.",
                                     "La clé qui a signé le point de contrôle, publique ou"
                                     " privée."};
inline constexpr Text kCheckpointKeyHelp{
    "The private key; made, with its public half in FILE.pub, if it is not there.",
    "La clé privée ; créée, avec sa moitié publique dans FILE.pub, si elle n'est pas là."};
inline constexpr Text kLosingHelp{
    "Exactly so many entries of SERVICE that the copy lacks may be lost.",
    "Exactement tant d'entrées de SERVICE absentes de la copie peuvent être perdues."};

// What each command does.
inline constexpr Text kStatusSummary{"what is left on each line", "ce qui reste sur chaque ligne"};
inline constexpr Text kPlanSummary{
    "who pays what, the gap, whether the project may start",
    "qui paie quoi, le reste à financer, si le projet peut démarrer"};
inline constexpr Text kDeadlinesSummary{"what is due when, overdue first",
                                        "ce qui est dû et quand, les retards d'abord"};
inline constexpr Text kPipelineSummary{"where the applications stand",
                                       "où en sont les candidatures"};
inline constexpr Text kApplySummary{
    "make what a file declares so; applied again by the same user, it changes nothing",
    "rendre vrai ce qu'un fichier déclare ; appliqué à nouveau par la même personne, il ne change"
    " rien"};
inline constexpr Text kBackupSummary{"copy all stores into a new folder, while others work",
                                     "copier tous les stockages dans un nouveau dossier, pendant"
                                     " que d'autres travaillent"};
inline constexpr Text kRestoreSummary{
    "verify the copies of a folder, then put them in the stores' place",
    "vérifier les copies d'un dossier, puis les mettre à la place des stockages"};
inline constexpr Text kVerifySummary{"prove that journal, resources and totals are whole",
                                     "prouver que journal, ressources et totaux sont intègres"};
inline constexpr Text kCheckpointSummary{
    "write the heads of all chains to a new file, signed",
    "écrire les têtes de toutes les chaînes dans un nouveau fichier, signé"};
inline constexpr Text kFollowersSummary{"who follows which journal, how far, and what stands still",
                                        "qui suit quel journal, jusqu'où, et ce qui est arrêté"};
inline constexpr Text kLeadSummary{
    "have a follower that stands still go on elsewhere, on record",
    "faire repartir ailleurs un suiveur arrêté ; le journal le retient"};
inline constexpr Text kHistorySummary{"who changed what when, newest first",
                                      "qui a changé quoi et quand, le plus récent d'abord"};
inline constexpr Text kOutcomeSummary{
    "what became of a request: committed, in progress, never applied",
    "l'issue d'une requête : enregistrée, en cours, jamais appliquée"};
inline constexpr Text kCallSummary{"any RPC, in protobuf's own JSON",
                                   "n'importe quel RPC, dans le JSON de protobuf"};
inline constexpr Text kCompletionSummary{"the completion script of a shell",
                                         "le script de complétion d'un shell"};
inline constexpr Text kVersionSummary{"the version of this program", "la version de ce programme"};

// What a noun of the command line is called: the noun itself in English.
std::string NounLabel(absl::string_view noun, Language language);

// What a method does; empty where the method's comment says it.
Text VerbSummary(absl::string_view method, absl::string_view verb);

}  // namespace words
}  // namespace cofi::cli

#endif  // COFI_CLIENTS_CLI_TYPED_WORDS_H_
