#include "base/check.h"

#include <cstdio>
#include <cstdlib>

namespace cofi {

void CheckFailed(const char* file, int line, const std::string& what) {
  std::fprintf(stderr, "cofi: check failed at %s:%d: %s\n", file, line, what.c_str());
  std::abort();
}

}  // namespace cofi
