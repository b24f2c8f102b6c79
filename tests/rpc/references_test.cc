// What a resource names must be there when it is written, wherever in it the name stands.
#include "services/rpc/references.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "services/budgets/service.h"
#include "services/budgets/tables.h"
#include "tests/folder.h"
#include "tests/installations/cluster.h"
#include "tests/reasons.h"
#include "tests/services/facts.h"

namespace cofi::rpc {
namespace {

class References : public ::testing::Test {
 protected:
  References()
      : store_(db::Store::Open(
                   {.database = NewDatabase(), .folder = folder_.path(), .service = "budgets"},
                   budgets::Migrations())
                   .value()) {
    resources_.push_back(
        std::make_unique<const Resource>(Resource{budgets::Grants(), Rules<budgets::v1::Grant>{}}));
    resources_.push_back(std::make_unique<const Resource>(
        Resource{budgets::Expenses(), Rules<budgets::v1::Expense>{}}));
    auto grant = FromText<budgets::v1::Grant>(R"pb(
      name: "projects/p/grants/g"
      awarded_amount { currency_code: "EUR" units: 100 }
      award_date { year: 2018 month: 1 day: 15 }
    )pb");
    EXPECT_THAT(store_->WriteAndWait(
                    {.root = "projects/p"},
                    [&](db::Transaction& tx) { return budgets::Grants().Insert(tx, &grant); }),
                IsOk());
  }

  absl::Status Check(const std::string& expense) {
    const auto message = FromText<budgets::v1::Expense>(expense);
    return store_->ReadAndWait({}, [&](db::Transaction& tx) {
      return CheckReferences(resources_, tx, message, "expense");
    });
  }

  const Folder folder_;
  std::unique_ptr<db::Store> store_;
  Resources resources_;
};

TEST_F(References, InMessagesOfAListAreLookedFor) {
  EXPECT_THAT(Check("shares { grant: 'projects/p/grants/g' }"), IsOk());
  EXPECT_THAT(
      Check("shares { grant: 'projects/p/grants/g' }"
            " shares { grant: 'projects/p/grants/none' }"),
      IsReasonWith(type::v1::REASON_REFERENCE_NOT_FOUND, "field", "expense.shares[1].grant"));
}

TEST_F(References, ThatOnlyTheServerSetsAreItsOwnAffair) {
  EXPECT_THAT(Check("reversed_by: 'projects/p/expenses/none'"), IsOk());
}

}  // namespace
}  // namespace cofi::rpc
