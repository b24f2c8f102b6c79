// How a rig is run: short in `./dev test`, as long as wanted alone.
//
//   build/release/tests/faults_test --gtest_filter='*Killed*' --seconds=600
//   build/release/tests/faults_test --gtest_filter='*Killed*' --seed=17 --runs=3
//
// A failure prints the line that replays it.
#ifndef COFI_TESTS_FAULTS_RUN_H_
#define COFI_TESTS_FAULTS_RUN_H_

#include <cstdint>
#include <functional>
#include <random>
#include <string>
#include <vector>

namespace cofi::faults {

class Run {
 public:
  using Random = std::mt19937_64;

  // Takes `--runs`, `--seconds`, `--seed` and `--short` out of the words, which gtest has
  // read before. A word that is none of them ends the process with a sentence.
  static void Parse(std::vector<std::string> words);

  // Calls `round` with its number and random numbers of its own: `rounds` times,
  // or as often as --runs or --seconds say; ends at the first failure.
  static void Rounds(int rounds, const std::function<void(int round, Random& random)>& round);

  // Whether more was asked for than the short form, which takes other random numbers:
  // `--short` replays one of it.
  static bool IsLong();

  // A number from 0 to `below` - 1.
  static uint64_t Pick(Random& random, uint64_t below) { return random() % below; }
};

}  // namespace cofi::faults

#endif  // COFI_TESTS_FAULTS_RUN_H_
