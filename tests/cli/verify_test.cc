#include "clients/cli/commands/verify.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cofi::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(Verdicts, AreATable) {
  journal::v1::Verdict verdict;
  verdict.set_journal("journals/budgets");
  verdict.set_chains(2);
  verdict.set_entries(1'234);
  verdict.set_resources(7);
  verdict.set_sound(true);
  EXPECT_EQ(VerdictsText({verdict}, {}),
            "journal  chains  entries  resources  verdict\n"
            "budgets       2    1,234          7  sound\n");
  // What others put beside the tables is said where there is some.
  verdict.add_additions("index report");
  verdict.add_additions("table more");
  EXPECT_THAT(VerdictsText({verdict}, {}),
              AllOf(HasSubstr("additions"), HasSubstr("  index report, table more  sound\n")));
  verdict.clear_additions();
  verdict.set_sound(false);
  verdict.set_heads(3);
  Settings settings;
  settings.language = Language::kFrench;
  EXPECT_THAT(VerdictsText({verdict}, settings), HasSubstr("ALTÉRÉ\n"));
  EXPECT_THAT(VerdictsText({verdict}, settings), HasSubstr("têtes"));
}

// No server answered: nothing but data is on standard output, and there is none.
TEST(Verdicts, OfNobodyAreNoTable) {
  Settings settings;
  EXPECT_EQ(VerdictsText({}, settings), "");
  settings.format = Format::kJson;
  EXPECT_EQ(VerdictsText({}, settings), "[]\n");
  settings.format = Format::kCsv;
  EXPECT_THAT(VerdictsText({}, settings), StartsWith("journal,sound,"));
}

}  // namespace
}  // namespace cofi::cli
