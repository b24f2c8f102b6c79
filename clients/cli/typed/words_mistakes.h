// What is wrong with what was typed, or with a file that it names.
#ifndef COFI_CLIENTS_CLI_TYPED_WORDS_MISTAKES_H_
#define COFI_CLIENTS_CLI_TYPED_WORDS_MISTAKES_H_

#include "base/language.h"

namespace cofi::cli::words {

// Mistakes on the command line.
inline constexpr Text kDidYouMean{"; did you mean $0?", " ; vouliez-vous dire $0 ?"};
inline constexpr Text kUnknownCommand{"\"$0\" is not a command of cofi",
                                      "« $0 » n'est pas une commande de cofi"};
inline constexpr Text kUnknownVerb{"\"$0\" is not a verb of $1; there are: $2",
                                   "« $0 » n'est pas un verbe de « $1 » ; il y a : $2"};
inline constexpr Text kVerbMissing{"$0 needs a verb: $1", "il faut un verbe après $0 : $1"};
inline constexpr Text kUnknownFlag{"$0 is not a flag of this command",
                                   "$0 n'est pas une option de cette commande"};
inline constexpr Text kValueMissing{"$0 needs a value", "il faut une valeur à $0"};
inline constexpr Text kGivenTwice{"$0 was given twice", "$0 : donnée deux fois"};
inline constexpr Text kNotOneOf{"$0 is \"$1\"; accepted: $2", "$0 vaut « $1 » ; accepté : $2"};
inline constexpr Text kOnePeriod{"one period: --year, --month, or --from and --to",
                                 "une seule période : --year, --month, ou --from et --to"};
inline constexpr Text kNoTerminal{"$0 is no text: give -o a file, report.$0",
                                  "$0 n'est pas du texte : donnez un fichier à -o, rapport.$0"};
inline constexpr Text kNotAReport{"\"$0\" is not a report; there are: $1",
                                  "« $0 » n'est pas un rapport ; il y a : $1"};
inline constexpr Text kTooManyWords{"\"$0\" is one word too many", "« $0 » est un mot de trop"};
inline constexpr Text kNotWithFilter{"$0 does not go with --filter", "$0 ne va pas avec --filter"};
inline constexpr Text kOnlyWithFilter{"$0 goes with --filter only", "$0 ne va qu'avec --filter"};
inline constexpr Text kNotUtf8{"an argument is not UTF-8 text",
                               "un argument n'est pas un texte en UTF-8"};
inline constexpr Text kNothingToUpdate{"nothing to update: give a flag for each field to change",
                                       "rien à modifier : donnez une option par champ à changer"};
inline constexpr Text kRequestTooLarge{
    "the request has $0 bytes; a server takes at most $1",
    "la requête compte $0 octets ; un serveur en accepte $1 au plus"};
inline constexpr Text kUnknownTemplate{
    "\"$0\" is not a template; there are: $1, and any file, such as ./call.yaml",
    "« $0 » n'est pas un modèle ; il y a : $1, et tout fichier, comme ./appel.yaml"};

// Names and values.
inline constexpr Text kNameMissing{"$0 is missing", "il manque $0"};
inline constexpr Text kForExample{"; for example: $0", " ; exemple : $0"};
inline constexpr Text kNameNotOfForm{"\"$0\" does not have the form $1",
                                     "« $0 » n'est pas de la forme $1"};
inline constexpr Text kNotAnId{
    "\"$0\" is not an identifier (lowercase letters, digits, hyphens)",
    "« $0 » n'est pas un identifiant (minuscules, chiffres, traits d'union)"};
inline constexpr Text kNoParent{"this list is of all there are: what is \"$0\"?",
                                "cette liste les montre tous : que faire de « $0 » ?"};
inline constexpr Text kWholeNumber{"a whole number", "un nombre entier"};

// Profiles.
inline constexpr Text kNoProfile{"there is no profile \"$0\" in $1",
                                 "il n'y a pas de profil « $0 » dans $1"};
inline constexpr Text kNotProfiles{
    "expected profiles, each NAME: {server: …, lang: …, timeout: …}",
    "attendu : des profils, chacun NOM: {server: …, lang: …, timeout: …}"};
inline constexpr Text kUnknownKey{"\"$0\" is not a key of a profile; there are: $1",
                                  "« $0 » n'est pas une clé de profil ; il y a : $1"};

// Files.
inline constexpr Text kFileTooLarge{"$0 has more than $1 bytes", "$0 compte plus de $1 octets"};
inline constexpr Text kFileNotUtf8{"$0 is not UTF-8 text", "$0 n'est pas un texte en UTF-8"};
inline constexpr Text kCannotRead{"$0 cannot be read: $1", "$0 ne peut être lu : $1"};
inline constexpr Text kCannotWrite{"$0 cannot be written: $1", "$0 ne peut être écrit : $1"};
inline constexpr Text kNotAValue{"$0 takes one value", "$0 prend une seule valeur"};

}  // namespace cofi::cli::words

#endif  // COFI_CLIENTS_CLI_TYPED_WORDS_MISTAKES_H_
