// The folder of a service's file, which one process has at a time.
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/refusal.h"
#include "base/status.h"
#include "db/sqlite.h"

namespace cofi::db {
namespace {

std::string LockPath(absl::string_view database) {
  return absl::StrCat(absl::StripSuffix(database, ".sqlite"), ".lock");
}

// Locks the service's part of the folder for as long as the file is open.
absl::StatusOr<int> LockFolder(const std::string& folder, const std::string& service) {
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
  const std::string path = LockPath(absl::StrCat(folder, "/", service, ".sqlite"));
  const int file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return StoreFailed(absl::StrCat(path, ": ", strerror(errno)));
  if (flock(file, LOCK_EX | LOCK_NB) != 0) {
    close(file);
    return StoreFailed(absl::StrCat("another cofid serves ", service, " from ", folder,
                                    "; stop it or give another --data"));
  }
  return file;
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
  SqliteEngine(std::string path, int lock) : path_(std::move(path)), lock_(lock) {}
  ~SqliteEngine() override {
    if (lock_ >= 0) close(lock_);
  }
  SqliteEngine(const SqliteEngine&) = delete;
  SqliteEngine& operator=(const SqliteEngine&) = delete;

  absl::StatusOr<std::unique_ptr<Connection>> Open(Access access) override {
    return OpenSqlite(path_, access);
  }
  bool shared() const override { return false; }
  absl::StatusOr<bool> IsServed() override {
    if (lock_ >= 0) return false;  // By this process alone.
    const int file = open(LockPath(path_).c_str(), O_RDWR | O_CLOEXEC);
    if (file < 0) return false;
    const bool taken = flock(file, LOCK_EX | LOCK_NB) != 0;
    close(file);
    return taken;
  }
  std::string path() const override { return path_; }

 private:
  const std::string path_;
  const int lock_;  // -1: not taken.
};

}  // namespace

absl::StatusOr<std::unique_ptr<Engine>> MakeSqliteEngine(const std::string& folder,
                                                         const std::string& service, Use use) {
  const std::string path = absl::StrCat(folder, "/", service, ".sqlite");
  if (use == Use::kReadBeside) return std::make_unique<SqliteEngine>(path, -1);
  COFI_ASSIGN_OR_RETURN(const int lock, LockFolder(folder, service));
  RemoveParts(folder, service);
  return std::make_unique<SqliteEngine>(path, lock);
}

}  // namespace cofi::db
