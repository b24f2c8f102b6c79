#include "services/rpc/verb.h"

#include <gtest/gtest.h>

#include "cofi/budgets/v1/expenses.pb.h"

namespace cofi::rpc {
namespace {

TEST(Verb, IsTheNameOfTheMethodThatTakesTheRequest) {
  EXPECT_EQ(VerbOf<budgets::v1::PayExpenseRequest>(), "PayExpense");
}

TEST(Verb, OfWhatNoMethodTakesThereIsNone) {
  EXPECT_DEATH(VerbOf<budgets::v1::Expense>(), "cofi.budgets.v1.Expense");
}

}  // namespace
}  // namespace cofi::rpc
