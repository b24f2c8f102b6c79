// Random steps at a real server and at an oracle without SQL: after each, the
// same answer, the same figures now and as of a day, and books that add up; after each
// tenth and at the end, services that find themselves sound. A sequence that fails is cut down to
// the steps that matter.
//
//   build/release/tests/model_test                        short
//   build/release/tests/model_test --runs=2000 --seed=7   long
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/state.h>

#include <cstdlib>
#include <iostream>
#include <map>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "clients/services.h"
#include "tests/model/driver.h"
#include "tests/model/oracle.h"
#include "tests/model/steps.h"

namespace cofi::model {
namespace {

using end_to_end::Installation;
using end_to_end::NameOf;
using end_to_end::Shape;

// A verification reads all that there is; what is wrong once is still so ten steps later.
constexpr int kStepsVerified = 10;

int64_t runs = 12;
uint64_t seed = 2018;
// Which verbs were answered how, and how often: what a run has tried.
std::map<std::string, int> answers;

void VerifyAll(const Installation& cofi) {
  for (const std::string& service : clients::Recorded()) {
    RC_ASSERT(cofi.Verify(service).sound());
  }
}

class Command : public rc::state::Command<Oracle, Driver> {
 public:
  explicit Command(Step step, const Installation* cofi) : step_(std::move(step)), cofi_(cofi) {}

  void apply(Oracle& oracle) const override { oracle.Take(step_); }

  void run(const Oracle& before, Driver& driver) const override {
    Oracle after = before;
    const bool replay = after.IsReplay(step_) && step_.flaw == Flaw::kNone;
    const std::string expected = after.Take(step_);
    const std::string said = driver.Take(step_);
    RC_ASSERT(Named(said) == Named(expected));
    RC_ASSERT(driver.replayed() == replay);
    const std::string differences = driver.Differences(after, step_.day % kFuture);
    RC_ASSERT(differences == "");
    const std::string discrepancies = cofi_->books().Discrepancies();
    RC_ASSERT(discrepancies == "");
    if (driver.taken() % kStepsVerified == 0) VerifyAll(*cofi_);
    // Said of every state, whatever the steps were.
    for (int line = 0; line < kExpenseLines; ++line) {
      const Sums sums = after.OfLine(line);
      RC_ASSERT(sums.committed >= 0 && sums.spent >= 0 && sums.paid <= sums.spent);
      // On no day was less than nothing reserved.
      for (int day = 0; day < kLastDay; ++day) RC_ASSERT(after.OfLine(line, day).committed >= 0);
    }
    const std::string words = Describe(step_);
    ++answers[absl::StrCat(words.substr(0, words.find(' ')), ": ", Named(expected))];
  }

  void show(std::ostream& out) const override { out << Describe(step_); }

 private:
  static std::string Named(const std::string& refusal) {
    return refusal.empty() ? "accepted" : refusal;
  }

  const Step step_;
  const Installation* const cofi_;
};

// Each sequence has a project of its own: the server is started once.
bool Agree(const Installation& cofi) {
  static int projects = 0;
  return rc::check("the server agrees with the oracle", [&cofi] {
    Driver driver(cofi, absl::StrCat("m", ++projects));
    const auto next = [&cofi](const Oracle& oracle) {
      return rc::gen::map(NextStep(oracle), [&cofi](Step step) {
        return std::shared_ptr<const Command::CommandType>(
            std::make_shared<const Command>(std::move(step), &cofi));
      });
    };
    // Long ones from the first: short ones come to no money.
    const auto commands =
        *rc::gen::resize(rc::kNominalSize, rc::state::gen::commands(Oracle(), next));
    rc::state::runAll(commands, Oracle(), driver);
    VerifyAll(cofi);
  });
}

class Model : public ::testing::TestWithParam<Shape> {};
COFI_IN_ALL_SHAPES(Model);

TEST_P(Model, TheServerAgreesWithTheOracle) {
  const Installation cofi(GetParam());
  EXPECT_TRUE(Agree(cofi)) << "replay: " << (OnPostgres() ? "COFI_TEST_ENGINE=postgres " : "")
                           << "model_test --seed=" << seed << " --runs=" << runs
                           << " --gtest_filter=*/" << NameOf({GetParam(), 0});
}

}  // namespace
}  // namespace cofi::model

int main(int argc, char** argv) {
  ::testing::InitGoogleTest(&argc, argv);
  // Each step asks a server for all figures.
  if (cofi::OnPostgres()) cofi::model::runs = 4;
  for (int i = 1; i < argc; ++i) {
    absl::string_view flag = argv[i];
    const bool known =
        (absl::ConsumePrefix(&flag, "--runs=") && absl::SimpleAtoi(flag, &cofi::model::runs)) ||
        (absl::ConsumePrefix(&flag, "--seed=") && absl::SimpleAtoi(flag, &cofi::model::seed));
    if (!known) {
      std::cerr << "model_test: unknown argument " << argv[i] << "; accepted: --runs=N --seed=N\n";
      return 2;
    }
  }
  std::cout << "seed " << cofi::model::seed << ", " << cofi::model::runs << " sequences\n";
  // Rapidcheck reads its parameters at the first property. RC_PARAMS="noshrink=1"
  // in the environment shows a failure at once, uncut.
  const char* more = getenv("RC_PARAMS");
  setenv("RC_PARAMS",
         absl::StrCat(more == nullptr ? "" : more, " seed=", cofi::model::seed,
                      " max_success=", cofi::model::runs)
             .c_str(),
         /*overwrite=*/1);
  const int result = RUN_ALL_TESTS();
  for (const auto& [answer, count] : cofi::model::answers) {
    std::cout << count << " times " << answer << "\n";
  }
  return result;
}
