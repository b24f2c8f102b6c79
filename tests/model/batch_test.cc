// Expenses recorded together are what they are one after the other, as far as the oracle takes
// them: all of them, or none and the first refusal; rehearsed, a verdict for each.
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/model/driver.h"
#include "tests/model/oracle.h"
#include "tests/model/steps.h"

namespace cofi::model {
namespace {

using end_to_end::Installation;
using end_to_end::Shape;

constexpr int kTogether = 2;
constexpr int kSteps = 220;

class Together : public ::testing::TestWithParam<Shape> {};
COFI_IN_ONE_SHAPE(Together);

struct Answers {
  int accepted = 0, refused = 0;
};

// What would come of each, and what the first of them is refused for and where.
std::vector<std::string> OneByOne(Oracle oracle, const std::vector<Step>& steps) {
  std::vector<std::string> said;
  said.reserve(steps.size());
  for (const Step& step : steps) said.push_back(oracle.Take(step));
  return said;
}

void TakeTogether(const std::vector<Step>& steps, Oracle* oracle, Driver* driver,
                  Answers* answers) {
  EXPECT_EQ(driver->Rehearse(steps), OneByOne(*oracle, steps));
  std::vector<Step> sound = steps;
  // What is wrong in itself is found before any of them is carried out.
  std::erase_if(sound,
                [](const Step& step) { return step.flaw != Flaw::kNone || step.version != 0; });
  if (sound.empty()) return;
  Oracle after = *oracle;
  std::string expected;
  for (size_t i = 0; i < sound.size() && expected.empty(); ++i) {
    expected = after.Take(sound[i]);
    if (!expected.empty()) absl::StrAppend(&expected, " requests[", i, "]");
  }
  EXPECT_EQ(driver->TakeTogether(sound), expected);
  ++(expected.empty() ? answers->accepted : answers->refused);
  if (expected.empty()) *oracle = std::move(after);
}

TEST_P(Together, ExpensesAreWhatTheyAreOneAfterTheOther) {
  const Installation cofi(GetParam());
  Answers answers;
  for (uint64_t seed = 1; seed <= 4; ++seed) {
    SCOPED_TRACE(absl::StrCat("seed ", seed));
    Driver driver(cofi, absl::StrCat("together-", seed));
    Oracle oracle;
    std::vector<Step> together;
    int request = 1'000'000;
    for (Step& step : StepsFrom(seed, kSteps)) {
      if (step.verb != Verb::kSpend) {
        EXPECT_EQ(driver.Take(step), oracle.Take(step)) << Describe(step);
        continue;
      }
      // None is one that was sent before.
      step.request = ++request;
      step.validate_only = false;
      together.push_back(step);
      if (together.size() < kTogether) continue;
      TakeTogether(std::exchange(together, {}), &oracle, &driver, &answers);
      ASSERT_EQ(driver.Differences(oracle, step.day % kFuture), "") << Describe(step);
    }
    EXPECT_EQ(cofi.books().Discrepancies(), "");
  }
  EXPECT_TRUE(cofi.Verify("budgets").sound());
  EXPECT_GE(answers.accepted, 5);
  EXPECT_GE(answers.refused, 5);
}

}  // namespace
}  // namespace cofi::model
