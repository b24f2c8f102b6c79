// What is said of files that are attached.
#ifndef COFI_CLIENTS_CLI_COMMANDS_WORDS_CONTENTS_H_
#define COFI_CLIENTS_CLI_COMMANDS_WORDS_CONTENTS_H_

#include "base/language.h"

namespace cofi::cli::words {

inline constexpr Text kOutputFileHelp{
    "Write it to this file, or to the standard output with -; its own name if nothing is said.",
    "Le fichier à écrire, ou - pour la sortie standard ; son propre nom si rien n'est dit."};
inline constexpr Text kFileExists{"$0 is there already: say by -o where it is to go",
                                  "$0 existe déjà : dites avec -o où l'écrire"};
inline constexpr Text kWouldUpload{"$0 would be uploaded: $1 bytes",
                                   "$0 serait téléversé : $1 octets"};
inline constexpr Text kEvidence{"proved expenses: $0 of $1", "dépenses justifiées : $0 sur $1"};
inline constexpr Text kDownloaded{"$0 bytes in $1", "$0 octets dans $1"};

}  // namespace cofi::cli::words

#endif  // COFI_CLIENTS_CLI_COMMANDS_WORDS_CONTENTS_H_
