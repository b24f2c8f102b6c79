// A temporary folder of a test's own, removed with all in it.
#ifndef COFI_TESTS_FOLDER_H_
#define COFI_TESTS_FOLDER_H_

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/check.h"

namespace cofi {

// Its path is short, because that of a Unix socket ends at 107 characters.
class Folder {
 public:
  Folder() : path_("/tmp/cofi-XXXXXX") { COFI_CHECK(mkdtemp(path_.data()) != nullptr, path_); }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  const std::string& path() const { return path_; }

  // Writes a file into it; returns its path.
  std::string Write(const std::string& name, const std::string& text) const {
    const std::string path = absl::StrCat(path_, "/", name);
    std::ofstream(path) << text;
    return path;
  }

 private:
  std::string path_;
};

}  // namespace cofi

#endif  // COFI_TESTS_FOLDER_H_
