// `cofi`, the command line.

#include <iostream>
#include <string>
#include <vector>

#include "clients/cli/run.h"

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  const std::vector<std::string> args(argv + 1, argv + argc);
  const int code = cofi::cli::Run(args, cofi::cli::ThisProcess(), std::cout, std::cerr);
  std::cout.flush();
  // A full disk or a closed pipe: what was printed is not all there.
  return std::cout ? code : 1;
}
