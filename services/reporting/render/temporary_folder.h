// A folder for what a report needs on the disk while it is made. It is gone, with all in it, when
// this is.
#ifndef COFI_SERVICES_REPORTING_RENDER_TEMPORARY_FOLDER_H_
#define COFI_SERVICES_REPORTING_RENDER_TEMPORARY_FOLDER_H_

#include <stdlib.h>

#include <filesystem>
#include <string>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace cofi::reporting {

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::error_code error;
    path_ = (std::filesystem::temp_directory_path(error) / "cofi-report-XXXXXX").string();
    if (error || mkdtemp(path_.data()) == nullptr) path_.clear();
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    if (IsThere()) std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  // It is not where the disk is full, for instance.
  bool IsThere() const { return !path_.empty(); }
  const std::string& path() const { return path_; }
  std::string PathOf(absl::string_view name) const { return absl::StrCat(path_, "/", name); }

 private:
  std::string path_;
};

}  // namespace cofi::reporting

#endif  // COFI_SERVICES_REPORTING_RENDER_TEMPORARY_FOLDER_H_
