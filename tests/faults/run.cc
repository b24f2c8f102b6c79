#include "tests/faults/run.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"

namespace cofi::faults {
namespace {

struct Settings {
  std::string program;
  uint64_t seed = 0;
  int runs = 0;        // 0: as many as the rig says.
  double seconds = 0;  // 0: no matter how long.
  bool is_short = false;
};

Settings& Given() {
  static auto* const settings = new Settings;
  return *settings;
}

std::string NameOfTest() {
  const auto* test = testing::UnitTest::GetInstance()->current_test_info();
  return absl::StrCat(test->test_suite_name(), ".", test->name());
}

}  // namespace

void Run::Parse(std::vector<std::string> words) {
  Settings& given = Given();
  given.program = words[0];
  given.seed = std::random_device()() % 1'000'000;
  for (size_t i = 1; i < words.size(); ++i) {
    absl::string_view value = words[i];
    if (value == "--short") {
      given.is_short = true;
      continue;
    }
    if ((absl::ConsumePrefix(&value, "--runs=") && absl::SimpleAtoi(value, &given.runs)) ||
        (absl::ConsumePrefix(&value, "--seconds=") && absl::SimpleAtod(value, &given.seconds)) ||
        (absl::ConsumePrefix(&value, "--seed=") && absl::SimpleAtoi(value, &given.seed))) {
      continue;
    }
    std::fprintf(stderr,
                 "\"%s\"; accepted: --runs=N --seconds=S --seed=N --short and gtest's flags\n",
                 words[i].c_str());
    std::exit(2);
  }
  std::printf("seed %llu\n", static_cast<unsigned long long>(given.seed));
}

void Run::Rounds(int rounds, const std::function<void(int, Random&)>& round) {
  const Settings& given = Given();
  const absl::Time start = absl::Now();
  const auto goes_on = [&](int done) {
    if (given.runs > 0) return done < given.runs;
    if (given.seconds > 0) return absl::Now() - start < absl::Seconds(given.seconds);
    return done < rounds;
  };
  int done = 0;
  for (; goes_on(done) && !testing::Test::HasFailure(); ++done) {
    // Of the seed and the number alone, so that any round can be had again.
    Random random(given.seed * 1'000'003 + done);
    round(done, random);
  }
  if (testing::Test::HasFailure()) {
    std::printf("replay: %s --gtest_filter='%s' --seed=%llu --runs=%d%s\n", given.program.c_str(),
                NameOfTest().c_str(), static_cast<unsigned long long>(given.seed), done,
                IsLong() ? "" : " --short");
  } else {
    std::printf("%d rounds in %s\n", done, absl::FormatDuration(absl::Now() - start).c_str());
  }
}

bool Run::IsLong() { return (Given().runs > 0 || Given().seconds > 0) && !Given().is_short; }

}  // namespace cofi::faults
