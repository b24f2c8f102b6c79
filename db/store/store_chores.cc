// What the writer does between two commits: copies of its database, and another
// database in its place.
#include <filesystem>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/failpoint.h"
#include "base/refusal.h"
#include "base/status.h"
#include "db/sqlite/sqlite.h"
#include "db/store/backup.h"
#include "db/store/store.h"

namespace cofi::db {
namespace {

// 1 MiB: well below what a commit takes on a disk.
constexpr int kPagesPerStep = 256;

}  // namespace

void Store::AddChore(Chore chore) {
  {
    Lane& lane = *writes_[0];
    absl::MutexLock lock(&lane.mutex);
    if (!lane.stopping && !failed_) {
      lane.chores.push_back(std::move(chore));
      return;
    }
  }
  chore(StoreFailed("the server is stopping"));
}

bool Store::RunChore(WriteLane& lane) {
  Chore chore;
  absl::Status stop;
  {
    absl::MutexLock lock(&lane.mutex);
    if (lane.chores.empty()) return false;
    chore = lane.chores.front();
    if (lane.stopping || failed_) stop = StoreFailed("the server is stopping");
  }
  // A transaction that is rolled back as a whole would start a copy again, so
  // calls have savepoints meanwhile.
  lane.writer.BeCareful();
  if (chore(stop) && stop.ok()) return true;
  absl::MutexLock lock(&lane.mutex);
  lane.chores.pop_front();
  return true;
}

void Store::BackUp(const std::string& path, Done done, GoOn go_on) {
  auto copying = std::make_shared<std::unique_ptr<Copying>>();
  AddChore([this, path, copying, done = std::move(done),
            go_on = std::move(go_on)](const absl::Status& stop) {
    const auto end = [&](const absl::Status& status) {
      copying->reset();
      done(status);
      return false;
    };
    if (!stop.ok()) return end(stop);
    if (const absl::Status wanted = go_on == nullptr ? absl::OkStatus() : go_on(); !wanted.ok()) {
      return end(wanted);
    }
    if (*copying == nullptr) {
      auto begun = writes_[0]->writer.connection()->CopyTo(path);
      if (!begun.ok()) return end(begun.status());
      *copying = *std::move(begun);
    }
    const absl::StatusOr<bool> more = (*copying)->Step(kPagesPerStep);
    if (!more.ok()) return end(more.status());
    return *more || end(absl::OkStatus());
  });
}

void Store::Replace(const std::string& path, const std::string& kept, int64_t losing,
                    std::function<void(const absl::StatusOr<int64_t>&)> done, GoOn go_on) {
  AddChore([this, path, kept, losing, done = std::move(done),
            go_on = std::move(go_on)](const absl::Status& stop) {
    const absl::Status wanted = stop.ok() && go_on != nullptr ? go_on() : stop;
    const absl::StatusOr<int64_t> lost = wanted.ok() ? Swap(path, kept, losing) : wanted;
    // Those who follow the journal look again.
    if (lost.ok()) TellListeners();
    done(lost);
    return false;
  });
}

absl::StatusOr<int64_t> Store::Swap(const std::string& path, const std::string& kept,
                                    int64_t losing) {
  absl::MutexLock lock(&swap_);
  COFI_CHECK(!this->path().empty(), options_.service);
  int64_t lost = 0;
  {
    COFI_ASSIGN_OR_RETURN(const auto copy, OpenSqlite(path, Access::kWrite));
    COFI_ASSIGN_OR_RETURN(
        lost, CheckLoss(*writes_[0]->writer.connection(), *copy, options_.service, losing));
    if (!kept.empty()) COFI_RETURN_IF_ERROR(engine_->Adopt(*copy));
  }
  if (kept.empty()) return lost;
  PassFailpoint(options_.service, "restore: before closing");
  // The last connection to close writes the log into the file and takes it away.
  past_reader_ = {};
  readers_.clear();
  writes_[0]->writer.Close();
  PassFailpoint(options_.service, "restore: after closing");
  const absl::Status replaced = ReplaceFile(this->path(), path, kept, options_.service);
  // It may be in place, and that not be sure to be on the disk.
  const bool in_doubt = !replaced.ok() && !std::filesystem::exists(path);
  if (replaced.ok()) ++generation_;
  absl::Status opened = in_doubt ? replaced : engine_->Take();
  if (opened.ok()) opened = OpenConnections();
  if (!opened.ok()) {
    Fail(opened);
    return opened;
  }
  COFI_RETURN_IF_ERROR(replaced);
  return lost;
}

}  // namespace cofi::db
