// What keeps a store healthy for years: a log that stays small, settings that are
// what we think they are.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/identifiers.h"
#include "cofi/projects/v1/projects.pb.h"
#include "cofi/projects/v1/updates.pb.h"
#include "db/sqlite/sqlite.h"
#include "tests/faults/faulty_vfs.h"
#include "tests/faults/run.h"
#include "tests/installations/feed.h"
#include "tests/installations/installation.h"
#include "tests/reasons.h"
#include "tests/services/facts.h"

namespace cofi::faults {
namespace {

using ::testing::HasSubstr;

// A checkpoint starts at 16,000 pages of 4 KiB; what is written while it cannot
// finish, because somebody reads, comes on top.
constexpr int64_t kLogMax = int64_t{128} << 20;
constexpr int kWriters = 6;
constexpr int kReaders = 3;
constexpr int kTextBytes = 20'000;

class Limits : public ::testing::Test {
 protected:
  Limits() : cofi_(end_to_end::Shape::kOneProcess) {
    projects::v1::CreateProjectRequest request;
    request.set_project_id("p");
    request.mutable_project()->set_display_name("p");
    cofi_.Ask<projects::v1::Project>(request);
  }

  std::string Database() const { return cofi_.folder().path() + "/all/projects.sqlite"; }

  int64_t LogBytes() const {
    std::error_code none;
    const auto bytes = std::filesystem::file_size(Database() + "-wal", none);
    return none ? 0 : static_cast<int64_t>(bytes);
  }

  void WriteALot(int number) {
    projects::v1::CreateProjectUpdateRequest request;
    request.set_parent("projects/p");
    request.set_project_update_id(absl::StrCat("u", number));
    request.set_request_id(NewRequestId());
    request.mutable_project_update()->set_display_name("u");
    *request.mutable_project_update()->mutable_entry_date() = On("2018-03-23");
    request.mutable_project_update()->set_text(std::string(kTextBytes, 'x'));
    cofi_.Ask<projects::v1::ProjectUpdate>(request);
  }

  void ReadALot() {
    projects::v1::ListProjectUpdatesRequest request;
    request.set_parent("projects/p");
    request.set_page_size(20);
    cofi_.Ask<projects::v1::ListProjectUpdatesResponse>(request);
  }

  end_to_end::Installation cofi_;
};

TEST_F(Limits, TheLogStaysSmallWhileAllReadAndAStreamStandsStill) {
  journal::v1::WatchChangesRequest watch;
  watch.set_journal("journals/projects");
  // It has begun, and reads no further: gRPC's window is soon full.
  end_to_end::Feed stream(cofi_, watch);
  ASSERT_EQ(stream.Next(1).size(), 1u);

  Run::Rounds(1, [&](int round, Run::Random&) {
    std::atomic<int> next = 0;
    std::atomic<bool> written = false;
    std::atomic<int64_t> most = 0;
    constexpr int kUpdates = 5'000;
    std::vector<std::thread> writers, readers;
    for (int i = 0; i < kWriters; ++i) {
      writers.emplace_back([&] {
        for (int n; (n = next++) < kUpdates;) {
          WriteALot(round * kUpdates + n);
          most = std::max<int64_t>(most, LogBytes());
        }
      });
    }
    for (int i = 0; i < kReaders; ++i) {
      readers.emplace_back([&] {
        while (!written) ReadALot();
      });
    }
    for (std::thread& writer : writers) writer.join();
    written = true;
    for (std::thread& reader : readers) reader.join();
    // Journal, row and answer hold each text once: without checkpoints the log
    // would have this many bytes and more.
    const int64_t all = int64_t{kUpdates} * kTextBytes * 3;
    std::printf("%ld MiB written, log at most %ld MiB\n", static_cast<long>(all >> 20),
                static_cast<long>(most.load() >> 20));
    EXPECT_GT(all, 2 * kLogMax);
    EXPECT_LE(most, kLogMax);
  });
}

// SQLite takes a pragma that it cannot carry out without a word.
TEST(Settings, AConnectionWhoseSettingDidNotTakeIsRefused) {
  const Folder folder;
  FaultyVfs& disk = FaultyVfs::Get();
  const auto open = [&](db::Access access) {
    return db::OpenSqlite(folder.path() + "/x.sqlite", access).status();
  };
  ASSERT_THAT(open(db::Access::kWrite), IsOk());
  const struct {
    const char *pragma, *instead;
    bool reader;
  } cases[] = {{"journal_mode", "delete", false},
               {"synchronous", "1", false},
               {"foreign_keys", "0", false},
               {"trusted_schema", "1", false},
               {"temp_store", "0", false},
               {"cache_size", "-2000", false},
               {"wal_autocheckpoint", "1000", false},
               {"journal_mode", "memory", true},
               {"wal_autocheckpoint", "1000", true},
               {"query_only", "0", true}};
  for (const auto& each : cases) {
    SCOPED_TRACE(each.pragma);
    disk.Answer(each.pragma, each.instead);
    const absl::Status status = open(each.reader ? db::Access::kRead : db::Access::kWrite);
    EXPECT_THAT(status, IsReason(type::v1::REASON_STORE_FAILED));
    EXPECT_THAT(std::string(status.message()),
                HasSubstr(absl::StrCat("SQLite keeps ", each.pragma, " at ", each.instead)));
    disk.Answer(each.pragma, "");
  }
  EXPECT_THAT(open(db::Access::kWrite), IsOk());
  EXPECT_THAT(open(db::Access::kRead), IsOk());
}

}  // namespace
}  // namespace cofi::faults
