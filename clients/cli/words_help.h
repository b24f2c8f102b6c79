// What the help says: its own words, and what each command does.
#ifndef COFI_CLIENTS_CLI_WORDS_HELP_H_
#define COFI_CLIENTS_CLI_WORDS_HELP_H_

#include "base/language.h"

namespace cofi::cli::words {

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
    " found, 10 something is listed by a report with --fail-if-any.",
    "Codes de sortie : 0 fait, 1 refusé, 2 usage, 3 serveur injoignable, 4 non permis, 5 "
    "introuvable,"
    " 10 un état avec --fail-if-any n'est pas vide."};

// Flags.
inline constexpr Text kMoreHelp{"cofi COMMAND --help and cofi NOUN VERB --help say more.",
                                "cofi COMMANDE --help et cofi NOM VERBE --help en disent plus."};

// Help.
inline constexpr Text kVerbHelpHint{"cofi $0 VERB --help says more.",
                                    "cofi $0 VERBE --help en dit plus."};
inline constexpr Text kReportUsage{"report NAME [PROJECT] [-o FILE]",
                                   "report NOM [PROJET] [-o FICHIER]"};
inline constexpr Text kReportAbout{
    "Any report, on the terminal or as the file that its name ends in: txt, csv, json, xlsx, html,"
    " pdf, ics.",
    "N'importe quel état, à l'écran ou dans un fichier selon la fin de son nom : txt, csv, json,"
    " xlsx, html, pdf, ics."};
inline constexpr Text kReportHelpHint{"cofi report NAME --help says more.",
                                      "cofi report NOM --help en dit plus."};
inline constexpr Text kGlobalFlagsHint{"The flags of every command: cofi --help",
                                       "Les options de toute commande : cofi --help"};
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

// What each command does.
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

}  // namespace cofi::cli::words

#endif  // COFI_CLIENTS_CLI_WORDS_HELP_H_
