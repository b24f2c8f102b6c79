// A real store in a folder of its own, which goes with the test.
//
//   class Tables : public StoreTest {};
//   TEST_F(Tables, …) {
//     EXPECT_THAT(Write([&](db::Transaction& tx) { return Phases().Insert(tx, &phase); }), IsOk());
//   }
#ifndef COFI_TESTS_DB_TEMPORARY_STORE_H_
#define COFI_TESTS_DB_TEMPORARY_STORE_H_

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "db/store/store.h"
#include "db/tables/list.h"
#include "db/tables/table.h"
#include "tests/folder.h"
#include "tests/installations/cluster.h"

namespace cofi {

class StoreTest : public ::testing::Test {
 protected:
  // Opens a store with the tables of examples.h.
  StoreTest();

  db::StoreOptions Options() const {
    return {.database = database_, .folder = folder_.path(), .service = "examples"};
  }
  std::string DatabasePath() const { return folder_.path() + "/examples.sqlite"; }

  db::Store& store() { return *store_; }
  void Close() { store_.reset(); }
  void Open(const db::StoreOptions& options);
  void Reopen() {
    Close();
    Open(Options());
  }

  // Both run with the cause below; writes on the project `p`.
  absl::Status Write(db::Store::Function function) {
    return WriteTo("projects/p", std::move(function));
  }
  absl::Status WriteTo(absl::string_view root, db::Store::Function function) {
    db::Cause cause = cause_;
    cause.root = std::string(root);
    return store().WriteAndWait(cause, std::move(function));
  }
  absl::Status Read(db::Store::Function function) {
    return store().ReadAndWait(cause_, std::move(function));
  }

  template <typename M>
  absl::Status Insert(const db::Table<M>& table, M* resource) {
    return WriteTo(RootOf(resource->name()),
                   [&](db::Transaction& tx) { return table.Insert(tx, resource); });
  }
  template <typename M>
  absl::Status Update(const db::Table<M>& table, M* resource) {
    return WriteTo(RootOf(resource->name()),
                   [&](db::Transaction& tx) { return table.Update(tx, resource); });
  }
  template <typename M>
  absl::Status Delete(const db::Table<M>& table, const M& resource) {
    return WriteTo(RootOf(resource.name()),
                   [&](db::Transaction& tx) { return table.Delete(tx, resource); });
  }
  template <typename M>
  absl::StatusOr<M> Get(const db::Table<M>& table, const std::string& name) {
    absl::StatusOr<M> found;
    const absl::Status status = Read([&](db::Transaction& tx) {
      found = table.Get(tx, name);
      return found.status();
    });
    if (!status.ok()) return status;
    return found;
  }

  // The single number of a statement; -1 when it fails.
  int64_t Number(const std::string& sql);
  // As another program sees it: through a connection of its own.
  int64_t NumberOutside(const std::string& sql);

  struct Names {
    std::vector<std::string> names;
    std::string next_page_token;
  };
  absl::StatusOr<Names> List(const db::TableBase& table, const db::ListQuery& query);

  const Folder folder_;
  const std::string database_;
  db::Cause cause_;

 private:
  std::unique_ptr<db::Store> store_;
};

}  // namespace cofi

#endif  // COFI_TESTS_DB_TEMPORARY_STORE_H_
