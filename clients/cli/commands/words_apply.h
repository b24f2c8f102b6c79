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
                                   "$0 ne peut pas figurer dans un fichier"};
inline constexpr Text kCannotChange{"$0 exists with other values and can never be changed: $1",
                                    "$0 existe avec d'autres valeurs et ne se modifie jamais : $1"};
inline constexpr Text kNotOneTemplate{"a template has one item \"$1: …\"; $0 has $2",
                                      "un modèle a un seul élément « $1: … » ; $0 en compte $2"};

// What applying did.
inline constexpr Text kCreated{"created", "création"};
inline constexpr Text kUpdated{"updated", "modification"};
inline constexpr Text kDidVerb{"done", "action"};
inline constexpr Text kUnchanged{"unchanged", "inchangé"};
inline constexpr Text kWouldCreate{"to create", "création"};
inline constexpr Text kWouldUpdate{"to update", "modification"};
inline constexpr Text kWouldDo{"to do", "action"};
// Each count agrees by itself: `1 création, 0 modification, 2 actions, 3 déjà à jour.`
inline constexpr Text kApplyDone{"$0, $1, $2, $3.", "$0, $1, $2, $3."};
inline constexpr Text kCountCreated{"$0 created", "$0 création"};
inline constexpr Text kCountsCreated{"$0 created", "$0 créations"};
inline constexpr Text kCountUpdated{"$0 updated", "$0 modification"};
inline constexpr Text kCountsUpdated{"$0 updated", "$0 modifications"};
inline constexpr Text kCountDone{"$0 action", "$0 action"};
inline constexpr Text kCountsDone{"$0 actions", "$0 actions"};
inline constexpr Text kCountUnchanged{"$0 up to date", "$0 déjà à jour"};
inline constexpr Text kNothingChanged{"Nothing to change ($0 up to date).",
                                      "Rien à changer ($0 à jour)."};
inline constexpr Text kStoppedAt{"stopped at $0, $1", "arrêt à $0, $1"};
inline constexpr Text kRefusedAt{"at $0, $1", "à $0, $1"};
inline constexpr Text kOneUnproved{
    "$0 of these could not be tried: it depends on what is refused above, on what services tell"
    " each other afterwards, or on more than one trial takes:",
    "$0 de ces éléments n'a pu être essayé : il dépend de ce qui est refusé plus haut, de ce que"
    " les services se disent ensuite, ou de plus qu'un essai ne contient :"};
inline constexpr Text kUnproved{
    "$0 of these could not be tried: they depend on what is refused above, on what services tell"
    " each other afterwards, or on more than one trial takes:",
    "$0 de ces éléments n'ont pu être essayés : ils dépendent de ce qui est refusé plus haut, de"
    " ce que les services se disent ensuite, ou de plus qu'un essai ne contient :"};
inline constexpr Text kMovedSince{
    "$0 stays at $1, where an action has put it since; the file says $2",
    "$0 reste à $1, valeur donnée depuis par une action ; le fichier indique $2"};
inline constexpr Text kHappenedSince{
    "this happened on that date already, in other words or by other hands; it is not done again",
    "action déjà faite à cette date, en d'autres termes ou par quelqu'un d'autre ; elle n'est pas"
    " refaite"};
inline constexpr Text kApplyAgain{
    "; what stands before it is done, apply again to go on",
    " ; ce qui précède est fait, relancez la commande pour continuer"};

// Flags.
inline constexpr Text kApplyFileHelp{"The file; - is standard input.",
                                     "Le fichier ; - est l'entrée standard."};
inline constexpr Text kApplyExampleHelp{
    "Print an example of such a file, which can be applied as it stands.",
    "Afficher un exemple d'un tel fichier, qui s'applique tel quel."};
inline constexpr Text kNoApplyFile{"-f FILE is missing; cofi apply --example shows one",
                                   "il manque -f FICHIER ; cofi apply --example en montre un"};
inline constexpr Text kDryRunHelp{
    "Try the whole file on the server: say what would be done, and all that would be refused;"
    " write nothing.",
    "Essayer tout le fichier sur le serveur : dire ce qui serait fait et tout ce qui serait"
    " refusé, sans rien enregistrer."};

}  // namespace cofi::cli::words

#endif  // COFI_CLIENTS_CLI_COMMANDS_WORDS_APPLY_H_
