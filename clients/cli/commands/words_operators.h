// What operators are told of copies, proofs and followers, and whoever calls any RPC.
#ifndef COFI_CLIENTS_CLI_COMMANDS_WORDS_OPERATORS_H_
#define COFI_CLIENTS_CLI_COMMANDS_WORDS_OPERATORS_H_

#include "base/language.h"

namespace cofi::cli::words {

// Copies of earlier versions.
inline constexpr Text kNoCopyOf{
    "$0 has no copy of $1; an earlier version made it? then --without $1 leaves that as it is",
    "$0 n'a pas de copie de $1 ; sauvegarde d'une version antérieure ? alors --without $1 la laisse"
    " telle quelle"};

// Any RPC.
inline constexpr Text kUnknownService{"\"$0\" is not a service of Cofi; there are: $1",
                                      "« $0 » n'est pas un service de Cofi ; il y a : $1"};
inline constexpr Text kUnknownMethod{"\"$0\" is not a method; there are: $1",
                                     "« $0 » n'est pas une méthode ; il y a : $1"};
inline constexpr Text kStreamOfRequests{"$0 takes a stream of requests, not one",
                                        "$0 prend un flux de requêtes, non une seule"};
inline constexpr Text kBadJson{"the data is not a $0 in JSON: $1",
                               "les données ne sont pas un $0 en JSON : $1"};

// Verdicts, keys and checkpoints.
inline constexpr Text kVerdictHeader{"verdict", "verdict"};
inline constexpr Text kSound{"sound", "intact"};
inline constexpr Text kNotSound{"NOT SOUND", "ALTÉRÉ"};
inline constexpr Text kNotProved{"NOT PROVED", "NON VÉRIFIÉ"};
inline constexpr Text kNothingAltered{"Nothing was altered.", "Rien n'a été altéré."};
inline constexpr Text kNoCheckpoint{"$0 is no checkpoint of cofi",
                                    "$0 n'est pas un point de contrôle de cofi"};
inline constexpr Text kNoKey{"$0 is no Ed25519 key in PEM", "$0 n'est pas une clé Ed25519 en PEM"};
inline constexpr Text kNotSignedBy{"$0 was not signed with the key $1, or was changed since",
                                   "$0 n'a pas été signé avec la clé $1, ou a été modifié depuis"};
inline constexpr Text kKeyOfOthers{
    "others may read $0: chmod 600 it, or make a new key",
    "d'autres peuvent lire $0 : faites chmod 600, ou créez une autre clé"};
inline constexpr Text kNeedsKey{"--checkpoint needs --key, the key that signed it",
                                "--checkpoint demande --key, la clé qui l'a signé"};
inline constexpr Text kKeyMade{
    "New key in $0, its public half in $0.pub: keep them off the server.",
    "Nouvelle clé dans $0, sa moitié publique dans $0.pub : gardez-les hors du serveur."};
inline constexpr Text kOneHeadWritten{"$0 head in $1, signed.", "$0 tête dans $1, signée."};
inline constexpr Text kHeadsWritten{"$0 heads in $1, signed.", "$0 têtes dans $1, signées."};

// Backups.
inline constexpr Text kFolderExists{"the folder $0 exists already", "le dossier $0 existe déjà"};
inline constexpr Text kNoBackup{"$0 is not what cofi backup wrote",
                                "$0 n'est pas une sauvegarde de cofi"};
inline constexpr Text kCutOff{"the copy of $0 is not whole: of $1 bytes, $2 came",
                              "la copie de $0 est incomplète (octets reçus : $2 sur $1)"};
inline constexpr Text kUnfinished{
    "interrupted: what came is in $0, and of no use; the next backup of this name writes it anew",
    "interrompu : le début de la copie est dans $0 et ne sert à rien ; la prochaine sauvegarde de"
    " ce nom le réécrit"};
inline constexpr Text kNothingReplaced{"interrupted; no database was replaced",
                                       "interrompu ; aucune base n'est remplacée"};
inline constexpr Text kInterruptedRestoring{
    "interrupted while $0 was being restored; run the same command again: what is restored by then"
    " stays so",
    "interrompu pendant la restauration de $0 ; relancez la même commande : ce qui est restauré le"
    " reste"};
inline constexpr Text kPartlyRestored{
    "restored before that: $0; run the same command again once the cause is gone",
    "restauration déjà faite : $0 ; relancez la même commande une fois la cause disparue"};

// Flags.
inline constexpr Text kDataHelp{
    "The request in protobuf's JSON; @FILE reads a file, - standard input; {} when not given.",
    "La requête en JSON de protobuf ; @FICHIER lit un fichier, - l'entrée standard ; {} si rien"
    " n'est dit."};
inline constexpr Text kLeadToHelp{
    "Go on behind the change of this cursor; 0 begins anew, with the first.",
    "Continuer après la modification de ce curseur ; 0 recommence à la première."};
inline constexpr Text kLeadNoteHelp{"Why, for those who read the journal later.",
                                    "La raison, pour qui lira le journal."};
inline constexpr Text kCheckpointHelp{
    "Also verify that the chains still hold the heads of this checkpoint.",
    "Vérifier aussi que les chaînes portent encore les têtes de ce point de contrôle."};
inline constexpr Text kVerifyKeyHelp{"The key that signed the checkpoint, public or private.",
                                     "La clé qui a signé le point de contrôle, publique ou"
                                     " privée."};
inline constexpr Text kCheckpointKeyHelp{
    "The private key; made, with its public half in FILE.pub, if it is not there.",
    "La clé privée ; créée, avec sa moitié publique dans FICHIER.pub, si elle n'est pas là."};
inline constexpr Text kWithoutHelp{
    "Leave this service as it is, because the backup is of a version that did not have it.",
    "Laisser ce service tel quel, parce que la sauvegarde vient d'une version qui ne l'avait pas."};
inline constexpr Text kLosingHelp{
    "Accept the loss of exactly N entries of SERVICE that the copy lacks.",
    "Accepter de perdre exactement N entrées de SERVICE que la copie n'a pas."};

}  // namespace cofi::cli::words

#endif  // COFI_CLIENTS_CLI_COMMANDS_WORDS_OPERATORS_H_
