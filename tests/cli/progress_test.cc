#include "clients/cli/progress.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "clients/cli/verify.h"

namespace cofi::cli {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

TEST(Progress, IsOneLineThatLeavesNothingBehind) {
  std::ostringstream err;
  {
    ProgressBar bar(err, /*shown=*/true);
    bar.Show("budgets journal", 1, 4);
    EXPECT_THAT(err.str(), HasSubstr("budgets journal"));
    EXPECT_THAT(err.str(), EndsWith("██████░░░░░░░░░░░░░░░░░░ 1 / 4"));
    bar.Show("budgets journal", 4, 4);
    EXPECT_THAT(err.str(), EndsWith("████████████████████████ 4 / 4"));
    bar.Show("budgets règles", 0, 0);
  }
  EXPECT_THAT(err.str(), EndsWith("\r\x1b[K"));
  EXPECT_EQ(err.str().find('\n'), std::string::npos);
}

TEST(Progress, IsNotShownWhereThereIsNoTerminal) {
  std::ostringstream err;
  {
    ProgressBar bar(err, /*shown=*/false);
    bar.Show("budgets journal", 1, 4);
    bar.Clear();
  }
  EXPECT_EQ(err.str(), "");
}

TEST(Verdicts, AreATable) {
  journal::v1::Verdict verdict;
  verdict.set_service("budgets");
  verdict.set_chains(2);
  verdict.set_entries(1'234);
  verdict.set_resources(7);
  verdict.set_sound(true);
  EXPECT_EQ(VerdictsText({verdict}, {}),
            "service  chains  entries  resources  verdict\n"
            "budgets       2    1,234          7  sound\n");
  verdict.set_sound(false);
  verdict.set_heads(3);
  Settings settings;
  settings.language = Language::kFrench;
  EXPECT_THAT(VerdictsText({verdict}, settings), HasSubstr("NON INTÈGRE\n"));
  EXPECT_THAT(VerdictsText({verdict}, settings), HasSubstr("têtes"));
}

}  // namespace
}  // namespace cofi::cli
