// What the flags of every command are for, and those of lists.
#ifndef COFI_CLIENTS_CLI_TYPED_WORDS_FLAGS_H_
#define COFI_CLIENTS_CLI_TYPED_WORDS_FLAGS_H_

#include "base/language.h"

namespace cofi::cli::words {

inline constexpr Text kFileHelp{
    "The file to upload; it is called so if nothing else is said.",
    "Le fichier à téléverser ; la pièce en prend le nom si rien d'autre n'est dit."};
inline constexpr Text kServerHelp{
    "Where cofid listens: unix:PATH or HOST:PORT; NAME=ADDRESS,… for services that run apart."
    " Else COFI_SERVER, the profile, unix:/run/cofi/cofid.sock where it exists, 127.0.0.1:7420.",
    "Où écoute cofid : unix:CHEMIN ou HÔTE:PORT ; NOM=ADRESSE,… pour des services séparés. Sinon"
    " COFI_SERVER, le profil, unix:/run/cofi/cofid.sock s'il existe, 127.0.0.1:7420."};
inline constexpr Text kTimeoutHelp{
    "How long to wait for an answer: 10s when not given; 24h for all of a copy or a verification.",
    "Combien de temps attendre une réponse : 10s si rien n'est dit ; 24h pour toute une copie ou"
    " vérification."};
inline constexpr Text kProfileHelp{
    "A profile of ~/.config/cofi/profiles.yaml (NAME: {server: …, lang: …, timeout: …}). Else"
    " COFI_PROFILE, then the profile \"default\".",
    "Un profil de ~/.config/cofi/profiles.yaml (NOM: {server: …, lang: …, timeout: …}). Sinon"
    " COFI_PROFILE, puis le profil « default »."};
inline constexpr Text kFormatHelp{
    "How to print data. Of a report also a file, by its name: status.xlsx (txt, csv, json, xlsx,"
    " html, pdf, ics).",
    "Comment écrire les données. Pour un rapport, aussi un fichier, d'après son nom :"
    " situation.xlsx (txt, csv, json, xlsx, html, pdf, ics)."};
inline constexpr Text kLangHelp{"The language. Else COFI_LANG, the profile, the locale.",
                                "La langue. Sinon COFI_LANG, le profil, la langue du système."};
inline constexpr Text kColorHelp{"Whether headers are bold; NO_COLOR is honoured.",
                                 "Titres en gras ou non ; NO_COLOR est respecté."};
inline constexpr Text kDebugHelp{"After an error, all that the server said.",
                                 "Après une erreur, tout ce que le serveur a dit."};
inline constexpr Text kHelpHelp{"This help, or that of a command.",
                                "Cette aide, ou celle d'une commande."};

// Of reports.
inline constexpr Text kYearHelp{"Only what was moved in this year.",
                                "Seulement les mouvements de cette année."};
inline constexpr Text kMonthHelp{"Only what was moved in this month (2018-03).",
                                 "Seulement les mouvements de ce mois (03/2018)."};
inline constexpr Text kForHelp{"CSV as a spreadsheet of the language opens it on a double click.",
                               "CSV qu'un tableur français ouvre d'un double clic."};
inline constexpr Text kFailIfAnyHelp{"Exit with 10 if it lists anything, for cron.",
                                     "Code de sortie 10 s'il y a quelque chose (cron)."};

// Of verbs on many at once.
inline constexpr Text kBulkFilterHelp{
    "In place of a name: all that this chooses, as in a list. Says what would become of each, and"
    " asks.",
    "À la place d'un nom : tout ce que ce filtre choisit, comme dans une liste. Dit ce que"
    " deviendrait chaque élément, puis demande."};
inline constexpr Text kBulkProjectHelp{"With --filter: only of this project.",
                                       "Avec --filter : seulement dans ce projet."};
inline constexpr Text kBulkYesHelp{
    "With --filter: do it without asking, one after the other; what is refused stops no other.",
    "Avec --filter : le faire sans demander, l'un après l'autre ; un refus n'arrête pas les"
    " autres."};
// Of what makes a resource.
inline constexpr Text kTemplateHelp{
    "What no flag says is as in this template: one of those that cofi brings, or a file with one"
    " such item, as cofi apply reads it.",
    "Ce qu'aucune option ne dit est repris de ce modèle : l'un de ceux que cofi apporte, ou un"
    " fichier qui en contient un seul, comme les lit cofi apply."};

// Of lists.
inline constexpr Text kLimitHelp{"At most so many; all when not given.",
                                 "Au plus ce nombre ; tout si rien n'est dit."};

}  // namespace cofi::cli::words

#endif  // COFI_CLIENTS_CLI_TYPED_WORDS_FLAGS_H_
