#include "clients/cli/printed/progress.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

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

}  // namespace
}  // namespace cofi::cli
