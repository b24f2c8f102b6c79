#include "clients/cli/commands/signing_key.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "absl/strings/str_cat.h"
#include "base/signatures.h"
#include "base/status.h"
#include "clients/cli/commands/words_operators.h"
#include "clients/cli/typed/input.h"
#include "clients/cli/typed/words.h"

namespace cofi::cli {
namespace {

bool WriteAll(int descriptor, absl::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    text.remove_prefix(static_cast<size_t>(written));
  }
  return fsync(descriptor) == 0;
}

}  // namespace

absl::StatusOr<std::string> SigningKeyIn(const std::string& file, Language language, bool* made) {
  struct stat facts {};
  *made = stat(file.c_str(), &facts) != 0 && errno == ENOENT;
  if (*made) {
    std::string key = NewSigningKey();
    COFI_ASSIGN_OR_RETURN(const std::string public_key, PublicKeyOf(key));
    COFI_RETURN_IF_ERROR(WriteNew(file, key, 0600, language));
    const absl::Status published = WriteNew(absl::StrCat(file, ".pub"), public_key, 0644, language);
    if (published.ok()) return key;
    // A key that nobody was told of is not left lying about.
    unlink(file.c_str());
    return published;
  }
  if ((facts.st_mode & 077) != 0) return Mistake(words::kKeyOfOthers, language, file);
  return ReadInput(file, language);
}

absl::Status WriteNew(const std::string& file, absl::string_view text, unsigned mode,
                      Language language) {
  const int descriptor = open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  if (descriptor < 0) return CannotWrite(file, errno, language);
  const bool written = WriteAll(descriptor, text);
  const int error = errno;
  close(descriptor);
  if (written) return absl::OkStatus();
  unlink(file.c_str());
  return CannotWrite(file, error, language);
}

}  // namespace cofi::cli
