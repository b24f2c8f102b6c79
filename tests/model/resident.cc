#include "tests/model/resident.h"

#include <gtest/gtest.h>

#include <fstream>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace cofi::model {

int64_t Resident(pid_t process, const std::string& key) {
  std::ifstream status(absl::StrCat("/proc/", process, "/status"));
  for (std::string line; std::getline(status, line);) {
    const std::vector<std::string> words =
        absl::StrSplit(line, absl::ByAnyChar(": \t"), absl::SkipEmpty());
    int64_t kilobytes;
    if (words.size() == 3 && words[0] == key && absl::SimpleAtoi(words[1], &kilobytes)) {
      return kilobytes >> 10;
    }
  }
  ADD_FAILURE() << "no " << key << " in /proc";
  return 0;
}

}  // namespace cofi::model
