#include "clients/cli/printed/output_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"

namespace cofi::cli {
namespace {

constexpr mode_t kMode = 0666;  // less the user's mask

}  // namespace

OutputFile::OutputFile(std::string path) : path_(std::move(path)) {
  const std::filesystem::path name(path_);
  const std::string folder = name.has_parent_path() ? name.parent_path().string() : ".";
  std::error_code missing;
  if (std::filesystem::is_directory(name, missing)) {
    error_ = EISDIR;
    return;
  }
  part_ = absl::StrCat(folder, "/.", name.filename().string(), ".", getpid());
  // Without a name where the file system knows that: nothing stays even of what is killed.
  descriptor_ = open(folder.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, kMode);
  if (descriptor_ < 0 && (errno == EOPNOTSUPP || errno == EISDIR)) {
    descriptor_ = open(part_.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, kMode);
  }
  if (descriptor_ < 0) error_ = errno;
}

OutputFile::~OutputFile() {
  if (descriptor_ < 0) return;
  close(descriptor_);
  unlink(part_.c_str());
}

void OutputFile::Write(absl::string_view bytes) {
  while (error_ == 0 && !bytes.empty()) {
    const ssize_t written = write(descriptor_, bytes.data(), bytes.size());
    if (written >= 0) {
      bytes.remove_prefix(static_cast<size_t>(written));
    } else if (errno != EINTR) {
      error_ = errno;
    }
  }
}

void OutputFile::Finish() {
  if (error_ != 0) return;
  const std::string own = absl::StrCat("/proc/self/fd/", descriptor_);
  struct stat state {};
  const bool unnamed = fstat(descriptor_, &state) == 0 && state.st_nlink == 0;
  if (unnamed && linkat(AT_FDCWD, own.c_str(), AT_FDCWD, part_.c_str(), AT_SYMLINK_FOLLOW) != 0) {
    error_ = errno;
  }
  if (error_ == 0 && std::rename(part_.c_str(), path_.c_str()) != 0) error_ = errno;
}

}  // namespace cofi::cli
