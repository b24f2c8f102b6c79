// The fault rigs: gtest, and this same program again as the server that a test
// kills, or as the one that root needs to run.
#include <gtest/gtest.h>

#include <cstdio>
#include <string>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "tests/faults/disk.h"
#include "tests/faults/run.h"
#include "tests/faults/server.h"

int main(int argc, char** argv) {
  // As cofid does.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  const std::vector<std::string> words(argv, argv + argc);
  if (words.size() > 2 && words[1] == "serve") return cofi::faults::Serve(words);
  if (words.size() == 3 && words[1] == "cut") return cofi::faults::CutPower(words[2]);
  testing::InitGoogleTest(&argc, argv);
  cofi::faults::Run::Parse({argv, argv + argc});
  const int result = RUN_ALL_TESTS();
  if (testing::UnitTest::GetInstance()->test_to_run_count() > 0) return result;
  std::fprintf(stderr, "no test has the name that --gtest_filter gives\n");
  return 2;
}
