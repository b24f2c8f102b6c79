// A database that is missing is not taken for one that is new, nor another one for that
// which was there; and nobody else has the same.
#include "db/instance.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "db/sqlite/sqlite.h"
#include "db/store/store.h"
#include "tests/db/examples.h"
#include "tests/folder.h"
#include "tests/installations/process.h"
#include "tests/reasons.h"

namespace cofi {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using type::v1::REASON_STORE_FAILED;
using type::v1::REASON_STORE_FOREIGN;
using type::v1::REASON_STORE_MISSING;

class EmbeddedPlace : public ::testing::Test {
 protected:
  std::string In(const std::string& name) const { return folder_.path() + "/" + name; }

  // A store of this service in a folder, by default the test's.
  absl::StatusOr<std::unique_ptr<db::Store>> Open(const std::string& service,
                                                  const std::string& folder = "") {
    return db::Store::Open({.folder = folder.empty() ? folder_.path() : folder,
                            .service = service,
                            .on_failure =
                                [this](const absl::Status& status) {
                                  EXPECT_THAT(status, IsReason(REASON_STORE_FAILED));
                                  ++failures_;
                                }},
                           ExampleMigrations());
  }
  // Makes it, with an entry in its journal.
  void Make(const std::string& service, const std::string& folder = "") {
    const auto store = Open(service, folder);
    ASSERT_THAT(store, IsOk());
    ASSERT_THAT(Add(**store, "made"), IsOk());
  }

  static absl::Status Add(db::Store& store, const std::string& id) {
    static int position = 0;
    ++position;
    return store.WriteAndWait({.root = "projects/p"}, [&](db::Transaction& tx) {
      Phase phase = PhaseNamed(id, position);
      return Phases().Insert(tx, &phase);
    });
  }
  static int64_t Entries(db::Store& store) {
    int64_t entries = -1;
    EXPECT_THAT(store.ReadAndWait({},
                                  [&](db::Transaction& tx) -> absl::Status {
                                    COFI_ASSIGN_OR_RETURN(
                                        entries, tx.Number("SELECT COUNT(*) FROM journal"));
                                    return absl::OkStatus();
                                  }),
                IsOk());
    return entries;
  }
  // As another program changes it.
  void Change(const std::string& path, const std::string& script) {
    const auto connection = db::OpenSqlite(path, db::Access::kWrite);
    ASSERT_THAT(connection, IsOk());
    ASSERT_THAT((*connection)->RunScript(script), IsOk());
  }
  // As version 0.1.0 left the folder.
  void MakeOld(const std::string& service) {
    Make(service);
    Change(In(service + ".sqlite"),
           "DROP TABLE instance; DELETE FROM migration WHERE name LIKE '0005_instance%'");
    fs::remove(In("cofi.instance"));
  }
  std::string File() const {
    std::ifstream file(In("cofi.instance"));
    return {std::istreambuf_iterator<char>(file), {}};
  }

