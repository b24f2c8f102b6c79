#include "clients/cli/commands/backup_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "clients/cli/commands/words_operators.h"
#include "clients/cli/typed/words.h"
#include "clients/services.h"

namespace cofi::cli {
namespace {

bool Sync(const std::string& folder) {
  const int file = open(folder.c_str(), O_RDONLY | O_CLOEXEC);
  const bool synced = file >= 0 && fsync(file) == 0;
  const int error = errno;
  if (file >= 0) close(file);
  errno = error;
  return synced;
}

std::string ParentOf(const std::string& path) {
  const std::string parent = std::filesystem::path(path).parent_path().string();
  return parent.empty() ? "." : parent;
}

}  // namespace

std::string CopyName(absl::string_view service) { return absl::StrCat(service, ".sqlite"); }

BackupFolder::BackupFolder(std::string path, std::string part, int lock, Language language)
    : path_(std::move(path)), part_(std::move(part)), lock_(lock), language_(language) {}

absl::StatusOr<std::unique_ptr<BackupFolder>> BackupFolder::Make(const std::string& path,
                                                                 Language language) {
  std::string wanted = path;
  while (wanted.size() > 1 && wanted.back() == '/') wanted.pop_back();
  const auto cannot = [&](int error) { return cli::CannotWrite(wanted, error, language); };
  if (wanted.empty()) return cannot(ENOENT);
  struct stat facts {};
  if (lstat(wanted.c_str(), &facts) == 0) {
    return S_ISDIR(facts.st_mode) ? Mistake(words::kFolderExists, language, wanted)
                                  : cannot(EEXIST);
  }
  const std::string part = wanted + ".part";
  // One that was left behind will do.
  if (mkdir(part.c_str(), 0700) != 0 && errno != EEXIST) return cannot(errno);
  const int lock = open(part.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (lock < 0) return cannot(errno);
  // Where folders cannot be locked, two programs are not kept apart.
  if (flock(lock, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
    close(lock);
    return cannot(EBUSY);
  }
  return std::unique_ptr<BackupFolder>(new BackupFolder(wanted, part, lock, language));
}

BackupFolder::~BackupFolder() {
  if (file_ >= 0) close(file_);
  std::error_code error;
  if (!kept_) std::filesystem::remove_all(part_, error);
  close(lock_);
}

absl::Status BackupFolder::CannotWrite(const std::string& name) const {
  return cli::CannotWrite(absl::StrCat(path_, "/", name), errno, language_);
}

absl::Status BackupFolder::Append(const std::string& name, absl::string_view bytes) {
  COFI_CHECK(file_ < 0 || name == name_, name);
  if (file_ < 0) {
    name_ = name;
    const std::string file = absl::StrCat(part_, "/", name);
    unlink(file.c_str());
    file_ = open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  }
  while (!bytes.empty()) {
    const ssize_t written = file_ < 0 ? -1 : write(file_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR && file_ >= 0) continue;
    if (written < 0) return CannotWrite(name);
    bytes.remove_prefix(written);
  }
  return absl::OkStatus();
}

absl::Status BackupFolder::Close() {
  const int file = std::exchange(file_, -1);
  const bool synced = file >= 0 && fsync(file) == 0;
  if (file < 0 || close(file) != 0 || !synced) return CannotWrite(name_);
  return absl::OkStatus();
}

absl::Status BackupFolder::Keep() {
  if (!Sync(part_)) return CannotWrite("");
  if (rename(part_.c_str(), path_.c_str()) != 0) return CannotWrite("");
  kept_ = true;
  if (!Sync(ParentOf(path_))) return CannotWrite("");
  return absl::OkStatus();
}

}  // namespace cofi::cli
