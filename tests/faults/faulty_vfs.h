// A disk that fails when told to: SQLite's own way to the file system, wrapped.
//
//   FaultyVfs& disk = FaultyVfs::Get();            // from here on under every database
//   disk.Arm({.kind = Fault::kEio, .at = 3, .file = "/budgets.sqlite"});
//   … the third call on that database, its log or its index fails …
//   const FaultyVfs::Seen seen = disk.Disarm();
//
// Syncs are counted and remembered but not waited for, since the process lives on;
// what was written since the last one can be taken back, as a power cut would.
#ifndef COFI_TESTS_FAULTS_FAULTY_VFS_H_
#define COFI_TESTS_FAULTS_FAULTY_VFS_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace cofi::faults {

// What a call wants of the disk.
enum class Operation { kOpen, kRead, kWrite, kSync, kTruncate, kSize, kLock, kMap, kDelete };

struct Fault {
  enum Kind {
    kEio,         // Any operation fails, without effect.
    kFull,        // A write finds no space.
    kShortWrite,  // A write leaves half of its bytes.
    kSync,        // A sync fails, and what it was to make durable is not.
    kLocks,       // A lock, or a piece of shared memory, is not to be had.
  };
  Kind kind = kEio;
  // Which of the operations that the kind is about fails, from 1.
  int64_t at = 1;
  // Whether all after it fail too.
  bool sticky = false;
  // Part of the path of the files that count.
  std::string file;
};

class FaultyVfs {
 public:
  struct Seen {
    int64_t operations = 0;  // That the fault is about.
    bool struck = false;
  };

  // The one of this process, made SQLite's default by the first call.
  static FaultyVfs& Get();

  void Arm(const Fault& fault);
  // No faults any more; what happened since Arm.
  Seen Disarm();
  Seen seen() const;

  // From now on nothing reaches these files, as if the process were dead. Until
  // Disarm.
  void Kill(const std::string& file);
  // Takes back what was written to these files and not synced. All that had them
  // open must have closed them.
  void LoseUnsynced(const std::string& file);

  // The log is not synced from now on: what `synchronous=NORMAL` leaves out.
  void ForgetSyncs();
  // `PRAGMA name` reads `value` from now on, whatever it was set to; the empty
  // value: the truth again.
  void Answer(const std::string& pragma, const std::string& value);

  // For the wrapper, once for each call: whether it is to fail.
  bool Fails(Operation operation, const std::string& path);
  Fault::Kind kind() const;
  bool forgets_syncs() const;
  // What a write replaced, and what a sync has made durable.
  void Wrote(const std::string& path, int64_t offset, std::string before, int64_t size_before);
  void Synced(const std::string& path);
  // Whether a pragma is answered in SQLite's place; `value` is then the answer.
  bool Answers(const std::string& pragma, std::string* value) const;

 private:
  // A write since the last sync: what was there before.
  struct Before {
    int64_t offset;
    std::string bytes;
    int64_t size;
  };

  FaultyVfs();

  mutable absl::Mutex mutex_;
  bool armed_ ABSL_GUARDED_BY(mutex_) = false;
  Fault fault_ ABSL_GUARDED_BY(mutex_);
  Seen seen_ ABSL_GUARDED_BY(mutex_);
  std::string dead_ ABSL_GUARDED_BY(mutex_);
  bool forgets_syncs_ ABSL_GUARDED_BY(mutex_) = false;
  std::map<std::string, std::string> answers_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, std::vector<Before>> unsynced_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace cofi::faults

#endif  // COFI_TESTS_FAULTS_FAULTY_VFS_H_
