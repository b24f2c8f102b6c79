#include "tests/faults/disk.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "base/check.h"
#include "base/status.h"
#include "tests/faults/server.h"
#include "tests/installations/programs.h"

namespace cofi::faults {
namespace {

// From Linux's fs/ext4/ext4.h, which is in no header for programs.
constexpr unsigned long kShutdown = _IOR('X', 125, uint32_t);
// Neither the data nor the file system's own journal is written out first.
constexpr uint32_t kNoLogFlush = 2;

// Runs a command that takes root, and returns what it printed.
absl::StatusOr<std::string> AsRoot(Words words) {
  if (geteuid() != 0) words.insert(words.begin(), {"/usr/bin/sudo", "-n"});
  if (access(words[0].c_str(), X_OK) != 0) {
    return absl::UnavailableError(
        absl::StrCat("this rig needs ", words[0],
                     geteuid() == 0 ? "" : ", or to be run as root: it makes a disk of its own"));
  }
  Process process(words);
  if (process.Wait() == 0) return process.out();
  return absl::UnavailableError(absl::StrCat(
      "this rig needs root (or sudo without a password), and a kernel that lets it mount a disk of"
      " its own: ",
      absl::StrJoin(words, " "), ": ", process.err()));
}

}  // namespace

absl::StatusOr<std::unique_ptr<Disk>> Disk::Ext4(int mebibytes) {
  std::unique_ptr<Disk> disk(new Disk);
  disk->image_ = disk->folder_.Write("image", "");
  std::filesystem::resize_file(disk->image_, static_cast<uintmax_t>(mebibytes) << 20);
  COFI_RETURN_IF_ERROR(
      AsRoot({"/usr/sbin/mkfs.ext4", "-q", "-F", "-E",
              absl::StrCat("root_owner=", geteuid(), ":", getegid()), disk->image_})
          .status());
  disk->options_ = "loop";
  COFI_RETURN_IF_ERROR(disk->Mount());
  return disk;
}

absl::StatusOr<std::unique_ptr<Disk>> Disk::Tmpfs(int mebibytes) {
  std::unique_ptr<Disk> disk(new Disk);
  disk->options_ =
      absl::StrCat("size=", mebibytes, "m,mode=0700,uid=", geteuid(), ",gid=", getegid());
  COFI_RETURN_IF_ERROR(disk->Mount());
  return disk;
}

absl::Status Disk::Mount() {
  std::filesystem::create_directories(path_);
  const std::string type = image_.empty() ? "tmpfs" : "ext4";
  COFI_RETURN_IF_ERROR(
      AsRoot({"/usr/bin/mount", "-t", type, "-o", options_, image_.empty() ? type : image_, path_})
          .status());
  mounted_ = true;
  return absl::OkStatus();
}

Disk::~Disk() {
  // Lazily: a server that a failed test leaves behind may still have files there.
  if (mounted_) (void)AsRoot({"/usr/bin/umount", "--lazy", path_});
}

absl::StatusOr<absl::Time> Disk::CutPower() {
  // Through a process of its own, since only root may.
  COFI_ASSIGN_OR_RETURN(const std::string printed, AsRoot({ThisProgram(), "cut", path_}));
  int64_t nanoseconds = 0;
  COFI_CHECK(absl::SimpleAtoi(printed, &nanoseconds), printed);
  return absl::FromUnixNanos(nanoseconds);
}

absl::Status Disk::Remount() {
  COFI_RETURN_IF_ERROR(AsRoot({"/usr/bin/umount", path_}).status());
  mounted_ = false;
  return Mount();
}

int CutPower(const std::string& path) {
  const int folder = open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  uint32_t how = kNoLogFlush;
  const int64_t before = absl::GetCurrentTimeNanos();
  if (folder >= 0 && ioctl(folder, kShutdown, &how) == 0) {
    std::printf("%lld\n", static_cast<long long>(before));
    return 0;
  }
  std::fprintf(stderr, "%s: %s\n", path.c_str(), strerror(errno));
  return 1;
}

}  // namespace cofi::faults
