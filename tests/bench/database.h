// Cofi on PostgreSQL, by one server and by two.
#ifndef COFI_TESTS_BENCH_DATABASE_H_
#define COFI_TESTS_BENCH_DATABASE_H_

#include <nlohmann/json.hpp>
#include <string>

namespace cofi::bench {

struct DatabaseOptions {
  std::string url;
  int rounds = 5;
  double seconds = 2;
};

// Postings over fifty projects, one at a time, 64 and 256 in flight, and 256 by two replicas
// that take turns; the budget status and one SELECT 1, one at a time. Medians of the rounds.
nlohmann::ordered_json MeasureDatabase(const DatabaseOptions& options);

}  // namespace cofi::bench

#endif  // COFI_TESTS_BENCH_DATABASE_H_
