// Questions over all projects, as a client asks them and as somebody would write them by hand
// against the tables of the services: what the second takes is what the first is measured by.
#ifndef COFI_TESTS_BENCH_QUESTIONS_H_
#define COFI_TESTS_BENCH_QUESTIONS_H_

#include <cstdint>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

namespace cofi::bench {

// What can be asked, and what can be selected.
const std::set<std::string>& Questions();

struct AskOptions {
  std::string server;
  // One of Questions(), or `empty`: a call that asks for nothing.
  std::string what;
  int64_t count = 300;
};

// Asks a running server, one call after the other, once it is warm. The median and the 99th
// percentile of a call, and how many rows the answer has. CHECKs that no call fails.
nlohmann::ordered_json Ask(const AskOptions& options);

struct SelectOptions {
  // The database files of the services, which a server may have open; or the database in which they
  // have their schemas.
  std::string folder;
  std::string database;
  std::string what;
  int64_t count = 300;
};

// Runs the statements that give the same rows, in one read transaction of each service. The
// median and the 99th percentile of all of them together, and how many rows the answer has.
nlohmann::ordered_json Select(const SelectOptions& options);

}  // namespace cofi::bench

#endif  // COFI_TESTS_BENCH_QUESTIONS_H_
