// What 0.1.0 recorded, as this version says it.
#include "base/rules/earlier_forms.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "clients/methods.h"
#include "google/protobuf/unknown_field_set.h"
#include "services/applications/tables.h"
#include "services/budgets/tables.h"
#include "services/projects/tables.h"
#include "tests/services/facts.h"

namespace cofi {
namespace {

using applications::v1::Application;
using budgets::v1::Commitment;
using budgets::v1::Expense;
using budgets::v1::Grant;
using budgets::v1::Receipt;
using projects::v1::Project;

// A field that there was then.
void AddNumber(google::protobuf::Message* message, int field, uint64_t number) {
  message->GetReflection()->MutableUnknownFields(message)->AddVarint(field, number);
}

// As the journal has it, read.
template <typename M>
M Read(const db::Table<M>& table, const M& recorded) {
  M read;
  EXPECT_TRUE(table.ParseState(recorded.SerializeAsString(), &read));
  // What is of today already is left alone.
  M again;
  EXPECT_TRUE(table.ParseState(read.SerializeAsString(), &again));
  EXPECT_EQ(again.DebugString(), read.DebugString());
  return read;
}

bool HasNothingUnknown(const google::protobuf::Message& message) {
  return message.GetReflection()->GetUnknownFields(message).empty();
}

TEST(EarlierForms, OfALikelihoodArePercents) {
  Application application;
  AddNumber(&application, 16, 60);
  application = Read(applications::Applications(), application);
  EXPECT_EQ(application.likelihood_basis_points(), 6000);
  EXPECT_TRUE(HasNothingUnknown(application));
  EXPECT_FALSE(Read(applications::Applications(), Application()).has_likelihood_basis_points());
}

TEST(EarlierForms, OfAStartConditionArePercents) {
  Project project;
  AddNumber(project.mutable_start_condition(), 1, 80);
  project.mutable_start_condition()->add_awarded_applications("projects/p/applications/a");
  project = Read(projects::Projects(), project);
  EXPECT_EQ(project.start_condition().secured_basis_points(), 8000);
  EXPECT_EQ(project.start_condition().awarded_applications_size(), 1);
  EXPECT_TRUE(HasNothingUnknown(project.start_condition()));
  EXPECT_FALSE(Read(projects::Projects(), Project()).has_start_condition());
}

TEST(EarlierForms, OfARateArePercents) {
  auto grant = FromText<Grant>("rate { base: BASE_ELIGIBLE_COST }");
  AddNumber(grant.mutable_rate(), 1, 35);
  grant = Read(budgets::Grants(), grant);
  EXPECT_EQ(grant.rate().basis_points(), 3500);
  EXPECT_EQ(grant.rate().base(), type::v1::Rate::BASE_ELIGIBLE_COST);
  EXPECT_TRUE(HasNothingUnknown(grant.rate()));
  EXPECT_FALSE(Read(budgets::Grants(), Grant()).has_rate());
}

TEST(EarlierForms, OfMoneyAreOnTheLineOfAVersion) {
  Commitment commitment;
  commitment.set_line("projects/p/budgets/v1/lines/62");
  EXPECT_EQ(Read(budgets::Commitments(), commitment).line(), "projects/p/lines/62");
  Expense expense;
  expense.set_line("projects/p/budgets/v1/lines/62");
  expense = Read(budgets::Expenses(), expense);
  EXPECT_EQ(expense.line(), "projects/p/lines/62");
  EXPECT_EQ(expense.kind(), Expense::KIND_INVOICE);
}

TEST(EarlierForms, OfAReversalHaveTheSignOfWhatItUndoes) {
  const auto expense = Read(budgets::Expenses(), FromText<Expense>(R"pb(
                              line: "projects/p/budgets/v1/lines/62"
                              amount { currency_code: "EUR" units: 100 }
                              shares {
                                grant: "projects/p/grants/g"
                                amount { currency_code: "EUR" units: 60 }
                              }
                              own_funds_amount { currency_code: "EUR" units: 40 }
                              consumed_amount { currency_code: "EUR" units: 10 }
                              overrun_amount { currency_code: "EUR" units: 5 }
                              reverses: "projects/p/expenses/e"
                            )pb"));
  EXPECT_EQ(Minor(expense.amount()), -100'00);
  EXPECT_EQ(Minor(expense.shares(0).amount()), -60'00);
  EXPECT_EQ(Minor(expense.own_funds_amount()), -40'00);
  EXPECT_EQ(Minor(expense.consumed_amount()), -10'00);
  EXPECT_FALSE(expense.has_overrun_amount());
  EXPECT_EQ(expense.kind(), Expense::KIND_REVERSAL);
  const auto receipt = Read(budgets::Receipts(), FromText<Receipt>(R"pb(
                              amount { currency_code: "EUR" units: 5 }
                              reverses: "projects/p/receipts/r"
                            )pb"));
  EXPECT_EQ(Minor(receipt.amount()), -5'00);
}

TEST(EarlierForms, OfVerbsAreMethodsOfToday) {
  const auto is_method = [](absl::string_view verb) {
    for (const auto* service : clients::AllServices()) {
      if (service->FindMethodByName(std::string(verb)) != nullptr) return true;
    }
    return false;
  };
  for (const char* verb : {"RequestInformationApplication", "ProvideInformationApplication",
                           "SignAgreementApplication", "SeekFundingProject"}) {
    EXPECT_FALSE(is_method(verb)) << verb;
    EXPECT_TRUE(is_method(rules::VerbToday(verb))) << verb;
  }
  EXPECT_EQ(rules::VerbToday("CreateExpense"), "CreateExpense");
  EXPECT_EQ(rules::VerbToday(""), "");
}

}  // namespace
}  // namespace cofi