  const Folder folder_;
  std::atomic<int> failures_ = 0;
};

TEST_F(EmbeddedPlace, ANewFolderGetsAnIdentityAndListsWhatIsMadeInIt) {
  Make("a");
  const std::string identity = File().substr(0, 36);
  Make("b");
  EXPECT_THAT(Open("a"), IsOk());
  EXPECT_EQ(File(), identity + "\n\na\n\nb\n");
  const auto connection = db::OpenSqlite(In("b.sqlite"), db::Access::kRead).value();
  const db::Stamp stamp = db::StampOf(*connection).value();
  EXPECT_EQ(stamp.uuid, identity);
  EXPECT_EQ(stamp.service, "b");
}

TEST_F(EmbeddedPlace, WhatIsMissingOrEmptyIsRefusedAndNothingIsMade) {
  Make("a");
  Make("b");
  fs::remove(In("b.sqlite"));
  EXPECT_THAT(Open("b"), IsReasonWith(REASON_STORE_MISSING, "service", "b"));
  EXPECT_FALSE(fs::exists(In("b.sqlite")));
  folder_.Write("b.sqlite", "");
  EXPECT_THAT(Open("b"), IsReason(REASON_STORE_MISSING));
  EXPECT_THAT(Open("a"), IsOk());
}

TEST_F(EmbeddedPlace, WhoWantsToBeginAnewTakesItsLineOut) {
  Make("a");
  Make("b");
  fs::remove(In("b.sqlite"));
  folder_.Write("cofi.instance", absl::StrReplaceAll(File(), {{"\nb\n", "\n"}}));
  const auto store = Open("b");
  ASSERT_THAT(store, IsOk());
  EXPECT_EQ(Entries(**store), 0);
}

TEST_F(EmbeddedPlace, ADatabaseOfAnotherFolderOrServiceIsRefused) {
  const Folder other;
  Make("a");
  Make("b");
  Make("a", other.path());
  fs::copy_file(other.path() + "/a.sqlite", In("a.sqlite"), fs::copy_options::overwrite_existing);
  EXPECT_THAT(Open("a"), IsReason(REASON_STORE_FOREIGN));
  fs::copy_file(In("b.sqlite"), In("a.sqlite"), fs::copy_options::overwrite_existing);
  EXPECT_THAT(Open("a"), IsReason(REASON_STORE_FOREIGN));
  // Also where it is older than the folder's identity.
  Change(In("a.sqlite"), "DELETE FROM instance");
  EXPECT_THAT(Open("a"), IsReason(REASON_STORE_FOREIGN));
}

TEST_F(EmbeddedPlace, AFolderOfAnOlderVersionIsTakenAsItIsUnlessItLacksOne) {
  MakeOld("a");
  EXPECT_THAT(Open("b"), IsReason(REASON_STORE_MISSING));
  const auto store = Open("a");
  ASSERT_THAT(store, IsOk());
  EXPECT_EQ(Entries(**store), 1);
  // From now on it is known that there never was one.
  EXPECT_THAT(Open("b"), IsOk());
}

TEST_F(EmbeddedPlace, AnIdentityThatWasLostIsThatOfItsDatabases) {
  Make("a");
  Make("b");
  const std::string identity = File().substr(0, 36);
  fs::remove(In("cofi.instance"));
  EXPECT_THAT(Open("b"), IsOk());
  EXPECT_EQ(File().substr(0, 36), identity);
  folder_.Write("cofi.instance", "what is this\n");
  EXPECT_THAT(Open("b"), IsReason(REASON_STORE_FAILED));
}

// One that was begun, and not made to its end.
TEST_F(EmbeddedPlace, AHalfMadeDatabaseIsMadeWhole) {
  Make("a");
  folder_.Write("b.sqlite", "");
  EXPECT_THAT(Open("b"), IsOk());
}

TEST_F(EmbeddedPlace, IsOneProcessesAloneWhateverLeadsThere) {
  const auto store = Open("a");
  ASSERT_THAT(store, IsOk());
  fs::remove(In("a.lock"));
  EXPECT_THAT(Open("a"), IsReasonWith(REASON_STORE_FAILED, "detail",
                                      absl::StrCat("another cofid serves a from ", folder_.path(),
                                                   "; stop it or give another --data")));
  const Folder linked;
  fs::permissions(linked.path(), fs::perms::owner_all);
  fs::create_symlink(In("a.sqlite"), linked.path() + "/a.sqlite");
  EXPECT_THAT(Open("a", linked.path()), IsReason(REASON_STORE_FAILED));
}

TEST_F(EmbeddedPlace, WhatIsTakenAwayWhileItIsServedEndsTheStore) {
  for (const char* file : {"a.sqlite", "a.sqlite-wal", "a.sqlite-shm"}) {
    const Folder folder;
    failures_ = 0;
    const auto store = Open("a", folder.path());
    ASSERT_THAT(store, IsOk());
    ASSERT_THAT(Add(**store, "before"), IsOk());
    fs::rename(folder.path() + "/" + file, folder.path() + "/away");
    EXPECT_TRUE(Eventually([&] { return failures_ == 1; })) << file;
    EXPECT_THAT(Add(**store, "after"), IsReason(REASON_STORE_FAILED));
  }
}

TEST_F(EmbeddedPlace, WhatIsPutInItsPlaceWhileItIsServedEndsTheStore) {
  const auto store = Open("a");
  ASSERT_THAT(store, IsOk());
  fs::copy_file(In("a.sqlite"), In("copy"));
  fs::rename(In("copy"), In("a.sqlite"));
  EXPECT_TRUE(Eventually([&] { return failures_ == 1; }));
}

// Whatever the lock did not keep out. Those who wait have their answer first.
TEST_F(EmbeddedPlace, WhoMeetsAnothersEntriesWritesBehindThemAndEnds) {
  const auto store = Open("a");
  ASSERT_THAT(store, IsOk());
  ASSERT_THAT(Add(**store, "one"), IsOk());
  Change(In("a.sqlite"),
         "INSERT INTO journal (rowid, root, sequence, commit_time, effective_date, principal,"
         " request_id, verb, name, type, state, previous_hash, hash) SELECT rowid + 1, root,"
         " sequence + 1, commit_time, effective_date, principal, request_id, verb, name, type,"
         " state, hash, hash FROM journal");
  EXPECT_THAT(Add(**store, "two"), IsOk());
  EXPECT_TRUE(Eventually([&] { return failures_ == 1; }));
  EXPECT_THAT(Add(**store, "three"), IsReason(REASON_STORE_FAILED));
}

// As a backup of files brings it back, beside what a crash left: pages that the log does not
// have are those of long ago, or none.
TEST_F(EmbeddedPlace, AnOlderFileUnderANewerLogIsRefusedAndLeftAsItIs) {
  Make("a");
  fs::copy_file(In("a.sqlite"), In("older"));
  for (const char* phase : {"x", "y"}) {
    const auto store = Open("a");
    ASSERT_THAT(store, IsOk());
    for (int i = 0; i < 300; ++i) ASSERT_THAT(Add(**store, absl::StrCat(phase, i)), IsOk());
    fs::copy_file(In("a.sqlite-wal"), In("log"), fs::copy_options::overwrite_existing);
  }
  fs::rename(In("older"), In("a.sqlite"));
  fs::copy_file(In("log"), In("a.sqlite-wal"));
  const auto size = fs::file_size(In("a.sqlite-wal"));
  const auto opened = Open("a");
  ASSERT_THAT(opened, IsReason(REASON_STORE_FAILED));
  EXPECT_THAT(std::string(opened.status().message()), HasSubstr("do not belong together"));
  EXPECT_EQ(fs::file_size(In("a.sqlite-wal")), size);
}

}  // namespace
}  // namespace cofi
