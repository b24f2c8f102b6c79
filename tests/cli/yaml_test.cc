// What is there, as `cofi apply` reads it.
#include "clients/cli/printed/yaml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "clients/cli/commands/apply_file.h"
#include "cofi/applications/v1/applications.pb.h"
#include "cofi/budgets/v1/expenses.pb.h"
#include "cofi/budgets/v1/grants.pb.h"
#include "tests/services/facts.h"

namespace cofi::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

budgets::v1::Expense AnExpense() {
  budgets::v1::Expense expense;
  expense.set_name("projects/p/expenses/e");
  expense.set_uid("7f");
  expense.set_etag("4");
  expense.set_line("projects/p/lines/62");
  expense.set_supplier("Cabinet: \"A\" # et fils");
  expense.set_invoice_reference("0012");
  *expense.mutable_invoice_date() = On("2018-03-01");
  *expense.mutable_amount() = Eur("1234.56");
  budgets::v1::Share& share = *expense.add_shares();
  share.set_grant("projects/p/grants/fdf");
  *share.mutable_amount() = Eur("50.50");
  *expense.mutable_own_funds_amount() = Eur("1184.06");
  return expense;
}

TEST(Yaml, SaysWhatCanBeDeclaredAndNothingElse) {
  const budgets::v1::Expense expense = AnExpense();
  const std::string text = YamlText({&expense});
  EXPECT_THAT(text, HasSubstr("- expense: p/e\n"));
  EXPECT_THAT(text, HasSubstr("  amount: 1234.56\n"));
  EXPECT_THAT(text, HasSubstr("    - grant: fdf\n      amount: 50.50\n"));
  for (const char* not_declared : {"uid", "etag", "own_funds", "kind"}) {
    EXPECT_THAT(text, Not(HasSubstr(not_declared)));
  }
  EXPECT_EQ(YamlText({}), "");
}

// Read by apply, it is the same resource again, whatever its texts hold.
TEST(Yaml, IsReadBackAsItWas) {
  budgets::v1::Expense expense = AnExpense();
  budgets::v1::Grant grant;
  grant.set_name("projects/p/grants/fdf");
  grant.set_funder("funders/fdf");
  grant.set_display_name("oui");
  grant.mutable_rate()->set_basis_points(2632);
  grant.mutable_rate()->set_base(type::v1::Rate::BASE_PUBLIC_AID);
  grant.add_eligible_accounts("62");
  grant.add_eligible_accounts("641");
  const std::string text = YamlText({&expense, &grant});
  const auto items = ReadApplyFile(text, "f.yaml", Language::kEnglish);
  ASSERT_TRUE(items.ok()) << items.status() << "\n" << text;
  ASSERT_EQ(items->size(), 2U);
  for (const char* set_by_the_server : {"uid", "etag", "own_funds_amount"}) {
    expense.GetReflection()->ClearField(
        &expense, expense.GetDescriptor()->FindFieldByName(set_by_the_server));
  }
  EXPECT_EQ((*items)[0].message->DebugString(), expense.DebugString()) << text;
  EXPECT_EQ((*items)[1].message->DebugString(), grant.DebugString()) << text;
}

}  // namespace
}  // namespace cofi::cli
