// kill -9 under load, at any moment and at the moments that matter.
#include <gtest/gtest.h>
#include <signal.h>

#include <atomic>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "clients/services.h"
#include "tests/faults/load.h"
#include "tests/faults/run.h"
#include "tests/faults/server.h"
#include "tests/installations/contents.h"
#include "tests/installations/everything.h"
#include "tests/installations/installation.h"

namespace cofi::faults {
namespace {

constexpr int kClients = 8;

// Where a server dies, and within how many passes of the place.
struct Moment {
  const char* service;
  const char* place;
  int passes_max;
};

constexpr Moment kMoments[] = {
    {"budgets", "before BEGIN", 60},
    {"budgets", "after a call", 200},
    {"budgets", "before COMMIT", 60},
    {"budgets", "after COMMIT", 60},
    {"budgets", "award read", 10},
    {"budgets", "grant committed", 10},
    {"applications", "before COMMIT", 20},
    {"applications", "after COMMIT", 20},
    {"projects", "after COMMIT", 5},
    {"", "", 0},
    {"", "", 0},
};

// Cofi in one or two processes, on one data folder, from life to life.
class Killed : public ::testing::TestWithParam<bool> {
 protected:
  Killed() : cofi_(Folders()) {}

  static bool IsTwo() { return GetParam(); }
  // Of two processes, the one that follows the other.
  static bool IsOfSecond(const std::string& service) {
    return service == "budgets" || service == "attachments";
  }

  std::map<std::string, std::string> Folders() const {
    std::map<std::string, std::string> folders;
    for (const std::string& service : clients::Recorded()) {
      folders[service] = folder_.path() + "/data";
    }
    return folders;
  }

  // Starts what does not run, with `death` for the one that has the service. Each
  // start listens elsewhere, so that no channel waits before it tries again.
  void Start(const Death& death) {
    if (first_ == nullptr || !first_->Runs()) {
      first_address_ = NewAddress();
      ServerOptions options{.services = IsTwo() ? "projects,applications" : "all",
                            .data = folder_.path() + "/data",
                            .listen = first_address_};
      if (!IsTwo() || !IsOfSecond(death.service)) options.death = death;
      first_ = std::make_unique<Server>(options);
      ASSERT_TRUE(first_->ready()) << first_->err();
      for (const std::string& service : clients::Recorded()) {
        cofi_.Reach(service, first_address_);
      }
      // The other has to learn the new address.
      second_.reset();
    }
    if (IsTwo() && (second_ == nullptr || !second_->Runs())) {
      const std::string address = NewAddress();
      ServerOptions options{
          .services = "budgets,attachments",
          .data = folder_.path() + "/data",
          .listen = address,
          .peers = {{"projects", first_address_}, {"applications", first_address_}}};
      if (IsOfSecond(death.service)) options.death = death;
      second_ = std::make_unique<Server>(options);
      ASSERT_TRUE(second_->ready()) << second_->err();
      cofi_.Reach("budgets", address);
      cofi_.Reach("attachments", address);
    }
  }

  void KillAll() {
    for (auto* server : {&first_, &second_}) {
      if (*server == nullptr) continue;
      (*server)->Signal(SIGKILL);
      (*server)->Wait();
      server->reset();
    }
  }

  // Asked by all clients at once.
  bool AllRun() {
    absl::MutexLock lock(&mutex_);
    return first_->Runs() && (second_ == nullptr || second_->Runs());
  }

  Folder folder_;
  end_to_end::Installation cofi_;
  std::unique_ptr<Server> first_, second_;

 private:
  std::string NewAddress() {
    return absl::StrCat("unix:", folder_.path(), "/", starts_++, ".sock");
  }

