// The disk fills up for real: a small tmpfs under cofid itself. Takes root, or sudo
// without a password.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <filesystem>
#include <fstream>
#include <memory>

#include "absl/strings/str_cat.h"
#include "clients/services.h"
#include "tests/faults/disk.h"
#include "tests/faults/load.h"
#include "tests/faults/run.h"
#include "tests/installations/programs.h"

namespace cofi::faults {
namespace {

using end_to_end::Cofid;
using end_to_end::Outcome;
using end_to_end::RunCofi;
using ::testing::HasSubstr;

constexpr int kClients = 8;
constexpr int kDiskMebibytes = 16;
constexpr int kBallastMebibytes = 3;

class FullDisk : public ::testing::Test {
 protected:
  void SetUp() override {
    auto disk = Disk::Tmpfs(kDiskMebibytes);
    ASSERT_TRUE(disk.ok()) << disk.status().message();
    disk_ = *std::move(disk);
    std::map<std::string, std::string> folders;
    for (const std::string& service : clients::Recorded()) folders[service] = Data();
    cofi_ = std::make_unique<end_to_end::Installation>(folders);
    // What an operator deletes to make room.
    std::ofstream(Ballast()) << std::string(kBallastMebibytes << 20, 'x');
  }

  std::string Data() const { return disk_->path() + "/data"; }
  std::string Ballast() const { return disk_->path() + "/ballast"; }

  std::unique_ptr<Cofid> StartCofid() {
    const std::string address = absl::StrCat("unix:", folder_.path(), "/", starts_++, ".sock");
    auto cofid = std::make_unique<Cofid>(Words{"--data", Data(), "--listen", address});
    for (const std::string& service : clients::Recorded()) {
      cofi_->Reach(service, address);
    }
    return cofid;
  }

  // Leaves so many bytes free.
  void FillTo(int64_t free) const {
    std::ofstream(Filling()) << std::string(std::filesystem::space(Data()).available - free, 'x');
  }
  std::string Filling() const { return disk_->path() + "/filling"; }

  const Folder folder_;
  std::unique_ptr<Disk> disk_;
  std::unique_ptr<end_to_end::Installation> cofi_;
  int starts_ = 0;
};

TEST_F(FullDisk, StopsTheServerAndLosesNothingThatWasAnswered) {
  auto cofid = StartCofid();
  ASSERT_TRUE(cofid->ready()) << cofid->err();
  Load load(*cofi_);
  // Until the store fails, which ends the process for its supervisor to see.
  load.Run(kClients, [] { return false; });
  EXPECT_EQ(cofid->Wait(), 1) << cofid->err();
  EXPECT_THAT(cofid->err(), HasSubstr("\"event\":\"store failed\""));
  EXPECT_THAT(cofid->err(), HasSubstr("disk is full"));
  EXPECT_GT(load.answered(), 100);

  // Started again without more room, it may refuse to start, or stop again at the
  // next write; in both cases it says why.
  cofid = StartCofid();
  if (cofid->ready()) load.Run(1, [] { return false; });
  EXPECT_EQ(cofid->Wait(), 1) << cofid->err();
  EXPECT_THAT(cofid->err(), HasSubstr("the store failed"));

  std::filesystem::remove(Ballast());
  cofid = StartCofid();
  ASSERT_TRUE(cofid->ready()) << cofid->err();
  load.ExpectRight();
  const int answered = load.answered();
  load.Run(kClients, [&] { return load.answered() > answered + 50; });
  load.ExpectRight();
  std::printf("%d calls answered\n", load.answered());
  cofid->Signal(SIGTERM);
  EXPECT_EQ(cofid->Wait(), 0);
}

// A tenth of a small disk is kept free; on a large one it is 256 MiB.
TEST_F(FullDisk, IsNotFilledByCopies) {
  const auto cofid = StartCofid();
  ASSERT_TRUE(cofid->ready()) << cofid->err();
  Load load(*cofi_);
  const int before = load.answered();
  load.Run(1, [&] { return load.answered() > before + 20; });
  const std::string address = absl::StrCat("unix:", folder_.path(), "/0.sock");
  const std::string backup = folder_.path() + "/backup";
  const Outcome copied = RunCofi(address, {"backup", backup});
  ASSERT_EQ(copied.code, 0) << copied.err;

  const int64_t kept = (int64_t{kDiskMebibytes} << 20) / 10;
  FillTo(kept + (64 << 10));
  const Outcome refused = RunCofi(address, {"backup", backup + "2"});
  EXPECT_NE(refused.code, 0);
  EXPECT_THAT(refused.err, HasSubstr("DISK_SHORT"));
  EXPECT_THAT(RunCofi(address, {"restore", backup}, "fr").err, HasSubstr("le disque du serveur a"));
  // The store itself goes on.
  const int answered = load.answered();
  load.Run(1, [&] { return load.answered() > answered + 5; });
  EXPECT_TRUE(cofid->Runs());

  // A copy may take as much as the store and its log, which is long by now.
  std::filesystem::remove(Filling());
  std::filesystem::remove(Ballast());
  EXPECT_EQ(RunCofi(address, {"backup", backup + "2"}).code, 0);
  load.ExpectRight();
  cofid->Signal(SIGTERM);
  EXPECT_EQ(cofid->Wait(), 0);
}

}  // namespace
}  // namespace cofi::faults
