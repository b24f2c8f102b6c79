// An installation with many projects, made through the API: the same ones for the same seed and
// day, whoever makes them and in how many pieces.
#ifndef COFI_TESTS_BENCH_MANY_PROJECTS_H_
#define COFI_TESTS_BENCH_MANY_PROJECTS_H_

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

namespace cofi::bench {

struct ProjectsOptions {
  std::string server;
  // Projects number `from` up to `to`, which is not made itself. Those before `from` are there,
  // of the same seed and day.
  int64_t from = 0;
  int64_t to = 1'000;
  uint64_t seed = 1;
  // Today as `YYYY-MM-DD`: due dates count from it.
  std::string date;
};

// Makes them, each with five applications (three stages and two obligations each), an adopted
// budget of four lines, the grant of one award, and twenty expenses; and waits until the services
// have followed each other. Some 0.1 percent of what is due is due within the next 30 days, and
// fewer are overdue. CHECKs that the server does it.
//
// How many resources were created, in how many seconds, and how long it took besides until the
// services had nothing more to follow.
nlohmann::ordered_json MakeProjects(const ProjectsOptions& options);

}  // namespace cofi::bench

#endif  // COFI_TESTS_BENCH_MANY_PROJECTS_H_
