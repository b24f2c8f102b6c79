#include "clients/cli/typed/values.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/dates.h"
#include "base/money.h"
#include "base/refusal.h"
#include "cofi/applications/v1/applications.pb.h"
#include "cofi/budgets/v1/commitments.pb.h"
#include "cofi/budgets/v1/expenses.pb.h"
#include "cofi/budgets/v1/grants.pb.h"
#include "cofi/projects/v1/organizations.pb.h"

namespace cofi::cli {
namespace {

using ::testing::HasSubstr;

class Values : public ::testing::Test {
 protected:
  absl::Status Set(Message* message, const char* field, const char* text) {
    return SetFromText(message, message->GetDescriptor()->FindFieldByName(field), text,
                       Language::kEnglish, &known_);
  }

  Identifiers known_ = {{"project", "p"}};
};

TEST_F(Values, AmountsAreWhatAPersonTypes) {
  budgets::v1::Expense expense;
  for (const char* text : {"1234.56", "1 234,56", "1234,56 €", "1234.56 EUR"}) {
    ASSERT_TRUE(Set(&expense, "amount", text).ok()) << text;
    EXPECT_EQ(DecimalFromMoney(expense.amount()), "1234.56 EUR") << text;
  }
  ASSERT_TRUE(Set(&expense, "amount", "10 CHF").ok());
  EXPECT_EQ(expense.amount().currency_code(), "CHF");
  EXPECT_EQ(ReasonOf(Set(&expense, "amount", "1.234")), type::v1::REASON_AMOUNT_SUB_CENT);
  EXPECT_EQ(ReasonOf(Set(&expense, "amount", "much")), type::v1::REASON_VALUE_MALFORMED);
}

TEST_F(Values, DatesAreIsoOrFrench) {
  budgets::v1::Expense expense;
  ASSERT_TRUE(Set(&expense, "invoice_date", "23/03/2018").ok());
  EXPECT_EQ(IsoDate(expense.invoice_date()), "2018-03-23");
  for (const char* text : {"23/3/18", "23.03.2018", "23 mars 2018", "23 March 2018"}) {
    expense.clear_invoice_date();
    ASSERT_TRUE(Set(&expense, "invoice_date", text).ok()) << text;
    EXPECT_EQ(IsoDate(expense.invoice_date()), "2018-03-23") << text;
  }
  EXPECT_EQ(ReasonOf(Set(&expense, "invoice_date", "2018-02-30")),
            type::v1::REASON_VALUE_MALFORMED);
}

TEST_F(Values, EnumsAreShortAndInAnyCase) {
  projects::v1::Organization organization;
  ASSERT_TRUE(Set(&organization, "kind", "social_action_centre").ok());
  EXPECT_EQ(organization.kind(), projects::v1::Organization::KIND_SOCIAL_ACTION_CENTRE);
  ASSERT_TRUE(Set(&organization, "kind", "Local-Action-Group").ok());
  EXPECT_EQ(organization.kind(), projects::v1::Organization::KIND_LOCAL_ACTION_GROUP);
  for (const char* text : {"Groupe d'action locale", "groupe-d-action-locale"}) {
    organization.clear_kind();
    ASSERT_TRUE(Set(&organization, "kind", text).ok()) << text;
    EXPECT_EQ(organization.kind(), projects::v1::Organization::KIND_LOCAL_ACTION_GROUP) << text;
  }
  EXPECT_THAT(std::string(Set(&organization, "kind", "club").message()),
              HasSubstr("accepted: association, "));
}

TEST_F(Values, NumbersOfRegistersMayHaveTheirSpaces) {
  projects::v1::Organization organization;
  ASSERT_TRUE(Set(&organization, "siret", "732 829 320 00074").ok());
  EXPECT_EQ(organization.siret(), "73282932000074");
  ASSERT_TRUE(Set(&organization, "rna", "w353000123").ok());
  EXPECT_EQ(organization.rna(), "W353000123");
  ASSERT_TRUE(Set(&organization, "display_name", "3 bis - l'École").ok());
  EXPECT_EQ(organization.display_name(), "3 bis - l'École") << "a text is kept as it is";
}

TEST_F(Values, PercentagesMayHaveTheirSign) {
  applications::v1::Application application;
  ASSERT_TRUE(Set(&application, "likelihood_basis_points", "60 %").ok());
  EXPECT_EQ(application.likelihood_basis_points(), 6000);
  ASSERT_TRUE(Set(&application, "likelihood_basis_points", "26,32\u202F%").ok());
  EXPECT_EQ(application.likelihood_basis_points(), 2632);
  ASSERT_TRUE(Set(&application, "likelihood_basis_points", "0.5").ok());
  EXPECT_EQ(application.likelihood_basis_points(), 50);
  for (const char* wrong : {"26.325 %", "many", "%", "1.", "1.x", "1.2.3"}) {
    EXPECT_EQ(ReasonOf(Set(&application, "likelihood_basis_points", wrong)),
              type::v1::REASON_VALUE_MALFORMED)
        << wrong;
  }
}

TEST_F(Values, ReferencesAreCompleted) {
  budgets::v1::Expense expense;
  ASSERT_TRUE(Set(&expense, "line", "62").ok());
  EXPECT_EQ(expense.line(), "projects/p/lines/62");
}

TEST_F(Values, AReferenceCompletesTheNext) {
  applications::v1::Application application;
  EXPECT_FALSE(Set(&application, "call", "demarches").ok());  // of which funder?
  ASSERT_TRUE(Set(&application, "funder", "fdf").ok());
  ASSERT_TRUE(Set(&application, "call", "demarches").ok());
  EXPECT_EQ(application.call(), "funders/fdf/calls/demarches");
}

TEST_F(Values, GroupsAreFieldsOrTheirFirstTwo) {
  budgets::v1::Expense expense;
  for (const char* text : {"grant=fdf,amount=3000,50", "fdf=3000,50", "amount=3000.50,grant=fdf"}) {
    expense.Clear();
    ASSERT_TRUE(Set(&expense, "shares", text).ok()) << text;
    ASSERT_EQ(expense.shares_size(), 1);
    EXPECT_EQ(expense.shares(0).grant(), "projects/p/grants/fdf");
    EXPECT_EQ(DecimalFromMoney(expense.shares(0).amount()), "3000.50 EUR") << text;
  }
  expense.Clear();
  ASSERT_TRUE(Set(&expense, "shares", "fdf=26,32 %").ok());
  EXPECT_EQ(expense.shares(0).basis_points(), 2632);
  EXPECT_FALSE(expense.shares(0).has_amount());
  for (const char* text : {"62=12,50,shares=fdf=3,shares=region=50%",
                           "line=62,amount=12.50,shares=fdf=3,shares=region=50%"}) {
    expense.Clear();
    ASSERT_TRUE(Set(&expense, "splits", text).ok()) << text;
    ASSERT_EQ(expense.splits_size(), 1);
    EXPECT_EQ(expense.splits(0).line(), "projects/p/lines/62");
    EXPECT_EQ(DecimalFromMoney(expense.splits(0).amount()), "12.50 EUR") << text;
    ASSERT_EQ(expense.splits(0).shares_size(), 2);
    EXPECT_EQ(expense.splits(0).shares(0).grant(), "projects/p/grants/fdf");
    EXPECT_EQ(expense.splits(0).shares(1).basis_points(), 5000);
  }
  EXPECT_FALSE(Set(&expense, "shares", "fdf").ok());
  EXPECT_FALSE(Set(&expense, "shares", "grant=fdf,amount=x").ok());
}

TEST_F(Values, ListsGrow) {
  budgets::v1::Grant grant;
  ASSERT_TRUE(Set(&grant, "eligible_accounts", "62").ok());
  ASSERT_TRUE(Set(&grant, "eligible_accounts", "64").ok());
  EXPECT_EQ(grant.eligible_accounts_size(), 2);
}

TEST_F(Values, EmptyTextClears) {
  budgets::v1::Expense expense;
  ASSERT_TRUE(Set(&expense, "amount", "5").ok());
  ASSERT_TRUE(Set(&expense, "amount", "").ok());
  EXPECT_FALSE(expense.has_amount());
}

TEST(Days, AreCountedInDaysWeeksOrMonths) {
  for (const char* text : {"60", "60d", "60j", "2m"}) EXPECT_EQ(DaysOf(text), 60) << text;
  for (const char* text : {"8w", "8s"}) EXPECT_EQ(DaysOf(text), 56) << text;
  for (const char* text : {"", "m", "0m", "-2m", "2y", "2000m"}) {
    EXPECT_FALSE(DaysOf(text).has_value()) << text;
  }
}

TEST(Inputs, AreNotWhatCofiSets) {
  const Descriptor* type = budgets::v1::Commitment::descriptor();
  for (const char* output : {"name", "uid", "create_time", "open_amount", "state", "history"}) {
    EXPECT_FALSE(IsInput(type->FindFieldByName(output))) << output;
  }
  EXPECT_TRUE(IsInput(type->FindFieldByName("line")));
}

}  // namespace
}  // namespace cofi::cli
