#include "db/store/backup.h"

#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <exception>
#include <filesystem>
#include <functional>
#include <limits>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/failpoint.h"
#include "base/refusal.h"
#include "base/status.h"
#include "db/sqlite/sqlite.h"
#include "db/store/migrations.h"

namespace cofi::db {
namespace {

absl::Status Damaged(const std::string& service, std::string detail) {
  return Refuse(type::v1::REASON_BACKUP_DAMAGED,
                {{"service", service}, {"detail", std::move(detail)}});
}

absl::Status FileFailed(const std::string& path) {
  return StoreFailed(absl::StrCat(path, ": ", strerror(errno)));
}

// Makes sure that a file, or the names in a folder, are on the disk.
absl::Status SyncFile(const std::string& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return FileFailed(path);
  const int synced = fsync(file);
  const absl::Status status = synced == 0 ? absl::OkStatus() : FileFailed(path);
  close(file);
  return status;
}

absl::Status CheckPages(Connection& connection, const std::string& service) {
  return connection.Run("PRAGMA integrity_check(1)", {}, [&](const Row& row) {
    return row.Text(0) == "ok" ? absl::OkStatus() : Damaged(service, std::string(row.Text(0)));
  });
}

// The last migration of the copy, if it is one of `service`'s that we know.
absl::StatusOr<std::string> CheckSchema(Connection& connection, const std::string& service,
                                        absl::Span<const Store::Migration> migrations) {
  std::vector<std::string> applied;
  COFI_RETURN_IF_ERROR(
      connection.Run("SELECT name FROM migration ORDER BY rowid", {}, [&](const Row& row) {
        applied.emplace_back(row.Text(0));
        return absl::OkStatus();
      }));
  const auto has = [&](absl::string_view name) {
    return std::count(applied.begin(), applied.end(), name) > 0;
  };
  if (!migrations.empty() && !has(migrations.front().name)) {
    return Refuse(type::v1::REASON_BACKUP_FOREIGN, {{"service", service}});
  }
  const std::vector<Store::Migration> known = AllMigrations(migrations);
  for (const std::string& name : applied) {
    if (std::none_of(known.begin(), known.end(), [&](auto& each) { return each.name == name; })) {
      return Refuse(type::v1::REASON_BACKUP_NEWER, {{"service", service}, {"detail", name}});
    }
  }
  return applied.empty() ? "" : applied.back();
}

absl::StatusOr<CopyFacts> Check(const std::string& path, const std::string& service,
                                absl::Span<const Store::Migration> migrations,
                                const Invariants* invariants,
                                const std::function<absl::Status()>& go_on) {
  COFI_ASSIGN_OR_RETURN(const std::unique_ptr<Connection> copy, OpenSqlite(path, Access::kWrite));
  COFI_RETURN_IF_ERROR(CheckPages(*copy, service));
  CopyFacts facts;
  COFI_ASSIGN_OR_RETURN(facts.schema, CheckSchema(*copy, service, migrations));
  COFI_RETURN_IF_ERROR(
      copy->Run("SELECT COUNT(DISTINCT root), COUNT(*) FROM journal", {}, [&](const Row& row) {
        facts.chains = row.Int(0);
        facts.entries = row.Int(1);
        return absl::OkStatus();
      }));
  COFI_RETURN_IF_ERROR(Migrate(*copy, service, migrations));
  COFI_RETURN_IF_ERROR(VerifyDatabase(*copy, invariants, {}, go_on).status());
  return facts;
}

// The hash of an entry; empty if there is none.
absl::StatusOr<std::string> HashAt(Connection& connection, const std::string& root,
                                   int64_t sequence) {
  std::string hash;
  COFI_RETURN_IF_ERROR(connection.Run("SELECT hash FROM journal WHERE root = $1 AND sequence = $2",
                                      {root, sequence}, [&](const Row& row) {
                                        hash = std::string(row.Text(0));
                                        return absl::OkStatus();
                                      }));
  return hash;
}

}  // namespace

absl::StatusOr<CopyFacts> CheckCopy(const std::string& path, const std::string& service,
                                    absl::Span<const Store::Migration> migrations,
                                    const Invariants* invariants,
                                    const std::function<absl::Status()>& go_on) {
  absl::StatusOr<CopyFacts> facts;
  absl::Status unwanted;
  const auto ask = [&]() -> absl::Status {
    if (go_on != nullptr && unwanted.ok()) unwanted = go_on();
    return unwanted;
  };
  try {
    facts = Check(path, service, migrations, invariants, ask);
  } catch (const std::exception& error) {
    facts = Damaged(service, error.what());
  }
  COFI_RETURN_IF_ERROR(unwanted);
  if (facts.ok()) return facts;
  switch (ReasonOf(facts.status())) {
    case type::v1::REASON_BACKUP_DAMAGED:
    case type::v1::REASON_BACKUP_FOREIGN:
    case type::v1::REASON_BACKUP_NEWER:
      return facts;
    default:
      // Whatever fails on the copy is the copy's fault.
      return Damaged(service, Describe(facts.status(), Language::kEnglish));
  }
}

namespace {

// The last entry of a chain that both have, 0 if there is none. A hash stands for all
// entries before it, so that halving finds it.
absl::StatusOr<int64_t> LastShared(Connection& present, Connection& copy, const std::string& root,
                                   int64_t last) {
  int64_t shared = 0;
  for (int64_t at = last; shared < last; at = last - (last - shared) / 2) {
    COFI_ASSIGN_OR_RETURN(const std::string ours, HashAt(present, root, at));
    COFI_ASSIGN_OR_RETURN(const std::string theirs, HashAt(copy, root, at));
    if (!ours.empty() && ours == theirs) {
      shared = at;
    } else {
      last = at - 1;
    }
  }
  return shared;
}

}  // namespace

absl::StatusOr<int64_t> CheckLoss(Connection& present, Connection& copy, const std::string& service,
                                  int64_t losing) {
  std::vector<std::pair<std::string, int64_t>> heads;
  COFI_RETURN_IF_ERROR(
      present.Run("SELECT root, MAX(sequence) FROM journal GROUP BY root", {}, [&](const Row& row) {
        heads.emplace_back(row.Text(0), row.Int(1));
        return absl::OkStatus();
      }));
  int64_t lost = 0, sequence = 0;
  std::string root;
  for (const auto& [name, last] : heads) {
    COFI_ASSIGN_OR_RETURN(const int64_t shared, LastShared(present, copy, name, last));
    if (shared == last) continue;
    lost += last - shared;
    sequence = shared + 1;
    root = name;
  }
  if (lost == 0 || lost == losing) return lost;
  return Refuse(type::v1::REASON_BACKUP_STALE, {{"service", service},
                                                {"entries", absl::StrCat(lost)},
                                                {"sequence", absl::StrCat(sequence)},
                                                {"root", root}});
}

absl::Status CheckRoom(const std::string& path, const std::string& service, int64_t bytes) {
  constexpr int64_t kKeptFree = int64_t{256} << 20;
  struct statvfs disk = {};
  const std::string folder = std::filesystem::path(path).parent_path().string();
  if (statvfs(folder.c_str(), &disk) != 0) return FileFailed(folder);
  const auto block = static_cast<int64_t>(disk.f_frsize);
  const int64_t free = static_cast<int64_t>(disk.f_bavail) * block;
  const int64_t kept = std::min(kKeptFree, static_cast<int64_t>(disk.f_blocks) * block / 10);
  // What is announced may be any number.
  if (bytes <= free && free - bytes >= kept) return absl::OkStatus();
  return Refuse(type::v1::REASON_DISK_SHORT, {{"service", service},
                                              {"value", absl::StrCat(free)},
                                              {"needed", absl::StrCat(bytes)},
                                              {"limit", absl::StrCat(kept)}});
}

absl::Status ReplaceFile(const std::string& current, const std::string& incoming,
                         const std::string& kept, const std::string& service) {
  for (const std::string& file : {current, incoming}) {
    // A log that stayed would be taken for the other file's.
    std::error_code error;
    if (std::filesystem::exists(file + "-wal", error) &&
        std::filesystem::file_size(file + "-wal", error) > 0) {
      return StoreFailed(absl::StrCat(file, "-wal is still there"));
    }
    std::filesystem::remove(file + "-wal", error);
    std::filesystem::remove(file + "-shm", error);
  }
  const std::string folder = std::filesystem::path(current).parent_path().string();
  COFI_RETURN_IF_ERROR(SyncFile(incoming));
  PassFailpoint(service, "restore: before keeping");
  if (link(current.c_str(), kept.c_str()) != 0) return FileFailed(kept);
  COFI_RETURN_IF_ERROR(SyncFile(folder));
  PassFailpoint(service, "restore: before replacing");
  if (rename(incoming.c_str(), current.c_str()) != 0) return FileFailed(current);
  PassFailpoint(service, "restore: after replacing");
  return SyncFile(folder);
}

}  // namespace cofi::db
