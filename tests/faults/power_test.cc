// The power goes while clients post: on a real ext4 of our own, whose unsynced
// writes are then lost. Takes root, or sudo without a password.
#include <gtest/gtest.h>
#include <signal.h>

#include <memory>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "clients/services.h"
#include "tests/faults/disk.h"
#include "tests/faults/load.h"
#include "tests/faults/run.h"
#include "tests/faults/server.h"
#include "tests/installations/installation.h"

namespace cofi::faults {
namespace {

constexpr int kClients = 8;
// Sparse: room for some hundred rounds.
constexpr int kDiskMebibytes = 2048;

// A Cofi whose databases are on a disk of their own.
class PowerCut : public ::testing::Test {
 protected:
  void SetUp() override {
    auto disk = Disk::Ext4(kDiskMebibytes);
    ASSERT_TRUE(disk.ok()) << disk.status().message();
    disk_ = *std::move(disk);
    std::map<std::string, std::string> folders;
    for (const std::string& service : clients::Recorded()) {
      folders[service] = disk_->path() + "/data";
    }
    cofi_ = std::make_unique<end_to_end::Installation>(folders);
  }

  void Start(bool forgets_syncs) {
    const std::string address = absl::StrCat("unix:", folder_.path(), "/", starts_++, ".sock");
    server_ = std::make_unique<Server>(ServerOptions{
        .data = disk_->path() + "/data", .listen = address, .forgets_syncs = forgets_syncs});
    ASSERT_TRUE(server_->ready()) << server_->err();
    for (const std::string& service : clients::Recorded()) {
      cofi_->Reach(service, address);
    }
  }

  // Cuts the power after a while of work, and starts again.
  void CutUnder(Load& load, absl::Duration work, bool forgets_syncs) {
    std::thread clients([&] { load.Run(kClients, [] { return false; }); });
    absl::SleepFor(work);
    const int before = load.answered();
    const absl::StatusOr<absl::Time> cut = disk_->CutPower();
    EXPECT_TRUE(cut.ok()) << cut.status().message();
    if (!cut.ok()) server_->Signal(SIGKILL);
    clients.join();
    if (cut.ok()) load.ForgetAnswersSince(*cut);
    EXPECT_GT(before, 0) << "nothing was answered before the cut";
    Stop();
    const absl::Status mounted = disk_->Remount();
    ASSERT_TRUE(mounted.ok()) << mounted.message();
    Start(forgets_syncs);
  }

  void Stop() {
    server_->Signal(SIGKILL);
    server_->Wait();
  }

  const Folder folder_;
  std::unique_ptr<Disk> disk_;
  std::unique_ptr<end_to_end::Installation> cofi_;
  std::unique_ptr<Server> server_;
  int starts_ = 0;
};

TEST_F(PowerCut, LosesNothingThatWasAnswered) {
  Start(/*forgets_syncs=*/false);
  if (HasFatalFailure()) return;
  Load load(*cofi_);
  Run::Rounds(3, [&](int, Run::Random& random) {
    CutUnder(load, absl::Milliseconds(150 + Run::Pick(random, 500)), /*forgets_syncs=*/false);
    if (!HasFailure()) load.ExpectRight();
  });
  std::printf("%d calls answered\n", load.answered());
  Stop();
}

// The control: a server that leaves out what makes a commit durable must lose
// answers here, or the cut is none and the test above proves nothing.
TEST_F(PowerCut, TakesWhatWasNotSynced) {
  // The databases are there before: one that lost what tells it from others is not opened.
  Start(/*forgets_syncs=*/false);
  if (HasFatalFailure()) return;
  server_->Signal(SIGTERM);
  server_->Wait();
  Start(/*forgets_syncs=*/true);
  if (HasFatalFailure()) return;
  Load load(*cofi_);
  CutUnder(load, absl::Milliseconds(400), /*forgets_syncs=*/true);
  if (HasFatalFailure()) return;
  const int lost = load.Lost();
  EXPECT_GT(lost, 0);
  std::printf("%d of %d answers lost\n", lost, load.answered());
  Stop();
}

}  // namespace
}  // namespace cofi::faults
