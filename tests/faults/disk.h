// Small disks of our own, for a test to fill up or to cut the power of.
//
// Making one takes root: as another user through `sudo -n`.
#ifndef COFI_TESTS_FAULTS_DISK_H_
#define COFI_TESTS_FAULTS_DISK_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "tests/installations/installation.h"

namespace cofi::faults {

class Disk {
 public:
  // Both mounted; an error says what the machine lacks.
  static absl::StatusOr<std::unique_ptr<Disk>> Ext4(int mebibytes);
  static absl::StatusOr<std::unique_ptr<Disk>> Tmpfs(int mebibytes);
  ~Disk();
  Disk(const Disk&) = delete;
  Disk& operator=(const Disk&) = delete;

  // Where it is mounted; ours to write in.
  const std::string& path() const { return path_; }

  // Cuts the power of an ext4: what was not synced to it is lost, and nothing can
  // be written any more. Returns the last moment with power. What is said to be
  // synced after it may not be: an ext4 that is shut down under a sync drops its
  // metadata and lets the sync succeed.
  absl::StatusOr<absl::Time> CutPower();
  // Mounts it anew, as after a reboot. Nobody may have files open on it.
  absl::Status Remount();

 private:
  Disk() = default;
  absl::Status Mount();

  const Folder folder_;
  const std::string path_ = folder_.path() + "/disk";
  std::string image_;  // Empty for a tmpfs.
  std::string options_;
  bool mounted_ = false;
};

// The part of CutPower that only root may do; the exit code of a process.
int CutPower(const std::string& path);

}  // namespace cofi::faults

#endif  // COFI_TESTS_FAULTS_DISK_H_
