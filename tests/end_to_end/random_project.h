// A project on which anything was tried, in an order that a seed gives: budgets with
// lines of several funders, applications in all states, awards under conditions,
// ceilings, orders, expenses with shares, receipts, reversals. What is refused changes
// nothing, and is no matter.
#ifndef COFI_TESTS_END_TO_END_RANDOM_PROJECT_H_
#define COFI_TESTS_END_TO_END_RANDOM_PROJECT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "base/dates.h"
#include "tests/installations/installation.h"

namespace cofi::end_to_end {

struct RandomProject {
  std::string name;
  // Some of the days on which something happened, or soon after.
  std::vector<Date> days;
};

// Makes it, with funders of its own.
RandomProject LiveThrough(const Installation& cofi, uint64_t seed);

}  // namespace cofi::end_to_end

#endif  // COFI_TESTS_END_TO_END_RANDOM_PROJECT_H_
