// Postings through gRPC against what they are made of: an empty call of the same
// server, one commit a call, and one fdatasync; and against postings of more or fewer movements.
#ifndef COFI_TESTS_BENCH_CALLS_H_
#define COFI_TESTS_BENCH_CALLS_H_

#include <nlohmann/json.hpp>
#include <string>

namespace cofi::bench {

struct CallsOptions {
  int rounds = 5;
  // Of one measure.
  double seconds = 2;
  // Only this measure, for a profiler; empty for all.
  std::string only;
  // Where the databases are; what is there must be as fast as the real disk.
  std::string folder;
};

// Medians over the rounds, by measure: per_second, processor_microseconds (of
// server and client), p50_microseconds. CHECKs that no call fails.
nlohmann::ordered_json MeasureCalls(const CallsOptions& options);

}  // namespace cofi::bench

#endif  // COFI_TESTS_BENCH_CALLS_H_