  absl::Mutex mutex_;
  std::string first_address_;
  int starts_ = 0;
};

TEST_P(Killed, LosesNothingThatWasAnsweredAndDoesNothingTwice) {
  Start({});
  Load load(cofi_);
  KillAll();
  Run::Rounds(std::size(kMoments), [&](int round, Run::Random& random) {
    const Moment& moment = kMoments[round % std::size(kMoments)];
    const bool any_moment = *moment.place == '\0';
    const int passes = any_moment ? 0 : 1 + static_cast<int>(Run::Pick(random, moment.passes_max));
    const auto lifetime = absl::Milliseconds(Run::Pick(random, 300));
    SCOPED_TRACE(any_moment
                     ? absl::StrCat("killed after ", absl::FormatDuration(lifetime))
                     : absl::StrCat("killed at ", moment.service, " ", moment.place, " ", passes));
    Start({.service = moment.service, .place = moment.place, .passes = passes});
    if (HasFatalFailure()) return;
    const absl::Time start = absl::Now();
    const absl::Duration limit = any_moment ? lifetime : kGuard;
    load.Run(kClients, [&] { return absl::Now() - start > limit || !AllRun(); });
    if (!any_moment) {
      EXPECT_TRUE(Eventually([&] { return !AllRun(); })) << "the place is never passed";
    }
    // Of two processes, the one that others follow lives on; else both go.
    if (!IsTwo() || !IsOfSecond(moment.service)) KillAll();
    Start({});
    if (HasFatalFailure()) return;
    load.ExpectRight();
    KillAll();
  });
  EXPECT_GT(load.answered(), 0);
  std::printf("%d calls answered\n", load.answered());
}

constexpr Moment kUploadMoments[] = {
    {"attachments", "before COMMIT", 12},
    {"attachments", "after COMMIT", 12},
    {"attachments", "before BEGIN", 12},
    {"", "", 0},
};

// Whatever was begun: who was told that his file is there has it, and nobody has half of one.
TEST_P(Killed, KeepsWholeEachFileThatWasAnswered) {
  constexpr int kUploaders = 5;
  Start({});
  end_to_end::Must(cofi_, "CreateOrganization",
                   "organization_id: 'o' organization { display_name: 'O' kind: KIND_OTHER }");
  absl::Mutex mutex;
  std::map<std::string, std::string> answered;  // SHA-256 by name.
  std::atomic<unsigned> next = 0;
  Run::Rounds(std::size(kUploadMoments), [&](int round, Run::Random& random) {
    const Moment& moment = kUploadMoments[round % std::size(kUploadMoments)];
    const bool any_moment = *moment.place == '\0';
    const int passes = any_moment ? 0 : 1 + static_cast<int>(Run::Pick(random, moment.passes_max));
    const auto lifetime = absl::Milliseconds(Run::Pick(random, 300));
    SCOPED_TRACE(absl::StrCat("killed at ", moment.place, " ", passes, " or after ",
                              absl::FormatDuration(lifetime)));
    KillAll();
    Start({.service = moment.service, .place = moment.place, .passes = passes});
    if (HasFatalFailure()) return;
    const absl::Time end = any_moment ? absl::Now() + lifetime : absl::InfiniteFuture();
    std::vector<std::thread> uploaders;
    uploaders.reserve(kUploaders);
    for (int i = 0; i < kUploaders; ++i) {
      uploaders.emplace_back([&] {
        while (absl::Now() < end && AllRun()) {
          const unsigned number = next++;
          const std::string bytes =
              end_to_end::BytesOf(100'000 + (size_t{700'000} * number) % 3'000'000, number);
          attachments::v1::UploadContentResponse kept;
          if (!end_to_end::Upload(cofi_.channel("attachments"), bytes, &kept).ok()) continue;
          const std::string id = absl::StrCat("f", number);
          const grpc::Status made = end_to_end::Do(
              cofi_, "CreatePaper",
              absl::StrCat("parent: 'organizations/o' paper_id: '", id, "' paper { display_name: '",
                           id, ".pdf' kind: KIND_OTHER sha256: '", kept.sha256(), "' }"));
          if (!made.ok()) continue;
          absl::MutexLock lock(&mutex);
          answered["organizations/o/papers/" + id] = kept.sha256();
        }
      });
    }
    for (std::thread& each : uploaders) each.join();
    KillAll();
    Start({});
    if (HasFatalFailure()) return;
    for (const auto& [name, sha256] : answered) {
      std::string bytes;
      const grpc::Status status = end_to_end::Download(cofi_.channel("attachments"), name, &bytes);
      EXPECT_TRUE(status.ok()) << name << ": " << status.error_message();
      EXPECT_EQ(end_to_end::Sha256Of(bytes), sha256) << name;
    }
    EXPECT_EQ(
        cofi_.books().Value(
            "attachments",
            "SELECT CAST(COUNT(*) AS TEXT) FROM content WHERE size_bytes <> (SELECT"
            " COALESCE(SUM(LENGTH(data)), 0) FROM piece WHERE piece.upload = content.upload)"),
        "0");
    const journal::v1::Verdict verdict = cofi_.Verify("attachments");
    EXPECT_TRUE(verdict.sound()) << verdict.DebugString();
  });
  EXPECT_GT(answered.size(), 0);
  std::printf("%zu files answered\n", answered.size());
}

INSTANTIATE_TEST_SUITE_P(In, Killed, ::testing::Bool(), [](const auto& info) {
  return info.param ? "TwoProcesses" : "OneProcess";
});

}  // namespace
}  // namespace cofi::faults
