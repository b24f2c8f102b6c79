// What is done with all the accounts of a project at once: claiming all shares of a grant, and
// closing a year.
#ifndef COFI_TESTS_BENCH_ACCOUNTS_H_
#define COFI_TESTS_BENCH_ACCOUNTS_H_

#include <nlohmann/json.hpp>
#include <string>

namespace cofi::bench {

struct AccountsOptions {
  std::string server;
  int rounds = 5;
};

// A claim of what the grant of the bench's project pays of its expenses, at most 20,000: made,
// submitted, withdrawn and deleted in each round. Medians of the first two, and how many shares it
// has. CHECKs that no call fails.
nlohmann::ordered_json MeasureClaim(const AccountsOptions& options);

// The closing of the year in which its expenses are, which is opened again in each round: the
// median. CHECKs that no call fails.
nlohmann::ordered_json MeasureClosing(const AccountsOptions& options);

}  // namespace cofi::bench

#endif  // COFI_TESTS_BENCH_ACCOUNTS_H_
