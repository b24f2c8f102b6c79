// The file of a service in its folder, which one process has at a time, and which is the one
// that belongs there.
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/identifiers.h"
#include "base/status.h"
#include "db/instance.h"
#include "db/sqlite/sqlite.h"

namespace cofi::db {
namespace {

// SQLite's own locks begin at 2^30. One of its kind would go with any descriptor of the file
// that the process closes; this one goes with its own.
constexpr off_t kLockByte = 0;

std::string LockPath(absl::string_view database) {
  return absl::StrCat(absl::StripSuffix(database, ".sqlite"), ".lock");
}

absl::Status Failed(const std::string& path) {
  return StoreFailed(absl::StrCat(path, ": ", strerror(errno)));
}

// What a name led to.
struct FileIdentity {
  std::string path;
  dev_t device = 0;
  ino_t inode = 0;

  bool operator==(const FileIdentity&) const = default;
};

// Of nothing, where nothing is.
FileIdentity IdentityOf(const std::string& path) {
  struct stat found = {};
  if (stat(path.c_str(), &found) != 0) return {.path = path};
  return {.path = path, .device = found.st_dev, .inode = found.st_ino};
}

// A file that is locked as long as it is open.
class LockedFile {
 public:
  LockedFile() = default;
  ~LockedFile() { Close(); }
  LockedFile(const LockedFile&) = delete;
  LockedFile& operator=(const LockedFile&) = delete;

  bool is_open() const { return file_ >= 0; }
  void Close() {
    if (is_open()) close(std::exchange(file_, -1));
  }
  absl::Status Open(const std::string& path, int flags) {
    Close();
    file_ = open(path.c_str(), O_RDWR | O_CLOEXEC | flags, 0600);
    return is_open() ? absl::OkStatus() : Failed(path);
  }
  // False if another has it.
  bool Lock() const {
    struct flock lock = {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    lock.l_start = kLockByte;
    lock.l_len = 1;
    return fcntl(file_, F_OFD_SETLK, &lock) == 0;
  }
  // What is open, under the name that led to it.
  FileIdentity IdentityAt(const std::string& path) const {
    struct stat found = {};
    if (fstat(file_, &found) != 0) return {.path = path};
    return {.path = path, .device = found.st_dev, .inode = found.st_ino};
  }
  // As a cofid of version 0.1.0 does it, with a file beside the database.
  bool LockAsBefore() const { return flock(file_, LOCK_EX | LOCK_NB) == 0; }

 private:
  int file_ = -1;
};

absl::Status MakeFolder(const std::string& folder) {
  std::error_code error;
  // Whoever reads it reads the money of others.
  constexpr auto kOthers = std::filesystem::perms::group_all | std::filesystem::perms::others_all;
  if (std::filesystem::create_directories(folder, error)) {
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
  }
  const std::filesystem::perms perms = std::filesystem::status(folder, error).permissions();
  if (!error && (perms & kOthers) != std::filesystem::perms::none) {
    return StoreFailed(absl::StrCat(folder, " is open to others: chmod 700 it"));
  }
  return absl::OkStatus();
}

// Copies that were being made or received when the process ended.
void RemoveParts(const std::string& folder, const std::string& service) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename().string();
    if (!absl::StartsWith(name, absl::StrCat(service, ".sqlite.part-"))) continue;
    std::filesystem::remove(entry.path(), error);
  }
}

class SqliteEngine final : public Engine {
 public:
  SqliteEngine(std::string folder, std::string service)
      : folder_(std::move(folder)),
        service_(std::move(service)),
        path_(absl::StrCat(folder_, "/", service_, ".sqlite")) {}

  absl::StatusOr<std::unique_ptr<Connection>> Open(Access access) override {
    return OpenSqlite(path_, access);
  }
  bool shared() const override { return false; }
  std::string path() const override { return path_; }

