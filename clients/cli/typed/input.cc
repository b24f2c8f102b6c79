#include "clients/cli/typed/input.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

#include "base/status.h"
#include "base/text.h"
#include "clients/cli/typed/words.h"
#include "clients/cli/typed/words_mistakes.h"

namespace cofi::cli {
namespace {

// Of a shell's `<(…)`: a pipe that has no name has somebody who writes it.
bool IsPipe(int descriptor) {
  struct statfs facts {};
  return fstatfs(descriptor, &facts) == 0 && facts.f_type == PIPEFS_MAGIC;
}

// `/dev/stdin` by any of its names.
bool IsStandardInput(const struct stat& facts) {
  struct stat standard {};
  return fstat(STDIN_FILENO, &standard) == 0 && standard.st_dev == facts.st_dev &&
         standard.st_ino == facts.st_ino;
}

// A descriptor to close after use, unless it is standard input.
absl::StatusOr<int> Open(const std::string& file, Language language) {
  if (file == "-") return STDIN_FILENO;
  // A named pipe without a writer would have us wait, a terminal become ours.
  const int opened = open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (opened < 0) return CannotRead(file, errno, language);
  struct stat facts {};
  fstat(opened, &facts);
  if (S_ISREG(facts.st_mode)) return opened;
  if (S_ISFIFO(facts.st_mode) && IsPipe(opened) && fcntl(opened, F_SETFL, O_RDONLY) == 0) {
    return opened;
  }
  close(opened);
  if (IsStandardInput(facts)) return STDIN_FILENO;
  return CannotRead(file, S_ISDIR(facts.st_mode) ? EISDIR : ENXIO, language);
}

void Close(int descriptor) {
  if (descriptor != STDIN_FILENO) close(descriptor);
}

// An errno, 0 if there is no more or more than `bytes_max`.
int ReadAll(int descriptor, size_t bytes_max, std::string* text) {
  char block[1 << 16];
  // One more than the limit tells that there is more.
  while (text->size() <= bytes_max) {
    const ssize_t count = read(descriptor, block, sizeof block);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return count < 0 ? errno : 0;
    text->append(block, static_cast<size_t>(count));
  }
  return 0;
}

}  // namespace

absl::StatusOr<std::string> ReadInput(const std::string& file, Language language,
                                      size_t bytes_max) {
  COFI_ASSIGN_OR_RETURN(const int descriptor, Open(file, language));
  std::string text;
  const int error = ReadAll(descriptor, bytes_max, &text);
  Close(descriptor);
  if (error != 0) return CannotRead(file, error, language);
  if (text.size() > bytes_max) {
    return Mistake(words::kFileTooLarge, language, file,
                   FormatCount(static_cast<int64_t>(bytes_max), language));
  }
  if (!IsUtf8(text)) return Mistake(words::kFileNotUtf8, language, file);
  return text;
}

absl::Status CheckReadable(const std::string& file, Language language) {
  COFI_ASSIGN_OR_RETURN(const int descriptor, Open(file, language));
  Close(descriptor);
  return absl::OkStatus();
}

}  // namespace cofi::cli
