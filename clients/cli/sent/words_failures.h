// What the calls of a server came to.
#ifndef COFI_CLIENTS_CLI_SENT_WORDS_FAILURES_H_
#define COFI_CLIENTS_CLI_SENT_WORDS_FAILURES_H_

#include "base/language.h"

namespace cofi::cli::words {

inline constexpr Text kUnreachable{"no server answers at $0", "aucun serveur ne répond à $0"};
inline constexpr Text kUnreachableHint{
    "is cofid running? Another address: --server or COFI_SERVER",
    "cofid tourne-t-il ? Autre adresse : --server ou COFI_SERVER"};
inline constexpr Text kElsewhere{"the server at $0 does not do that",
                                 "le serveur $0 n'offre pas ce service"};
inline constexpr Text kElsewhereHint{"services that run apart: --server NAME=ADDRESS,…",
                                     "services séparés : --server NOM=ADRESSE,…"};
inline constexpr Text kSlow{"$0 did not answer within $1", "$0 n'a pas répondu en $1"};
inline constexpr Text kSlowHint{"to wait longer: --timeout 1m",
                                "pour attendre plus longtemps : --timeout 1m"};
inline constexpr Text kInterrupted{"interrupted before an answer came",
                                   "interrompu avant toute réponse"};
inline constexpr Text kReplayed{"Carried out before; this is the answer that it had then.",
                                "Déjà fait ; voici la réponse d'alors."};
inline constexpr Text kNotAllowedHint{"you are known as $0",
                                      "le serveur vous connaît sous le nom $0"};
inline constexpr Text kOutcomeHint{"cofi outcome $0 says whether it was carried out",
                                   "cofi outcome $0 dit si c'est fait"};

// Whom to call.
inline constexpr Text kServiceHelp{"Only this service; all when not given.",
                                   "Ce service seulement ; tous si rien n'est dit."};

}  // namespace cofi::cli::words

#endif  // COFI_CLIENTS_CLI_SENT_WORDS_FAILURES_H_