  absl::Status Take() override {
    COFI_RETURN_IF_ERROR(MakeFolder(folder_));
    if (!beside_.is_open()) {
      COFI_RETURN_IF_ERROR(beside_.Open(LockPath(path_), O_CREAT));
      if (!beside_.LockAsBefore()) return Taken();
    }
    COFI_RETURN_IF_ERROR(CheckNotMissing(folder_, service_));
    COFI_RETURN_IF_ERROR(file_.Open(path_, O_CREAT));
    if (!file_.Lock()) return Taken();
    // SQLite would only read what it cannot write, until somebody writes, and leave a log
    // that nobody can write.
    for (const std::string& each : LogFiles()) {
      if (access(each.c_str(), W_OK) != 0 && errno != ENOENT) return Failed(each);
    }
    return absl::OkStatus();
  }

  absl::StatusOr<bool> IsServed() override {
    if (beside_.is_open()) return false;  // By this process alone.
    LockedFile beside, file;
    if (!file.Open(path_, 0).ok()) return false;
    return !file.Lock() || (beside.Open(LockPath(path_), 0).ok() && !beside.LockAsBefore());
  }

  absl::Status Recognize(Connection& connection) override {
    COFI_ASSIGN_OR_RETURN(const Stamp found, StampOf(connection));
    COFI_ASSIGN_OR_RETURN(const std::optional<Instance> instance, ReadInstance(folder_));
    const Stamp expected = {instance.has_value() ? instance->uuid : found.uuid, service_};
    const bool none = found.uuid.empty() && !(instance.has_value() && instance->Has(service_));
    // One of version 0.1.0, or one that was not made to its end, carries nothing.
    if (none || (found.uuid == expected.uuid && found.service == service_)) {
      return absl::OkStatus();
    }
    return Foreign(path_, found, expected);
  }

  absl::Status Adopt(Connection& connection) override {
    COFI_ASSIGN_OR_RETURN(const Stamp found, StampOf(connection));
    COFI_ASSIGN_OR_RETURN(std::optional<Instance> instance, ReadInstance(folder_));
    if (!instance.has_value()) {
      COFI_ASSIGN_OR_RETURN(instance,
                            MakeInstance(folder_, found.uuid.empty() ? NewUuid() : found.uuid));
    }
    return SetStamp(connection, {instance->uuid, service_});
  }

  absl::Status Prepare(Connection& connection) override {
    COFI_RETURN_IF_ERROR(Adopt(connection));
    COFI_ASSIGN_OR_RETURN(const std::optional<Instance> instance, ReadInstance(folder_));
    // Not before it is whole.
    if (!instance.has_value() || !instance->Has(service_)) {
      COFI_RETURN_IF_ERROR(ListService(folder_, service_));
    }
    files_ = {file_.IdentityAt(path_)};
    for (const std::string& each : LogFiles()) files_.push_back(IdentityOf(each));
    return CheckPlace();
  }

  absl::Status CheckPlace() override {
    for (const FileIdentity& file : files_) {
      if (file.inode != 0 && IdentityOf(file.path) == file) continue;
      return StoreFailed(
          absl::StrCat(file.path, " was removed, replaced or moved away while it was served"));
    }
    return absl::OkStatus();
  }

 private:
  absl::Status Taken() const {
    return StoreFailed(absl::StrCat("another cofid serves ", service_, " from ", folder_,
                                    "; stop it or give another --data"));
  }
  // Where SQLite has its log, and its index: beside the file itself, whatever links to it.
  std::vector<std::string> LogFiles() const {
    std::error_code error;
    const std::string file = std::filesystem::canonical(path_, error).string();
    return {file + "-wal", file + "-shm"};
  }

  const std::string folder_, service_, path_;
  LockedFile beside_, file_;
  // Those that are open, once the store is.
  std::vector<FileIdentity> files_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Engine>> MakeSqliteEngine(const std::string& folder,
                                                         const std::string& service, Use use) {
  auto engine = std::make_unique<SqliteEngine>(folder, service);
  if (use == Use::kServe) {
    COFI_RETURN_IF_ERROR(engine->Take());
    RemoveParts(folder, service);
  }
  return engine;
}

}  // namespace cofi::db
