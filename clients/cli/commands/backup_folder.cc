#include "clients/cli/commands/backup_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "clients/cli/sent/journal_services.h"
#include "clients/cli/typed/words.h"
#include "clients/services.h"

namespace cofi::cli {
namespace {

// Behind the name of a folder that is not finished, and before what makes it unique.
constexpr char kPartial[] = ".partial-";

// What an interrupted program takes away: files, then their folder. Made before
// it may be interrupted.
std::vector<std::string>* doomed = nullptr;

void TakeAway() {
  for (size_t i = 0; i + 1 < doomed->size(); ++i) unlink((*doomed)[i].c_str());
  rmdir(doomed->back().c_str());
}

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

// Whether another program is writing a backup of this name: each locks its unfinished folder.
bool IsBeingMade(const std::string& path, const std::string& own) {
  const auto name_of = [](const std::string& file) {
    return std::filesystem::path(file).filename().string();
  };
  const std::string beginning = absl::StrCat(name_of(path), kPartial);
  std::error_code error;
  for (const auto& each : std::filesystem::directory_iterator(ParentOf(path), error)) {
    const std::string name = name_of(each.path().string());
    if (!absl::StartsWith(name, beginning) || name == name_of(own)) continue;
    const int folder = open(each.path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    const bool locked = folder >= 0 && flock(folder, LOCK_SH | LOCK_NB) != 0;
    if (folder >= 0) close(folder);
    if (locked) return true;
  }
  return false;
}

}  // namespace

std::string CopyName(absl::string_view service) { return absl::StrCat(service, ".sqlite"); }

BackupFolder::BackupFolder(std::string path, std::string partial, int lock, Language language)
    : path_(std::move(path)),
      partial_(std::move(partial)),
      lock_(lock),
      language_(language),
      interruption_(&TakeAway) {}

absl::StatusOr<std::unique_ptr<BackupFolder>> BackupFolder::Make(const std::string& path,
                                                                 Language language) {
  std::string wanted = path;
  while (wanted.size() > 1 && wanted.back() == '/') wanted.pop_back();
  if (wanted.empty()) return cli::CannotWrite(wanted, ENOENT, language);
  struct stat facts {};
  if (lstat(wanted.c_str(), &facts) == 0) {
    return cli::CannotWrite(wanted, EEXIST, language);
  }
  std::string partial = absl::StrCat(wanted, kPartial, "XXXXXX");
  if (mkdtemp(partial.data()) == nullptr) {
    return cli::CannotWrite(wanted, errno, language);
  }
  const int lock = open(partial.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (lock >= 0) flock(lock, LOCK_EX | LOCK_NB);
  if (IsBeingMade(wanted, partial)) {
    if (lock >= 0) close(lock);
    rmdir(partial.c_str());
    return cli::CannotWrite(wanted, EBUSY, language);
  }
  auto* files = new std::vector<std::string>;
  for (const std::string& service : clients::Recorded()) {
    files->push_back(absl::StrCat(partial, "/", CopyName(service)));
  }
  files->push_back(absl::StrCat(partial, "/", kManifestName));
  files->push_back(partial);
  delete std::exchange(doomed, files);
  return std::unique_ptr<BackupFolder>(new BackupFolder(wanted, partial, lock, language));
}

BackupFolder::~BackupFolder() {
  if (file_ >= 0) close(file_);
  if (lock_ >= 0) close(lock_);
  std::error_code error;
  if (!kept_) std::filesystem::remove_all(partial_, error);
}

absl::Status BackupFolder::CannotWrite(const std::string& name) const {
  return cli::CannotWrite(absl::StrCat(path_, "/", name), errno, language_);
}

absl::Status BackupFolder::Append(const std::string& name, absl::string_view bytes) {
  COFI_CHECK(file_ < 0 || name == name_, name);
  if (file_ < 0) {
    name_ = name;
    file_ = open(absl::StrCat(partial_, "/", name).c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
                 0600);
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
  if (!Sync(partial_)) return CannotWrite("");
  // Complete from here on, so an interruption must not empty it.
  interruption_.Ignore();
  if (rename(partial_.c_str(), path_.c_str()) != 0) return CannotWrite("");
  kept_ = true;
  if (!Sync(ParentOf(path_))) return CannotWrite("");
  return absl::OkStatus();
}

}  // namespace cofi::cli
