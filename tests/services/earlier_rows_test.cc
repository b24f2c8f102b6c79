// Rows that 0.1.0 wrote, where the databases of its release have none (tests/released): opened by
// this version, they are in its form, and what the journal has is read so.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "db/store/verification.h"
#include "db/tables/list.h"
#include "google/protobuf/unknown_field_set.h"
#include "services/budgets/service.h"
#include "services/budgets/tables.h"
#include "tests/folder.h"
#include "tests/installations/cluster.h"
#include "tests/reasons.h"
#include "tests/services/facts.h"

namespace cofi::budgets {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class EarlierRows : public ::testing::Test {
 protected:
  EarlierRows() { Open(); }

  void Open() {
    store_.reset();
    store_ =
        db::Store::Open({.database = database_, .folder = folder_.path(), .service = "budgets"},
                        Migrations())
            .value();
  }
  absl::Status Write(db::Store::Function function) {
    return store_->WriteAndWait({.root = "projects/p", .verb = "Test"}, std::move(function));
  }
  // As it was said then: nothing looks at it on its way in.
  template <typename M>
  void Keep(const db::Table<M>& table, M resource) {
    EXPECT_THAT(Write([&](db::Transaction& tx) { return table.Insert(tx, &resource); }), IsOk());
  }
  void Upgrade() {
    ASSERT_THAT(Write([](db::Transaction& tx) { return tx.Run("DELETE FROM key_basis"); }), IsOk());
    Open();
  }
  template <typename M>
  M Get(const db::Table<M>& table, const std::string& name) {
    M found;
    EXPECT_THAT(store_->ReadAndWait({},
                                    [&](db::Transaction& tx) -> absl::Status {
                                      COFI_ASSIGN_OR_RETURN(found, table.Get(tx, name));
                                      return absl::OkStatus();
                                    }),
                IsOk());
    return found;
  }
  std::vector<std::string> Found(const db::TableBase& table, const std::string& filter) {
    std::vector<std::string> names;
    EXPECT_THAT(store_->ReadAndWait(
                    {},
                    [&](db::Transaction& tx) -> absl::Status {
                      names.clear();
                      COFI_ASSIGN_OR_RETURN(
                          const db::Page page,
                          db::List(tx, table, {.parent = "projects/p", .filter = filter}, nullptr));
                      for (const auto& each : page.resources) {
                        names.push_back(StringField(*each, "name"));
                      }
                      return absl::OkStatus();
                    }),
                IsOk());
    return names;
  }
  // That each row is what the journal says of it.
  absl::Status Proof() {
    static const db::Invariants* const kAll = new db::Invariants{
        .tables = {{&Grants(), nullptr}, {&Receipts(), nullptr}, {&Expenses(), nullptr}}};
    db::Verification verification(kAll, {}, /*heads_only=*/false);
    while (!verification.done()) {
      COFI_RETURN_IF_ERROR(
          store_->ReadAndWait({}, [&](db::Transaction& tx) { return verification.Page(tx); }));
    }
    return absl::OkStatus();
  }

  const Folder folder_;
  const std::string database_ = NewDatabase();
  std::unique_ptr<db::Store> store_;
};

TEST_F(EarlierRows, OfRatesAreInBasisPoints) {
  auto grant = FromText<v1::Grant>(R"pb(
    name: "projects/p/grants/g"
    rate { base: BASE_ELIGIBLE_COST }
  )pb");
  type::v1::Rate* const rate = grant.mutable_rate();
  rate->GetReflection()->MutableUnknownFields(rate)->AddVarint(1, 35);
  Keep(Grants(), grant);
  EXPECT_THAT(Proof(), IsReasonWith(type::v1::REASON_RESOURCE_DIFFERS, "what", "rate"));
  Upgrade();
  EXPECT_EQ(Get(Grants(), grant.name()).rate().basis_points(), 3500);
  EXPECT_THAT(Proof(), IsOk());
}

TEST_F(EarlierRows, OfReversalsAreNegativeAndFoundSo) {
  auto expense = FromText<v1::Expense>(R"pb(
    name: "projects/p/expenses/r"
    line: "projects/p/budgets/v1/lines/62"
    amount { currency_code: "EUR" units: 100 }
    own_funds_amount { currency_code: "EUR" units: 100 }
    reverses: "projects/p/expenses/e"
  )pb");
  Keep(Expenses(), expense);
  Keep(Receipts(), FromText<v1::Receipt>(R"pb(
         name: "projects/p/receipts/r"
         amount { currency_code: "EUR" units: 5 }
         reverses: "projects/p/receipts/e"
       )pb"));
  EXPECT_THAT(Found(Expenses(), "amount < 0"), IsEmpty());
  Upgrade();
  EXPECT_THAT(Found(Expenses(), "amount < 0 AND kind = REVERSAL"), ElementsAre(expense.name()));
  EXPECT_THAT(Found(Expenses(), "line = \"projects/p/lines/62\""), ElementsAre(expense.name()));
  EXPECT_THAT(Found(Receipts(), "amount = -5"), ElementsAre("projects/p/receipts/r"));
  EXPECT_EQ(Minor(Get(Expenses(), expense.name()).own_funds_amount()), -100'00);
  EXPECT_THAT(Proof(), IsOk());
}

}  // namespace
}  // namespace cofi::budgets
