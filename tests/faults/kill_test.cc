// kill -9 under load, at any moment and at the moments that matter.
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "base/check.h"
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

// Files that are still to be carried, by their numbers.
class FilesLeft {
 public:
  explicit FilesLeft(size_t count) {
    for (size_t i = 0; i < count; ++i) numbers_.push_back(i);
  }

  std::optional<size_t> Take() {
    absl::MutexLock lock(&mutex_);
    if (numbers_.empty()) return std::nullopt;
    const size_t number = numbers_.front();
    numbers_.pop_front();
    return number;
  }
  void GiveBack(size_t number) {
    absl::MutexLock lock(&mutex_);
    numbers_.push_back(number);
  }
  size_t count() {
    absl::MutexLock lock(&mutex_);
    return numbers_.size();
  }

 private:
  absl::Mutex mutex_;
  std::deque<size_t> numbers_;
};

// A number that the environment may give.
size_t NumberIn(const char* variable, size_t otherwise) {
  const char* const said = std::getenv(variable);
  if (said == nullptr) return otherwise;
  uint64_t number = 0;
  COFI_CHECK(absl::SimpleAtoi(said, &number) && number > 0, absl::StrCat(variable, " is ", said));
  return number;
}

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

  // As long as others ask whether all run, who ends them takes none away.
  void KillWhileAsked() {
    absl::MutexLock lock(&mutex_);
    for (auto* server : {&first_, &second_}) {
      if (*server != nullptr && (*server)->Runs()) (*server)->Signal(SIGKILL);
    }
  }

  // Several carry one file after the other, until none is left or a server is gone. What did not
  // arrive is left.
  void Carry(FilesLeft* left, const std::function<bool(size_t)>& carry) {
    constexpr int kCarriers = 5;
    // Of one carrier, in one life: a server that is killed is not gone at once.
    constexpr int kFailuresMax = 10'000;
    std::vector<std::thread> carriers;
    carriers.reserve(kCarriers);
    for (int i = 0; i < kCarriers; ++i) {
      carriers.emplace_back([this, left, &carry] {
        for (int failures = 0; failures < kFailuresMax && AllRun();) {
          const std::optional<size_t> number = left->Take();
          if (!number.has_value()) return;
          if (carry(*number)) continue;
          left->GiveBack(*number);
          ++failures;
        }
      });
    }
    for (std::thread& each : carriers) each.join();
  }

  std::string CountOf(const std::string& from) const {
    return cofi_.books().Value("attachments",
                               absl::StrCat("SELECT CAST(COUNT(*) AS TEXT) FROM ", from));
  }

  // That nobody has half of a file, and the books of files are right.
  void ExpectWholeFiles() {
    EXPECT_EQ(CountOf("content WHERE size_bytes <> (SELECT COALESCE(SUM(LENGTH(data)), 0) FROM"
                      " piece WHERE piece.upload = content.upload)"),
              "0");
    const journal::v1::Verdict verdict = cofi_.Verify("attachments");
    EXPECT_TRUE(verdict.sound()) << verdict.DebugString();
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
    ExpectWholeFiles();
  });
  EXPECT_GT(answered.size(), 0);
  std::printf("%zu files answered\n", answered.size());
}

// All of them up, and then all of them down, through as many deaths as that takes: each is there
// once, is what was sent, and what is the same in two is kept once. How many and how large, the
// environment may say (docs/faults.md).
TEST_P(Killed, CarriesEachFileUpAndDown) {
  constexpr size_t kFileBytesMax = size_t{32} << 20;
  constexpr size_t kPieceBytes = size_t{1} << 20;
  // Then it is left alone, so that it comes to an end.
  constexpr int kDeathsMax = 100;
  const size_t files = NumberIn("COFI_FAULTS_FILES", 24);
  const size_t size = NumberIn("COFI_FAULTS_BYTES", size_t{8} << 20) / files;
  ASSERT_GT(size, 8U);
  ASSERT_LE(size, kFileBytesMax);
  Start({});
  end_to_end::Must(cofi_, "CreateOrganization",
                   "organization_id: 'o' organization { display_name: 'O' kind: KIND_OTHER }");
  Run::Rounds(1, [&](int round, Run::Random& random) {
    // The tenth is the ninth once more.
    const auto content = [&](size_t number) {
      const size_t seed = round * files + (number % 10 == 9 ? number - 1 : number);
      return end_to_end::BytesOf(size, static_cast<unsigned>(seed));
    };
    const auto id = [&](size_t number) { return absl::StrCat("r", round, "-", number); };
    int deaths = 0;
    const auto live_again = [&](FilesLeft* left, const Death& death) {
      KillAll();
      ASSERT_LE(deaths++, kDeathsMax) << left->count() << " files never arrive";
      Start(deaths > kDeathsMax ? Death{} : death);
    };

    FilesLeft up(files);
    // So many writes that it dies about ten times on the way.
    const size_t passes_max = std::max<size_t>(6, files * (size / kPieceBytes + 2) / 8);
    while (up.count() > 0) {
      const Moment& moment = kUploadMoments[Run::Pick(random, 3)];
      live_again(&up, {.service = moment.service,
                       .place = moment.place,
                       .passes = 1 + static_cast<int>(Run::Pick(random, passes_max))});
      if (HasFatalFailure()) return;
      Carry(&up, [&](size_t number) {
        attachments::v1::UploadContentResponse kept;
        const auto sent = end_to_end::Upload(cofi_.channel("attachments"), content(number), &kept);
        if (!sent.ok()) return false;
        const grpc::Status made = end_to_end::Do(
            cofi_, "CreatePaper",
            absl::StrCat("parent: 'organizations/o' paper_id: '", id(number), "' paper {",
                         " display_name: 'f.pdf' kind: KIND_OTHER sha256: '", kept.sha256(),
                         "' }"));
        // The life before may have made it, and died before it said so.
        return made.ok() || made.error_code() == grpc::StatusCode::ALREADY_EXISTS;
      });
    }

    const int lives_up = std::exchange(deaths, 0);
    FilesLeft down(files);
    while (down.count() > 0) {
      live_again(&down, {});
      if (HasFatalFailure()) return;
      const auto lifetime = absl::Milliseconds(50 + Run::Pick(random, 500));
      std::thread killer([&] {
        absl::SleepFor(lifetime);
        if (deaths <= kDeathsMax) KillWhileAsked();
      });
      Carry(&down, [&](size_t number) {
        const std::string name = absl::StrCat("organizations/o/papers/", id(number));
        std::string bytes;
        if (!end_to_end::Download(cofi_.channel("attachments"), name, &bytes).ok()) return false;
        EXPECT_TRUE(bytes == content(number)) << name;
        return true;
      });
      killer.join();
    }

    KillAll();
    Start({});
    if (HasFatalFailure()) return;
    const size_t rounds = round + 1;
    EXPECT_EQ(CountOf("paper"), absl::StrCat(rounds * files));
    EXPECT_EQ(CountOf("content"), absl::StrCat(rounds * (files - files / 10)));
    ExpectWholeFiles();
    std::printf("%zu files of %zu bytes up in %d lives, down in %d\n", files, size, lives_up,
                deaths);
  });
}

INSTANTIATE_TEST_SUITE_P(In, Killed, ::testing::Bool(), [](const auto& info) {
  return info.param ? "TwoProcesses" : "OneProcess";
});

}  // namespace
}  // namespace cofi::faults
