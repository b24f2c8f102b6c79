#include "db/instance.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/identifiers.h"
#include "base/names.h"
#include "base/status.h"
#include "db/schema.h"

namespace cofi::db {
namespace {

namespace fs = std::filesystem;

std::string PathIn(const std::string& folder) { return absl::StrCat(folder, "/cofi.instance"); }

absl::Status Failed(const std::string& path) {
  return StoreFailed(absl::StrCat(path, ": ", strerror(errno)));
}

// Writes all of it, and makes sure that it is on the disk.
absl::Status WriteAndSync(const std::string& path, int flags, const std::string& text) {
  const int file = open(path.c_str(), O_WRONLY | O_CLOEXEC | flags, 0600);
  if (file < 0) return Failed(path);
  const bool written = write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                       fsync(file) == 0;
  const absl::Status status = written ? absl::OkStatus() : Failed(path);
  close(file);
  return status;
}

absl::Status SyncFolder(const std::string& folder) {
  const int file = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) return Failed(folder);
  const absl::Status status = fsync(file) == 0 ? absl::OkStatus() : Failed(folder);
  close(file);
  return status;
}

// Whether a database is there, of this service or of another one.
absl::StatusOr<bool> HasDatabases(const std::string& folder) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename().string();
    if (absl::EndsWith(name, ".sqlite") && !absl::StrContains(name, ".replaced-")) return true;
  }
  if (error) return StoreFailed(absl::StrCat(folder, ": ", error.message()));
  return false;
}

std::string Shown(const Stamp& stamp) {
  return absl::StrCat(stamp.service.empty() ? "?" : stamp.service, " ",
                      stamp.uuid.empty() ? "?" : stamp.uuid);
}

}  // namespace

bool Instance::Has(absl::string_view service) const {
  return std::count(services.begin(), services.end(), service) > 0;
}

absl::StatusOr<std::optional<Instance>> ReadInstance(const std::string& folder) {
  const std::string path = PathIn(folder);
  std::ifstream file(path);
  if (!file.is_open()) {
    if (errno == ENOENT) return std::nullopt;
    return Failed(path);
  }
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  std::vector<std::string> lines = absl::StrSplit(text, '\n', absl::SkipWhitespace());
  if (lines.empty() || !IsUuid(lines[0])) {
    return StoreFailed(absl::StrCat(path, " does not begin with the identity of the folder"));
  }
  Instance instance{.uuid = lines[0], .services = {}};
  instance.services.assign(std::next(lines.begin()), lines.end());
  return instance;
}

absl::StatusOr<Instance> MakeInstance(const std::string& folder, const std::string& uuid) {
  const std::string path = PathIn(folder);
  // Under a name of its own until it is whole; whoever comes second takes the first one's.
  const std::string part = absl::StrCat(path, ".", NewUuid());
  COFI_RETURN_IF_ERROR(WriteAndSync(part, O_CREAT | O_EXCL, absl::StrCat(uuid, "\n")));
  const bool linked = link(part.c_str(), path.c_str()) == 0 || errno == EEXIST;
  const absl::Status status = linked ? absl::OkStatus() : Failed(path);
  unlink(part.c_str());
  COFI_RETURN_IF_ERROR(status);
  COFI_RETURN_IF_ERROR(SyncFolder(folder));
  COFI_ASSIGN_OR_RETURN(std::optional<Instance> made, ReadInstance(folder));
  if (made.has_value()) return *std::move(made);
  return StoreFailed(absl::StrCat(path, " is gone"));
}

absl::Status ListService(const std::string& folder, const std::string& service) {
  // A line that was cut off by a crash stays one of nobody's. Several processes may add.
  return WriteAndSync(PathIn(folder), O_APPEND, absl::StrCat("\n", service, "\n"));
}

absl::Status CheckNotMissing(const std::string& folder, const std::string& service) {
  COFI_ASSIGN_OR_RETURN(const std::optional<Instance> instance, ReadInstance(folder));
  std::error_code error;
  const auto size = fs::file_size(absl::StrCat(folder, "/", service, ".sqlite"), error);
  if (!error && size > 0) return absl::OkStatus();
  bool was_there = instance.has_value() && instance->Has(service);
  if (!instance.has_value()) {
    COFI_ASSIGN_OR_RETURN(was_there, HasDatabases(folder));
  }
  if (was_there) {
    return Refuse(type::v1::REASON_STORE_MISSING, {{"service", service}, {"folder", folder}});
  }
  return instance.has_value() ? absl::OkStatus() : MakeInstance(folder, NewUuid()).status();
}

absl::StatusOr<Stamp> StampOf(Connection& connection) {
  Stamp stamp;
  COFI_ASSIGN_OR_RETURN(const std::vector<std::string> tables, TablesOf(connection));
  if (std::count(tables.begin(), tables.end(), "instance") == 0) return stamp;
  COFI_RETURN_IF_ERROR(
      connection.Run("SELECT uuid, service FROM instance", {}, [&](const Row& row) {
        stamp = {std::string(row.Text(0)), std::string(row.Text(1))};
        return absl::OkStatus();
      }));
  return stamp;
}

absl::Status SetStamp(Connection& connection, const Stamp& stamp) {
  // Also where it is the same: a file that cannot be written is found out now.
  return connection.Run(
      "INSERT INTO instance (root, uuid, service) VALUES ($1, $2, $3)"
      " ON CONFLICT (root) DO UPDATE SET uuid = excluded.uuid, service = excluded.service",
      {absl::string_view(kSharedRoot), absl::string_view(stamp.uuid),
       absl::string_view(stamp.service)});
}

absl::Status Foreign(const std::string& place, const Stamp& found, const Stamp& expected) {
  return Refuse(type::v1::REASON_STORE_FOREIGN,
                {{"place", place}, {"found", Shown(found)}, {"expected", Shown(expected)}});
}

}  // namespace cofi::db
