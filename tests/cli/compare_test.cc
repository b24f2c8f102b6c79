#include "clients/cli/commands/compare.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cofi/budgets/v1/expenses.pb.h"
#include "cofi/projects/v1/projects.pb.h"
#include "tests/cli/parsed.h"

namespace cofi::cli {
namespace {

using budgets::v1::Expense;
using projects::v1::Project;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

template <typename M>
std::vector<std::string> Compare(const std::vector<std::string>& paths, const std::string& declared,
                                 const std::string& current) {
  std::vector<FieldPath> found;
  found.reserve(paths.size());
  for (const std::string& path : paths) found.push_back(FieldPath::Find(M::descriptor(), path));
  return Differences(found, Parsed<M>(declared), Parsed<M>(current));
}

TEST(Compare, LooksAtWhatIsDeclaredOnly) {
  EXPECT_THAT(Compare<Project>({"display_name"}, "display_name: 'P'",
                               "display_name: 'P' uid: 'u' territory: '35196'"),
              IsEmpty());
  EXPECT_THAT(Compare<Project>({"display_name", "territory"}, "display_name: 'P' territory: '1'",
                               "display_name: 'P' territory: '2'"),
              ElementsAre("territory"));
}

TEST(Compare, LooksIntoGroups) {
  EXPECT_THAT(
      Compare<Project>({"start_condition.secured_basis_points"},
                       "start_condition {secured_basis_points: 8000}",
                       "start_condition {secured_basis_points: 8000 awarded_applications: 'x'}"),
      IsEmpty());
  EXPECT_THAT(Compare<Project>({"start_condition.secured_basis_points"},
                               "start_condition {secured_basis_points: 8000}", ""),
              ElementsAre("start_condition.secured_basis_points"));
}

TEST(Compare, AmountsAndDatesAreWhole) {
  EXPECT_THAT(Compare<Expense>({"amount"}, "amount {currency_code: 'EUR' units: 5}",
                               "amount {currency_code: 'EUR' units: 5 nanos: 10000000}"),
              ElementsAre("amount"));
  EXPECT_THAT(Compare<Expense>({"invoice_date"}, "invoice_date {year: 2017 month: 7 day: 31}",
                               "invoice_date {year: 2017 month: 7 day: 31}"),
              IsEmpty());
  EXPECT_THAT(Compare<Expense>({"payment_date"}, "", "payment_date {year: 2017 month: 7 day: 31}"),
              ElementsAre("payment_date"));
}

TEST(Compare, ListsHaveTheSameElements) {
  const char* two = "shares {grant: 'a' amount {units: 1}} shares {grant: 'b' amount {units: 2}}";
  EXPECT_THAT(Compare<Expense>({"shares"}, two, two), IsEmpty());
  EXPECT_THAT(Compare<Expense>({"shares"}, two, "shares {grant: 'a' amount {units: 1}}"),
              ElementsAre("shares"));
  // A rate was made an amount, which is all that there is.
  EXPECT_THAT(Compare<Expense>({"shares"}, "shares {grant: 'a' basis_points: 8000}",
                               "shares {grant: 'a' amount {units: 1}}"),
              IsEmpty());
}

}  // namespace
}  // namespace cofi::cli
