// A disk that fails while a database is made, opened or closed: the server starts
// or says why not, and what was answered before is there in the end.
#include <gtest/gtest.h>

#include <iterator>

#include "absl/strings/str_cat.h"
#include "base/identifiers.h"
#include "cofi/applications/v1/funders.pb.h"
#include "db/sqlite/sqlite.h"
#include "services/cofid/catalog.h"
#include "tests/faults/faulty_vfs.h"
#include "tests/faults/run.h"
#include "tests/installations/installation.h"
#include "tests/reasons.h"

namespace cofi::faults {
namespace {

using applications::v1::CreateFunderRequest;
using applications::v1::Funder;

constexpr Fault::Kind kKinds[] = {Fault::kSync, Fault::kEio, Fault::kFull, Fault::kShortWrite,
                                  Fault::kLocks};
constexpr char kService[] = "applications";
constexpr char kFiles[] = "/applications.sqlite";
// The short form skips about as many calls between two that it lets fail.
constexpr int kStride = 8;

int64_t Step(Run::Random& random) {
  return 1 + static_cast<int64_t>(Run::IsLong() ? 0 : Run::Pick(random, 2 * kStride));
}

CreateFunderRequest NewFunder(int number) {
  CreateFunderRequest request;
  request.set_funder_id(absl::StrCat("f", number));
  request.set_request_id(NewRequestId());
  request.mutable_funder()->set_display_name("F");
  return request;
}

TEST(FailingDiskAtOpening, AServerStartsOrSaysWhyNotAndNothingIsLost) {
  end_to_end::Installation cofi(end_to_end::Shape::kFourServers);
  FaultyVfs& disk = FaultyVfs::Get();
  int funders = 0;
  Run::Rounds(2 * std::size(kKinds), [&](int round, Run::Random& random) {
    Fault fault{.kind = kKinds[round % std::size(kKinds)],
                .sticky = round >= static_cast<int>(std::size(kKinds)),
                .file = kFiles};
    int struck = 0;
    while (!testing::Test::HasFailure()) {
      SCOPED_TRACE(absl::StrCat("kind ", fault.kind, " at call ", fault.at));
      const CreateFunderRequest request = NewFunder(funders++);
      const auto first = cofi.Ask<Funder>(request);
      disk.Arm(fault);
      cofi.Stop(kService);
      const bool closing = disk.Disarm().struck;
      // As if the power went just then.
      if (Run::Pick(random, 2) == 1) disk.LoseUnsynced(kFiles);

      disk.Arm(fault);
      const absl::Status started = cofi.TryStart(kService);
      const bool opening = disk.seen().struck;
      if (!started.ok()) {
        EXPECT_TRUE(opening) << "a sound disk";
        EXPECT_THAT(started, IsReason(type::v1::REASON_STORE_FAILED));
      }
      disk.Disarm();
      cofi.Stop(kService);

      cofi.Start(kService);
      Funder again;
      bool replayed = false;
      EXPECT_TRUE(cofi.Call(request, &again, Language::kEnglish, &replayed).ok());
      EXPECT_TRUE(replayed) << "acknowledged, and lost";
      EXPECT_EQ(again.SerializeAsString(), first.SerializeAsString());
      if (!closing && !opening) break;
      ++struck;
      fault.at += Step(random);
    }
    std::printf("kind %d: %d starts and stops failed\n", fault.kind, struck);
    EXPECT_EQ(cofi.books().Discrepancies(), "");
  });
}

// What the schema of a database is, as text.
std::string SchemaOf(const std::string& folder) {
  std::string schema;
  const auto connection = db::OpenSqlite(folder + kFiles, db::Access::kRead);
  EXPECT_THAT(connection, IsOk());
  EXPECT_THAT((*connection)
                  ->Run("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name", {},
                        [&](const db::Row& row) {
                          absl::StrAppend(&schema, row.Text(0), ";\n");
                          return absl::OkStatus();
                        }),
              IsOk());
  return schema;
}

TEST(FailingDiskAtOpening, ADatabaseThatWasHalfMadeIsMadeWhole) {
  FaultyVfs& disk = FaultyVfs::Get();
  const auto entries = cofid::Select(cofid::Catalog(), kService);
  const std::vector<db::Store::Migration> migrations = (*entries)[0].migrations();
  const auto open = [&](const Folder& folder) {
    return db::Store::Open({.folder = folder.path(), .service = kService}, migrations).status();
  };
  const Folder sound;
  ASSERT_THAT(open(sound), IsOk());
  const std::string schema = SchemaOf(sound.path());
  Run::Rounds(2 * std::size(kKinds), [&](int round, Run::Random& random) {
    Fault fault{.kind = kKinds[round % std::size(kKinds)],
                .sticky = round >= static_cast<int>(std::size(kKinds)),
                .file = kFiles};
    for (bool struck = true; struck && !testing::Test::HasFailure(); fault.at += Step(random)) {
      SCOPED_TRACE(absl::StrCat("kind ", fault.kind, " at call ", fault.at));
      const Folder folder;
      disk.Arm(fault);
      const absl::Status status = open(folder);
      struck = disk.Disarm().struck;
      if (!status.ok()) {
        EXPECT_TRUE(struck) << "a sound disk";
        EXPECT_THAT(status, IsReason(type::v1::REASON_STORE_FAILED));
      }
      if (Run::Pick(random, 2) == 1) disk.LoseUnsynced(folder.path());
      EXPECT_THAT(open(folder), IsOk());
      EXPECT_EQ(SchemaOf(folder.path()), schema);
    }
  });
}

}  // namespace
}  // namespace cofi::faults
