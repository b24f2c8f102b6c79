// What is said about an apply file, and what came of it.
#ifndef COFI_CLIENTS_CLI_COMMANDS_WORDS_APPLY_H_
#define COFI_CLIENTS_CLI_COMMANDS_WORDS_APPLY_H_

#include "base/language.h"

namespace cofi::cli::words {

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

// Flags.
inline constexpr Text kApplyFileHelp{"The file; - is standard input.",
                                     "Le fichier ; - est l'entrée standard."};
inline constexpr Text kDryRunHelp{
    "Try the whole file on the server: say what would be done, and all that would be refused;"
    " write nothing.",
    "Essayer tout le fichier sur le serveur : dire ce qui serait fait, et tout ce qui serait"
    " refusé ; ne rien écrire."};

}  // namespace cofi::cli::words

#endif  // COFI_CLIENTS_CLI_COMMANDS_WORDS_APPLY_H_
