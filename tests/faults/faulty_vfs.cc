#include "tests/faults/faulty_vfs.h"

#include <fcntl.h>
#include <unistd.h>

#include "absl/strings/match.h"
#include "base/check.h"
#include "tests/faults/sqlite_shim.h"

namespace cofi::faults {
namespace {

bool Concerns(Fault::Kind kind, Operation operation) {
  switch (kind) {
    case Fault::kEio:
      return true;
    case Fault::kFull:
    case Fault::kShortWrite:
      return operation == Operation::kWrite;
    case Fault::kSync:
      return operation == Operation::kSync;
    case Fault::kLocks:
      return operation == Operation::kLock || operation == Operation::kMap;
  }
  return false;
}

}  // namespace

FaultyVfs& FaultyVfs::Get() {
  static auto* const vfs = new FaultyVfs;
  return *vfs;
}

FaultyVfs::FaultyVfs() { RegisterShim(this); }

void FaultyVfs::Arm(const Fault& fault) {
  absl::MutexLock lock(&mutex_);
  armed_ = true;
  fault_ = fault;
  seen_ = {};
}

FaultyVfs::Seen FaultyVfs::Disarm() {
  absl::MutexLock lock(&mutex_);
  armed_ = false;
  dead_.clear();
  return seen_;
}

FaultyVfs::Seen FaultyVfs::seen() const {
  absl::MutexLock lock(&mutex_);
  return seen_;
}

void FaultyVfs::Kill(const std::string& file) {
  absl::MutexLock lock(&mutex_);
  dead_ = file;
}

bool FaultyVfs::Fails(Operation operation, const std::string& path) {
  absl::MutexLock lock(&mutex_);
  if (!dead_.empty() && absl::StrContains(path, dead_)) return true;
  if (!armed_ || !Concerns(fault_.kind, operation) || !absl::StrContains(path, fault_.file)) {
    return false;
  }
  ++seen_.operations;
  const bool fails = fault_.sticky ? seen_.operations >= fault_.at : seen_.operations == fault_.at;
  seen_.struck = seen_.struck || fails;
  return fails;
}

Fault::Kind FaultyVfs::kind() const {
  absl::MutexLock lock(&mutex_);
  return armed_ ? fault_.kind : Fault::kEio;
}

void FaultyVfs::Wrote(const std::string& path, int64_t offset, std::string before,
                      int64_t size_before) {
  absl::MutexLock lock(&mutex_);
  unsynced_[path].push_back({offset, std::move(before), size_before});
}

void FaultyVfs::Synced(const std::string& path) {
  absl::MutexLock lock(&mutex_);
  unsynced_.erase(path);
}

void FaultyVfs::LoseUnsynced(const std::string& file) {
  absl::MutexLock lock(&mutex_);
  for (auto each = unsynced_.begin(); each != unsynced_.end();) {
    const auto& [path, writes] = *each;
    if (!absl::StrContains(path, file)) {
      ++each;
      continue;
    }
    // A file that is gone has nothing to lose.
    if (const int opened = open(path.c_str(), O_RDWR | O_CLOEXEC); opened >= 0) {
      for (auto write = writes.rbegin(); write != writes.rend(); ++write) {
        const auto size = static_cast<ssize_t>(write->bytes.size());
        COFI_CHECK(pwrite(opened, write->bytes.data(), size, write->offset) == size &&
                       ftruncate(opened, write->size) == 0,
                   path);
      }
      close(opened);
    }
    each = unsynced_.erase(each);
  }
}

void FaultyVfs::ForgetSyncs() {
  absl::MutexLock lock(&mutex_);
  forgets_syncs_ = true;
}

bool FaultyVfs::forgets_syncs() const {
  absl::MutexLock lock(&mutex_);
  return forgets_syncs_;
}

void FaultyVfs::Answer(const std::string& pragma, const std::string& value) {
  absl::MutexLock lock(&mutex_);
  answers_.erase(pragma);
  if (!value.empty()) answers_[pragma] = value;
}

bool FaultyVfs::Answers(const std::string& pragma, std::string* value) const {
  absl::MutexLock lock(&mutex_);
  const auto found = answers_.find(pragma);
  if (found == answers_.end()) return false;
  *value = found->second;
  return true;
}

}  // namespace cofi::faults
