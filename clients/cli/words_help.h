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
inline constexpr Text kReports{"Reports:", "Tableaux de bord :"};
inline constexpr Text kReportNames{"Reports:", "Rapports :"};
inline constexpr Text kResources{"Resources, cofi NOUN VERB:", "Ressources, cofi NOM VERBE :"};
inline constexpr Text kOtherCommands{"Other commands:", "Autres commandes :"};
inline constexpr Text kGlobalFlags{"Flags of every command:", "Options de toute commande :"};
inline constexpr Text kRequiredMark{"Required.", "Obligatoire."};
inline constexpr Text kRequiredWithMark{"Required with --$0….", "Obligatoire avec --$0…."};
inline constexpr Text kRequiredWithoutMark{"Required without $0.", "Obligatoire sans $0."};
inline constexpr Text kRepeatedMark{"May be repeated.", "Répétable."};
inline constexpr Text kTopUsage{"COMMAND …", "COMMANDE …"};
inline constexpr Text kAbout{
    "Co-funding of projects: what is secured, what is due, what is left, and who paid which euro.",
    "Le cofinancement de projets : ce qui est acquis, ce qui est dû, ce qui reste, et qui a payé"
    " quel euro."};
inline constexpr Text kExitCodes{
    "Exit codes: 0 done, 1 refused, 2 usage, 3 cannot reach the server, 4 not allowed, 5 not"
    " found, 10 something is listed by a report with --fail-if-any.",
    "Codes de sortie : 0 fait, 1 refusé, 2 erreur de saisie, 3 serveur injoignable, 4 non permis,"
    " 5 introuvable, 10 un rapport avec --fail-if-any n'est pas vide."};

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
    "N'importe quel rapport, à l'écran ou dans un fichier selon la fin de son nom : txt, csv,"
    " json, xlsx, html, pdf, ics."};
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
    "Create and change what a file describes; run again, it changes nothing.",
    "Créer et modifier ce que décrit un fichier ; le relancer ne change rien."};
inline constexpr Text kBackupSummary{
    "Copy all databases into a new folder, while others work.",
    "Sauvegarder toutes les bases dans un nouveau dossier, pendant que d'autres travaillent."};
inline constexpr Text kRestoreSummary{
    "Verify the copies of a folder, then put them in the place of the databases.",
    "Vérifier les copies d'un dossier, puis les mettre à la place des bases."};
inline constexpr Text kVerifySummary{
    "Verify that nothing was altered: journal, resources and totals.",
    "Vérifier que rien n'a été altéré : journal, ressources et totaux."};
inline constexpr Text kCheckpointSummary{
    "Write the heads of all chains to a new file, signed.",
    "Écrire les têtes de toutes les chaînes dans un nouveau fichier, signé."};
inline constexpr Text kFollowersSummary{
    "Show who follows which journal, how far, and what stands still.",
    "Montrer qui suit quel journal, jusqu'où, et ce qui est arrêté."};
inline constexpr Text kLeadSummary{
    "Have a follower that stands still go on elsewhere, on record.",
    "Faire repartir ailleurs un suiveur arrêté ; le journal en garde la trace."};
inline constexpr Text kDownloadSummary{
    "Download the file of an attachment, or of a paper by its full name.",
    "Télécharger le fichier d'une pièce jointe, ou d'une pièce administrative par son nom entier."};
inline constexpr Text kClaimPackSummary{
    "Download a payment claim with its statement and all its files, as one archive.",
    "Télécharger le dossier d'une demande de paiement : état récapitulatif et justificatifs."};
inline constexpr Text kHistorySummary{
    "Show who changed what when, newest first.",
    "Montrer qui a changé quoi et quand, le plus récent d'abord."};
inline constexpr Text kOutcomeSummary{
    "Say what became of a request: committed, in progress, never applied.",
    "Dire ce qu'est devenue une requête : enregistrée, en cours, jamais appliquée."};
inline constexpr Text kRpcSummary{"Call any RPC, in protobuf's own JSON.",
                                  "Appeler n'importe quel RPC, dans le JSON de protobuf."};
inline constexpr Text kCompletionSummary{
    "Print the completion script of a shell.",
    "Écrire le script de complétion d'un interpréteur de commandes."};
inline constexpr Text kVersionSummary{"Show the version of this program.",
                                      "Montrer la version de ce programme."};

}  // namespace cofi::cli::words

#endif  // COFI_CLIENTS_CLI_WORDS_HELP_H_
