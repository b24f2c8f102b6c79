// A store on a database of its own, in a cluster that a suite shares.
#ifndef COFI_TESTS_DB_ON_POSTGRES_H_
#define COFI_TESTS_DB_ON_POSTGRES_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "db/journal.h"
#include "db/postgres/postgres.h"
#include "db/store/store.h"
#include "tests/db/examples.h"
#include "tests/installations/cluster.h"
#include "tests/reasons.h"

namespace cofi {

class Postgres : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { cluster_ = new Cluster; }
  static void TearDownTestSuite() {
    delete cluster_;
    cluster_ = nullptr;
  }

  Postgres() {
    static int made = 0;
    name_ = absl::StrCat("p", ++made);
    cluster_->Make(name_);
    url_ = cluster_->Url(name_);
    store_ = Open();
  }

  std::unique_ptr<db::Store> Open() {
    return db::Store::Open({.database = url_, .service = "examples"}, ExampleMigrations()).value();
  }
  // Changes the tables while no store is there.
  void Change(const std::string& script) {
    store_.reset();
    EXPECT_THAT(Connect()->RunScript(script), IsOk());
  }
  absl::StatusOr<std::unique_ptr<db::Store>> TryOpen(
      const std::vector<db::Store::Migration>& more = {}) {
    std::vector<db::Store::Migration> migrations(ExampleMigrations().begin(),
                                                 ExampleMigrations().end());
    migrations.insert(migrations.end(), more.begin(), more.end());
    return db::Store::Open({.database = url_, .service = "examples"}, migrations);
  }
  std::unique_ptr<db::Connection> Connect(db::Access access = db::Access::kWrite) {
    return db::OpenPostgres(url_, "examples", access).value();
  }
  static db::Store::Function Adds(const std::string& project, int position) {
    return [=](db::Transaction& tx) {
      Phase phase = PhaseNamed("", position);
      phase.set_name(absl::StrCat("projects/", project, "/phases/x", position));
      return Phases().Insert(tx, &phase);
    };
  }
  absl::Status Write(db::Store& store, const std::string& project, int position,
                     const std::string& request_id = "") {
    return store.WriteAndWait({.root = "projects/" + project, .request_id = request_id},
                              Adds(project, position));
  }
  // The names in the feed after a cursor, which goes on.
  std::vector<std::string> Follow(std::string* cursor) {
    std::vector<std::string> names;
    EXPECT_THAT(store_->ReadAndWait({},
                                    [&](db::Transaction& tx) -> absl::Status {
                                      COFI_ASSIGN_OR_RETURN(const db::Changes read,
                                                            db::ReadChanges(tx, *cursor, {}, 100));
                                      *cursor = read.cursor;
                                      for (const auto& change : read.changes) {
                                        names.push_back(change.entry().name());
                                      }
                                      return absl::OkStatus();
                                    }),
                IsOk());
    return names;
  }

  static inline Cluster* cluster_ = nullptr;
  std::string name_, url_;
  std::unique_ptr<db::Store> store_;
};

}  // namespace cofi

#endif  // COFI_TESTS_DB_ON_POSTGRES_H_
