#include "clients/cli/typed/words.h"

#include <cerrno>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/cli/typed/text.h"
#include "clients/cli/typed/words_mistakes.h"

namespace cofi::cli {

std::string DidYouMean(const std::string& given, absl::Span<const std::string> names,
                       Language language) {
  const std::string nearest = Nearest(given, names);
  return nearest.empty() ? "" : Say(words::kDidYouMean, language, nearest);
}

namespace {

// The C library speaks French only where its locale is installed.
std::string CauseOf(int error, Language language) {
  static constexpr std::pair<int, Text> kCauses[] = {
      {EACCES, {"Permission denied", "permission refusée"}},
      {EBUSY,
       {"another program is writing a backup of this name",
        "un autre programme écrit une sauvegarde de ce nom"}},
      {EBADF, {"it is closed", "c'est fermé"}},
      {EDQUOT, {"Disk quota exceeded", "quota de disque dépassé"}},
      {EEXIST, {"File exists", "le fichier existe déjà"}},
      {EFBIG, {"File too large", "fichier trop grand"}},
      {EIO, {"Input/output error", "erreur d'entrée/sortie"}},
      {EISDIR, {"it is a folder", "c'est un dossier"}},
      {ELOOP, {"Too many symbolic links", "trop de liens symboliques"}},
      {ENAMETOOLONG, {"File name too long", "nom de fichier trop long"}},
      {ENOENT, {"No such file or directory", "fichier ou dossier inexistant"}},
      {ENOSPC, {"No space left on device", "plus de place sur le disque"}},
      {ENOTDIR, {"Not a directory", "pas un dossier"}},
      {ENXIO, {"it is no file", "ce n'est pas un fichier"}},
      {EPIPE, {"nobody reads it any more", "plus personne ne la lit"}},
      {EROFS, {"Read-only file system", "disque en lecture seule"}},
  };
  for (const auto& [code, cause] : kCauses) {
    if (code == error) return cause.In(language);
  }
  return absl::StrCat("errno ", error);
}

}  // namespace

absl::Status CannotRead(const std::string& file, int error, Language language) {
  return Mistake(words::kCannotRead, language, file == "-" ? "stdin" : file,
                 CauseOf(error, language));
}

absl::Status CannotWrite(const std::string& file, int error, Language language) {
  return Mistake(words::kCannotWrite, language, file, CauseOf(error, language));
}

}  // namespace cofi::cli
