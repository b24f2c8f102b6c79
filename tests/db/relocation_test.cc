// A move in several steps, of rows that change again and again, brings what the source has.
#include "db/store/relocation.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "db/postgres/postgres.h"
#include "db/sqlite/sqlite.h"
#include "db/store/verification.h"
#include "tests/db/examples.h"
#include "tests/db/temporary_store.h"
#include "tests/reasons.h"

namespace cofi {
namespace {

class Moves : public StoreTest {
 protected:
  Moves() : target_database_(NewDatabase()) {
    target_options_ = {
        .database = target_database_, .folder = target_folder_.path(), .service = "examples"};
    // With its tables.
    EXPECT_THAT(db::Store::Open(target_options_, ExampleMigrations()), IsOk());
  }

  static std::unique_ptr<db::Connection> Connect(const db::StoreOptions& options,
                                                 db::Access access) {
    return OnPostgres()
               ? db::OpenPostgres(options.database, options.service, access).value()
               : db::OpenSqlite(absl::StrCat(options.folder, "/examples.sqlite"), access).value();
  }

  void MoveAll() {
    const auto source = Connect(Options(), db::Access::kRead);
    const auto target = Connect(target_options_, db::Access::kWrite);
    db::Relocation relocation(*source, *target);
    ASSERT_THAT(relocation.Begin("here"), IsOk());
    ASSERT_THAT(relocation.Copy([this](int64_t, int64_t) { ++steps_; }), IsOk());
  }

  const Folder target_folder_;
  const std::string target_database_;
  db::StoreOptions target_options_;
  int steps_ = 0;
};

TEST_F(Moves, InStepsBringWhatTheSourceHas) {
  constexpr int kReceipts = 1'500;
  const auto each = [&](int from, int to, auto change) {
    ASSERT_THAT(Write([&](db::Transaction& tx) -> absl::Status {
                  for (int i = from; i < to; ++i) {
                    Receipt receipt = ReceiptNamed(absl::StrCat("r", i), 100, "2018-01-01");
                    COFI_RETURN_IF_ERROR(change(tx, receipt));
                  }
                  return absl::OkStatus();
                }),
                IsOk());
  };
  const auto insert = [](db::Transaction& tx, Receipt& receipt) {
    return Receipts().Insert(tx, &receipt);
  };
  const auto update = [](int64_t minor) {
    return [minor](db::Transaction& tx, Receipt& receipt) -> absl::Status {
      COFI_ASSIGN_OR_RETURN(receipt, Receipts().Get(tx, receipt.name()));
      *receipt.mutable_amount() = Euros(minor);
      return Receipts().Update(tx, &receipt);
    };
  };
  each(0, kReceipts, insert);
  each(0, kReceipts, update(200));
  each(kReceipts / 2, kReceipts, update(300));
  each(0, 10, [](db::Transaction& tx, Receipt& receipt) { return Receipts().Delete(tx, receipt); });
  MoveAll();
  EXPECT_GE(steps_, 2);
  // What came meanwhile is fetched by moving again.
  each(700, 800, update(400));
  each(0, 5, insert);
  MoveAll();
  const int64_t rows = Number("SELECT COUNT(*) FROM receipt");
  const int64_t sum = Number("SELECT CAST(SUM(amount) AS BIGINT) FROM receipt");

  {
    const auto target = Connect(target_options_, db::Access::kWrite);
    const auto source = Connect(Options(), db::Access::kRead);
    db::Relocation relocation(*source, *target);
    ASSERT_THAT(relocation.Begin("here"), IsOk());
    ASSERT_THAT(relocation.End(), IsOk());
  }
  const auto moved = db::Store::Open(target_options_, ExampleMigrations());
  ASSERT_THAT(moved, IsOk());
  const db::Invariants invariants{.tables = {{&Receipts(), nullptr}}};
  db::Verification verification(&invariants, {}, /*heads_only=*/false);
  EXPECT_THAT((*moved)->ReadAndWait({},
                                    [&](db::Transaction& tx) -> absl::Status {
                                      while (!verification.done()) {
                                        COFI_RETURN_IF_ERROR(verification.Page(tx));
                                      }
                                      COFI_ASSIGN_OR_RETURN(
                                          const int64_t found,
                                          tx.Number("SELECT CAST(SUM(amount) AS BIGINT)"
                                                    " FROM receipt"));
                                      EXPECT_EQ(found, sum);
                                      return absl::OkStatus();
                                    }),
              IsOk());
  EXPECT_EQ(verification.resources(), rows);
  EXPECT_EQ(rows, kReceipts - 5);
}

}  // namespace
}  // namespace cofi
